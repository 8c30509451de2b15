//! The jobs of a project, the lists that requests ask for, and how both change in the course of
//! time.
//!
//! A page must cost the same at any offset, with any filter, among a million jobs. So each list a
//! request can ask for (a type, or a type and a status) is kept in order: a page is a stretch of
//! it. A job costs 40 bytes and 8 in the lists; what few jobs have is kept beside them.
//!
//! Nothing runs in the background. Whoever looks at the jobs or changes them first lets happen what
//! is due, in the order of time, so nobody can tell the difference.

mod agenda;
mod churning;
mod entry;
mod ids;
mod lists;
mod look;
mod order;
mod page;
mod store;
mod text;
mod time;
mod update;

#[cfg(test)]
mod tests;

use std::time::Duration;

use imagejobs_client::image_jobs::types::{JobStatus, JobType};
use jiff::Timestamp;

use crate::churn::Churn;
use crate::job::{Job, has_ended};
use crate::lifecycle::{Lifecycle, Next};
use crate::params::Listing;
use crate::random::Random;

use agenda::Agenda;
use churning::Churning;
use ids::Ids;
use lists::Lists;
use store::Store;
use time::Time;

pub(crate) use look::Look;
pub use page::Count;
pub(crate) use page::{Pages, page_of};

#[derive(Debug, Clone)]
pub(crate) struct Jobs {
    store: Store,
    lists: Lists,
    agenda: Agenda,
    time: Time,
    churning: Churning,
    retention: Option<Duration>,
    /// How jobs end whose lifecycle leaves it open.
    outcomes: Random,
    pub(crate) pages: Pages,
}

/// What a test chooses.
#[derive(Debug, Clone, Default)]
pub(crate) struct Rules {
    pub(crate) seed: u64,
    /// Where ids begin: other lists have others.
    pub(crate) ids: u64,
    pub(crate) frozen: bool,
    pub(crate) churn: Option<Churn>,
    pub(crate) retention: Option<Duration>,
    pub(crate) pages: Pages,
}

impl Jobs {
    /// No jobs, at this time of day.
    pub(crate) fn new(rules: Rules, epoch: Timestamp) -> Self {
        let mut churning = Churning::new(rules.seed);
        churning.set(rules.churn, Duration::ZERO);
        Self {
            store: Store::new(Ids::from(rules.ids)),
            lists: Lists::default(),
            agenda: Agenda::default(),
            time: Time::new(epoch, rules.frozen),
            churning,
            retention: rules.retention,
            outcomes: Random::new(rules.seed, 11),
            pages: rules.pages,
        }
    }

    /// No jobs, with the time of others and what holds for all lists.
    pub(crate) fn beside(other: &Self, rules: Rules) -> Self {
        let mut jobs = Self::new(rules, other.now());
        jobs.time = other.time.clone();
        jobs.pages = other.pages;
        jobs.churning.set(other.churning.churn().cloned(), jobs.time.now);
        jobs
    }

    /// Lets happen what is due when so much time went by since the start, by the server's clock.
    pub(crate) fn catch_up(&mut self, by_clock: Duration) {
        self.run_until(self.time.since_start(by_clock));
    }

    /// Moves the jobs' time on, beside the server's.
    pub(crate) fn pass(&mut self, by: Duration) {
        let target = self.time.now.saturating_add(by);
        self.time.pass(by);
        self.run_until(target);
    }

    /// Lets the jobs' time stand still, or run with the server's clock from this time of it on.
    pub(crate) fn set_frozen(&mut self, frozen: bool, by_clock: Duration) {
        self.time.go_on(frozen, by_clock);
    }

    /// Goes on from where these jobs are, at this time of the server's clock.
    pub(crate) fn go_on(&mut self, by_clock: Duration) {
        self.time.go_on(self.time.is_frozen(), by_clock);
    }

    pub(crate) fn is_frozen(&self) -> bool {
        self.time.is_frozen()
    }

    /// The jobs' time of day.
    pub(crate) fn now(&self) -> Timestamp {
        self.time.of_day()
    }

    /// Adds a job that begins now unless it says otherwise, and returns its id.
    pub(crate) fn add(&mut self, job: Job) -> String {
        let slot = self.put_in(job);
        let id = self.store.id(slot);
        self.run_until(self.time.now);
        id
    }

    /// Adds many jobs and sorts once.
    pub(crate) fn add_all(
        &mut self,
        jobs: impl IntoIterator<Item = Job>,
        mut each_id: impl FnMut(String),
    ) {
        let mut slots = Vec::new();
        for job in jobs {
            let slot = self.keep(job);
            each_id(self.store.id(slot));
            slots.push(slot);
        }
        self.lists.insert_all(&slots, &self.store);
        self.run_until(self.time.now);
    }

    /// Removes all jobs with this id; says whether there were any.
    pub(crate) fn remove(&mut self, id: &str) -> bool {
        let slots = self.store.with_id(id);
        slots.iter().for_each(|&slot| self.take_out(slot));
        !slots.is_empty()
    }

    /// Removes all jobs.
    pub(crate) fn clear(&mut self) {
        self.store.slots().into_iter().for_each(|slot| self.take_out(slot));
    }

    /// The jobs with this id, in the order in which they came, with what is left of their lifecycles.
    pub(crate) fn with_id(&mut self, id: &str) -> Vec<Job> {
        let mut slots = self.store.with_id(id);
        slots.sort_by_key(|&slot| self.store.entry(slot).number);
        slots.into_iter().map(|slot| self.job(slot)).collect()
    }

    /// Changes the status of all jobs with this id; says whether there were any.
    pub(crate) fn set_status(&mut self, id: &str, status: &str) -> bool {
        let slots = self.store.with_id(id);
        slots.iter().for_each(|&slot| self.change(slot, status));
        self.run_until(self.time.now);
        !slots.is_empty()
    }

    pub(crate) fn set_churn(&mut self, churn: Option<Churn>) {
        self.churning.set(churn, self.time.now);
    }

    pub(crate) fn len(&self) -> usize {
        self.store.len()
    }

    /// The ids of a list, newest jobs first.
    pub(crate) fn ids(&self, kind: JobType, status: Option<JobStatus>) -> Vec<String> {
        self.lists.get(kind, status).newest(0).map(|slot| self.store.id(slot)).collect()
    }

    /// Writes the answer to a request.
    pub(crate) fn page(&mut self, asked: &Listing) -> Vec<u8> {
        self.churn_before_page(asked.job_type);
        self.write_page(asked)
    }

    /// Lets happen, in order, what is due until then. At one moment, turns of the churn come last.
    fn run_until(&mut self, target: Duration) {
        self.churning.leave_out(target);
        loop {
            let event = self.agenda.first().filter(|&at| at <= target);
            let turn = self.churning.due().filter(|&at| at <= target);
            match (event, turn) {
                (Some(event), turn) if turn.is_none_or(|turn| event <= turn) => {
                    self.time.now = event;
                    self.happen();
                }
                (_, Some(turn)) => {
                    self.time.now = turn;
                    self.churn_on_time();
                }
                (_, None) => break,
            }
        }
        self.time.now = target;
    }

    /// Lets the first event happen.
    fn happen(&mut self) {
        match self.agenda.pop() {
            Some((slot, Next::Run { running, end })) => {
                self.change(slot, JobStatus::Running.as_str());
                self.plan(slot, running, Next::End(end));
            }
            Some((slot, Next::End(end))) => self.change(slot, end.as_str()),
            Some((slot, Next::Leave)) => self.take_out(slot),
            None => {}
        }
    }

    /// Puts a job into its lists.
    fn put_in(&mut self, job: Job) -> u32 {
        let slot = self.keep(job);
        self.lists.insert(slot, &self.store);
        slot
    }

    /// Keeps a job that is in no list yet.
    fn keep(&mut self, job: Job) -> u32 {
        let lifecycle = job.lifecycle;
        let slot = self.store.insert(job, self.time.millis());
        self.begin(slot, lifecycle);
        slot
    }

    /// Lets a job begin to move, or to wait for its leave.
    fn begin(&mut self, slot: u32, lifecycle: Option<Lifecycle>) {
        let status = self.store.entry(slot).status;
        if let (Some(lifecycle), Some(status)) = (lifecycle, status)
            && let Some((after, next)) = lifecycle.first(status, &mut self.outcomes)
        {
            self.plan(slot, after, next);
        }
        self.plan_to_leave(slot);
    }

    /// Takes a job out of its lists, for good.
    fn take_out(&mut self, slot: u32) {
        self.agenda.cancel(slot);
        self.lists.remove(slot, &self.store);
        self.store.remove(slot);
    }

    /// Changes a job's status. What was to happen to it happens no more, except that a job which
    /// had ended already leaves when it would have.
    fn change(&mut self, slot: u32, status: &str) {
        let had_ended = self.has_ended(slot);
        let now = self.time.millis();
        self.lists.around(slot, &mut self.store, |store| store.set_status(slot, status, now));
        if !(had_ended && self.has_ended(slot)) {
            self.agenda.cancel(slot);
            self.plan_to_leave(slot);
        }
    }

    /// A job that has ended leaves when the retention is over.
    fn plan_to_leave(&mut self, slot: u32) {
        let leaves = self.has_ended(slot) && !self.store.entry(slot).stays;
        if let Some(retention) = self.retention.filter(|_| leaves) {
            self.plan(slot, retention, Next::Leave);
        }
    }

    fn has_ended(&self, slot: u32) -> bool {
        self.store.entry(slot).status.is_some_and(has_ended)
    }

    fn plan(&mut self, slot: u32, after: Duration, next: Next) {
        // What is beyond the end of time never happens.
        if let Some(at) = self.time.now.checked_add(after) {
            self.agenda.set(slot, at, next);
        }
    }
}
