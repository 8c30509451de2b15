//! The list that was measured: 4,000 running jobs of which 2,000 stay, while some depart and up to 12
//! arrive between two calls.

use std::collections::HashSet;

use fastrand::Rng;

use super::Listed;
use crate::call::{Ask, Source};
use crate::simulation::churn::Churn;
use crate::simulation::executor::run;
use crate::simulation::jobs::{Job, Jobs, serial};
use crate::simulation::replay::each_seed;
use crate::simulation::world::World;
use crate::{JobStatus, JobType, PageSize};

/// Up to 30 jobs are drawn to depart between two calls; one that stays does not.
fn measured(seed: u64) -> World {
    list(seed).between_calls(|jobs: &mut Jobs, rng: &mut Rng, _| {
        for _ in 0..rng.usize(0..=30) {
            let place = rng.usize(..jobs.all().len());
            if !jobs.all()[place].stays {
                jobs.depart(place);
            }
        }
        for _ in 0..rng.usize(0..=12) {
            jobs.arrive(0, JobStatus::Running);
        }
    })
}

/// Twice as fast: up to 30 jobs do depart.
fn faster(seed: u64) -> World {
    let churn = Churn { chance: 1.0, arrivals: 12, departures: 30, ..Churn::default() };
    list(seed).between_calls(move |jobs, rng, call| churn.between_calls(jobs, rng, call))
}

fn list(seed: u64) -> World {
    let world = World::new(seed).with_jobs(4_000);
    world.change(|jobs| jobs.all_mut().iter_mut().step_by(2).for_each(|job| job.stays = true));
    world
}

#[test]
fn none_is_lost_in_few_calls() {
    for (world_of, most) in [(measured as fn(u64) -> World, 62.0), (faster, 70.0)] {
        let (mut worlds, mut calls) = (0, 0);
        each_seed(0..30, |seed| {
            let world = world_of(seed);
            let listed = Listed::of(&world, 1);
            listed.keeps_the_promise(&world);
            assert_eq!(listed.error(), "");
            assert!(listed.jobs.len() >= 2_000);
            worlds += 1;
            calls += world.served().len();
        });
        let average = calls as f64 / worlds as f64;
        println!("{average:.1} calls on average");
        assert!(worlds == 1 || average < most, "{average:.1} calls on average");
    }
}

#[test]
fn none_is_lost_with_many_calls_in_flight() {
    each_seed(100..110, |seed| {
        for concurrency in [2, 8] {
            let world = faster(seed);
            let listed = Listed::of(&world, concurrency);
            listed.keeps_the_promise(&world);
            assert_eq!(listed.error(), "");
        }
    });
}

/// The world in which nothing is lost does lose jobs of those who trust its offsets.
#[test]
fn offsets_alone_lose_some() {
    let world = measured(0);
    let (job_type, limit) = (JobType::CreateServer, Some(PageSize::MAX));
    let mut given = HashSet::new();
    for page in 0.. {
        let ask = Ask { job_type, status: None, limit, offset: Some(page * 100) };
        let jobs = run(&world, world.call(ask)).unwrap().page.into_items();
        given.extend(jobs.iter().map(serial));
        if jobs.len() < 100 {
            break;
        }
    }
    let began = world.began().unwrap();
    let lost = |job: &&Job| !given.contains(&job.serial);
    let lost = world.change(|jobs| jobs.stayed(began, None).filter(lost).count());
    assert!(lost > 0, "offsets lost none");
}
