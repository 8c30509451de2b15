//! Changes of a job beyond its status.

use imagejobs_client::image_jobs::types::JobStatus;

use crate::job::{Job, Moment, has_ended};

use super::Jobs;

impl Jobs {
    /// Changes all jobs with this id, which stays; says whether there were any.
    pub(crate) fn update(&mut self, id: &str, mut change: impl FnMut(Job) -> Job) -> bool {
        let slots = self.store.with_id(id);
        for &slot in &slots {
            let before = self.job(slot);
            let after = change(before.clone());
            self.put(slot, &before, after);
        }
        self.run_until(self.time.now);
        !slots.is_empty()
    }

    /// A job as a test would describe it, with what is left of its lifecycle.
    pub(super) fn job(&self, slot: u32) -> Job {
        let left = self.agenda.of(slot);
        let way = left.and_then(|(at, next)| next.way(at.saturating_sub(self.time.now)));
        Job { lifecycle: way, ..self.store.job(slot) }
    }

    /// Puts a job in the place of what it was.
    fn put(&mut self, slot: u32, before: &Job, mut after: Job) {
        let ended = |job: &Job| job.status.parse::<JobStatus>().is_ok_and(has_ended);
        let (had_ended, ends) = (ended(before), ended(&after));
        let restated = after.status != before.status;
        if restated && after.end_time == before.end_time {
            match (had_ended, ends) {
                (true, true) => {}
                (false, true) => after.end_time = Some(Moment::Millis(self.time.millis())),
                (_, false) => after.end_time = None,
            }
        }
        let way = after.lifecycle.filter(|_| after.lifecycle != before.lifecycle);
        // A job that had ended already leaves when it would have.
        let settled = (restated && !(had_ended && ends)) || after.stays != before.stays;
        self.lists.remove(slot, &self.store);
        self.store.replace(slot, after);
        self.lists.insert(slot, &self.store);
        if way.is_some() || settled {
            self.agenda.cancel(slot);
            self.begin(slot, way);
        }
    }
}
