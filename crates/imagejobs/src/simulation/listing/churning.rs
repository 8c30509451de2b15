//! Lists that change while they are read, each in its own way.

use fastrand::Rng;

use super::Listed;
use crate::JobStatus;
use crate::simulation::churn::{Burst, Churn};
use crate::simulation::jobs::Id;
use crate::simulation::replay::each_seed;
use crate::simulation::service::{Count, Service, When};
use crate::simulation::world::World;

/// What a seed decides of a world, beside what happens in it.
struct Plan {
    rng: Rng,
    concurrency: usize,
    service: Service,
}

impl Plan {
    fn of(seed: u64) -> Self {
        let mut rng = Rng::with_seed(seed);
        let concurrency = [1, 2, 8][rng.usize(..3)];
        let cap = [None, None, Some(2), Some(3), Some(7), Some(30), Some(50)][rng.usize(..7)];
        let counts = [Count::Honest, Count::Zero, Count::Missing, Count::Huge, Count::Off(60)];
        let service = Service {
            cap,
            count: counts[rng.usize(..counts.len())],
            latency: [0, 1, 40][rng.usize(..3)],
            throttles: [When::Never, When::Sometimes(0.2), When::Beside(3)][rng.usize(..3)].clone(),
            ..Service::default()
        };
        Self { rng, concurrency, service }
    }

    /// How long pages are at most.
    fn page(&self) -> usize {
        self.service.cap.unwrap_or(100)
    }

    /// How many jobs there are: up to one of these.
    fn jobs(&mut self, most: [usize; 3]) -> usize {
        let most = most[self.rng.usize(..3)];
        self.rng.usize(..=most)
    }

    /// The jobs of the list: some without an id, some with the id of their neighbour.
    fn ids(&mut self, jobs: usize, odd: f64) -> Vec<Id> {
        let mut ids: Vec<Id> = Vec::with_capacity(jobs);
        for number in 0..jobs {
            let own = Id::Text(format!("first-{number}"));
            ids.push(match ids.last() {
                Some(last) if self.rng.f64() < odd => last.clone(),
                _ if self.rng.f64() < odd => Id::UNUSABLE[self.rng.usize(..4)].clone(),
                _ => own,
            });
        }
        ids
    }

    fn world(self, seed: u64, ids: Vec<Id>, churn: Churn) -> World {
        let mut rng = self.rng;
        let world = World::new(seed).with_ids(ids).served_by(self.service);
        world.change(|jobs| {
            for place in 0..jobs.all().len() {
                let waits = churn.by_status && rng.f64() < 0.3;
                if waits {
                    jobs.turn(place, JobStatus::Waiting);
                }
                jobs.all_mut()[place].stays = rng.f64() < 0.3;
            }
        });
        world.between_calls(move |jobs, rng, call| churn.between_calls(jobs, rng, call))
    }
}

/// The status to list, where jobs come and go by their status.
fn status(churn: &Churn) -> Option<JobStatus> {
    churn.by_status.then_some(JobStatus::Running)
}

#[test]
fn a_list_that_changes_at_a_moderate_pace_comes_whole() {
    each_seed(0..1_000, |seed| {
        let mut plan = Plan::of(seed);
        let concurrency = plan.concurrency;
        let page = plan.page();
        let jobs = plan.jobs([5, 3 * page, 12 * page]);
        // A page is taken once in `concurrency` calls at the worst, and must bring news by then.
        let pace = page as f64 / (4 * concurrency) as f64;
        let churn = Churn {
            chance: pace.min(1.0),
            arrivals: (pace as usize).max(1),
            departures: (2 * pace as usize).max(1),
            burst: Burst { chance: 0.02, changes: 4 * page },
            inside: plan.rng.f64() / 2.0,
            at_the_link: plan.rng.f64(),
            by_status: plan.rng.bool(),
            until: None,
        };
        let status = status(&churn);
        // So few jobs have no id that a page hardly has no other.
        let odd = if page >= 30 { plan.rng.f64() / 10.0 } else { 0.0 };
        let ids = plan.ids(jobs, odd);
        let world = plan.world(seed, ids, churn);
        let listed = Listed::of_status(&world, concurrency, status);
        listed.keeps_the_promise(&world);
        listed.ends_by_the_rule(&world);
        let error = listed.error();
        assert!(!error.contains("no new job"), "{error}");
        assert!(odd > 0.0 || !error.contains("no usable id"), "{error}");
        let calls = world.served().len();
        let most = 8 * concurrency * (1 + listed.jobs.len() / (page - 1)) + 64;
        assert!(calls <= most, "{calls} calls, more than {most}");
    });
}

#[test]
fn a_list_that_is_longer_than_what_is_remembered_comes_whole() {
    each_seed(5_000..5_006, |seed| {
        let mut plan = Plan::of(seed);
        plan.service.cap = None;
        let concurrency = plan.concurrency;
        let churn = Churn {
            chance: 1.0 / concurrency as f64,
            arrivals: 6,
            departures: 30,
            burst: Burst { chance: 0.02, changes: 200 },
            inside: 0.2,
            at_the_link: 0.5,
            ..Churn::default()
        };
        let ids = plan.ids(14_000, 0.0);
        let world = plan.world(seed, ids, churn);
        let listed = Listed::of(&world, concurrency);
        listed.keeps_the_promise(&world);
        assert_eq!(listed.error(), "");
    });
}

#[test]
fn a_list_that_changes_wildly_comes_whole_or_ends_in_an_error() {
    let mut complete = 0;
    each_seed(10_000..11_000, |seed| {
        let mut plan = Plan::of(seed);
        let concurrency = plan.concurrency;
        let page = plan.page();
        let jobs = plan.jobs([5, 3 * page, 6 * page]);
        let churn = Churn {
            chance: plan.rng.f64(),
            arrivals: plan.rng.usize(..=page * 2),
            departures: plan.rng.usize(..=page * 2),
            burst: Burst { chance: 0.1, changes: 10 * page },
            inside: plan.rng.f64(),
            at_the_link: plan.rng.f64(),
            by_status: plan.rng.bool(),
            until: Some(plan.rng.usize(1..100)),
        };
        if plan.rng.u8(..10) == 0 {
            plan.service.fails = When::Sometimes(0.02);
            plan.service.recovers = plan.rng.bool();
        }
        let status = status(&churn);
        let ids = plan.ids(jobs, 0.0);
        let world = plan.world(seed, ids, churn);
        let listed = Listed::of_status(&world, concurrency, status);
        listed.keeps_the_promise(&world);
        listed.ends_by_the_rule(&world);
        complete += u32::from(listed.error.is_none());
    });
    println!("{complete} were complete");
}
