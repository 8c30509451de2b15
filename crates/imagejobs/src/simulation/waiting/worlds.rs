//! Waits in thousands of worlds.

use futures_util::future::join_all;

use super::bench::Bench;
use super::plan::{Mood, Plan};
use super::rounds::Round;
use super::wait::{Asked, Waited};
use super::{oracle, pace};
use crate::simulation::replay::each_seed;

/// What came of all waits of a plan.
pub(super) fn waits(bench: &Bench, asked: &[Asked]) -> Vec<(Asked, Waited)> {
    let waits = bench.run(join_all(asked.iter().map(|asked| asked.wait(bench))));
    asked.iter().cloned().zip(waits).collect()
}

/// Asserts every promise of waits that ended.
pub(super) fn keep_the_promises(bench: &Bench, waits: &[(Asked, Waited)]) -> Vec<Round> {
    let rounds = bench.rounds();
    super::rounds::tell(&rounds, waits);
    pace::check(&bench.line, waits, &rounds, &[]);
    pace::check_rounds(waits, &rounds);
    for (asked, waited) in waits {
        oracle::check(asked, waited, &rounds);
    }
    rounds
}

#[test]
fn waits_end_when_they_should_and_share_their_looks() {
    each_seed(0..700, |seed| {
        let Plan { line, asked } = Plan::of(seed, Mood::Moderate);
        let bench = Bench::seeded(line, seed);
        let waits = waits(&bench, &asked);
        let rounds = keep_the_promises(&bench, &waits);
        let failed = rounds.iter().find(|round| round.failed_to_list());
        assert!(failed.is_none(), "a list that changes moderately is listed: {failed:?}");
    });
}

#[test]
fn waits_end_when_they_should_in_lists_that_change_too_fast() {
    let mut failed = 0;
    each_seed(10_000..10_150, |seed| {
        let Plan { line, asked } = Plan::of(seed, Mood::Wild);
        let bench = Bench::seeded(line, seed);
        let waits = waits(&bench, &asked);
        let rounds = keep_the_promises(&bench, &waits);
        failed += rounds.iter().filter(|round| round.failed_to_list()).count();
    });
    println!("{failed} rounds failed to list");
}
