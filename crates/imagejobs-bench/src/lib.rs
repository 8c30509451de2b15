//! How fast imagejobs is, beside what does the same.
//!
//! `cargo xtask bench` builds and runs what stands here and writes `BENCHMARKS.md`. The figures of
//! whole processes come from the program `imagejobs-bench`; those of single functions from `benches`.

pub mod discard;
pub mod embedded;
pub mod page;
pub mod peers;
pub mod pieces;
pub mod server;
pub mod stream;
pub mod throughput;
