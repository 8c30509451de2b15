//! What operations, components and types are called.

use serde_json::{Map, Value};

use super::Operation;
use crate::document::place::{Findings, Place};
use crate::lint::components::Components;
use crate::lint::{names, quoted};
use crate::rule::Rule;

pub(super) fn check_operations(operations: &[Operation<'_>], findings: &mut Findings<'_>) {
    for operation in operations {
        let Some(Value::String(id)) = operation.fields.get("operationId") else {
            continue;
        };
        let expected = names::snake(id);
        // What has no letters is told as such.
        if *id != expected && id.contains(char::is_alphabetic) {
            let message = format!("expected snake_case, `{expected}`, found {}", quoted(id));
            operation.at(|place| {
                findings.add(Rule::OperationIds, &place.key("operationId"), message);
            });
        }
    }
}

pub(super) fn check_components<'d>(
    place: &Place<'_>,
    sections: &'d Map<String, Value>,
    components: Components<'d>,
    findings: &mut Findings<'_>,
) {
    for (section, entries) in sections {
        let place = place.key(section);
        for (name, component) in entries.as_object().into_iter().flatten() {
            let place = place.key(name);
            // Response headers are named by the service.
            let (case, is_first): (_, fn(&u8) -> bool) = match section.as_str() {
                "headers" => continue,
                "securitySchemes" => ("lowerCamelCase", u8::is_ascii_lowercase),
                _ => ("UpperCamelCase", u8::is_ascii_uppercase),
            };
            let is_cased = name.bytes().next().is_some_and(|first| is_first(&first))
                && name.bytes().all(|b| b.is_ascii_alphanumeric())
                && (name.len() < 2 || name.bytes().any(|b| b.is_ascii_lowercase()));
            if !is_cased {
                let message = format!("expected a name in {case}, found {}", quoted(name));
                findings.add(Rule::ComponentNames, &place, message);
            } else if section == "parameters" {
                check_parameter(&place, name, component, components, findings);
            }
        }
    }
}

/// `X-Auth-Token` is an `AuthToken`, and `name` may be a `ProjectName`.
fn check_parameter<'d>(
    place: &Place<'_>,
    component: &str,
    parameter: &'d Value,
    components: Components<'d>,
    findings: &mut Findings<'_>,
) {
    let parameter = components.resolve("parameters", parameter);
    let Some(name) = parameter.and_then(|parameter| parameter.get("name")?.as_str()) else {
        return;
    };
    let plain = name.strip_prefix("X-").or(name.strip_prefix("x-")).unwrap_or(name);
    let expected = names::pascal(plain);
    let is_close =
        component.to_ascii_lowercase().ends_with(&names::letters(plain).to_ascii_lowercase());
    if !is_close {
        let message = format!(
            "expected a name that ends in that of the parameter {}, such as {expected}, found {}",
            quoted(name),
            quoted(component)
        );
        findings.add(Rule::ComponentNames, place, message);
    }
}

/// Objects and lists of values have a name, and everything has a type.
pub(super) fn check_schema(
    place: &Place<'_>,
    schema: &Map<String, Value>,
    findings: &mut Findings<'_>,
) {
    let (name, section) = place.keys();
    let is_component = section == Some("schemas") && name.is_some();
    // A part of `allOf` is merged into what has the name.
    let is_merged = place.list_key() == Some("allOf");
    let typ = schema.get("type").and_then(Value::as_str);
    let is_object = typ == Some("object") || schema.contains_key("properties");
    let is_choice = ["oneOf", "anyOf"].iter().any(|keyword| schema.contains_key(*keyword));
    let what = if is_object {
        Some("an object")
    } else if schema.contains_key("enum") {
        Some("a list of values")
    } else if is_choice {
        Some("a choice of schemas")
    } else {
        None
    };
    if let Some(what) = what.filter(|_| !is_component && !is_merged) {
        let message = format!(
            "expected {what} as a component of its own, referred to by \
             `#/components/schemas/<name>`, found it inline"
        );
        findings.add(Rule::NamedSchemas, place, message);
    }
    let is_composed = is_choice || schema.contains_key("allOf");
    if !is_composed && !is_merged && !schema.contains_key("type") {
        findings.add(Rule::TypedSchemas, place, "a schema needs the field `type`");
    }
    let has_fields = schema.get("properties").is_some_and(|of| of != &Value::Object(Map::new()))
        || schema.get("additionalProperties").is_some_and(Value::is_object);
    if typ == Some("object") && !is_composed && !has_fields {
        let message = "an object needs `properties`, or a schema of `additionalProperties`";
        findings.add(Rule::TypedSchemas, place, message);
    }
}

/// A listed value has a name.
pub(super) fn check_values(
    place: &Place<'_>,
    schema: &Map<String, Value>,
    findings: &mut Findings<'_>,
) {
    let place = place.key("enum");
    let values = schema.get("enum").and_then(Value::as_array);
    for (index, value) in values.into_iter().flatten().enumerate() {
        let Some(text) = value.as_str().filter(|text| text.trim() != *text || text.is_empty())
        else {
            continue;
        };
        let message = format!(
            "expected a value without blanks around it, and not empty, found {}",
            quoted(text)
        );
        findings.add(Rule::NamedValues, &place.index(index), message);
    }
}
