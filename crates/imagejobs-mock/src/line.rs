//! What a connection and its calls tell each other.

use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use crate::by_hand::ByHand;

/// The state of one connection.
#[derive(Default)]
pub(crate) struct Line {
    takeover: Mutex<Option<ByHand>>,
    /// Calls that have begun and whose answers hyper has not got to the end.
    busy: AtomicUsize,
    clogged: AtomicBool,
    unread: AtomicBool,
}

impl Line {
    /// A call begins, and lasts as long as what this gives, or a clone of it.
    pub(crate) fn begin(self: &Arc<Self>) -> Busy {
        self.busy.fetch_add(1, Ordering::Relaxed);
        Busy(Arc::clone(self))
    }

    /// Whether a call has begun whose answer the socket has not taken to the end.
    pub(crate) fn is_busy(&self) -> bool {
        self.is_clogged() || self.busy.load(Ordering::Relaxed) > 0
    }

    /// What is to be written in place of hyper's answers.
    pub(crate) fn takeover(&self) -> Option<ByHand> {
        self.takeover.lock().unwrap_or_else(PoisonError::into_inner).take()
    }

    /// Tells whether there are bytes that the socket has not taken yet.
    pub(crate) fn set_clogged(&self, clogged: bool) {
        self.clogged.store(clogged, Ordering::Relaxed);
    }

    pub(crate) fn is_clogged(&self) -> bool {
        self.clogged.load(Ordering::Relaxed)
    }

    /// Whether a request was answered before its end was read.
    pub(crate) fn is_unread(&self) -> bool {
        self.unread.load(Ordering::Relaxed)
    }
}

/// A call of a connection, for as long as it lives.
pub(crate) struct Busy(Arc<Line>);

impl Busy {
    /// Leaves what is to be written in place of hyper's answers.
    pub(crate) fn take_over(&self, by_hand: ByHand) {
        *self.0.takeover.lock().unwrap_or_else(PoisonError::into_inner) = Some(by_hand);
    }

    /// The request is answered before its end is read.
    pub(crate) fn leave_unread(&self) {
        self.0.unread.store(true, Ordering::Relaxed);
    }
}

impl Clone for Busy {
    fn clone(&self) -> Self {
        self.0.begin()
    }
}

impl Drop for Busy {
    fn drop(&mut self) {
        self.0.busy.fetch_sub(1, Ordering::Relaxed);
    }
}
