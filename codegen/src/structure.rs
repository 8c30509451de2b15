//! The shape of a document: which fields an object has, and what stands in them.
//!
//! One walk follows the grammar of [`openapi`] through the whole document. It tells what does not fit, and
//! shows every object and every reference to a [`Visitor`], so that the lints need no walk of
//! their own and cannot miss a place.

pub(crate) mod grammar;
pub(crate) mod openapi;

use serde_json::{Map, Value};

use self::grammar::{Field, Keys, Kind, Object, Role};
use crate::document::place::{Findings, Place};
use crate::rule::Rule;

/// Is shown what a walk comes by.
pub(crate) trait Visitor<'d> {
    /// An object whose fields were checked.
    fn object(
        &mut self,
        role: Role,
        place: &Place<'_>,
        object: &'d Map<String, Value>,
        findings: &mut Findings<'_>,
    );

    /// A reference where an object of this role stands otherwise.
    fn reference(
        &mut self,
        role: Role,
        place: &Place<'_>,
        target: &'d str,
        findings: &mut Findings<'_>,
    );
}

/// Whether the document is of a version that can be read; nothing else of it can be judged if not.
pub(crate) fn is_version_read(json: &Value, findings: &mut Findings<'_>) -> bool {
    let root = Place::ROOT;
    if let Some(version) = json.get("swagger") {
        let message = format!("only OpenAPI 3.0 is read, this is Swagger {}", text_of(version));
        findings.add(Rule::Version, &root.key("swagger"), message);
        return false;
    }
    let Some(Value::String(version)) = json.get("openapi") else {
        // The walk tells that it is missing, or no string.
        return true;
    };
    let patch = version.strip_prefix("3.0.").unwrap_or_default();
    let (number, suffix) = patch.split_once('-').unwrap_or((patch, "draft"));
    let is_read =
        !number.is_empty() && number.bytes().all(|b| b.is_ascii_digit()) && !suffix.is_empty();
    if !is_read {
        let message =
            format!("only OpenAPI 3.0 is read, expected 3.0.x such as 3.0.3, found {version:?}");
        findings.add(Rule::Version, &root.key("openapi"), message);
    }
    is_read
}

fn text_of(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

/// Checks a document against the grammar.
pub(crate) fn walk<'d>(
    json: &'d Value,
    visitor: &mut dyn Visitor<'d>,
    findings: &mut Findings<'_>,
) {
    let mut walk = Walk { visitor, findings };
    walk.kind(&openapi::ROOT, &Place::ROOT, json);
}

/// `a string`, `a list` and so on, as a problem calls what it found.
pub(crate) fn noun(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "a boolean",
        Value::Number(number) if number.is_f64() => "a number",
        Value::Number(_) => "an integer",
        Value::String(_) => "a string",
        Value::Array(_) => "a list",
        Value::Object(_) => "an object",
    }
}

struct Walk<'w, 'd, 'f> {
    visitor: &'w mut dyn Visitor<'d>,
    findings: &'w mut Findings<'f>,
}

impl<'d> Walk<'_, 'd, '_> {
    fn kind(&mut self, kind: &'static Kind, place: &Place<'_>, value: &'d Value) {
        match (kind, value) {
            (Kind::Any, _)
            | (Kind::Text, Value::String(_))
            | (Kind::Number, Value::Number(_))
            | (Kind::Flag | Kind::FlagOr(_), Value::Bool(_)) => {}
            (Kind::Text, _) => {
                let hint = match value {
                    Value::Number(_) | Value::Bool(_) => "; write it in quotes",
                    _ => "",
                };
                self.expected(&format!("a string, found {}{hint}", noun(value)), place);
            }
            (Kind::Flag, _) => {
                self.expected(&format!("true or false, found {}", noun(value)), place)
            }
            (Kind::Number, _) => self.expected(&format!("a number, found {}", noun(value)), place),
            (Kind::Count, _) => self.count(place, value),
            (Kind::Word(words), Value::String(word)) => self.word(words, word, place),
            (Kind::Word(words), _) => {
                self.expected(
                    &format!("one of {}, found {}", words.join(", "), noun(value)),
                    place,
                );
            }
            (Kind::List(kind), Value::Array(list)) => {
                for (index, value) in list.iter().enumerate() {
                    self.kind(kind, &place.index(index), value);
                }
            }
            (Kind::List(_), _) => self.expected(&format!("a list, found {}", noun(value)), place),
            (Kind::Map(keys, kind), Value::Object(map)) => self.map(*keys, kind, place, map),
            (Kind::Object(object), Value::Object(map)) => self.object(object, place, map),
            (Kind::Reference(object), Value::Object(map)) => match map.get("$ref") {
                Some(target) => self.reference(object.role, place, map, target),
                None => self.object(object, place, map),
            },
            (Kind::FlagOr(kind), Value::Object(_)) => self.kind(kind, place, value),
            (Kind::FlagOr(_), _) => {
                let found = noun(value);
                self.expected(&format!("an object, true or false, found {found}"), place);
            }
            (Kind::Map(..) | Kind::Object(_) | Kind::Reference(..), _) => {
                self.expected(&format!("an object, found {}", noun(value)), place);
            }
        }
    }

    fn expected(&mut self, what: &str, place: &Place<'_>) {
        self.findings.add(Rule::Shape, place, format!("expected {what}"));
    }

    fn count(&mut self, place: &Place<'_>, value: &Value) {
        // The generator keeps these in 32 bits.
        let fits = value.as_u64().is_some_and(|count| count <= u64::from(u32::MAX));
        if !fits {
            let found = match value {
                Value::Number(number) => number.to_string(),
                other => noun(other).to_owned(),
            };
            self.expected(&format!("a whole number from 0 to {}, found {found}", u32::MAX), place);
        }
    }

    fn word(&mut self, words: &'static [&'static str], word: &str, place: &Place<'_>) {
        if !words.contains(&word) {
            let suggestion = self.findings.suggestion(word, words.iter().copied());
            self.expected(
                &format!("one of {}, found {word:?}{suggestion}", words.join(", ")),
                place,
            );
        }
    }

    fn map(
        &mut self,
        keys: Keys,
        kind: &'static Kind,
        place: &Place<'_>,
        map: &'d Map<String, Value>,
    ) {
        for (key, value) in map {
            let place = place.key(key);
            if keys.takes_extensions() && key.starts_with("x-") {
                continue;
            }
            if let Some(expected) = keys.refuses(key) {
                self.findings.add(
                    Rule::Shape,
                    &place,
                    format!("expected {expected}, found {key:?}"),
                );
                continue;
            }
            self.kind(kind, &place, value);
        }
    }

    fn object(&mut self, object: &'static Object, place: &Place<'_>, map: &'d Map<String, Value>) {
        for (key, value) in map {
            let place = place.key(key);
            match (object.field(key), object.rest) {
                (Some(field), _) => self.kind(&field.kind, &place, value),
                (None, _) if object.extensions && key.starts_with("x-") => {}
                (None, Some(kind)) => self.kind(kind, &place, value),
                (None, None) => self.unknown(object, key, &place),
            }
        }
        for Field { name, .. } in object.fields.iter().filter(|field| field.required) {
            if !map.contains_key(*name) {
                let noun = object.role.noun();
                self.findings.add(Rule::Shape, place, format!("{noun} needs the field `{name}`"));
            }
        }
        self.visitor.object(object.role, place, map, self.findings);
    }

    fn unknown(&mut self, object: &'static Object, key: &str, place: &Place<'_>) {
        let noun = object.role.noun();
        if key == "$ref" {
            self.findings.add(Rule::Shape, place, format!("{noun} cannot be a reference"));
            return;
        }
        let names = object.fields.iter().map(|field| field.name);
        let suggestion = self.findings.suggestion(key, names);
        self.findings.add(Rule::Shape, place, format!("{noun} has no field {key:?}{suggestion}"));
    }

    fn reference(
        &mut self,
        role: Role,
        place: &Place<'_>,
        map: &'d Map<String, Value>,
        target: &'d Value,
    ) {
        for key in map.keys().filter(|key| *key != "$ref") {
            let message = "OpenAPI 3.0 ignores what stands beside `$ref`; remove it";
            self.findings.add(Rule::Shape, &place.key(key), message);
        }
        let place = place.key("$ref");
        match target {
            Value::String(target) => self.visitor.reference(role, &place, target, self.findings),
            other => self.expected(&format!("a string, found {}", noun(other)), &place),
        }
    }
}
