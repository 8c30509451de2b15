//! Changes of a page's facts.

use serde_json::Value;

use super::{Change, Mutant, json};
use crate::claim::Claims;
use crate::page::Facts;

/// Each fact becomes another, and each goes.
pub(super) fn mutants(facts: &Facts) -> Vec<Mutant> {
    let Ok(before) = serde_json::to_value(facts) else { return Vec::new() };
    let mut mutants = Vec::new();
    let mut add = |what: String, named: &[&str], after: Option<Value>| {
        if let Some(after) = after {
            let text = format!("{after:#}\n");
            let named_by = named.iter().map(|name| (*name).to_owned()).collect();
            mutants.push(Mutant { what, named_by, change: Change::Facts(text) });
        }
    };
    for (name, claim) in &Claims::of_page(facts) {
        let fact = name.to_string();
        let value = before.pointer(&claim.place).unwrap_or(&Value::Null);
        if let Some(other) = json::other(value) {
            let what = format!("{fact}: {value} becomes {other}");
            add(what, &[&fact], json::with(&before, &claim.place, other));
        } else if let Some(leaf) = json::leaves(value).first() {
            // A whole row or example: its first leaf stands for it.
            let place = format!("{}{leaf}", claim.place);
            let value = before.pointer(&place).unwrap_or(&Value::Null);
            if let Some(other) = json::other(value) {
                let what = format!("{fact}: {value} becomes {other}");
                // A place that no parameter is in makes the file unreadable, and is told as it stands.
                let text = other.as_str().unwrap_or("none").to_owned();
                add(what, &[subject(&fact), &text], json::with(&before, &place, other));
            }
        }
        let required = ["/title", "/method", "/path", "/updated"];
        if !required.contains(&claim.place.as_str()) {
            // Without its number the fact goes; a required key would make the file unreadable.
            add(format!("{fact} goes"), &[subject(&fact)], gone(&before, &claim.place));
        }
    }
    mutants
}

/// The facts without a node, unless facts have to have it.
fn gone(before: &Value, place: &str) -> Option<Value> {
    let after = json::without(before, place)?;
    serde_json::from_value::<Facts>(after.clone()).ok()?;
    Some(after)
}

/// A fact's name without its aspect: when a whole subject goes, only that is told.
fn subject(fact: &str) -> &str {
    fact.split(": ").next().unwrap_or(fact)
}
