//! Whether generated code says what its document says.
//!
//! The code carries a part of what a document says: [`is_carried`] tells which. For each such fact
//! there is a [`Mark`], and for each that the code has beside the document. Last comes the module as
//! a whole, which must be what the document generates, to the letter.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::claim::{Aspect, Claims, Name, Subject, without_width};
use crate::diff;
use crate::generate;
use crate::page::Location;
use crate::problem::Problems;
use crate::targets::Target;

/// How a side stands to a fact.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Mark {
    /// It says the same.
    Agrees,
    /// It says something else: what.
    Differs(String),
}

/// The marks of generated code, for all that it carries of what the document says.
#[must_use]
pub fn marks(document: &Claims, code: &Claims, target: &Target) -> BTreeMap<Name, Mark> {
    let mut marks = BTreeMap::new();
    for (name, claim) in document {
        if !is_carried(name) {
            continue;
        }
        let mark = match code.get(name) {
            Some(said) if said.value == as_in_code(&name.aspect, &claim.value) => Mark::Agrees,
            Some(said) => {
                Mark::Differs(format!("the document says {}, the code {}", claim.value, said.value))
            }
            None => Mark::Differs("the code does not say it".to_owned()),
        };
        marks.insert(name.clone(), mark);
    }
    for (name, _) in code {
        if document.get(name).is_none() && !is_explained(name, document, target) {
            marks.insert(name.clone(), Mark::Differs("only the code says it".to_owned()));
        }
    }
    marks
}

/// The mark of a generated module as a whole: whether it is what the document generates.
///
/// # Errors
/// Everything that is wrong with the document.
pub fn whole(target: &Target, document: &str, code: &str) -> Result<(Name, Mark), Problems> {
    let (source, _) = generate(target, document)?;
    let name = Name { subject: Subject::Module(target.module.to_owned()), aspect: Aspect::Exists };
    if source.text == code {
        return Ok((name, Mark::Agrees));
    }
    let diff = diff::unified(code, &source.text, &source.path);
    let changed = |line: &&str| {
        (line.starts_with('+') && !line.starts_with("+++"))
            || (line.starts_with('-') && !line.starts_with("---"))
    };
    let first: Vec<_> = diff.lines().filter(changed).take(2).map(str::trim_end).collect();
    let told = format!("the document generates other code: {}", first.join(" / "));
    Ok((name, Mark::Differs(told)))
}

/// Whether generated code says a fact of the document.
///
/// It says nothing of what core does for every operation (credentials, failures), of what only the
/// server knows (defaults), and of what a response has to have: nothing.
#[must_use]
pub fn is_carried(name: &Name) -> bool {
    let typed = matches!(name.aspect, Aspect::Exists | Aspect::Type | Aspect::Value(_));
    match &name.subject {
        Subject::Operation => {
            matches!(name.aspect, Aspect::Method | Aspect::Path | Aspect::Id | Aspect::Action(_))
        }
        Subject::Parameter(Location::Path | Location::Query, _) => {
            typed || matches!(name.aspect, Aspect::Mandatory | Aspect::Minimum | Aspect::Maximum)
        }
        Subject::Status(status) => {
            status.starts_with('2') && matches!(name.aspect, Aspect::Exists | Aspect::MediaType)
        }
        Subject::ResponseField(status, _) => status.starts_with('2') && typed,
        Subject::Field(..) => typed,
        Subject::Schema(_) | Subject::Region(_) => true,
        _ => false,
    }
}

/// A document's value as code has it: it knows one width of numbers.
fn as_in_code(aspect: &Aspect, value: &Value) -> Value {
    match (aspect, value.as_str()) {
        (Aspect::Type | Aspect::Property(_), Some(kind)) => without_width(kind).into(),
        _ => value.clone(),
    }
}

/// Whether code may say something that its document does not.
fn is_explained(name: &Name, document: &Claims, target: &Target) -> bool {
    let known = target.overlay.known_values;
    match (&name.subject, &name.aspect) {
        // The overlay knows values that the document does not list.
        (Subject::Field(schema, property), Aspect::Value(value)) => known.iter().any(|known| {
            (known.schema, known.property) == (schema, property)
                && known.values.contains(&value.as_str())
        }),
        (Subject::Schema(schema), _) => known.iter().any(|known| known.name == schema),
        // What a whole body is read as is claimed of its status, and as a schema.
        (Subject::Field(object, field), _) => {
            let subject = Subject::Schema(object.clone());
            let property = Name { subject, aspect: Aspect::Property(field.clone()) };
            document.get(&property).is_some()
                && !document
                    .subjects()
                    .iter()
                    .any(|subject| matches!(subject, Subject::Field(other, _) if other == object))
        }
        _ => false,
    }
}
