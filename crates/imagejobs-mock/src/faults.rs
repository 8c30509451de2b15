//! Faults by rules: which calls meet one, and what it is.
//!
//! A script says what the next calls get, one by one. A plan says it for all that come: by their
//! number, by chance or by what they ask for. What happens is the script's own: a plan makes an
//! [`Answer`](crate::Answer) for each call that meets a fault.

mod check;
mod fault;
mod latency;
mod length;
mod running;

use std::fmt;

pub use fault::Fault;
pub use latency::Latency;
pub(crate) use running::{Running, Verdict};

/// Rules that say which calls meet a fault, and what it is. For
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
/// let server = Server::builder().faults(plan).start()?;
/// # drop(server);
/// # std::io::Result::Ok(())
/// ```
#[derive(Debug, Clone, Default, PartialEq)]
#[must_use = "nothing fails before a server is told to"]
pub struct FaultPlan {
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
/// use imagejobs_mock::{Fault, FaultPlan, Server};
///
/// let plan = FaultPlan::new().rule(Fault::reset().rate(20.0));
/// let error = Server::start()?.set_faults(Some(plan)).unwrap_err();
/// assert_eq!(error.path(), "rules[0].rate");
/// assert_eq!(error.to_string(), "rules[0].rate is 20; it must be a number from 0 to 1");
/// # std::io::Result::Ok(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FaultPlanError {
    path: String,
    /// What is said of the place.
    what: String,
}

impl FaultPlanError {
    /// Where it is, such as `rules[2].rate`; empty for the whole plan.
    #[must_use]
    pub fn path(&self) -> &str {
        &self.path
    }

    fn new(path: impl Into<String>, what: impl Into<String>) -> Self {
        Self { path: path.into(), what: what.into() }
    }
}

impl fmt::Display for FaultPlanError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if self.path.is_empty() { "the plan" } else { &self.path })?;
        write!(f, " {}", self.what)
    }
}

impl std::error::Error for FaultPlanError {}
