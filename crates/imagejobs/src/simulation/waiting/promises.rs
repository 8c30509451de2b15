//! Promises in the smallest worlds that can break them.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use imagejobs_core::clock::Clock;

use super::bench::{Bench, TYPE, arrive, come_back, depart, line, seconds, turn};
use super::wait::{Asked, End, Until};
use super::worlds::{keep_the_promises, waits};
use crate::JobStatus;
use crate::call::{Ask, Call, Source};
use crate::poller::Poller;
use crate::simulation::failures::Failure;
use crate::simulation::line::{Fate, Habits, Line, status};
use crate::simulation::runtime::Virtual;
use crate::simulation::world::World;

/// A line to a list of these jobs, running, behind others.
fn running(numbers: &[u64]) -> Line {
    let world = World::new(0).with_jobs(150);
    world.change(|jobs| {
        for number in numbers {
            arrive(jobs, usize::MAX, *number, JobStatus::Running);
        }
    });
    line(0, world)
}

fn ok(status: &str) -> End {
    End::Ok(status.to_owned())
}

#[test]
fn a_job_that_is_missing_once_is_not_gone() {
    let line = running(&[0]);
    for look in [2, 14, 60] {
        // It is away for one look each time.
        line.at(TYPE, seconds(look) - Duration::from_millis(1), |jobs| depart(jobs, 0));
        line.at(TYPE, seconds(look) + Duration::from_millis(1), |jobs| come_back(jobs, 0));
    }
    line.at(TYPE, seconds(100), |jobs| turn(jobs, 0, JobStatus::Success));
    let bench = Bench::new(line, 1.0);
    let waits = waits(&bench, &[Asked::of([0])]);
    assert_eq!(waits[0].1.ends, [(seconds(120), 0, ok("SUCCESS"))]);
    keep_the_promises(&bench, &waits);
}

#[test]
fn a_look_that_failed_is_no_listing_that_missed_a_job() {
    let line = running(&[0]);
    line.at(TYPE, seconds(1), |jobs| depart(jobs, 0));
    line.at(TYPE, seconds(35), |jobs| come_back(jobs, 0));
    // Three calls find the job, and then each whole listing is of four: a look at the place, one
    // further on, and the pages. The looks at 6, 14 and 30 s fail in their middle.
    let bench = Bench::new(line.clone(), 1.0);
    let first = [Fate::Answered; 2];
    let failing = [Fate::Answered, Fate::Failed(Failure::Unavailable)];
    line.script(first);
    line.script([Fate::Answered; 5]);
    for _ in 0..3 {
        line.script(failing);
    }
    let asked = Asked { deadline: seconds(100), ..Asked::of([0]) };
    let waits = waits(&bench, &[asked]);
    let rounds = keep_the_promises(&bench, &waits);
    let failed = rounds.iter().filter(|round| round.error.is_some()).count();
    let missed = rounds.iter().filter(|round| round.is_whole() && round.seen.is_empty()).count();
    assert_eq!((failed, missed), (3, 1), "the world is what the test says");
    assert_eq!(waits[0].1.ends, [(seconds(100), 0, End::Late(Some("RUNNING".to_owned())))]);
}

#[test]
fn an_error_that_stays_ends_the_waits_of_its_look_and_no_other() {
    let line = running(&[0, 1]).with_habits(Habits { latency: 500, ..Habits::default() });
    line.at(TYPE, seconds(20), |jobs| turn(jobs, 1, JobStatus::Success));
    line.script([Fate::Answered, Fate::Failed(Failure::Forbidden)]);
    let bench = Bench::new(line, 1.0);
    let late = Asked { join: Duration::from_millis(1), ..Asked::of([1]) };
    let waits = waits(&bench, &[Asked::of([0]), Asked::of([1]), late]);
    let rounds = keep_the_promises(&bench, &waits);
    let ended = rounds[0].ended.unwrap();
    assert_eq!(waits[0].1.ends, [(ended, 0, End::Call(None))]);
    assert_eq!(waits[1].1.ends, [(ended, 1, End::Call(None))]);
    assert_eq!(waits[2].1.ends[0].2, ok("SUCCESS"));
}

#[test]
fn statuses_that_nobody_knows_are_pending() {
    // Some of those that wait do so with another status, or none.
    let world = World::new(0);
    world.change(|jobs| {
        (0..7).for_each(|number| arrive(jobs, usize::MAX, number, JobStatus::Waiting));
    });
    let bench = Bench::new(line(0, world), 1.0);
    let asked = Asked { deadline: seconds(10), until: Until::Succeeded, ..Asked::of(0..7) };
    let waits = waits(&bench, &[asked]);
    keep_the_promises(&bench, &waits);
    let states: Vec<_> = waits[0].1.ends.iter().map(|(_, _, end)| end.clone()).collect();
    let late = |state: &str| End::Late(Some(state.to_owned()));
    for state in ["PAUSED", "-", "WAITING"] {
        assert!(states.contains(&late(state)), "{states:?}");
    }
}

#[test]
fn a_job_that_ended_and_left_is_given_as_it_ended_to_who_polls_late() {
    let line = running(&[0, 1]);
    line.at(TYPE, seconds(1), |jobs| turn(jobs, 1, JobStatus::Success));
    line.at(TYPE, seconds(3), |jobs| turn(jobs, 0, JobStatus::Success));
    line.at(TYPE, seconds(7), |jobs| depart(jobs, 0));
    let bench = Bench::new(line, 1.0);
    bench.run(async {
        let mut ends = bench.client.wait(TYPE, ["w0", "w1"]).stream();
        assert_eq!(ends.next().await.unwrap().unwrap().id(), Some("w1"));
        // The look at 6 s saw that the other job succeeded, and those at 14 and 30 s missed it.
        bench.line.clock().sleep(seconds(60)).await;
        let end = ends.next().await.unwrap();
        assert_eq!(end.as_ref().map(status).map_err(ToString::to_string), Ok("SUCCESS"));
    });
}

#[test]
fn a_job_that_ended_is_given_although_the_same_look_failed_for_another() {
    let world = World::new(0);
    world.change(|jobs| arrive(jobs, 0, 0, JobStatus::Success));
    let world = world.with_jobs(150);
    let line = line(0, world);
    line.script([Fate::Answered, Fate::Failed(Failure::Forbidden)]);
    let bench = Bench::new(line, 1.0);
    // The first call finds the one; the second is made for the other, which is nowhere.
    let waits = waits(&bench, &[Asked::of([0]), Asked::of([1])]);
    assert_eq!(waits[0].1.ends, [(Duration::ZERO, 0, ok("SUCCESS"))]);
}

/// Panics.
#[derive(Debug, Default)]
struct Panicking(AtomicUsize);

impl Source for Panicking {
    fn call(&self, _: Ask) -> Call {
        self.0.fetch_add(1, Ordering::Relaxed);
        // As a provider of credentials may, but without a word.
        std::panic::resume_unwind(Box::new(()));
    }
}

#[test]
fn a_look_that_panics_ends_its_waits() {
    let line = running(&[0]);
    let source = Arc::new(Panicking::default());
    let clock = line.clock().clone();
    let client = Bench::new(line, 1.0).client;
    let poller = client
        .pollers()
        .of(TYPE, || Poller::new(Arc::clone(&source) as _, TYPE, Arc::new(clock.clone()), || 1.0));
    let error = Virtual::new(&clock).run(async { client.wait(TYPE, ["w0"]).await.unwrap_err() });
    assert!(error.to_string().contains("a look at the jobs panicked"), "{error}");
    assert_eq!(source.0.load(Ordering::Relaxed), 1);
    assert_eq!(poller.size(), (0, 0, false));
}

#[test]
fn waits_that_come_and_go_keep_no_other_from_its_look() {
    // Who is woken first is left to chance: in ten worlds it hits one that stays, and others.
    for seed in 0..10 {
        let world = World::new(seed).with_jobs(1_000);
        world.change(|jobs| arrive(jobs, usize::MAX, 0, JobStatus::Success));
        // A listing takes about ten seconds.
        let habits = Habits { latency: 1_000, ..Habits::default() };
        let bench = Bench::new(line(seed, world).with_habits(habits), 1.0);
        // There are always thirty that wait for three seconds.
        let short = |number: u64| Asked {
            join: Duration::from_millis(100 * number),
            deadline: seconds(3),
            ..Asked::of([1 + number])
        };
        let mut asked: Vec<_> = (0..600).map(short).collect();
        asked.push(Asked { join: seconds(1), ..Asked::of([0]) });
        let waits = waits(&bench, &asked);
        let (_, waited) = waits.last().unwrap();
        assert_eq!(waited.ends[0].2, ok("SUCCESS"));
        assert!(waited.over < seconds(30), "ended after {:?}", waited.over);
    }
}
