//! The time by which jobs move.

use std::time::Duration;

use jiff::Timestamp;

use crate::time::EPOCH_MILLIS;

/// The server's time and what was passed besides, or only the latter.
#[derive(Debug, Clone)]
pub(super) struct Time {
    /// The time of day at the server's start.
    epoch: Timestamp,
    frozen: bool,
    passed: Duration,
    /// From when on the server's clock counts, by that clock.
    since: Duration,
    /// How much time went by since the start, as far as the jobs have moved.
    pub(super) now: Duration,
}

impl Time {
    pub(super) fn new(epoch: Timestamp, frozen: bool) -> Self {
        let first = Timestamp::from_millisecond(EPOCH_MILLIS).unwrap_or(Timestamp::UNIX_EPOCH);
        let epoch = if frozen { first } else { epoch };
        Self { epoch, frozen, passed: Duration::ZERO, since: Duration::ZERO, now: Duration::ZERO }
    }

    pub(super) fn pass(&mut self, by: Duration) {
        self.passed = self.passed.saturating_add(by);
    }

    /// Goes on from where it is, by itself or not, from this time of the server's clock on.
    pub(super) fn go_on(&mut self, frozen: bool, by_clock: Duration) {
        *self = Self { frozen, passed: self.now, since: by_clock, ..*self };
    }

    /// Whether it stands still unless it is passed.
    pub(super) fn is_frozen(&self) -> bool {
        self.frozen
    }

    /// How much time went by since the start, when so much did by the server's clock.
    pub(super) fn since_start(&self, by_clock: Duration) -> Duration {
        let ran = if self.frozen { Duration::ZERO } else { by_clock.saturating_sub(self.since) };
        self.passed.saturating_add(ran)
    }

    /// The time of day. One beyond the end of time is that end.
    pub(super) fn of_day(&self) -> Timestamp {
        self.epoch.checked_add(self.now).unwrap_or(Timestamp::MAX)
    }

    pub(super) fn millis(&self) -> i64 {
        self.of_day().as_millisecond()
    }
}
