//! Extensions: the few that are read, where they are read.

use serde_json::{Map, Value};

use crate::document::place::{Findings, Place};
use crate::lint::quoted;
use crate::rule::Rule;
use crate::structure::{grammar::Role, noun};

const RULE: Rule = Rule::Extensions;

/// Who carries which extension.
const KNOWN: [(Role, &str); 3] = [
    // The actions that a caller must be allowed; codegen reads it.
    (Role::Operation, "x-permissions"),
    // The page that an operation was described from; `cargo xtask page check` reads it.
    (Role::Operation, "x-reference-page"),
    // A list of values that grows no more; `cargo xtask diff` reads it.
    (Role::Schema, "x-closed"),
];

pub(super) fn check(
    role: Role,
    place: &Place<'_>,
    object: &Map<String, Value>,
    findings: &mut Findings<'_>,
) {
    refuse_unknown(Some(role), place, object, findings);
    // Maps that take extensions beside their keys.
    let map = match role {
        Role::Document => Some("paths"),
        Role::Operation => Some("responses"),
        _ => None,
    };
    if let Some((key, Value::Object(map))) = map.and_then(|key| Some((key, object.get(key)?))) {
        refuse_unknown(None, &place.key(key), map, findings);
    }
    if let Some(page) = object.get("x-reference-page").filter(|_| role == Role::Operation) {
        check_page(&place.key("x-reference-page"), page, findings);
    }
    if let Some(closed) = object.get("x-closed").filter(|_| role == Role::Schema) {
        check_closed(&place.key("x-closed"), closed, object, findings);
    }
}

fn refuse_unknown(
    role: Option<Role>,
    place: &Place<'_>,
    object: &Map<String, Value>,
    findings: &mut Findings<'_>,
) {
    for key in object.keys().filter(|key| key.starts_with("x-")) {
        let is_known = KNOWN.iter().any(|(of, known)| Some(*of) == role && known == key);
        if is_known {
            continue;
        }
        let elsewhere = KNOWN.iter().find(|(_, known)| known == key);
        let message = match elsewhere {
            Some((of, _)) => format!("`{key}` is read of {} only, found it elsewhere", of.noun()),
            None => {
                let names = KNOWN.iter().map(|(_, known)| *known);
                let suggestion = findings.suggestion(key, names);
                format!("nobody reads the extension {}{suggestion}", quoted(key))
            }
        };
        findings.add(RULE, &place.key(key), message);
    }
}

fn check_page(place: &Place<'_>, page: &Value, findings: &mut Findings<'_>) {
    let Some(page) = page.as_object() else {
        findings.add(RULE, place, format!("expected an object, found {}", noun(page)));
        return;
    };
    for field in ["title", "updated"] {
        match page.get(field) {
            None => {
                findings.add(RULE, place, format!("a reference page needs the field `{field}`"))
            }
            Some(Value::String(text)) if !text.trim().is_empty() => {}
            Some(Value::String(_)) => {
                findings.add(RULE, &place.key(field), "expected a text, found an empty one");
            }
            Some(other) => {
                let message = format!("expected a string, found {}", noun(other));
                findings.add(RULE, &place.key(field), message);
            }
        }
    }
    for key in page.keys().filter(|key| !matches!(key.as_str(), "title" | "updated")) {
        let message = format!("a reference page has no field {}", quoted(key));
        findings.add(RULE, &place.key(key), message);
    }
}

fn check_closed(
    place: &Place<'_>,
    closed: &Value,
    schema: &Map<String, Value>,
    findings: &mut Findings<'_>,
) {
    if !closed.is_boolean() {
        findings.add(RULE, place, format!("expected true or false, found {}", noun(closed)));
    }
    if !schema.contains_key("enum") {
        findings.add(RULE, place, "only a schema with `enum` can be closed");
    }
}
