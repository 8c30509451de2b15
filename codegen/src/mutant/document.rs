//! Changes of a document.

use serde_json::{Value, json};

use super::json as at;
use super::{Change, Mutant};
use crate::claim::{Aspect, Claim, Claims, Name, Operation, Subject};
use crate::document::Document;
use crate::document::place::push_key;

/// Each fact becomes another or goes, and some come that the page does not have.
pub(super) fn mutants(document: &Document, operation: &Operation, claims: &Claims) -> Vec<Mutant> {
    let mut editor = Editor { before: document.json(), mutants: Vec::new() };
    for (name, claim) in claims {
        editor.change(name, claim);
    }
    editor.add_to(operation, claims);
    editor.mutants
}

struct Editor<'d> {
    before: &'d Value,
    mutants: Vec<Mutant>,
}

impl Editor<'_> {
    fn change(&mut self, name: &Name, claim: &Claim) {
        let place = claim.place.as_str();
        let value = self.before.pointer(place).unwrap_or(&Value::Null);
        match &name.aspect {
            Aspect::Exists => self.rename_subject(name, claim),
            Aspect::Method => {
                self.push(name, claim, "becomes PUT", at::renamed(self.before, place, "put"))
            }
            Aspect::Path => {
                let path = format!("/v9{}", claim.value.as_str().unwrap_or_default());
                self.push(name, claim, "becomes /v9", at::renamed(self.before, place, &path));
            }
            Aspect::Action(_) | Aspect::Id => {
                self.push(
                    name,
                    claim,
                    "becomes another",
                    at::other(value).and_then(|other| at::with(self.before, place, other)),
                );
            }
            Aspect::Type => self.retype(name, claim),
            Aspect::Mandatory => self.toggle(name, claim),
            Aspect::Endpoint => {
                self.push(
                    name,
                    claim,
                    "is called otherwise",
                    at::other(value).and_then(|other| at::with(self.before, place, other)),
                );
            }
            Aspect::MediaType => {
                self.push(
                    name,
                    claim,
                    "becomes text/json",
                    at::renamed(self.before, place, "text/json"),
                );
            }
            Aspect::Scheme => {
                let key = if value.get("name").is_some() { "name" } else { "scheme" };
                let place = format!("{place}/{key}");
                let other = self.before.pointer(&place).and_then(at::other);
                self.push(
                    name,
                    claim,
                    "becomes another",
                    other.and_then(|other| at::with(self.before, &place, other)),
                );
            }
            Aspect::Examples => {
                // Any example that fits is right, unless a page shows it.
                if let Subject::Status(status) = &name.subject
                    && status.starts_with('2')
                {
                    let leaf = at::leaves(value).into_iter().next().unwrap_or_default();
                    let place = format!("{place}{leaf}");
                    let other = self.before.pointer(&place).and_then(at::other);
                    self.push(
                        name,
                        claim,
                        "shows another",
                        other.and_then(|other| at::with(self.before, &place, other)),
                    );
                }
            }
            // It is told as a field of whatever has it.
            Aspect::Property(_) => {}
            _ => {
                if let Some(other) = at::other(value) {
                    let told = format!("becomes {other}");
                    self.push(name, claim, &told, at::with(self.before, place, other));
                }
                self.push(name, claim, "goes", at::without(self.before, place));
            }
        }
    }

    fn rename_subject(&mut self, name: &Name, claim: &Claim) {
        let place = claim.place.as_str();
        let (_, step) = place.rsplit_once('/').unwrap_or_default();
        match &name.subject {
            Subject::Parameter(..) => {
                let place = format!("{place}/name");
                let other = self.before.pointer(&place).and_then(at::other);
                self.push(
                    name,
                    claim,
                    "gets another name",
                    other.and_then(|other| at::with(self.before, &place, other)),
                );
            }
            Subject::Status(status) => {
                let other = if status == "200" { "201" } else { "418" };
                self.push(
                    name,
                    claim,
                    &format!("becomes {other}"),
                    at::renamed(self.before, place, other),
                );
                self.push(name, claim, "goes", at::without(self.before, place));
            }
            Subject::Schema(schema) => {
                let after = at::renamed(self.before, place, &format!("{schema}X"));
                let after = after.map(|mut json| {
                    point_elsewhere(&mut json, &format!("#{place}"), &format!("#{place}X"));
                    json
                });
                self.push(name, claim, "gets another name", after);
            }
            _ => {
                self.push(
                    name,
                    claim,
                    "gets another name",
                    at::renamed(self.before, place, &format!("{step}X")),
                );
                self.push(name, claim, "goes", at::without(self.before, place));
            }
        }
    }

    /// Another type, and the same one in a closer form.
    fn retype(&mut self, name: &Name, claim: &Claim) {
        let at_type = claim.place.as_str();
        let Some(schema) = at_type.strip_suffix("/type") else { return };
        let kind = self.before.pointer(at_type).and_then(Value::as_str).unwrap_or_default();
        let other = if kind == "integer" { "number" } else { "integer" };
        self.push(
            name,
            claim,
            &format!("becomes {other}"),
            at::with(self.before, at_type, other.into()),
        );
        for (key, value) in [
            ("nullable", json!(true)),
            ("format", json!("int64")),
            ("format", json!("date-time")),
            ("pattern", json!("^[a-z]+$")),
            ("maxLength", json!(7)),
            ("multipleOf", json!(1)),
            ("minItems", json!(1)),
            ("uniqueItems", json!(true)),
            ("readOnly", json!(true)),
            ("deprecated", json!(true)),
        ] {
            let fits = match key {
                "format" if value == "int64" => kind == "integer",
                "format" | "pattern" | "maxLength" => kind == "string",
                "multipleOf" => kind == "integer",
                "minItems" | "uniqueItems" => kind == "array",
                _ => true,
            };
            let there = self.before.pointer(schema).is_some_and(|schema| schema.get(key).is_some());
            if fits && !there {
                let told = format!("gets {key}");
                self.push(name, claim, &told, at::with_key(self.before, schema, key, value));
            }
        }
    }

    fn toggle(&mut self, name: &Name, claim: &Claim) {
        let place = claim.place.as_str();
        let other = Value::Bool(claim.value != true);
        let after = if place.ends_with("/required") {
            at::with(self.before, place, other.clone())
        } else {
            at::with_key(self.before, place, "required", other.clone())
        };
        self.push(name, claim, &format!("becomes {other}"), after);
    }

    /// What the page does not have.
    fn add_to(&mut self, operation: &Operation, claims: &Claims) {
        let parameter = json!({
            "name": "order", "in": "query", "required": false, "example": "up",
            "description": "Which way to sort.",
            "schema": { "type": "string", "description": "A way.", "example": "up" },
        });
        let place = format!("{}/parameters", operation.pointer);
        self.insert("query parameter order", at::with_entry(self.before, &place, parameter));
        let place = format!("{}/responses", operation.pointer);
        if let Some(response) = self.before.pointer(&format!("{place}/503")) {
            self.insert("status 429", at::with_key(self.before, &place, "429", response.clone()));
        }
        let place = format!("{}/x-permissions", operation.pointer);
        let permission = json!({ "action": "workspace:images:more", "access_level": "List" });
        self.insert(
            "action workspace:images:more",
            at::with_entry(self.before, &place, permission),
        );
        let schemas = claims.iter().filter(|(name, _)| {
            matches!(name.subject, Subject::Schema(_)) && name.aspect == Aspect::Exists
        });
        for (_, Claim { place, .. }) in schemas {
            let Some(said) = self.before.pointer(place) else { continue };
            if said.get("properties").is_some() {
                let field =
                    json!({ "type": "string", "description": "A field more.", "example": "x" });
                let place = format!("{place}/properties");
                self.insert(
                    "another_field",
                    at::with_key(self.before, &place, "another_field", field),
                );
            }
            if said.get("enum").is_some() {
                let place = format!("{place}/enum");
                self.insert(
                    "ANOTHER_VALUE",
                    at::with_entry(self.before, &place, "ANOTHER_VALUE".into()),
                );
            }
        }
        let mut path = String::from("/paths");
        push_key(&mut path, &operation.path);
        let mut other = self.before.pointer(&operation.pointer).cloned().unwrap_or_default();
        other["operationId"] = "another_operation".into();
        self.insert("operation POST", at::with_key(self.before, &path, "post", other));
    }

    fn push(&mut self, name: &Name, claim: &Claim, told: &str, after: Option<Value>) {
        if let Some(after) = after {
            let subject = name.subject.to_string();
            // What makes the document unsound is told by its place, or by that in an example.
            let called = subject.rsplit([' ', '.']).next().unwrap_or_default().to_owned();
            let placed = [format!("/{called}: "), format!("`{{{called}}}`"), around(&claim.place)];
            self.mutants.push(Mutant {
                what: format!("{name} {told}"),
                named_by: [subject].into_iter().chain(placed).collect(),
                change: Change::Document(format!("{after:#}\n")),
            });
        }
    }

    fn insert(&mut self, what: &str, after: Option<Value>) {
        if let Some(after) = after {
            self.mutants.push(Mutant {
                what: format!("{what} comes"),
                named_by: vec![what.to_owned()],
                change: Change::Document(format!("{after:#}\n")),
            });
        }
    }
}

/// The component, server or list that a place is in: a problem may be told of another part of it.
fn around(place: &str) -> String {
    let parts: Vec<_> = place.split('/').collect();
    let whole = match parts.get(1) {
        Some(&"components") => 4,
        Some(&"servers") => 3,
        _ => parts.len() - 1,
    };
    parts[..whole.min(parts.len())].join("/")
}

/// Lets every reference to one place lead to another.
fn point_elsewhere(json: &mut Value, from: &str, to: &str) {
    match json {
        Value::Object(object) => {
            for (key, value) in object {
                if key == "$ref" && value == from {
                    *value = to.into();
                } else {
                    point_elsewhere(value, from, to);
                }
            }
        }
        Value::Array(list) => list.iter_mut().for_each(|value| point_elsewhere(value, from, to)),
        _ => {}
    }
}
