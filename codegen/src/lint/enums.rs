//! The listed values of a schema.

use std::collections::{HashMap, HashSet};

use serde_json::{Map, Value};

use super::{names, quoted};
use crate::document::place::{Findings, Place};
use crate::rule::Rule;
use crate::structure::noun;

pub(super) fn check(place: &Place<'_>, schema: &Map<String, Value>, findings: &mut Findings<'_>) {
    let Some(Value::Array(values)) = schema.get("enum") else {
        return;
    };
    let place = place.key("enum");
    if values.is_empty() {
        findings.add(Rule::Enums, &place, "expected at least one value, found an empty list");
        return;
    }
    let typ = schema.get("type").and_then(Value::as_str);
    if matches!(typ, Some("array" | "object")) {
        findings.add(
            Rule::Enums,
            &place,
            "a list of values is supported for strings, numbers and booleans only",
        );
        return;
    }
    check_types(&place, values, schema, findings);
    check_duplicates(&place, values, findings);
    check_variants(&place, values, findings);
}

fn check_types(
    place: &Place<'_>,
    values: &[Value],
    schema: &Map<String, Value>,
    findings: &mut Findings<'_>,
) {
    let first = values.iter().find(|value| !value.is_null());
    let expected = match schema.get("type").and_then(Value::as_str) {
        Some("string") => "a string",
        Some("boolean") => "a boolean",
        Some("integer") => "an integer",
        Some("number") => "a number",
        Some(_) => return,
        // Without a type, the values have that of the first one.
        None => first.map_or("a string", noun),
    };
    let nullable = schema.get("nullable") == Some(&Value::Bool(true));
    for (index, value) in values.iter().enumerate() {
        let fits = match value {
            Value::Null => nullable,
            Value::Array(_) | Value::Object(_) => false,
            Value::Number(_) if expected == "a number" => true,
            other => noun(other) == expected,
        };
        if !fits {
            let found = noun(value);
            findings.add(
                Rule::Enums,
                &place.index(index),
                format!("expected {expected}, found {found}"),
            );
        }
    }
}

fn check_duplicates(place: &Place<'_>, values: &[Value], findings: &mut Findings<'_>) {
    let mut seen = HashSet::new();
    for (index, value) in values.iter().enumerate() {
        let text = value.to_string();
        if seen.contains(&text) {
            let text = if value.is_string() { text.trim_matches('"') } else { &text };
            findings.add(
                Rule::Enums,
                &place.index(index),
                format!("{} is listed twice", quoted(text)),
            );
        } else {
            seen.insert(text);
        }
    }
}

/// The generator stops when it finds no names for the variants that differ.
fn check_variants(place: &Place<'_>, values: &[Value], findings: &mut Findings<'_>) {
    let texts: HashSet<&str> = values.iter().filter_map(Value::as_str).collect();
    let plain: HashSet<String> = texts.iter().map(|text| names::pascal(text)).collect();
    if plain.len() == texts.len() {
        return;
    }
    let mut seen: HashMap<String, &str> = HashMap::new();
    for (index, text) in
        values.iter().enumerate().filter_map(|(i, value)| Some((i, value.as_str()?)))
    {
        let name = names::pascal_with_x(text);
        match seen.get(&name) {
            Some(first) if *first != text => {
                let message = format!(
                    "in Rust {} would be the variant `{name}`, as {} is already",
                    quoted(text),
                    quoted(first)
                );
                findings.add(Rule::RustNames, &place.index(index), message);
            }
            Some(_) => {}
            None => {
                seen.insert(name, text);
            }
        }
    }
}
