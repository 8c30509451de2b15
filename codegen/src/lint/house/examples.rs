//! Examples and defaults that should be there, or should not. That they fit is every document's rule.

use serde_json::{Map, Value};

use crate::document::place::{Findings, Place};
use crate::lint::components::{Components, name_in};
use crate::lint::quoted;
use crate::rule::Rule;
use crate::structure::grammar::Role;

/// A parameter, a header and a body show an example.
pub(super) fn check_given(
    role: Role,
    place: &Place<'_>,
    object: &Map<String, Value>,
    findings: &mut Findings<'_>,
) {
    let has_some =
        object.get("examples").and_then(Value::as_object).is_some_and(|of| !of.is_empty());
    if !object.contains_key("example") && !has_some {
        let message = format!("{} needs an `example`, or `examples`", role.noun());
        findings.add(Rule::ExamplesGiven, place, message);
    }
    check_shown(place, object, findings);
}

fn check_shown(place: &Place<'_>, holder: &Map<String, Value>, findings: &mut Findings<'_>) {
    if holder.get("example").and_then(Value::as_str).is_some_and(|text| text.trim().is_empty()) {
        let message = "expected an example that shows something, found an empty text";
        findings.add(Rule::ExamplesGiven, &place.key("example"), message);
    }
}

/// A scalar shows an example, unless what holds it does.
pub(super) fn check_schema(
    place: &Place<'_>,
    schema: &Map<String, Value>,
    findings: &mut Findings<'_>,
) {
    let is_scalar = matches!(
        schema.get("type").and_then(Value::as_str),
        Some("string" | "integer" | "number" | "boolean")
    );
    // That of a parameter, a header or a body stands beside the schema.
    let is_shown = place.keys().0 == Some("schema") && place.keys().1 != Some("properties")
        || place.list_key().is_some();
    if is_scalar && !is_shown && !schema.contains_key("example") {
        findings.add(Rule::ExamplesGiven, place, "a scalar schema needs an `example`");
    }
    check_shown(place, schema, findings);
}

/// An example holds the value that it is about.
pub(super) fn check_value(
    place: &Place<'_>,
    example: &Map<String, Value>,
    findings: &mut Findings<'_>,
) {
    if !example.contains_key("value") {
        findings.add(Rule::ExamplesGiven, place, "an example needs the field `value`");
    }
}

/// The examples of a body, or of a schema, hold no field that is described nowhere.
pub(super) fn check_fields<'d>(
    role: Role,
    place: &Place<'_>,
    holder: &'d Map<String, Value>,
    components: Components<'d>,
    findings: &mut Findings<'_>,
) {
    let schema = match role {
        Role::Schema => Schema::Here(holder),
        _ => match holder.get("schema") {
            Some(schema) => Schema::There(schema),
            None => return,
        },
    };
    if let Some(example) = holder.get("example") {
        strange_fields(schema, example, &place.key("example"), components, findings);
    }
    let examples = place.key("examples");
    let root = Place::ROOT.key("components");
    let shared = root.key("examples");
    for (name, example) in holder.get("examples").and_then(Value::as_object).into_iter().flatten() {
        let component = example
            .get("$ref")
            .and_then(Value::as_str)
            .and_then(|target| name_in("examples", target));
        let resolved = components.resolve("examples", example);
        let Some(value) = resolved.and_then(|example| example.get("value")) else { continue };
        // What is a component is told there.
        let place = component.map_or(examples.key(name), |component| shared.key(component));
        strange_fields(schema, value, &place.key("value"), components, findings);
    }
}

/// A parameter that must be given has no default.
pub(super) fn check_default<'d>(
    place: &Place<'_>,
    parameter: &'d Map<String, Value>,
    components: Components<'d>,
    findings: &mut Findings<'_>,
) {
    let Some(schema) = parameter.get("schema") else { return };
    if parameter.get("required") == Some(&Value::Bool(true)) && has_default(schema, components) {
        let place = place.key("schema");
        let message = "expected no `default`: the parameter is required, so nobody leaves it out";
        findings.add(Rule::OptionalDefaults, &default_of(&place, schema), message);
    }
}

/// A property that must be given has no default.
pub(super) fn check_defaults<'d>(
    place: &Place<'_>,
    schema: &'d Map<String, Value>,
    components: Components<'d>,
    findings: &mut Findings<'_>,
) {
    let Some(Value::Object(properties)) = schema.get("properties") else { return };
    let required = schema.get("required").and_then(Value::as_array);
    let place = place.key("properties");
    for name in required.into_iter().flatten().filter_map(Value::as_str) {
        let Some(property) = properties.get(name) else { continue };
        if has_default(property, components) {
            let message = format!(
                "expected no `default`: {} is required, so nobody leaves it out",
                quoted(name)
            );
            let place = place.key(name);
            findings.add(Rule::OptionalDefaults, &default_of(&place, property), message);
        }
    }
}

fn has_default<'d>(schema: &'d Value, components: Components<'d>) -> bool {
    components.resolve("schemas", schema).is_some_and(|schema| schema.get("default").is_some())
}

/// Where the default stands: here, or where the reference leads.
fn default_of<'p>(place: &'p Place<'p>, schema: &Value) -> Place<'p> {
    if schema.get("$ref").is_some() { *place } else { place.key("default") }
}

/// A schema, as it was found.
#[derive(Clone, Copy)]
enum Schema<'d> {
    Here(&'d Map<String, Value>),
    There(&'d Value),
}

fn strange_fields<'d>(
    schema: Schema<'d>,
    value: &Value,
    place: &Place<'_>,
    components: Components<'d>,
    findings: &mut Findings<'_>,
) {
    let schema = match schema {
        Schema::Here(schema) => schema,
        Schema::There(schema) => {
            match components.resolve("schemas", schema).and_then(Value::as_object) {
                Some(schema) => schema,
                None => return,
            }
        }
    };
    match value {
        Value::Array(list) => {
            let Some(items) = schema.get("items") else { return };
            for (index, value) in list.iter().enumerate() {
                let place = place.index(index);
                strange_fields(Schema::There(items), value, &place, components, findings);
            }
        }
        Value::Object(object) => {
            // What may hold other fields, or is composed of several schemas, is not judged.
            let open = ["additionalProperties", "allOf", "oneOf", "anyOf"];
            let Some(Value::Object(properties)) = schema.get("properties") else { return };
            if open.iter().any(|keyword| schema.contains_key(*keyword)) {
                return;
            }
            for (name, value) in object {
                let place = place.key(name);
                match properties.get(name) {
                    Some(property) => {
                        let property = Schema::There(property);
                        strange_fields(property, value, &place, components, findings);
                    }
                    None => {
                        let names = properties.keys().map(String::as_str);
                        let suggestion = findings.suggestion(name, names);
                        let message =
                            format!("the schema describes no field {}{suggestion}", quoted(name));
                        findings.add(Rule::ExampleFields, &place, message);
                    }
                }
            }
        }
        _ => {}
    }
}
