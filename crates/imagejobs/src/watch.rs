mod known;

use std::collections::VecDeque;
use std::fmt;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use futures_core::Stream;
use imagejobs_core::Error;
use imagejobs_core::clock::{Clock, Sleep};

use crate::call::{Calls, Source};
use crate::pace::{asked_rest, jittered};
use crate::{Client, ImageJob, JobStatus, JobType, JobTypes, Open, Pages, stream};
use known::Known;

/// A watch over lists of jobs: made by [`Client::watch`](crate::Client::watch).
///
/// The lists are read whole again and again, and what is different from the last time is a change.
///
/// ```
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// # let server = imagejobs_mock::Server::builder().frozen_jobs().start()?;
/// # let limit = std::time::Duration::from_secs(45);
/// # let clock = imagejobs_mock::ManualClock::skipping(server.jobs_now(), limit);
/// # let client = imagejobs::Client::builder()
/// #     .endpoint(server.url())
/// #     .project_id(server.project_id())
/// #     .token(server.token())
/// #     .clock(std::sync::Arc::new(clock))
/// #     .build()?;
/// # use imagejobs_mock::Job;
/// use std::time::Duration;
///
/// use imagejobs::{Change, JobType};
///
/// let watch = client.watch(JobType::ALL).interval(Duration::from_secs(10));
/// let watch = watch.on_trouble(|error| eprintln!("looking again, because {error}"));
/// let mut changes = watch.stream();
/// # let id = server.add(Job::new("CREATE_SERVER"));
/// # let mut seen = 0;
/// while let Some(change) = changes.next().await.transpose()? {
///     let id = change.job().id().unwrap_or("-");
///     match &change {
///         Change::Appeared(job) => println!("{id} appeared: {:?}", job.status()),
///         Change::Status { job, from } => println!("{id}: from {from:?} to {:?}", job.status()),
///         Change::Gone(_) => println!("{id} is gone"),
///         _ => {}
///     }
/// #   seen += 1;
/// #   match seen {
/// #       1 => assert!(server.set_status(id, "SUCCESS")),
/// #       2 => assert!(server.remove(id)),
/// #       _ => break,
/// #   }
/// }
/// # assert_eq!(seen, 3);
/// # Ok(())
/// # }
/// ```
#[must_use = "a watch does nothing until it is streamed"]
pub struct Watch<'a> {
    client: &'a Client,
    job_types: JobTypes,
    interval: Duration,
    trouble: Box<dyn FnMut(&Error) + Send>,
}

/// What happened to a job between two looks.
///
/// ```
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// # let server = imagejobs_mock::Server::builder().frozen_jobs().start()?;
/// # let limit = std::time::Duration::from_secs(45);
/// # let clock = imagejobs_mock::ManualClock::skipping(server.jobs_now(), limit);
/// # let client = imagejobs::Client::builder()
/// #     .endpoint(server.url())
/// #     .project_id(server.project_id())
/// #     .token(server.token())
/// #     .clock(std::sync::Arc::new(clock))
/// #     .build()?;
/// use imagejobs::{Change, JobStatus, JobType};
///
/// # let id = server.add(imagejobs_mock::Job::new("CREATE_SERVER").status("RUNNING"));
/// let mut changes = client.watch(JobType::CreateServer).stream();
/// let first = changes.next().await.expect("a watch has no end")?;
/// assert!(matches!(&first, Change::Appeared(job) if job.id() == Some(&*id)));
///
/// server.set_status(&id, "FAILED");
/// let next = changes.next().await.expect("a watch has no end")?;
/// let Change::Status { job, from } = next else { panic!("{next:?}") };
/// assert_eq!(*job.status().unwrap(), JobStatus::Failed);
/// assert_eq!(from.unwrap(), JobStatus::Running);
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum Change {
    /// It is in the list now. A watch begins with this for all jobs that are there.
    Appeared(ImageJob),
    /// It has another status than before: that of `job`.
    Status {
        /// The job as it is now.
        job: ImageJob,
        /// The status before; none when there was none that could be read.
        from: Option<Open<JobStatus>>,
    },
    /// It was in neither of two whole lists in a row. This is the job as it was seen last.
    Gone(ImageJob),
}

impl Change {
    /// The job, as it is now or was seen last.
    #[must_use]
    pub fn job(&self) -> &ImageJob {
        match self {
            Self::Appeared(job) | Self::Status { job, .. } | Self::Gone(job) => job,
        }
    }
}

impl<'a> Watch<'a> {
    pub(crate) fn new(client: &'a Client, job_types: JobTypes) -> Self {
        let interval = Duration::from_secs(5);
        Self { client, job_types, interval, trouble: Box::new(|_| {}) }
    }

    /// Looks again so long after the last look ended, less up to a quarter by chance. The default is
    /// 5 s.
    pub fn interval(mut self, interval: Duration) -> Self {
        self.interval = interval;
        self
    }

    /// Tells of a look that failed with an error that [may go away](Error::is_retryable). It does not
    /// end the watch: the next look catches up.
    pub fn on_trouble(mut self, tell: impl FnMut(&Error) + Send + 'static) -> Self {
        self.trouble = Box::new(tell);
        self
    }

    /// The changes: first every job that is there, then what changes, each change once.
    ///
    /// Nothing is sent unless the stream is polled, and no page is asked for before the changes of the
    /// last have been taken. Who takes them slowly looks less often: of a job's states between two
    /// looks only the last is seen. The stream keeps every job in the lists, at about half a kilobyte
    /// each; jobs without an id cannot be told apart, and are left out.
    ///
    /// # Errors
    /// An error is the stream's last item: a usage error when there is no job type or the interval is
    /// 0, or whatever made a look fail for good.
    pub fn stream(self) -> Changes {
        let wrong = if self.job_types.as_slice().is_empty() {
            Some("there is no job type to watch")
        } else if self.interval.is_zero() {
            Some("the interval between two looks must be more than 0")
        } else {
            None
        };
        let transport = self.client.transport().clone();
        let timing = Timing {
            interval: self.interval,
            clock: transport.clock(),
            jitter: Box::new(move || transport.jitter()),
        };
        let calls = Arc::new(Calls::new(self.client, None));
        let mut changes = Changes::new(calls, self.job_types, timing, self.trouble);
        changes.failed = wrong.map(Error::usage);
        changes
    }
}

impl fmt::Debug for Watch<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Watch")
            .field("job_types", &self.job_types)
            .field("interval", &self.interval)
            .finish_non_exhaustive()
    }
}

/// When to look again.
pub(crate) struct Timing {
    pub(crate) interval: Duration,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) jitter: Box<dyn Fn() -> f64 + Send + Sync>,
}

impl Timing {
    fn sleep(&self, at_least: Duration) -> Sleep {
        self.clock.sleep(jittered(self.interval, (self.jitter)()).max(at_least))
    }
}

/// The changes that a watch sees, made by [`Watch::stream`].
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
/// # server.add(imagejobs_mock::Job::new("CREATE_SERVER").id("7"));
/// let mut changes = client.watch(imagejobs::JobType::CreateServer).stream();
/// let change = changes.next().await.transpose()?;
/// assert_eq!(change.unwrap().job().id(), Some("7"));
/// # Ok(())
/// # }
/// ```
#[must_use = "a stream does nothing until it is polled"]
pub struct Changes {
    source: Arc<dyn Source>,
    timing: Timing,
    trouble: Box<dyn FnMut(&Error) + Send>,
    lists: Vec<(JobType, Known)>,
    /// Changes that were seen and not given yet.
    ready: VecDeque<Change>,
    now: Now,
    /// How long the service wants to be left alone after this round.
    rest: Duration,
    failed: Option<Error>,
}

enum Now {
    /// Reads the list with this number.
    Reading(usize, Box<Pages>),
    Sleeping(Sleep),
    Ended,
}

impl Changes {
    pub(crate) fn new(
        source: Arc<dyn Source>,
        job_types: JobTypes,
        timing: Timing,
        trouble: Box<dyn FnMut(&Error) + Send>,
    ) -> Self {
        let lists = job_types.as_slice().iter().map(|job_type| (*job_type, Known::default()));
        let (lists, ready, rest) = (lists.collect(), VecDeque::new(), Duration::ZERO);
        let mut changes =
            Self { source, timing, trouble, lists, ready, now: Now::Ended, rest, failed: None };
        changes.read(0);
        changes
    }

    /// The next change; none after an error. It is safe to give this up: nothing is lost.
    pub async fn next(&mut self) -> Option<Result<Change, Error>> {
        stream::next(self).await
    }

    /// Reads the list with this number, or waits for the next round when there is none.
    fn read(&mut self, number: usize) {
        self.now = match self.lists.get_mut(number) {
            Some((job_type, known)) => {
                known.begin();
                let pages = Pages::new(self.source.clone(), (*job_type).into(), None, 1);
                Now::Reading(number, Box::new(pages))
            }
            None => Now::Sleeping(self.timing.sleep(std::mem::take(&mut self.rest))),
        };
    }
}

impl Stream for Changes {
    type Item = Result<Change, Error>;

    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let this = self.get_mut();
        loop {
            if let Some(change) = this.ready.pop_front() {
                return Poll::Ready(Some(Ok(change)));
            }
            if let Some(error) = this.failed.take() {
                this.now = Now::Ended;
                return Poll::Ready(Some(Err(error)));
            }
            let (number, page) = match &mut this.now {
                Now::Reading(number, pages) => {
                    (*number, ready!(Pin::new(pages).poll_next(context)))
                }
                Now::Sleeping(sleep) => {
                    ready!(sleep.as_mut().poll(context));
                    this.read(0);
                    continue;
                }
                Now::Ended => return Poll::Ready(None),
            };
            let (_, known) = &mut this.lists[number];
            match page {
                Some(Ok(page)) => {
                    this.ready.extend(page.into_items().into_iter().filter_map(|j| known.see(j)));
                }
                Some(Err(error)) if error.is_retryable() => {
                    (this.trouble)(&error);
                    this.rest = this.rest.max(asked_rest(&error).unwrap_or_default());
                    this.read(number + 1);
                }
                Some(Err(error)) => this.failed = Some(error),
                None => {
                    this.ready.extend(known.end().into_iter().map(Change::Gone));
                    this.read(number + 1);
                }
            }
        }
    }
}

impl fmt::Debug for Changes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Changes")
            .field("source", &self.source)
            .field("interval", &self.timing.interval)
            .finish_non_exhaustive()
    }
}
