//! One project of a server, and what a test does to its jobs.

use std::fmt;
use std::sync::{Arc, MutexGuard};

use imagejobs_client::image_jobs::types::{JobStatus, JobType};

use super::Server;
use crate::job::Job;
use crate::jobs::Jobs;
use crate::keys::Keys;
use crate::projects::Holding;
use crate::site::Site;

/// One project of a server, from [`Server::project`]. A project that was removed has its jobs still, but no
/// call reaches them. What the [`Server`] itself does to jobs, it does to
/// those of its own project.
///
/// ```
/// use imagejobs_mock::{Job, Project, Server};
///
/// let server = Server::builder().jobs(7).start()?;
/// let sales = server.add_project(Project::new("sales").jobs(0))?;
/// let id = sales.add(Job::new("CREATE_SERVER"));
/// let more = sales.add_all([Job::new("CREATE_SERVER"), Job::new("DELETE_SERVER")]);
/// assert!(sales.set_status(&id, "RUNNING") && sales.remove(&more[0]));
/// assert!(sales.update(&id, |job| job.sub_jobs_total(3)));
/// assert_eq!(sales.ids("CREATE_SERVER", Some("RUNNING")), [id]);
/// assert_eq!((sales.id(), sales.job_count(), server.job_count()), ("sales", 2, 7));
///
/// let client = imagejobs::Client::builder()
///     .endpoint(server.url())
///     .project_id(sales.id())
///     .token(sales.token())
///     .build()?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub struct Tenant<'s> {
    pub(super) holding: Arc<Holding>,
    pub(super) server: &'s Server,
}

impl Tenant<'_> {
    /// The project's id.
    pub fn id(&self) -> &str {
        &self.holding.id
    }

    /// The token that is always good for this project.
    pub fn token(&self) -> &str {
        self.holding.token.expose()
    }

    /// The first key pair that owns the project.
    ///
    /// ```
    /// use imagejobs_mock::{Keys, Project, Server};
    ///
    /// let server = Server::start()?;
    /// let sales = server.add_project(Project::new("sales").keys(Keys::new("AKSALES", "made-up")))?;
    /// assert_eq!(sales.keys().access_key(), "AKSALES");
    /// # std::io::Result::Ok(())
    /// ```
    pub fn keys(&self) -> &Keys {
        self.holding.keys.first().unwrap_or(self.server.keys())
    }

    /// Adds a job to the project's lists and returns its id.
    pub fn add(&self, job: Job) -> String {
        self.jobs().add(job)
    }

    /// Adds many jobs, faster than one by one, and returns their ids.
    pub fn add_all(&self, jobs: impl IntoIterator<Item = Job>) -> Vec<String> {
        // The iterator may use this server, so it runs to its end before the lists are locked.
        let jobs = jobs.into_iter().collect::<Vec<_>>();
        let mut ids = Vec::with_capacity(jobs.len());
        self.jobs().add_all(jobs, |id| ids.push(id));
        ids
    }

    /// Takes a job out of its lists; see [`Server::remove`].
    pub fn remove(&self, id: &str) -> bool {
        self.jobs().remove(id)
    }

    /// Changes a job's status; see [`Server::set_status`].
    pub fn set_status(&self, id: &str, status: impl AsRef<str>) -> bool {
        self.jobs().set_status(id, status.as_ref())
    }

    /// Changes a job in any way; see [`Server::update`].
    pub fn update(&self, id: &str, mut change: impl FnMut(Job) -> Job) -> bool {
        // The closure may use this server, so the lists are not locked meanwhile.
        let found = self.jobs().found(id);
        let any = !found.is_empty();
        let changed = found.into_iter().map(|found| {
            let after = change(found.job.clone());
            (found, after)
        });
        let changed: Vec<_> = changed.collect();
        self.jobs().put(changed);
        any
    }

    /// The ids of a list; see [`Server::ids`].
    pub fn ids(&self, job_type: &str, status: Option<&str>) -> Vec<String> {
        let status = status.map(str::parse::<JobStatus>).transpose();
        match (job_type.parse::<JobType>(), status) {
            (Ok(job_type), Ok(status)) => self.jobs().ids(job_type, status),
            _ => Vec::new(),
        }
    }

    /// The number of the project's jobs, of all types.
    pub fn job_count(&self) -> usize {
        self.jobs().len()
    }

    fn jobs(&self) -> MutexGuard<'_, Jobs> {
        self.holding.jobs(&self.site().clock)
    }

    fn site(&self) -> &Site {
        &self.server.site
    }
}

impl fmt::Debug for Tenant<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Tenant").field("id", &self.holding.id).finish_non_exhaustive()
    }
}
