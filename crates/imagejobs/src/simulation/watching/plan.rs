//! What a seed decides: the lists, what happens in them, and how calls fare.

use std::time::Duration;

use fastrand::Rng;

use super::ledger::number;
use crate::simulation::churn::{Burst, Churn};
use crate::simulation::jobs::{Id, Jobs};
use crate::simulation::line::{Habits, Line};
use crate::simulation::service::{Count, Service};
use crate::simulation::world::World;
use crate::{JobStatus, JobType};

pub(super) struct Plan {
    pub(super) line: Line,
    pub(super) types: Vec<JobType>,
}

impl Plan {
    /// Lists that can always be read, unless they are wild.
    pub(super) fn of(seed: u64, wild: bool) -> Self {
        let mut rng = Rng::with_seed(seed);
        let types = JobType::ALL[..rng.usize(1..=3)].to_vec();
        let worlds: Vec<_> = types.iter().map(|ty| (*ty, world(seed, &mut rng, wild))).collect();
        let sometimes = |rng: &mut Rng, most: f64| [0.0, 0.02, most][rng.usize(..3)];
        let habits = Habits {
            latency: [0, 1, 40, 2_000][rng.usize(..4)],
            unavailable: sometimes(&mut rng, 0.2),
            throttled: sometimes(&mut rng, 0.1),
            forbidden: if rng.u8(..5) == 0 { 0.01 } else { 0.0 },
            hangs: 0.0,
        };
        let line = Line::new(seed, worlds, number).with_habits(habits);
        for _ in 0..rng.usize(..12) {
            let changes = rng.usize(..40);
            let at = Duration::from_millis(rng.u64(..60_000));
            let job_type = types[rng.usize(..types.len())];
            let mut rng = rng.fork();
            line.at(job_type, at, move |jobs| (0..changes).for_each(|_| change(jobs, &mut rng)));
        }
        Self { line, types }
    }
}

fn world(seed: u64, rng: &mut Rng, wild: bool) -> World {
    let page = if wild { [30, 7, 3] } else { [100, 30, 7] }[rng.usize(..3)];
    let count = [Count::Honest, Count::Zero, Count::Missing, Count::Huge, Count::Off(60)];
    let service = Service {
        cap: (page < 100).then_some(page),
        count: count[rng.usize(..5)],
        ..Service::default()
    };
    let most = [3, page, 2 * page][rng.usize(..3)];
    let jobs = rng.usize(..most);
    let odd = if page >= 30 && rng.bool() { rng.f64() / 10.0 } else { 0.0 };
    let mut ids: Vec<Id> = Vec::new();
    for number in 0..jobs {
        ids.push(match ids.last() {
            Some(last) if rng.f64() < odd => last.clone(),
            Some(_) if rng.f64() < odd => Id::UNUSABLE[rng.usize(..4)].clone(),
            _ => Id::Text(format!("w{number}")),
        });
    }
    if !wild {
        // A list that is empty or has one job and sometimes two, or whose last page may hold only
        // jobs without an id, can end a listing in an error.
        ids.extend([jobs, jobs + 1].map(|number| Id::Text(format!("w{number}"))));
    }
    let equal = odd > 0.0;
    let world = World::new(seed).with_ids(ids).served_by(service);
    world.change(|list| list.all_mut()[jobs..].iter_mut().for_each(|job| job.stays = true));
    let most = if wild { 2 * page } else { (page / 4).max(1) };
    let pace = (page as f64 / 4.0).min(1.0);
    let churn = Churn {
        chance: [0.0, 0.1, pace][rng.usize(..3)],
        arrivals: rng.usize(..=most),
        departures: rng.usize(..=most),
        burst: Burst { chance: 0.02, changes: 2 * page },
        // Jobs with one id must stay neighbours.
        inside: if equal { 0.0 } else { rng.f64() / 2.0 },
        at_the_link: rng.f64(),
        by_status: false,
        until: wild.then(|| rng.usize(1..60)),
    };
    let turns = [0.0, 0.3, 1.0][rng.usize(..3)];
    world.between_calls(move |jobs, rng, call| {
        churn.between_calls(jobs, rng, call);
        if rng.f64() < turns {
            turn(jobs, rng);
        }
    })
}

/// A job comes, goes, comes back, or has another status.
fn change(jobs: &mut Jobs, rng: &mut Rng) {
    match rng.u8(..4) {
        0 => {
            jobs.arrive(0, JobStatus::Waiting);
        }
        1 if !jobs.gone().is_empty() => jobs.come_back(rng.usize(..jobs.gone().len())),
        2 if !jobs.all().is_empty() => {
            let place = rng.usize(..jobs.all().len());
            if !jobs.all()[place].stays {
                jobs.depart(place);
            }
        }
        _ => turn(jobs, rng),
    }
}

fn turn(jobs: &mut Jobs, rng: &mut Rng) {
    if !jobs.all().is_empty() {
        let place = rng.usize(..jobs.all().len());
        jobs.turn(place, JobStatus::ALL[rng.usize(..JobStatus::ALL.len())]);
    }
}
