//! Facts that were written down.

use std::collections::HashMap;

use serde::Deserialize as _;
use serde_json::Value;

use super::facts::Facts;
use crate::document::place::{Below, Spot, push_key};
use crate::problem::Problem;
use crate::yaml;

/// The facts of a JSON text, and the lines where they stand in it.
pub(super) fn read(file: &str, text: &str) -> Result<(Facts, HashMap<String, usize>), Problem> {
    // Whatever is JSON is YAML, and YAML is read with the place of everything.
    let json: Value =
        serde_json::from_str(text).map_err(|error| Problem::new(file, error.to_string()))?;
    // YAML takes fewer characters than JSON; only places are read of it.
    let parsed = yaml::parse(file, &text.replace('\u{7f}', " "));
    let (None, Some((_, spots))) = (parsed.problems.into_iter().next(), parsed.tree) else {
        return Err(Problem::new(file, "expected the facts of a page as JSON"));
    };
    let facts = Facts::deserialize(&json)
        .map_err(|error| Problem::new(file, format!("expected the facts of a page: {error}")))?;
    let again = serde_json::to_value(&facts)
        .map_err(|error| Problem::new(file, format!("expected the facts of a page: {error}")))?;
    if let Some(pointer) = difference(&json, &again, String::new()) {
        return Err(Problem::new(file, "expected nothing but what facts of a page have")
            .at(spots.nearest(&pointer).0.position)
            .within(pointer));
    }
    let mut lines = HashMap::new();
    collect(&spots, String::new(), &mut lines);
    Ok((facts, lines))
}

fn collect(spot: &Spot, pointer: String, lines: &mut HashMap<String, usize>) {
    match &spot.below {
        Below::Nothing => {}
        Below::List(list) => {
            for (index, below) in list.iter().enumerate() {
                collect(below, format!("{pointer}/{index}"), lines);
            }
        }
        Below::Map(map) => {
            for (key, below) in map {
                let mut pointer = pointer.clone();
                push_key(&mut pointer, key);
                collect(below, pointer, lines);
            }
        }
    }
    lines.insert(pointer, spot.position.line);
}

/// Where two values begin to differ.
fn difference(a: &Value, b: &Value, pointer: String) -> Option<String> {
    match (a, b) {
        (Value::Object(a), Value::Object(b)) => {
            let keys = a.keys().chain(b.keys().filter(|key| !a.contains_key(*key)));
            for key in keys {
                let mut at = pointer.clone();
                push_key(&mut at, key);
                match (a.get(key), b.get(key)) {
                    (Some(a), Some(b)) => {
                        if let Some(found) = difference(a, b, at) {
                            return Some(found);
                        }
                    }
                    _ => return Some(at),
                }
            }
            None
        }
        (Value::Array(a), Value::Array(b)) if a.len() == b.len() => {
            let pairs = a.iter().zip(b).enumerate();
            pairs
                .filter_map(|(index, (a, b))| difference(a, b, format!("{pointer}/{index}")))
                .next()
        }
        _ => (a != b).then_some(pointer),
    }
}
