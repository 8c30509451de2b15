//! When a call is tried again, and how long it waits before.
//!
//! Three numbers and a budget, no policies to plug in: attempts, the first wait, the longest wait.
//! The waits are exponential with full jitter. The budget is shared by a client's clones: a retry
//! costs, a success gives back, so a total outage does not multiply the load on what is down.

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, SystemTime};

use crate::runtime::Response;

/// What the budget holds at the most, and at first.
const FULL: u32 = 100;
/// What a retry costs.
const COST: u32 = 5;
/// What a success gives back.
const GAIN: u32 = 1;

/// How often, and how long between.
#[derive(Clone)]
pub(crate) struct Policy {
    pub(crate) max_attempts: u32,
    pub(crate) base: Duration,
    pub(crate) longest: Duration,
    pub(crate) random: Arc<dyn Fn() -> f64 + Send + Sync>,
}

impl Default for Policy {
    fn default() -> Self {
        Self {
            max_attempts: 3,
            base: Duration::from_millis(500),
            longest: Duration::from_secs(20),
            random: Arc::new(fastrand::f64),
        }
    }
}

impl Policy {
    /// The wait after the `made`th attempt: anything up to the base, doubled for each further one.
    pub(crate) fn backoff(&self, made: u32) -> Duration {
        let doubled = self.base.saturating_mul(1 << made.saturating_sub(1).min(20));
        let most = doubled.min(self.longest);
        // The longest duration does not survive the way through a float.
        Duration::try_from_secs_f64(most.as_secs_f64() * self.jitter()).unwrap_or(most)
    }

    /// From 0 to 1, whatever it is taken from.
    pub(crate) fn jitter(&self) -> f64 {
        let random = (self.random)();
        if random.is_nan() { 0.0 } else { random.clamp(0.0, 1.0) }
    }
}

impl fmt::Debug for Policy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Policy")
            .field("max_attempts", &self.max_attempts)
            .field("base", &self.base)
            .field("longest", &self.longest)
            .finish_non_exhaustive()
    }
}

/// What clones of a client may still spend on retries.
#[derive(Debug)]
pub(crate) struct Budget(AtomicU32);

impl Default for Budget {
    fn default() -> Self {
        Self(AtomicU32::new(FULL))
    }
}

impl Budget {
    /// Pays for a retry, if there is enough.
    pub(crate) fn pay(&self) -> bool {
        let pay = |held: u32| held.checked_sub(COST);
        self.0.fetch_update(Ordering::AcqRel, Ordering::Acquire, pay).is_ok()
    }

    pub(crate) fn succeeded(&self) {
        let gain = |held: u32| (held < FULL).then_some((held + GAIN).min(FULL));
        // A full budget stays as it is.
        let _ = self.0.fetch_update(Ordering::AcqRel, Ordering::Acquire, gain);
    }
}

pub(crate) fn is_retryable_status(status: u16) -> bool {
    matches!(status, 408 | 429 | 500 | 502 | 503 | 504)
}

/// How long a service asks to wait: by `Retry-After`, else by the window of its throttling.
pub(crate) fn asked_wait(response: &Response, now: SystemTime) -> Option<Duration> {
    let header = response.header("retry-after");
    header.and_then(|value| retry_after(value, response.header("date"), now)).or_else(|| {
        (response.status() == 429).then(|| window(&String::from_utf8_lossy(response.body())))?
    })
}

/// Both forms: seconds, or a time. The time is compared with the server's own clock where it told it.
fn retry_after(value: &str, server_date: Option<&str>, now: SystemTime) -> Option<Duration> {
    let value = value.trim();
    if !value.is_empty() && value.bytes().all(|byte| byte.is_ascii_digit()) {
        return Some(Duration::from_secs(value.parse().unwrap_or(u64::MAX)));
    }
    let at = http_date(value)?;
    let now = server_date.and_then(http_date).unwrap_or(now);
    Some(at.duration_since(now).unwrap_or_default())
}

/// A time as HTTP writes it: `Sun, 06 Nov 1994 08:49:37 GMT`, or by its two obsolete forms,
/// `Sunday, 06-Nov-94 08:49:37 GMT` and `Sun Nov  6 08:49:37 1994`. Two digits of a year are of
/// 1969 to 2068.
pub(crate) fn http_date(text: &str) -> Option<SystemTime> {
    let text = text.trim();
    let obsolete = |form: &str| {
        let time = jiff::civil::DateTime::strptime(form, text).ok()?;
        jiff::tz::TimeZone::UTC.to_timestamp(time).ok()
    };
    let time = match jiff::fmt::rfc2822::parse(text) {
        Ok(time) => time.timestamp(),
        Err(_) => {
            obsolete("%A, %d-%b-%y %H:%M:%S GMT").or_else(|| obsolete("%a %b %d %H:%M:%S %Y"))?
        }
    };
    time.try_into().ok()
}

/// The window of a throttling message: `policy user over ratelimit,limit:200,time:5 minute`.
///
/// Source: the gateway's `APIGW.0308`; no `Retry-After` has been seen with it.
fn window(text: &str) -> Option<Duration> {
    let (_, rest) = text.split_once("ratelimit")?;
    let (_, rest) = rest.split_once("time:")?;
    let rest = rest.trim_start();
    let digits = rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len());
    let number: u64 = rest[..digits].parse().ok()?;
    let unit = rest[digits..].trim_start();
    let word = &unit[..unit.find(|c: char| !c.is_ascii_alphabetic()).unwrap_or(unit.len())];
    let seconds = match word.trim_end_matches('s') {
        "second" => 1,
        "minute" => 60,
        "hour" => 3_600,
        "day" => 86_400,
        _ => return None,
    };
    Some(Duration::from_secs(number.checked_mul(seconds)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_wait_doubles_up_to_the_longest_and_is_jittered() {
        let policy = |random: f64| Policy { random: Arc::new(move || random), ..Policy::default() };
        let waits = |random| (1..=8).map(|made| policy(random).backoff(made).as_millis()).collect();
        let full: Vec<u128> = waits(1.0);
        assert_eq!(full, [500, 1_000, 2_000, 4_000, 8_000, 16_000, 20_000, 20_000]);
        let half: Vec<u128> = waits(0.5);
        assert_eq!(half, [250, 500, 1_000, 2_000, 4_000, 8_000, 10_000, 10_000]);
        assert_eq!(policy(0.0).backoff(u32::MAX), Duration::ZERO);
    }

    #[test]
    fn no_wait_and_no_jitter_is_too_odd() {
        let policy = |random: f64| Policy {
            base: Duration::MAX,
            longest: Duration::MAX,
            random: Arc::new(move || random),
            ..Policy::default()
        };
        for (random, wait) in [
            (1.0, Duration::MAX),
            (f64::INFINITY, Duration::MAX),
            (f64::NEG_INFINITY, Duration::ZERO),
            (f64::NAN, Duration::ZERO),
        ] {
            assert_eq!(policy(random).backoff(u32::MAX), wait, "{random}");
        }
        assert!(policy(0.5).backoff(1) < Duration::MAX);
    }

    #[test]
    fn every_form_of_a_time_is_read() {
        let time = SystemTime::UNIX_EPOCH + Duration::from_secs(784_111_777);
        for form in [
            "Sun, 06 Nov 1994 08:49:37 GMT",
            "Sunday, 06-Nov-94 08:49:37 GMT",
            "Sun Nov  6 08:49:37 1994",
            "Sun Nov 06 08:49:37 1994",
        ] {
            assert_eq!(http_date(form), Some(time), "{form}");
        }
        for wrong in ["Sun Nov 31 08:49:37 1994", "Sunday, 06-Nov-94 08:49:37 CET", "1994-11-06"] {
            assert_eq!(http_date(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn a_retry_costs_five_and_a_success_gives_back_one() {
        let budget = Budget::default();
        assert_eq!((0..100).filter(|_| budget.pay()).count(), 20);
        (0..5).for_each(|_| budget.succeeded());
        assert!(budget.pay() && !budget.pay());
        (0..1_000).for_each(|_| budget.succeeded());
        assert_eq!((0..100).filter(|_| budget.pay()).count(), 20);
    }

    #[test]
    fn both_forms_of_retry_after_are_read() {
        let now = http_date("Sun, 06 Nov 1994 08:49:37 GMT").unwrap();
        let seconds = |value, date| retry_after(value, date, now).map(|wait| wait.as_secs());
        assert_eq!(seconds("120", None), Some(120));
        assert_eq!(seconds(" 0 ", None), Some(0));
        assert_eq!(seconds("99999999999999999999999", None), Some(u64::MAX));
        assert_eq!(seconds("Sun, 06 Nov 1994 08:50:37 GMT", None), Some(60));
        assert_eq!(seconds("Sun, 06 Nov 1994 08:48:37 GMT", None), Some(0));
        let server = Some("Sun, 06 Nov 1994 06:49:37 GMT");
        assert_eq!(seconds("Sun, 06 Nov 1994 06:50:07 GMT", server), Some(30));
        for wrong in ["", "-5", "1.5", "soon", "Sun, 99 Nov 1994 08:49:37 GMT"] {
            assert_eq!(seconds(wrong, None), None, "{wrong}");
        }
    }

    #[test]
    fn the_window_of_a_throttling_message_is_read() {
        let message = |time: &str| {
            format!(
                r#"{{"error_msg":"The throttling threshold has been reached: policy user over ratelimit,limit:200,time:{time}","error_code":"APIGW.0308"}}"#
            )
        };
        for (time, seconds) in [
            ("5 minute", Some(300)),
            ("5 second", Some(5)),
            ("1 hour", Some(3_600)),
            ("1 day", Some(86_400)),
            ("2 minutes", Some(120)),
            ("5minute", Some(300)),
            ("minute", None),
            ("5 fortnight", None),
            ("99999999999999999999 minute", None),
            ("18446744073709551615 minute", None),
        ] {
            assert_eq!(window(&message(time)).map(|wait| wait.as_secs()), seconds, "{time}");
        }
        for other in [
            "",
            "time:5 minute",
            "ratelimit",
            "ratelimit time:",
            "ratelimitütime:5",
            "ratelimitime:5 day",
        ] {
            assert_eq!(window(other), None, "{other}");
        }
    }
}
