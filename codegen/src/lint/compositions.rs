//! Schemas that are composed of themselves.
//!
//! A schema may lead back to itself through a property or an item: that is a recursive type. When
//! it does so through `allOf`, `oneOf` or `anyOf` alone, no value decides what it is, and the
//! generator would merge it with itself until its stack is full.

use std::collections::HashMap;

use serde_json::Value;

use super::components::{Components, MAX_HOPS, name_in};
use crate::document::place::{Findings, Place};
use crate::rule::Rule;

pub(super) fn check(components: Components<'_>, findings: &mut Findings<'_>) {
    let Some(schemas) = components.section("schemas") else {
        return;
    };
    let mut states: HashMap<&str, State> = HashMap::new();
    let mut stack: Vec<Visit<'_>> = Vec::new();
    // Of a circle, the first name is told, however the document is ordered.
    let mut sorted: Vec<(&String, &Value)> = schemas.iter().collect();
    sorted.sort_by_key(|(name, _)| *name);
    for (name, schema) in sorted {
        open(name, schema, &mut states, &mut stack);
        while let Some(visit) = stack.last_mut() {
            let Some(next) = visit.parts.pop() else {
                let (name, depth) = (visit.name, visit.depth + 1);
                stack.pop();
                states.insert(name, State::Done(depth));
                if depth == MAX_HOPS + 1 {
                    let message = format!("composed of schemas more than {MAX_HOPS} levels deep");
                    tell(name, message, findings);
                }
                if let Some(above) = stack.last_mut() {
                    above.depth = above.depth.max(depth);
                }
                continue;
            };
            match states.get(next) {
                Some(State::Done(depth)) => visit.depth = visit.depth.max(*depth),
                Some(State::Open) => {
                    let mut chain: Vec<&str> = stack
                        .iter()
                        .map(|visit| visit.name)
                        .skip_while(|name| *name != next)
                        .collect();
                    // A plain chain of references is told where aliases are checked.
                    let is_alias =
                        |name: &&str| schemas.get(*name).is_some_and(|s| s.get("$ref").is_some());
                    if !chain.iter().all(is_alias) {
                        chain.push(next);
                        let message =
                            format!("the schema is composed of itself: {}", chain.join(" → "));
                        tell(next, message, findings);
                    }
                }
                None => {
                    if let Some((name, schema)) = schemas.get_key_value(next) {
                        open(name, schema, &mut states, &mut stack);
                    }
                }
            }
        }
    }
}

/// How far a schema's parts have been followed.
enum State {
    Open,
    /// Done, and how many schemas deep its parts go.
    Done(usize),
}

struct Visit<'d> {
    name: &'d str,
    parts: Vec<&'d str>,
    depth: usize,
}

fn open<'d>(
    name: &'d str,
    schema: &'d Value,
    states: &mut HashMap<&'d str, State>,
    stack: &mut Vec<Visit<'d>>,
) {
    if states.contains_key(name) {
        return;
    }
    states.insert(name, State::Open);
    let mut parts = Vec::new();
    collect(schema, &mut parts);
    stack.push(Visit { name, parts, depth: 0 });
}

/// The named schemas that a schema is composed of, without what stands in properties and items.
fn collect<'d>(schema: &'d Value, parts: &mut Vec<&'d str>) {
    let target = schema.get("$ref").and_then(Value::as_str);
    parts.extend(target.and_then(|target| name_in("schemas", target)));
    for keyword in ["allOf", "oneOf", "anyOf"] {
        for part in schema.get(keyword).and_then(Value::as_array).into_iter().flatten() {
            collect(part, parts);
        }
    }
}

fn tell(name: &str, message: String, findings: &mut Findings<'_>) {
    let root = Place::ROOT;
    findings.add(Rule::Compositions, &root.key("components").key("schemas").key(name), message);
}
