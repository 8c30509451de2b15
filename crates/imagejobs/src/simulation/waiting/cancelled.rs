//! Waits that are given up, for a moment or for good, at every moment.

use std::pin::pin;
use std::time::Duration;

use futures_util::future::join_all;

use super::bench::{Bench, TYPE, arrive, depart, line, seconds, turn};
use super::wait::{Asked, Until};
use super::worlds::{keep_the_promises, waits};
use crate::JobStatus;
use crate::simulation::line::{Habits, Line};
use crate::simulation::replay::each_seed;
use crate::simulation::runtime::Virtual;
use crate::simulation::world::World;

/// A line to a list in which some jobs end and one leaves, and calls take time and fail.
fn start(seed: u64) -> Line {
    let world = World::new(seed).with_jobs(120);
    world.change(|jobs| {
        for number in 0..4 {
            arrive(jobs, 40 * number as usize, number, JobStatus::Running);
        }
    });
    let habits = Habits { latency: 700, unavailable: 0.1, ..Habits::default() };
    let line = line(seed, world).with_habits(habits);
    for (second, number, status) in
        [(3, 0, JobStatus::Success), (9, 1, JobStatus::Failed), (20, 2, JobStatus::Success)]
    {
        line.at(TYPE, seconds(second), move |jobs| turn(jobs, number, status));
    }
    line.at(TYPE, seconds(12), |jobs| depart(jobs, 3));
    line
}

/// Three waits that share their looks, the first of them the one that is given up.
fn asked() -> Vec<Asked> {
    vec![
        Asked { until: Until::Succeeded, ..Asked::of([0, 1, 2, 9]) },
        Asked { join: seconds(1), ..Asked::of([0, 3]) },
        Asked { join: seconds(8), deadline: seconds(60), ..Asked::of([2, 9]) },
    ]
}

#[test]
fn a_next_that_is_given_up_at_any_moment_loses_nothing() {
    each_seed(0..20, |seed| {
        let bench = Bench::seeded(start(seed), seed);
        let undisturbed = waits(&bench, &asked());
        drop(bench);
        for polls in 1..=3 {
            let bench = Bench::seeded(start(seed), seed);
            let asked = asked();
            let waits = asked.iter().map(|asked| asked.wait_giving_up(&bench, usize::MAX, polls));
            let waits = bench.run(join_all(waits));
            let waits: Vec<_> = asked.iter().cloned().zip(waits).collect();
            keep_the_promises(&bench, &waits);
            for ((_, is), (_, was)) in waits.iter().zip(&undisturbed) {
                assert_eq!(is, was, "each next is given up after {polls} polls");
            }
        }
    });
}

#[test]
fn a_wait_that_is_given_up_after_any_poll_disturbs_nobody() {
    each_seed(0..20, |seed| {
        for polls in 0.. {
            let bench = Bench::seeded(start(seed), seed);
            let asked = asked();
            let given_up = asked[0].wait_giving_up(&bench, polls, usize::MAX);
            let others = join_all(asked[1..].iter().map(|asked| asked.wait(&bench)));
            let (first, others) = bench.run(futures_util::future::join(given_up, others));
            let done = !first.given_up;
            let waits = [first].into_iter().chain(others);
            let waits: Vec<_> = asked.iter().cloned().zip(waits).collect();
            keep_the_promises(&bench, &waits);
            if done {
                assert!(polls > 5, "there are several polls to give it up after");
                break;
            }
        }
    });
}

#[test]
fn a_wait_that_is_given_up_at_any_moment_disturbs_nobody() {
    each_seed(0..4, |seed| {
        let bench = Bench::seeded(start(seed), seed);
        waits(&bench, &asked());
        let calls = bench.line.calls();
        drop(bench);
        let mut moments: Vec<_> =
            calls.iter().flat_map(|call| [Some(call.began), call.ended]).flatten().collect();
        moments.dedup();
        // At each of them, in each call, and between two.
        let between = moments.windows(2).map(|pair| (pair[0] + pair[1]) / 2).collect::<Vec<_>>();
        moments.extend(between);
        for victims in [vec![0], vec![0, 1], vec![0, 1, 2]] {
            for moment in &moments {
                let bench = Bench::seeded(start(seed), seed);
                let mut asked = asked();
                for victim in &victims {
                    asked[*victim].leave = Some((*moment).max(asked[*victim].join));
                }
                // Somebody joins when all have left, perhaps.
                asked.push(Asked {
                    join: *moment + Duration::from_millis(5),
                    deadline: seconds(5),
                    ..Asked::of([2])
                });
                let waits = waits(&bench, &asked);
                keep_the_promises(&bench, &waits);
            }
        }
    });
}

#[test]
fn nothing_is_left_of_waits_that_are_dropped_together() {
    each_seed(0..10, |seed| {
        for steps in 0.. {
            let bench = Bench::seeded(start(seed), seed);
            let asked = asked();
            let runtime = Virtual::new(bench.line.clock());
            let done = {
                let waits = join_all(asked.iter().map(|asked| asked.wait(&bench)));
                runtime.run_for(pin!(waits), steps).is_some()
            };
            bench.is_at_rest(&runtime);
            if done {
                assert!(steps > 20, "there are many moments to drop them at");
                break;
            }
        }
    });
}
