//! The responses of an operation, which become one type of success and one of error.

use serde_json::{Map, Value};

use super::components::Components;
use super::payloads;
use super::quoted;
use crate::document::place::{Findings, Place};
use crate::rule::Rule;

pub(super) fn check<'d>(
    operation: &'d Map<String, Value>,
    place: &Place<'_>,
    components: Components<'d>,
    findings: &mut Findings<'_>,
) {
    let Some(Value::Object(responses)) = operation.get("responses") else {
        return;
    };
    let place = place.key("responses");
    let mut successes = Group::new("success");
    let mut errors = Group::new("error");
    let mut has_success = false;
    // The lowest status sets the type, however the document is ordered.
    let mut responses: Vec<(&String, &Value)> = responses.iter().collect();
    responses.sort_by_key(|(status, _)| *status);
    for (status, response) in responses.into_iter().filter(|(status, _)| !status.starts_with("x-"))
    {
        let place = place.key(status);
        match status.as_bytes() {
            b"default" => {
                findings.add(
                    Rule::Responses,
                    &place,
                    "`default` is not supported; list the statuses",
                );
            }
            [class, b'X', b'X'] => {
                // It would be a success; one problem is enough.
                has_success |= *class == b'2';
                findings.add(
                    Rule::Responses,
                    &place,
                    "a range of statuses is not supported; list the statuses",
                );
            }
            b"101" => {
                findings.add(Rule::Responses, &place, "a change of protocol is not supported")
            }
            [b'2', ..] => {
                has_success = true;
                successes.check(status, response, &place, components, findings);
            }
            [b'4' | b'5', ..] => errors.check(status, response, &place, components, findings),
            _ => {}
        }
    }
    if !has_success {
        findings.add(Rule::Responses, &place, "expected a response with a status from 200 to 299");
    }
}

/// Responses that must have one type.
struct Group<'d> {
    what: &'static str,
    first: Option<(&'d str, Option<&'d Value>)>,
}

impl<'d> Group<'d> {
    fn new(what: &'static str) -> Self {
        Self { what, first: None }
    }

    fn check(
        &mut self,
        status: &'d str,
        response: &'d Value,
        place: &Place<'_>,
        components: Components<'d>,
        findings: &mut Findings<'_>,
    ) {
        // A broken reference is told already.
        let Some(response) = components.resolve("responses", response) else {
            return;
        };
        let schema = payloads::json_schema(response);
        match self.first {
            None => self.first = Some((status, schema)),
            Some((first, expected)) if expected != schema => {
                let message = format!(
                    "a second {} type in one operation, expected {} as under {}, found {}",
                    self.what,
                    named(expected),
                    quoted(first),
                    named(schema)
                );
                findings.add(Rule::Responses, place, message);
            }
            Some(_) => {}
        }
    }
}

fn named(schema: Option<&Value>) -> String {
    match schema {
        None => "no content".to_owned(),
        Some(schema) => match schema.get("$ref").and_then(Value::as_str) {
            Some(target) => quoted(target),
            None => "a schema of its own".to_owned(),
        },
    }
}
