//! What a cell of a column such as `Type` looks like.

use std::collections::HashSet;

use super::{is_label, is_nothing};

/// How much a text looks like a type: 5 for certain, 1 for barely, 0 for not at all.
///
/// `objects` are the captions of the page's tables: a type that names one is certain.
pub(in crate::page) fn kind(text: &str, objects: &HashSet<String>) -> i32 {
    // `List data structure. For details, see Table 3.`
    if let Some(at) = text.find(". For details") {
        let kind = kind(&text[..at], objects);
        return if kind >= 4 { kind } else { 0 };
    }
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
    if lower.ends_with("data structure") && words.len() <= 3 {
        return 5;
    }
    if matches!(*last, "object" | "objects" | "Object" | "Objects") && words.len() <= 3 {
        let named = text.starts_with(|c: char| !c.is_lowercase()) || words.len() == 2;
        return if named && words.len() == 2 { 5 } else { 2 };
    }
    if words.len() <= 3 && matches!(*last, "array" | "Array" | "list" | "List" | "data") {
        return if is_base_type(words[0]) { 4 } else { 2 };
    }
    // `Date Time`
    if words.iter().all(|word| is_base_type(word)) {
        return 3;
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
    if text == "objects" {
        return 3;
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
pub(super) fn is_base_type(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_uppercase()) && is_base_type_of_any_case(text)
}

pub(super) fn is_base_type_of_any_case(text: &str) -> bool {
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
pub(super) fn is_common(text: &str) -> bool {
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
