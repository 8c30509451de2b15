//! The labels that divide a description, such as `Constraints` and `Default value:`.

use super::Item;

/// What a part of a description is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Label {
    /// Nothing in particular.
    Prose,
    /// The values of an enumeration.
    Enumeration,
    /// Values or a range.
    Values,
    /// The default.
    Default,
    /// The least value.
    Minimum,
    /// The greatest value.
    Maximum,
    /// The least length.
    MinLength,
    /// The greatest length.
    MaxLength,
    /// Both lengths.
    Length,
    /// Something that is no fact.
    Other,
}

/// A part of a description.
#[derive(Debug)]
pub(super) struct Part {
    pub(super) label: Label,
    pub(super) items: Vec<Item>,
}

/// Divides a description.
pub(super) fn parts(items: Vec<Item>) -> Vec<Part> {
    let mut parts = vec![Part { label: Label::Prose, items: Vec::new() }];
    let mut prose = Vec::new();
    let mut under_label = false;
    for item in items {
        match label(&item.text).filter(|_| !item.bullet || is_titled(&item.text)) {
            // A bullet may be a label with its value, but heads nothing.
            Some((_, "")) if item.bullet => {}
            Some((label, "")) => {
                parts.push(Part { label, items: Vec::new() });
                under_label = label != Label::Prose;
                continue;
            }
            Some((label, value)) if label != Label::Prose => {
                let value = Item { text: value.to_owned(), bullet: false, indent: item.indent };
                parts.push(Part { label, items: vec![value] });
                // What follows a label with its value stands under no label.
                under_label = false;
                continue;
            }
            _ => {}
        }
        match parts.last_mut() {
            Some(part) if under_label => part.items.push(item),
            _ => prose.push(item),
        }
    }
    parts[0].items = prose;
    parts
}

/// Whether a text begins like a label, and not like one of the values `default` and `DEFAULT`.
fn is_titled(text: &str) -> bool {
    let mut letters = text.chars();
    letters.next().is_some_and(char::is_uppercase) && letters.next().is_some_and(char::is_lowercase)
}

/// The label that a line is or begins with, and what follows it on the line.
fn label(text: &str) -> Option<(Label, &str)> {
    let colon = text.char_indices().take(40).find(|(_, c)| matches!(c, ':' | '：'));
    let (head, value, bare) = match colon {
        Some((at, c)) => (&text[..at], text[at + c.len_utf8()..].trim(), false),
        None if text.len() <= 40 => (text, "", true),
        None => return None,
    };
    let head = head.trim().to_ascii_lowercase();
    let label = match head.as_str() {
        "enumeration values" | "enumeration value" | "enumerated values" | "enumerated value"
        | "enum values" | "enumerations" => Label::Enumeration,
        "options"
        | "range"
        | "value range"
        | "value options"
        | "default value"
        | "minimum value"
        | "maximum value"
        | "definition"
        | "constraints"
        | "constraint"
        | "minimum length"
        | "maximum length"
        | "array length"
        | "value range and options"
            if bare =>
        {
            known(&head)?
        }
        _ if bare => return None,
        _ => known(&head)?,
    };
    Some((label, value))
}

fn known(head: &str) -> Option<Label> {
    Some(match head {
        "options"
        | "option"
        | "range"
        | "value range"
        | "valid values"
        | "value options"
        | "possible values"
        | "available values"
        | "allowed values"
        | "values"
        | "valid value"
        | "value range and options"
        | "optional values"
        | "available options"
        | "the range" => Label::Values,
        "default" | "default value" | "the default value" => Label::Default,
        "minimum" | "min" | "minimum value" | "min." => Label::Minimum,
        "maximum" | "max" | "maximum value" | "max." => Label::Maximum,
        "minimum length" | "min length" | "min. length" => Label::MinLength,
        "maximum length" | "max length" | "max. length" => Label::MaxLength,
        "array length" | "length" | "value length" | "length range" | "string length" => {
            Label::Length
        }
        "definition" | "details" | "explanation" | "meaning" => Label::Prose,
        "constraints" | "constraint" | "example" | "examples" | "example value" | "for example"
        | "note" | "notes" | "notice" | "caution" | "restrictions" => Label::Other,
        _ => return None,
    })
}
