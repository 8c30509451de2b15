//! Waits that outlive the runtime on which they began.

use std::pin::pin;

use futures_util::future::join_all;

use super::bench::Bench;
use super::plan::{Mood, Plan};
use super::rounds::tell;
use super::{oracle, pace};
use crate::simulation::replay::each_seed;
use crate::simulation::runtime::Virtual;

#[test]
fn waits_go_on_when_the_runtime_of_their_poller_is_dropped() {
    each_seed(0..300, |seed| {
        let Plan { line, asked } = Plan::of(seed, Mood::Moderate);
        let bench = Bench::seeded(line, seed);
        let mut waits = pin!(join_all(asked.iter().map(|asked| asked.wait(&bench))));
        let mut steps = 1 + seed as usize % 50;
        let mut cuts = Vec::new();
        let waits = loop {
            // Each time another thread may poll them, on another runtime.
            let runtime = Virtual::new(bench.line.clock());
            if let Some(waits) = runtime.run_for(waits.as_mut(), steps) {
                bench.is_at_rest(&runtime);
                break waits;
            }
            cuts.push(bench.line.now());
            steps *= 2;
        };
        let waits: Vec<_> = asked.iter().cloned().zip(waits).collect();
        let rounds = bench.rounds();
        tell(&rounds, &waits);
        pace::check(&bench.line, &waits, &rounds, &cuts);
        for (asked, waited) in &waits {
            oracle::check(asked, waited, &rounds);
        }
    });
}
