//! What is said about an operation, one fact at a time.
//!
//! A reference page says that `limit` is at most 100. The document says it, so does the generated
//! code, the facade refuses 101, and the server answers it with a 400. To compare any two of them,
//! what each says becomes [`Claims`]: every fact under a [`Name`] that is the same on every side,
//! such as `query parameter limit: maximum`, with its value and the place where it is said. What one
//! side claims and the other does not is a difference, whichever side it is.
//!
//! | side | read by |
//! | --- | --- |
//! | reference page | [`Claims::of_page`] |
//! | document | [`Claims::of_document`] |
//! | generated code | [`Claims::of_code`] |

mod code;
mod document;
mod name;
mod page;
mod schema;

use std::collections::BTreeMap;
use std::collections::btree_map;

use serde_json::Value;

pub use self::document::{Operation, operations};
pub use self::name::{Aspect, Name, Subject};

/// A fact as one side says it.
#[derive(Debug, Clone, PartialEq)]
pub struct Claim {
    /// The value.
    pub value: Value,
    /// Where it is said: a JSON pointer into the document or into the page's facts; for code the
    /// number of its line.
    pub place: String,
}

/// Everything that one side says.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Claims(BTreeMap<Name, Claim>);

impl Claims {
    /// The claim of a name.
    #[must_use]
    pub fn get(&self, name: &Name) -> Option<&Claim> {
        self.0.get(name)
    }

    /// All claims, in the order of their names.
    pub fn iter(&self) -> btree_map::Iter<'_, Name, Claim> {
        self.0.iter()
    }

    /// The value of a name; null where there is no such claim.
    #[must_use]
    pub fn value(&self, subject: &Subject, aspect: Aspect) -> &Value {
        let name = Name { subject: subject.clone(), aspect };
        self.0.get(&name).map_or(&Value::Null, |claim| &claim.value)
    }

    /// The subjects, in order.
    #[must_use]
    pub fn subjects(&self) -> Vec<&Subject> {
        let mut subjects: Vec<_> = self.0.keys().map(|name| &name.subject).collect();
        subjects.dedup();
        subjects
    }

    /// The values that the claims of an enum list for a subject.
    pub fn listed(&self, subject: &Subject) -> impl Iterator<Item = &Value> {
        self.0.iter().filter_map(move |(name, claim)| {
            let listed = name.subject == *subject && matches!(name.aspect, Aspect::Value(_));
            listed.then_some(&claim.value)
        })
    }

    fn add(
        &mut self,
        subject: &Subject,
        aspect: Aspect,
        value: impl Into<Value>,
        place: impl Into<String>,
    ) {
        let name = Name { subject: subject.clone(), aspect };
        // What is said first stands: a page's second row of a name is another page's business.
        self.0.entry(name).or_insert(Claim { value: value.into(), place: place.into() });
    }

    /// Lists a value of an enum.
    fn add_value(&mut self, subject: &Subject, value: &Value, place: impl Into<String>) {
        let name = match value {
            Value::String(text) => text.clone(),
            other => other.to_string(),
        };
        self.add(subject, Aspect::Value(name), value.clone(), place);
    }
}

impl<'a> IntoIterator for &'a Claims {
    type Item = (&'a Name, &'a Claim);
    type IntoIter = btree_map::Iter<'a, Name, Claim>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

/// A type without the width of its numbers: a `long` is an `integer`, a `double` a `number`.
///
/// ```
/// assert_eq!(imagejobs_codegen::claim::without_width("array of long"), "array of integer");
/// ```
#[must_use]
pub fn without_width(kind: &str) -> String {
    let (wrapped, last) = kind
        .rsplit_once(' ')
        .map_or(("", kind), |(_, last)| (&kind[..kind.len() - last.len()], last));
    let last = match last {
        "long" => "integer",
        "float" | "double" => "number",
        other => other,
    };
    format!("{wrapped}{last}")
}
