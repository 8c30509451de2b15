//! Watches that are given up, for a moment or for good.

use super::ledger::Ledger;
use super::plan::Plan;
use super::worlds::watch;
use crate::simulation::replay::each_seed;

#[test]
fn a_next_that_is_given_up_at_any_moment_loses_nothing() {
    each_seed(0..30, |seed| {
        let undisturbed = watch(Plan::of(seed, false), usize::MAX);
        for polls in 1..=3 {
            let ledger = watch(Plan::of(seed, false), polls);
            assert_eq!(ledger.given, undisturbed.given, "each next has {polls} polls");
            assert_eq!(ledger.line.calls_made(), undisturbed.line.calls_made());
        }
    });
}

#[test]
fn a_watch_that_is_dropped_gives_up_its_call() {
    each_seed(0..20, |seed| {
        for changes in 0..60 {
            let Plan { line, types } = Plan::of(seed, false);
            let mut ledger = Ledger::new(line.clone(), &types);
            for _ in 0..changes {
                ledger.take_one(u64::MAX, 1);
            }
            assert!(line.in_flight() <= 1);
            drop(ledger);
            assert_eq!((line.in_flight(), line.clock().sleeping()), (0, 0));
        }
    });
}
