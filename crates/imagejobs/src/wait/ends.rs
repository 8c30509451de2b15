use std::collections::VecDeque;
use std::fmt;
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use futures_core::Stream;
use futures_util::future::{Either, select};
use imagejobs_core::Error;
use imagejobs_core::clock::Sleep;

use super::{Progress, Terms, Until, WaitError};
use crate::poller::{Backoff, Look, Member, Poller};
use crate::{ImageJob, JobStatus, Open, stream};

/// The jobs of a wait as they end, made by [`Wait::stream`](crate::Wait::stream).
///
/// Dropping it gives the wait up; the last wait of a poller takes its call in flight along.
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
/// let mut ends = client.wait(imagejobs::JobType::CreateServer, [&id]).stream();
/// let first = ends.next().await.expect("one job is waited for")?;
/// assert_eq!(first.id(), Some(&*id));
/// assert!(ends.next().await.is_none());
/// # Ok(())
/// # }
/// ```
#[must_use = "a stream does nothing until it is polled"]
pub struct Ends {
    ready: VecDeque<Result<ImageJob, WaitError>>,
    rest: Option<Pin<Box<dyn Future<Output = Looked> + Send>>>,
}

/// What a look gave, and the wait for the rest.
type Looked = (Vec<Result<ImageJob, WaitError>>, Option<Waiting>);

impl Ends {
    pub(super) fn new(
        poller: Arc<Poller>,
        ids: Vec<String>,
        terms: Terms,
        backoff: Backoff,
        progress: Box<dyn FnMut(&Progress<'_>) + Send>,
    ) -> Self {
        let begin = async move {
            let clock = poller.clock().clone();
            let member = match Member::join(poller, ids, backoff, terms.grace, terms.deadline) {
                Ok(member) => member,
                Err(error) => return (vec![Err(WaitError::call(None, None, error))], None),
            };
            let (began, limit) = (clock.monotonic(), clock.sleep(terms.deadline));
            Waiting { member, terms, progress, began, limit }.look().await
        };
        Self { ready: VecDeque::new(), rest: Some(Box::pin(begin)) }
    }

    pub(super) fn only(error: WaitError) -> Self {
        Self { ready: VecDeque::from([Err(error)]), rest: None }
    }

    /// The next job that ended; none when all have. It is safe to give this up: nothing is lost.
    pub async fn next(&mut self) -> Option<Result<ImageJob, WaitError>> {
        stream::next(self).await
    }
}

impl Stream for Ends {
    type Item = Result<ImageJob, WaitError>;

    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let this = self.get_mut();
        loop {
            if let Some(end) = this.ready.pop_front() {
                return Poll::Ready(Some(end));
            }
            let Some(rest) = &mut this.rest else { return Poll::Ready(None) };
            let (ended, waiting) = ready!(rest.as_mut().poll(context));
            this.ready.extend(ended);
            this.rest = waiting.map(|waiting| Box::pin(waiting.look()) as _);
        }
    }
}

impl fmt::Debug for Ends {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Ends").field("ready", &self.ready).finish_non_exhaustive()
    }
}

/// A wait that goes on.
struct Waiting {
    member: Member,
    terms: Terms,
    progress: Box<dyn FnMut(&Progress<'_>) + Send>,
    began: Duration,
    limit: Sleep,
}

impl Waiting {
    /// Looks until a job ends or the deadline passes.
    async fn look(mut self) -> Looked {
        loop {
            let looked = {
                let looked = pin!(self.member.looked());
                match select(looked, &mut self.limit).await {
                    Either::Left((looked, _)) => Some(looked),
                    Either::Right(((), _)) => None,
                }
            };
            let Some(looked) = looked else { return (self.late(), None) };
            let (trouble, failed) = match looked {
                Ok(Some(error)) if error.is_retryable() => (Some(error), None),
                Ok(error) => (None, error),
                Err(error) => (None, Some(error)),
            };
            let ended = self.ended(trouble.as_ref(), failed.as_ref());
            if self.member.ids().is_empty() {
                return (ended, None);
            }
            if !ended.is_empty() {
                return (ended, Some(self));
            }
        }
    }

    /// The jobs that ended, which are not waited for any longer: where a look failed for good, those
    /// that it found before, and all others with its error.
    fn ended(
        &mut self,
        trouble: Option<&Error>,
        failed: Option<&Error>,
    ) -> Vec<Result<ImageJob, WaitError>> {
        let elapsed = self.member.looked_at().saturating_sub(self.began);
        let (mut ends, mut ended, mut pending, mut all_seen) = (vec![], vec![], vec![], true);
        for id in self.member.ids() {
            let look = self.member.look(id);
            let end = self.terms.end(id, &look, self.began).or_else(|| {
                Some(Err(WaitError::call(Some(id), look.job.clone(), failed?.clone())))
            });
            match end {
                Some(end) => {
                    ends.push(end);
                    ended.push(id.clone());
                }
                None => {
                    all_seen &= look.fresh;
                    let job = look.job.as_ref();
                    (self.progress)(&Progress { id, job, elapsed, trouble });
                    pending.push(id.clone());
                }
            }
        }
        if !ended.is_empty() {
            self.member.keep(pending, &ended);
        }
        if all_seen {
            self.member.all_seen();
        }
        ends
    }

    /// The deadline has passed.
    fn late(&self) -> Vec<Result<ImageJob, WaitError>> {
        let limit = self.terms.deadline;
        let trouble = self.member.trouble();
        self.all(|id, job| WaitError::late(id, job, limit, trouble.clone()))
    }

    fn all(
        &self,
        end: impl Fn(&str, Option<ImageJob>) -> WaitError,
    ) -> Vec<Result<ImageJob, WaitError>> {
        let ids = self.member.ids().iter();
        ids.map(|id| Err(end(id, self.member.look(id).job))).collect()
    }
}

impl Terms {
    /// How the wait for a job ends, if it does by this look.
    fn end(
        &mut self,
        id: &str,
        look: &Look,
        began: Duration,
    ) -> Option<Result<ImageJob, WaitError>> {
        let Some(job) = &look.job else {
            let late_enough = began.saturating_add(self.grace);
            let missed = look.missed_from.is_some_and(|from| from >= late_enough);
            return missed.then(|| Err(WaitError::not_found(id, self.grace)));
        };
        let status = job.status().and_then(Open::known).copied();
        let failed = status == Some(JobStatus::Failed);
        let done = look.fresh
            && match &mut self.until {
                Until::True(done) => done(job),
                Until::Finished | Until::Succeeded => failed || status == Some(JobStatus::Success),
            };
        // A job that left the list after its end has ended, however late it is looked at.
        match &self.until {
            Until::Succeeded if done && failed => Some(Err(WaitError::failed(id, job.clone()))),
            _ if done => Some(Ok(job.clone())),
            _ if look.missed >= 2 => Some(Err(WaitError::gone(id, job.clone()))),
            _ => None,
        }
    }
}
