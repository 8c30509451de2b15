mod ends;
mod error;

use std::collections::{HashMap, HashSet};
use std::fmt;
use std::future::IntoFuture;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use imagejobs_core::Error;

use crate::call::Calls;
use crate::poller::{Backoff, Poller};
use crate::{Client, ImageJob, JobType};
pub use ends::Ends;
pub use error::WaitError;

/// A wait for jobs: made by [`Client::wait`](crate::Client::wait).
///
/// It is awaited for all jobs, or [streamed](Self::stream) for each as it ends. `WAITING`, `RUNNING`
/// and every status that nobody knows are pending.
///
/// The first look is made at once, the next after 2 s, and then after twice as long each time up to
/// 30 s, less up to a quarter by chance. All waits of a client and its clones for one job type share
/// their looks, so that a thousand cost little more than one. A look that failed with an error that
/// [may go away](Error::is_retryable) is made again; any other ends the wait.
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
/// # let id = server.add(imagejobs_mock::Job::new("CREATE_SERVER_IMAGE").status("SUCCESS"));
/// # let ids = [id];
/// use std::time::Duration;
///
/// use imagejobs::JobType;
///
/// let jobs = client
///     .wait(JobType::CreateServerImage, ids)
///     .until_succeeded()
///     .deadline(Duration::from_secs(20 * 60))
///     .grace(Duration::from_secs(60))
///     .backoff(Duration::from_secs(5), Duration::from_secs(60))
///     .await?;
/// println!("done at {:?}", jobs[0].end_time());
/// # Ok(())
/// # }
/// ```
#[must_use = "a wait does nothing until it is awaited or streamed"]
pub struct Wait<'a> {
    client: &'a Client,
    job_type: JobType,
    ids: Vec<String>,
    terms: Terms,
    backoff: Backoff,
    progress: Box<dyn FnMut(&Progress<'_>) + Send>,
}

/// When a wait ends.
struct Terms {
    until: Until,
    deadline: Duration,
    grace: Duration,
}

enum Until {
    Finished,
    Succeeded,
    True(Box<dyn FnMut(&ImageJob) -> bool + Send>),
}

/// How a job that is waited for is doing, after a look at it.
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
/// # let id = server.add(imagejobs_mock::Job::new("CREATE_SERVER").status("SUCCESS"));
/// let wait = client.wait(imagejobs::JobType::CreateServer, [&id]).on_progress(|progress| {
///     let status = progress.job.and_then(|job| job.status());
///     eprintln!("{} is {status:?} after {:?}", progress.id, progress.elapsed);
///     if let Some(trouble) = progress.trouble {
///         eprintln!("looking again, because {trouble}");
///     }
/// });
/// wait.await?;
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct Progress<'a> {
    /// The job's id.
    pub id: &'a str,
    /// The job as it was seen last; none when it has not been seen yet.
    pub job: Option<&'a ImageJob>,
    /// How long it has been waited for.
    pub elapsed: Duration,
    /// Why the last look failed; it will be made again.
    pub trouble: Option<&'a Error>,
}

impl<'a> Wait<'a> {
    pub(crate) fn new(client: &'a Client, job_type: JobType, ids: Vec<String>) -> Self {
        let seconds = Duration::from_secs;
        let (deadline, grace) = (seconds(60 * 60), seconds(30));
        let terms = Terms { until: Until::Finished, deadline, grace };
        let backoff = Backoff { first: seconds(2), longest: seconds(30) };
        Self { client, job_type, ids, terms, backoff, progress: Box::new(|_| {}) }
    }

    /// Waits until each job has ended, well or not: `SUCCESS` or `FAILED`. This is the default.
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
    /// # use imagejobs::{JobStatus, JobType};
    /// # let id = server.add(imagejobs_mock::Job::new("DELETE_SERVER").status("FAILED"));
    /// let jobs = client.wait(JobType::DeleteServer, [&id]).until_finished().await?;
    /// assert_eq!(*jobs[0].status().unwrap(), JobStatus::Failed);
    /// # Ok(())
    /// # }
    /// ```
    pub fn until_finished(mut self) -> Self {
        self.terms.until = Until::Finished;
        self
    }

    /// Waits until each job has succeeded. One that fails is an error that holds the job.
    pub fn until_succeeded(mut self) -> Self {
        self.terms.until = Until::Succeeded;
        self
    }

    /// Waits until this says so of each job. A job that has ended is not waited for less.
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
    /// # use imagejobs::{JobStatus, JobType};
    /// # let id = server.add(imagejobs_mock::Job::new("CREATE_SERVER").status("RUNNING"));
    /// let begun = client.wait(JobType::CreateServer, [&id]).until(|job| {
    ///     job.status().is_some_and(|status| *status != JobStatus::Waiting)
    /// });
    /// assert_eq!(*begun.await?[0].status().unwrap(), JobStatus::Running);
    /// # Ok(())
    /// # }
    /// ```
    pub fn until(mut self, done: impl FnMut(&ImageJob) -> bool + Send + 'static) -> Self {
        self.terms.until = Until::True(Box::new(done));
        self
    }

    /// Waits no longer than this. The default is 60 minutes.
    pub fn deadline(mut self, limit: Duration) -> Self {
        self.terms.deadline = limit;
        self
    }

    /// A job that has never been seen is not found when it was not in a whole listing so much later.
    /// The default is 30 s: a job that was just begun may not be in the list at once.
    pub fn grace(mut self, grace: Duration) -> Self {
        self.terms.grace = grace;
        self
    }

    /// Looks again after `first`, then after twice as long each time, and never after more than
    /// `longest`. The default is 2 s and 30 s.
    pub fn backoff(mut self, first: Duration, longest: Duration) -> Self {
        self.backoff = Backoff { first, longest };
        self
    }

    /// Tells how each job is doing that is still waited for, after each look.
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
    /// # let id = server.add(imagejobs_mock::Job::new("CREATE_SERVER").status("SUCCESS"));
    /// let wait = client.wait(imagejobs::JobType::CreateServer, [id]);
    /// let wait = wait.on_progress(|now| eprintln!("{} after {:?}", now.id, now.elapsed));
    /// wait.await?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn on_progress(mut self, tell: impl FnMut(&Progress<'_>) + Send + 'static) -> Self {
        self.progress = Box::new(tell);
        self
    }

    /// Each job as it ends, in the order in which they do; of those that end in the same look, in the
    /// order of their ids. Nothing is sent before the stream is polled.
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
    /// # use imagejobs_mock::Job;
    /// # let good = server.add(Job::new("CREATE_SERVER").id("1").status("SUCCESS"));
    /// # let bad = server.add(Job::new("CREATE_SERVER").id("2").status("FAILED"));
    /// let wait = client.wait(imagejobs::JobType::CreateServer, [&good, &bad]).until_succeeded();
    /// let mut ends = wait.stream();
    /// while let Some(end) = ends.next().await {
    ///     match end {
    ///         Ok(job) => println!("{} is done", job.id().unwrap_or("-")),
    ///         // One job that fails does not end the wait for the others.
    ///         Err(error) => println!("{error}"),
    ///     }
    /// }
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// An item for each job that does not end as it should: see [`WaitError`]. A usage error comes
    /// alone: when there is no id, an id is empty, or the first interval is 0.
    pub fn stream(self) -> Ends {
        let mut known = HashSet::new();
        let mut once = self.ids;
        once.retain(|id| known.insert(id.clone()));
        let wrong = if once.is_empty() {
            Some("there is no id of a job to wait for")
        } else if once.iter().any(String::is_empty) {
            Some("the id of a job to wait for is empty")
        } else if self.backoff.first.min(self.backoff.longest).is_zero() {
            Some("the interval between two looks must be more than 0")
        } else {
            None
        };
        if let Some(wrong) = wrong {
            return Ends::only(WaitError::call(None, None, Error::usage(wrong)));
        }
        let (client, job_type) = (self.client, self.job_type);
        let poller = client.pollers().of(job_type, || {
            let transport = client.transport().clone();
            let clock = transport.clock();
            let calls = Calls::new(client, None);
            Poller::new(Arc::new(calls), job_type, clock, move || transport.jitter())
        });
        Ends::new(poller, once, self.terms, self.backoff, self.progress)
    }
}

/// Waits for all jobs, and gives them in the order of their ids.
///
/// # Errors
/// The first that is met; the other jobs are not waited for then. See [`WaitError`].
impl IntoFuture for Wait<'_> {
    type Output = Result<Vec<ImageJob>, WaitError>;
    type IntoFuture = Pin<Box<dyn Future<Output = Self::Output> + Send>>;

    fn into_future(self) -> Self::IntoFuture {
        let ids = self.ids.clone();
        let mut ends = self.stream();
        Box::pin(async move {
            let mut ended = HashMap::new();
            while let Some(job) = ends.next().await.transpose()? {
                ended.insert(job.id().unwrap_or_default().to_owned(), job);
            }
            Ok(ids.iter().filter_map(|id| ended.get(id).cloned()).collect())
        })
    }
}

impl fmt::Debug for Wait<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Wait")
            .field("job_type", &self.job_type)
            .field("ids", &self.ids)
            .field("deadline", &self.terms.deadline)
            .field("backoff", &self.backoff)
            .finish_non_exhaustive()
    }
}
