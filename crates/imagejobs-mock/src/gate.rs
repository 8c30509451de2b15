//! How many connections there are, and how long each may wait for its client.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::{Semaphore, watch};

/// Where connections come in.
#[derive(Debug)]
pub(crate) struct Gate {
    most: usize,
    read_timeout: Option<Duration>,
    open: watch::Sender<usize>,
    refusals: Arc<Semaphore>,
}

/// How many connections are refused at a time with the patience that lets the client see why.
const PATIENT_REFUSALS: usize = 64;

impl Gate {
    /// A gate for so many connections, 0 counting as 1, each with this limit where there is one.
    pub(crate) fn new(most: usize, read_timeout: Option<Duration>) -> Self {
        let refusals = Arc::new(Semaphore::new(PATIENT_REFUSALS));
        Self { most: most.max(1), read_timeout, open: watch::Sender::default(), refusals }
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
        let entered = self.open.send_if_modified(|open| {
            let room = *open < self.most;
            *open += usize::from(room);
            room
        });
        entered.then(|| Pass { gate: Arc::clone(self) })
    }

    /// A permit for each who may be refused with patience.
    pub(crate) fn refusals(&self) -> Arc<Semaphore> {
        Arc::clone(&self.refusals)
    }
}

/// What a connection has for as long as it is open.
#[derive(Debug)]
pub(crate) struct Pass {
    gate: Arc<Gate>,
}

impl Drop for Pass {
    fn drop(&mut self) {
        self.gate.open.send_modify(|open| *open -= 1);
    }
}
