//! How callers are authenticated: by what core has, a token or a signature, and always by either.

use std::collections::BTreeSet;

use serde_json::{Map, Value};

use super::{Operation, usage};
use crate::document::place::{Findings, Place};
use crate::lint::components::Components;
use crate::lint::quoted;
use crate::rule::Rule;

const RULE: Rule = Rule::Authentication;
const TOKEN: &str = "X-Auth-Token";
const SIGNATURE: &str = "SDK-HMAC-SHA256";

pub(super) fn check_scheme(
    place: &Place<'_>,
    scheme: &Map<String, Value>,
    findings: &mut Findings<'_>,
) {
    let text = |field: &str| scheme.get(field).and_then(Value::as_str);
    let other = match text("type") {
        Some("apiKey") => match (text("in"), text("name")) {
            (Some("header"), Some(name)) if !name.eq_ignore_ascii_case(TOKEN) => "name",
            (Some("query" | "cookie"), _) => "in",
            _ => return,
        },
        Some("http") => match text("scheme") {
            Some(name) if !name.eq_ignore_ascii_case(SIGNATURE) => "scheme",
            _ => return,
        },
        Some("oauth2" | "openIdConnect") => "type",
        _ => return,
    };
    let message = format!(
        "expected a scheme that the client has, an apiKey in the header {TOKEN} or http with the \
         scheme {SIGNATURE}, found {}",
        quoted(text(other).unwrap_or_default())
    );
    findings.add(RULE, &place.key(other), message);
}

/// Whoever signs a request leaves the token out.
pub(super) fn check_parameter(
    place: &Place<'_>,
    parameter: &Map<String, Value>,
    findings: &mut Findings<'_>,
) {
    let text = |field: &str| parameter.get(field).and_then(Value::as_str).unwrap_or_default();
    if text("in") == "header"
        && text("name").eq_ignore_ascii_case(TOKEN)
        && parameter.get("required") == Some(&Value::Bool(true))
    {
        let message = "expected `required: false`: the client sends the token by a security \
                       scheme, and none when it signs";
        findings.add(RULE, &place.key("required"), message);
    }
}

pub(super) fn check<'d>(
    json: &'d Value,
    operations: &[Operation<'d>],
    components: Components<'d>,
    findings: &mut Findings<'_>,
) {
    let declared = components.section("securitySchemes");
    let schemes: BTreeSet<&str> =
        declared.into_iter().flat_map(|all| all.keys().map(String::as_str)).collect();
    let shared = json.get("security");
    if let Some(Value::Array(shared)) = shared {
        check_requirements(&Place::ROOT, shared, &schemes, findings);
        if shared.is_empty() {
            let message = "expected a requirement, found an empty list, which lets everybody in";
            findings.add(RULE, &Place::ROOT.key("security"), message);
        }
    }
    for operation in operations {
        operation.at(|place| match operation.fields.get("security") {
            Some(Value::Array(own)) if own.is_empty() && !takes_secret(operation, components) => {
                let message = "expected a requirement, found an empty list: only an operation that \
                               takes a secret in its body, to exchange it for a token, goes without";
                findings.add(RULE, &place.key("security"), message);
            }
            Some(Value::Array(own)) => check_requirements(place, own, &schemes, findings),
            Some(_) => {}
            None if shared.is_none() => {
                let message =
                    "an operation needs the field `security`, or the document one for all";
                findings.add(RULE, place, message);
            }
            None => {}
        });
    }
}

/// Core sends what it has, of either scheme; it cannot be told to send both, or one only.
fn check_requirements(
    place: &Place<'_>,
    requirements: &[Value],
    schemes: &BTreeSet<&str>,
    findings: &mut Findings<'_>,
) {
    let place = place.key("security");
    let mut named = BTreeSet::new();
    for (index, requirement) in requirements.iter().enumerate() {
        let place = place.index(index);
        let Some(requirement) = requirement.as_object() else { continue };
        named.extend(requirement.keys().map(String::as_str));
        match requirement.len() {
            0 => {
                let message = "expected a scheme, found `{}`, which makes the others optional";
                findings.add(RULE, &place, message);
            }
            1 => {}
            _ => {
                let message = "expected one scheme in each requirement, found several: the client \
                               sends a token or a signature, not both";
                findings.add(RULE, &place, message);
            }
        }
    }
    let missing: Vec<String> =
        schemes.iter().filter(|name| !named.contains(*name)).map(|name| quoted(name)).collect();
    if !missing.is_empty() && !requirements.is_empty() {
        let message = format!(
            "expected every scheme of the document, missing {}: the client sends what its caller \
             has, whatever stands here",
            missing.join(", ")
        );
        findings.add(RULE, &place, message);
    }
}

/// Whether the operation's body holds a secret, at any depth.
fn takes_secret(operation: &Operation<'_>, components: Components<'_>) -> bool {
    let Some(body) = operation.fields.get("requestBody") else { return false };
    let mut has_secret = false;
    usage::visit(body, components, |object| {
        has_secret |= object.get("format").and_then(Value::as_str) == Some("password");
    });
    has_secret
}
