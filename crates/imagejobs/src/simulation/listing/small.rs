//! Lists of a few jobs of which everything may come and go: no end is claimed that is none.

use super::Listed;
use crate::JobStatus;
use crate::simulation::jobs::Jobs;
use crate::simulation::replay::{OnFailure, each_seed};
use crate::simulation::service::Service;
use crate::simulation::world::World;

/// What may happen between two calls.
const HAPPENINGS: [fn(&mut Jobs); 11] = [
    |_| {},
    |jobs| arrive(jobs, 0, 1),
    |jobs| arrive(jobs, 0, 3),
    |jobs| arrive(jobs, 1, 1),
    |jobs| arrive(jobs, usize::MAX, 2),
    |jobs| depart(jobs, 0, 1),
    |jobs| depart(jobs, 1, 1),
    |jobs| depart(jobs, 0, 2),
    |jobs| depart(jobs, jobs.all().len().saturating_sub(1), 1),
    |jobs| {
        depart(jobs, 0, 2);
        arrive(jobs, 0, 2);
    },
    |jobs| {
        if !jobs.gone().is_empty() {
            jobs.come_back(0);
        }
    },
];

fn arrive(jobs: &mut Jobs, place: usize, number: usize) {
    for _ in 0..number {
        jobs.arrive(place, JobStatus::Running);
    }
}

fn depart(jobs: &mut Jobs, place: usize, number: usize) {
    for _ in 0..number.min(jobs.all().len().saturating_sub(place)) {
        jobs.depart(place);
    }
}

/// Runs a test with every story of so many chapters. It says how many chapters it has read.
fn each_story(chapters: usize, mut test: impl FnMut(&[usize]) -> usize) {
    let mut story = vec![0; chapters];
    loop {
        let mut chapter = test(&story).min(chapters);
        story[chapter..].fill(0);
        loop {
            let Some(last) = chapter.checked_sub(1) else { return };
            story[last] += 1;
            if story[last] < HAPPENINGS.len() {
                break;
            }
            story[last] = 0;
            chapter = last;
        }
    }
}

#[test]
fn whatever_happens_between_the_first_calls_no_job_that_stays_is_left_out() {
    let mut worlds = 0;
    for length in 0..=5 {
        for cap in [Some(2), Some(3), None] {
            each_story(if length <= 2 { 4 } else { 3 }, |story| {
                worlds += 1;
                let what = format!("{length} jobs, cap {cap:?}, story {story:?}");
                let _told = OnFailure(what);
                let service = Service { cap, ..Service::default() };
                let world = World::new(0).with_jobs(length).served_by(service);
                let told = story.to_vec();
                let world = world.between_calls(move |jobs, _, call| {
                    let chapter = call.number.checked_sub(1).and_then(|chapter| told.get(chapter));
                    HAPPENINGS[chapter.copied().unwrap_or(0)](jobs);
                });
                let listed = Listed::of(&world, 1);
                listed.ends_by_the_rule(&world);
                listed.keeps_the_promise(&world);
                world.served().len() - 1
            });
        }
    }
    println!("{worlds} worlds");
}

#[test]
fn a_few_jobs_under_wild_changes_are_not_left_out() {
    each_seed(0..2_000, |seed| {
        let mut rng = fastrand::Rng::with_seed(seed);
        let cap = [Some(2), Some(3), None][rng.usize(..3)];
        let service = Service { cap, latency: rng.u64(..3), ..Service::default() };
        let until = rng.usize(1..12);
        let world = World::new(seed).with_jobs(rng.usize(..=5)).served_by(service);
        let world = world.between_calls(move |jobs, rng, call| {
            for _ in 0..if call.number < until { rng.usize(..4) } else { 0 } {
                HAPPENINGS[rng.usize(..HAPPENINGS.len())](jobs);
            }
        });
        let listed = Listed::of(&world, [1, 2, 8][rng.usize(..3)]);
        listed.ends_by_the_rule(&world);
        listed.keeps_the_promise(&world);
    });
}

#[test]
fn a_list_of_one_job_may_change_at_any_moment() {
    let services = [(None, 1), (Some(2), 1), (Some(50), 8)];
    for (cap, concurrency) in services {
        for call in 1..4 {
            for happening in &HAPPENINGS[..9] {
                let service = Service { cap, ..Service::default() };
                let world = World::new(0).with_jobs(1).served_by(service);
                let world = world.between_calls(move |jobs, _, now| {
                    if now.number == call {
                        happening(jobs);
                    }
                });
                let listed = Listed::of(&world, concurrency);
                listed.ends_by_the_rule(&world);
                listed.keeps_the_promise(&world);
            }
        }
    }
}
