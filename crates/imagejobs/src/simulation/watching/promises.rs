//! Promises in the smallest worlds that can break them.

use std::time::Duration;

use super::ledger::{Ledger, What, number};
use super::oracle;
use crate::simulation::failures::{Failure, RetryAfter};
use crate::simulation::jobs::Id;
use crate::simulation::line::{Fate, Line};
use crate::simulation::world::World;
use crate::{JobStatus, JobType};

const TYPE: JobType = JobType::CreateServer;

fn watch(world: World) -> Ledger {
    Ledger::new(Line::new(0, [(TYPE, world)], number), &[TYPE])
}

fn id(number: u64) -> Id {
    Id::Text(format!("w{number}"))
}

/// The changes since there were so many.
fn since(ledger: &Ledger, given: usize) -> Vec<(u64, What)> {
    ledger.given[given..].iter().map(|given| (given.number, given.what.clone())).collect()
}

#[test]
fn no_call_is_made_while_a_change_is_not_taken() {
    let world = World::new(0).with_ids((0..250).map(id));
    let mut ledger = watch(world);
    for (page, jobs) in [100, 99, 51].into_iter().enumerate() {
        for _ in 0..jobs {
            ledger.take_one(u64::MAX, usize::MAX);
            // However late the next is taken.
            ledger.line.clock().advance(Duration::from_secs(3_600));
            assert_eq!(ledger.line.calls_made(), page + 1);
        }
    }
}

#[test]
fn a_job_that_is_missing_in_one_listing_is_not_gone() {
    let world = World::new(0).with_ids((0..3).map(id));
    let mut ledger = watch(world.clone());
    for round in 1..10 {
        ledger.take(round, usize::MAX);
        world.change(|jobs| if round % 2 == 0 { jobs.come_back(0) } else { jobs.depart(1) });
    }
    oracle::check(&ledger);
    assert_eq!(ledger.given.len(), 3, "{:?}", ledger.given);
}

#[test]
fn a_listing_that_failed_is_none_that_missed_a_job() {
    let world = World::new(0).with_ids((0..150).map(id));
    let mut ledger = watch(world.clone());
    ledger.take(1, usize::MAX);
    world.remove(149);
    ledger.take(2, usize::MAX);
    for _ in 0..5 {
        ledger.line.script([Fate::Answered, Fate::Failed(Failure::Unavailable)]);
    }
    ledger.take(7, usize::MAX);
    world.change(|jobs| jobs.come_back(0));
    ledger.take(8, usize::MAX);
    assert_eq!(ledger.given.len(), 150);
    world.remove(149);
    ledger.take(10, usize::MAX);
    oracle::check(&ledger);
    assert_eq!(since(&ledger, 150), [(149, What::Gone)]);
}

#[test]
fn rounds_that_were_missed_are_caught_up() {
    let world = World::new(0).with_ids((0..3).map(id));
    let mut ledger = watch(world.clone());
    ledger.take(1, usize::MAX);
    let after = RetryAfter::Minute;
    ledger
        .line
        .script([Fate::Failed(Failure::Throttled(after)), Fate::Failed(Failure::Unavailable)]);
    world.change(|jobs| jobs.turn(0, JobStatus::Success));
    world.change(|jobs| jobs.turn(1, JobStatus::Waiting));
    world.add(id(7), JobStatus::Running);
    ledger.take(3, usize::MAX);
    assert_eq!(since(&ledger, 3), []);
    world.change(|jobs| jobs.turn(2, JobStatus::Failed));
    ledger.take(4, usize::MAX);
    oracle::check(&ledger);
    let from = |from: &str| What::Changed { from: from.to_owned() };
    assert_eq!(
        since(&ledger, 3),
        [(7, What::Appeared), (0, from("RUNNING")), (1, from("RUNNING"))]
    );
}
