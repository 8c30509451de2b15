//! Faults by rules: which calls meet one, and what it is.
//!
//! A script says what the next calls get, one by one. A plan says it for all that come: by their
//! number, by chance or by what they ask for. What happens is the script's own: a plan makes an
//! [`Answer`](crate::Answer) for each call that meets a fault.

mod check;
mod fault;
mod latency;
mod named;
mod node;
mod read;
mod running;

use std::fmt;

use serde::Serialize;

pub use fault::Fault;
pub use latency::Latency;
pub(crate) use running::{Running, Verdict};

/// Rules that say which calls meet a fault, and what it is. Written in Rust or in JSON; for
/// [`Builder::faults`](crate::Builder::faults) and [`Server::set_faults`](crate::Server::set_faults).
///
/// Each rule sees each call to the image-jobs API that keeps to the [limits](crate#limits) and gets
/// no [scripted](crate::Server::script) answer. The first rule that fires decides what is answered;
/// a rule that says a [latency](Fault::latency) and nothing else decides nothing, and all of these
/// that fire add up with it. IAM meets the faults of rules that [say so](Fault::also_iam), and the
/// metadata service never meets one.
///
/// ```
/// use std::time::Duration;
///
/// use imagejobs_mock::{Fault, FaultPlan, Latency, Server};
///
/// let plan = FaultPlan::new()
///     .seed(7)
///     .rule(Fault::status(503).header("Retry-After", "1").every(3))
///     .rule(Fault::reset().rate(0.05))
///     .rule(Fault::normal().latency(Latency::Exponential(Duration::from_millis(300))));
///
/// // The same in JSON, composed with a plan that has a name.
/// let json = r#"{"seed": 7, "rules": [
///     {"every": 3, "status": 503, "headers": {"Retry-After": "1"}},
///     {"rate": 0.05, "reset": true},
///     {"latency": {"exponential": "300ms"}}
/// ]}"#;
/// assert_eq!(json.parse::<FaultPlan>()?, plan);
/// let plan = plan.and(FaultPlan::named("throttled").unwrap());
///
/// let server = Server::builder().faults(plan).start()?;
/// # drop(server);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # JSON
///
/// An object with `rules` and, if chance is to be another than that of the server's
/// [seed](crate::Builder::seed), `seed`. A rule may have, each named as the method of [`Fault`]:
///
/// | which calls | |
/// | --- | --- |
/// | `"nth": 3` | the third |
/// | `"every": 3` | the third, sixth, ninth … |
/// | `"calls": {"from": 5, "to": 8}` | the fifth to the eighth; one of the two may be missing |
/// | `"rate": 0.2` | each with this probability |
/// | `"query": {"job_type": "CREATE_SERVER"}` | those with each of these in their query |
/// | `"project": "…"` | those of this project |
/// | `"also": "iam"` | those to IAM, too |
///
/// All that a rule has must hold. Its calls are counted from 1, those that its `query` and `project`
/// leave.
///
/// | what happens | |
/// | --- | --- |
/// | `"status": 503` | this status, from 200 to 999, with an empty body unless there is a `body` |
/// | `"headers": {"Retry-After": "1"}` | more headers |
/// | `"body": "…"` | a body: a text, or any JSON but a text, which is sent as it stands |
/// | `"html": true` | status 200 and a page in HTML |
/// | `"throttle": {"calls": 10, "window": "10s"}` | 429 in the gateway's words, see [`Fault::throttle`] |
/// | `"reset": true` | the connection is reset before any byte |
/// | `"reset_after": 9`, `"truncate_after": 9` | reset, or closed, after so many bytes of the body |
/// | `"endless": true` | a body without end |
/// | `"drip": {"bytes": 10, "every": "1s"}` | the body in bits |
/// | `"content_type": "text/plain"` | this in place of the right one |
/// | `"date": "-2h"`, `"date": "yesterday"` | a `Date` that is off, or this text for one |
/// | `"latency": …` | late by `{"fixed": "200ms"}`, `{"uniform": ["50ms", "2s"]}` or `{"exponential": "300ms"}` |
///
/// Where there is neither `status` nor `html` nor `throttle`, the usual answer is changed. Durations
/// are written `90` or `90s`, `1.5s`, `500ms`, `2m`, `1h`, above 0 and at most 8784h.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
#[must_use = "nothing fails before a server is told to"]
pub struct FaultPlan {
    #[serde(skip_serializing_if = "Option::is_none")]
    seed: Option<u64>,
    rules: Vec<Fault>,
}

impl FaultPlan {
    /// A plan without rules. No server takes it before it has one.
    pub fn new() -> Self {
        Self::default()
    }

    /// Sets the number from which all that is by chance follows: with the same seed, the same calls
    /// in the same order meet the same faults. It is the server's [seed](crate::Builder::seed)
    /// otherwise.
    pub fn seed(mut self, seed: u64) -> Self {
        self.seed = Some(seed);
        self
    }

    /// Adds a rule behind the others.
    pub fn rule(mut self, fault: Fault) -> Self {
        self.rules.push(fault);
        self
    }

    /// Adds the rules of another plan behind these. The seed is that of the first plan which has one.
    pub fn and(mut self, other: Self) -> Self {
        self.seed = self.seed.or(other.seed);
        self.rules.extend(other.rules);
        self
    }
}

/// Why a plan makes no sense: where, and what would be right.
///
/// ```
/// use imagejobs_mock::FaultPlan;
///
/// let error = r#"{"rules": [{"rate": 20, "reset": true}]}"#.parse::<FaultPlan>().unwrap_err();
/// assert_eq!((error.path(), error.place()), ("rules[0].rate", Some((1, 21))));
/// assert_eq!(
///     error.to_string(),
///     "rules[0].rate at line 1, column 21 is 20; it must be a number from 0 to 1"
/// );
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FaultPlanError {
    path: String,
    place: Option<(usize, usize)>,
    /// What is said of the place.
    what: String,
}

impl FaultPlanError {
    /// Where it is, such as `rules[2].rate`; empty for the whole plan.
    #[must_use]
    pub fn path(&self) -> &str {
        &self.path
    }

    /// The line and the column, in characters and from 1, of a plan that was read from text.
    #[must_use]
    pub fn place(&self) -> Option<(usize, usize)> {
        self.place
    }

    fn new(path: impl Into<String>, what: impl Into<String>) -> Self {
        Self { path: path.into(), place: None, what: what.into() }
    }
}

impl fmt::Display for FaultPlanError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if self.path.is_empty() { "the plan" } else { &self.path })?;
        if let Some((line, column)) = self.place {
            write!(f, " at line {line}, column {column}")?;
        }
        write!(f, " {}", self.what)
    }
}

impl std::error::Error for FaultPlanError {}
