//! Calls in flight, in the order in which their pages are wanted.

use std::collections::VecDeque;
use std::task::{Context, Poll, ready};

use futures_core::Stream;
use futures_util::stream::FuturesOrdered;
use imagejobs_core::Error;

use crate::call::{Answer, Call};

/// After so many pages without throttling one more call may be in flight.
const CALM: usize = 10;

/// Fetches pages ahead of the one that is wanted, as long as the listing goes straight on and the
/// service counts more jobs.
pub(super) struct Ahead {
    calls: FuturesOrdered<Call>,
    planned: VecDeque<Planned>,
    /// The most calls in flight, and what throttling left of it.
    concurrency: usize,
    allowed: usize,
    /// Pages since the number of calls was changed.
    since_change: usize,
    /// How many jobs there are, as the service counts.
    horizon: u64,
    /// Whether a page that was fetched ahead did not link: then the next is fetched alone.
    astray: bool,
}

/// A call for a page, and whether it was fetched before it was wanted.
struct Planned {
    offset: u64,
    ahead: bool,
}

impl Ahead {
    pub(super) fn new(concurrency: usize) -> Self {
        Self {
            calls: FuturesOrdered::new(),
            planned: VecDeque::new(),
            concurrency,
            allowed: concurrency,
            since_change: 0,
            horizon: 0,
            astray: false,
        }
    }

    /// Gives up all calls.
    pub(super) fn clear(&mut self) {
        self.calls = FuturesOrdered::new();
        self.planned.clear();
        self.horizon = 0;
    }

    /// Makes the calls for the page at this offset, and for those that come after it if pages are as
    /// long as the stride.
    pub(super) fn fill(
        &mut self,
        offset: u64,
        stride: Option<usize>,
        mut call: impl FnMut(u64) -> Call,
    ) {
        if self.planned.front().is_some_and(|planned| planned.offset != offset) {
            self.calls = FuturesOrdered::new();
            self.planned.clear();
        }
        if self.planned.is_empty() {
            self.planned.push_back(Planned { offset, ahead: false });
            self.calls.push_back(call(offset));
        }
        let Some(stride) = stride.filter(|_| !self.astray) else { return };
        while self.calls.len() < self.allowed
            && let Some(last) = self.planned.back()
            && let Some(offset) = next(last.offset, stride as u64, self.horizon)
        {
            self.planned.push_back(Planned { offset, ahead: true });
            self.calls.push_back(call(offset));
        }
    }

    /// The answer to the call for the page that is wanted, and whether it was fetched ahead.
    pub(super) fn poll_next(
        &mut self,
        context: &mut Context<'_>,
    ) -> Poll<Option<(Result<Answer, Error>, bool)>> {
        let answer = ready!(std::pin::Pin::new(&mut self.calls).poll_next(context));
        let planned = self.planned.pop_front();
        Poll::Ready(answer.zip(planned.map(|planned| planned.ahead)))
    }

    /// A page that was fetched ahead does not link, and those behind it will not either.
    pub(super) fn stray(&mut self) {
        self.calls = FuturesOrdered::new();
        self.planned.clear();
        self.astray = true;
    }

    /// A call was given up because there were too many: one at a time is enough for now.
    pub(super) fn refused(&mut self) {
        self.allowed = 1;
        self.since_change = 0;
    }

    /// A page was taken.
    pub(super) fn taken(&mut self, count: Option<i64>, throttled: bool) {
        self.astray = false;
        self.horizon = count.and_then(|count| u64::try_from(count).ok()).unwrap_or(0);
        self.since_change += 1;
        // The calls that were in flight together are told together.
        if throttled {
            if self.since_change > self.allowed || self.allowed == self.concurrency {
                self.allowed = (self.allowed / 2).max(1);
                self.since_change = 0;
            }
        } else if self.since_change >= CALM.max(self.allowed) && self.allowed < self.concurrency {
            self.allowed += 1;
            self.since_change = 0;
        }
    }
}

/// Where the page after this one begins: with its last job.
fn next(offset: u64, stride: u64, horizon: u64) -> Option<u64> {
    let length = stride.min(horizon.checked_sub(offset)?);
    length.checked_sub(1).filter(|step| *step > 0)?.checked_add(offset)
}
