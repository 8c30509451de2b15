use std::collections::hash_map::{Entry, HashMap};

use super::Change;
use crate::ImageJob;
use crate::listing::usable_id;

/// After so many whole listings in a row that missed it a job is gone.
const MISSED: u32 = 2;

/// The jobs of a list as they were seen last.
#[derive(Debug, Default)]
pub(super) struct Known {
    jobs: HashMap<Box<str>, Seen>,
    /// The number of the listing.
    listing: u64,
}

#[derive(Debug)]
struct Seen {
    job: ImageJob,
    listing: u64,
    missed: u32,
}

impl Known {
    /// A listing begins. One that did not end counts for nothing.
    pub(super) fn begin(&mut self) {
        self.listing += 1;
    }

    /// A job was seen: what has changed?
    pub(super) fn see(&mut self, job: ImageJob) -> Option<Change> {
        let id = usable_id(&job)?;
        let (listing, missed) = (self.listing, 0);
        match self.jobs.entry(id.into()) {
            Entry::Vacant(unknown) => {
                unknown.insert(Seen { job: job.clone(), listing, missed });
                Some(Change::Appeared(job))
            }
            Entry::Occupied(mut known) => {
                let before = known.insert(Seen { job: job.clone(), listing, missed }).job;
                let from = before.status().cloned();
                (job.status() != from.as_ref()).then_some(Change::Status { job, from })
            }
        }
    }

    /// The listing came to its end: which jobs are gone?
    pub(super) fn end(&mut self) -> Vec<ImageJob> {
        let listing = self.listing;
        let gone = self.jobs.extract_if(|_, seen| {
            seen.missed += u32::from(seen.listing != listing);
            seen.missed >= MISSED
        });
        let mut gone: Vec<_> = gone.collect();
        gone.sort_unstable_by(|(one, _), (other, _)| one.cmp(other));
        gone.into_iter().map(|(_, seen)| seen.job).collect()
    }
}
