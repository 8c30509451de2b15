//! References that name something of the right kind, and lead somewhere.

use serde_json::{Map, Value};

use super::components::{Components, MAX_HOPS, name_in};
use super::quoted;
use crate::document::place::{Findings, Place};
use crate::rule::Rule;
use crate::structure::grammar::Role;

pub(super) fn check(
    role: Role,
    place: &Place<'_>,
    target: &str,
    components: Components<'_>,
    findings: &mut Findings<'_>,
) {
    let Some(section) = role.section() else {
        return;
    };
    let Some(name) = name_in(section, target) else {
        let message = format!(
            "expected a reference of the form `#/components/{section}/<name>`, found {}",
            quoted(target)
        );
        findings.add(Rule::References, place, message);
        return;
    };
    let known = components.section(section);
    if known.is_some_and(|known| known.contains_key(name)) {
        return;
    }
    let names = known.into_iter().flat_map(|known| known.keys().map(String::as_str));
    let suggestion = findings.suggestion(name, names);
    findings.add(Rule::References, place, format!("{} does not exist{suggestion}", quoted(target)));
}

/// Components that are themselves references must lead to an object.
pub(super) fn check_aliases(components: Components<'_>, findings: &mut Findings<'_>) {
    let root = Place::ROOT;
    let all = root.key("components");
    for section in SECTIONS {
        let place = all.key(section);
        let Some(known) = components.section(section) else {
            continue;
        };
        for name in known.keys() {
            if let Some(message) = unsound_alias(name, section, known) {
                findings.add(Rule::References, &place.key(name).key("$ref"), message);
            }
        }
    }
}

fn unsound_alias(name: &str, section: &str, known: &Map<String, Value>) -> Option<String> {
    let mut chain = vec![name];
    let mut here = name;
    while chain.len() <= MAX_HOPS {
        let next = name_in(section, known.get(here)?.get("$ref")?.as_str()?)?;
        let is_circle = chain.contains(&next);
        chain.push(next);
        if is_circle {
            let back = if next == name { "back to itself" } else { "into a circle" };
            return Some(format!("the reference leads {back}: {}", chain.join(" → ")));
        }
        here = next;
    }
    Some(format!("the reference leads through {MAX_HOPS} others or more"))
}

const SECTIONS: [&str; 9] = [
    "schemas",
    "responses",
    "parameters",
    "examples",
    "requestBodies",
    "headers",
    "securitySchemes",
    "links",
    "callbacks",
];
