mod ahead;

use std::fmt;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};
use std::vec;

use futures_core::Stream;
use imagejobs_core::Error;

use crate::call::{Ask, Source};
use crate::listing::Listing;
use crate::{ImageJob, JobStatus, JobType, JobTypes, Page, PageSize};
use ahead::Ahead;

/// All jobs of a list, made by [`List::stream`](crate::List::stream).
///
/// It is a [`Stream`](futures_core::Stream), for the combinators of the futures crates, and has a
/// [`next`](Self::next) of its own, which needs none of them.
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
/// use futures_util::TryStreamExt as _;
///
/// let jobs = client.list(imagejobs::JobType::CreateServer).stream();
/// let ids: Vec<_> = jobs.map_ok(|job| job.id().map(str::to_owned)).try_collect().await?;
/// assert_eq!(ids, [Some("7".to_owned())]);
/// # Ok(())
/// # }
/// ```
#[must_use = "a stream does nothing until it is polled"]
#[derive(Debug)]
pub struct Jobs {
    pages: Pages,
    page: vec::IntoIter<ImageJob>,
}

impl Jobs {
    pub(crate) fn new(pages: Pages) -> Self {
        Self { pages, page: Vec::new().into_iter() }
    }

    /// The next job; none when the list is complete. It is safe to give this up: nothing is lost.
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
    /// let mut jobs = client.list(imagejobs::JobType::ALL).stream();
    /// while let Some(job) = jobs.next().await.transpose()? {
    ///     println!("{}", job.id().unwrap_or("-"));
    /// }
    /// # Ok(())
    /// # }
    /// ```
    pub async fn next(&mut self) -> Option<Result<ImageJob, Error>> {
        next(self).await
    }
}

impl Stream for Jobs {
    type Item = Result<ImageJob, Error>;

    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let this = self.get_mut();
        loop {
            if let Some(job) = this.page.next() {
                return Poll::Ready(Some(Ok(job)));
            }
            match ready!(Pin::new(&mut this.pages).poll_next(context)) {
                Some(Ok(page)) => this.page = page.into_items().into_iter(),
                Some(Err(error)) => return Poll::Ready(Some(Err(error))),
                None => return Poll::Ready(None),
            }
        }
    }
}

/// All jobs of a list by the page, made by [`List::pages`](crate::List::pages).
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
/// let mut pages = client.list(imagejobs::JobType::ALL).pages();
/// while let Some(page) = pages.next().await.transpose()? {
///     println!("{} more jobs", page.items().len());
/// }
/// # Ok(())
/// # }
/// ```
#[must_use = "a stream does nothing until it is polled"]
pub struct Pages {
    source: Arc<dyn Source>,
    status: Option<JobStatus>,
    /// The type that is listed, and those that come after it.
    job_types: vec::IntoIter<JobType>,
    current: Option<(JobType, Listing)>,
    ahead: Ahead,
    /// What ends the stream next.
    failed: Option<Error>,
}

impl Pages {
    pub(crate) fn new(
        source: Arc<dyn Source>,
        job_types: JobTypes,
        status: Option<JobStatus>,
        concurrency: usize,
    ) -> Self {
        let job_types = job_types.as_slice().to_vec().into_iter();
        let ahead = Ahead::new(concurrency);
        let mut pages = Self { source, status, job_types, current: None, ahead, failed: None };
        pages.begin_next();
        pages
    }

    /// The same stream, which ends in this error before anything is sent.
    pub(crate) fn failed(mut self, error: Error) -> Self {
        self.failed = Some(error);
        self
    }

    /// The next page that holds a new job; none when the list is complete. It is safe to give this
    /// up: nothing is lost.
    pub async fn next(&mut self) -> Option<Result<Page, Error>> {
        next(self).await
    }

    fn begin_next(&mut self) {
        self.current = self.job_types.next().map(|job_type| (job_type, Listing::new()));
    }

    fn fail(&mut self, error: Error) -> Error {
        self.ahead.clear();
        self.job_types = Vec::new().into_iter();
        self.current = None;
        error
    }
}

impl Stream for Pages {
    type Item = Result<Page, Error>;

    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let this = self.get_mut();
        loop {
            if let Some(error) = this.failed.take() {
                return Poll::Ready(Some(Err(this.fail(error))));
            }
            let Some((job_type, listing)) = &mut this.current else { return Poll::Ready(None) };
            let Some(offset) = listing.wants() else {
                this.ahead.clear();
                this.begin_next();
                continue;
            };
            let (job_type, status) = (*job_type, this.status);
            this.ahead.fill(offset, listing.stride(), |offset| {
                let limit = Some(PageSize::MAX);
                this.source.call(Ask { job_type, status, limit, offset: Some(offset) })
            });
            let Some((answer, fetched_ahead)) = ready!(this.ahead.poll_next(context)) else {
                continue;
            };
            let (count, taken) = match answer {
                // Nobody may have polled it in time: it is asked for again when it is wanted.
                Err(error) if fetched_ahead && error.is_retryable() => {
                    this.ahead.stray();
                    if error.is_throttled() {
                        this.ahead.refused();
                    }
                    continue;
                }
                Err(error) => (Default::default(), listing.end(Some(error))),
                Ok(answer) => {
                    let (count, items) = answer.page.into_parts();
                    if fetched_ahead && !listing.links(&items) {
                        this.ahead.stray();
                        continue;
                    }
                    let counted = count.get().copied();
                    let taken = listing.take(items, counted);
                    this.ahead.taken(counted, answer.throttled);
                    (count, taken)
                }
            };
            this.failed = taken.error;
            if !taken.jobs.is_empty() {
                return Poll::Ready(Some(Ok(Page::new(count, taken.jobs))));
            }
        }
    }
}

impl fmt::Debug for Pages {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Pages")
            .field("source", &self.source)
            .field("job_type", &self.current.as_ref().map(|(job_type, _)| job_type))
            .field("status", &self.status)
            .finish_non_exhaustive()
    }
}

pub(crate) async fn next<S: Stream + Unpin>(stream: &mut S) -> Option<S::Item> {
    std::future::poll_fn(|context| Pin::new(&mut *stream).poll_next(context)).await
}
