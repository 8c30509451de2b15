//! Holds watches to their promises.
//!
//! A watch reads the lists of worlds, round after round. What its changes add up to is held against
//! what was in the lists: a [`ledger`] keeps both, and an [`oracle`] compares them.

mod cancelled;
mod ledger;
mod oracle;
mod plan;
mod promises;
mod worlds;
