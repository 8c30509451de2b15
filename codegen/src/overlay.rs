//! What a client needs beyond what a document says.
//!
//! A document is strict: it says what its reference page says. A client that believes it to the
//! letter loses a page over one `null`. So this is laid over a document before it is generated
//! from, and nowhere else:
//!
//! - every property of a response is read leniently: a [`Lenient`] value, its enum [`Open`], its
//!   list a [`List`], its time a [`Timestamp`] (types of `imagejobs_core::value`);
//! - a whole number of a request with both bounds becomes a type that cannot be outside them;
//! - a secret of a request (`format: password`) becomes a type that shows itself to nobody;
//! - schemas become types of ours where the [`Overlay`] says so;
//! - a header that a security scheme supplies is no parameter;
//! - answers that are no success go: core reads them, whatever their shape.
//!
//! [`Lenient`]: https://docs.rs/imagejobs-core/latest/imagejobs_core/value/struct.Lenient.html
//! [`Open`]: https://docs.rs/imagejobs-core/latest/imagejobs_core/value/enum.Open.html
//! [`List`]: https://docs.rs/imagejobs-core/latest/imagejobs_core/value/struct.List.html
//! [`Timestamp`]: https://docs.rs/imagejobs-core/latest/imagejobs_core/value/struct.Timestamp.html

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value, json};

use crate::document::Document;
use crate::problem::Problems;

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
    strip(&mut json);
    let responses = reachable(&json, Direction::Response);
    let requests = reachable(&json, Direction::Request);
    let mut problems = Vec::new();
    for name in overlay.named_schemas() {
        if json.pointer(&schema_pointer(name)).is_none() {
            let message =
                format!("expected a schema {name}: the overlay of this document names it");
            problems.push(document.problem("/components/schemas", message));
        }
    }
    for (schema, property) in overlay.named_properties() {
        let pointer = format!("{}/properties", schema_pointer(schema));
        if json.pointer(&pointer).is_some_and(|properties| properties.get(property).is_none()) {
            let message =
                format!("expected a property {property}: the overlay of this document names it");
            problems.push(document.problem(&pointer, message));
        }
    }
    for known in overlay.known_values {
        json["components"]["schemas"][known.name] = json!({
            "type": "string", "description": known.description, "enum": known.values,
        });
    }
    for name in &requests {
        hide_secrets(json.pointer_mut(&schema_pointer(name)));
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
            problems.push(document.problem(&pointer, message));
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
                problems.push(document.problem(&pointer, message));
            }
        }
    }
    if let Some(problems) = Problems::new(problems) {
        return Err(problems);
    }
    let mut replaced: Vec<(String, String)> =
        overlay.types.iter().map(|(name, path)| ((*name).into(), (*path).into())).collect();
    replaced.extend(requests.iter().filter_map(|name| {
        bounds(json.pointer(&schema_pointer(name))?).map(|(min, max)| {
            (name.clone(), format!("imagejobs_core::value::Bounded<{min}, {max}>"))
        })
    }));
    let schemas = json.pointer("/components/schemas").and_then(Value::as_object);
    let names = schemas.into_iter().flat_map(Map::keys);
    let server_schemas = names.filter(|name| !requests.contains(*name)).cloned().collect();
    Ok(Overlaid { json, replaced, server_schemas, order: order(document) })
}

/// Gives the secrets of a request's schema their type.
fn hide_secrets(schema: Option<&mut Value>) {
    let properties = schema.and_then(|schema| schema.get_mut("properties"));
    for property in objects_mut(properties).filter(|property| property["format"] == "password") {
        property["x-rust-type"] = rust_type("imagejobs_core::Secret", None);
    }
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

/// Takes out what core does for every operation: credentials and failures.
fn strip(json: &mut Value) {
    let supplied: BTreeSet<String> = json
        .pointer("/components/securitySchemes")
        .and_then(Value::as_object)
        .into_iter()
        .flat_map(Map::values)
        .filter(|scheme| scheme["type"] == "apiKey" && scheme["in"] == "header")
        .filter_map(|scheme| scheme["name"].as_str().map(str::to_ascii_lowercase))
        .collect();
    let whole = json.clone();
    let mut unused = BTreeSet::new();
    for item in objects_mut(json.get_mut("paths")) {
        let Some(item) = item.as_object_mut() else { continue };
        for (key, value) in item.iter_mut() {
            let parameters = if key == "parameters" {
                Some(value)
            } else {
                if let Some(responses) = value.get_mut("responses").and_then(Value::as_object_mut) {
                    responses.retain(|status, _| status.starts_with('2'));
                }
                value.get_mut("parameters")
            };
            let Some(parameters) = parameters.and_then(Value::as_array_mut) else { continue };
            parameters.retain(|parameter| {
                let resolved = resolve(&whole, parameter);
                let name = resolved["name"].as_str().unwrap_or_default().to_ascii_lowercase();
                let kept = resolved["in"] != "header" || !supplied.contains(&name);
                if !kept {
                    unused.extend(resolved["schema"]["$ref"].as_str().map(str::to_owned));
                }
                kept
            });
        }
    }
    // A schema that only such a parameter named would be generated for nobody.
    let still = referenced(json);
    if let Some(schemas) = json.pointer_mut("/components/schemas").and_then(Value::as_object_mut) {
        schemas.retain(|name, _| {
            let reference = format!("#{}", schema_pointer(name));
            !unused.contains(&reference) || still.contains(name)
        });
    }
    if let Some(parameters) =
        json.pointer_mut("/components/parameters").and_then(Value::as_object_mut)
    {
        parameters.retain(|_, parameter| {
            let name = parameter["name"].as_str().unwrap_or_default().to_ascii_lowercase();
            parameter["in"] != "header" || !supplied.contains(&name)
        });
    }
}

fn referenced(json: &Value) -> BTreeSet<String> {
    let mut names = reachable(json, Direction::Request);
    names.extend(reachable(json, Direction::Response));
    names
}

#[derive(Clone, Copy, PartialEq)]
enum Direction {
    Request,
    Response,
}

/// The names of the schemas that requests, or successful responses, hold at any depth.
fn reachable(json: &Value, direction: Direction) -> BTreeSet<String> {
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

type Refused = (String, String);

fn lenient_object(
    json: &Value,
    overlay: &Overlay,
    schema: &str,
    properties: &Map<String, Value>,
) -> Result<Map<String, Value>, Refused> {
    let lay = |(name, property): (&String, &Value)| {
        let this = (schema, name.as_str());
        let known = overlay.known_values.iter().find(|k| (k.schema, k.property) == this);
        let laid = if overlay.times.contains(&this) {
            value_of("Lenient", value_of("Timestamp", None))
        } else if let Some(known) = known {
            let values = json!({ "$ref": format!("#{}", schema_pointer(known.name)) });
            value_of("Lenient", value_of("Open", values))
        } else {
            lenient(json, property).map_err(|message| (name.clone(), message))?
        };
        let mut laid = laid;
        let description =
            property.get("description").or_else(|| resolve(json, property).get("description"));
        if let Some(description) = description {
            laid["description"] = description.clone();
        }
        Ok((name.clone(), laid))
    };
    properties.iter().map(lay).collect()
}

/// The lenient twin of a property's schema.
fn lenient(json: &Value, property: &Value) -> Result<Value, String> {
    let resolved = resolve(json, property);
    if resolved["type"] == "array" {
        let element = &resolved["items"];
        return Ok(value_of("List", plain(json, element)?));
    }
    Ok(value_of("Lenient", plain(json, property)?))
}

/// What a lenient value holds.
fn plain(json: &Value, schema: &Value) -> Result<Value, String> {
    let resolved = resolve(json, schema);
    match resolved["type"].as_str() {
        Some("string") if resolved.get("enum").is_some() => {
            if schema.get("$ref").is_none() {
                return Err("expected the enum as a schema of its own: its values need a type \
                            with a name"
                    .into());
            }
            Ok(value_of("Open", schema.clone()))
        }
        Some("string") if resolved["format"] == "date-time" => Ok(value_of("Timestamp", None)),
        Some("string") => Ok(value_of("Text", None)),
        Some("integer") => Ok(json!({ "type": "integer", "format": "int64" })),
        Some("number") => Ok(json!({ "type": "number", "format": "double" })),
        Some("boolean") => Ok(json!({ "type": "boolean" })),
        Some("object") if schema.get("$ref").is_some() && resolved.get("properties").is_some() => {
            Ok(schema.clone())
        }
        _ => Err("expected a scalar, a list, or an object that is a schema of its own: no other \
                  value of a response can be read leniently yet"
            .into()),
    }
}

/// A schema that stands for a type of `imagejobs_core::value`.
fn value_of(name: &str, parameter: impl Into<Option<Value>>) -> Value {
    json!({
        "type": "string",
        "x-rust-type": rust_type(&format!("imagejobs_core::value::{name}"), parameter.into()),
    })
}

fn rust_type(path: &str, parameter: Option<Value>) -> Value {
    json!({
        "crate": "imagejobs-core",
        "version": "*",
        "path": path,
        "parameters": parameter.into_iter().collect::<Vec<_>>(),
    })
}

/// Both bounds of a whole number, when they fit the type of ours.
fn bounds(schema: &Value) -> Option<(u32, u32)> {
    if schema["type"] != "integer" {
        return None;
    }
    let bound = |name: &str| u32::try_from(schema.get(name)?.as_u64()?).ok();
    Some((bound("minimum")?, bound("maximum")?))
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
