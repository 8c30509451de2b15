//! Keywords that the client would drop in silence.
//!
//! OpenAPI lets a document say more than a client holds. A keyword of an object either shows in the
//! generated code, or is documentation, or is refused here. For schemas that depends on where they
//! are used: a request keeps a bound, a response is read leniently, and a failure is read by core
//! alone, whatever the document says.

#[cfg(test)]
mod experiment;
mod schemas;

use serde_json::{Map, Value};

pub(super) use self::schemas::check_schemas;
use crate::document::place::{Findings, Place};
use crate::rule::Rule;
use crate::structure::grammar::Role;

/// The fields, of objects other than schemas, that leave no trace and mean something.
const DROPPED: &[(Role, &[&str])] = &[
    (Role::Components, &["links", "callbacks"]),
    (Role::Operation, &["deprecated"]),
    (Role::Parameter, &["deprecated", "allowEmptyValue"]),
    (Role::Response, &["links"]),
    (Role::Example, &["externalValue"]),
    (
        Role::Header,
        &["required", "deprecated", "allowEmptyValue", "explode", "allowReserved", "content"],
    ),
];

/// The fields that say something of each type of security scheme.
const SCHEMES: &[(&str, &[&str])] = &[
    ("apiKey", &["type", "description", "name", "in"]),
    ("http", &["type", "description", "scheme"]),
];

pub(super) fn check_fields(
    role: Role,
    place: &Place<'_>,
    object: &Map<String, Value>,
    findings: &mut Findings<'_>,
) {
    let dropped = DROPPED.iter().find(|(of, _)| *of == role).map_or(&[][..], |(_, fields)| fields);
    for field in dropped.iter().filter(|field| object.get(**field).is_some_and(means)) {
        let message = format!(
            "`{field}` of {} leaves no trace in the client; leave it out, and say it in the \
             description",
            role.noun()
        );
        findings.add(Rule::DroppedKeywords, &place.key(field), message);
    }
    if role == Role::SecurityScheme
        && let Some(typ) = object.get("type").and_then(Value::as_str)
        && let Some((_, fields)) = SCHEMES.iter().find(|(of, _)| *of == typ)
    {
        let is_other = |key: &&String| !key.starts_with("x-") && !fields.contains(&key.as_str());
        for key in object.keys().filter(is_other) {
            let message = format!("`{key}` says nothing of a scheme of type {typ}; leave it out");
            findings.add(Rule::DroppedKeywords, &place.key(key), message);
        }
    }
}

/// Whether a value says more than leaving the keyword out does.
fn means(value: &Value) -> bool {
    match value {
        Value::Bool(is_set) => *is_set,
        Value::Object(map) => !map.is_empty(),
        Value::Array(list) => !list.is_empty(),
        _ => true,
    }
}
