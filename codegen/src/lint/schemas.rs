//! Schemas that make sense, and that the generator takes.

use std::collections::{HashMap, HashSet};

use serde_json::{Map, Value};

use super::components::Components;
use super::{names, quoted, values};
use crate::document::place::{Findings, Place};
use crate::rule::Rule;

pub(super) fn check(place: &Place<'_>, schema: &Map<String, Value>, findings: &mut Findings<'_>) {
    check_keywords(place, schema, findings);
    check_bounds(place, schema, findings);
    check_required(place, schema, findings);
    check_composition(place, schema, findings);
    check_field_names(place, schema, findings);
    if type_of(schema) == Some("array") && !schema.contains_key("items") {
        findings.add(Rule::Keywords, place, "a schema of type array needs the field `items`");
    }
}

/// Two schemas must not become one Rust type.
pub(super) fn check_type_names(components: Components<'_>, findings: &mut Findings<'_>) {
    let Some(schemas) = components.section("schemas") else {
        return;
    };
    let root = Place::ROOT;
    let components = root.key("components");
    let place = components.key("schemas");
    check_unique_names(schemas.keys(), &place, names::pascal, findings);
}

fn type_of(schema: &Map<String, Value>) -> Option<&str> {
    schema.get("type")?.as_str()
}

/// Which types a keyword says something about.
const KEYWORDS: &[(&str, &[&str])] = &[
    ("multipleOf", &["integer", "number"]),
    ("maximum", &["integer", "number"]),
    ("exclusiveMaximum", &["integer", "number"]),
    ("minimum", &["integer", "number"]),
    ("exclusiveMinimum", &["integer", "number"]),
    ("maxLength", &["string"]),
    ("minLength", &["string"]),
    ("pattern", &["string"]),
    ("format", &["string", "integer", "number"]),
    ("maxItems", &["array"]),
    ("minItems", &["array"]),
    ("uniqueItems", &["array"]),
    ("items", &["array"]),
    ("maxProperties", &["object"]),
    ("minProperties", &["object"]),
    ("properties", &["object"]),
    ("required", &["object"]),
    ("additionalProperties", &["object"]),
];

fn check_keywords(place: &Place<'_>, schema: &Map<String, Value>, findings: &mut Findings<'_>) {
    // A part of a composition may leave its type to the others.
    let is_part = COMPOSITIONS.contains(&place.list_key().unwrap_or_default());
    let is_composed = COMPOSITIONS.iter().any(|keyword| schema.contains_key(*keyword));
    for (keyword, types) in KEYWORDS.iter().filter(|(keyword, _)| schema.contains_key(*keyword)) {
        let place = place.key(keyword);
        match type_of(schema) {
            Some(typ) if types.contains(&typ) => {}
            Some(typ) if is_type(typ) => {
                findings.add(
                    Rule::Keywords,
                    &place,
                    format!("`{keyword}` does not apply to the type {typ}"),
                );
            }
            None if !schema.contains_key("type") && !is_part && !is_composed => {
                findings.add(
                    Rule::Keywords,
                    &place,
                    format!("a schema with `{keyword}` must state its `type`"),
                );
            }
            _ => {}
        }
    }
    let is_plain = !schema.contains_key("type") && !is_composed;
    if is_plain && schema.get("nullable") == Some(&Value::Bool(true)) {
        findings.add(
            Rule::Keywords,
            &place.key("nullable"),
            "a schema with `nullable` must state its `type`",
        );
    }
}

fn is_type(typ: &str) -> bool {
    matches!(typ, "array" | "boolean" | "integer" | "number" | "object" | "string")
}

fn check_bounds(place: &Place<'_>, schema: &Map<String, Value>, findings: &mut Findings<'_>) {
    for (low, high) in [
        ("minimum", "maximum"),
        ("minLength", "maxLength"),
        ("minItems", "maxItems"),
        ("minProperties", "maxProperties"),
    ] {
        let (Some(Value::Number(a)), Some(Value::Number(b))) = (schema.get(low), schema.get(high))
        else {
            continue;
        };
        if values::compare(a, b).is_gt() {
            findings.add(
                Rule::Bounds,
                &place.key(low),
                format!("`{low}` is {a}, more than `{high}`, which is {b}"),
            );
        }
    }
    for (exclusive, bound) in [("exclusiveMinimum", "minimum"), ("exclusiveMaximum", "maximum")] {
        if schema.contains_key(exclusive) && !schema.contains_key(bound) {
            findings.add(
                Rule::Bounds,
                &place.key(exclusive),
                format!("`{exclusive}` needs `{bound}` beside it"),
            );
        }
    }
    if let Some(Value::Number(step)) = schema.get("multipleOf")
        && step.as_f64().is_none_or(|step| step <= 0.0)
    {
        findings.add(
            Rule::Bounds,
            &place.key("multipleOf"),
            format!("expected a number above 0, found {step}"),
        );
    }
}

fn check_required(place: &Place<'_>, schema: &Map<String, Value>, findings: &mut Findings<'_>) {
    let Some(Value::Array(required)) = schema.get("required") else {
        return;
    };
    let elsewhere = COMPOSITIONS.contains(&place.list_key().unwrap_or_default())
        || COMPOSITIONS.iter().any(|keyword| schema.contains_key(*keyword));
    let properties = schema.get("properties").and_then(Value::as_object);
    let place = place.key("required");
    let mut seen = HashSet::new();
    for (index, name) in required.iter().enumerate() {
        let Some(name) = name.as_str() else {
            continue;
        };
        let place = place.index(index);
        if !seen.insert(name) {
            findings.add(Rule::Required, &place, format!("{} is listed twice", quoted(name)));
        } else if !elsewhere && properties.is_none_or(|known| !known.contains_key(name)) {
            let names = properties.into_iter().flat_map(|known| known.keys().map(String::as_str));
            let suggestion = findings.suggestion(name, names);
            findings.add(
                Rule::Required,
                &place,
                format!("{} is not a property{suggestion}", quoted(name)),
            );
        }
    }
}

const COMPOSITIONS: [&str; 3] = ["allOf", "oneOf", "anyOf"];

/// The generator has no answer to these: it stops at some, and gives up at others.
fn check_composition(place: &Place<'_>, schema: &Map<String, Value>, findings: &mut Findings<'_>) {
    for keyword in COMPOSITIONS {
        if schema.get(keyword).and_then(Value::as_array).is_some_and(Vec::is_empty) {
            findings.add(
                Rule::Compositions,
                &place.key(keyword),
                "expected at least one schema, found an empty list",
            );
        }
    }
    if schema.contains_key("oneOf") && schema.contains_key("anyOf") {
        findings.add(
            Rule::Compositions,
            &place.key("anyOf"),
            "`anyOf` beside `oneOf` is not supported",
        );
    }
    if schema.contains_key("not") {
        findings.add(Rule::Compositions, &place.key("not"), "`not` is not supported");
    }
}

fn check_field_names(place: &Place<'_>, schema: &Map<String, Value>, findings: &mut Findings<'_>) {
    if let Some(Value::Object(properties)) = schema.get("properties") {
        let place = place.key("properties");
        check_unique_names(properties.keys(), &place, names::snake, findings);
    }
}

fn check_unique_names<'n>(
    keys: impl Iterator<Item = &'n String>,
    place: &Place<'_>,
    rust_name: fn(&str) -> String,
    findings: &mut Findings<'_>,
) {
    let mut keys: Vec<(usize, &String)> =
        keys.map(|key| (findings.line(&place.key(key)), key)).collect();
    keys.sort();
    let mut seen: HashMap<String, &str> = HashMap::new();
    for (_, key) in keys {
        let name = rust_name(key);
        if let Some(first) = seen.get(&name) {
            let message =
                format!("in Rust this would be `{name}`, as {} is already", quoted(first));
            findings.add(Rule::RustNames, &place.key(key), message);
        } else {
            seen.insert(name, key);
        }
    }
}
