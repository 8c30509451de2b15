//! Thousands of lists that change while they are read, in virtual time and without a socket.
//!
//! A [`world`] holds a list of jobs and is the service that gives it by the page. It knows what is
//! true of the list, so a reader can be held to its promises. A seed decides everything in it, and
//! [`replay`] tells the seed of a world in which something failed.

mod churn;
mod executor;
pub(crate) mod failures;
mod jobs;
mod line;
mod listing;
mod replay;
mod runtime;
mod service;
mod waiting;
mod watching;
mod world;
