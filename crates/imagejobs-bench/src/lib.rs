//! How fast imagejobs is, beside what does the same.
//!
//! `cargo xtask bench` builds and runs what stands here and writes `BENCHMARKS.md`. The figures of
//! whole processes come from the program `imagejobs-bench`; those of single functions from `benches`.
//! The clients are measured by a server that is never what they wait for, and the embedded server by a
//! client that is never what it waits for.

pub mod discard;
pub mod embedded;
pub mod page;
pub mod peers;
pub mod pieces;
pub mod server;
pub mod stream;
pub mod throughput;
