//! Paths and the names in them.

use std::collections::HashMap;

use serde_json::{Map, Value};

use super::quoted;
use crate::document::place::{Findings, Place};
use crate::rule::Rule;

/// What codegen asks of a path.
pub(super) fn check_support(
    place: &Place<'_>,
    item: &Map<String, Value>,
    findings: &mut Findings<'_>,
) {
    for field in ["$ref", "servers"] {
        if item.contains_key(field) {
            findings.add(
                Rule::Paths,
                &place.key(field),
                format!("`{field}` of a path is not supported"),
            );
        }
    }
}

/// The paths that were seen, without the names of their parameters.
#[derive(Default)]
pub(super) struct Templates<'d> {
    seen: HashMap<String, &'d str>,
}

impl<'d> Templates<'d> {
    /// The names in a path, in their order; `None` when the path is malformed.
    pub(super) fn check(
        &mut self,
        path: &'d str,
        place: &Place<'_>,
        findings: &mut Findings<'_>,
    ) -> Option<Vec<&'d str>> {
        let names = match names(path) {
            Ok(names) => names,
            Err(message) => {
                findings.add(Rule::Paths, place, message);
                return None;
            }
        };
        // A path is one in a URL: neither a query nor a fragment, and empty segments vanish.
        for (part, what) in [("?", "a query"), ("#", "a fragment"), ("//", "an empty segment")] {
            if path.contains(part) {
                findings.add(Rule::Paths, place, format!("a path must not hold {what} (`{part}`)"));
            }
        }
        for (index, name) in names.iter().enumerate() {
            // Long lists of names are for nobody, and would be slow to compare.
            if names[..index.min(256)].contains(name) {
                findings.add(Rule::Paths, place, format!("`{{{name}}}` stands in the path twice"));
            }
        }
        let mut anonymous = String::with_capacity(path.len());
        let mut rest = path;
        while let Some((before, after)) = rest.split_once('{') {
            anonymous.push_str(before);
            anonymous.push_str("{}");
            rest = after.split_once('}').map_or("", |(_, after)| after);
        }
        anonymous.push_str(rest);
        match self.seen.get(anonymous.as_str()) {
            None => {
                self.seen.insert(anonymous, path);
            }
            Some(first) => {
                let first = quoted(first);
                let message = format!("only the names of its parameters differ from {first}");
                findings.add(Rule::Paths, place, message);
            }
        }
        Some(names)
    }
}

/// The names between braces in a template.
///
/// # Errors
///
/// What is wrong with the braces.
pub(super) fn names(template: &str) -> Result<Vec<&str>, String> {
    let mut names = Vec::new();
    let mut rest = template;
    while let Some(at) = rest.find(['{', '}']) {
        if rest[at..].starts_with('}') {
            return Err("expected `{name}`, found `}` without `{` before it".to_owned());
        }
        let inside = &rest[at + 1..];
        let end = match inside.find(['{', '}', '/']) {
            Some(end) if inside[end..].starts_with('}') => end,
            _ => return Err("expected `{name}`, found `{` without `}` after it".to_owned()),
        };
        if end == 0 {
            return Err("expected a name between braces, found `{}`".to_owned());
        }
        names.push(&inside[..end]);
        rest = &inside[end + 1..];
    }
    Ok(names)
}
