//! What is fuzzed, one module a target, and what several of them use.

mod document;
mod failure;
mod http;
mod page;
mod profile;
mod reference;
mod requests;
mod retry_after;
mod service;
mod signature;
mod throttling;

use crate::Target;

/// Every target.
pub const TARGETS: &[Target] = &[
    page::TARGET,
    failure::TARGET,
    signature::TARGET,
    profile::TARGET,
    reference::TARGET,
    document::TARGET,
    throttling::TARGET,
    retry_after::TARGET,
    requests::TARGET,
];
