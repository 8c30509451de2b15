//! A list of jobs that changes in virtual time, and the service that gives it by the page.
//!
//! A world is at rest until it is told what changes: by hand, at a [later](World::later) time, or
//! [between calls](World::between_calls). Time passes on its [clock](World::clock) only, which whoever
//! drives the world moves.

use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::{Duration, SystemTime};

use fastrand::Rng;
use imagejobs_mock::ManualClock;

use super::jobs::{Id, Jobs};
use super::service::{Log, Served, Service};
use crate::JobStatus;
use crate::call::Source;

/// A world. Clones are the same one.
#[derive(Clone)]
pub(crate) struct World {
    clock: ManualClock,
    state: Arc<Mutex<State>>,
}

/// What happens to a list between two calls.
pub(crate) type BetweenCalls = Box<dyn FnMut(&mut Jobs, &mut Rng, BeforeCall) + Send>;

/// The call before which a list changes.
#[derive(Clone, Copy, Debug)]
pub(crate) struct BeforeCall {
    /// How many there were before.
    pub(crate) number: usize,
    /// The last job that the call before gave.
    pub(crate) last: Option<i64>,
}

/// A change of one job.
#[derive(Clone, Debug)]
pub(crate) enum Change {
    Arrive { id: Id, status: JobStatus },
    Depart { serial: i64 },
    Turn { serial: i64, status: JobStatus },
}

pub(super) struct State {
    pub(super) rng: Rng,
    pub(super) jobs: Jobs,
    pub(super) service: Service,
    pub(super) log: Log,
    pub(super) between_calls: BetweenCalls,
    /// Changes that are to come, and when.
    changes: Vec<(Duration, Change)>,
}

impl World {
    /// A world at rest, without a job, whose service is honest and answers at once.
    pub(crate) fn new(seed: u64) -> Self {
        let state = State {
            rng: Rng::with_seed(seed),
            jobs: Jobs::new(),
            service: Service::default(),
            log: Log::default(),
            between_calls: Box::new(|_, _, _| {}),
            changes: Vec::new(),
        };
        let clock = ManualClock::new(SystemTime::UNIX_EPOCH);
        Self { clock, state: Arc::new(Mutex::new(state)) }
    }

    /// The same world with so many running jobs behind those that it has.
    pub(crate) fn with_jobs(self, jobs: usize) -> Self {
        self.change(|list| {
            for _ in 0..jobs {
                list.arrive(usize::MAX, JobStatus::Running);
            }
        });
        self
    }

    /// The same world with running jobs of these ids behind those that it has.
    pub(crate) fn with_ids(self, ids: impl IntoIterator<Item = Id>) -> Self {
        self.change(|list| {
            for id in ids {
                list.arrive_as(usize::MAX, id, JobStatus::Running);
            }
        });
        self
    }

    /// The same world with another service.
    pub(crate) fn served_by(self, service: Service) -> Self {
        self.lock().service = service;
        self
    }

    /// The same world, where this happens before each call is answered.
    pub(crate) fn between_calls(
        self,
        happens: impl FnMut(&mut Jobs, &mut Rng, BeforeCall) + Send + 'static,
    ) -> Self {
        self.lock().between_calls = Box::new(happens);
        self
    }

    /// The time of the world.
    pub(crate) fn clock(&self) -> &ManualClock {
        &self.clock
    }

    /// What answers calls out of this world.
    pub(crate) fn source(&self) -> Arc<dyn Source> {
        Arc::new(self.clone())
    }

    /// Changes the list now.
    pub(crate) fn change<T>(&self, change: impl FnOnce(&mut Jobs) -> T) -> T {
        change(&mut self.lock().jobs)
    }

    /// A new job arrives in front of all others. Its serial number is given.
    pub(crate) fn add(&self, id: Id, status: JobStatus) -> i64 {
        self.change(|list| list.arrive_as(0, id, status))
    }

    /// A job departs.
    pub(crate) fn remove(&self, serial: i64) {
        self.change(|list| apply(list, Change::Depart { serial }));
    }

    /// Changes the list when so much time has passed.
    pub(crate) fn later(&self, wait: Duration, change: Change) {
        let at = self.passed() + wait;
        let mut state = self.lock();
        let place = state.changes.partition_point(|(earlier, _)| *earlier <= at);
        state.changes.insert(place, (at, change));
    }

    /// The time since the world began.
    pub(crate) fn passed(&self) -> Duration {
        use imagejobs_core::clock::Clock;
        self.clock.monotonic()
    }

    /// The calls that were answered, in this order.
    pub(crate) fn served(&self) -> Vec<Served> {
        self.lock().log.served.clone()
    }

    /// How many calls are in flight.
    pub(crate) fn in_flight(&self) -> usize {
        self.lock().log.in_flight
    }

    /// The most calls that were in flight at once.
    pub(crate) fn most_in_flight(&self) -> usize {
        self.lock().log.most_in_flight
    }

    /// The [moment](Jobs::moment) of the first call.
    pub(crate) fn began(&self) -> Option<u64> {
        self.lock().log.began
    }

    pub(super) fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap()
    }
}

impl State {
    /// Makes the changes that are due.
    pub(super) fn settle(&mut self, passed: Duration) {
        let due = self.changes.partition_point(|(at, _)| *at <= passed);
        for (_, change) in self.changes.drain(..due) {
            apply(&mut self.jobs, change);
        }
    }
}

/// A change of a job that is not there changes nothing.
fn apply(list: &mut Jobs, change: Change) {
    match change {
        Change::Arrive { id, status } => {
            list.arrive_as(0, id, status);
        }
        Change::Depart { serial } => {
            if let Some(place) = list.place(serial) {
                list.depart(place);
            }
        }
        Change::Turn { serial, status } => {
            if let Some(place) = list.place(serial) {
                list.turn(place, status);
            }
        }
    }
}

impl fmt::Debug for World {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("World").field("passed", &self.passed()).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::call::Ask;
    use crate::simulation::executor::run;
    use crate::simulation::jobs::serial;
    use crate::{JobType, PageSize};

    /// The serial numbers that a first page has.
    fn first_page(world: &World, status: Option<JobStatus>) -> Vec<i64> {
        let limit = Some(PageSize::MAX);
        let ask = Ask { job_type: JobType::CreateServer, status, limit, offset: None };
        let answer = run(world, world.source().call(ask)).unwrap();
        answer.page.items().iter().map(serial).collect()
    }

    #[test]
    fn changes_come_when_their_time_has_come() {
        let minute = Duration::from_secs(60);
        let world = World::new(0).with_jobs(1);
        let status = JobStatus::Success;
        world.later(2 * minute, Change::Depart { serial: 0 });
        world.later(minute, Change::Turn { serial: 0, status });
        world.later(2 * minute, Change::Arrive { id: Id::Null, status });
        for (passed, all, ended) in
            [(0, vec![0], vec![]), (1, vec![0], vec![0]), (2, vec![1], vec![1])]
        {
            assert_eq!(world.passed(), passed * minute);
            assert_eq!(first_page(&world, None), all);
            assert_eq!(first_page(&world, Some(status)), ended);
            world.clock().advance(minute);
        }
    }

    #[test]
    fn what_comes_back_stands_where_it_stood() {
        let world = World::new(0).with_jobs(3);
        world.remove(1);
        assert_eq!(first_page(&world, None), [0, 2]);
        let newest = world.add(Id::Missing, JobStatus::Running);
        world.change(|list| list.come_back(0));
        assert_eq!(first_page(&world, None), [newest, 0, 1, 2]);
        let moment = world.change(|list| list.moment());
        world.change(|list| list.turn(0, JobStatus::Failed));
        let stayed = |since, status| {
            world
                .change(|list| list.stayed(since, status).map(|job| job.serial).collect::<Vec<_>>())
        };
        assert_eq!(stayed(3, None), [0, 2]);
        assert_eq!(stayed(moment, None), [newest, 0, 1, 2]);
        assert_eq!(stayed(moment, Some(JobStatus::Running)), [0, 1, 2]);
    }
}
