//! The keywords of schemas, by where a schema is used.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value};

use super::means;
use crate::document::Document;
use crate::document::place::{Below, Findings, Place, Spot};
use crate::lint::formats;
use crate::overlay::reach::{Direction, contents, parameters, walk};
use crate::overlay::supplied::Headers;
use crate::overlay::{Overlay, escape, resolve, schema_pointer};
use crate::problem::{Position, Problem};
use crate::rule::Rule;
use crate::structure::{self, Visitor, grammar::Role};

/// Who reads a schema.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Use {
    /// A parameter, sent by the caller.
    Parameter,
    /// A body, sent by the caller.
    Request,
    /// A body of a success, read leniently.
    Response,
    /// A type of ours stands in its place.
    Replaced,
    /// Nobody: a failure, a header of a response, or what core supplies.
    Core,
}

/// Tells the keywords of schemas that the client would drop.
pub(in crate::lint::house) fn check_schemas(
    document: &Document,
    overlay: &Overlay,
) -> Vec<Problem> {
    let json = document.json();
    let mut uses: BTreeMap<String, BTreeSet<Use>> = BTreeMap::new();
    let responses = contents(json, Direction::Response);
    for (of, roots) in [
        (Use::Parameter, parameters(json, &Headers::of(json))),
        (Use::Request, contents(json, Direction::Request)),
        (Use::Response, responses.clone()),
    ] {
        walk(json, roots, |at| {
            uses.entry(at.target.to_owned()).or_default().insert(of);
        });
    }
    for (name, _) in overlay.types {
        uses.insert(schema_pointer(name), BTreeSet::from([Use::Replaced]));
    }
    let mut problems = Vec::new();
    for root in responses {
        problems.extend(strict_response(document, &root));
    }
    for (schema, property) in overlay.times {
        problems.extend(no_time(document, schema, property));
    }
    for (pointer, schema) in Schemas::of(json) {
        let uses = uses.get(&pointer).cloned().unwrap_or_else(|| BTreeSet::from([Use::Core]));
        for keyword in schema.keys() {
            let dropped = uses.iter().find_map(|of| {
                let why = dropped(*of, keyword, schema, || is_never_null(json, &pointer, schema))?;
                Some((*of, why))
            });
            let Some((of, why)) = dropped else { continue };
            let pointer = format!("{pointer}/{keyword}");
            let (rule, message) = match why {
                Why::Crate(name) => {
                    let message = format!(
                        "`{keyword}` needs the crate {name} in a request, which the client does \
                         not have; leave it out, and say it in the description"
                    );
                    (Rule::Crates, message)
                }
                Why::Dropped => {
                    let message = format!(
                        "`{keyword}` leaves no trace {}; leave it out, and say it in the \
                         description",
                        of.place()
                    );
                    (Rule::DroppedKeywords, message)
                }
                Why::NotBoth => {
                    let message = format!(
                        "`{keyword}` leaves no trace in the client without the other bound, except \
                         `minimum` of 0 or 1; give both, or say it in the description"
                    );
                    (Rule::DroppedKeywords, message)
                }
            };
            problems.push(document.against(rule, &pointer, message));
        }
    }
    problems
}

impl Use {
    fn place(self) -> &'static str {
        match self {
            Self::Parameter => "in the client's parameter",
            Self::Request => "in the client's request",
            Self::Response => "in the client, which reads responses leniently",
            Self::Replaced => "in the client, which has a type of its own for this schema",
            Self::Core => "in the client, which does not read this by its schema",
        }
    }
}

/// Why a keyword cannot stand where it does.
enum Why {
    Dropped,
    NotBoth,
    /// The generated code would need this crate.
    Crate(&'static str),
}

fn dropped(
    of: Use,
    keyword: &str,
    schema: &Map<String, Value>,
    is_never_null: impl FnOnce() -> bool,
) -> Option<Why> {
    // Of these, `false` is no default.
    let is_meant = |value: &&Value| keyword == "additionalProperties" || means(value);
    let value = schema.get(keyword).filter(is_meant)?;
    // The least that any value has.
    let is_floor = matches!(keyword, "minLength" | "minItems" | "minProperties") && *value == 0;
    if is_floor {
        return None;
    }
    let is_sent = matches!(of, Use::Parameter | Use::Request);
    let is_dropped = match keyword {
        "multipleOf" | "uniqueItems" | "minProperties" | "maxProperties" | "discriminator"
        | "readOnly" | "writeOnly" | "deprecated" | "xml" => true,
        "pattern" if is_sent && !has_own_type(schema) => return Some(Why::Crate("regress")),
        "pattern" => true,
        "minimum" | "maximum" | "exclusiveMinimum" | "exclusiveMaximum" => {
            return bound(is_sent, keyword, schema);
        }
        "format" => return format(of, schema, value.as_str().unwrap_or_default()),
        "enum" => match schema.get("type").and_then(Value::as_str) {
            Some("string") => false,
            Some("integer" | "number") => !is_sent,
            _ => true,
        },
        "required" | "default" | "additionalProperties" if is_sent => false,
        "minLength" | "maxLength" if is_sent => has_own_type(schema),
        "minItems" | "maxItems" if is_sent => schema.get("minItems") != schema.get("maxItems"),
        "nullable" if of == Use::Request => schema.contains_key("enum") || is_never_null(),
        "required" | "default" | "minLength" | "maxLength" | "minItems" | "maxItems"
        | "nullable" => true,
        "additionalProperties" => *value != Value::Bool(true),
        "allOf" | "oneOf" | "anyOf" => !is_sent,
        _ => false,
    };
    is_dropped.then_some(Why::Dropped)
}

/// Bounds become a type, both of a whole number or a lower one of 0 or 1.
fn bound(is_sent: bool, keyword: &str, schema: &Map<String, Value>) -> Option<Why> {
    if !is_sent || schema.get("type") != Some(&"integer".into()) || schema.contains_key("enum") {
        return Some(Why::Dropped);
    }
    let is_exclusive = schema.get("exclusiveMinimum").is_some_and(means);
    let is_sign = matches!(schema.get("minimum").and_then(Value::as_u64), Some(0 | 1));
    match (schema.contains_key("minimum"), schema.contains_key("maximum")) {
        (true, true) => None,
        (true, false) if keyword == "minimum" && is_sign && !is_exclusive => None,
        _ => Some(Why::NotBoth),
    }
}

fn format(of: Use, schema: &Map<String, Value>, format: &str) -> Option<Why> {
    let is_sent = matches!(of, Use::Parameter | Use::Request);
    let is_kept = match (schema.get("type").and_then(Value::as_str), format) {
        // JSON knows no widths: the client's types hold every value of these.
        (Some("integer"), "int32" | "int64") | (Some("number"), "float" | "double") => true,
        (Some("string"), "date" | "date-time") if is_sent => return Some(Why::Crate("chrono")),
        (Some("string"), "uuid") if is_sent => return Some(Why::Crate("uuid")),
        (Some("string"), "ip" | "ipv4" | "ipv6") => is_sent,
        (Some("string"), "date-time") => of == Use::Response,
        // It is told as a secret where it cannot stand.
        (Some("string"), "password") => true,
        _ => false,
    };
    (!is_kept).then_some(Why::Dropped)
}

/// Whether a schema of texts becomes a type that keeps no length.
fn has_own_type(schema: &Map<String, Value>) -> bool {
    schema.contains_key("enum") || schema.contains_key("format")
}

/// Whether the type of a schema in a request has no null: that of a property which may be left out,
/// and one of ours that has a name.
fn is_never_null(json: &Value, pointer: &str, schema: &Map<String, Value>) -> bool {
    let Some((above, name)) = pointer.rsplit_once('/') else { return false };
    if let Some(object) = above.strip_suffix("/properties") {
        let required = json.pointer(object).and_then(|object| object.get("required")?.as_array());
        return !required
            .into_iter()
            .flatten()
            .any(|field| field.as_str().is_some_and(|field| escape(field) == name));
    }
    let is_ours = schema.get("format") == Some(&"password".into())
        || (schema.contains_key("minimum") && schema.contains_key("maximum"));
    above == "/components/schemas" && is_ours
}

/// What the overlay reads as a time should look like one.
fn no_time(document: &Document, schema: &str, property: &str) -> Option<Problem> {
    let pointer = format!("{}/properties/{}/example", schema_pointer(schema), escape(property));
    let example = document.json().pointer(&pointer)?;
    let is_time = example.as_str().is_some_and(formats::is_date_time);
    (!is_time).then(|| {
        let message = format!(
            "expected a time such as 2022-03-07T10:40:43Z, found {example}: the overlay of this \
             document reads it as one"
        );
        document.against(Rule::Overlay, &pointer, message)
    })
}

/// The top of a response is laid over as an object, and only as one.
fn strict_response(document: &Document, root: &str) -> Option<Problem> {
    let json = document.json();
    let schema = json.pointer(root)?;
    let resolved = resolve(json, schema);
    let is_lenient = schema.get("$ref").is_some()
        && resolved.get("type") == Some(&"object".into())
        && resolved.get("properties").is_some();
    (!is_lenient).then(|| {
        let message = "expected a reference to an object with properties: nothing else is read \
                       leniently at the top of a response";
        document.against(Rule::Lenient, root, message)
    })
}

/// Every schema of a document, with its pointer.
#[derive(Default)]
struct Schemas<'d>(Vec<(String, &'d Map<String, Value>)>);

impl<'d> Schemas<'d> {
    fn of(json: &'d Value) -> Vec<(String, &'d Map<String, Value>)> {
        let mut schemas = Self::default();
        // The shape was told already.
        let spots = Spot { position: Position { line: 1, column: 1 }, below: Below::Nothing };
        structure::walk(json, &mut schemas, &mut Findings::new("", &spots));
        schemas.0
    }
}

impl<'d> Visitor<'d> for Schemas<'d> {
    fn object(
        &mut self,
        role: Role,
        place: &Place<'_>,
        object: &'d Map<String, Value>,
        _: &mut Findings<'_>,
    ) {
        if role == Role::Schema {
            self.0.push((place.pointer(), object));
        }
    }

    fn reference(&mut self, _: Role, _: &Place<'_>, _: &'d str, _: &mut Findings<'_>) {}
}
