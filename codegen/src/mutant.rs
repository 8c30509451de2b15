//! Small changes that the checks must notice.
//!
//! A check that never fails proves nothing. So every fact is changed, one at a time: in the document,
//! in the facts of its page, in the text of the generated code, and in the traffic between facade and
//! server. Each [`Mutant`] knows words of which a check's message must have one, so that a check that
//! fails for another reason has not noticed it.

mod code;
mod document;
mod facts;
mod json;
mod traffic;

use std::fmt;

pub use self::traffic::Traffic;
use crate::claim::{Claims, Operation};
use crate::document::Document;
use crate::page::Facts;

/// One change.
#[derive(Debug, Clone, PartialEq)]
pub struct Mutant {
    /// What is changed, in words: `query parameter limit: maximum: 100 becomes 101`.
    pub what: String,
    /// A message that notices it has one of these words.
    pub named_by: Vec<String>,
    /// The change.
    pub change: Change,
}

/// What is changed.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum Change {
    /// The document becomes this text.
    Document(String),
    /// The facts of the page become this text.
    Facts(String),
    /// The generated code becomes this text.
    Code(String),
    /// The traffic is changed on its way.
    Traffic(Traffic),
}

impl Mutant {
    /// Whether a message names what was changed.
    #[must_use]
    pub fn is_named_in(&self, message: &str) -> bool {
        self.named_by.iter().any(|word| message.contains(word.as_str()))
    }
}

impl fmt::Display for Mutant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let side = match self.change {
            Change::Document(_) => "document",
            Change::Facts(_) => "facts",
            Change::Code(_) => "code",
            Change::Traffic(_) => "traffic",
        };
        write!(f, "{side}: {}", self.what)
    }
}

/// Every mutant of a document, of its page's facts, of its code and of its traffic.
#[must_use]
pub fn mutants(
    document: &Document,
    operation: &Operation,
    facts: &Facts,
    code: &str,
) -> Vec<Mutant> {
    let claims = Claims::of_document(document, operation);
    let mut mutants = document::mutants(document, operation, &claims);
    mutants.extend(facts::mutants(facts));
    mutants.extend(code::mutants(code, &claims));
    mutants.extend(traffic::mutants(&claims));
    mutants
}
