//! A real limiter: so many calls in each window, as the gateway counts them.

use std::time::Duration;

use http::StatusCode;
use serde::Serialize;

use crate::failure::Failure;
use crate::length;

/// So many calls in each window.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub(crate) struct Throttle {
    pub(crate) calls: u64,
    #[serde(serialize_with = "length::as_text")]
    pub(crate) window: Duration,
}

impl Throttle {
    /// The field that makes no sense, and what is said of it.
    pub(crate) fn check(self) -> Result<(), (&'static str, String)> {
        let Self { calls, window } = self;
        if calls == 0 {
            return Err(("calls", "is 0; it must be a whole number from 1 up".to_owned()));
        }
        if !length::is_right(window) {
            return Err(("window", format!("is {window:?}; it must be {}", length::RIGHT)));
        }
        if window.subsec_nanos() != 0 {
            let what =
                format!("is {window:?}; it must be whole seconds, as the gateway tells them");
            return Err(("window", what));
        }
        Ok(())
    }

    /// The gateway's words for it.
    pub(crate) fn refusal(self) -> Failure {
        let seconds = self.window.as_secs();
        let units = [(86_400, "day"), (3_600, "hour"), (60, "minute")];
        let unit = units.into_iter().find(|(length, _)| seconds.is_multiple_of(*length));
        let (length, unit) = unit.unwrap_or((1, "second"));
        let (calls, time) = (self.calls, seconds / length);
        let message = format!(
            "The throttling threshold has been reached: policy user over \
             ratelimit,limit:{calls},time:{time} {unit}"
        );
        Failure::gateway(StatusCode::TOO_MANY_REQUESTS, "APIGW.0308", message)
    }
}

/// A limit at work. The first call after a window begins the next one.
#[derive(Debug, Clone)]
pub(crate) struct Limiter {
    limit: Throttle,
    /// When the window ends, and how many calls it has had.
    window: Option<(Duration, u64)>,
}

impl Limiter {
    pub(crate) fn new(limit: Throttle) -> Self {
        Self { limit, window: None }
    }

    pub(crate) fn limit(&self) -> Throttle {
        self.limit
    }

    /// Counts a call at this time. Says whether there were enough already.
    pub(crate) fn is_above(&mut self, now: Duration) -> bool {
        let open = self.window.filter(|&(until, _)| now < until);
        let (until, calls) = open.unwrap_or((now.saturating_add(self.limit.window), 0));
        self.window = Some((until, calls.saturating_add(1)));
        calls >= self.limit.calls
    }
}
