//! One rule of a plan.

use std::collections::BTreeMap;
use std::ops::{Bound, RangeBounds};
use std::time::Duration;

use serde::Serialize;

use super::Latency;
use crate::length;
use crate::limiter::Throttle;

/// A rule of a [`FaultPlan`](super::FaultPlan): what happens, and to which calls; to all of them
/// unless it says so.
///
/// ```
/// use std::time::Duration;
///
/// use imagejobs_mock::{Fault, FaultPlan, Latency, Server};
///
/// let second = Duration::from_secs(1);
/// let plan = FaultPlan::new()
///     // What is answered …
///     .rule(Fault::status(500).body(r#"{"error_msg":"oh"}"#).nth(2))
///     .rule(Fault::status(503).header("Retry-After", "1").every(3))
///     .rule(Fault::html().calls(5..=8))
///     .rule(Fault::throttle(10, 10 * second))
///     .rule(Fault::reset().rate(0.01).also_iam())
///     // … or how the usual answer is changed.
///     .rule(Fault::normal().truncate_after(9).query("job_type", "DELETE_SERVER"))
///     .rule(Fault::normal().reset_after(9).project("0123456789abcdef0123456789abcdef"))
///     .rule(Fault::normal().drip(10, second).nth(20))
///     .rule(Fault::normal().endless().nth(21))
///     .rule(Fault::normal().content_type("text/plain").nth(22))
///     .rule(Fault::normal().date("-2h").nth(23))
///     .rule(Fault::normal().latency(Latency::Fixed(second)).nth(24));
/// let server = Server::builder().faults(plan).start()?;
/// # std::io::Result::Ok(())
/// ```
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
#[must_use = "it fails no call before it is a rule of a plan"]
pub struct Fault {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) nth: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) every: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) calls: Option<Calls>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) rate: Option<f64>,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub(super) query: BTreeMap<String, String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) project: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) also: Option<Also>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) status: Option<u16>,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub(super) headers: BTreeMap<String, String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) body: Option<String>,
    #[serde(skip_serializing_if = "is_not")]
    pub(super) html: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) throttle: Option<Throttle>,
    #[serde(skip_serializing_if = "is_not")]
    pub(super) reset: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) reset_after: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) truncate_after: Option<usize>,
    #[serde(skip_serializing_if = "is_not")]
    pub(super) endless: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) drip: Option<Bits>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) content_type: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) date: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) latency: Option<Latency>,
}

/// The numbers of the calls from the first to the last.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub(super) struct Calls {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) from: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) to: Option<u64>,
}

/// Who else is called.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Also {
    Iam,
}

/// A body in bits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub(super) struct Bits {
    pub(super) bytes: usize,
    #[serde(serialize_with = "length::as_text")]
    pub(super) every: Duration,
}

fn is_not(said: &bool) -> bool {
    !said
}

/// What happens.
impl Fault {
    /// This status, from 200 to 999, with an empty body.
    pub fn status(status: u16) -> Self {
        Self { status: Some(status), ..Self::default() }
    }

    /// The usual answer. What is said of the fault besides changes it.
    pub fn normal() -> Self {
        Self::default()
    }

    /// The connection is reset (RST) before any byte of an answer.
    pub fn reset() -> Self {
        Self { reset: true, ..Self::default() }
    }

    /// Status 200 and a page in HTML, as from somebody between the client and the service.
    pub fn html() -> Self {
        Self { html: true, ..Self::default() }
    }

    /// At most so many calls in a window of whole seconds, by the server's clock: from then on
    /// status 429 with the gateway's `APIGW.0308` until the window is over, and no `Retry-After`.
    /// The next window begins with the next call.
    ///
    /// The calls that the rule is about are limited, whatever other rules answer to them. It fires
    /// for those above the limit.
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// use std::time::Duration;
    ///
    /// use imagejobs_mock::{Fault, FaultPlan, Server};
    ///
    /// let limit = Fault::throttle(1, Duration::from_secs(10));
    /// let server = Server::builder().faults(FaultPlan::new().rule(limit)).start()?;
    /// # let client = imagejobs::Client::builder()
    /// #     .endpoint(server.url())
    /// #     .project_id(server.project_id())
    /// #     .token(server.token())
    /// #     .max_attempts(1)
    /// #     .build()?;
    /// let list = client.list(imagejobs::JobType::CreateServer);
    /// assert!(list.clone().send().await.is_ok());
    /// assert!(list.clone().send().await.unwrap_err().is_throttled());
    /// server.advance(Duration::from_secs(10));
    /// assert!(list.send().await.is_ok());
    /// # Ok(())
    /// # }
    /// ```
    pub fn throttle(calls: u64, window: Duration) -> Self {
        Self { throttle: Some(Throttle { calls, window }), ..Self::default() }
    }

    /// Sends a header; the last value of a name counts.
    pub fn header(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.headers.insert(name.into(), value.into());
        self
    }

    /// Sends this body.
    pub fn body(mut self, body: impl Into<String>) -> Self {
        self.body = Some(body.into());
        self
    }

    /// Announces the whole body, sends so many bytes of it and resets the connection (RST).
    pub fn reset_after(mut self, bytes: usize) -> Self {
        self.reset_after = Some(bytes);
        self
    }

    /// Announces the whole body, sends so many bytes of it and closes the connection.
    pub fn truncate_after(mut self, bytes: usize) -> Self {
        self.truncate_after = Some(bytes);
        self
    }

    /// Announces no length, and sends spaces behind the body for as long as the client reads.
    pub fn endless(mut self) -> Self {
        self.endless = true;
        self
    }

    /// Sends the body in bits of so many bytes: the first at once, then one in every such time.
    pub fn drip(mut self, bytes: usize, every: Duration) -> Self {
        self.drip = Some(Bits { bytes, every });
        self
    }

    /// Says that the body is of this type.
    pub fn content_type(mut self, content_type: impl Into<String>) -> Self {
        self.content_type = Some(content_type.into());
        self
    }

    /// Sends this text as the `Date` of the answer, or, where it begins with a sign, a `Date` that is
    /// off by a duration: `-2h` is two hours before the server's clock.
    pub fn date(mut self, date: impl Into<String>) -> Self {
        self.date = Some(date.into());
        self
    }

    /// Answers so late. A rule that says nothing else decides nothing: the latencies of all such
    /// rules that fire come on top of whatever happens.
    pub fn latency(mut self, latency: Latency) -> Self {
        self.latency = Some(latency);
        self
    }
}

/// To which calls, all of which must hold. They are counted from 1, those that
/// [`query`](Self::query) and [`project`](Self::project) leave.
impl Fault {
    /// To the call of this number.
    pub fn nth(mut self, number: u64) -> Self {
        self.nth = Some(number);
        self
    }

    /// To every so-manieth call: with 3 the third, sixth, ninth.
    pub fn every(mut self, calls: u64) -> Self {
        self.every = Some(calls);
        self
    }

    /// To the calls of these numbers.
    pub fn calls(mut self, numbers: impl RangeBounds<u64>) -> Self {
        let from = match numbers.start_bound() {
            Bound::Included(from) => Some(*from),
            Bound::Excluded(before) => Some(before.saturating_add(1)),
            Bound::Unbounded => None,
        };
        let to = match numbers.end_bound() {
            Bound::Included(to) => Some(*to),
            Bound::Excluded(behind) => Some(behind.saturating_sub(1)),
            Bound::Unbounded => None,
        };
        self.calls = Some(Calls { from, to });
        self
    }

    /// To each call with this probability, from 0 to 1.
    pub fn rate(mut self, rate: f64) -> Self {
        self.rate = Some(rate);
        self
    }

    /// To calls that have this name with this value in their query. The last value of a name counts.
    pub fn query(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.query.insert(name.into(), value.into());
        self
    }

    /// To calls of this project.
    pub fn project(mut self, id: impl Into<String>) -> Self {
        self.project = Some(id.into());
        self
    }

    /// To calls to IAM, too.
    pub fn also_iam(mut self) -> Self {
        self.also = Some(Also::Iam);
        self
    }
}
