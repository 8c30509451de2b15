//! One wait: what it is for, and what came of it.

use std::future::poll_fn;
use std::pin::pin;
use std::sync::{Arc, Mutex};
use std::task::Poll;
use std::time::Duration;

use futures_util::future::{Either, select};
use imagejobs_core::clock::Clock;

use super::bench::{Bench, TYPE, id, number, seconds};
use crate::simulation::line::status;
use crate::{Ends, ImageJob, WaitError};

/// What somebody waits for.
#[derive(Clone, Debug)]
pub(super) struct Asked {
    pub(super) numbers: Vec<u64>,
    pub(super) until: Until,
    /// When the wait begins, and when it is given up if it has not ended.
    pub(super) join: Duration,
    pub(super) leave: Option<Duration>,
    pub(super) deadline: Duration,
    pub(super) grace: Duration,
    pub(super) backoff: (Duration, Duration),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Until {
    Finished,
    Succeeded,
    Running,
    Never,
}

/// What came of a wait.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Waited {
    pub(super) joined: Duration,
    /// The first round that is made for it.
    pub(super) first_round: u64,
    /// Each job that ended, in this order.
    pub(super) ends: Vec<(Duration, u64, End)>,
    pub(super) told: Vec<Told>,
    /// When it ended, or was given up.
    pub(super) over: Duration,
    pub(super) given_up: bool,
}

/// How the wait for a job ended, and the state with it: `-` is none that can be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum End {
    Ok(String),
    Failed(String),
    NotFound,
    Gone(String),
    Late(Option<String>),
    Call(Option<String>),
}

/// What was told of a job that is still waited for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Told {
    pub(super) number: u64,
    pub(super) elapsed: Duration,
    pub(super) state: Option<String>,
    pub(super) trouble: bool,
}

impl Asked {
    /// A wait for these jobs as users have it who say nothing more.
    pub(super) fn of(numbers: impl IntoIterator<Item = u64>) -> Self {
        Self {
            numbers: numbers.into_iter().collect(),
            until: Until::Finished,
            join: Duration::ZERO,
            leave: None,
            deadline: seconds(3_600),
            grace: seconds(30),
            backoff: (seconds(2), seconds(30)),
        }
    }

    /// Whether a status is what is waited for, and whether that is good.
    pub(super) fn ends(&self, status: &str) -> Option<bool> {
        match (self.until, status) {
            (Until::Finished | Until::Succeeded, "SUCCESS") => Some(true),
            (Until::Finished, "FAILED") => Some(true),
            (Until::Succeeded, "FAILED") => Some(false),
            (Until::Running, "RUNNING") => Some(true),
            _ => None,
        }
    }

    fn stream(&self, bench: &Bench, told: &Arc<Mutex<Vec<Told>>>) -> Ends {
        let told = Arc::clone(told);
        let (first, longest) = self.backoff;
        let wait = bench
            .client
            .wait(TYPE, self.numbers.iter().copied().map(id))
            .deadline(self.deadline)
            .grace(self.grace)
            .backoff(first, longest)
            .on_progress(move |progress| {
                told.lock().unwrap().push(Told {
                    number: number(progress.id).unwrap(),
                    elapsed: progress.elapsed,
                    state: progress.job.map(|job| status(job).to_owned()),
                    trouble: progress.trouble.is_some(),
                });
            });
        match self.until {
            Until::Finished => wait.until_finished(),
            Until::Succeeded => wait.until_succeeded(),
            Until::Running => wait.until(|job| status(job) == "RUNNING"),
            Until::Never => wait.until(|_| false),
        }
        .stream()
    }

    /// Waits.
    pub(super) async fn wait(&self, bench: &Bench) -> Waited {
        self.wait_giving_up(bench, usize::MAX, usize::MAX).await
    }

    /// Waits, and gives up after so many polls; a `next` is given up each time after so many.
    pub(super) async fn wait_giving_up(
        &self,
        bench: &Bench,
        mut polls: usize,
        polls_of_next: usize,
    ) -> Waited {
        let clock = bench.line.clock();
        clock.sleep(self.join).await;
        let told = Arc::default();
        let mut ends = self.stream(bench, &told);
        let (joined, first_round) = (clock.monotonic(), bench.poller.begun() + 1);
        let leave = self.leave.map_or(Duration::MAX, |leave| leave.saturating_sub(self.join));
        let mut leave = clock.sleep(leave);
        let mut ended = Vec::new();
        let given_up = loop {
            let next = {
                let mut of_next = polls_of_next;
                let mut next = pin!(ends.next());
                let polled = poll_fn(|context| {
                    let last = polls <= 1 || of_next <= 1;
                    if polls == 0 {
                        return Poll::Ready(None);
                    }
                    (polls, of_next) = (polls - 1, of_next - 1);
                    match next.as_mut().poll(context) {
                        Poll::Pending if last => Poll::Ready(None),
                        next => next.map(Some),
                    }
                });
                match select(polled, &mut leave).await {
                    Either::Left((next, _)) => next,
                    Either::Right(_) => break true,
                }
            };
            match next {
                Some(Some(end)) => {
                    let (number, end) = End::of(end);
                    ended.push((clock.monotonic(), number, end));
                }
                Some(None) => break false,
                None if polls > 0 => {
                    // The stream, or the end of the time, wakes who gave up the next of it.
                    if let Either::Right(_) = select(woken(), &mut leave).await {
                        break true;
                    }
                }
                None => break true,
            }
        };
        drop(ends);
        let told = std::mem::take(&mut *told.lock().unwrap());
        Waited { joined, first_round, ends: ended, told, over: clock.monotonic(), given_up }
    }
}

impl End {
    fn of(end: Result<ImageJob, WaitError>) -> (u64, Self) {
        let error = match end {
            Ok(job) => {
                return (number(job.id().unwrap()).unwrap(), Self::Ok(status(&job).to_owned()));
            }
            Err(error) => error,
        };
        let state = error.job().map(|job| status(job).to_owned());
        let wrong = "an error of a wait that is no one kind";
        let end = match (error.is_failed(), error.is_gone(), error.is_timeout(), error.error()) {
            (true, false, false, None) => Self::Failed(state.unwrap()),
            (false, true, false, None) => Self::Gone(state.unwrap()),
            (false, false, true, _) => Self::Late(state),
            (false, false, false, Some(_)) => Self::Call(state),
            (false, false, false, None) if error.is_not_found() => Self::NotFound,
            _ => unreachable!("{wrong}: {error}"),
        };
        (number(error.id().unwrap()).unwrap(), end)
    }
}

/// Ends when it is polled again.
fn woken() -> impl Future<Output = ()> + Unpin {
    let mut polled = false;
    poll_fn(
        move |_| if std::mem::replace(&mut polled, true) { Poll::Ready(()) } else { Poll::Pending },
    )
}
