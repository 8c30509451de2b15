//! How a job goes from waiting to its end by itself.

use std::time::Duration;

use imagejobs_client::image_jobs::types::JobStatus;

use serde_json::{Map, Value};

use crate::length;
use crate::random::Random;

/// A job's way: `WAITING` for a while, `RUNNING` for a while, then `SUCCESS` or `FAILED`, in the
/// [jobs' time](crate#the-jobs-time).
///
/// It begins when its job is added. A duration of zero leaves its status out; one that leads beyond
/// the end of time, such as [`Duration::MAX`], never ends.
///
/// ```
/// use std::time::Duration;
/// use imagejobs_mock::{Job, Lifecycle, Server};
///
/// let server = Server::builder().frozen_jobs().start()?;
/// let way = Lifecycle::succeeds(Duration::from_secs(5), Duration::from_secs(60));
/// let id = server.add(Job::new("CREATE_SERVER_IMAGE").lifecycle(way));
/// let with = |status| server.ids("CREATE_SERVER_IMAGE", Some(status));
///
/// assert_eq!(with("WAITING"), [id.clone()]);
/// server.pass(Duration::from_secs(5));
/// assert_eq!(with("RUNNING"), [id.clone()]);
/// server.pass(Duration::from_secs(60));
/// assert_eq!(with("SUCCESS"), [id]);
/// # std::io::Result::Ok(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[must_use = "a lifecycle does nothing before a job has it"]
pub struct Lifecycle {
    waiting: Duration,
    running: Duration,
    outcome: Outcome,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Outcome {
    Success,
    Failed,
    /// One in ten fails.
    Drawn,
}

impl Lifecycle {
    /// Waits so long, runs so long, and ends as `SUCCESS`.
    pub fn succeeds(waiting: Duration, running: Duration) -> Self {
        Self { waiting, running, outcome: Outcome::Success }
    }

    /// Waits so long, runs so long, and ends as `FAILED`.
    ///
    /// ```
    /// use std::time::Duration;
    ///
    /// use imagejobs_mock::Lifecycle;
    ///
    /// // It waits for a minute, and fails without ever running.
    /// let way = Lifecycle::fails(Duration::from_secs(60), Duration::ZERO);
    /// ```
    pub fn fails(waiting: Duration, running: Duration) -> Self {
        Self { waiting, running, outcome: Outcome::Failed }
    }

    /// Waits so long, runs so long, and ends as `SUCCESS`, or one time in ten as `FAILED`: the
    /// server's [seed](crate::Builder::seed) decides for each job, in the order in which they are
    /// added.
    ///
    /// ```
    /// use std::time::Duration;
    ///
    /// use imagejobs_mock::{Lifecycle, Server};
    ///
    /// let way = Lifecycle::mostly_succeeds(Duration::from_secs(5), Duration::from_secs(60));
    /// let server = Server::builder().jobs(1_000).lifecycle(way).start()?;
    /// # std::io::Result::Ok(())
    /// ```
    pub fn mostly_succeeds(waiting: Duration, running: Duration) -> Self {
        Self { waiting, running, outcome: Outcome::Drawn }
    }

    /// As the control API shows it, and takes it.
    pub(crate) fn shown(self) -> Value {
        let mut shown = Map::new();
        for (name, length) in [("waits", self.waiting), ("runs", self.running)] {
            if !length.is_zero() {
                shown.insert(name.to_owned(), length::shown(length).into());
            }
        }
        let ends = match self.outcome {
            Outcome::Success => Some(JobStatus::Success),
            Outcome::Failed => Some(JobStatus::Failed),
            Outcome::Drawn => None,
        };
        shown.extend(ends.map(|end| ("ends".to_owned(), end.as_str().into())));
        shown.into()
    }

    /// What happens first to a job in this status, and after how long.
    pub(crate) fn first(&self, status: JobStatus, random: &mut Random) -> Option<(Duration, Next)> {
        let waits = match status {
            JobStatus::Waiting => true,
            JobStatus::Running => false,
            _ => return None,
        };
        let end = match self.outcome {
            Outcome::Success => JobStatus::Success,
            Outcome::Failed => JobStatus::Failed,
            Outcome::Drawn => drawn_end(random),
        };
        Some(if waits {
            (self.waiting, Next::Run { running: self.running, end })
        } else {
            (self.running, Next::End(end))
        })
    }
}

/// One in ten fails.
pub(crate) fn drawn_end(random: &mut Random) -> JobStatus {
    if random.below(10) == 9 { JobStatus::Failed } else { JobStatus::Success }
}

impl Next {
    /// The way that is left to a job to which this happens after such a time.
    pub(crate) fn way(self, after: Duration) -> Option<Lifecycle> {
        let (waiting, running, end) = match self {
            Self::Run { running, end } => (after, running, end),
            Self::End(end) => (Duration::ZERO, after, end),
            Self::Leave => return None,
        };
        let fails = end == JobStatus::Failed;
        let outcome = if fails { Outcome::Failed } else { Outcome::Success };
        Some(Lifecycle { waiting, running, outcome })
    }
}

/// What happens to a job next.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Next {
    /// It runs, for so long, until it ends so.
    Run {
        running: Duration,
        end: JobStatus,
    },
    End(JobStatus),
    /// It leaves the list.
    Leave,
}
