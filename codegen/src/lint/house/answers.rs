//! Answers: the failures that every operation has, in one shape, and none that the client drops.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use super::Operation;
use crate::document::place::{Findings, Place};
use crate::lint::components::{Components, name_in};
use crate::lint::payloads::{is_json, json_schema};
use crate::lint::quoted;
use crate::rule::Rule;

pub(super) fn check<'d>(
    operations: &[Operation<'d>],
    components: Components<'d>,
    findings: &mut Findings<'_>,
) {
    let mut failures = Vec::new();
    for operation in operations {
        let Some(Value::Object(responses)) = operation.fields.get("responses") else { continue };
        operation.at(|place| {
            let place = place.key("responses");
            check_statuses(&place, responses, findings);
            for (status, response) in responses.iter().filter(|(status, _)| is_failure(status)) {
                // What is a component is told there, once.
                let name = response
                    .get("$ref")
                    .and_then(Value::as_str)
                    .and_then(|target| name_in("responses", target));
                let pointer = match name {
                    Some(name) => {
                        Place::ROOT.key("components").key("responses").key(name).pointer()
                    }
                    None => place.key(status).pointer(),
                };
                if let Some(response) = components.resolve("responses", response) {
                    failures.push((pointer, json_schema(response)));
                }
            }
        });
    }
    check_shape(failures, findings);
}

fn is_failure(status: &str) -> bool {
    status.starts_with(['4', '5'])
}

fn check_statuses(place: &Place<'_>, responses: &Map<String, Value>, findings: &mut Findings<'_>) {
    let mut missing: Vec<&str> = ["400", "401", "403"]
        .into_iter()
        .filter(|status| !responses.contains_key(*status))
        .collect();
    if !responses.keys().any(|status| status.starts_with('5')) {
        missing.push("one of 5xx");
    }
    if !missing.is_empty() {
        let message = format!(
            "expected the failures 400, 401, 403 and one of 5xx, missing {}",
            missing.join(", ")
        );
        findings.add(Rule::Failures, place, message);
    }
    for status in responses.keys() {
        // The client follows no redirect.
        if status.starts_with(['1', '3']) && status.bytes().all(|b| b.is_ascii_digit()) {
            let message = "the client takes this answer for an unexpected one, whatever is \
                           described here; expected a status of 2xx, 4xx or 5xx";
            findings.add(Rule::DroppedAnswers, &place.key(status), message);
        }
    }
}

/// What most failures are is what all should be.
fn check_shape(failures: Vec<(String, Option<&Value>)>, findings: &mut Findings<'_>) {
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    for (_, schema) in &failures {
        if let Some(schema) = schema {
            *counts.entry(shown(schema)).or_default() += 1;
        }
    }
    let usual = counts.iter().max_by_key(|(_, count)| **count).map(|(shape, _)| shape.clone());
    let Some(usual) = usual else {
        for (pointer, _) in failures {
            let message = "a failure needs a body of application/json that says what went wrong";
            findings.add_at(Rule::ErrorAnswers, &pointer, message);
        }
        return;
    };
    for (pointer, schema) in failures {
        let found = schema.map(shown);
        if found.as_ref() != Some(&usual) {
            let found = found.unwrap_or_else(|| "none".to_owned());
            let message = format!(
                "expected the schema of the other failures, {usual} as application/json, found \
                 {found}"
            );
            findings.add_at(Rule::ErrorAnswers, &pointer, message);
        }
    }
}

fn shown(schema: &Value) -> String {
    match schema.get("$ref").and_then(Value::as_str) {
        Some(target) => quoted(target),
        None => format!("the inline schema {}", quoted(&schema.to_string())),
    }
}

pub(super) fn check_media_types(
    place: &Place<'_>,
    response: &Map<String, Value>,
    findings: &mut Findings<'_>,
) {
    let Some(Value::Object(content)) = response.get("content") else { return };
    if !content.keys().any(|name| is_json(name)) {
        return;
    }
    let place = place.key("content");
    for name in content.keys().filter(|name| !is_json(name)) {
        let message = format!(
            "expected application/json alone, found {} beside it, which the client never reads",
            quoted(name)
        );
        findings.add(Rule::DroppedAnswers, &place.key(name), message);
    }
}
