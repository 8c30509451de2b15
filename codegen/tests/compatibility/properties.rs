//! Whatever two documents are: they are told apart if and only if they differ, and nothing panics.

use imagejobs_codegen::compatibility::{Contract, compare};
use proptest::prelude::{Just, ProptestConfig, Strategy, any, prop_oneof, proptest};
use serde_json::{Value, json};

const SPEC: &str = include_str!("../../../spec/image-jobs.yaml");
const IAM: &str = include_str!("../../../spec/iam.yaml");

/// A document that has something of everything.
fn rich() -> Value {
    json!({
        "openapi": "3.0.3", "info": {"title": "T", "version": "1", "x-a": [1, 2]},
        "servers": [{"url": "https://{r}.x", "variables": {"r": {"default": "a", "enum": ["a", "b"]}}}],
        "security": [{"key": []}, {"auth": ["read"]}], "tags": [{"name": "a"}, {"name": "b"}],
        "paths": {"/a/{id}": {
            "parameters": [{"name": "id", "in": "path", "required": true, "schema": {"type": "string"}},
                {"$ref": "#/components/parameters/Limit"}],
            "get": {"operationId": "a", "tags": ["a"], "x-permissions": [{"action": "x"}],
                "parameters": [{"name": "X-H", "in": "header", "style": "simple", "schema": {"$ref": "#/components/schemas/S"}}],
                "responses": {"200": {"$ref": "#/components/responses/R"}, "default": {"description": "d"}}},
            "post": {"requestBody": {"required": true, "content": {"application/json": {"schema": {"$ref": "#/components/schemas/O"}},
                    "multipart/form-data": {"schema": {"type": "object"}, "encoding": {"p": {"contentType": "a/b"}}}}},
                "callbacks": {"c": {"{$url}": {"post": {"requestBody": {"content": {"a/b": {"schema": {"$ref": "#/components/schemas/O"}}}},
                    "responses": {"200": {"description": "d"}}}}}},
                "responses": {"201": {"description": "d", "headers": {"H": {"required": true, "schema": {"type": "integer"}}},
                    "links": {"l": {"operationId": "a", "parameters": {"id": "$x"}}}}}}}},
        "components": {
            "parameters": {"Limit": {"name": "limit", "in": "query", "schema": {"type": "integer", "minimum": 1, "maximum": 9, "default": 5}}},
            "responses": {"R": {"description": "d", "content": {"application/json": {"schema": {"$ref": "#/components/schemas/O"},
                "examples": {"e": {"value": {"s": "x"}}}}}}},
            "securitySchemes": {"key": {"type": "apiKey", "in": "header", "name": "K"},
                "auth": {"type": "oauth2", "flows": {"password": {"tokenUrl": "u", "scopes": {"read": "r"}}}}},
            "schemas": {
                "S": {"type": "string", "enum": ["a", "b"], "x-closed": true, "description": "s"},
                "O": {"type": "object", "required": ["s"], "additionalProperties": {"type": "string"}, "properties": {
                    "s": {"$ref": "#/components/schemas/S"}, "o": {"$ref": "#/components/schemas/O"},
                    "u": {"oneOf": [{"$ref": "#/components/schemas/P"}, {"$ref": "#/components/schemas/Q"}],
                        "discriminator": {"propertyName": "k", "mapping": {"p": "#/components/schemas/P"}}},
                    "l": {"type": "array", "items": {"type": "string", "pattern": "a", "maxLength": 5}, "uniqueItems": true},
                    "r": {"type": "integer", "readOnly": true, "multipleOf": 2, "nullable": true}}},
                "P": {"allOf": [{"$ref": "#/components/schemas/B"}, {"required": ["k"], "properties": {"p": {"not": {"type": "string"}}}}]},
                "Q": {"allOf": [{"maxLength": 1}, {"maxLength": 2}], "deprecated": true},
                "B": {"type": "object", "properties": {"k": {"type": "string", "format": "uuid", "xml": {"name": "k"}}}},
                "Unused": {"type": "string", "x-a": {"b": [1, {"c": 2}]}}}}
    })
}

fn json_of(text: &str) -> Value {
    imagejobs_codegen::document::Document::parse("x.yaml", text).unwrap().json().clone()
}

fn paths(value: &Value, at: &str, into: &mut Vec<String>) {
    into.push(at.to_owned());
    match value {
        Value::Object(map) => {
            for (key, value) in map {
                paths(value, &format!("{at}/{}", key.replace('~', "~0").replace('/', "~1")), into);
            }
        }
        Value::Array(list) => {
            for (index, value) in list.iter().enumerate() {
                paths(value, &format!("{at}/{index}"), into);
            }
        }
        _ => {}
    }
}

/// What an edit does to the node that it falls on.
#[derive(Debug, Clone)]
enum Edit {
    Replace(Value),
    Remove,
    Rename(&'static str),
    Add(&'static str, Value),
    Turn,
    Double,
}

fn edit() -> impl Strategy<Value = Edit> {
    let value = prop_oneof![
        Just(json!(null)),
        Just(json!(true)),
        Just(json!(7)),
        Just(json!(-1.5)),
        Just(json!("string")),
        Just(json!("object")),
        Just(json!([])),
        Just(json!(["a", {"name": "a"}])),
        Just(json!({})),
        Just(json!({"type": "integer"})),
        Just(json!({"$ref": "#/components/schemas/O"})),
        Just(json!({"$ref": "#/components/schemas/P"})),
        Just(json!({"$ref": "#/nowhere"})),
        Just(json!({"allOf": [{"$ref": "#/components/schemas/O"}]})),
    ];
    let key = prop_oneof![
        Just("type"),
        Just("required"),
        Just("$ref"),
        Just("description"),
        Just("x-closed"),
        Just("enum"),
        Just("allOf"),
        Just("properties"),
        Just("parameters"),
        Just("security"),
        Just("servers"),
        Just("S"),
        Just("unheard-of"),
    ];
    prop_oneof![
        value.clone().prop_map(Edit::Replace),
        Just(Edit::Remove),
        key.clone().prop_map(Edit::Rename),
        (key, value).prop_map(|(key, value)| Edit::Add(key, value)),
        Just(Edit::Turn),
        Just(Edit::Double),
    ]
}

fn apply(document: &mut Value, place: usize, edit: &Edit) {
    let mut all = Vec::new();
    paths(document, "", &mut all);
    let at = &all[place % all.len()];
    let (above, key) = at.rsplit_once('/').unwrap_or(("", ""));
    let key = key.replace("~1", "/").replace("~0", "~");
    match edit {
        Edit::Replace(value) => *document.pointer_mut(at).unwrap() = value.clone(),
        Edit::Add(key, value) => {
            if let Some(Value::Object(map)) = document.pointer_mut(at) {
                map.insert((*key).to_owned(), value.clone());
            }
        }
        Edit::Turn => {
            if let Some(Value::Array(list)) = document.pointer_mut(at) {
                list.reverse();
            }
        }
        Edit::Double => {
            if let Some(Value::Array(list)) = document.pointer_mut(at) {
                list.extend_from_within(..);
            }
        }
        Edit::Remove | Edit::Rename(_) => match document.pointer_mut(above) {
            Some(Value::Object(map)) => {
                let removed = map.remove(&key);
                if let (Edit::Rename(name), Some(value)) = (edit, removed) {
                    map.insert((*name).to_owned(), value);
                }
            }
            Some(Value::Array(list)) => {
                if let Ok(index) = key.parse::<usize>() {
                    list.remove(index);
                }
            }
            _ => {}
        },
    }
}

fn contract(value: &Value) -> Option<Contract> {
    Contract::parse("x.json", &value.to_string()).ok()
}

/// The same with the keys of every object in another order.
fn reversed(value: &Value) -> String {
    match value {
        Value::Object(map) => {
            let fields: Vec<_> = map
                .iter()
                .rev()
                .map(|(key, value)| format!("{}: {}", Value::from(key.as_str()), reversed(value)))
                .collect();
            format!("{{{}}}", fields.join(", "))
        }
        Value::Array(list) => {
            format!("[{}]", list.iter().map(reversed).collect::<Vec<_>>().join(", "))
        }
        scalar => scalar.to_string(),
    }
}

#[test]
fn every_single_edit_is_told() {
    let edits = [
        Edit::Remove,
        Edit::Turn,
        Edit::Replace(json!("other")),
        Edit::Replace(json!({"$ref": "#/components/schemas/O"})),
        Edit::Add("unheard-of", json!({})),
    ];
    // The real documents have more of the same.
    for (document, edits) in
        [(rich(), &edits[..]), (json_of(SPEC), &edits[..1]), (json_of(IAM), &edits[..1])]
    {
        let mut all = Vec::new();
        paths(&document, "", &mut all);
        let old = contract(&document).unwrap();
        let same = Contract::parse("x.yaml", &reversed(&document)).unwrap();
        assert!(compare(&old, &same).changes.is_empty());
        for (place, edit) in (0..all.len()).flat_map(|place| edits.iter().map(move |e| (place, e)))
        {
            let mut other = document.clone();
            apply(&mut other, place, edit);
            let Some(new) = contract(&other) else { continue };
            for comparison in [compare(&old, &new), compare(&new, &old)] {
                let is_told = !comparison.changes.is_empty();
                assert_eq!(is_told, other != document, "{edit:?} at {}", all[place]);
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn documents_are_told_apart_if_and_only_if_they_differ(
        first in proptest::collection::vec((any::<usize>(), edit()), 0..4),
        second in proptest::collection::vec((any::<usize>(), edit()), 0..4),
    ) {
        let mut old = rich();
        first.iter().for_each(|(place, edit)| apply(&mut old, *place, edit));
        let mut new = old.clone();
        second.iter().for_each(|(place, edit)| apply(&mut new, *place, edit));
        if let (Some(one), Some(other)) = (contract(&old), contract(&new)) {
            let is_told = !compare(&one, &other).changes.is_empty();
            assert_eq!(is_told, old != new, "{old}\n{new}");
        }
    }
}
