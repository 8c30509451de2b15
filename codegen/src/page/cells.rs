//! What the short cells of a table look like.

mod kinds;

use std::collections::HashSet;

pub(super) use self::kinds::kind;
use self::kinds::{is_base_type, is_base_type_of_any_case, is_common};

/// How much a text looks like the name of a parameter or field: 3 for certain, 0 for barely, -1 only
/// beside a certain type, -2 only beside a mark, -3 only beside a plain mark, `None` for not at all.
pub(super) fn name(text: &str) -> Option<i32> {
    if text.is_empty() || text.len() > 128 {
        return None;
    }
    let words = text.split(' ').count();
    let ended = text.ends_with(['.', ',', ';', ':', '?', '!']);
    if words > 1 {
        let prose = ended
            || words > 6
            || text.contains(": ")
            || goes_on(text)
            || kind(text, &HashSet::new()) >= 4;
        if is_label(text) {
            return Some(-3);
        }
        return (!prose).then_some(0);
    }
    if ended {
        return (!is_label(text)).then_some(-2);
    }
    if is_nothing(text) || matches!(text, "--" | "Yes" | "No" | "YES" | "NO") {
        return None;
    }
    if !text.contains(|c: char| c.is_alphabetic()) {
        return Some(if matches!(text, "*" | "-") { -1 } else { 1 });
    }
    if text.contains(['<', '(', '/']) && kind(text, &HashSet::new()) >= 3 {
        return None;
    }
    let first = text.chars().next().unwrap_or(' ');
    if first.is_uppercase() && is_label(text) {
        return Some(-3);
    }
    if is_base_type(text) {
        return Some(i32::from(is_common(text)));
    }
    if mark(text).is_some() {
        return Some(1);
    }
    if is_base_type_of_any_case(text) && !is_common(text) {
        return Some(2);
    }
    let joined = text
        .char_indices()
        .any(|(at, c)| at > 0 && at + 1 < text.len() && matches!(c, '_' | '-' | '.' | '[' | ':'));
    if first.is_lowercase() || matches!(first, '_' | '$' | '[' | '{' | '<' | '@') || joined {
        return Some(3);
    }
    first.is_alphanumeric().then_some(2)
}

/// Whether a text says that there is nothing.
fn is_nothing(text: &str) -> bool {
    matches!(text, "N/A" | "None" | "none" | "NONE")
}

/// What a cell of a column such as `Mandatory` says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Mark {
    /// Just that.
    Plain(bool),
    /// That, with a remark.
    Remarked(bool),
    /// That it does not say.
    Open,
}

impl Mark {
    pub(super) fn is_plain(self) -> bool {
        matches!(self, Self::Plain(_))
    }

    /// Whether the row must be sent, where the cell says so.
    pub(super) fn value(self) -> Option<bool> {
        match self {
            Self::Plain(value) | Self::Remarked(value) => Some(value),
            Self::Open => None,
        }
    }
}

/// Reads a cell of a column such as `Mandatory`.
pub(super) fn mark(text: &str) -> Option<Mark> {
    if text.len() > 160 {
        return None;
    }
    // These are names more often.
    match text {
        "yes" | "y" | "true" | "required" => return Some(Mark::Remarked(true)),
        "no" | "n" | "false" | "optional" => return Some(Mark::Remarked(false)),
        _ => {}
    }
    let lower = text.to_ascii_lowercase();
    match lower.trim_end_matches('.') {
        "yes" | "y" | "true" | "mandatory" | "required" | "m" => return Some(Mark::Plain(true)),
        "no" | "n" | "false" | "optional" | "o" | "not required" | "not mandatory" => {
            return Some(Mark::Plain(false));
        }
        "-" | "--" | "n/a" | "/" => return Some(Mark::Open),
        _ => {}
    }
    let word = lower.split(|c: char| !c.is_alphanumeric()).next().unwrap_or_default();
    let remark = text[word.len()..].trim_start();
    // What `No. of items` begins with is no mark.
    let counts = remark.starts_with(". ") && remark[2..].starts_with(char::is_lowercase);
    let follows = remark.starts_with(['(', ',', '.', ':', ';', '-', '/', '[']) && !counts;
    match word {
        "yes" | "mandatory" | "required" if follows => Some(Mark::Remarked(true)),
        "no" | "optional" if follows => Some(Mark::Remarked(false)),
        "conditional" | "conditionally" => Some(Mark::Remarked(false)),
        _ => None,
    }
}

/// Whether a text that is no plain mark says when a row must be sent.
pub(super) fn is_condition(text: &str) -> bool {
    text.contains(' ') && ["andatory", "equired", "ptional"].iter().any(|word| text.contains(word))
}

/// Whether a type breaks off, and the next paragraph goes on with it.
pub(super) fn goes_on(text: &str) -> bool {
    let opened = text.matches('<').count();
    let of = ["Array of", "List of", "Map of"].contains(&text);
    of || text.len() <= 160 && opened > 0 && opened > text.matches('>').count()
}

/// A word that heads a part of a description cell.
pub(super) fn is_label(text: &str) -> bool {
    const LABELS: &[&str] = &[
        "definition",
        "details",
        "constraints",
        "constraint",
        "range",
        "value range",
        "options",
        "default value",
        "default",
        "enumeration values",
        "enumeration value",
        "enumerated values",
        "enumerated value",
        "minimum",
        "maximum",
        "example",
        "examples",
        "note",
        "notes",
        "notice",
        "caution",
        "array length",
        "restrictions",
        "explanation",
        "parameter description",
    ];
    let text = text.trim_end_matches([':', '：']).trim_end();
    text.len() <= 24 && LABELS.iter().any(|label| label.eq_ignore_ascii_case(text))
}
