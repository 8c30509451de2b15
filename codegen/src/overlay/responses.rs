//! Responses, read leniently: nothing that a server sends is lost, and nothing of it is a secret.

use serde_json::{Map, Value, json};

use super::reach::{Direction, contents, walk};
use super::requests::is_secret;
use super::{Overlay, resolve, rust_type, schema_pointer};
use crate::document::Document;
use crate::problem::Problem;
use crate::rule::Rule;

/// The secrets of responses: what is read of them is kept as it came, and shows itself.
pub(super) fn refuse_secrets(document: &Document) -> Vec<Problem> {
    let json = document.json();
    let mut problems = Vec::new();
    walk(json, contents(json, Direction::Response), |at| {
        if is_secret(json, at.schema) {
            let message = "expected no secret (`format: password`) in a response: a value of a \
                           response shows itself in `Debug` and in every output; leave the format \
                           out if everybody may see the value";
            problems.push(document.against(Rule::Secrets, at.place, message));
        }
    });
    problems
}

/// A property, and what is wrong with it.
type Refused = (String, String);

/// The properties of a schema of responses, read leniently; or the one that cannot be, and why.
pub(super) fn lenient_object(
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
