//! How many connections there are, how long each may wait for its client, and whether they shall end.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::{Semaphore, watch};

/// Where connections come in.
#[derive(Debug)]
pub(crate) struct Gate {
    most: usize,
    read_timeout: Option<Duration>,
    counts: watch::Sender<Counts>,
    closed: watch::Sender<bool>,
    refusals: Arc<Semaphore>,
}

#[derive(Clone, Copy, Debug, Default)]
struct Counts {
    open: usize,
    /// Those of them that are waited for when the gate closes.
    in_flight: usize,
}

/// How many connections are refused at a time with the patience that lets the client see why.
const PATIENT_REFUSALS: usize = 64;

impl Gate {
    /// A gate for so many connections, 0 counting as 1, each with this limit where there is one.
    pub(crate) fn new(most: usize, read_timeout: Option<Duration>) -> Self {
        let refusals = Arc::new(Semaphore::new(PATIENT_REFUSALS));
        let (counts, closed) = (watch::Sender::default(), watch::Sender::default());
        Self { most: most.max(1), read_timeout, counts, closed, refusals }
    }

    /// The most connections at a time.
    pub(crate) fn most(&self) -> usize {
        self.most
    }

    /// How long a request's head may take to come, and its body, and how long a client may take
    /// nothing of an answer, in real time.
    pub(crate) fn read_timeout(&self) -> Option<Duration> {
        self.read_timeout
    }

    /// Lets a connection in, unless there are as many as there may be.
    pub(crate) fn enter(self: &Arc<Self>) -> Option<Pass> {
        let entered = self.counts.send_if_modified(|counts| {
            let room = counts.open < self.most;
            counts.open += usize::from(room);
            room
        });
        entered.then(|| Pass { gate: Arc::clone(self), in_flight: false })
    }

    /// A permit for each who may be refused with patience.
    pub(crate) fn refusals(&self) -> Arc<Semaphore> {
        Arc::clone(&self.refusals)
    }

    /// Asks all who are in to leave when their call is over.
    pub(crate) fn close(&self) {
        self.closed.send_replace(true);
    }

    pub(crate) fn is_closed(&self) -> bool {
        *self.closed.borrow()
    }

    /// Waits until the gate closes. An answer that would not end by itself ends then.
    pub(crate) async fn closing(&self) {
        // The sender lives in `self`, so there is no error.
        let _ = self.closed.subscribe().wait_for(|closed| *closed).await;
    }

    /// Waits, once the gate is closed, until only connections with a call in flight are left, and
    /// tells their number. Each knows within a moment whether it has one.
    pub(crate) async fn in_flight(&self) -> usize {
        self.wait_for(|counts| counts.open == counts.in_flight).await
    }

    /// Waits until nobody is left, but no longer than this, and tells how many are.
    pub(crate) async fn left_after(&self, grace: Duration) -> usize {
        let empty = self.wait_for(|counts| counts.open == 0);
        let in_time = tokio::time::timeout(grace, empty).await;
        in_time.unwrap_or_else(|_| self.counts.borrow().open)
    }

    async fn wait_for(&self, state: impl FnMut(&Counts) -> bool) -> usize {
        let reached = self.counts.subscribe().wait_for(state).await.map(|counts| counts.open);
        reached.unwrap_or_default()
    }
}

/// What a connection has for as long as it is open.
#[derive(Debug)]
pub(crate) struct Pass {
    gate: Arc<Gate>,
    in_flight: bool,
}

impl Pass {
    /// Tells whether the connection has a call that is waited for when the gate closes. At first it
    /// has none.
    pub(crate) fn set_in_flight(&mut self, in_flight: bool) {
        self.gate.counts.send_modify(|counts| {
            counts.in_flight -= usize::from(self.in_flight);
            counts.in_flight += usize::from(in_flight);
        });
        self.in_flight = in_flight;
    }
}

impl Drop for Pass {
    fn drop(&mut self) {
        self.gate.counts.send_modify(|counts| {
            counts.open -= 1;
            counts.in_flight -= usize::from(self.in_flight);
        });
    }
}
