//! When looks are made.

use std::time::Duration;

use super::bench::{Bench, arrive, line, seconds};
use super::wait::{Asked, End};
use super::worlds::{keep_the_promises, waits};
use crate::JobStatus;
use crate::simulation::failures::{Failure, RetryAfter};
use crate::simulation::line::{Fate, Habits, Line};
use crate::simulation::world::World;

/// A line to a list of one running job that is waited for, among others.
fn running() -> Line {
    let world = World::new(0).with_jobs(20);
    world.change(|jobs| arrive(jobs, 5, 0, JobStatus::Running));
    line(0, world)
}

/// When calls began and ended, in milliseconds.
fn calls(bench: &Bench) -> Vec<(u128, Option<u128>)> {
    let millis = |time: Duration| time.as_millis();
    bench.line.calls().iter().map(|call| (millis(call.began), call.ended.map(millis))).collect()
}

fn begun(bench: &Bench) -> Vec<u128> {
    calls(bench).into_iter().map(|(began, _)| began).collect()
}

#[test]
fn a_lone_wait_looks_at_once_and_then_after_intervals_that_double_up_to_the_longest() {
    let asked = [Asked { deadline: seconds(125), ..Asked::of([0]) }];
    for (jitter, looks) in [
        (1.0, [0, 2_000, 6_000, 14_000, 30_000, 60_000, 90_000, 120_000].as_slice()),
        // Three quarters of 2, 3.5, 6.125, 10.719 and 18.758 s, and of 30 s.
        (0.0, &[0, 1_500, 4_125, 8_718, 16_757, 30_826, 53_326, 75_826, 98_326, 120_826]),
    ] {
        let bench = Bench::new(running(), jitter);
        let waits = waits(&bench, &asked);
        assert_eq!(begun(&bench), looks);
        assert_eq!(waits[0].1.ends, [(seconds(125), 0, End::Late(Some("RUNNING".to_owned())))]);
        keep_the_promises(&bench, &waits);
    }
}

#[test]
fn the_deadline_is_60_minutes_unless_it_is_said() {
    let bench = Bench::new(running(), 1.0);
    let waits = waits(&bench, &[Asked::of([0])]);
    assert_eq!(waits[0].1.over, seconds(60 * 60));
    // At 0, 2, 6 and 14 s, and each half minute before the deadline.
    assert_eq!(begun(&bench).len(), 4 + 119);
    keep_the_promises(&bench, &waits);
}

#[test]
fn the_deadline_is_kept_whatever_the_calls_do() {
    for fate in [Fate::Hanging, Fate::Failed(Failure::Throttled(RetryAfter::Minute))] {
        for deadline in [0, 1, 19, 20] {
            let line = running();
            line.script([Fate::Answered, fate]);
            let bench = Bench::new(line, 1.0);
            let asked = [Asked { deadline: seconds(deadline), ..Asked::of([0, 1]) }];
            let waits = waits(&bench, &asked);
            assert_eq!(waits[0].1.over, seconds(deadline));
            keep_the_promises(&bench, &waits);
        }
    }
}

#[test]
fn who_joins_has_a_look_made_at_once_or_after_the_one_in_flight() {
    let bench = Bench::new(running(), 1.0);
    let deadline = seconds(40);
    let at = |millis| Asked { join: Duration::from_millis(millis), deadline, ..Asked::of([0]) };
    let waits = waits(&bench, &[at(0), at(7_000), at(7_000)]);
    // From 7 s on the looks that are made for the others serve the first, too.
    let looks = [0, 2_000, 6_000, 7_000, 9_000, 13_000, 21_000, 37_000];
    assert_eq!(begun(&bench), looks);
    keep_the_promises(&bench, &waits);
}

#[test]
fn who_joins_while_a_call_is_in_flight_has_the_next_look_right_after_it() {
    let line = running().with_habits(Habits { latency: 1_000, ..Habits::default() });
    let bench = Bench::new(line, 1.0);
    let at = |millis| Asked {
        join: Duration::from_millis(millis),
        deadline: seconds(3),
        ..Asked::of([0])
    };
    let waits = waits(&bench, &[at(0), at(1), at(2)]);
    let calls = calls(&bench);
    assert_eq!(calls[0].0, 0);
    assert_eq!(calls[0].1, Some(calls[1].0));
    assert_eq!(calls.len(), 2, "one look serves both");
    keep_the_promises(&bench, &waits);
}

#[test]
fn a_service_that_wants_to_be_left_alone_is_even_when_somebody_joins() {
    let line = running();
    line.script([Fate::Failed(Failure::Throttled(RetryAfter::Minute))]);
    let bench = Bench::new(line, 1.0);
    let join = seconds(10);
    let waits = waits(
        &bench,
        &[
            Asked { deadline: seconds(70), ..Asked::of([0]) },
            Asked { deadline: seconds(70), join, ..Asked::of([0]) },
        ],
    );
    // Both are due at 60 s; the schedule goes on from there.
    assert_eq!(begun(&bench), [0, 60_000]);
    keep_the_promises(&bench, &waits);
}

#[test]
fn a_grace_that_ends_between_two_looks_has_one_made() {
    let bench = Bench::new(running(), 1.0);
    let waits = waits(&bench, &[Asked { grace: seconds(20), ..Asked::of([7]) }]);
    // A whole listing is the page and the one that proves the end.
    let mut looks = begun(&bench);
    looks.dedup();
    assert_eq!(looks, [0, 2_000, 6_000, 14_000, 20_000]);
    assert_eq!(waits[0].1.ends, [(seconds(20), 7, End::NotFound)]);
    keep_the_promises(&bench, &waits);
}
