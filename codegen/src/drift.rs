//! Where a reference page and its document differ.
//!
//! The document is written by hand from a page that changes without notice. Both become
//! [`Claims`], and what only one of them says, or both say differently, is a [`Difference`],
//! whichever side it is on. A difference that is meant is written down with its reason as a
//! [`Deviation`](Deviations); one that is no difference any more is a problem of its own, so that
//! the list stays true.

mod deviations;

use std::collections::BTreeMap;

use serde_json::Value;

pub use self::deviations::Deviations;
use crate::agreement::Mark;
use crate::claim::{Aspect, Claim, Claims, Name, Operation, Subject, operations};
use crate::document::Document;
use crate::page::Facts;
use crate::problem::Problem;

/// A fact that page and document do not agree on.
#[derive(Debug, Clone, PartialEq)]
pub struct Difference {
    /// The fact.
    pub name: Name,
    /// What the page says.
    pub page: Said,
    /// What the document says.
    pub document: Said,
}

/// One side of a difference.
#[derive(Debug, Clone, PartialEq)]
pub struct Said {
    /// The value; `None` when the side says nothing.
    pub value: Option<Value>,
    /// Where it says it, or the subject: a JSON pointer into the page's facts or into the document.
    pub place: Option<String>,
}

impl Said {
    /// What it says, as the end of a sentence: `says 100`.
    #[must_use]
    pub fn told(&self) -> String {
        match &self.value {
            None => "does not say it".to_owned(),
            Some(Value::Bool(true)) => "says so".to_owned(),
            Some(value) => format!("says {value}"),
        }
    }

    fn of(claims: &Claims, name: &Name) -> Self {
        let claim = claims.get(name);
        let place = match claim {
            Some(claim) => Some(claim.place.clone()),
            None => nearest(claims, &name.subject),
        };
        Self { value: claim.map(|claim| claim.value.clone()), place }
    }
}

/// Where a side speaks of a subject, or else of what the subject belongs to.
fn nearest(claims: &Claims, subject: &Subject) -> Option<String> {
    let place = |subject: Subject, aspect: Aspect| {
        claims.get(&Name { subject, aspect }).map(|claim| claim.place.clone())
    };
    let above = || match subject {
        Subject::Header(status, _) | Subject::ResponseField(status, _) => {
            place(Subject::Status(status.clone()), Aspect::Exists)
        }
        Subject::Field(object, _) => claims.iter().find_map(|(name, claim)| {
            matches!(&name.subject, Subject::Field(other, _) if other == object)
                .then(|| claim.place.clone())
        }),
        _ => None,
    };
    place(subject.clone(), Aspect::Exists)
        .or_else(above)
        .or_else(|| place(Subject::Operation, Aspect::Method))
}

/// What came of a comparison.
#[derive(Debug, Clone, PartialEq)]
pub struct Drift {
    /// How many facts were compared.
    pub compared: usize,
    /// What differs and is not meant to, in the order of the facts' names.
    pub differences: Vec<Difference>,
    /// How many differences are meant.
    pub deviations: usize,
    /// The deviations that are none.
    pub stale: Vec<Problem>,
}

/// The operation of a document that a page is about.
///
/// When no operation has the page's method and path, but the document has only one, it is that: the
/// page has changed them. `None` when there is none or the choice.
#[must_use]
pub fn described(document: &Document, facts: &Facts) -> Option<Operation> {
    let mut operations = operations(document);
    let is_it =
        |operation: &Operation| operation.method == facts.method && operation.path == facts.path;
    match operations.iter().position(is_it) {
        Some(index) => Some(operations.swap_remove(index)),
        None if operations.len() == 1 => operations.pop(),
        None => None,
    }
}

/// Compares a page's facts with what the document says of an operation.
#[must_use]
pub fn compare(
    facts: &Facts,
    document: &Document,
    operation: &Operation,
    deviations: &Deviations,
) -> Drift {
    let page = Claims::of_page(facts);
    let document = Claims::of_document(document, operation);
    let mut names: Vec<_> = page.iter().chain(&document).map(|(name, _)| name).collect();
    names.retain(|name| name.is_of_page());
    names.sort();
    names.dedup();

    let compared = names.len();
    let mut differences = Vec::new();
    let mut judged = deviations.judge();
    for name in names {
        let (said, written) = (page.get(name), document.get(name));
        if agree(name, said, written) || is_within_another(name, &page, &document) {
            continue;
        }
        let [page, document] = [&page, &document].map(|claims| Said::of(claims, name));
        let difference = Difference { name: name.clone(), page, document };
        if !judged.is_meant(&difference) {
            differences.push(difference);
        }
    }
    let (deviations, stale) = judged.end();
    Drift { compared, differences, deviations, stale }
}

/// The marks of a page, for every fact that it and the document could share.
///
/// A deviation agrees: it is meant. A fact of a subject that one side lacks differs.
#[must_use]
pub fn marks(
    facts: &Facts,
    document: &Document,
    operation: &Operation,
    deviations: &Deviations,
) -> BTreeMap<Name, Mark> {
    let Drift { differences, .. } = compare(facts, document, operation, deviations);
    let (page, document) = (Claims::of_page(facts), Claims::of_document(document, operation));
    let mut marks: BTreeMap<_, _> = document
        .iter()
        .filter(|(name, _)| name.is_of_page())
        // Examples that only the document has are compared with nothing.
        .filter(|(name, _)| name.aspect != Aspect::Examples || is_of_success(&name.subject))
        .map(|(name, _)| {
            let mark = match is_within_another(name, &page, &document) {
                true => Mark::Differs("the page knows nothing of the kind".to_owned()),
                false => Mark::Agrees,
            };
            (name.clone(), mark)
        })
        .collect();
    for Difference { name, page, document } in differences {
        let mark = format!("the page {}, the document {}", page.told(), document.told());
        marks.insert(name, Mark::Differs(mark));
    }
    marks
}

/// Whether two sides say the same of one fact.
fn agree(name: &Name, page: Option<&Claim>, document: Option<&Claim>) -> bool {
    match (&name.aspect, page.map(|claim| &claim.value), document.map(|claim| &claim.value)) {
        // How a failure looks, a document may show though its page does not.
        (Aspect::Examples, None, Some(_)) => !is_of_success(&name.subject),
        (Aspect::Examples, Some(Value::Array(shown)), Some(Value::Array(ours))) => {
            shown.iter().all(|example| ours.contains(example))
        }
        (_, page, document) => page == document,
    }
}

fn is_of_success(subject: &Subject) -> bool {
    matches!(subject, Subject::Status(status) if status.starts_with('2'))
}

/// Whether one side does not know the subject at all: then that is told, and not each fact of it.
fn is_within_another(name: &Name, page: &Claims, document: &Claims) -> bool {
    if matches!(name.aspect, Aspect::Exists)
        || matches!(name.subject, Subject::Page | Subject::Operation)
    {
        return false;
    }
    let there = Name { subject: name.subject.clone(), aspect: Aspect::Exists };
    page.get(&there).is_some() != document.get(&there).is_some()
}
