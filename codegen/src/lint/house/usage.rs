//! Which components the operations use.

use std::collections::HashSet;

use serde_json::{Map, Value};

use crate::document::place::{Findings, Place};
use crate::lint::components::Components;
use crate::rule::Rule;
use crate::structure::openapi::METHODS;

pub(super) fn check(json: &Value, components: Components<'_>, findings: &mut Findings<'_>) {
    let paths = json.get("paths").unwrap_or(&Value::Null);
    let used = visit(paths, components, |_| {});
    let schemes = schemes(json);
    let Some(Value::Object(sections)) = json.get("components") else { return };
    let root = Place::ROOT;
    let place = root.key("components");
    for (section, entries) in sections.iter().filter(|(section, _)| !section.starts_with("x-")) {
        let place = place.key(section);
        for name in entries.as_object().into_iter().flat_map(Map::keys) {
            let is_used = match section.as_str() {
                "securitySchemes" => schemes.contains(name.as_str()),
                section => used.contains(&(section, name.as_str())),
            };
            if !is_used {
                let message = "no operation uses this component, directly or through others";
                findings.add(Rule::UnusedComponents, &place.key(name), message);
            }
        }
    }
}

/// The security schemes that the document or an operation names.
fn schemes(json: &Value) -> HashSet<&str> {
    let items = json.get("paths").and_then(Value::as_object).into_iter().flat_map(Map::values);
    let operations = items.flat_map(|item| METHODS.iter().filter_map(|method| item.get(*method)));
    let lists = operations.chain([json]).filter_map(|holder| holder.get("security")?.as_array());
    let requirements = lists.flatten().filter_map(Value::as_object);
    requirements.flat_map(|requirement| requirement.keys().map(String::as_str)).collect()
}

/// Shows every object at and below a value, through references too; gives the components that these
/// lead to, by section and name.
pub(super) fn visit<'d>(
    value: &'d Value,
    components: Components<'d>,
    mut show: impl FnMut(&'d Map<String, Value>),
) -> HashSet<(&'d str, &'d str)> {
    let mut used = HashSet::new();
    // A value, and whether its keys are names rather than fields.
    let mut open = vec![(value, false)];
    while let Some((value, are_names)) = open.pop() {
        match value {
            Value::Array(list) => open.extend(list.iter().map(|value| (value, false))),
            Value::Object(object) if are_names => {
                open.extend(object.values().map(|value| (value, false)));
            }
            Value::Object(object) => {
                show(object);
                for (key, value) in object {
                    match key.as_str() {
                        "$ref" => {
                            let Some((section, name)) = value.as_str().and_then(target) else {
                                continue;
                            };
                            if used.insert((section, name)) {
                                let component =
                                    components.section(section).and_then(|of| of.get(name));
                                open.extend(component.map(|component| (component, false)));
                            }
                        }
                        // What is no part of the document's structure.
                        "example" | "default" | "enum" | "value" => {}
                        key if key.starts_with("x-") => {}
                        "properties" | "examples" | "headers" => open.push((value, true)),
                        _ => open.push((value, false)),
                    }
                }
            }
            _ => {}
        }
    }
    used
}

fn target(reference: &str) -> Option<(&str, &str)> {
    reference.strip_prefix("#/components/")?.split_once('/')
}
