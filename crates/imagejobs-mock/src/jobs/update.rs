//! Changes of a job beyond its status.

use imagejobs_client::image_jobs::types::JobStatus;

use crate::job::{Job, Moment, end_after, has_ended};

use super::Jobs;

/// A job that is to be changed, and where it is.
pub(crate) struct Found {
    slot: u32,
    number: u64,
    /// As it is, but without its end time and its lifecycle: what a change leaves so is what follows
    /// from the status.
    pub(crate) job: Job,
}

impl Jobs {
    /// The jobs with this id.
    pub(crate) fn found(&mut self, id: &str) -> Vec<Found> {
        let slots = self.store.with_id(id).into_iter();
        let found = slots.map(|slot| Found {
            slot,
            number: self.store.entry(slot).number,
            job: Job { end_time: None, ..self.store.job(slot) },
        });
        found.collect()
    }

    /// Lets jobs be otherwise, but for their ids. One that has left meanwhile is left alone.
    pub(crate) fn put(&mut self, changed: impl IntoIterator<Item = (Found, Job)>) {
        for (found, after) in changed {
            if self.store.is(found.slot, found.number) {
                self.put_one(found.slot, after);
            }
        }
        self.run_until(self.time.now);
    }

    /// A job as a test would describe it, with what is left of its lifecycle.
    pub(super) fn job(&self, slot: u32) -> Job {
        let left = self.agenda.of(slot);
        let way = left.and_then(|(at, next)| next.way(at.saturating_sub(self.time.now)));
        Job { lifecycle: way, ..self.store.job(slot) }
    }

    fn put_one(&mut self, slot: u32, mut after: Job) {
        let before = self.store.job(slot);
        let ended = |job: &Job| job.status.parse::<JobStatus>().is_ok_and(has_ended);
        let (had_ended, ends) = (ended(&before), ended(&after));
        let restated = after.status != before.status;
        if after.end_time.is_none() {
            let now = Moment::Millis(self.time.millis());
            let goes_on = before.end_time.clone();
            after.end_time =
                if restated { end_after(had_ended, ends, goes_on, now) } else { goes_on };
        }
        let (way, stays) = (after.lifecycle.filter(|_| !ends), after.stays);
        self.lists.remove(slot, &self.store);
        self.store.replace(slot, after);
        self.lists.insert(slot, &self.store);
        // A job that had ended already leaves when it would have.
        let restarts = restated && !(had_ended && ends);
        if way.is_some() || restarts || (ends && stays != before.stays) {
            self.agenda.cancel(slot);
            self.begin(slot, way);
        }
    }
}
