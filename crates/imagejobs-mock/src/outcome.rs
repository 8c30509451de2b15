//! What became of a call.

use std::fmt;
use std::time::Duration;

use jiff::Timestamp;
use serde_json::{Value, json};

use crate::script::Ending;

/// What became of a call so far. Its text is what the log says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// It has no answer yet.
    Pending,
    Answered(u16, Ending),
    Reset,
    /// So many bytes of a script.
    Raw(usize),
    Hangs,
    /// Its client left before the answer.
    Left,
}

impl fmt::Display for Outcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Pending => f.write_str("waits for its answer"),
            Self::Answered(status, Ending::Whole) => write!(f, "{status}"),
            Self::Answered(status, Ending::Endless) => write!(f, "{status}, without an end"),
            Self::Answered(status, Ending::Close(_)) => write!(f, "{status}, cut off"),
            Self::Answered(status, Ending::Reset(_)) => write!(f, "{status}, and is reset"),
            Self::Reset => f.write_str("is reset"),
            Self::Raw(bytes) => write!(f, "gets {bytes} bytes of a script"),
            Self::Hangs => f.write_str("gets no answer"),
            Self::Left => f.write_str("is given up by its client"),
        }
    }
}

/// What is known of a call beside what was sent.
#[derive(Clone, Debug)]
pub(crate) struct Note {
    pub(crate) arrived: Timestamp,
    pub(crate) outcome: Outcome,
    /// How long the answer took, by the server's clock.
    pub(crate) took: Option<Duration>,
    /// Who decided the answer, when it was not the service.
    pub(crate) by: By,
}

/// What a call met in place of the service.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) enum By {
    #[default]
    Service,
    Script,
    /// These rules of a plan, counted from 1.
    Rules(Vec<u64>),
}

/// What the log says of it behind the outcome.
impl fmt::Display for By {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Service => Ok(()),
            Self::Script => f.write_str(", by the script"),
            Self::Rules(rules) => {
                let rules: Vec<_> = rules.iter().map(u64::to_string).collect();
                let s = if rules.len() == 1 { "" } else { "s" };
                write!(f, ", by rule{s} {}", rules.join(" and "))
            }
        }
    }
}

impl Note {
    pub(crate) fn new(arrived: Timestamp, by: By) -> Self {
        Self { arrived, outcome: Outcome::Pending, took: None, by }
    }

    /// As JSON: when the call came, and what became of it.
    pub(crate) fn shown(&self) -> Value {
        let status = match self.outcome {
            Outcome::Answered(status, _) => Some(status),
            _ => None,
        };
        let mut shown = json!({
            "time": self.arrived.to_string(),
            "status": status,
            "answer": self.outcome.to_string(),
        });
        if let Some(took) = self.took {
            shown["took_ms"] = u64::try_from(took.as_millis()).unwrap_or(u64::MAX).into();
        }
        match &self.by {
            By::Service => {}
            By::Script => shown["script"] = true.into(),
            By::Rules(rules) => shown["rules"] = rules.as_slice().into(),
        }
        shown
    }
}
