//! How often a job that is read takes memory of its own. Prints `{"per_job": …}`.
#![allow(clippy::unwrap_used, reason = "what cannot be set up cannot be measured")]

use std::alloc::System;
use std::hint::black_box;

use imagejobs_bench::{page, pieces};
use stats_alloc::{INSTRUMENTED_SYSTEM, Region, StatsAlloc};

#[global_allocator]
static COUNTED: &StatsAlloc<System> = &INSTRUMENTED_SYSTEM;

fn main() {
    // What is made once, with the first page, is no job's.
    allocations(1);
    // Nor is the list's own memory, which a shorter list takes as well.
    let (fifty, hundred) = (allocations(50), allocations(100));
    println!("{{\"per_job\": {}}}", (hundred as f64 - fifty as f64) / 50.0);
}

/// How often reading a page takes memory, beside the list's own growth.
fn allocations(jobs: u64) -> usize {
    let body = page::json(0, jobs, jobs).into_bytes();
    let region = Region::new(COUNTED);
    black_box(pieces::decode(&body).unwrap());
    region.change().allocations
}
