//! Requests, kept strict: their secrets show themselves to nobody, their numbers keep their bounds.
//!
//! What a schema asks may be spread over the parts of its `allOf`, and these are read as one.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Number, Value, json};

use super::reach::{Direction, contents, parameters, walk};
use super::supplied::Headers;
use super::{resolve, rust_type};
use crate::document::Document;
use crate::problem::Problem;
use crate::rule::Rule;

/// The schemas of requests that become types of ours, by where they stand.
pub(super) type Types = BTreeMap<String, Type>;

/// A type of ours that a schema becomes.
pub(super) struct Type {
    pub(super) path: String,
    is_nullable: bool,
}

const SECRET: &str = "imagejobs_core::Secret";

/// Finds the schemas of requests that become types of ours, and those that cannot and should.
pub(super) fn types(document: &Document, json: &Value, headers: &Headers) -> (Types, Vec<Problem>) {
    let mut types = Types::new();
    let mut problems = Vec::new();
    let mut look = |target: &str, schema: &Value, is_body: bool| {
        match type_of(&parts(json, schema)) {
            Ok(Some(path)) => {
                // A parameter is left out, not null; a type of ours that has a name is never null.
                let is_nullable = schema["nullable"] == true && is_body && !is_named(target);
                types.insert(target.to_owned(), Type { path, is_nullable });
            }
            Ok(None) => {}
            Err((keyword, message)) => {
                let rule = if keyword == "format" { Rule::Secrets } else { Rule::BoundedNumbers };
                let pointer = match schema.get(keyword) {
                    Some(_) => format!("{target}/{keyword}"),
                    None => target.to_owned(),
                };
                problems.push(document.against(rule, &pointer, message));
            }
        }
    };
    let mut secret_parameters = Vec::new();
    for root in parameters(json, headers) {
        let mut has_secret = false;
        walk(json, vec![root.clone()], |at| {
            if is_secret(json, at.schema) {
                has_secret = true;
            } else {
                look(at.target, at.schema, false);
            }
        });
        if has_secret {
            let message = "expected no secret (`format: password`) in a parameter: addresses and \
                           headers are seen and logged on their way; a secret belongs in a request \
                           body, a credential in a security scheme";
            secret_parameters.push(document.against(Rule::Secrets, &root, message));
        }
    }
    let mut compositions = Vec::new();
    walk(json, contents(json, Direction::Request), |at| {
        look(at.target, at.schema, true);
        compositions.extend(declared_twice(json, at.schema).map(|name| {
            let message = format!(
                "expected {name} in one part only: the generator merges what several parts \
                 declare, and would lose what hides a secret and what bounds a number"
            );
            document.against(Rule::Compositions, at.target, message)
        }));
    });
    problems.extend(secret_parameters);
    problems.extend(compositions);
    (types, problems)
}

/// Gives the schemas their types.
pub(super) fn lay(json: &mut Value, types: &Types) {
    // Parts come before what they are parts of, whose type replaces theirs.
    for (pointer, Type { path, is_nullable }) in types.iter().rev() {
        let Some(schema) = json.pointer(pointer) else { continue };
        let description = description(json, schema);
        let typ = if path == SECRET { "string" } else { "integer" };
        let mut laid = json!({ "type": typ, "x-rust-type": rust_type(path, None) });
        if *is_nullable {
            laid = json!({ "nullable": true, "allOf": [laid] });
        }
        if let Some(description) = description {
            laid["description"] = description;
        }
        if let Some(schema) = json.pointer_mut(pointer) {
            *schema = laid;
        }
    }
}

fn description(json: &Value, schema: &Value) -> Option<Value> {
    parts(json, schema).iter().find_map(|part| part.get("description")).cloned()
}

fn is_named(pointer: &str) -> bool {
    pointer.strip_prefix("/components/schemas/").is_some_and(|name| !name.contains('/'))
}

/// Whether a schema is a text that must not be seen.
pub(crate) fn is_secret(json: &Value, schema: &Value) -> bool {
    parts(json, schema).iter().any(|part| part["format"] == "password")
}

/// A schema and the parts of its `allOf`, at any depth: what all of them ask is asked.
fn parts<'j>(json: &'j Value, schema: &'j Value) -> Vec<&'j Value> {
    let mut parts: Vec<&Value> = Vec::new();
    let mut open = vec![schema];
    while let Some(next) = open.pop() {
        let next = resolve(json, next);
        if !parts.iter().any(|part| std::ptr::eq(*part, next)) {
            parts.push(next);
            open.extend(list(next, "allOf").iter().rev());
        }
    }
    parts
}

fn list<'j>(schema: &'j Value, keyword: &str) -> &'j [Value] {
    schema.get(keyword).and_then(Value::as_array).map_or(&[], Vec::as_slice)
}

/// A keyword that asks what no type of ours can, and what would be right.
type Refused = (&'static str, String);

/// The type of ours that a schema becomes.
fn type_of(parts: &[&Value]) -> Result<Option<String>, Refused> {
    if parts.iter().any(|part| part["format"] == "password") {
        return match parts.iter().find_map(|part| part["type"].as_str()) {
            Some("string") | None => Ok(Some(SECRET.to_owned())),
            Some(typ) => Err((
                "format",
                format!("expected a secret of type string, found one of type {typ}"),
            )),
        };
    }
    Ok(bounds(parts)?.map(|(min, max)| format!("imagejobs_core::value::Bounded<{min}, {max}>")))
}

/// Both bounds of a whole number. One that lists its values has a type already.
fn bounds(parts: &[&Value]) -> Result<Option<(u32, u32)>, Refused> {
    if !parts.iter().any(|part| part["type"] == "integer")
        || parts.iter().any(|part| part.get("enum").is_some())
    {
        return Ok(None);
    }
    let low = extremes(parts, "minimum", "exclusiveMinimum", 1)?.into_iter().max();
    let high = extremes(parts, "maximum", "exclusiveMaximum", -1)?.into_iter().min();
    let (Some(low), Some(high)) = (low, high) else { return Ok(None) };
    if parts.iter().any(|part| part.get("multipleOf").is_some()) {
        let message = "expected no `multipleOf` beside both bounds: the type that keeps a number \
                       between them knows no steps; leave it out and describe the steps";
        return Err(("multipleOf", message.into()));
    }
    if low > high {
        let message = format!(
            "expected a whole number between the bounds, found none: the least would be {low}, \
             the greatest {high}"
        );
        return Err(("minimum", message));
    }
    let fit = |keyword: &'static str, which: &str, bound: i128| {
        u32::try_from(bound).map_err(|_| {
            let message = format!(
                "expected bounds from 0 to {}, but the {which} number is {bound}: with both \
                 bounds it becomes a type that holds no other; narrow this bound or leave one out",
                u32::MAX
            );
            (keyword, message)
        })
    };
    Ok(Some((fit("minimum", "least", low)?, fit("maximum", "greatest", high)?)))
}

/// The numbers at the bounds that a keyword sets, each inside by a step where it is exclusive.
fn extremes(
    parts: &[&Value],
    keyword: &'static str,
    exclusive: &str,
    step: i128,
) -> Result<Vec<i128>, Refused> {
    let bounded = parts.iter().filter_map(|part| Some((part, part.get(keyword)?.as_number()?)));
    let extreme = |(part, bound): (&&Value, &Number)| {
        let whole = bound.as_i64().map(i128::from).or_else(|| bound.as_u64().map(i128::from));
        let whole = whole.ok_or_else(|| {
            let message = format!(
                "expected a whole number from 0 to {}, found {bound}: the schema is an integer's",
                u32::MAX
            );
            (keyword, message)
        })?;
        Ok(if part[exclusive] == true { whole + step } else { whole })
    };
    bounded.map(extreme).collect()
}

/// The properties that become types of ours, and that several parts of a composition declare.
fn declared_twice(json: &Value, schema: &Value) -> impl Iterator<Item = String> + use<> {
    let mut told = BTreeSet::new();
    let whole = properties(&parts(json, schema));
    let mut compositions = vec![whole.clone()];
    for part in parts(json, schema) {
        for other in ["oneOf", "anyOf"].iter().flat_map(|keyword| list(part, keyword)) {
            let mut merged = whole.clone();
            merged.extend(properties(&parts(json, other)));
            compositions.push(merged);
        }
    }
    for composition in compositions {
        let mut seen: BTreeMap<&str, Vec<&Value>> = BTreeMap::new();
        for (name, property) in composition {
            let declared = seen.entry(name).or_default();
            if !declared.iter().any(|other| std::ptr::eq(*other, property)) {
                declared.push(property);
            }
        }
        let typed = |of: &&Value| !matches!(type_of(&parts(json, of)), Ok(None));
        let twice = seen.into_iter().filter(|(_, of)| of.len() > 1 && of.iter().any(typed));
        told.extend(twice.map(|(name, _)| name.to_owned()));
    }
    told.into_iter()
}

fn properties<'j>(parts: &[&'j Value]) -> Vec<(&'j str, &'j Value)> {
    let objects = parts.iter().filter_map(|part| part.get("properties")?.as_object());
    objects.flatten().map(|(name, property)| (name.as_str(), property)).collect()
}
