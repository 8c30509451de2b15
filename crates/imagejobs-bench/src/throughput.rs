//! Pages a second.

use std::fs;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant};

use serde::Serialize;

use crate::peers::{Failure, Peer};

/// What came of it.
#[derive(Debug, Serialize)]
pub struct Throughput {
    /// Pages a second.
    pub pages_per_second: f64,
    /// How long this process was on a processor for a page, in microseconds; `None` where the system
    /// does not tell. It says more than the clock where others use the machine, too.
    pub cpu_micros_per_page: Option<f64>,
}

/// How many pages a peer gets in a time, with so many calls in flight. The first tenth of the time
/// is not counted.
///
/// # Errors
/// What a call ends with, or that a page has another number of jobs.
pub async fn measure<P: Peer>(
    peer: P,
    items: usize,
    in_flight: usize,
    time: Duration,
) -> Result<Throughput, Failure> {
    let (pages, stop) = (Arc::new(AtomicU64::new(0)), Arc::new(AtomicBool::new(false)));
    let workers: Vec<_> = (0..in_flight)
        .map(|_| {
            let (mut peer, pages, stop) = (peer.clone(), pages.clone(), stop.clone());
            tokio::spawn(async move {
                while !stop.load(Ordering::Relaxed) {
                    let got = peer.page().await?;
                    if got != items {
                        return Err(format!("a page of {got} jobs came, not of {items}").into());
                    }
                    pages.fetch_add(1, Ordering::Relaxed);
                }
                Ok::<(), Failure>(())
            })
        })
        .collect();
    tokio::time::sleep(time / 10).await;
    let (begun, before) = ((Instant::now(), on_processor()), pages.load(Ordering::Relaxed));
    tokio::time::sleep(time).await;
    let (taken, cpu) = (begun.0.elapsed(), on_processor());
    let counted = (pages.load(Ordering::Relaxed) - before) as f64;
    stop.store(true, Ordering::Relaxed);
    for worker in workers {
        worker.await??;
    }
    let cpu = cpu.zip(begun.1).map(|(after, before)| (after - before).as_secs_f64() * 1e6);
    Ok(Throughput {
        pages_per_second: counted / taken.as_secs_f64(),
        cpu_micros_per_page: cpu.map(|micros| micros / counted),
    })
}

/// Never lets this process sleep, so that the one that is measured does not spend its time on waking
/// it up.
pub async fn stay_awake() {
    loop {
        tokio::task::yield_now().await;
    }
}

/// How long this process was on a processor: Linux tells.
fn on_processor() -> Option<Duration> {
    let text = fs::read_to_string("/proc/self/schedstat").ok()?;
    text.split_whitespace().next()?.parse().ok().map(Duration::from_nanos)
}
