//! What a comparison tells.

use std::fmt;

use schemars::JsonSchema;
use serde::Serialize;

use super::kinds::{Level, Side};

/// What differs between two documents.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Comparison {
    /// The semantic versioning step that the changes ask for.
    pub step: Step,
    /// Every change, breaking ones first, then in the order of the text. Empty when both documents
    /// say the same.
    pub changes: Vec<Change>,
    /// References that could not be followed; what they lead to was not compared.
    pub unread: Vec<Unread>,
}

impl Comparison {
    /// How many changes are of a level.
    #[must_use]
    pub fn count(&self, level: Level) -> usize {
        self.changes.iter().filter(|change| change.level == level).count()
    }

    /// Whether a change is breaking.
    #[must_use]
    pub fn is_breaking(&self) -> bool {
        self.step == Step::Major
    }
}

/// A step of semantic versioning.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Step {
    /// Nothing changed.
    None,
    /// Only cosmetic changes.
    Patch,
    /// Additive changes, none breaking.
    Minor,
    /// Breaking changes; for a version 0.y cargo takes a step of y for one.
    Major,
}

impl Step {
    pub(super) fn of(changes: &[Change]) -> Self {
        let steps = changes.iter().map(|change| match change.level {
            Level::Breaking => Self::Major,
            Level::Additive => Self::Minor,
            Level::Cosmetic => Self::Patch,
        });
        steps.max().unwrap_or(Self::None)
    }
}

impl fmt::Display for Step {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::None => "none",
            Self::Patch => "patch",
            Self::Minor => "minor",
            Self::Major => "major",
        })
    }
}

/// One difference between two documents.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Change {
    /// What it asks of callers.
    pub level: Level,
    /// What it touches. What is reached by requests and responses is told once for each.
    pub side: Side,
    /// The stable name of its kind; `cargo xtask diff --kinds` lists them.
    pub kind: &'static str,
    /// The operations that it reaches, such as `GET /v1/things`; empty when it belongs to none.
    pub operations: Vec<String>,
    /// Where it stands in the old document, if anything does.
    pub old: Option<Place>,
    /// Where it stands in the new document, if anything does.
    pub new: Option<Place>,
    /// One sentence: from what to what.
    pub message: String,
}

/// A place in one of the documents.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Place {
    /// The JSON pointer (RFC 6901).
    pub pointer: String,
    /// The line, counted from 1.
    pub line: usize,
}

/// A reference that could not be followed.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
pub struct Unread {
    /// The file, as it was named.
    pub file: String,
    /// The line, counted from 1.
    pub line: usize,
    /// The JSON pointer (RFC 6901) of the object that refers.
    pub pointer: String,
    /// What it refers to.
    pub reference: String,
}
