//! Descriptions and summaries.

use serde_json::{Map, Value};

use crate::document::place::{Findings, Place};
use crate::lint::{names, quoted};
use crate::rule::Rule;
use crate::structure::grammar::Role;

pub(super) fn check(
    role: Role,
    place: &Place<'_>,
    object: &Map<String, Value>,
    findings: &mut Findings<'_>,
) {
    for field in asked(role, place) {
        if !object.contains_key(*field) {
            let message = format!("{} needs the field `{field}`", role.noun());
            findings.add(Rule::Descriptions, place, message);
        }
    }
    for field in ["description", "summary", "title"] {
        // The title of a schema is a name.
        if let Some(Value::String(text)) = object.get(field)
            && (role, field) != (Role::Schema, "title")
        {
            check_text(field, text, &names_of(place, object), &place.key(field), findings);
        }
    }
    check_plain(role, place, object, findings);
    if let (Some(Value::String(summary)), Some(Value::String(description))) =
        (object.get("summary"), object.get("description"))
        && words(summary) == words(description)
        && !words(summary).is_empty()
    {
        let message = "expected more than the summary, found it repeated";
        findings.add(Rule::Descriptions, &place.key("description"), message);
    }
}

/// What is neither a sentence nor checked elsewhere has to say something, too.
fn check_plain(
    role: Role,
    place: &Place<'_>,
    object: &Map<String, Value>,
    findings: &mut Findings<'_>,
) {
    let fields: &[&str] = match role {
        Role::Info => &["version"],
        Role::Contact | Role::License | Role::Tag => &["name"],
        _ => &[],
    };
    for field in fields {
        if object.get(*field).and_then(Value::as_str).is_some_and(|text| text.trim().is_empty()) {
            let message = "expected a text, found an empty one";
            findings.add(Rule::Descriptions, &place.key(field), message);
        }
    }
    let links = matches!(role, Role::Contact | Role::License | Role::ExternalDocs);
    if let Some(Value::String(url)) = object.get("url").filter(|_| links)
        && !url.starts_with("https://")
    {
        let message = format!("expected an address with https://, found {}", quoted(url));
        findings.add(Rule::Descriptions, &place.key("url"), message);
    }
}

/// The texts that an object must have.
fn asked(role: Role, place: &Place<'_>) -> &'static [&'static str] {
    match role {
        Role::Operation => &["summary", "description"],
        Role::Example => &["summary"],
        Role::Info
        | Role::Server
        | Role::ServerVariable
        | Role::Parameter
        | Role::RequestBody
        | Role::Header
        | Role::Tag
        | Role::SecurityScheme => &["description"],
        // What stands within them is described with them.
        Role::Schema if matches!(place.keys().1, Some("schemas" | "properties")) => {
            &["description"]
        }
        _ => &[],
    }
}

/// What an object is called.
fn names_of<'t>(place: &Place<'t>, object: &'t Map<String, Value>) -> Vec<&'t str> {
    let text = |field: &str| object.get(field).and_then(Value::as_str);
    let named = ["name", "operationId"].into_iter().filter_map(text);
    named.chain(place.keys().0).collect()
}

fn check_text(
    field: &str,
    text: &str,
    names: &[&str],
    place: &Place<'_>,
    findings: &mut Findings<'_>,
) {
    let trimmed = text.trim();
    let Some(first) = trimmed.chars().next() else {
        findings.add(Rule::Descriptions, place, "expected a text, found an empty one");
        return;
    };
    let said = words(trimmed);
    if let Some(name) = names.iter().find(|name| field != "title" && words(name) == said) {
        let message = format!("expected more than the name {}, found it repeated", quoted(name));
        findings.add(Rule::Descriptions, place, message);
        return;
    }
    if first.is_lowercase() {
        let message = format!("expected a capital at the start, found {}", quoted(trimmed));
        findings.add(Rule::Wording, place, message);
    }
    match (field, trimmed.ends_with('.')) {
        ("description", false) => {
            let end = quoted(last_words(trimmed));
            let message = format!("expected a full stop at the end, found {end}");
            findings.add(Rule::Wording, place, message);
        }
        ("summary" | "title", true) => {
            let end = quoted(last_words(trimmed));
            let message = format!("expected no full stop at the end, found {end}");
            findings.add(Rule::Wording, place, message);
        }
        _ => {}
    }
}

/// The letters of a text without an article before them.
fn words(text: &str) -> String {
    let lower = text.trim().to_lowercase();
    let bare = ["the ", "a ", "an "].iter().find_map(|article| lower.strip_prefix(article));
    names::letters(bare.unwrap_or(&lower))
}

fn last_words(text: &str) -> &str {
    let start = text.char_indices().rev().nth(29).map_or(0, |(at, _)| at);
    text[start..].trim_start()
}
