//! What an operation says of itself: its chapter, its permissions, its body.

use std::collections::HashSet;

use serde_json::{Map, Value};

use super::Operation;
use crate::document::place::{Findings, Place};
use crate::lint::quoted;
use crate::rule::Rule;

pub(super) fn check(json: &Value, operations: &[Operation<'_>], findings: &mut Findings<'_>) {
    for operation in operations {
        operation.at(|place| check_permissions(place, operation.fields, findings));
    }
    check_tags(json, operations, findings);
}

/// The levels that permissions of the platform have.
const ACCESS_LEVELS: [&str; 5] = ["List", "Read", "Write", "Permission management", "Tagging"];

fn check_permissions(
    place: &Place<'_>,
    operation: &Map<String, Value>,
    findings: &mut Findings<'_>,
) {
    let rule = Rule::PermissionsGiven;
    let Some(permissions) = operation.get("x-permissions") else {
        let message = "an operation needs the field `x-permissions`: a list of actions with their \
                       access levels, empty when none are known";
        findings.add(rule, place, message);
        return;
    };
    let place = place.key("x-permissions");
    let mut seen = HashSet::new();
    for (index, permission) in permissions.as_array().into_iter().flatten().enumerate() {
        let place = place.index(index);
        let Some(permission) = permission.as_object() else { continue };
        match permission.get("access_level") {
            None => findings.add(rule, &place, "a permission needs the field `access_level`"),
            Some(Value::String(level)) if ACCESS_LEVELS.contains(&level.as_str()) => {}
            Some(other) => {
                let found = other.as_str().map_or_else(|| other.to_string(), quoted);
                let message =
                    format!("expected one of {}, found {found}", ACCESS_LEVELS.join(", "));
                findings.add(rule, &place.key("access_level"), message);
            }
        }
        let known = ["action", "access_level"];
        for key in permission.keys().filter(|key| !known.contains(&key.as_str())) {
            let message = format!("a permission has no field {}", quoted(key));
            findings.add(rule, &place.key(key), message);
        }
        if let Some(Value::String(action)) = permission.get("action")
            && !seen.insert(action)
        {
            findings.add(rule, &place.key("action"), format!("{} is listed twice", quoted(action)));
        }
    }
}

fn check_tags(json: &Value, operations: &[Operation<'_>], findings: &mut Findings<'_>) {
    let mut used = HashSet::new();
    let declared: Vec<Option<&str>> = json
        .get("tags")
        .and_then(Value::as_array)
        .into_iter()
        .flatten()
        .map(|tag| tag.get("name").and_then(Value::as_str))
        .collect();
    let names: HashSet<&str> = declared.iter().filter_map(|name| *name).collect();
    for operation in operations {
        operation.at(|place| {
            let tags = operation.fields.get("tags").and_then(Value::as_array);
            if tags.is_none_or(Vec::is_empty) {
                findings.add(Rule::Tags, place, "an operation needs one of the document's `tags`");
            }
            let place = place.key("tags");
            for (index, tag) in tags.into_iter().flatten().enumerate() {
                let Some(tag) = tag.as_str() else { continue };
                used.insert(tag);
                if !names.contains(tag) {
                    let suggestion = findings.suggestion(tag, names.iter().copied());
                    let message =
                        format!("the document declares no tag {}{suggestion}", quoted(tag));
                    findings.add(Rule::Tags, &place.index(index), message);
                }
            }
        });
    }
    let root = Place::ROOT;
    let place = root.key("tags");
    let mut seen = HashSet::new();
    for (index, name) in declared.into_iter().enumerate() {
        let Some(name) = name else { continue };
        let place = place.index(index);
        if !seen.insert(name) {
            let message = format!("the tag {} is declared twice", quoted(name));
            findings.add(Rule::Tags, &place, message);
        } else if !used.contains(name) {
            findings.add(Rule::Tags, &place, format!("no operation has the tag {}", quoted(name)));
        }
    }
}

/// The client sends a body with every call.
pub(super) fn check_body(
    place: &Place<'_>,
    body: &Map<String, Value>,
    findings: &mut Findings<'_>,
) {
    if body.get("required") != Some(&Value::Bool(true)) {
        let place = if body.contains_key("required") { place.key("required") } else { *place };
        let message = "a request body must be `required: true`: the client always sends it";
        findings.add(Rule::RequiredBodies, &place, message);
    }
}
