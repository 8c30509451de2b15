//! Listings that are given up, for a moment or for good.

use std::pin::pin;

use super::{jobs, pages};
use crate::simulation::executor::{run, run_for};
use crate::simulation::jobs::serial;
use crate::simulation::service::{Count, Service};
use crate::simulation::world::World;

fn world(seed: u64) -> World {
    let service = Service { latency: 25, count: Count::Off(200), ..Service::default() };
    World::new(seed).with_jobs(1_000).served_by(service)
}

#[test]
fn a_next_that_is_given_up_at_any_moment_loses_nothing() {
    for concurrency in [1, 2, 8] {
        // Each call is waited for twice: on its way there, and back.
        for polls in 0..=6 {
            let world = world(polls as u64);
            let mut jobs = jobs(&world, concurrency);
            let mut given = Vec::new();
            let mut give_up = false;
            loop {
                give_up = !give_up;
                let next = pin!(jobs.next());
                let next = run_for(&world, next, if give_up { polls } else { 1 });
                match next {
                    None => continue,
                    Some(None) => break,
                    Some(Some(job)) => given.push(serial(&job.unwrap())),
                }
            }
            assert_eq!(given, (0..1_000).collect::<Vec<_>>(), "{polls} polls, {concurrency} calls");
        }
    }
}

#[test]
fn a_next_that_is_given_up_makes_no_call_again() {
    let whole = world(0);
    let mut all = pages(&whole, 1, None);
    while run(&whole, all.next()).is_some() {}
    let world = world(0);
    let mut pages = pages(&world, 1, None);
    loop {
        let next = pin!(pages.next());
        if let Some(None) = run_for(&world, next, 1) {
            break;
        }
    }
    assert_eq!(world.served().len(), whole.served().len());
}

#[test]
fn a_stream_that_is_dropped_gives_up_its_calls() {
    for concurrency in [1, 8] {
        for polls in 0..60 {
            let world = world(7);
            let mut pages = pages(&world, concurrency, None);
            let mut left = polls;
            while left > 0 {
                let next = pin!(pages.next());
                drop(run_for(&world, next, 1));
                left -= 1;
            }
            assert!(world.in_flight() <= concurrency);
            drop(pages);
            assert_eq!(world.in_flight(), 0);
            assert_eq!(world.clock().sleeping(), 0);
        }
    }
}
