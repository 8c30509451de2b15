//! The jobs of a world, in the order in which its service lists them.

use std::collections::HashSet;

use imagejobs_client::image_jobs::types::ImageJobInfo;
use imagejobs_client::value::{Lenient, Open, Text};

use crate::{ImageJob, JobStatus};

/// What stands in the place of a job's id.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Id {
    Text(String),
    Null,
    Number,
    Empty,
    Missing,
}

impl Id {
    /// All forms of an id that tells no job from another.
    pub(crate) const UNUSABLE: [Self; 4] = [Self::Null, Self::Number, Self::Empty, Self::Missing];

    pub(crate) fn usable(&self) -> Option<&str> {
        match self {
            Self::Text(id) => Some(id),
            _ => None,
        }
    }
}

/// A job of a world.
#[derive(Clone, Debug)]
pub(crate) struct Job {
    /// What tells this job from all others, whatever its id. Answers have it in `sub_jobs_total`.
    pub(crate) serial: i64,
    pub(crate) id: Id,
    pub(crate) status: JobStatus,
    /// Whether it stays when others depart by chance.
    pub(crate) stays: bool,
    /// A job stands in front of those with a lower rank, also when it comes back.
    rank: Rank,
    /// When it came, and when it last changed its status, in [moments](Jobs::moment).
    arrived: u64,
    turned: u64,
    answer: ImageJob,
}

/// Where a job stands, and its serial number for one that stands where another stood.
type Rank = (u128, i64);

impl Job {
    /// The job as the service tells it.
    pub(crate) fn answer(&self) -> &ImageJob {
        &self.answer
    }

    pub(crate) fn is_in(&self, status: Option<JobStatus>) -> bool {
        status.is_none_or(|status| status == self.status)
    }
}

/// The serial number that an answer has of a job.
pub(crate) fn serial(job: &ImageJob) -> i64 {
    job.sub_jobs_total().unwrap()
}

/// Jobs in an order that never changes between two of them: whatever departs and comes back stands
/// where it stood.
#[derive(Debug)]
pub(crate) struct Jobs {
    jobs: Vec<Job>,
    gone: Vec<Job>,
    moment: u64,
    serials: i64,
    /// The highest rank that any job had.
    front: u128,
}

/// How far the ranks of neighbours are apart, unless somebody comes between them.
const APART: u128 = 1 << 64;

impl Jobs {
    pub(crate) fn new() -> Self {
        Self { jobs: Vec::new(), gone: Vec::new(), moment: 0, serials: 0, front: 1 << 100 }
    }

    /// The jobs from the first to the last.
    pub(crate) fn all(&self) -> &[Job] {
        &self.jobs
    }

    pub(crate) fn all_mut(&mut self) -> &mut [Job] {
        &mut self.jobs
    }

    /// Those that are not in the list any more.
    pub(crate) fn gone(&self) -> &[Job] {
        &self.gone
    }

    /// The present moment: how many changes there were.
    pub(crate) fn moment(&self) -> u64 {
        self.moment
    }

    pub(crate) fn place(&self, serial: i64) -> Option<usize> {
        self.jobs.iter().position(|job| job.serial == serial)
    }

    /// The jobs that were in the list, or in this status, since a moment without a break.
    pub(crate) fn stayed(
        &self,
        since: u64,
        status: Option<JobStatus>,
    ) -> impl Iterator<Item = &Job> {
        let stayed = move |job: &&Job| {
            job.arrived <= since && job.is_in(status) && (status.is_none() || job.turned <= since)
        };
        self.jobs.iter().filter(stayed)
    }

    /// A new job with an id of its own comes to stand at a place, and those from there on behind it.
    pub(crate) fn arrive(&mut self, place: usize, status: JobStatus) -> i64 {
        let id = Id::Text(format!("{:018}", self.serials));
        self.arrive_as(place, id, status)
    }

    /// Like [`arrive`](Self::arrive), with any id.
    pub(crate) fn arrive_as(&mut self, place: usize, id: Id, status: JobStatus) -> i64 {
        let place = place.min(self.jobs.len());
        let before = place.checked_sub(1).map(|before| self.jobs[before].rank.0);
        let behind = self.jobs.get(place).map(|job| job.rank.0);
        let rank = match (before, behind) {
            (None, _) => self.front + APART,
            (Some(before), None) => before - APART,
            (Some(before), Some(behind)) => behind + (before - behind) / 2,
        };
        self.front = self.front.max(rank);
        let serial = self.serials;
        self.serials += 1;
        self.moment += 1;
        let answer = answer(serial, &id, status);
        let (arrived, turned, stays) = (self.moment, self.moment, false);
        let rank = (rank, serial);
        self.jobs.insert(place, Job { serial, id, status, stays, rank, arrived, turned, answer });
        serial
    }

    /// The job at a place departs.
    pub(crate) fn depart(&mut self, place: usize) {
        self.moment += 1;
        self.gone.push(self.jobs.remove(place));
    }

    /// One of the jobs that departed stands again where it stood.
    pub(crate) fn come_back(&mut self, gone: usize) {
        self.moment += 1;
        let mut job = self.gone.swap_remove(gone);
        job.arrived = self.moment;
        let place = self.jobs.partition_point(|other| other.rank > job.rank);
        self.jobs.insert(place, job);
    }

    /// The job at a place changes its status.
    pub(crate) fn turn(&mut self, place: usize, status: JobStatus) {
        self.moment += 1;
        let job = &mut self.jobs[place];
        job.status = status;
        job.turned = self.moment;
        job.answer = answer(job.serial, &job.id, status);
    }

    /// The ids of all jobs that ever were, each once.
    pub(crate) fn ids_ever(&self) -> HashSet<&str> {
        self.jobs.iter().chain(&self.gone).filter_map(|job| job.id.usable()).collect()
    }
}

fn answer(serial: i64, id: &Id, status: JobStatus) -> ImageJob {
    let json = match id {
        Id::Null => r#"{"id":null}"#,
        Id::Number => r#"{"id":7}"#,
        Id::Empty => r#"{"id":""}"#,
        Id::Missing | Id::Text(_) => "{}",
    };
    let mut info: ImageJobInfo = serde_json::from_str(json).unwrap();
    if let Id::Text(id) = id {
        info.id = Lenient::from(Text::from(id.as_str()));
    }
    info.status = Lenient::from(Open::Known(status));
    info.sub_jobs_total = Lenient::from(serial);
    ImageJob::from(Lenient::from(info))
}
