//! A poller that asks a world, in the place where the waits of a client look for it.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use fastrand::Rng;
use imagejobs_core::Error;
use imagejobs_core::clock::Clock;

use super::rounds::Round;
use crate::poller::Poller;
use crate::simulation::jobs::{Id, Jobs};
use crate::simulation::line::Line;
use crate::simulation::runtime::Virtual;
use crate::simulation::world::World;
use crate::{Client, JobStatus, JobType};

pub(super) const TYPE: JobType = JobType::CreateServer;

pub(super) const fn seconds(seconds: u64) -> Duration {
    Duration::from_secs(seconds)
}

pub(super) struct Bench {
    pub(super) client: Client,
    pub(super) line: Line,
    pub(super) poller: Arc<Poller>,
    /// What went wrong in rounds, by their numbers.
    troubles: Arc<Mutex<HashMap<u64, Error>>>,
}

thread_local! {
    /// A client is costly to make. Its pollers are one a type while it is used.
    static CLIENT: Client = Client::builder()
        .endpoint("http://localhost:9")
        .project_id("project")
        .token("token")
        .build()
        .unwrap();
}

impl Bench {
    /// A poller whose jitter is always this.
    pub(super) fn new(line: Line, jitter: f64) -> Self {
        Self::with_jitter(line, move |_| jitter)
    }

    /// A poller whose jitter is decided by a seed, and the same for whatever happens at one moment:
    /// the poller keeps its waits in no order.
    pub(super) fn seeded(line: Line, seed: u64) -> Self {
        Self::with_jitter(line, move |now| Rng::with_seed(seed ^ now.as_nanos() as u64).f64())
    }

    fn with_jitter(line: Line, jitter: impl Fn(Duration) -> f64 + Send + Sync + 'static) -> Self {
        let client = CLIENT.with(Clone::clone);
        let poller = client.pollers().of(TYPE, || {
            let clock = line.clock().clone();
            let jitter = {
                let clock = clock.clone();
                move || jitter(clock.monotonic())
            };
            Poller::new(Arc::new(line.clone()), TYPE, Arc::new(clock), jitter)
        });
        let troubles = Arc::<Mutex<_>>::default();
        line.rounds({
            let (poller, troubles) = (Arc::downgrade(&poller), Arc::clone(&troubles));
            move || {
                let poller = poller.upgrade().expect("the poller of a bench lives as long as it");
                note_trouble(&poller, &troubles);
                poller.begun()
            }
        });
        Self { client, line, poller, troubles }
    }

    /// The rounds of the poller.
    pub(super) fn rounds(&self) -> Vec<Round> {
        note_trouble(&self.poller, &self.troubles);
        Round::of(&self.line.calls(), &self.troubles.lock().unwrap())
    }

    /// Runs a future, and asserts that nothing is left of the waits in it afterwards.
    pub(super) fn run<F: Future>(&self, future: F) -> F::Output {
        let runtime = Virtual::new(self.line.clock());
        let output = runtime.run(future);
        self.is_at_rest(&runtime);
        output
    }

    /// Asserts that there is nothing left of any wait: no call, and nothing in the poller.
    pub(super) fn is_at_rest(&self, runtime: &Virtual) {
        assert_eq!(self.poller.size(), (0, 0, false), "jobs and waits and a task are left");
        let calls = self.line.calls_made();
        runtime.run(self.line.clock().sleep(seconds(3_600)));
        assert_eq!(self.line.calls_made(), calls, "calls are made for nobody");
        assert_eq!(self.line.in_flight(), 0, "a call is left in flight");
        assert_eq!(self.line.clock().sleeping(), 0, "somebody still sleeps");
    }
}

fn note_trouble(poller: &Poller, troubles: &Mutex<HashMap<u64, Error>>) {
    if let (round, Some(trouble)) = poller.last() {
        troubles.lock().unwrap().insert(round, trouble);
    }
}

/// The id of a job that is waited for.
pub(super) fn id(number: u64) -> String {
    format!("w{number}")
}

/// The number of a job that is waited for.
pub(super) fn number(id: &str) -> Option<u64> {
    id.strip_prefix('w')?.parse().ok()
}

/// A line to a world, that follows the jobs that are waited for.
pub(super) fn line(seed: u64, world: World) -> Line {
    Line::new(seed, [(TYPE, world)], |id| number(id.usable()?))
}

/// A job that is waited for comes to stand at a place.
pub(super) fn arrive(jobs: &mut Jobs, place: usize, number: u64, status: JobStatus) {
    let place = place.min(jobs.all().len());
    jobs.arrive_as(place, Id::Text(id(number)), status);
    jobs.all_mut()[place].stays = true;
}

/// The first place where a job with this number stands.
pub(super) fn place(jobs: &Jobs, wanted: u64) -> Option<usize> {
    jobs.all().iter().position(|job| job.id.usable().and_then(number) == Some(wanted))
}

/// The job with this number changes its status, if it is there.
pub(super) fn turn(jobs: &mut Jobs, number: u64, status: JobStatus) {
    if let Some(place) = place(jobs, number) {
        jobs.turn(place, status);
    }
}

/// The job with this number departs, if it is there.
pub(super) fn depart(jobs: &mut Jobs, number: u64) {
    if let Some(place) = place(jobs, number) {
        jobs.depart(place);
    }
}

/// The job with this number comes back, if it departed.
pub(super) fn come_back(jobs: &mut Jobs, wanted: u64) {
    let gone = jobs.gone().iter().position(|job| job.id.usable().and_then(number) == Some(wanted));
    if let Some(gone) = gone {
        jobs.come_back(gone);
    }
}
