//! How long to leave a service alone between two looks.

use std::time::Duration;

use imagejobs_core::Error;

/// How much of an interval is left to chance.
const JITTER: f64 = 0.25;

/// However long a service wants to be left alone, it is asked again after this.
const LONGEST_REST: Duration = Duration::from_secs(10 * 60);

/// An interval, less what chance takes: up to a quarter where the jitter, from 0 to 1, is 0.
pub(crate) fn jittered(interval: Duration, jitter: f64) -> Duration {
    let less = interval.mul_f64(JITTER * (1.0 - jitter.clamp(0.0, 1.0)));
    interval.saturating_sub(less)
}

/// How long a service wants to be left alone after this error, if it says so.
pub(crate) fn asked_rest(error: &Error) -> Option<Duration> {
    error.retry_after().map(|rest| rest.min(LONGEST_REST))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::simulation::failures::{Failure, RetryAfter};

    #[test]
    fn a_service_is_left_alone_as_long_as_it_wants_but_ten_minutes_at_the_most() {
        for (failure, rest) in [
            (Failure::Unavailable, None),
            (Failure::Throttled(RetryAfter::Minute), Some(Duration::from_secs(60))),
            (Failure::Throttled(RetryAfter::Day), Some(Duration::from_secs(10 * 60))),
        ] {
            assert_eq!(asked_rest(&failure.error()), rest, "{failure:?}");
        }
    }
}
