//! What requests and responses hold: the names of their schemas, and every schema with its place.

use std::collections::BTreeSet;

use serde_json::Value;

use super::supplied::Headers;
use super::{escape, objects, unescape};

#[derive(Clone, Copy, PartialEq)]
pub(crate) enum Direction {
    Request,
    Response,
}

/// The names of the schemas that requests, or successful responses, hold at any depth.
pub(crate) fn reachable(json: &Value, direction: Direction) -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    let mut open: Vec<&Value> = Vec::new();
    for item in objects(json.get("paths")).filter_map(Value::as_object) {
        for (key, value) in item {
            match direction {
                Direction::Request if key == "parameters" => open.push(value),
                Direction::Request => {
                    open.extend(value.get("parameters"));
                    open.extend(value.get("requestBody"));
                }
                Direction::Response => open.extend(value.get("responses")),
            }
        }
    }
    while let Some(value) = open.pop() {
        match value {
            Value::Array(values) => open.extend(values),
            Value::Object(object) => {
                if let Some(reference) = object.get("$ref").and_then(Value::as_str) {
                    let name = reference.strip_prefix("#/components/schemas/").map(unescape);
                    if name.is_none_or(|name| names.insert(name)) {
                        open.extend(json.pointer(reference.trim_start_matches('#')));
                    }
                } else {
                    let schemas = object.iter().filter(|(key, _)| {
                        !key.starts_with("x-")
                            && !matches!(key.as_str(), "example" | "examples" | "default")
                    });
                    open.extend(schemas.map(|(_, value)| value));
                }
            }
            _ => {}
        }
    }
    names
}

/// The pointers of the schemas of parameters, without those that security schemes supply.
pub(crate) fn parameters(json: &Value, headers: &Headers) -> Vec<String> {
    let mut lists = Vec::new();
    for (pointer, item) in entries(json, "/paths") {
        lists.push(format!("{pointer}/parameters"));
        lists.extend(entries(item, "").map(|(method, _)| format!("{pointer}{method}/parameters")));
    }
    let mut schemas = Vec::new();
    for list in lists {
        for index in 0..json.pointer(&list).and_then(Value::as_array).map_or(0, Vec::len) {
            let (pointer, parameter) = follow(json, format!("{list}/{index}"));
            if !headers.hold(parameter) && parameter.get("schema").is_some() {
                schemas.push(format!("{pointer}/schema"));
            }
        }
    }
    schemas
}

/// The pointers of the schemas of what requests, or successful responses, carry.
pub(crate) fn contents(json: &Value, direction: Direction) -> Vec<String> {
    let mut carriers = Vec::new();
    for (pointer, item) in entries(json, "/paths") {
        for (method, operation) in entries(item, "") {
            match direction {
                Direction::Request if operation.get("requestBody").is_some() => {
                    carriers.push(format!("{pointer}{method}/requestBody"));
                }
                Direction::Request => {}
                Direction::Response => carriers.extend(
                    entries(operation, "/responses")
                        .filter(|(pointer, _)| pointer.starts_with("/responses/2"))
                        .map(|(status, _)| format!("{pointer}{method}{status}")),
                ),
            }
        }
    }
    let mut schemas = Vec::new();
    for carrier in carriers {
        let (pointer, carrier) = follow(json, carrier);
        let media_types = entries(carrier, "/content");
        schemas.extend(media_types.map(|(name, _)| format!("{pointer}{name}/schema")));
    }
    schemas
}

/// A schema where it is used: itself, or by a reference to it.
pub(crate) struct Use<'j> {
    /// Where it is used.
    pub(crate) place: &'j str,
    /// Where it stands.
    pub(crate) target: &'j str,
    pub(crate) schema: &'j Value,
}

/// Visits every use of a schema at and below some pointers.
pub(crate) fn walk(json: &Value, roots: Vec<String>, mut visit: impl FnMut(Use<'_>)) {
    let mut seen = BTreeSet::new();
    let mut open = roots;
    while let Some(place) = open.pop() {
        let (target, schema) = follow(json, place.clone());
        visit(Use { place: &place, target: &target, schema });
        if !seen.insert(target.clone()) {
            continue;
        }
        for keyword in ["items", "additionalProperties"] {
            if schema.get(keyword).is_some_and(Value::is_object) {
                open.push(format!("{target}/{keyword}"));
            }
        }
        let properties = entries(schema, "/properties");
        open.extend(properties.map(|(name, _)| format!("{target}{name}")));
        for keyword in ["allOf", "oneOf", "anyOf"] {
            let parts = schema.get(keyword).and_then(Value::as_array).map_or(0, Vec::len);
            open.extend((0..parts).map(|index| format!("{target}/{keyword}/{index}")));
        }
    }
}

/// Where the references at a pointer lead, and what is there.
pub(crate) fn follow(json: &Value, mut pointer: String) -> (String, &Value) {
    loop {
        let value = json.pointer(&pointer).unwrap_or(&Value::Null);
        match value.get("$ref").and_then(Value::as_str).and_then(|to| to.strip_prefix('#')) {
            Some(to) => pointer = to.to_owned(),
            None => return (pointer, value),
        }
    }
}

/// The entries of the object at a pointer, with their pointers.
fn entries<'j>(
    json: &'j Value,
    pointer: &'j str,
) -> impl Iterator<Item = (String, &'j Value)> + use<'j> {
    let object = json.pointer(pointer).and_then(Value::as_object);
    let entries = object.into_iter().flatten();
    entries.map(move |(key, value)| (format!("{pointer}/{}", escape(key)), value))
}
