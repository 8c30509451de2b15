//! A watch whose changes are written down, with the calls in which it saw them.

use std::future::poll_fn;
use std::pin::pin;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::task::Poll;
use std::time::Duration;

use imagejobs_core::Error;

use crate::simulation::executor::run_for;
use crate::simulation::jobs::Id;
use crate::simulation::line::{Line, status};
use crate::simulation::world::World;
use crate::watch::Timing;
use crate::{Change, Changes, JobType, JobTypes};

/// The interval of all watches.
pub(super) const INTERVAL: Duration = Duration::from_secs(5);

/// The number of a job that has an id. Those that are there from the beginning have it behind a
/// letter.
pub(super) fn number(id: &Id) -> Option<u64> {
    let id = id.usable()?;
    Some(match id.strip_prefix('w') {
        Some(number) => number.parse().unwrap(),
        None => 1_000_000 + id.parse::<u64>().unwrap(),
    })
}

/// The jitter of the pause behind a round.
pub(super) fn jitter(round: u64) -> f64 {
    (round % 5) as f64 / 4.0
}

pub(super) struct Ledger {
    pub(super) line: Line,
    world: World,
    changes: Changes,
    /// How many rounds have ended: each asks for the jitter of the pause behind it.
    rounds: Arc<AtomicU64>,
    /// The retryable errors, each by the number of calls that were made.
    pub(super) troubles: Arc<Mutex<Vec<usize>>>,
    pub(super) given: Vec<Given>,
    pub(super) error: Option<Error>,
}

/// A change that was given.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Given {
    /// How many calls had been made.
    pub(super) calls: usize,
    pub(super) number: u64,
    pub(super) what: What,
    /// The status with it, and `-` for none that can be read.
    pub(super) status: String,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum What {
    Appeared,
    Changed { from: String },
    Gone,
}

impl Ledger {
    /// A watch over the worlds of a line.
    pub(super) fn new(line: Line, types: &[JobType]) -> Self {
        let rounds = Arc::<AtomicU64>::default();
        let timing = Timing {
            interval: INTERVAL,
            clock: Arc::new(line.clock().clone()),
            jitter: {
                let rounds = Arc::clone(&rounds);
                Box::new(move || jitter(rounds.fetch_add(1, Ordering::Relaxed)))
            },
        };
        line.rounds({
            let rounds = Arc::clone(&rounds);
            move || rounds.load(Ordering::Relaxed)
        });
        let troubles = Arc::<Mutex<Vec<_>>>::default();
        let trouble = {
            let (troubles, line) = (Arc::clone(&troubles), line.clone());
            move |error: &Error| {
                assert!(error.is_retryable());
                troubles.lock().unwrap().push(line.calls_made());
            }
        };
        let world = line.world(types[0]).clone();
        let source = Arc::new(line.clone());
        let changes = Changes::new(source, JobTypes::from(types), timing, Box::new(trouble));
        assert_eq!(line.calls_made(), 0, "nothing is asked for before somebody polls");
        Self { line, world, changes, rounds, troubles, given: Vec::new(), error: None }
    }

    /// How many rounds have ended.
    pub(super) fn rounds(&self) -> u64 {
        self.rounds.load(Ordering::Relaxed)
    }

    /// Takes all changes of so many rounds, or until the watch ends. Each `next` is given up after so
    /// many polls.
    pub(super) fn take(&mut self, rounds: u64, polls: usize) {
        while self.error.is_none() {
            let taken = self.take_one(rounds, polls);
            if !taken && self.rounds() >= rounds {
                break;
            }
        }
    }

    /// Takes a change, if one comes within so many polls and in so many rounds. Says whether one did.
    pub(super) fn take_one(&mut self, rounds: u64, polls: usize) -> bool {
        let given = self.given.len();
        let next = {
            let mut next = pin!(self.changes.next());
            let ended = &self.rounds;
            let next = pin!(poll_fn(|context| match next.as_mut().poll(context) {
                Poll::Pending if ended.load(Ordering::Relaxed) >= rounds => Poll::Ready(None),
                next => next.map(Some),
            }));
            run_for(&self.world, next, polls).flatten()
        };
        match next {
            None => {}
            Some(None) => assert!(self.error.is_some(), "a watch ends with an error only"),
            Some(Some(Err(error))) => {
                assert!(self.error.is_none(), "an error is the last item");
                self.error = Some(error);
            }
            Some(Some(Ok(change))) => {
                assert!(self.error.is_none(), "nothing comes after an error");
                assert_eq!(self.line.in_flight(), 0, "a call is made before changes are taken");
                self.given.push(Given::of(&change, self.line.calls_made()));
            }
        }
        self.given.len() > given
    }
}

impl Given {
    fn of(change: &Change, calls: usize) -> Self {
        let job = change.job();
        let what = match change {
            Change::Appeared(_) => What::Appeared,
            Change::Status { from, .. } => {
                let from = from.as_ref().map_or("-", |from| from.as_str());
                What::Changed { from: from.to_owned() }
            }
            Change::Gone(_) => What::Gone,
        };
        let number = number(&Id::Text(job.id().unwrap().to_owned())).unwrap();
        Self { calls, number, what, status: status(job).to_owned() }
    }
}
