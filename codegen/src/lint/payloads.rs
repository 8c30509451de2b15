//! What requests and responses carry: JSON, or nothing.

use serde_json::{Map, Value};

use super::quoted;
use crate::document::place::{Findings, Place};
use crate::rule::Rule;

/// The schema of a response's JSON; `None` when it carries none.
pub(super) fn json_schema(response: &Value) -> Option<&Value> {
    let content = response.get("content")?.as_object()?;
    let (_, media_type) = content.iter().find(|(name, _)| is_json(name))?;
    media_type.get("schema")
}

pub(super) fn is_json(media_type: &str) -> bool {
    media_type == "application/json" || media_type.starts_with("application/json;")
}

pub(super) fn check_response(
    place: &Place<'_>,
    response: &Map<String, Value>,
    findings: &mut Findings<'_>,
) {
    let Some(Value::Object(content)) = response.get("content") else {
        return;
    };
    let json = content.keys().filter(|name| is_json(name)).count();
    if json == 0 && !content.is_empty() {
        let names: Vec<String> = content.keys().take(5).map(|name| quoted(name)).collect();
        let message = format!("expected application/json, found {}", names.join(", "));
        findings.add(Rule::Payloads, &place.key("content"), message);
    } else if json > 1 {
        let message = "expected one media type application/json, found several";
        findings.add(Rule::Payloads, &place.key("content"), message);
    }
}

pub(super) fn check_request(
    place: &Place<'_>,
    body: &Map<String, Value>,
    findings: &mut Findings<'_>,
) {
    let Some(Value::Object(content)) = body.get("content") else {
        return;
    };
    let place = place.key("content");
    let mut names = content.keys();
    match (names.next(), names.next()) {
        (None, _) => {
            findings.add(Rule::Payloads, &place, "expected application/json, found no media type")
        }
        (Some(name), None) if name == "application/json" => {}
        (Some(name), None) => {
            let message = format!("expected application/json, found {}", quoted(name));
            findings.add(Rule::Payloads, &place, message);
        }
        (Some(_), Some(_)) => {
            let message = "expected application/json alone, several media types are not supported";
            findings.add(Rule::Payloads, &place, message);
        }
    }
}

pub(super) fn check_media_type(
    place: &Place<'_>,
    media_type: &Map<String, Value>,
    findings: &mut Findings<'_>,
) {
    if !media_type.contains_key("schema") {
        findings.add(Rule::Payloads, place, "a media type needs the field `schema`");
    }
    if media_type.contains_key("encoding") {
        findings.add(Rule::Payloads, &place.key("encoding"), "`encoding` is not supported");
    }
}
