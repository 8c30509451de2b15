//! Holds waits and the poller that they share to their promises.
//!
//! The waits are those that users make: they find the poller of a [`bench`] among those of a client,
//! and it asks a world. A [`plan`] says who waits for what, and what happens to it. Afterwards an
//! [`oracle`] that knows every call, and what was in the list then, says how each wait must have
//! ended, and [`pace`] when the poller may have asked.

mod bench;
mod cancelled;
mod cost;
mod oracle;
mod pace;
mod plan;
mod promises;
mod rounds;
mod runtimes;
mod schedule;
mod wait;
mod worlds;
