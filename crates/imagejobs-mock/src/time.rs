//! The server's clock.
//!
//! One clock serves both kinds of test. A real clock runs by itself and can be moved on besides; a
//! manual clock only moves when it is told to. Whoever waits names the moment at which the wait is
//! over, counted from the server's start and fixed when the call arrives. A clock that is moved
//! between the arrival and the wait is therefore never missed.

use std::time::{Duration, Instant};

use jiff::Timestamp;
use tokio::sync::watch;

/// Where a manual clock stands at first, and around which generated jobs lie: the first moment of
/// 2026, in milliseconds.
pub(crate) const EPOCH_MILLIS: i64 = 1_767_225_600_000;

/// The end of a lifetime.
pub(crate) fn after(time: Timestamp, lifetime: Duration) -> Timestamp {
    time.checked_add(lifetime).unwrap_or(Timestamp::MAX)
}

/// A time as IAM writes it.
pub(crate) fn microseconds(time: Timestamp) -> String {
    time.strftime("%Y-%m-%dT%H:%M:%S.%6fZ").to_string()
}

#[derive(Debug)]
pub(crate) struct Clock {
    /// The time of day at the start.
    epoch: Timestamp,
    /// When a real clock was started; a manual one has no start.
    running_since: Option<Instant>,
    /// How far the clock was moved on by hand.
    moved: watch::Sender<Duration>,
}

impl Clock {
    pub(crate) fn real() -> Self {
        Self {
            epoch: Timestamp::now(),
            running_since: Some(Instant::now()),
            moved: watch::Sender::new(Duration::ZERO),
        }
    }

    pub(crate) fn manual() -> Self {
        Self {
            epoch: Timestamp::from_millisecond(EPOCH_MILLIS).unwrap_or(Timestamp::UNIX_EPOCH),
            running_since: None,
            moved: watch::Sender::new(Duration::ZERO),
        }
    }

    /// The time since the start.
    pub(crate) fn elapsed(&self) -> Duration {
        let ran = self.running_since.map_or(Duration::ZERO, |since| since.elapsed());
        self.moved.borrow().saturating_add(ran)
    }

    /// Whether it runs by itself.
    pub(crate) fn runs(&self) -> bool {
        self.running_since.is_some()
    }

    /// The time of day at the start.
    pub(crate) fn epoch(&self) -> Timestamp {
        self.epoch
    }

    /// The time of day. A clock that was moved beyond the end of time stays there.
    pub(crate) fn now(&self) -> Timestamp {
        self.epoch.checked_add(self.elapsed()).unwrap_or(Timestamp::MAX)
    }

    pub(crate) fn advance(&self, by: Duration) {
        self.moved.send_modify(|moved| *moved = moved.saturating_add(by));
    }

    /// Waits until so much time has gone by since the start.
    pub(crate) async fn reach(&self, elapsed: Duration) {
        let mut moved = self.moved.subscribe();
        loop {
            let left = elapsed.saturating_sub(*moved.borrow_and_update());
            if elapsed <= self.elapsed() {
                return;
            }
            // The sender lives in `self`, so `changed` cannot fail.
            match self.running_since {
                None => drop(moved.changed().await),
                Some(since) => {
                    let Some(until) = since.checked_add(left) else {
                        // Beyond the end of time: only moving the clock could get there.
                        drop(moved.changed().await);
                        continue;
                    };
                    if tokio::time::timeout_at(until.into(), moved.changed()).await.is_err() {
                        return;
                    }
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_manual_clock_starts_with_2026_and_moves_by_hand() {
        let clock = Clock::manual();
        assert_eq!(clock.now().to_string(), "2026-01-01T00:00:00Z");
        clock.advance(Duration::from_millis(1500));
        assert_eq!(clock.now().to_string(), "2026-01-01T00:00:01.5Z");
    }

    #[test]
    fn no_advance_is_too_far() {
        let clock = Clock::manual();
        clock.advance(Duration::MAX);
        clock.advance(Duration::MAX);
        assert_eq!(clock.now(), Timestamp::MAX);
    }
}
