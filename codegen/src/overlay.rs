//! What a client needs beyond what a document says.
//!
//! A document is strict: it says what its reference page says. A client that believes it to the
//! letter loses a page over one `null`. So this is laid over a document before it is generated
//! from, and nowhere else:
//!
//! - every property of a response is read leniently: a [`Lenient`] value, its enum [`Open`], its
//!   list a [`List`], its time a [`Timestamp`] (types of `imagejobs_core::value`);
//! - a whole number of a request with both bounds becomes a type that cannot be outside them;
//! - a secret of a request's body (`format: password`) becomes a type that shows itself to nobody,
//!   and stands nowhere else: neither in a parameter nor in a response;
//! - schemas become types of ours where the [`Overlay`] says so;
//! - a header that a security scheme supplies is no parameter;
//! - answers that are no success go: core reads them, whatever their shape.
//!
//! [`Lenient`]: https://docs.rs/imagejobs-core/latest/imagejobs_core/value/struct.Lenient.html
//! [`Open`]: https://docs.rs/imagejobs-core/latest/imagejobs_core/value/enum.Open.html
//! [`List`]: https://docs.rs/imagejobs-core/latest/imagejobs_core/value/struct.List.html
//! [`Timestamp`]: https://docs.rs/imagejobs-core/latest/imagejobs_core/value/struct.Timestamp.html

pub(crate) mod reach;
pub(crate) mod requests;
mod responses;
pub(crate) mod supplied;

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value, json};

use self::reach::{Direction, follow, reachable};
use self::responses::lenient_object;
use crate::document::Document;
use crate::problem::Problems;
use crate::rule::Rule;

/// What is laid over one document, beside what is laid over all.
#[derive(Debug)]
pub struct Overlay {
    /// Schemas that are types of ours: the schema's name, the type's path.
    pub types: &'static [(&'static str, &'static str)],
    /// Properties of responses that hold a time, though the document says only string.
    pub times: &'static [(&'static str, &'static str)],
    /// Properties of responses for which values are known, though the document lists none.
    pub known_values: &'static [KnownValues],
}

/// The known values of a response's property, as an enum of the generated module.
#[derive(Debug)]
pub struct KnownValues {
    /// The schema that holds the property.
    pub schema: &'static str,
    /// The property.
    pub property: &'static str,
    /// The enum's name.
    pub name: &'static str,
    /// What it is, and who says so.
    pub description: &'static str,
    /// The values.
    pub values: &'static [&'static str],
}

/// A document with its overlay.
pub(crate) struct Overlaid {
    pub(crate) json: Value,
    /// Schemas that are types of ours: the schema's name, the type's path.
    pub(crate) replaced: Vec<(String, String)>,
    /// Schemas that no request holds: only a server makes values of them.
    pub(crate) server_schemas: BTreeSet<String>,
    /// The properties of each schema, in the order of the document.
    pub(crate) order: BTreeMap<String, Vec<String>>,
}

/// Lays an overlay over a document.
pub(crate) fn lay(document: &Document, overlay: &Overlay) -> Result<Overlaid, Problems> {
    let mut json = document.json().clone();
    let headers = supplied::Headers::of(&json);
    // Places are those of the document as long as no parameter has been taken out.
    let (types, mut problems) = requests::types(document, &json, &headers);
    requests::lay(&mut json, &types);
    supplied::strip(&mut json, &headers);
    problems.extend(responses::refuse_secrets(document));
    let responses = reachable(&json, Direction::Response);
    let requests = reachable(&json, Direction::Request);
    for name in overlay.named_schemas() {
        if json.pointer(&schema_pointer(name)).is_none() {
            let message =
                format!("expected a schema {name}: the overlay of this document names it");
            problems.push(document.against(Rule::Overlay, "/components/schemas", message));
        }
    }
    for (schema, property) in overlay.named_properties() {
        let pointer = format!("{}/properties", schema_pointer(schema));
        if json.pointer(&pointer).is_some_and(|properties| properties.get(property).is_none()) {
            let message =
                format!("expected a property {property}: the overlay of this document names it");
            problems.push(document.against(Rule::Overlay, &pointer, message));
        }
    }
    for known in overlay.known_values {
        json["components"]["schemas"][known.name] = json!({
            "type": "string", "description": known.description, "enum": known.values,
        });
    }
    for name in &responses {
        let pointer = schema_pointer(name);
        let Some(schema) = json.pointer(&pointer).cloned() else { continue };
        let Some(properties) = schema.get("properties").and_then(Value::as_object) else {
            continue;
        };
        if requests.contains(name) {
            let message = "expected a schema of requests or of responses, found one of both: \
                           requests are strict and responses are lenient, so give each its own";
            problems.push(document.against(Rule::Lenient, &pointer, message));
            continue;
        }
        match lenient_object(&json, overlay, name, properties) {
            Ok(laid) => {
                let required: Vec<_> = properties.keys().cloned().collect();
                json["components"]["schemas"][name]["properties"] = Value::Object(laid);
                json["components"]["schemas"][name]["required"] = json!(required);
            }
            Err((property, message)) => {
                let pointer = format!("{pointer}/properties/{}", escape(&property));
                problems.push(document.against(Rule::Lenient, &pointer, message));
            }
        }
    }
    if let Some(problems) = Problems::new(problems) {
        return Err(problems);
    }
    let mut replaced: Vec<(String, String)> =
        overlay.types.iter().map(|(name, path)| ((*name).into(), (*path).into())).collect();
    let schemas = json.pointer("/components/schemas").and_then(Value::as_object);
    let names = schemas.into_iter().flat_map(Map::keys);
    let others = names.clone().filter(|name| overlay.types.iter().all(|(ours, _)| ours != name));
    replaced.extend(others.filter_map(|name| {
        let (target, _) = follow(&json, schema_pointer(name));
        Some((name.clone(), types.get(&target)?.path.clone()))
    }));
    let server_schemas = names.filter(|name| !requests.contains(*name)).cloned().collect();
    Ok(Overlaid { json, replaced, server_schemas, order: order(document) })
}

fn order(document: &Document) -> BTreeMap<String, Vec<String>> {
    let schemas = document.json().pointer("/components/schemas").and_then(Value::as_object);
    let mut order = BTreeMap::new();
    for (schema, of) in schemas.into_iter().flatten() {
        let properties = of.get("properties").and_then(Value::as_object);
        let mut names: Vec<_> = properties.into_iter().flat_map(Map::keys).cloned().collect();
        names.sort_by_key(|name| {
            let pointer = format!("{}/properties/{}", schema_pointer(schema), escape(name));
            document.position(&pointer)
        });
        order.insert(schema.clone(), names);
    }
    order
}

impl Overlay {
    fn named_schemas(&self) -> BTreeSet<&'static str> {
        let types = self.types.iter().map(|(name, _)| *name);
        types.chain(self.named_properties().map(|(schema, _)| schema)).collect()
    }

    fn named_properties(&self) -> impl Iterator<Item = (&'static str, &'static str)> {
        let known = self.known_values.iter().map(|known| (known.schema, known.property));
        self.times.iter().copied().chain(known)
    }
}

fn rust_type(path: &str, parameter: Option<Value>) -> Value {
    json!({
        "crate": "imagejobs-core",
        "version": "*",
        "path": path,
        "parameters": parameter.into_iter().collect::<Vec<_>>(),
    })
}

/// The value behind a reference; a document that was parsed has no dangling and no endless ones.
pub(crate) fn resolve<'a>(json: &'a Value, mut value: &'a Value) -> &'a Value {
    while let Some(target) = value
        .get("$ref")
        .and_then(Value::as_str)
        .and_then(|reference| json.pointer(reference.strip_prefix('#')?))
    {
        value = target;
    }
    value
}

pub(crate) fn objects(value: Option<&Value>) -> impl Iterator<Item = &Value> {
    value.and_then(Value::as_object).into_iter().flat_map(Map::values)
}

fn objects_mut(value: Option<&mut Value>) -> impl Iterator<Item = &mut Value> {
    value.and_then(Value::as_object_mut).into_iter().flat_map(Map::values_mut)
}

pub(crate) fn schema_pointer(name: &str) -> String {
    format!("/components/schemas/{}", escape(name))
}

pub(crate) fn escape(key: &str) -> String {
    key.replace('~', "~0").replace('/', "~1")
}

fn unescape(key: &str) -> String {
    key.replace("~1", "/").replace("~0", "~")
}
