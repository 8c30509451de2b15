//! Operations, each with its path: names, parameters, responses, security.

use std::collections::HashMap;

use serde_json::{Map, Value};

use super::components::Components;
use super::{names, parameters, paths, quoted, responses, security};
use crate::document::place::{Findings, Place};
use crate::rule::Rule;
use crate::structure::{noun, openapi::METHODS};

pub(super) fn check<'d>(json: &'d Value, components: Components<'d>, findings: &mut Findings<'_>) {
    let Some(Value::Object(all)) = json.get("paths") else {
        return;
    };
    let root = Place::ROOT;
    let paths_place = root.key("paths");
    let mut items: Vec<(usize, &String, &Value)> = all
        .iter()
        .filter(|(path, _)| path.starts_with('/'))
        .map(|(path, item)| (findings.line(&paths_place.key(path)), path, item))
        .collect();
    items.sort_by_key(|(line, path, _)| (*line, *path));

    let mut ids = Ids::default();
    let mut templates = paths::Templates::default();
    for (_, path, item) in items {
        let place = paths_place.key(path);
        let Some(names) = templates.check(path, &place, findings) else {
            continue;
        };
        let shared = parameters::List::of(item, &place, components, findings);
        for method in METHODS {
            let Some(Value::Object(operation)) = item.get(method) else {
                continue;
            };
            let place = place.key(method);
            ids.check(operation, &place, findings);
            let own = parameters::List::of(&item[method], &place, components, findings);
            let has_body = operation.contains_key("requestBody");
            parameters::check_together(&shared, &own, &names, has_body, &place, findings);
            responses::check(operation, &place, components, findings);
            security::check_requirements(operation.get("security"), &place, components, findings);
        }
    }
}

/// What codegen asks of an operation, wherever it stands.
pub(super) fn check_support(
    place: &Place<'_>,
    operation: &Map<String, Value>,
    findings: &mut Findings<'_>,
) {
    for field in ["servers", "callbacks"] {
        if operation.contains_key(field) {
            findings.add(
                Rule::Operations,
                &place.key(field),
                format!("`{field}` of an operation is not supported"),
            );
        }
    }
    for key in operation.keys().filter(|key| key.starts_with("x-dropshot-")) {
        findings.add(
            Rule::Operations,
            &place.key(key),
            "changes the generated method, which is not supported",
        );
    }
    check_permissions(place, operation, findings);
}

fn check_permissions(
    place: &Place<'_>,
    operation: &Map<String, Value>,
    findings: &mut Findings<'_>,
) {
    let Some(permissions) = operation.get("x-permissions") else {
        return;
    };
    let place = place.key("x-permissions");
    let Value::Array(permissions) = permissions else {
        findings.add(
            Rule::Permissions,
            &place,
            format!("expected a list, found {}", noun(permissions)),
        );
        return;
    };
    for (index, permission) in permissions.iter().enumerate() {
        let place = place.index(index);
        if !permission.is_object() {
            findings.add(
                Rule::Permissions,
                &place,
                format!("expected an object, found {}", noun(permission)),
            );
            continue;
        }
        match permission.get("action") {
            None => {
                findings.add(Rule::Permissions, &place, "a permission needs the field `action`")
            }
            Some(Value::String(action)) if is_action(action) => {}
            Some(Value::String(action)) => {
                let message = format!(
                    "expected an action such as workspace:images:listImageJobs, found {}",
                    quoted(action)
                );
                findings.add(Rule::Permissions, &place.key("action"), message);
            }
            Some(other) => {
                let message = format!("expected a string, found {}", noun(other));
                findings.add(Rule::Permissions, &place.key("action"), message);
            }
        }
    }
}

/// `[a-z]+:[A-Za-z]+:[A-Za-z]+`
fn is_action(action: &str) -> bool {
    let parts: Vec<&str> = action.split(':').collect();
    let is_word = |part: &&str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_alphabetic());
    parts.len() == 3
        && parts.iter().all(is_word)
        && parts[0].bytes().all(|b| b.is_ascii_lowercase())
}

/// The operations' ids, which become methods.
#[derive(Default)]
struct Ids {
    /// By the method's name: the id and its line.
    seen: HashMap<String, (String, usize)>,
}

impl Ids {
    fn check(
        &mut self,
        operation: &Map<String, Value>,
        place: &Place<'_>,
        findings: &mut Findings<'_>,
    ) {
        let Some(Value::String(id)) = operation.get("operationId") else {
            return;
        };
        let place = place.key("operationId");
        if !id.contains(char::is_alphabetic) {
            let message = format!("expected a name such as list_jobs, found {}", quoted(id));
            findings.add(Rule::RustNames, &place, message);
            return;
        }
        let line = findings.line(&place);
        let method = names::snake(id);
        match self.seen.get(&method) {
            None => {
                self.seen.insert(method, (id.clone(), line));
            }
            Some((first, at)) if first == id => {
                let message = format!("{} is in line {at} already; an id is unique", quoted(id));
                findings.add(Rule::RustNames, &place, message);
            }
            Some((first, at)) => {
                let first = quoted(first);
                let message =
                    format!("in Rust this would be `{method}`, as {first} in line {at} is already");
                findings.add(Rule::RustNames, &place, message);
            }
        }
    }
}
