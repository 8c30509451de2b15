//! The value that holds when none is sent.

use serde_json::Value;

use super::Item;
use super::bounds::leading_number;
use super::values::{Kind, is_nothing, unquoted};
use crate::page::facts::Field;

/// The default below a label.
pub(super) fn labelled(kind: Kind, items: &[Item]) -> Option<Value> {
    let text = unquoted(items.first()?.text.trim());
    if text.is_empty() || is_nothing(text) {
        return None;
    }
    let bare = text.trim_end_matches('.');
    Some(
        kind.typed(bare)
            .filter(|_| kind != Kind::Text)
            .unwrap_or_else(|| Value::String(text.to_owned())),
    )
}

/// A default that a sentence tells: one word, or a number.
pub(super) fn in_prose(field: &mut Field, kind: Kind, text: &str) {
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
    if field.default.is_some() {
        return;
    }
    let lower = text.to_ascii_lowercase();
    let Some(from) = BEFORE.iter().filter_map(|words| Some(lower.find(words)? + words.len())).min()
    else {
        return;
    };
    let rest = &text[from..];
    let end = rest.char_indices().nth(200).map_or(rest.len(), |(end, _)| end);
    let rest = &rest[..end];
    let stops = [". ", ", ", "; ", " (", ".)", ") "];
    let end = stops.iter().filter_map(|stop| rest.find(stop)).min().unwrap_or(rest.len());
    let word = unquoted(rest[..end].trim().trim_end_matches(['.', ')', ';', ',']));
    let vague = ["empty", "null", "none", "blank", "n/a", "unlimited", "the"];
    if word.is_empty() || is_nothing(word) || vague.contains(&word.to_ascii_lowercase().as_str()) {
        return;
    }
    if !word.contains(char::is_whitespace) {
        field.default = Some(kind.value(word));
    } else if matches!(kind, Kind::Integer | Kind::Number) {
        field.default = leading_number(word).map(|(number, _)| Value::Number(number));
    }
}
