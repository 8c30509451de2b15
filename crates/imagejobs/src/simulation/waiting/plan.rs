//! What a seed decides: the world, what happens in it, and who waits for what.

use std::time::Duration;

use fastrand::Rng;

use super::bench::{TYPE, arrive, come_back, depart, line, seconds, turn};
use super::wait::{Asked, Until};
use crate::JobStatus;
use crate::simulation::churn::{Burst, Churn};
use crate::simulation::jobs::{Id, Jobs};
use crate::simulation::line::{Habits, Line};
use crate::simulation::service::{Count, Service};
use crate::simulation::world::World;

/// How rough a world is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Mood {
    /// Lists change at a moderate pace: they can always be read to their end.
    Moderate,
    /// They change wildly, and sometimes cannot be listed.
    Wild,
}

pub(super) struct Plan {
    pub(super) line: Line,
    pub(super) asked: Vec<Asked>,
}

impl Plan {
    pub(super) fn of(seed: u64, mood: Mood) -> Self {
        let mut rng = Rng::with_seed(seed);
        let page = match mood {
            Mood::Moderate => [100, 100, 50, 30, 7, 3][rng.usize(..6)],
            Mood::Wild => [30, 7, 3][rng.usize(..3)],
        };
        let service = Service {
            cap: (page < 100).then_some(page),
            count: [Count::Honest, Count::Zero, Count::Missing, Count::Huge, Count::Off(60)]
                [rng.usize(..5)],
            ..Service::default()
        };
        let most = [3, page, 3 * page][rng.usize(..3)];
        let jobs = rng.usize(..most);
        let mut ids = ids(&mut rng, jobs, page, mood);
        if mood == Mood::Moderate {
            // Two jobs stay at the end. A list that may be empty, that has one job and sometimes two,
            // or whose last page may hold only jobs without an id, can end a listing in an error.
            ids.extend(["last but one", "last"].map(|id| Id::Text(id.to_owned())));
        }
        let equal = ids.windows(2).any(|pair| pair[0] == pair[1] && pair[0].usable().is_some());
        let world = World::new(seed).with_ids(ids).served_by(service);
        world.change(|list| list.all_mut()[jobs..].iter_mut().for_each(|job| job.stays = true));
        let churn = churn(&mut rng, page, mood, equal);
        let world =
            world.between_calls(move |jobs, rng, call| churn.between_calls(jobs, rng, call));
        let line = line(seed, world).with_habits(habits(&mut rng));
        let numbers = rng.u64(1..=6);
        for number in 0..numbers {
            live(&mut rng, &line, number);
        }
        rush(&mut rng, &line, page);
        let waits = rng.usize(1..=5);
        let asked = (0..waits).map(|_| asked(&mut rng, numbers)).collect();
        Self { line, asked }
    }
}

/// The ids of the jobs that nobody waits for: some are unusable, some equal.
fn ids(rng: &mut Rng, jobs: usize, page: usize, mood: Mood) -> Vec<Id> {
    let wild = mood == Mood::Wild;
    let odd = if (page >= 30 || wild) && rng.bool() { rng.f64() / 10.0 } else { 0.0 };
    let mut ids: Vec<Id> = Vec::new();
    for number in 0..jobs {
        ids.push(match ids.last() {
            Some(last) if rng.f64() < odd && !wild => last.clone(),
            Some(_) if rng.f64() < odd => Id::UNUSABLE[rng.usize(..4)].clone(),
            _ => Id::Text(format!("first-{number}")),
        });
    }
    ids
}

fn churn(rng: &mut Rng, page: usize, mood: Mood, equal: bool) -> Churn {
    let pace = page as f64 / 4.0;
    let wild = mood == Mood::Wild;
    let most = if wild { 2 * page } else { (pace as usize).max(1) };
    Churn {
        chance: if wild { rng.f64() } else { [0.0, pace.min(1.0), rng.f64()][rng.usize(..3)] },
        arrivals: rng.usize(..=most),
        departures: rng.usize(..=most),
        burst: Burst { chance: if wild { 0.1 } else { 0.02 }, changes: 4 * page },
        // Jobs with one id must stay neighbours.
        inside: if equal { 0.0 } else { rng.f64() / 2.0 },
        at_the_link: rng.f64(),
        by_status: false,
        // A list that grows faster than it is read has no end.
        until: wild.then(|| rng.usize(1..100)),
    }
}

fn habits(rng: &mut Rng) -> Habits {
    let mut sometimes = |probabilities: [f64; 4]| probabilities[rng.usize(..4)];
    let (unavailable, throttled) =
        (sometimes([0.0, 0.0, 0.02, 0.3]), sometimes([0.0, 0.0, 0.02, 0.1]));
    let (forbidden, hangs) = (sometimes([0.0, 0.0, 0.0, 0.02]), sometimes([0.0, 0.0, 0.0, 0.02]));
    let latency = [0, 1, 40, 500, 5_000][rng.usize(..5)];
    Habits { latency, unavailable, throttled, forbidden, hangs }
}

/// A moment in a life: mostly soon.
fn moment(rng: &mut Rng) -> Duration {
    let most = [1_000, 40_000, 150_000, 500_000][rng.usize(..4)];
    Duration::from_millis(rng.u64(..most))
}

/// The life of a job that is waited for.
fn live(rng: &mut Rng, line: &Line, number: u64) {
    let copies = if rng.u8(..10) == 0 { 2 } else { 1 };
    let happens = |at, what: Box<dyn FnOnce(&mut Jobs) + Send>| line.at(TYPE, at, what);
    if rng.u8(..8) == 0 {
        return;
    }
    for _ in 0..copies {
        let first = [JobStatus::Waiting, JobStatus::Running, JobStatus::Success][rng.usize(..3)];
        let mut at = if rng.bool() { Duration::ZERO } else { moment(rng) };
        let part = rng.f64();
        happens(
            at,
            Box::new(move |jobs| {
                let last = jobs.all().len().saturating_sub(2);
                let place = if part < 0.5 { 0.0 } else { last as f64 * (2.0 * part - 1.0) };
                arrive(jobs, place as usize, number, first);
            }),
        );
        let end = if rng.bool() { JobStatus::Success } else { JobStatus::Failed };
        for status in [JobStatus::Running, end] {
            if rng.u8(..6) == 0 {
                break;
            }
            at += moment(rng);
            happens(at, Box::new(move |jobs| turn(jobs, number, status)));
        }
    }
    if rng.u8(..3) == 0 {
        let mut at = moment(rng);
        for _ in 0..rng.u8(1..4) {
            at += moment(rng);
            happens(at, Box::new(move |jobs| depart(jobs, number)));
            at += moment(rng) / 2;
            if rng.bool() {
                happens(at, Box::new(move |jobs| come_back(jobs, number)));
            }
        }
    }
}

/// Many jobs come or go at once, between two rounds perhaps.
fn rush(rng: &mut Rng, line: &Line, page: usize) {
    for _ in 0..rng.usize(..6) {
        let changes = rng.usize(..3 * page);
        let arrives = rng.bool();
        line.at(TYPE, moment(rng), move |jobs| {
            for _ in 0..changes {
                if arrives {
                    jobs.arrive(0, JobStatus::Running);
                } else if let Some(place) = jobs.all().iter().position(|job| !job.stays) {
                    jobs.depart(place);
                }
            }
        });
    }
}

fn asked(rng: &mut Rng, numbers: u64) -> Asked {
    let mut own: Vec<_> = (0..numbers).collect();
    rng.shuffle(&mut own);
    own.truncate(rng.usize(1..=own.len()));
    let millis = Duration::from_millis;
    let join =
        [Duration::ZERO, Duration::ZERO, millis(rng.u64(..5_000)), millis(rng.u64(..200_000))]
            [rng.usize(..4)];
    Asked {
        until: [Until::Finished, Until::Succeeded, Until::Succeeded, Until::Running, Until::Never]
            [rng.usize(..5)],
        join,
        leave: (rng.u8(..5) == 0).then(|| join + moment(rng)),
        deadline: if rng.u8(..40) == 0 { seconds(3_600) } else { millis(rng.u64(..300_000)) },
        grace: [Duration::ZERO, seconds(5), seconds(30), seconds(30), seconds(60)][rng.usize(..5)],
        backoff: [
            (seconds(2), seconds(30)),
            (seconds(2), seconds(30)),
            (seconds(1), seconds(5)),
            (millis(300), seconds(8)),
            (seconds(40), seconds(20)),
        ][rng.usize(..5)],
        ..Asked::of(own)
    }
}
