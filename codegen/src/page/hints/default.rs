//! The value that holds when none is sent.

use serde_json::Value;

use super::Item;
use super::bounds::leading_number;
use super::conditions;
use super::values::{Kind, is_nothing, unquoted};

/// The default below a label: some words, or what a sentence tells.
pub(super) fn labelled(kind: Kind, items: &[Item]) -> Option<Value> {
    let text = unquoted(items.first()?.text.trim());
    if text.is_empty() || is_nothing(text) {
        return None;
    }
    let words = text.split(' ').count();
    if words > 4 || words > 1 && text.ends_with('.') {
        return kind.typed(text).filter(|_| kind != Kind::Text).or_else(|| sentence(kind, text));
    }
    let bare = text.trim_end_matches('.');
    Some(
        kind.typed(bare)
            .filter(|_| kind != Kind::Text)
            .unwrap_or_else(|| Value::String(text.to_owned())),
    )
}

/// The default that sentences tell, if they tell one.
pub(super) fn in_prose(kind: Kind, items: &[Item]) -> Option<Value> {
    let mut found = items.iter().filter_map(|item| sentence(kind, &item.text));
    let first = found.next()?;
    found.all(|other| other == first).then_some(first)
}

/// A default that a sentence tells: one word, or a number.
fn sentence(kind: Kind, text: &str) -> Option<Value> {
    const BEFORE: &[&str] = &[
        "default value is ",
        "default value: ",
        "default is ",
        "defaults to ",
        "default value for this parameter is ",
        "default value of this parameter is ",
        "default value of the parameter is ",
        "default value of this field is ",
    ];
    let lower = text.to_ascii_lowercase();
    if !lower.contains("default") {
        return None;
    }
    let from = BEFORE.iter().filter_map(|words| Some(lower.find(words)? + words.len())).min()?;
    if conditions::is_one_case(&lower, from) && !conditions::is_absence(&lower, from) {
        return None;
    }
    let rest = &text[from..];
    let end = rest.char_indices().nth(200).map_or(rest.len(), |(end, _)| end);
    let rest = &rest[..end];
    let stops = [". ", ", ", "; ", " (", ".)", ") "];
    let end = stops.iter().filter_map(|stop| rest.find(stop)).min().unwrap_or(rest.len());
    let word = unquoted(rest[..end].trim().trim_end_matches(['.', ')', ';', ',']));
    let vague = ["empty", "null", "none", "blank", "n/a", "unlimited", "the", "used"];
    if word.is_empty() || is_nothing(word) || vague.contains(&word.to_ascii_lowercase().as_str()) {
        return None;
    }
    if !word.contains(char::is_whitespace) {
        return Some(kind.value(word));
    }
    let (number, unit) = leading_number(word)?;
    // `5 GB for one kind and 50 GB for another`.
    let varies = [" for ", " if ", " when "].iter().any(|case| unit.contains(case));
    let counts = matches!(kind, Kind::Integer | Kind::Number) && !varies;
    counts.then_some(Value::Number(number))
}
