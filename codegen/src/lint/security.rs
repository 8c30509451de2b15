//! Security schemes, and requirements that name them.

use serde_json::{Map, Value};

use super::components::Components;
use super::quoted;
use crate::document::place::{Findings, Place};
use crate::rule::Rule;

/// The fields that each type of scheme needs.
pub(super) fn check_scheme(
    place: &Place<'_>,
    scheme: &Map<String, Value>,
    findings: &mut Findings<'_>,
) {
    let typ = scheme.get("type").and_then(Value::as_str).unwrap_or_default();
    let needed: &[&str] = match typ {
        "apiKey" => &["name", "in"],
        "http" => &["scheme"],
        "oauth2" => &["flows"],
        "openIdConnect" => &["openIdConnectUrl"],
        _ => &[],
    };
    for field in needed.iter().filter(|field| !scheme.contains_key(**field)) {
        findings.add(
            Rule::Security,
            place,
            format!("a security scheme of type {typ} needs the field `{field}`"),
        );
    }
}

/// The requirements of an operation, or of the whole document.
pub(super) fn check_requirements(
    requirements: Option<&Value>,
    place: &Place<'_>,
    components: Components<'_>,
    findings: &mut Findings<'_>,
) {
    let Some(Value::Array(requirements)) = requirements else {
        return;
    };
    let schemes = components.section("securitySchemes");
    let place = place.key("security");
    for (index, requirement) in requirements.iter().enumerate() {
        let place = place.index(index);
        for (name, scopes) in requirement.as_object().into_iter().flatten() {
            let place = place.key(name);
            let Some(scheme) = schemes.and_then(|schemes| schemes.get(name)) else {
                let names = schemes.into_iter().flat_map(|all| all.keys().map(String::as_str));
                let suggestion = findings.suggestion(name, names);
                let message = format!("there is no security scheme {}{suggestion}", quoted(name));
                findings.add(Rule::Security, &place, message);
                continue;
            };
            let scheme = components.resolve("securitySchemes", scheme);
            let typ = scheme.and_then(|scheme| scheme.get("type")?.as_str()).unwrap_or_default();
            let has_scopes = scopes.as_array().is_some_and(|scopes| !scopes.is_empty());
            if has_scopes && matches!(typ, "apiKey" | "http") {
                let message =
                    format!("expected an empty list, a scheme of type {typ} has no scopes");
                findings.add(Rule::Security, &place, message);
            }
        }
    }
}
