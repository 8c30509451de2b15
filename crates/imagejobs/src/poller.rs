//! One poller for all waits on the jobs of one type.
//!
//! A thousand waits must not cost a thousand times the calls of one, so those of a client share their
//! looks: a round looks at the jobs of all of them. It is due when the first of them wants to look
//! again, and at once when somebody joins; one runs at a time. The rounds run in a task of their own,
//! so that a wait which is given up takes nothing from the others, and the task ends with the last.

mod member;
mod round;
mod schedule;

use std::collections::HashMap;
use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};
use std::time::Duration;

use futures_util::future::select;
use imagejobs_core::Error;
use imagejobs_core::clock::Clock;
use tokio::runtime::{self, Handle};
use tokio::sync::{Notify, watch};
use tokio::task::AbortHandle;

use crate::call::{Ask, Source};
use crate::pace::asked_rest;
use crate::{ImageJob, JobType, PageSize};
pub(crate) use member::{Look, Member};
use round::Round;
pub(crate) use schedule::Backoff;
use schedule::Schedule;

/// The pollers of a client, one a job type while somebody waits.
#[derive(Debug, Default)]
pub(crate) struct Pollers(Mutex<Vec<(JobType, Weak<Poller>)>>);

impl Pollers {
    pub(crate) fn of(&self, job_type: JobType, new: impl FnOnce() -> Poller) -> Arc<Poller> {
        let mut pollers = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        pollers.retain(|(_, poller)| poller.strong_count() > 0);
        let known = pollers.iter().find(|(known, _)| *known == job_type);
        known.and_then(|(_, poller)| poller.upgrade()).unwrap_or_else(|| {
            let poller = Arc::new(new());
            pollers.push((job_type, Arc::downgrade(&poller)));
            poller
        })
    }
}

pub(crate) struct Poller {
    source: Arc<dyn Source>,
    job_type: JobType,
    clock: Arc<dyn Clock>,
    jitter: Box<dyn Fn() -> f64 + Send + Sync>,
    state: Mutex<State>,
    /// Wakes those who wait, when a round or the task has ended.
    ended: watch::Sender<()>,
    /// Wakes the task, when somebody joins.
    joined: Notify,
}

struct State {
    jobs: HashMap<String, Watched>,
    waits: HashMap<u64, Schedule>,
    /// The number of the next wait.
    next: u64,
    /// How many rounds have begun, and how many have ended.
    begun: u64,
    ended: u64,
    /// When the round that ended last did, and what went wrong in it.
    ended_at: Duration,
    trouble: Option<Error>,
    /// When the service wants to be asked again.
    not_before: Duration,
    /// How long pages are; the first round, which is a listing, finds out.
    width: usize,
    task: Option<Task>,
}

struct Task {
    number: u64,
    /// Where it runs.
    runtime: runtime::Id,
    /// None for the moment in which it is started.
    handle: Option<AbortHandle>,
}

/// A job that somebody waits for.
#[derive(Debug, Default)]
struct Watched {
    waits: usize,
    /// As it was seen last, in which round, and where it stood.
    job: Option<ImageJob>,
    seen: u64,
    place: Option<u64>,
    /// How many whole listings in a row missed it, and when the last of them began.
    missed: u32,
    missed_from: Option<Duration>,
}

impl Poller {
    pub(crate) fn new(
        source: Arc<dyn Source>,
        job_type: JobType,
        clock: Arc<dyn Clock>,
        jitter: impl Fn() -> f64 + Send + Sync + 'static,
    ) -> Self {
        Self {
            source,
            job_type,
            clock,
            jitter: Box::new(jitter),
            state: Mutex::new(State {
                jobs: HashMap::new(),
                waits: HashMap::new(),
                next: 0,
                begun: 0,
                ended: 0,
                ended_at: Duration::ZERO,
                trouble: None,
                not_before: Duration::ZERO,
                width: 1,
                task: None,
            }),
            ended: watch::Sender::new(()),
            joined: Notify::new(),
        }
    }

    pub(crate) fn clock(&self) -> &Arc<dyn Clock> {
        &self.clock
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Starts the task unless it runs. It ends early when the runtime that it was started on does.
    fn run(self: &Arc<Self>) -> Result<(), Error> {
        let runtime = runtime()?;
        let number = {
            let mut state = self.lock();
            if state.task.is_some() {
                return Ok(());
            }
            let number = state.next;
            state.next += 1;
            state.task = Some(Task { number, runtime: runtime.id(), handle: None });
            number
        };
        let running = Running { poller: Arc::clone(self), number };
        // A runtime that has ended drops the task here and now: the state must not be locked.
        let handle = runtime.spawn(async move { running.poller.rounds().await }).abort_handle();
        match &mut self.lock().task {
            Some(task) if task.number == number => task.handle = Some(handle),
            _ if handle.is_finished() => {
                return Err(Error::usage("the runtime of tokio that polls a wait has ended"));
            }
            // The last wait has left meanwhile.
            _ => handle.abort(),
        }
        Ok(())
    }

    async fn rounds(&self) {
        loop {
            let now = self.clock.monotonic();
            let due = {
                let state = self.lock();
                if state.waits.is_empty() {
                    return;
                }
                state.due()
            };
            let joined = std::pin::pin!(self.joined.notified());
            match due.map(|due| due.saturating_sub(now)) {
                Some(Duration::ZERO) => self.round().await,
                Some(wait) => drop(select(self.clock.sleep(wait), joined).await),
                // Nobody polls the waits that are left: their time is up.
                None => joined.await,
            }
        }
    }

    /// Looks once at every job that somebody waits for.
    async fn round(&self) {
        let (number, mut round) = {
            let mut state = self.lock();
            state.begun += 1;
            let jobs = state.jobs.iter().map(|(id, watched)| (id.clone(), watched.place));
            (state.begun, Round::new(jobs, state.width))
        };
        let mut listed_from = None;
        let mut trouble = None;
        while let Some(offset) = round.wants() {
            if round.is_listing() {
                listed_from.get_or_insert_with(|| self.clock.monotonic());
            }
            let (limit, offset) = (Some(PageSize::MAX), Some(offset));
            let ask = Ask { job_type: self.job_type, status: None, limit, offset };
            let taken = self.source.call(ask).await.and_then(|answer| {
                let (count, jobs) = answer.page.into_parts();
                round.take(jobs, count.get().copied())
            });
            if let Err(error) = taken {
                trouble = Some(error);
                break;
            }
        }
        let (now, jitter) = (self.clock.monotonic(), (self.jitter)());
        let mut state = self.lock();
        state.width = round.width();
        (state.ended, state.ended_at) = (number, now);
        let (found, missed) = round.end();
        for (id, found) in found {
            if let Some(watched) = state.jobs.get_mut(&id) {
                let (waits, job, place) = (watched.waits, Some(found.job), Some(found.place));
                *watched = Watched { waits, job, seen: number, place, ..Watched::default() };
            }
        }
        for id in missed.iter().filter(|_| trouble.is_none()) {
            if let Some(watched) = state.jobs.get_mut(id) {
                watched.missed += 1;
                watched.missed_from = listed_from;
                watched.place = None;
            }
        }
        if let Some(rest) = trouble.as_ref().and_then(asked_rest) {
            state.not_before = now.saturating_add(rest);
        }
        state.trouble = trouble;
        for schedule in state.waits.values_mut().filter(|wait| wait.first_round <= number) {
            schedule.looked(now, jitter);
        }
        drop(state);
        self.ended.send_replace(());
    }
}

#[cfg(test)]
impl Poller {
    /// How many rounds have begun.
    pub(crate) fn begun(&self) -> u64 {
        self.lock().begun
    }

    /// The number of the round that ended last, and what went wrong in it.
    pub(crate) fn last(&self) -> (u64, Option<Error>) {
        let state = self.lock();
        (state.ended, state.trouble.clone())
    }

    /// How many jobs and waits it knows, and whether its task runs.
    pub(crate) fn size(&self) -> (usize, usize, bool) {
        let state = self.lock();
        (state.jobs.len(), state.waits.len(), state.task.is_some())
    }
}

/// The runtime that a wait is polled in.
pub(crate) fn runtime() -> Result<Handle, Error> {
    Handle::try_current().map_err(|_| Error::usage("a wait must be polled in a runtime of tokio"))
}

impl State {
    /// When the next round is due; never when the time of all waits is up.
    fn due(&self) -> Option<Duration> {
        let first = self.waits.values().filter(|wait| wait.due < wait.until).map(|wait| wait.due);
        let first = first.min()?;
        Some(first.max(self.not_before))
    }
}

/// The task while it runs.
struct Running {
    poller: Arc<Poller>,
    number: u64,
}

impl Drop for Running {
    fn drop(&mut self) {
        let mut state = self.poller.lock();
        if state.task.as_ref().is_some_and(|task| task.number == self.number) {
            state.task = None;
            if std::thread::panicking() {
                // Every wait ends: a task that is begun anew would panic again.
                state.begun += 1;
                state.ended = state.begun;
                state.trouble = Some(Error::incomplete("a look at the jobs panicked"));
            }
        }
        drop(state);
        self.poller.ended.send_replace(());
    }
}

impl fmt::Debug for Poller {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Poller")
            .field("source", &self.source)
            .field("job_type", &self.job_type)
            .field("waits", &self.lock().waits.len())
            .finish_non_exhaustive()
    }
}
