//! What core supplies to every operation: credentials, and the reading of failures.

use std::collections::BTreeSet;

use serde_json::{Map, Value};

use super::reach::{Direction, reachable};
use super::{objects_mut, resolve, schema_pointer};

/// The headers that security schemes supply.
pub(crate) struct Headers(BTreeSet<String>);

impl Headers {
    pub(crate) fn of(json: &Value) -> Self {
        let schemes = json.pointer("/components/securitySchemes").and_then(Value::as_object);
        let supplied = schemes
            .into_iter()
            .flat_map(Map::values)
            .filter(|scheme| scheme["type"] == "apiKey" && scheme["in"] == "header")
            .filter_map(|scheme| scheme["name"].as_str().map(str::to_ascii_lowercase));
        Self(supplied.collect())
    }

    /// Whether a parameter, which is no reference, is one of them.
    pub(crate) fn hold(&self, parameter: &Value) -> bool {
        let name = parameter["name"].as_str().unwrap_or_default().to_ascii_lowercase();
        parameter["in"] == "header" && self.0.contains(&name)
    }
}

/// Takes out what core does for every operation.
pub(crate) fn strip(json: &mut Value, headers: &Headers) {
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
                let kept = !headers.hold(resolved);
                if !kept {
                    unused.extend(resolved["schema"]["$ref"].as_str().map(str::to_owned));
                }
                kept
            });
        }
    }
    // A schema that only such a parameter named would be generated for nobody.
    let mut still = reachable(json, Direction::Request);
    still.extend(reachable(json, Direction::Response));
    if let Some(schemas) = json.pointer_mut("/components/schemas").and_then(Value::as_object_mut) {
        schemas.retain(|name, _| {
            let reference = format!("#{}", schema_pointer(name));
            !unused.contains(&reference) || still.contains(name)
        });
    }
    if let Some(parameters) =
        json.pointer_mut("/components/parameters").and_then(Value::as_object_mut)
    {
        parameters.retain(|_, parameter| !headers.hold(parameter));
    }
}
