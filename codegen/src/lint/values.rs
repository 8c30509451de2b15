//! Defaults and examples that fit their schema.
//!
//! Schemas may repeat each other through references, so that following them can take time out of
//! all proportion to the document: each value has a budget of steps, and is let pass when it ends.

use std::cmp::Ordering;
use std::collections::HashSet;

use serde_json::{Map, Number, Value};

use super::components::Components;
use super::{formats, quoted};
use crate::document::place::{Findings, Place};
use crate::rule::Rule;
use crate::structure::noun;

/// The `default` and the `example` of a schema.
pub(super) fn check_schema(
    place: &Place<'_>,
    schema: &Map<String, Value>,
    components: Components<'_>,
    findings: &mut Findings<'_>,
) {
    for (keyword, rule) in [("default", Rule::Defaults), ("example", Rule::Examples)] {
        if let Some(value) = schema.get(keyword) {
            let schema = Of::Fields(schema);
            check_value(schema, value, &place.key(keyword), rule, components, findings);
        }
    }
}

/// The `example` and the `examples` of a parameter, a header or a media type.
pub(super) fn check_examples(
    place: &Place<'_>,
    holder: &Map<String, Value>,
    components: Components<'_>,
    findings: &mut Findings<'_>,
) {
    if holder.contains_key("example") && holder.contains_key("examples") {
        findings.add(
            Rule::Examples,
            &place.key("examples"),
            "expected either `example` or `examples`, found both",
        );
    }
    let Some(schema) = holder.get("schema") else {
        return;
    };
    if let Some(value) = holder.get("example") {
        let place = place.key("example");
        check_value(Of::Any(schema), value, &place, Rule::Examples, components, findings);
    }
    let examples = place.key("examples");
    for (name, example) in holder.get("examples").and_then(Value::as_object).into_iter().flatten() {
        let place = examples.key(name);
        let inline = example.get("$ref").is_none();
        let Some(value) = components.resolve("examples", example).and_then(|e| e.get("value"))
        else {
            continue;
        };
        if inline {
            let place = place.key("value");
            check_value(Of::Any(schema), value, &place, Rule::Examples, components, findings);
        } else {
            // The example stands elsewhere, and may fit other schemas: this use of it is wrong.
            let mut fit = Fit::new(components, value);
            let mut problems = Vec::new();
            let inside = Place::ROOT;
            fit.any(schema, value, &inside, 0, &mut |at, message| {
                problems.push(match at.pointer() {
                    pointer if pointer.is_empty() => message,
                    pointer => format!("{pointer}: {message}"),
                });
            });
            for message in problems {
                findings.add(
                    Rule::Examples,
                    &place,
                    format!("the example does not fit the schema: {message}"),
                );
            }
        }
    }
}

/// A schema, as it was found.
#[derive(Clone, Copy)]
enum Of<'d> {
    Any(&'d Value),
    Fields(&'d Map<String, Value>),
}

fn check_value<'d>(
    schema: Of<'d>,
    value: &'d Value,
    place: &Place<'_>,
    rule: Rule,
    components: Components<'d>,
    findings: &mut Findings<'_>,
) {
    let mut fit = Fit::new(components, value);
    let what = if rule == Rule::Defaults { "the default" } else { "the example" };
    let mut tell = |place: &Place<'_>, message: String| {
        findings.add(rule, place, format!("{what} does not fit the schema: {message}"));
    };
    match schema {
        Of::Any(schema) => fit.any(schema, value, place, 0, &mut tell),
        Of::Fields(schema) => fit.fields(schema, value, place, 0, &mut tell),
    };
}

/// Compares two numbers without a detour over floats where both are whole.
pub(super) fn compare(a: &Number, b: &Number) -> Ordering {
    let whole = |n: &Number| n.as_i64().map(i128::from).or_else(|| n.as_u64().map(i128::from));
    match (whole(a), whole(b)) {
        (Some(a), Some(b)) => a.cmp(&b),
        _ => a.as_f64().partial_cmp(&b.as_f64()).unwrap_or(Ordering::Equal),
    }
}

type Tell<'t> = &'t mut dyn FnMut(&Place<'_>, String);

struct Fit<'d> {
    components: Components<'d>,
    steps_left: usize,
}

/// How many schemas may be within each other around one value.
const MAX_DEPTH: usize = 256;

impl<'d> Fit<'d> {
    fn new(components: Components<'d>, value: &Value) -> Self {
        Self { components, steps_left: 64 * (16 + size(value)) }
    }

    /// Whether a value fits; the budget's end lets it pass.
    fn any(
        &mut self,
        schema: &'d Value,
        value: &Value,
        place: &Place<'_>,
        depth: usize,
        tell: Tell<'_>,
    ) -> bool {
        let resolved = self.components.resolve("schemas", schema);
        let Some(Value::Object(schema)) = resolved else {
            return true;
        };
        self.fields(schema, value, place, depth, tell)
    }

    fn fields(
        &mut self,
        schema: &'d Map<String, Value>,
        value: &Value,
        place: &Place<'_>,
        depth: usize,
        tell: Tell<'_>,
    ) -> bool {
        if self.steps_left == 0 || depth > MAX_DEPTH {
            return true;
        }
        self.steps_left -= 1;
        if value.is_null() && schema.get("nullable") == Some(&Value::Bool(true)) {
            return true;
        }
        if let Some(expected) = schema.get("type").and_then(|typ| other_type(typ.as_str()?, value))
        {
            tell(place, format!("expected {expected}, found {}", noun(value)));
            return false;
        }
        let mut fits = self.composed(schema, value, place, depth, tell);
        if let Some(Value::Array(listed)) = schema.get("enum")
            && !listed.is_empty()
            && !listed.contains(value)
        {
            let listed: Vec<String> = listed.iter().map(shown).collect();
            tell(place, format!("expected one of {}, found {}", joined(&listed), shown(value)));
            fits = false;
        }
        let unfit = match value {
            Value::String(text) => formats::unfit_text(schema, text),
            Value::Number(number) => unfit_number(schema, number),
            Value::Array(list) => unfit_list(schema, list),
            _ => None,
        };
        if let Some(message) = unfit {
            tell(place, message);
            fits = false;
        }
        match value {
            Value::Array(list) => {
                for (index, value) in list.iter().enumerate() {
                    if let Some(items) = schema.get("items") {
                        fits &= self.any(items, value, &place.index(index), depth + 1, tell);
                    }
                }
                fits
            }
            Value::Object(object) => self.object(schema, object, place, depth, tell) && fits,
            _ => fits,
        }
    }

    fn object(
        &mut self,
        schema: &'d Map<String, Value>,
        object: &Map<String, Value>,
        place: &Place<'_>,
        depth: usize,
        tell: Tell<'_>,
    ) -> bool {
        let mut fits = true;
        let properties = schema.get("properties").and_then(Value::as_object);
        for (name, value) in object {
            let place = place.key(name);
            let declared = properties.and_then(|properties| properties.get(name));
            match declared.or_else(|| schema.get("additionalProperties")) {
                Some(Value::Bool(false)) => {
                    tell(&place, format!("expected no field {}", quoted(name)));
                    fits = false;
                }
                Some(schema) => fits &= self.any(schema, value, &place, depth + 1, tell),
                None => {}
            }
        }
        for name in schema.get("required").and_then(Value::as_array).into_iter().flatten() {
            let Some(name) = name.as_str().filter(|name| !object.contains_key(*name)) else {
                continue;
            };
            // Such a field is required in one direction only, and an example has none.
            let declared = properties.and_then(|properties| properties.get(name));
            let one_way = ["readOnly", "writeOnly"]
                .iter()
                .any(|way| declared.and_then(|p| p.get(way)) == Some(&Value::Bool(true)));
            if !one_way {
                tell(place, format!("the required field {} is missing", quoted(name)));
                fits = false;
            }
        }
        fits
    }

    fn composed(
        &mut self,
        schema: &'d Map<String, Value>,
        value: &Value,
        place: &Place<'_>,
        depth: usize,
        tell: Tell<'_>,
    ) -> bool {
        let mut fits = true;
        for part in schema.get("allOf").and_then(Value::as_array).into_iter().flatten() {
            fits &= self.any(part, value, place, depth + 1, tell);
        }
        for keyword in ["oneOf", "anyOf"] {
            let Some(Value::Array(parts)) = schema.get(keyword) else {
                continue;
            };
            let mut matching = 0;
            for part in parts {
                matching += usize::from(self.any(part, value, place, depth + 1, &mut |_, _| {}));
            }
            let is_spent = self.steps_left == 0;
            if matching == 0 && !parts.is_empty() {
                tell(place, format!("it fits none of the schemas of `{keyword}`"));
                fits = false;
            } else if keyword == "oneOf" && matching > 1 && !is_spent {
                tell(place, format!("it fits {matching} of the schemas of `oneOf`, expected one"));
                fits = false;
            }
        }
        fits
    }
}

/// What was expected, when a value has another type.
fn other_type(typ: &str, value: &Value) -> Option<&'static str> {
    let (expected, fits) = match typ {
        "string" => ("a string", value.is_string()),
        "boolean" => ("a boolean", value.is_boolean()),
        "integer" => ("an integer", value.is_i64() || value.is_u64()),
        "number" => ("a number", value.is_number()),
        "array" => ("a list", value.is_array()),
        "object" => ("an object", value.is_object()),
        _ => return None,
    };
    (!fits).then_some(expected)
}

fn unfit_number(schema: &Map<String, Value>, number: &Number) -> Option<String> {
    let bound = |name: &str| schema.get(name).and_then(Value::as_number);
    let is_set = |name: &str| schema.get(name) == Some(&Value::Bool(true));
    if let Some(low) = bound("minimum") {
        let exclusive = is_set("exclusiveMinimum");
        if compare(number, low).is_lt() || (exclusive && compare(number, low).is_eq()) {
            let bound = if exclusive { "more than" } else { "at least" };
            return Some(format!("expected {bound} {low}, found {number}"));
        }
    }
    if let Some(high) = bound("maximum") {
        let exclusive = is_set("exclusiveMaximum");
        if compare(number, high).is_gt() || (exclusive && compare(number, high).is_eq()) {
            let bound = if exclusive { "less than" } else { "at most" };
            return Some(format!("expected {bound} {high}, found {number}"));
        }
    }
    // Of fractions it could not be said exactly.
    let step = bound("multipleOf").and_then(Number::as_i64)?;
    let remainder = number.as_i64()?.checked_rem(step)?;
    (remainder != 0).then(|| format!("expected a multiple of {step}, found {number}"))
}

fn unfit_list(schema: &Map<String, Value>, list: &[Value]) -> Option<String> {
    let bound = |name: &str| schema.get(name).and_then(Value::as_u64);
    let length = list.len() as u64;
    if let Some(low) = bound("minItems").filter(|low| length < *low) {
        return Some(format!("expected at least {low} entries, found {length}"));
    }
    if let Some(high) = bound("maxItems").filter(|high| length > *high) {
        return Some(format!("expected at most {high} entries, found {length}"));
    }
    if schema.get("uniqueItems") == Some(&Value::Bool(true)) {
        let mut seen = HashSet::new();
        let double = list.iter().find(|value| !seen.insert(value.to_string()))?;
        return Some(format!("expected different entries, found {} twice", shown(double)));
    }
    None
}

fn size(value: &Value) -> usize {
    match value {
        Value::Array(list) => 1 + list.iter().map(size).sum::<usize>(),
        Value::Object(object) => 1 + object.values().map(size).sum::<usize>(),
        _ => 1,
    }
}

fn shown(value: &Value) -> String {
    match value {
        Value::String(text) => quoted(text),
        Value::Array(_) | Value::Object(_) => noun(value).to_owned(),
        other => other.to_string(),
    }
}

fn joined(values: &[String]) -> String {
    const MOST: usize = 12;
    match values.get(..MOST) {
        Some(first) if values.len() > MOST => {
            format!("{} and {} more", first.join(", "), values.len() - MOST)
        }
        _ => values.join(", "),
    }
}
