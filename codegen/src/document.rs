//! An OpenAPI 3.0 document that was read from YAML and found sound.

pub(crate) mod place;

use serde_json::Value;

use self::place::{Findings, Spot};
pub use crate::problem::Position;
use crate::problem::{Problem, Problems};
use crate::rule::{Group, Rule};
use crate::{lint, structure, yaml};

/// An OpenAPI 3.0 document without problems: what it says, and where it says it.
#[derive(Debug, Clone)]
pub struct Document {
    file: String,
    json: Value,
    spots: Spot,
}

impl Document {
    /// Parses the YAML, checks it against OpenAPI 3.0 and against what codegen supports.
    ///
    /// `file` is only named in problems, nothing is read from it.
    ///
    /// # Errors
    ///
    /// Everything that is wrong with the document, together. A syntax error stands alone, because
    /// nothing after it can be judged.
    pub fn parse(file: &str, text: &str) -> Result<Self, Problems> {
        let (document, problems) = Self::examine(file, text, Group::Document);
        document.ok_or_else(|| Problems::new(problems).expect("what is no document has a problem"))
    }

    /// Parses the YAML and checks it, against the rules of the house only when these are asked for.
    ///
    /// The document is given when no rule of [`Group::Document`] is broken.
    pub(crate) fn examine(file: &str, text: &str, asked: Group) -> (Option<Self>, Vec<Problem>) {
        let yaml::Parsed { tree, mut problems, unread } = yaml::parse(file, text);
        let Some((json, spots)) = tree else { return (None, problems) };
        let mut findings = Findings::new(file, &spots);
        if structure::is_version_read(&json, &mut findings) {
            lint::check(&json, asked, &mut findings);
        }
        let found = findings.into_problems().into_iter();
        problems.extend(found.filter(|problem| {
            let pointer = problem.pointer().unwrap_or_default();
            !unread.contains(pointer)
        }));
        let breaks = |problem: &Problem| problem.rule().map(Rule::group) == Some(Group::Document);
        let is_sound = !problems.iter().any(breaks);
        let document = is_sound.then(|| Self { file: file.to_owned(), json, spots });
        (document, problems)
    }

    /// The file, as it was named to [`parse`](Self::parse).
    #[must_use]
    pub fn file(&self) -> &str {
        &self.file
    }

    /// The document as JSON. The order of keys has no meaning.
    #[must_use]
    pub fn json(&self) -> &Value {
        &self.json
    }

    /// Where the node at a JSON pointer is written: its key, or itself in a list.
    #[must_use]
    pub fn position(&self, pointer: &str) -> Option<Position> {
        match self.spots.nearest(pointer) {
            (spot, true) => Some(spot.position),
            (_, false) => None,
        }
    }

    /// A problem at a place of this document, for later stages.
    ///
    /// A pointer to nothing gets the position of the nearest node above it.
    #[must_use]
    pub fn problem(&self, pointer: &str, message: impl Into<String>) -> Problem {
        self.placed(Problem::new(&self.file, message), pointer)
    }

    /// A problem at a place of this document that breaks a rule.
    pub(crate) fn against(&self, rule: Rule, pointer: &str, message: impl Into<String>) -> Problem {
        self.placed(Problem::against(rule, &self.file, message), pointer)
    }

    fn placed(&self, problem: Problem, pointer: &str) -> Problem {
        problem.at(self.spots.nearest(pointer).0.position).within(pointer)
    }
}
