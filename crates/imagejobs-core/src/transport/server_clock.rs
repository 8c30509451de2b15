//! The server's clock, as far as its answers tell of it.

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{Duration, SystemTime};

use crate::clock::Clock;
use crate::retry::http_date;
use crate::runtime::Response;

/// How far two clocks may be apart, in seconds, before it is told, and corrected for signed calls.
pub(super) const SKEW: u64 = 5 * 60;

const UNKNOWN: i64 = i64::MIN;

/// Remembers how far the server's clock is ahead of ours.
pub(super) struct ServerClock {
    ours: Arc<dyn Clock>,
    /// What signed calls are stamped with, in seconds ahead of our clock.
    correction: AtomicI64,
    /// What the last answer told, in any amount.
    last: AtomicI64,
}

impl ServerClock {
    pub(super) fn new(ours: Arc<dyn Clock>) -> Self {
        Self { ours, correction: AtomicI64::new(0), last: AtomicI64::new(UNKNOWN) }
    }

    pub(super) fn correction(&self) -> i64 {
        self.correction.load(Ordering::Acquire)
    }

    /// Our time, corrected.
    pub(super) fn at(&self, correction: i64) -> SystemTime {
        let now = self.ours.now();
        let apart = Duration::from_secs(correction.unsigned_abs());
        let at = if correction < 0 { now.checked_sub(apart) } else { now.checked_add(apart) };
        at.unwrap_or(now)
    }

    pub(super) fn note(&self, response: &Response) {
        if let Some(ahead) = self.ahead(response) {
            self.last.store(ahead, Ordering::Release);
        }
    }

    pub(super) fn last(&self) -> Option<i64> {
        Some(self.last.load(Ordering::Acquire)).filter(|ahead| *ahead != UNKNOWN)
    }

    /// Whether a call that was stamped with a correction was refused because of it; if so, the next
    /// ones get a better one. Our clock may have been set right in the meantime, too.
    pub(super) fn learn(&self, stamped: i64, refused: &Response) -> bool {
        match self.ahead(refused) {
            Some(ahead) if ahead.abs_diff(stamped) > SKEW => {
                self.correction.store(ahead, Ordering::Release);
                true
            }
            _ => false,
        }
    }

    /// What to say of a clock that is off, for an answer that may be due to it.
    pub(super) fn complaint(&self, response: &Response) -> Option<String> {
        let ahead = self.ahead(response)?;
        let how = if ahead > 0 { "behind" } else { "ahead of" };
        let apart = ahead.unsigned_abs();
        (apart > SKEW)
            .then(|| format!("this machine's clock is {apart} s {how} the server's: set it right"))
    }

    /// By how many seconds the server's clock is ahead of ours, as its answer tells.
    fn ahead(&self, response: &Response) -> Option<i64> {
        let theirs = response.header("date").and_then(http_date)?;
        let seconds = |time: Duration| i64::try_from(time.as_secs()).unwrap_or(i64::MAX);
        Some(match theirs.duration_since(self.ours.now()) {
            Ok(ahead) => seconds(ahead),
            Err(behind) => -seconds(behind.duration()),
        })
    }
}

impl fmt::Debug for ServerClock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("ServerClock").field(&self.correction()).finish()
    }
}
