//! Fuzzing of what imagejobs reads from strangers: answers, requests, files, pages, documents.
//!
//! A [`Target`] takes bytes and holds what is promised of them against a second reading of its own.
//! The bytes are those of a kept corpus, changed here and there, and those that a proptest strategy
//! writes, which knows the shape. [`fuzz`] tries them until its [`End`]; an input that breaks a
//! promise is made small and joins the corpus, which `cargo test` replays.
//!
//! `cargo xtask fuzz --seconds 60` runs them all.

mod corpus;
mod driver;
mod edit;
mod panics;
mod shrink;
mod target;
mod targets;

pub use driver::{End, Finding, Tally, fuzz};
pub use target::Target;
pub use targets::TARGETS;
