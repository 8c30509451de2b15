//! Whole lists, streamed through the facade.

use serde::Deserialize;

use super::figure::Figures;
use super::program::Programs;
use super::{Effort, median};

#[derive(Debug, Deserialize)]
struct Streamed {
    jobs: u64,
    seconds: f64,
    peak_kib: Option<u64>,
}

/// How long many calls take that are slow.
pub(super) fn twenty_thousand(
    programs: &Programs,
    effort: Effort,
    got: &mut Figures,
) -> Result<(), String> {
    eprintln!("jobs: 20,000, 50 ms a call");
    let rounds = streamed(programs, effort.rounds, 20_000, "50", "8")?;
    let mut seconds: Vec<_> = rounds.iter().map(|round| round.seconds).collect();
    got.add("jobs-20000", median(&mut seconds));
    Ok(())
}

/// How much memory a long list takes.
pub(super) fn a_million(
    programs: &Programs,
    effort: Effort,
    got: &mut Figures,
) -> Result<(), String> {
    eprintln!("memory: 1,000,000 jobs");
    let rounds = streamed(programs, effort.rounds, 1_000_000, "0", "8")?;
    let peaks = rounds.iter().map(|round| round.peak_kib.map(|kib| kib as f64 / 1024.0));
    let Some(mut peaks) = peaks.collect::<Option<Vec<_>>>() else {
        eprintln!("memory: this system does not tell; the figure is left out");
        return Ok(());
    };
    got.add("memory-1000000", median(&mut peaks));
    Ok(())
}

fn streamed(
    programs: &Programs,
    rounds: usize,
    jobs: u64,
    latency: &str,
    in_flight: &str,
) -> Result<Vec<Streamed>, String> {
    let server = programs.serve("serve", &["--total", &jobs.to_string(), "--latency", latency])?;
    let stream = || {
        let streamed: Streamed =
            programs.ask(&["stream", &server.address, "--in-flight", in_flight])?;
        if streamed.jobs != jobs {
            return Err(format!("{} jobs came, not {jobs}", streamed.jobs));
        }
        Ok(streamed)
    };
    (0..rounds).map(|_| stream()).collect()
}
