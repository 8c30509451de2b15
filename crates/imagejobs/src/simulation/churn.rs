//! What comes and goes between two calls, by chance.

use fastrand::Rng;

use super::jobs::Jobs;
use super::world::BeforeCall;
use crate::JobStatus;

/// How fast a list changes, and where.
#[derive(Clone, Debug, Default)]
pub(crate) struct Churn {
    /// The probability that anything changes between two calls.
    pub(crate) chance: f64,
    /// The most jobs that arrive and depart then, and the probability of more.
    pub(crate) arrivals: usize,
    pub(crate) departures: usize,
    pub(crate) burst: Burst,
    /// The share of arrivals in the middle: of new jobs, and of jobs that come back.
    pub(crate) inside: f64,
    /// The share of departures that take the last job of the page before, and those around it.
    pub(crate) at_the_link: f64,
    /// Whether jobs come and go by becoming `RUNNING` and ending.
    pub(crate) by_status: bool,
    /// The call from which on all is quiet.
    pub(crate) until: Option<usize>,
}

/// Many changes at once: how probable they are between two calls, and how many there are at most.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Burst {
    pub(crate) chance: f64,
    pub(crate) changes: usize,
}

impl Churn {
    pub(crate) fn between_calls(&self, jobs: &mut Jobs, rng: &mut Rng, call: BeforeCall) {
        if self.until.is_some_and(|until| call.number >= until) || rng.f64() >= self.chance {
            return;
        }
        let mut arrivals = rng.usize(0..=self.arrivals);
        let mut departures = rng.usize(0..=self.departures);
        if rng.f64() < self.burst.chance {
            let changes = rng.usize(0..=self.burst.changes);
            *(if rng.bool() { &mut arrivals } else { &mut departures }) += changes;
        }
        for _ in 0..departures {
            self.depart(jobs, rng, call.last);
        }
        for _ in 0..arrivals {
            self.arrive(jobs, rng);
        }
    }

    fn arrive(&self, jobs: &mut Jobs, rng: &mut Rng) {
        if rng.f64() >= self.inside {
            jobs.arrive(0, JobStatus::Running);
        } else if self.by_status {
            let waiting = |place: &usize| jobs.all()[*place].status == JobStatus::Waiting;
            if let Some(place) = anywhere(jobs, rng, waiting) {
                jobs.turn(place, JobStatus::Running);
            }
        } else if rng.bool() && !jobs.gone().is_empty() {
            jobs.come_back(rng.usize(..jobs.gone().len()));
        } else {
            jobs.arrive(rng.usize(..=jobs.all().len()), JobStatus::Running);
        }
    }

    fn depart(&self, jobs: &mut Jobs, rng: &mut Rng, link: Option<i64>) {
        let goes = |place: &usize| {
            jobs.all().get(*place).is_some_and(|job| !job.stays && job.status == JobStatus::Running)
        };
        let link = link.filter(|_| rng.f64() < self.at_the_link).and_then(|link| jobs.place(link));
        let near = link.and_then(|link| (link.saturating_sub(3)..link + 3).rev().find(goes));
        let Some(place) = near.or_else(|| anywhere(jobs, rng, goes)) else { return };
        if self.by_status {
            jobs.turn(place, JobStatus::Success);
        } else {
            jobs.depart(place);
        }
    }
}

/// A place that suits, if one is found soon.
fn anywhere(jobs: &Jobs, rng: &mut Rng, suits: impl Fn(&usize) -> bool) -> Option<usize> {
    let jobs = jobs.all().len();
    (0..if jobs == 0 { 0 } else { 20 }).map(|_| rng.usize(..jobs)).find(suits)
}
