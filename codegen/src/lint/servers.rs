//! Servers and the variables of their URLs.

use std::collections::HashSet;

use serde_json::{Map, Value};

use super::{paths, quoted};
use crate::document::place::{Findings, Place};
use crate::rule::Rule;

pub(super) fn check(place: &Place<'_>, server: &Map<String, Value>, findings: &mut Findings<'_>) {
    let variables = server.get("variables").and_then(Value::as_object);
    let used = server.get("url").and_then(Value::as_str).map(paths::names);
    let place_of_url = place.key("url");
    match &used {
        Some(Err(message)) => findings.add(Rule::Servers, &place_of_url, message.as_str()),
        Some(Ok(names)) => {
            for name in names {
                if variables.is_none_or(|variables| !variables.contains_key(*name)) {
                    findings.add(
                        Rule::Servers,
                        &place_of_url,
                        format!("`{{{name}}}` is not among the `variables`"),
                    );
                }
            }
        }
        None => {}
    }
    let used: Option<HashSet<&str>> =
        used.and_then(Result::ok).map(|names| names.into_iter().collect());
    let place = place.key("variables");
    for (name, variable) in variables.into_iter().flatten() {
        let place = place.key(name);
        if used.as_ref().is_some_and(|used| !used.contains(name.as_str())) {
            findings.add(
                Rule::Servers,
                &place,
                format!("`{{{name}}}` does not stand in the `url`"),
            );
        }
        let Some(Value::Array(values)) = variable.get("enum") else {
            continue;
        };
        if values.is_empty() {
            findings.add(
                Rule::Servers,
                &place.key("enum"),
                "expected at least one value, found an empty list",
            );
        } else if let Some(Value::String(default)) = variable.get("default")
            && !values.iter().any(|value| value.as_str() == Some(default))
        {
            let message = format!("expected a value of the `enum`, found {}", quoted(default));
            findings.add(Rule::Servers, &place.key("default"), message);
        }
    }
}
