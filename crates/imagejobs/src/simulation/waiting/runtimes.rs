//! Waits that outlive the runtime on which they began.

use std::pin::pin;

use futures_util::future::join_all;

use super::bench::Bench;
use super::oracle;
use super::plan::{Mood, Plan};
use crate::simulation::replay::each_seed;
use crate::simulation::runtime::Virtual;

#[test]
fn waits_go_on_when_the_runtime_of_their_poller_is_dropped() {
    each_seed(0..300, |seed| {
        let Plan { line, asked } = Plan::of(seed, Mood::Moderate);
        let bench = Bench::seeded(line, seed);
        let mut waits = pin!(join_all(asked.iter().map(|asked| asked.wait(&bench))));
        let mut steps = 1 + seed as usize % 50;
        let waits = loop {
            // Each time another thread may poll them, on another runtime.
            let runtime = Virtual::new(bench.line.clock());
            if let Some(waits) = runtime.run_for(waits.as_mut(), steps) {
                bench.is_at_rest(&runtime);
                break waits;
            }
            steps *= 2;
        };
        assert!(bench.line.most_in_flight() <= 1);
        let rounds = bench.rounds();
        for (asked, mut waited) in asked.iter().zip(waits) {
            // A look of before may be told again.
            waited.told.dedup();
            oracle::check(asked, &waited, &rounds);
        }
    });
}
