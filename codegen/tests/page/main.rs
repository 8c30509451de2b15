//! What is read of a reference page. The pages are our own, written in the service's layout.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that cannot be set up should panic")]

mod cells;
mod descriptions;
mod garbage;
mod layout;
mod layouts;
mod sections;
mod tables;
