//! Parameters, each alone and all of an operation together.

use std::collections::{HashMap, HashSet};

use serde_json::{Map, Value};

use super::components::Components;
use super::{names, quoted};
use crate::document::place::{Findings, Place};
use crate::rule::Rule;

/// What is asked of a parameter, wherever it stands.
pub(super) fn check<'d>(
    place: &Place<'_>,
    parameter: &'d Map<String, Value>,
    components: Components<'d>,
    findings: &mut Findings<'_>,
) {
    match (parameter.get("schema"), parameter.contains_key("content")) {
        (None, false) => {
            findings.add(Rule::Parameters, place, "a parameter needs the field `schema`")
        }
        (Some(_), true) => {
            findings.add(
                Rule::Parameters,
                &place.key("content"),
                "expected either `schema` or `content`, found both",
            );
        }
        (None, true) => {
            findings.add(
                Rule::Parameters,
                &place.key("content"),
                "`content` of a parameter is not supported; use `schema`",
            );
        }
        (Some(schema), false) => check_scalar(place, schema, components, findings),
    }
    let text = |field: &str| parameter.get(field).and_then(Value::as_str);
    let Some(location) = text("in") else {
        return;
    };
    let usual_style = match location {
        "path" | "header" => "simple",
        "query" => "form",
        "cookie" => {
            findings.add(Rule::Parameters, &place.key("in"), "cookie parameters are not supported");
            return;
        }
        _ => return,
    };
    if let Some(style) = text("style").filter(|style| *style != usual_style) {
        let message =
            format!("only the style {usual_style} is supported in {location}, found {style}");
        findings.add(Rule::Parameters, &place.key("style"), message);
    }
    if parameter.get("allowReserved") == Some(&Value::Bool(true)) {
        findings.add(
            Rule::Parameters,
            &place.key("allowReserved"),
            "`allowReserved` is not supported",
        );
    }
    match (location, text("name")) {
        ("path", _) => match parameter.get("required") {
            Some(Value::Bool(true)) => {}
            Some(_) => {
                let message = "a path parameter must be `required: true`";
                findings.add(Rule::Parameters, &place.key("required"), message);
            }
            None => {
                findings.add(Rule::Parameters, place, "a path parameter must be `required: true`")
            }
        },
        ("header", Some(name)) => check_header_name(place, name, findings),
        (_, Some("")) => findings.add(
            Rule::Parameters,
            &place.key("name"),
            "expected a name, found an empty string",
        ),
        _ => {}
    }
}

fn check_header_name(place: &Place<'_>, name: &str, findings: &mut Findings<'_>) {
    let is_token = |b: u8| b.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&b);
    if name.is_empty() || !name.bytes().all(is_token) {
        let message = format!("expected a header name (RFC 9110, token), found {}", quoted(name));
        findings.add(Rule::Parameters, &place.key("name"), message);
    }
    let described_elsewhere = [
        ("Accept", "the responses' media types"),
        ("Content-Type", "the request body's media type"),
        ("Authorization", "a security scheme"),
    ];
    for (header, elsewhere) in described_elsewhere {
        if name.eq_ignore_ascii_case(header) {
            let message =
                format!("OpenAPI ignores a parameter {header}; describe it by {elsewhere}");
            findings.add(Rule::Parameters, &place.key("name"), message);
        }
    }
}

/// The client's runtime writes one text for a parameter, not a list of them.
fn check_scalar<'d>(
    place: &Place<'_>,
    schema: &'d Value,
    components: Components<'d>,
    findings: &mut Findings<'_>,
) {
    let message = match shape(schema, components, &mut 64) {
        Shape::Scalar => return,
        Shape::Other(typ) => {
            format!(
                "expected a string, a number or a boolean, a parameter of type {typ} is not supported"
            )
        }
        Shape::Unknown => "expected a schema of type string, integer, number or boolean".to_owned(),
    };
    findings.add(Rule::Parameters, &place.key("schema"), message);
}

enum Shape<'d> {
    Scalar,
    Other(&'d str),
    Unknown,
}

fn shape<'d>(schema: &'d Value, components: Components<'d>, steps_left: &mut usize) -> Shape<'d> {
    // Neither a broken reference nor a wrong shape is told twice.
    let Some(Value::Object(schema)) = components.resolve("schemas", schema) else {
        return Shape::Scalar;
    };
    if *steps_left == 0 {
        return Shape::Scalar;
    }
    *steps_left -= 1;
    match schema.get("type").map(Value::as_str) {
        Some(Some(typ @ ("array" | "object"))) => return Shape::Other(typ),
        Some(_) => return Shape::Scalar,
        None if schema.contains_key("enum") => return Shape::Scalar,
        None => {}
    }
    let parts = ["allOf", "oneOf", "anyOf"].iter().filter_map(|keyword| schema.get(*keyword));
    let mut found = Shape::Unknown;
    for part in parts.filter_map(Value::as_array).flatten() {
        match shape(part, components, steps_left) {
            Shape::Other(typ) => return Shape::Other(typ),
            Shape::Scalar => found = Shape::Scalar,
            Shape::Unknown => {}
        }
    }
    found
}

/// The parameters of a path or of an operation, without those that are broken.
pub(super) struct List<'d>(Vec<(usize, &'d str, &'d str)>);

impl<'d> List<'d> {
    /// Reads the list, and tells what it holds twice.
    pub(super) fn of(
        holder: &'d Value,
        place: &Place<'_>,
        components: Components<'d>,
        findings: &mut Findings<'_>,
    ) -> Self {
        let place = place.key("parameters");
        let mut list = Vec::new();
        let mut seen = HashSet::new();
        let entries = holder.get("parameters").and_then(Value::as_array);
        for (index, entry) in entries.into_iter().flatten().enumerate() {
            let resolved = components.resolve("parameters", entry);
            let text = |field: &str| resolved.and_then(|parameter| parameter.get(field)?.as_str());
            let (Some(name), Some(location)) = (text("name"), text("in")) else {
                continue;
            };
            // Names of headers are the same in any case.
            let key = match location {
                "header" => name.to_ascii_lowercase(),
                _ => name.to_owned(),
            };
            if seen.insert((location, key)) {
                list.push((index, name, location));
            } else {
                let message = format!("the {location} parameter {} is listed twice", quoted(name));
                findings.add(Rule::Parameters, &place.index(index), message);
            }
        }
        Self(list)
    }
}

/// The parameters of a path and of an operation on it against each other, and against the path.
pub(super) fn check_together(
    shared: &List<'_>,
    own: &List<'_>,
    in_path: &[&str],
    has_body: bool,
    place: &Place<'_>,
    findings: &mut Findings<'_>,
) {
    let list_place = place.key("parameters");
    let overridden: HashSet<(&str, &str)> =
        own.0.iter().map(|(_, name, at)| (*name, *at)).collect();
    // What the path gives stands elsewhere; problems with it are told at the operation.
    let shared = shared.0.iter().filter(|(_, name, at)| !overridden.contains(&(*name, *at)));
    let all = shared
        .map(|(_, name, location)| (None, *name, *location))
        .chain(own.0.iter().map(|(index, name, location)| (Some(*index), *name, *location)));

    let names_in_path: HashSet<&str> = in_path.iter().copied().collect();
    let mut given: HashSet<&str> = HashSet::new();
    let mut fields: HashMap<String, &str> = HashMap::new();
    if has_body {
        fields.insert("body".to_owned(), "the request body");
    }
    for (index, name, location) in all {
        let mut tell = |rule: Rule, message: String| match index {
            Some(index) => findings.add(rule, &list_place.index(index), message),
            None => findings.add(rule, place, message),
        };
        if location == "path" {
            given.insert(name);
            if !names_in_path.contains(name) {
                tell(Rule::Paths, format!("the path has no `{{{name}}}` for this path parameter"));
            }
        }
        // The generator keeps parameters by name alone, then as fields of one struct.
        let field = names::snake(name);
        match fields.get(&field) {
            Some(first) => {
                let (name, first) = (quoted(name), quoted(first));
                tell(
                    Rule::RustNames,
                    format!(
                        "in Rust the parameter {name} would be `{field}`, as {first} is already"
                    ),
                );
            }
            None => {
                fields.insert(field, name);
            }
        }
    }
    for name in in_path.iter().filter(|name| !given.contains(**name)) {
        findings.add(Rule::Paths, place, format!("`{{{name}}}` of the path has no path parameter"));
    }
}
