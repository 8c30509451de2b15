//! The values that a row can have.

use std::collections::HashSet;

use serde_json::Value;

use super::Item;
use super::bounds::{number, span};

/// What a row's type says of its values.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Integer,
    Number,
    Boolean,
    Text,
    Array,
    /// An array whose elements have fields.
    Objects,
    Other,
}

impl Kind {
    pub(super) fn of(text: &str) -> Self {
        let lower = text.to_ascii_lowercase();
        let first = lower.split(|c: char| !c.is_ascii_alphanumeric()).next().unwrap_or_default();
        let objects = lower.ends_with("objects") || lower.ends_with("object");
        let array =
            lower.starts_with("array") || lower.starts_with("list") || lower.ends_with(" array");
        match first {
            _ if array && objects => Self::Objects,
            _ if array => Self::Array,
            "integer" | "int" | "int32" | "int64" | "long" | "short" | "biginteger" => {
                Self::Integer
            }
            "float" | "double" | "number" | "decimal" | "bigdecimal" | "numeric" => Self::Number,
            "boolean" | "bool" => Self::Boolean,
            "string" | "enum" | "enumeration" | "enumerated" | "date" | "uuid" | "text" => {
                Self::Text
            }
            _ => Self::Other,
        }
    }

    /// Whether a list of values tells something about it.
    pub(super) fn has_values(self) -> bool {
        matches!(self, Self::Integer | Self::Number | Self::Text | Self::Array)
    }

    /// A text as a value of this kind, if it is one.
    pub(super) fn typed(self, text: &str) -> Option<Value> {
        match self {
            Self::Integer => number(text).filter(|number| !number.is_f64()).map(Value::Number),
            Self::Number => number(text).map(Value::Number),
            Self::Boolean if text.eq_ignore_ascii_case("true") => Some(Value::Bool(true)),
            Self::Boolean if text.eq_ignore_ascii_case("false") => Some(Value::Bool(false)),
            Self::Boolean => None,
            Self::Text => Some(Value::String(text.to_owned())),
            Self::Array | Self::Objects => serde_json::from_str(text).ok().filter(Value::is_array),
            Self::Other => serde_json::from_str(text).ok().filter(Value::is_object),
        }
    }

    /// A text as a value of this kind or, if it is none, as text.
    pub(super) fn value(self, text: &str) -> Value {
        self.typed(text).unwrap_or_else(|| Value::String(text.to_owned()))
    }

    /// A text as one of several values; of an array, those of its elements.
    fn listed(self, text: &str) -> Option<Value> {
        match self {
            Self::Array => Some(Value::String(text.to_owned())),
            _ => self.typed(text),
        }
    }
}

/// The values below a label; where `certain`, the label promises that they are values.
pub(super) fn listed(kind: Kind, items: &[Item], certain: bool) -> Vec<Value> {
    // `none` may be one of several values.
    let named = |text: &str| certain && matches!(text, "none" | "None" | "no" | "No");
    let is_value = |item: &&Item| !is_nothing(&item.text) || named(item.text.as_str());
    let items: Vec<&Item> = items.iter().filter(is_value).collect();
    let outer = items.iter().filter(|item| item.bullet).map(|item| item.indent).min();
    let found: Option<Vec<Value>> = match outer {
        Some(outer) => {
            let bullets = items.iter().filter(|item| item.bullet && item.indent == outer);
            bullets.map(|item| value(kind, &item.text, certain)).collect()
        }
        None => match items.as_slice() {
            [] => None,
            [one] => enumerated(kind, &one.text)
                .or_else(|| certain.then(|| vec![kind.value(unquoted(&one.text))])),
            lines => lines.iter().map(|item| value(kind, &item.text, certain)).collect(),
        },
    };
    let found = found.map(distinct).unwrap_or_default();
    // One range is no value: `1-100`.
    let range =
        outer.is_some() && found.len() == 1 && items.iter().any(|item| span(&item.text).is_some());
    if range && kind != Kind::Text { Vec::new() } else { found }
}

/// The values that prose lists: as bullets, as lines, or in a sentence.
pub(super) fn in_prose(kind: Kind, items: &[Item]) -> Vec<Value> {
    let mut at = 0;
    while at < items.len() {
        let bullet = items[at].bullet;
        let run = items[at..].iter().take_while(|item| item.bullet == bullet).count();
        let group = &items[at..at + run];
        let intro = at.checked_sub(1).map(|before| items[before].text.as_str());
        let found = if bullet { bullets(kind, group, intro) } else { lines(kind, group) };
        if let Some(found) = found {
            return found;
        }
        at += run;
    }
    items.iter().find_map(|item| sentence(kind, &item.text)).unwrap_or_default()
}

fn bullets(kind: Kind, run: &[Item], intro: Option<&str>) -> Option<Vec<Value>> {
    let outer = run.iter().map(|item| item.indent).min()?;
    let items = run.iter().filter(|item| item.indent == outer);
    let found: Vec<Value> =
        items.map(|item| value(kind, &item.text, false)).collect::<Option<_>>()?;
    // `BIG: The value contains …` explains what holds for one case, not a value.
    let cases = run.iter().any(|item| {
        let rest = item.text.split_once(": ").map_or("", |(_, rest)| rest);
        ["The value ", "The default value ", "The minimum ", "The maximum ", "Set "]
            .iter()
            .any(|start| rest.starts_with(start))
    });
    if cases {
        return None;
    }
    let announced = intro.is_some_and(|intro| intro.ends_with([':', '：']));
    (found.len() >= 2 || announced).then(|| distinct(found))
}

/// Lines such as `WAITING: not begun`, at least two of them in a row.
fn lines(kind: Kind, run: &[Item]) -> Option<Vec<Value>> {
    let mut found = Vec::new();
    for item in run {
        match value(kind, &item.text, false).filter(|_| is_explained(&item.text)) {
            Some(value) => found.push(value),
            None if found.len() >= 2 => break,
            None => found.clear(),
        }
    }
    (found.len() >= 2).then(|| distinct(found))
}

/// Whether a line explains its first word.
fn is_explained(text: &str) -> bool {
    let word = text.split_whitespace().next().unwrap_or_default();
    let rest = text[word.len()..].trim_start();
    word.ends_with([':', '：']) && !rest.is_empty()
        || rest.starts_with(": ")
        || rest.starts_with("- ")
        || rest.starts_with("– ")
}

/// `The value can be A, B, or C.`
fn sentence(kind: Kind, text: &str) -> Option<Vec<Value>> {
    const BEFORE: &[&str] = &[
        "value can be ",
        "value can be: ",
        "values can be ",
        "options are ",
        "options: ",
        "possible values are ",
        "possible values: ",
        "available values are ",
        "valid values are ",
        "value options: ",
        "values are ",
    ];
    if ![",", " or ", " and ", "、"].iter().any(|mark| text.contains(mark)) {
        return None;
    }
    let lower = text.to_ascii_lowercase();
    let from = BEFORE.iter().filter_map(|words| Some(lower.find(words)? + words.len())).min()?;
    enumerated(kind, &text[from..])
}

/// `A, B, or C` up to the end of the sentence: two values at least.
fn enumerated(kind: Kind, text: &str) -> Option<Vec<Value>> {
    let end = text.char_indices().nth(600).map_or(text.len(), |(end, _)| end);
    let text = &text[..end];
    let end = [". ", "; ", ".\u{a0}"].iter().filter_map(|stop| text.find(stop)).min();
    let sentence = text[..end.unwrap_or(text.len())].trim().trim_end_matches('.');
    let list = sentence.replace(", or ", ", ").replace(", and ", ", ");
    let list = list.replace(" or ", ", ").replace(" and ", ", ").replace('、', ", ");
    let words: Vec<&str> = list.split(", ").map(|word| unquoted(word.trim())).collect();
    let plain =
        |word: &&str| !word.is_empty() && word.len() <= 60 && !word.contains(char::is_whitespace);
    if words.len() < 2 || !words.iter().all(plain) {
        return None;
    }
    let values = words.iter().map(|word| kind.listed(word)).collect::<Option<Vec<_>>>()?;
    Some(distinct(values))
}

/// The value that a list item begins with.
fn value(kind: Kind, text: &str, certain: bool) -> Option<Value> {
    match token(text, kind) {
        Some(token) => kind.listed(token).or_else(|| certain.then(|| kind.value(token))),
        None => certain.then(|| kind.value(unquoted(text))),
    }
}

/// `VALUE`, `VALUE: what it is`, `VALUE - what it is`, `VALUE (what it is)`.
fn token(text: &str, kind: Kind) -> Option<&str> {
    let word = text.split_whitespace().next()?;
    let rest = text[word.len()..].trim_start();
    let ends = |rest: &str| {
        rest.is_empty()
            || [": ", "：", "- ", "– ", "— ", "-- ", "(", "= "]
                .iter()
                .any(|mark| rest.starts_with(mark))
    };
    let bare = word.trim_end_matches([':', '：', ',', ';', '.']);
    let bare = if rest.is_empty() || bare.len() < word.len() || ends(rest) {
        bare
    } else {
        return glued(word, kind);
    };
    let token = match bare.split_once(':') {
        // `1:Creating`
        Some((before, _)) if kind == Kind::Integer && number(before).is_some() => before,
        Some((before, after))
            if !rest.is_empty() && after.starts_with(char::is_alphabetic) && !before.is_empty() =>
        {
            before
        }
        _ => bare,
    };
    let token = unquoted(token);
    let stop = [
        "note",
        "example",
        "default",
        "minimum",
        "maximum",
        "max",
        "min",
        "caution",
        "notice",
        "constraints",
        "range",
        "options",
        "remarks",
        "format",
    ];
    // A label is written `Default`, a value `DEFAULT` or `default`.
    let titled = token.contains(char::is_uppercase) && token.contains(char::is_lowercase);
    let is_stop = titled && stop.iter().any(|stop| stop.eq_ignore_ascii_case(token))
        || matches!(token, "NOTE" | "NOTICE" | "CAUTION");
    (!token.is_empty() && token.len() <= 100 && !is_stop).then_some(token)
}

/// The value of `VALUE:what it is`.
fn glued(word: &str, kind: Kind) -> Option<&str> {
    let (before, after) = word.split_once([':', '：'])?;
    let plain = before.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_' || b == b'-');
    let words = after.starts_with(char::is_alphabetic) || kind == Kind::Integer;
    (plain && words && !before.is_empty()).then_some(before)
}

pub(super) fn unquoted(text: &str) -> &str {
    text.trim_matches(['"', '\'', '`', '“', '”', '‘', '’'])
}

/// Whether a text says that there is nothing, in other words than a constant such as `NONE`.
pub(super) fn is_nothing(text: &str) -> bool {
    let text = text.trim_end_matches('.');
    if text == "NONE" {
        return false;
    }
    ["n/a", "none", "-", "--", "null", "not involved", "no", "/"]
        .iter()
        .any(|no| no.eq_ignore_ascii_case(text))
}

fn distinct(values: Vec<Value>) -> Vec<Value> {
    let mut met = HashSet::new();
    values.into_iter().filter(|value| met.insert(value.to_string())).collect()
}
