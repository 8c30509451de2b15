//! What a test does to the jobs in the lists.

use std::time::{Duration, SystemTime};

use imagejobs_client::image_jobs::types::{JobStatus, JobType};

use super::Server;
use crate::churn::Churn;
use crate::job::Job;
use crate::jobs::Count;

impl Server {
    /// Adds a job to the lists and returns its id.
    pub fn add(&self, job: Job) -> String {
        self.site.jobs().add(job)
    }

    /// Adds many jobs, faster than one by one, and returns their ids.
    pub fn add_all(&self, jobs: impl IntoIterator<Item = Job>) -> Vec<String> {
        // The iterator may use this server, so it runs to its end before the lists are locked.
        let jobs = jobs.into_iter().collect::<Vec<_>>();
        let mut ids = Vec::with_capacity(jobs.len());
        self.site.jobs().add_all(jobs, |id| ids.push(id));
        ids
    }

    /// Takes a job out of its lists. Says whether there was one with this id; when several have it,
    /// all of them leave.
    pub fn remove(&self, id: &str) -> bool {
        self.site.jobs().remove(id)
    }

    /// Changes a job's status, to a known one or not, and ends its lifecycle. Says whether there is
    /// a job with this id; when several have it, all of them change.
    ///
    /// A job that becomes `SUCCESS` or `FAILED` ends at the jobs' present time, unless it had ended
    /// already; in any other status it has no end time. Its place in the whole list stays the same.
    pub fn set_status(&self, id: &str, status: impl AsRef<str>) -> bool {
        self.site.jobs().set_status(id, status.as_ref())
    }

    /// The ids of the jobs that are listed under a type now, or of those in this status; newest
    /// first, as calls get them. There are none under a type or status that no call can ask for.
    ///
    /// Looking is no call: it makes no [turn](Churn::per_call) of a churn.
    pub fn ids(&self, job_type: &str, status: Option<&str>) -> Vec<String> {
        let status = status.map(str::parse::<JobStatus>).transpose();
        match (job_type.parse::<JobType>(), status) {
            (Ok(job_type), Ok(status)) => self.site.jobs().ids(job_type, status),
            _ => Vec::new(),
        }
    }

    /// The number of jobs, of all types.
    pub fn job_count(&self) -> usize {
        self.site.jobs().len()
    }

    /// Moves the [jobs' time](crate#the-jobs-time) on, and with it lifecycles, churn and retention.
    /// The server's clock stays where it is.
    pub fn pass(&self, by: Duration) {
        self.site.jobs().pass(by);
    }

    /// The jobs' time of day.
    pub fn jobs_now(&self) -> SystemTime {
        self.site.jobs().now().try_into().unwrap_or(SystemTime::UNIX_EPOCH)
    }

    /// Lets jobs come and go in another way from now on, or not any more.
    ///
    /// ```
    /// use imagejobs_mock::{Churn, Server};
    ///
    /// let server = Server::builder().jobs(100).start()?;
    /// server.set_churn(Some(Churn::per_call().arrivals(1..=3)));
    /// // And now the list is at rest.
    /// server.set_churn(None);
    /// # std::io::Result::Ok(())
    /// ```
    pub fn set_churn(&self, churn: Option<Churn>) {
        self.site.jobs().set_churn(churn);
    }

    /// Gives at most so many jobs in a page from now on, or as many as calls ask for; see
    /// [`Builder::page_cap`](crate::Builder::page_cap).
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// # let server = imagejobs_mock::Server::start()?;
    /// # let client = imagejobs::Client::builder()
    /// #     .endpoint(server.url())
    /// #     .project_id(server.project_id())
    /// #     .token(server.token())
    /// #     .build()?;
    /// # server.add_all((0..30).map(|_| imagejobs_mock::Job::new("CREATE_SERVER")));
    /// server.set_page_cap(Some(20));
    /// let page = client.list(imagejobs::JobType::CreateServer).limit(100).send().await?;
    /// assert_eq!((page.items().len(), page.count()), (20, Some(30)));
    /// # Ok(())
    /// # }
    /// ```
    pub fn set_page_cap(&self, jobs: Option<usize>) {
        self.site.jobs().pages.cap = jobs;
    }

    /// Sets what the `count` of a page says from now on.
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// # let server = imagejobs_mock::Server::start()?;
    /// # let client = imagejobs::Client::builder()
    /// #     .endpoint(server.url())
    /// #     .project_id(server.project_id())
    /// #     .token(server.token())
    /// #     .build()?;
    /// server.set_count(imagejobs_mock::Count::Missing);
    /// let page = client.list(imagejobs::JobType::CreateServer).send().await?;
    /// assert_eq!(page.count(), None);
    /// # Ok(())
    /// # }
    /// ```
    pub fn set_count(&self, count: Count) {
        self.site.jobs().pages.count = count;
    }
}
