//! The server over real sockets.
#![allow(clippy::unwrap_used, reason = "what the tests share is test code too")]

mod checks;
mod client;
mod limits;
mod listing;
mod received;
mod running;
mod scripts;
mod time;
