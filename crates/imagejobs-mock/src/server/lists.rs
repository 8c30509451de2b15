//! What a test does to the jobs in the lists.

use std::io;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use super::{Server, Tenant};
use crate::churn::Churn;
use crate::job::Job;
use crate::jobs::Count;
use crate::keys::invalid;
use crate::project::Project;
use crate::snapshot::Snapshot;

impl Server {
    /// The project with this id, if the server has it.
    pub fn project(&self, id: &str) -> Option<Tenant<'_>> {
        let holding = self.site.projects.get(id.as_bytes())?;
        Some(Tenant { holding, server: self })
    }

    /// All projects, by their ids.
    ///
    /// ```
    /// use imagejobs_mock::{Project, Server};
    ///
    /// let server = Server::builder().project(Project::new("sales")).start()?;
    /// server.add_project(Project::new("research"))?;
    /// assert_eq!(server.projects()[0].id(), "research");
    /// # std::io::Result::Ok(())
    /// ```
    pub fn projects(&self) -> Vec<Tenant<'_>> {
        let all = self.site.projects.all().into_iter();
        all.map(|holding| Tenant { holding, server: self }).collect()
    }

    /// Adds a project, from now on. Its time is that of the other jobs.
    ///
    /// # Errors
    ///
    /// When there is one with this id, or one of its tokens or access keys, or no request can carry
    /// what it has (kind [`InvalidInput`](io::ErrorKind::InvalidInput)).
    ///
    /// ```
    /// use imagejobs_mock::{Project, Server};
    ///
    /// let server = Server::start()?;
    /// assert_eq!(server.add_project(Project::new("sales"))?.id(), "sales");
    /// assert!(server.add_project(Project::new("sales")).is_err());
    /// # std::io::Result::Ok(())
    /// ```
    pub fn add_project(&self, project: Project) -> io::Result<Tenant<'_>> {
        let site = &self.site;
        let checked = project.check().and_then(|()| site.add_project(project));
        Ok(Tenant { holding: checked.map_err(invalid)?, server: self })
    }

    /// Takes a project out, with all that it has. The server's own stays. Says whether one left.
    ///
    /// ```
    /// use imagejobs_mock::{Project, Server};
    ///
    /// let server = Server::builder().project(Project::new("a")).project(Project::new("b")).start()?;
    /// assert!(server.remove_project("b") && !server.remove_project("a"));
    /// assert!(server.project("b").is_none());
    /// # std::io::Result::Ok(())
    /// ```
    pub fn remove_project(&self, id: &str) -> bool {
        self.site.remove_project(id)
    }

    /// Adds a job to the lists and returns its id.
    pub fn add(&self, job: Job) -> String {
        self.own().add(job)
    }

    /// Adds many jobs, faster than one by one, and returns their ids.
    pub fn add_all(&self, jobs: impl IntoIterator<Item = Job>) -> Vec<String> {
        self.own().add_all(jobs)
    }

    /// Takes a job out of its lists. Says whether there was one with this id; when several have it,
    /// all of them leave.
    pub fn remove(&self, id: &str) -> bool {
        self.own().remove(id)
    }

    /// Changes a job's status, to a known one or not, and ends its lifecycle. Says whether there is
    /// a job with this id; when several have it, all of them change.
    ///
    /// A job that becomes `SUCCESS` or `FAILED` ends at the jobs' present time, unless it had ended
    /// already; in any other status it has no end time. Its place in the whole list stays the same.
    pub fn set_status(&self, id: &str, status: impl AsRef<str>) -> bool {
        self.own().set_status(id, status)
    }

    /// Changes a job in any way. The closure gets it as it is, but without its end time and its
    /// lifecycle, and gives it as it is to be from now on; the id stays. Says whether there is a job with
    /// this id; when several have it, all of them change.
    ///
    /// A lifecycle that it gives begins now. One that it does not give goes on, unless the status becomes
    /// another; so does an end time, as with [`set_status`](Self::set_status).
    ///
    /// ```
    /// use imagejobs_mock::{Job, Server};
    ///
    /// let server = Server::start()?;
    /// let id = server.add(Job::new("CREATE_SERVER").status("RUNNING"));
    /// server.update(&id, |job| job.begin_time("yesterday").field("sub_jobs_total", "many".into()));
    /// assert_eq!(server.ids("CREATE_SERVER", Some("RUNNING")), [id]);
    /// # std::io::Result::Ok(())
    /// ```
    pub fn update(&self, id: &str, change: impl FnMut(Job) -> Job) -> bool {
        self.own().update(id, change)
    }

    /// The ids of the jobs that are listed under a type now, or of those in this status; newest
    /// first, as calls get them. There are none under a type or status that no call can ask for.
    ///
    /// Looking is no call: it makes no [turn](Churn::per_call) of a churn.
    pub fn ids(&self, job_type: &str, status: Option<&str>) -> Vec<String> {
        self.own().ids(job_type, status)
    }

    /// The number of jobs, of all types.
    pub fn job_count(&self) -> usize {
        self.own().job_count()
    }

    /// What there is now, to [go back to](Self::restore); see [`Snapshot`].
    ///
    /// ```
    /// use std::time::Duration;
    ///
    /// use imagejobs_mock::Server;
    ///
    /// let server = Server::builder().jobs(10).frozen_jobs().start()?;
    /// let (before, ids) = (server.snapshot(), server.ids("CREATE_SERVER", None));
    /// server.remove(&ids[0]);
    /// server.pass(Duration::from_secs(60));
    /// server.restore(&before)?;
    /// assert_eq!(server.ids("CREATE_SERVER", None), ids);
    /// # std::io::Result::Ok(())
    /// ```
    #[must_use]
    pub fn snapshot(&self) -> Snapshot {
        self.site.snapshot()
    }

    /// Goes back to what there was. The jobs' time goes on from where it was then.
    ///
    /// # Errors
    ///
    /// When the snapshot is of another server (kind [`InvalidInput`](io::ErrorKind::InvalidInput)).
    pub fn restore(&self, snapshot: &Snapshot) -> io::Result<()> {
        let own = self.site.projects.own.as_ref();
        if !snapshot.projects.iter().any(|(project, _)| std::ptr::eq(&**project, own)) {
            return Err(invalid("the snapshot is of another server"));
        }
        self.site.restore(snapshot);
        Ok(())
    }

    /// Moves the [jobs' time](crate#the-jobs-time) on, and with it lifecycles, churn and retention.
    /// The server's clock stays where it is.
    pub fn pass(&self, by: Duration) {
        self.site.each_jobs(|jobs| jobs.pass(by));
    }

    /// The jobs' time of day.
    pub fn jobs_now(&self) -> SystemTime {
        self.site.jobs().now().try_into().unwrap_or(SystemTime::UNIX_EPOCH)
    }

    /// Lets the jobs' time stand still from now on, but for [`pass`](Self::pass), or lets it run again,
    /// as [`Builder::frozen_jobs`](crate::Builder::frozen_jobs) does from the start.
    ///
    /// ```
    /// use std::time::Duration;
    ///
    /// let server = imagejobs_mock::Server::start()?;
    /// server.set_frozen_jobs(true);
    /// let before = server.jobs_now();
    /// server.advance(Duration::from_secs(3600));
    /// assert_eq!(server.jobs_now(), before);
    /// # std::io::Result::Ok(())
    /// ```
    pub fn set_frozen_jobs(&self, frozen: bool) {
        self.site.set_frozen_jobs(frozen);
    }

    /// Lets jobs come and go in another way from now on, or not any more, in all projects.
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
        self.site.each_jobs(|jobs| jobs.set_churn(churn.clone()));
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
        self.site.each_jobs(|lists| lists.pages.cap = jobs);
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
        self.site.each_jobs(|jobs| jobs.pages.count = count);
    }

    fn own(&self) -> Tenant<'_> {
        Tenant { holding: Arc::clone(&self.site.projects.own), server: self }
    }
}
