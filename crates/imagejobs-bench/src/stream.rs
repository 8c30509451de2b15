//! A whole list, streamed: how long it takes, and how much memory.

use std::fs;
use std::hint::black_box;
use std::time::Instant;

use imagejobs::{Client, JobType};
use serde::Serialize;

use crate::peers::Failure;

/// What came of it.
#[derive(Debug, Serialize)]
pub struct Streamed {
    /// How many jobs came.
    pub jobs: u64,
    /// How long it took.
    pub seconds: f64,
    /// The most memory that this process ever had, in KiB; `None` where the system does not tell.
    pub peak_kib: Option<u64>,
}

/// Streams the list to its end.
///
/// # Errors
/// What the stream ends with.
pub async fn all(client: &Client, in_flight: usize) -> Result<Streamed, Failure> {
    let begun = Instant::now();
    let mut stream = client.list(JobType::CreateServer).concurrency(in_flight).stream();
    let mut jobs = 0;
    while let Some(job) = stream.next().await.transpose()? {
        black_box(job);
        jobs += 1;
    }
    Ok(Streamed { jobs, seconds: begun.elapsed().as_secs_f64(), peak_kib: peak() })
}

/// The peak of the resident memory: Linux tells.
fn peak() -> Option<u64> {
    let status = fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    line.split_whitespace().next()?.parse().ok()
}
