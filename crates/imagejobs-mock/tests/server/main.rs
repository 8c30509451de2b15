//! The server over real sockets.
#![allow(clippy::unwrap_used, reason = "what the tests share is test code too")]

mod checks;
mod client;
mod connections;
mod control;
mod credentials;
mod fault_plans;
mod faults;
mod iam;
mod limits;
mod listing;
mod manual_clock;
mod metadata;
mod moving;
mod named_plans;
mod page;
mod projects;
mod received;
mod running;
mod scripts;
mod shutdown;
mod signatures;
mod signing;
mod snapshots;
mod time;
mod updates;
