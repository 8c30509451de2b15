//! What becomes of each keyword at each place, tried out.
//!
//! Every row of [`table`] puts a keyword into a sound document, generates, and compares: a keyword
//! that is said to show must change the code, one that is said to be dropped must be refused, and
//! nothing else may be refused. Another version of the generator that begins to drop something, and
//! a field of the grammar that nobody thought of, fail here.
#![allow(clippy::unwrap_used, reason = "a test that cannot be set up should panic")]

mod table;

use std::collections::BTreeSet;
use std::ptr;
use std::thread;

use serde_json::Value;

use self::table::{PLACES, Place, ROWS, Row, Verdict};
use super::check_schemas;
use crate::overlay::{self, Overlay};
use crate::rule::{Group, Rule};
use crate::structure::grammar::{Kind, Object, Role};
use crate::structure::openapi;
use crate::targets::Target;
use crate::{document::Document, generate};

const SOUND: &str = include_str!("../../../../tests/lint/sound.yaml");
const NONE: Overlay = Overlay { types: &[], times: &[], known_values: &[] };

/// The rules that refuse what the client would drop.
const REFUSING: [Rule; 6] = [
    Rule::DroppedKeywords,
    Rule::DroppedAnswers,
    Rule::Crates,
    Rule::Lenient,
    Rule::Authentication,
    Rule::Extensions,
];

#[test]
fn every_keyword_shows_or_documents_or_is_refused() {
    let mut sound = Document::parse("sound.yaml", SOUND).unwrap().json().clone();
    // Whether these still fit is another question.
    drop_examples(&mut sound);
    let before = code(&sound).unwrap();
    let rows = ROWS.concat();
    let wrong = |rows: &[Row]| -> Vec<String> {
        let tried = rows.iter().map(|row| (row, tried(&sound, &before, row)));
        let wrong = tried.filter(|(row, verdict)| *verdict != Ok(row.3));
        wrong.map(|(row, verdict)| format!("{row:?} was {verdict:?}")).collect()
    };
    let (some, others) = rows.split_at(rows.len() / 2);
    let wrong = thread::scope(|scope| {
        let others = scope.spawn(|| wrong(others));
        [wrong(some), others.join().unwrap()].concat()
    });
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// What became of a keyword, or what else is wrong with it.
fn tried(sound: &Value, before: &str, row: &Row) -> Result<Verdict, String> {
    let Row(place, keyword, value, said) = row;
    let pointer = pointer(place);
    let mut changed = sound.clone();
    let object = changed.pointer_mut(pointer).and_then(Value::as_object_mut).unwrap();
    let fields: Value = serde_json::from_str(value).unwrap();
    // Some keywords need another beside them.
    for (key, value) in fields.as_object().unwrap() {
        object.insert(key.clone(), value.clone());
    }
    assert!(object.contains_key(*keyword), "{row:?}");
    let text = changed.to_string();
    let (document, mut told) = Document::examine("sound.yaml", &text, Group::House);
    if let Some(document) = document {
        told.extend(check_schemas(&document, &NONE));
        told.extend(overlay::lay(&document, &NONE).err().into_iter().flatten());
    }
    let at = format!("{pointer}/{keyword}");
    let is_here = |told: &str| told.starts_with(&at) || at.starts_with(told) && !told.is_empty();
    // What these lose is missed elsewhere.
    let is_whole = matches!(*place, "document" | "components");
    let is_refused = told.iter().any(|problem| {
        let is_here = is_here(problem.pointer().unwrap_or_default());
        match problem.rule() {
            // A secret is told where it is used.
            Some(Rule::Secrets) => true,
            Some(rule) if REFUSING.contains(&rule) => is_here,
            Some(rule) => rule.group() == Group::Document && (is_here || is_whole),
            None => false,
        }
    });
    if is_refused {
        return Ok(Verdict::Refused);
    }
    if *said == Verdict::Documents {
        return Ok(Verdict::Documents);
    }
    let after = code(&changed)?;
    // The client would not build with these.
    let strange = ["::chrono::", "::uuid::", "::regress::", "::serde_json::"];
    if let Some(name) = strange.iter().find(|name| after.contains(**name)) {
        return Err(format!("needs {name}"));
    }
    if after == before {
        return Err("neither refused nor in the code".to_owned());
    }
    Ok(Verdict::Shows)
}

fn drop_examples(value: &mut Value) {
    match value {
        Value::Array(list) => list.iter_mut().for_each(drop_examples),
        Value::Object(object) => {
            object.remove("example");
            if object.contains_key("schema") {
                object.remove("examples");
            }
            object.values_mut().for_each(drop_examples);
        }
        _ => {}
    }
}

fn code(document: &Value) -> Result<String, String> {
    let target = Target { document: "sound.yaml", module: "sound", overlay: NONE, reference: None };
    let source = generate(&target, &document.to_string());
    source.map(|(source, _)| source.text).map_err(|problems| problems.to_string())
}

fn pointer(place: &str) -> &'static str {
    PLACES.iter().find(|of| of.name == place).map(|of| of.pointer).unwrap()
}

#[test]
fn every_field_of_the_grammar_is_tried() {
    let tried: BTreeSet<(String, &str)> = ROWS
        .into_iter()
        .flatten()
        .map(|Row(place, keyword, ..)| {
            let Place { role, .. } = PLACES.iter().find(|of| of.name == *place).unwrap();
            (format!("{role:?}"), *keyword)
        })
        .collect();
    let mut fields = Fields::default();
    fields.kind(&openapi::ROOT);
    let missing: Vec<_> = fields.found.difference(&tried).collect();
    assert!(missing.is_empty(), "{missing:?}");
}

/// The fields of every object that a document may hold without being refused.
#[derive(Default)]
struct Fields {
    seen: Vec<*const Object>,
    found: BTreeSet<(String, &'static str)>,
}

impl Fields {
    fn kind(&mut self, kind: &'static Kind) {
        match kind {
            Kind::List(kind) | Kind::Map(_, kind) | Kind::FlagOr(kind) => self.kind(kind),
            Kind::Object(object) | Kind::Reference(object) => self.object(object),
            _ => {}
        }
    }

    fn object(&mut self, object: &'static Object) {
        // These are refused as a whole.
        let is_refused = matches!(
            object.role,
            Role::Link
                | Role::Callback
                | Role::Encoding
                | Role::OAuthFlows
                | Role::Discriminator
                | Role::Xml
        );
        if is_refused || self.seen.iter().any(|seen| ptr::eq(*seen, object)) {
            return;
        }
        self.seen.push(object);
        for field in object.fields {
            self.found.insert((format!("{:?}", object.role), field.name));
            self.kind(&field.kind);
        }
    }
}
