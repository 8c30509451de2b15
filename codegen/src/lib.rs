//! From the OpenAPI documents of imagejobs to the source of their clients.
//!
//! Documents go in, Rust source comes out: a document is read with the place of each of its nodes
//! ([`document`]), told everything that is wrong with it ([`problem`], by the rules of [`rule`];
//! [`lint()`] asks for those of the house, too), laid over with what a client needs beyond it
//! ([`overlay`]), and generated from ([`generate()`]). What is generated from what stands in one table
//! ([`targets`]). What changed between two documents, and whom it breaks, is told
//! of any OpenAPI 3 ([`compatibility`]). The reference page that a document is written from is read
//! into facts ([`page`]), and what page, document and code say is compared fact by fact ([`claim`],
//! [`drift`], [`agreement`]). Nothing here touches a file.

pub mod agreement;
pub mod claim;
pub mod compatibility;
pub mod diff;
pub mod document;
pub mod drift;
mod generate;
mod lint;
pub mod mutant;
pub mod overlay;
pub mod page;
pub mod problem;
mod retarget;
pub mod rule;
mod structure;
pub mod targets;
mod yaml;

pub use generate::{Source, Timing, generate, module_list};
pub use lint::lint;
