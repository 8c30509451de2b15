//! Watches over hundreds of worlds.

use super::ledger::Ledger;
use super::oracle;
use super::plan::Plan;
use crate::simulation::replay::{each_seed, is_alone};

/// Watches for some rounds, giving each `next` up after so many polls.
pub(super) fn watch(Plan { line, types }: Plan, polls: usize) -> Ledger {
    let mut ledger = Ledger::new(line, &types);
    ledger.take(10, polls);
    if is_alone() {
        tell(&ledger);
    }
    oracle::check(&ledger);
    if ledger.error.is_some() {
        let (calls, given) = (ledger.line.calls_made(), ledger.given.len());
        ledger.take_one(u64::MAX, usize::MAX);
        assert_eq!((ledger.line.calls_made(), ledger.given.len()), (calls, given), "it has ended");
    }
    ledger
}

fn tell(ledger: &Ledger) {
    let mut given = ledger.given.iter().peekable();
    for (number, call) in (1..).zip(ledger.line.calls()) {
        let page: Vec<_> = call.page.iter().map(|job| (job.number, job.status)).collect();
        let error = call.error.as_ref().map(ToString::to_string);
        println!(
            "round {} {:?} {:?} offset {} length {}: {page:?} {error:?}",
            call.round, call.job_type, call.began, call.offset, call.length
        );
        while let Some(change) = given.next_if(|change| change.calls == number) {
            println!("  {change:?}");
        }
    }
}

#[test]
fn changes_add_up_to_what_is_in_the_lists() {
    each_seed(0..300, |seed| {
        let ledger = watch(Plan::of(seed, false), usize::MAX);
        let forbidden = ledger.error.as_ref().is_none_or(|error| error.is_forbidden());
        assert!(forbidden, "a list that changes moderately is listed: {:?}", ledger.error);
    });
}

#[test]
fn changes_add_up_in_lists_that_change_wildly() {
    each_seed(10_000..10_100, |seed| {
        watch(Plan::of(seed, true), usize::MAX);
    });
}
