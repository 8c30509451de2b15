//! What a server has at one moment, to go back to.

use std::fmt;
use std::sync::Arc;

use jiff::Timestamp;

use crate::faults::Running;
use crate::projects::{Holding, Known, State};
use crate::script::Script;

/// What a server has at one moment, from [`Server::snapshot`](crate::Server::snapshot): its projects
/// with their jobs, what is still to happen to these, and how far each limit is used up; the jobs' time,
/// and whether it is frozen; churn, page cap and count; the plan of faults with its counts, and what is
/// left of the script. Not what it has received, the credentials that IAM has issued,
/// and the server's clock.
///
/// What is by chance goes on as it would have: after each return the same happens.
///
/// ```
/// use imagejobs_mock::{Job, Server, Snapshot};
///
/// let server = Server::start()?;
/// let empty: Snapshot = server.snapshot();
/// server.add(Job::new("CREATE_SERVER"));
/// server.restore(&empty)?;
/// assert_eq!(server.job_count(), 0);
/// # std::io::Result::Ok(())
/// ```
#[derive(Clone)]
pub struct Snapshot {
    pub(crate) known: Known,
    pub(crate) projects: Vec<(Arc<Holding>, State)>,
    pub(crate) faults: Option<Running>,
    pub(crate) script: Script,
}

impl Snapshot {
    /// The jobs' time of day.
    pub(crate) fn jobs_now(&self) -> Timestamp {
        self.projects.first().map_or(Timestamp::UNIX_EPOCH, |(_, state)| state.jobs.now())
    }

    /// The number of jobs, of all projects.
    pub(crate) fn job_count(&self) -> usize {
        self.projects.iter().map(|(_, state)| state.jobs.len()).sum()
    }
}

impl fmt::Debug for Snapshot {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Snapshot")
            .field("jobs", &self.job_count())
            .field("jobs_now", &self.jobs_now())
            .finish_non_exhaustive()
    }
}
