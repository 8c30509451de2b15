use std::sync::Arc;
use std::time::Duration;

use imagejobs_core::Error;
use tokio::sync::watch;

use super::schedule::{Backoff, Schedule};
use super::{Poller, Watched, runtime};
use crate::ImageJob;

/// A wait's part in a poller. Dropping it leaves.
#[derive(Debug)]
pub(crate) struct Member {
    poller: Arc<Poller>,
    number: u64,
    first_round: u64,
    /// The round that was looked at last.
    looked: u64,
    /// The jobs that it still waits for.
    ids: Vec<String>,
    ended: watch::Receiver<()>,
}

/// What is known of a job.
#[derive(Debug)]
pub(crate) struct Look {
    /// As it was seen last.
    pub(crate) job: Option<ImageJob>,
    /// Whether it was seen since the wait began.
    pub(crate) fresh: bool,
    /// How many whole listings in a row missed it, and when the last of them began.
    pub(crate) missed: u32,
    pub(crate) missed_from: Option<Duration>,
}

impl Member {
    /// Joins for so long, so that a round begins at once. Jobs that were not seen `grace` later are
    /// looked for then.
    ///
    /// # Errors
    /// A usage error outside a runtime.
    pub(crate) fn join(
        poller: Arc<Poller>,
        ids: Vec<String>,
        backoff: Backoff,
        grace: Duration,
        limit: Duration,
    ) -> Result<Self, Error> {
        let runtime = runtime()?.id();
        let now = poller.clock.monotonic();
        let ended = poller.ended.subscribe();
        let mut state = poller.lock();
        let (number, first_round) = (state.next, state.begun + 1);
        state.next += 1;
        let (grace, until) = (Some(now.saturating_add(grace)), now.saturating_add(limit));
        let due = now;
        let schedule = Schedule { joined: now, first_round, due, runtime, until, backoff, grace };
        state.waits.insert(number, schedule);
        for id in &ids {
            state.jobs.entry(id.clone()).or_default().waits += 1;
        }
        drop(state);
        poller.joined.notify_one();
        Ok(Self { poller, number, first_round, looked: first_round - 1, ids, ended })
    }

    /// Waits until a round has ended that began after the wait, and gives what went wrong in it.
    ///
    /// # Errors
    /// A usage error outside a runtime.
    pub(crate) async fn looked(&mut self) -> Result<Option<Error>, Error> {
        loop {
            self.poller.run()?;
            // The sender lives in the poller, so it cannot be gone.
            let _ = self.ended.changed().await;
            let state = self.poller.lock();
            if state.ended > self.looked {
                self.looked = state.ended;
                return Ok(state.trouble.clone());
            }
        }
    }

    /// What went wrong in the last round.
    pub(crate) fn trouble(&self) -> Option<Error> {
        self.poller.lock().trouble.clone()
    }

    /// When the last round ended.
    pub(crate) fn looked_at(&self) -> Duration {
        self.poller.lock().ended_at
    }

    pub(crate) fn ids(&self) -> &[String] {
        &self.ids
    }

    pub(crate) fn look(&self, id: &str) -> Look {
        let state = self.poller.lock();
        let unknown = Watched::default();
        let Watched { job, seen, missed, missed_from, .. } = state.jobs.get(id).unwrap_or(&unknown);
        let fresh = *seen >= self.first_round;
        Look { job: job.clone(), fresh, missed: *missed, missed_from: *missed_from }
    }

    /// Waits for these jobs only, which are some of those before, and no longer for the others.
    pub(crate) fn keep(&mut self, pending: Vec<String>, others: &[String]) {
        self.ids = pending;
        self.leave(others);
    }

    /// Every job has been seen.
    pub(crate) fn all_seen(&self) {
        if let Some(schedule) = self.poller.lock().waits.get_mut(&self.number) {
            schedule.grace = None;
        }
    }

    fn leave(&self, ids: &[String]) {
        let mut state = self.poller.lock();
        for id in ids {
            if let Some(watched) = state.jobs.get_mut(id) {
                watched.waits -= 1;
                if watched.waits == 0 {
                    state.jobs.remove(id);
                }
            }
        }
    }
}

impl Drop for Member {
    fn drop(&mut self) {
        self.leave(&self.ids);
        let mut state = self.poller.lock();
        state.waits.remove(&self.number);
        // Nobody else may drive the runtime of the last wait there: the next starts the task anew.
        let runs_on = state.task.as_ref().map(|task| task.runtime);
        let stays = state.waits.values().any(|wait| Some(wait.runtime) == runs_on);
        let task = if stays { None } else { state.task.take() };
        drop(state);
        let Some(task) = task else { return };
        if let Some(handle) = task.handle {
            handle.abort();
        }
        self.poller.ended.send_replace(());
    }
}
