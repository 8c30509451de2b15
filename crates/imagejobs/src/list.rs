use std::sync::Arc;

use imagejobs_client::value::Lenient;
use imagejobs_core::Error;
use serde::Serialize;

use crate::call::{Ask, Calls};
use crate::{Client, ImageJob, JobStatus, JobTypes, Jobs, PageSize, Pages};

/// A list of jobs to ask for: made by [`Client::list`](crate::Client::list).
///
/// It gives one page, or all jobs as a [stream](Self::stream).
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
/// use imagejobs::{JobStatus, JobType};
///
/// # server.add_all((0..120).map(|_| imagejobs_mock::Job::new("CREATE_SERVER").status("RUNNING")));
/// let running = client.list(JobType::CreateServer).status(JobStatus::Running);
/// let page = running.clone().limit(50).offset(100).max_attempts(1).send().await?;
/// assert_eq!(page.items().len(), 20);
///
/// let mut all = running.concurrency(4).stream();
/// let mut count = 0;
/// while let Some(job) = all.next().await.transpose()? {
///     assert_eq!(*job.status().unwrap(), JobStatus::Running);
///     count += 1;
/// }
/// assert_eq!(count, 120);
/// # Ok(())
/// # }
/// ```
#[must_use = "a list does nothing until it is sent or streamed"]
#[derive(Clone, Debug)]
pub struct List<'a> {
    client: &'a Client,
    max_attempts: Option<u32>,
    job_types: JobTypes,
    status: Option<JobStatus>,
    limit: Option<u32>,
    offset: Option<u64>,
    concurrency: usize,
}

impl<'a> List<'a> {
    pub(crate) fn new(client: &'a Client, job_types: JobTypes) -> Self {
        let (status, limit, offset, max_attempts) = (None, None, None, None);
        Self { client, max_attempts, job_types, status, limit, offset, concurrency: 1 }
    }

    /// Lists only jobs in this status.
    pub fn status(mut self, status: JobStatus) -> Self {
        self.status = Some(status);
        self
    }

    /// Lists this many jobs at the most: 1 to 100. The service's default is 10. A stream has pages of
    /// its own, and takes none.
    pub fn limit(mut self, limit: u32) -> Self {
        self.limit = Some(limit);
        self
    }

    /// Skips this many jobs. The service's default is 0. A stream begins at the beginning, and takes
    /// none.
    pub fn offset(mut self, offset: u64) -> Self {
        self.offset = Some(offset);
        self
    }

    /// Makes so many attempts in all for each call, at least 1; otherwise as many as the client
    /// makes.
    pub fn max_attempts(mut self, attempts: u32) -> Self {
        self.max_attempts = Some(attempts);
        self
    }

    /// Has at most so many calls of a stream in flight at once, at least 1. The default is 1: then no
    /// call is made that nobody asked for.
    ///
    /// Pages are fetched ahead as far as the service counts jobs; one that does not link to the page
    /// before is fetched again. Up to so many pages wait to be given. When the service says that there
    /// are too many calls, fewer are in flight.
    pub fn concurrency(mut self, calls: usize) -> Self {
        self.concurrency = calls;
        self
    }

    /// Asks for one page.
    ///
    /// # Errors
    /// A usage error, before anything is sent, when the limit is not from 1 to 100 or the list is not
    /// of one job type; otherwise whatever kept the page from coming, as [`Error`] tells.
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
    /// use imagejobs::JobType;
    ///
    /// let error = client.list(JobType::CreateServer).limit(101).send().await.unwrap_err();
    /// assert_eq!(error.to_string(), "the limit must be from 1 to 100, but is 101");
    /// let error = client.list(JobType::ALL).send().await.unwrap_err();
    /// assert_eq!(error.to_string(), "a page is of one job type; a stream may be of several");
    /// assert_eq!(server.calls(), 0);
    /// # Ok(())
    /// # }
    /// ```
    pub async fn send(self) -> Result<Page, Error> {
        let limit = self.limit.map(page_size).transpose()?;
        let [job_type] = *self.job_types.as_slice() else {
            return Err(Error::usage("a page is of one job type; a stream may be of several"));
        };
        let Self { status, offset, .. } = self;
        let calls = Calls::new(self.client, self.max_attempts);
        let ask = Ask { job_type, status, limit, offset };
        Ok(calls.send(ask).await?.page)
    }

    /// All jobs, one by one: each that is in the list from before the first call until after the last
    /// exactly once, and one that comes or goes meanwhile at most once. With several job types, those
    /// of one after those of the other.
    ///
    /// Nothing is sent before the stream is polled, and dropping it gives up the calls in flight. The
    /// `timeout` of an operation holds for each call.
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
    /// use imagejobs::{JobStatus, JobType};
    ///
    /// let mut jobs = client.list(JobType::ALL).status(JobStatus::Running).stream();
    /// while let Some(job) = jobs.next().await.transpose()? {
    ///     println!("{}", job.id().unwrap_or("-"));
    /// }
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// An error is the stream's last item: a usage error, when a limit or an offset is set or the
    /// concurrency is 0; whatever kept a page from coming; or that the list could not be read to its
    /// end ([`Error::is_incomplete`]). A stream that ends without an error is complete.
    pub fn stream(self) -> Jobs {
        Jobs::new(self.pages())
    }

    /// Like [`stream`](Self::stream), page by page: each holds what is new on a page of the service.
    ///
    /// # Errors
    /// As for [`stream`](Self::stream).
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
    /// # server.add_all((0..150).map(|_| imagejobs_mock::Job::new("CREATE_SERVER")));
    /// let mut pages = client.list(imagejobs::JobType::CreateServer).pages();
    /// let mut sizes = Vec::new();
    /// while let Some(page) = pages.next().await.transpose()? {
    ///     sizes.push(page.items().len());
    /// }
    /// // The second page of the service began with the last job of the first.
    /// assert_eq!(sizes, [100, 50]);
    /// # Ok(())
    /// # }
    /// ```
    pub fn pages(self) -> Pages {
        let wrong = if self.limit.is_some() || self.offset.is_some() {
            Some("a stream has pages of its own: it takes no limit and no offset")
        } else if self.concurrency == 0 {
            Some("the concurrency must be 1 or more")
        } else if self.job_types.as_slice().is_empty() {
            Some("there is no job type to list")
        } else {
            None
        };
        let calls = Calls::new(self.client, self.max_attempts);
        let pages = Pages::new(Arc::new(calls), self.job_types, self.status, self.concurrency);
        match wrong {
            Some(wrong) => pages.failed(Error::usage(wrong)),
            None => pages,
        }
    }
}

fn page_size(limit: u32) -> Result<PageSize, Error> {
    PageSize::try_from(limit).map_err(|_| {
        let (min, max) = (PageSize::MIN, PageSize::MAX);
        Error::usage(format!("the limit must be from {min} to {max}, but is {limit}"))
    })
}

/// One page of jobs.
///
/// It serialises as the service's answer, values as they came.
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
/// let page = client.list(imagejobs::JobType::CreateServer).send().await?;
/// assert_eq!((page.count(), page.items().len()), (Some(1), 1));
/// let json = serde_json::to_value(&page)?;
/// assert_eq!(json["items"][0]["id"], "7");
/// for job in page.into_items() {
///     println!("{:?}", job.id());
/// }
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
pub struct Page {
    count: Lenient<i64>,
    items: Vec<ImageJob>,
}

impl Page {
    pub(crate) fn new(count: Lenient<i64>, items: Vec<ImageJob>) -> Self {
        Self { count, items }
    }

    pub(crate) fn into_parts(self) -> (Lenient<i64>, Vec<ImageJob>) {
        (self.count, self.items)
    }

    /// How many jobs there are in all, as the service counts. It is a hint: the example of the
    /// service's reference page has 0 beside one job.
    #[must_use]
    pub fn count(&self) -> Option<i64> {
        self.count.get().copied()
    }

    /// The jobs, in the order of the service.
    #[must_use]
    pub fn items(&self) -> &[ImageJob] {
        &self.items
    }

    /// The jobs, in the order of the service.
    #[must_use]
    pub fn into_items(self) -> Vec<ImageJob> {
        self.items
    }
}
