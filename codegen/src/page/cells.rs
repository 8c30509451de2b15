//! What the short cells of a table look like.

use std::collections::HashSet;

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

/// How much a text looks like a type: 5 for certain, 1 for barely, 0 for not at all.
///
/// `objects` are the captions of the page's tables: a type that names one is certain.
pub(super) fn kind(text: &str, objects: &HashSet<String>) -> i32 {
    if text.is_empty() || text.len() > 160 || text.ends_with(['.', ':', ',', ';']) {
        return 0;
    }
    if text == "-" {
        return 1;
    }
    let words: Vec<&str> = text.split(' ').take(9).collect();
    if words.len() > 8 || is_label(text) || is_nothing(text) {
        return 0;
    }
    let Some(last) = words.last() else { return 0 };
    if is_reference(&words) {
        return 3;
    }
    let lower = text.to_ascii_lowercase();
    if is_generic(&lower) {
        return 5;
    }
    if let Some(items) = ["array of ", "arrays of "].iter().find_map(|of| lower.strip_prefix(of)) {
        return array(items, words[0] == "Array");
    }
    if let ["list" | "List" | "Map" | "map" | "Set", "of", items @ ..] = words.as_slice() {
        let certain = items.len() == 1 && plural_base(&items[0].to_ascii_lowercase())
            || items.len() == 2 && matches!(*last, "objects");
        return if certain { 4 } else { i32::from(words.len() <= 4) };
    }
    if words.len() == 1 {
        return single(text, objects);
    }
    if matches!(*last, "object" | "objects" | "Object" | "Objects") && words.len() <= 3 {
        let named = text.starts_with(|c: char| !c.is_lowercase()) || words.len() == 2;
        return if named && words.len() == 2 { 5 } else { 2 };
    }
    if words.len() <= 3 && matches!(*last, "array" | "Array" | "list" | "List" | "data") {
        return if is_base_type(words[0]) { 4 } else { 2 };
    }
    // `String (64)`, `Integer (32-bit)`, `JSON string`, `Enumerated value`.
    if is_base_type(words[0]) && words[1].starts_with(['(', '[', '<', '/']) {
        return 4;
    }
    // `Port number` and `Start time` are descriptions more often than types.
    let known = |word: &&str| {
        let word = word.trim_matches(['(', ')', '/']).to_ascii_lowercase();
        ["string", "integer", "int", "long", "boolean", "float", "double", "object", "json", "enum"]
            .contains(&word.strip_suffix('s').unwrap_or(&word))
    };
    if words.len() <= 4 && words.iter().any(known) {
        return if words[0].starts_with(char::is_uppercase) { 2 } else { 1 };
    }
    if objects.contains(text) { 2 } else { 0 }
}

/// `Table 6`, `Table6 Fields of the widget`: where the type's fields stand.
fn is_reference(words: &[&str]) -> bool {
    let number = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    match words {
        ["Table", rest] => number(rest),
        [first, ..] => first.strip_prefix("Table").is_some_and(number),
        [] => false,
    }
}

fn single(text: &str, objects: &HashSet<String>) -> i32 {
    if objects.contains(text) {
        return 5;
    }
    if is_base_type(text) {
        return match text {
            "Number" => 4,
            "URI" | "URL" | "UUID" => 2,
            _ if is_common(text) => 3,
            _ => 5,
        };
    }
    let bare = text.split(['(', '[', '{']).next().unwrap_or_default();
    if is_base_type(bare) {
        return 5;
    }
    if is_base_type_of_any_case(text) || is_base_type_of_any_case(bare) {
        return if is_common(bare) { 2 } else { 3 };
    }
    let word = text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_');
    let camel = word
        && text.starts_with(|c: char| c.is_ascii_uppercase())
        && text.contains(|c: char| c.is_ascii_lowercase());
    // `String/Integer`, `StringArray`.
    let made = text.split(['/', '|', ',']).all(is_base_type_of_any_case);
    if made { 4 } else { i32::from(camel) }
}

/// What stands behind `Array of`.
fn array(items: &str, certain: bool) -> i32 {
    let words = items.split(' ').count();
    let ends = ["objects", "object", "arrays", "array", "lists", "maps"];
    let known = plural_base(items)
        || is_generic(items)
        || words <= 3 && ends.iter().any(|end| items.ends_with(end))
        || items.starts_with("array of ") && words <= 6;
    match (known, certain) {
        (true, true) => 5,
        (true, false) => 4,
        (false, true) => 3,
        (false, false) => i32::from(words <= 3),
    }
}

/// `map<string,object>`, `list<x>`, `array<array<string>>`, in lower case.
fn is_generic(lower: &str) -> bool {
    let Some((outer, inner)) = lower.split_once(['<', '[']) else { return false };
    let outer = outer.trim();
    let closed =
        lower.ends_with(['>', ']']) || lower.ends_with("> objects") || lower.ends_with("> object");
    let collection = matches!(
        outer,
        "map" | "list" | "array" | "set" | "dict" | "hashmap" | "collection" | "object" | "json"
    );
    collection && closed && !inner.is_empty()
}

fn plural_base(lower: &str) -> bool {
    is_base_type_of_any_case(lower.strip_suffix('s').unwrap_or(lower))
}

/// A type that has no parts to name, as pages mostly write it.
fn is_base_type(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_uppercase()) && is_base_type_of_any_case(text)
}

fn is_base_type_of_any_case(text: &str) -> bool {
    const TYPES: &[&str] = &[
        "string",
        "integer",
        "int",
        "int32",
        "int64",
        "long",
        "short",
        "byte",
        "boolean",
        "bool",
        "float",
        "double",
        "number",
        "numeric",
        "decimal",
        "bigdecimal",
        "biginteger",
        "bigint",
        "object",
        "array",
        "list",
        "map",
        "dict",
        "dictionary",
        "set",
        "json",
        "jsonobject",
        "jsonarray",
        "file",
        "binary",
        "multipartfile",
        "stream",
        "date",
        "datetime",
        "date-time",
        "time",
        "timestamp",
        "uuid",
        "uri",
        "url",
        "enum",
        "enumeration",
        "enumerated",
        "char",
        "character",
        "text",
        "any",
        "null",
        "struct",
        "structure",
        "xml",
        "bytes",
        "list<object>",
        "arraylist",
        "container",
        "complex",
        "localdatetime",
        "offsetdatetime",
        "inputstream",
    ];
    text.len() <= 16 && TYPES.iter().any(|known| known.eq_ignore_ascii_case(text))
}

/// Whether a type is a word that descriptions consist of, too.
fn is_common(text: &str) -> bool {
    const COMMON: &[&str] = &[
        "list",
        "json",
        "binary",
        "bytes",
        "number",
        "date",
        "time",
        "timestamp",
        "file",
        "text",
        "any",
        "url",
        "uri",
        "uuid",
        "null",
        "character",
        "container",
        "complex",
        "stream",
        "set",
        "structure",
        "short",
    ];
    COMMON.iter().any(|common| common.eq_ignore_ascii_case(text))
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
