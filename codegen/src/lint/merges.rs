//! Properties that a composition declares twice.
//!
//! The generator merges the parts of `allOf` into one object, and the schemas of a property that
//! two of them declare. When these refer to other schemas, it follows the references as far as
//! they go: in a recursive type that has no end, and its stack overflows. Such properties are
//! refused, the rare ones that would have ended among them.

use std::collections::{HashMap, HashSet};

use serde_json::{Map, Value};

use super::components::{Components, MAX_HOPS, name_in};
use super::quoted;
use crate::document::place::{Findings, Place};
use crate::rule::Rule;

pub(super) fn check<'d>(
    place: &Place<'_>,
    schema: &'d Map<String, Value>,
    components: Components<'d>,
    findings: &mut Findings<'_>,
) {
    let mut merge = Merge { components, seen: HashSet::new(), conflicts: Vec::new(), depth: 0 };
    let mut merged = HashMap::new();
    if schema.contains_key("allOf")
        || COMPOSITIONS.iter().any(|keyword| schema.contains_key(*keyword))
    {
        merge.add(schema, &mut merged);
    }
    if !merged.is_empty() {
        for part in COMPOSITIONS.iter().flat_map(|keyword| list(schema, keyword)) {
            // The parts are merged with the rest, not with each other.
            let mut merged = merged.clone();
            merge.seen.clear();
            merge.add_any(part, &mut merged);
        }
    }
    merge.conflicts.sort_unstable();
    merge.conflicts.dedup();
    for name in merge.conflicts {
        let name = quoted(name);
        let message =
            format!("two parts declare {name} with different references, which is not supported");
        findings.add(Rule::Compositions, place, message);
    }
}

const COMPOSITIONS: [&str; 2] = ["oneOf", "anyOf"];

fn list<'d>(schema: &'d Map<String, Value>, keyword: &str) -> &'d [Value] {
    schema.get(keyword).and_then(Value::as_array).map_or(&[], Vec::as_slice)
}

struct Merge<'d> {
    components: Components<'d>,
    /// The named schemas that are in already.
    seen: HashSet<&'d str>,
    conflicts: Vec<&'d str>,
    /// How many schemas are being added, one within the other.
    depth: usize,
}

impl<'d> Merge<'d> {
    fn add_any(&mut self, schema: &'d Value, merged: &mut HashMap<&'d str, &'d Value>) {
        let mut schema = schema;
        while let Some(target) = schema.get("$ref").and_then(Value::as_str) {
            let name = name_in("schemas", target).filter(|name| self.seen.insert(name));
            let known = self.components.section("schemas");
            match name.and_then(|name| known?.get(name)) {
                Some(next) => schema = next,
                None => return,
            }
        }
        // Deeper compositions are refused as such.
        if let Value::Object(schema) = schema
            && self.depth <= MAX_HOPS
        {
            self.depth += 1;
            self.add(schema, merged);
            self.depth -= 1;
        }
    }

    fn add(&mut self, schema: &'d Map<String, Value>, merged: &mut HashMap<&'d str, &'d Value>) {
        for (name, property) in
            schema.get("properties").and_then(Value::as_object).into_iter().flatten()
        {
            match merged.get(name.as_str()) {
                None => {
                    merged.insert(name, property);
                }
                Some(other) if *other == property => {}
                Some(other) => {
                    if self.leads_on(other) || self.leads_on(property) {
                        self.conflicts.push(name);
                    }
                }
            }
        }
        for part in list(schema, "allOf") {
            self.add_any(part, merged);
        }
    }

    /// Whether merging a schema would follow references beyond it.
    fn leads_on(&self, schema: &'d Value) -> bool {
        self.components.resolve("schemas", schema).is_some_and(refers)
    }
}

fn refers(value: &Value) -> bool {
    match value {
        Value::Object(object) => object.contains_key("$ref") || object.values().any(refers),
        Value::Array(list) => list.iter().any(refers),
        _ => false,
    }
}
