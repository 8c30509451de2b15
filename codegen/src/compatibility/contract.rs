//! A document as the comparison reads it: any OpenAPI 3, sound enough to be walked.

use serde_json::Value;

use crate::document::place::{Spot, push_key};
use crate::problem::{Problem, Problems};
use crate::structure::noun;
use crate::yaml;

/// How many references may lead from one to the next.
const LONGEST_CHAIN: usize = 100;

/// An OpenAPI 3 document to be compared, in YAML or JSON.
///
/// It need not be one that codegen supports: what cannot be judged is told as such.
#[derive(Debug, Clone)]
pub struct Contract {
    file: String,
    json: Value,
    spots: Spot,
}

impl Contract {
    /// Reads a document.
    ///
    /// `file` is only named in problems, nothing is read from it.
    ///
    /// # Errors
    ///
    /// A text that is neither YAML nor JSON, or that is no OpenAPI 3 document.
    pub fn parse(file: &str, text: &str) -> Result<Self, Problems> {
        let yaml::Parsed { tree, problems, .. } = yaml::parse(file, text);
        if let Some(problems) = Problems::new(problems) {
            return Err(problems);
        }
        let (json, spots) = tree.expect("yaml without a problem has a tree");
        if let Err((key, message)) = check(&json) {
            let mut pointer = String::new();
            key.iter().for_each(|key| push_key(&mut pointer, key));
            let at = spots.nearest(&pointer).0.position;
            return Err(Problem::new(file, message).at(at).within(pointer).into());
        }
        Ok(Self { file: file.to_owned(), json, spots })
    }

    /// The file, as it was named to [`parse`](Self::parse).
    #[must_use]
    pub fn file(&self) -> &str {
        &self.file
    }

    /// The line, counted from 1, of the node at a JSON pointer, or of the nearest one above it.
    #[must_use]
    pub fn line(&self, pointer: &str) -> usize {
        self.spots.nearest(pointer).0.position.line
    }

    pub(super) fn root(&self) -> Node<'_> {
        Node { value: &self.json, pointer: String::new() }
    }

    /// What a schema means. Since OpenAPI 3.1 the fields beside a reference count, too.
    pub(super) fn whole_of<'d>(&self, node: &Node<'d>, resolved: Node<'d>) -> Node<'d> {
        let is_alone = node.value.as_object().is_none_or(|map| map.len() == 1);
        let ignores = self.root().text("openapi").is_some_and(|version| version.starts_with("3.0"));
        if ignores || is_alone || node.reference().is_none() { resolved } else { node.clone() }
    }

    /// What a node means: itself, or what its reference leads to; each step is shown.
    ///
    /// # Errors
    ///
    /// The last reference of the chain, when it leads to another file, to nothing or in a circle.
    pub(super) fn resolve<'d>(
        &'d self,
        node: &Node<'d>,
        mut step: impl FnMut(&str),
    ) -> Result<Node<'d>, Node<'d>> {
        let mut node = node.clone();
        for _ in 0..LONGEST_CHAIN {
            let Some(target) = node.reference() else { return Ok(node) };
            let found = target.strip_prefix('#').and_then(|pointer| {
                // A reference to the whole document would be an object of another kind.
                let value = (!pointer.is_empty()).then(|| self.json.pointer(pointer))??;
                Some(Node { value, pointer: pointer.to_owned() })
            });
            match found {
                Some(found) => {
                    step(&found.pointer);
                    node = found;
                }
                None => return Err(node),
            }
        }
        Err(node)
    }
}

fn check(json: &Value) -> Result<(), (Option<&'static str>, String)> {
    let Value::Object(map) = json else {
        return Err((None, format!("expected an OpenAPI document, found {}", noun(json))));
    };
    if map.contains_key("swagger") {
        let message = "expected an OpenAPI 3 document, found Swagger; convert it first";
        return Err((Some("swagger"), message.to_owned()));
    }
    match map.get("openapi") {
        Some(Value::String(version)) if version.starts_with("3.") => {}
        Some(Value::String(version)) => {
            let message = format!("expected version 3 of OpenAPI such as 3.0.3, found {version:?}");
            return Err((Some("openapi"), message));
        }
        Some(other) => {
            let message = format!("expected a string such as 3.0.3, found {}", noun(other));
            return Err((Some("openapi"), message));
        }
        None => {
            let message = "expected an OpenAPI document, found no field `openapi`";
            return Err((None, message.to_owned()));
        }
    }
    for key in ["paths", "components", "webhooks"] {
        if let Some(other) = map.get(key).filter(|value| !value.is_object()) {
            return Err((Some(key), format!("expected an object, found {}", noun(other))));
        }
    }
    Ok(())
}

/// A value and where it stands.
#[derive(Debug, Clone)]
pub(super) struct Node<'d> {
    pub(super) value: &'d Value,
    pub(super) pointer: String,
}

impl<'d> Node<'d> {
    pub(super) fn get(&self, key: &str) -> Option<Node<'d>> {
        let value = self.value.get(key)?;
        let mut pointer = self.pointer.clone();
        push_key(&mut pointer, key);
        Some(Node { value, pointer })
    }

    /// Where a field stands, or would stand.
    pub(super) fn spot(&self, key: &str) -> Node<'d> {
        self.get(key).unwrap_or_else(|| self.clone())
    }

    pub(super) fn text(&self, key: &str) -> Option<&'d str> {
        self.value.get(key)?.as_str()
    }

    /// Whether a field is there and true.
    pub(super) fn flag(&self, key: &str) -> bool {
        self.value.get(key) == Some(&Value::Bool(true))
    }

    pub(super) fn reference(&self) -> Option<&'d str> {
        self.text("$ref")
    }

    /// The fields of an object; none of anything else.
    pub(super) fn fields(&self) -> impl Iterator<Item = (&'d str, Node<'d>)> + use<'d> {
        let pointer = self.pointer.clone();
        self.value.as_object().into_iter().flatten().map(move |(key, value)| {
            let mut pointer = pointer.clone();
            push_key(&mut pointer, key);
            (key.as_str(), Node { value, pointer })
        })
    }

    /// The fields of the object under a key.
    pub(super) fn map(&self, key: &str) -> impl Iterator<Item = (&'d str, Node<'d>)> + use<'d> {
        self.get(key).into_iter().flat_map(|node| node.fields())
    }

    /// The entries of the list under a key; none when there is no list.
    pub(super) fn list(&self, key: &str) -> Vec<Node<'d>> {
        self.get(key).map(|node| node.entries()).unwrap_or_default()
    }

    /// The entries of a list; none of anything else.
    pub(super) fn entries(&self) -> Vec<Node<'d>> {
        let entries = self.value.as_array().into_iter().flatten().enumerate();
        entries
            .map(|(index, value)| Node { value, pointer: format!("{}/{index}", self.pointer) })
            .collect()
    }
}
