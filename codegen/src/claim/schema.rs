//! What a document's schemas claim.

use std::collections::BTreeSet;

use serde_json::Value;

use super::{Aspect, Claims, Subject};
use crate::document::place::push_key;
use crate::page::Location;

/// How many references may lead from one to the next, and how deep types may be nested.
const MAX_HOPS: usize = 32;

/// The keywords of a schema that are no claims, or that are read apart.
const READ_APART: [&str; 12] = [
    "$ref",
    "additionalProperties",
    "description",
    "enum",
    "example",
    "externalDocs",
    "items",
    "properties",
    "required",
    "title",
    "type",
    "xml",
];

/// Collects the claims of a document.
pub(super) struct Reader<'d> {
    json: &'d Value,
    pub(super) claims: Claims,
    /// The objects whose fields were read, or are being read.
    objects: BTreeSet<String>,
}

impl<'d> Reader<'d> {
    pub(super) fn new(json: &'d Value) -> Self {
        Self { json, claims: Claims::default(), objects: BTreeSet::new() }
    }

    pub(super) fn value(&self, pointer: &str) -> &'d Value {
        self.json.pointer(pointer).unwrap_or(&Value::Null)
    }

    pub(super) fn list(&self, pointer: &str) -> usize {
        self.value(pointer).as_array().map_or(0, Vec::len)
    }

    pub(super) fn keys(&self, pointer: &str) -> Vec<String> {
        let keys = self.value(pointer).as_object().into_iter().flat_map(|object| object.keys());
        keys.cloned().collect()
    }

    /// The node itself, or the one that its references lead to, with its place.
    pub(super) fn resolve(&self, pointer: &str) -> (String, &'d Value) {
        let mut pointer = pointer.to_owned();
        for _ in 0..MAX_HOPS {
            match self.value(&pointer)["$ref"].as_str().and_then(|target| target.strip_prefix('#'))
            {
                Some(target) => pointer = target.to_owned(),
                None => break,
            }
        }
        let value = self.value(&pointer);
        (pointer, value)
    }

    /// The place of a key, or of its object when it has none.
    pub(super) fn nearest(&self, object: &str, key: &str) -> String {
        match self.value(object).get(key) {
            Some(_) => format!("{object}/{key}"),
            None => object.to_owned(),
        }
    }

    /// Keywords beside a schema that say something when they are there.
    pub(super) fn flags(&mut self, subject: &Subject, at: &str, said: &Value, keys: &[&str]) {
        for key in keys {
            match said.get(key) {
                None | Some(Value::Bool(false)) => {}
                Some(value) if *key == "deprecated" => {
                    self.claims.add(
                        subject,
                        Aspect::Deprecated,
                        value.clone(),
                        format!("{at}/{key}"),
                    );
                }
                Some(value) => {
                    let aspect = Aspect::Keyword((*key).to_owned());
                    self.claims.add(subject, aspect, value.clone(), format!("{at}/{key}"));
                }
            }
        }
    }

    /// The fields of an object schema.
    pub(super) fn fields(
        &mut self,
        pointer: &str,
        sent: bool,
        subject: impl Fn(String) -> Subject,
    ) {
        let (at, said) = self.resolve(pointer);
        self.named(&at);
        if said.get("properties").is_none() && !said.is_null() {
            // A body that is no object of fields is one nameless field.
            self.schema(&subject("(body)".to_owned()), &at);
        }
        let listed = said["required"].as_array();
        let required =
            |name: &str| listed.and_then(|list| list.iter().position(|required| required == name));
        let schema = component(&at).map(|name| Subject::Schema(name.to_owned()));
        for name in self.keys(&format!("{at}/properties")) {
            let mut place = format!("{at}/properties");
            push_key(&mut place, &name);
            if let Some(schema) = &schema {
                let kind = self.kind(&place, 0);
                self.claims.add(schema, Aspect::Property(name.clone()), kind, place.clone());
            }
            let subject = subject(name.clone());
            self.claims.add(&subject, Aspect::Exists, true, place.clone());
            match required(&name) {
                Some(index) => {
                    let place = format!("{at}/required/{index}");
                    self.claims.add(&subject, Aspect::Mandatory, true, place);
                }
                // In a response it says nothing: no field is promised.
                None if sent => self.claims.add(&subject, Aspect::Mandatory, false, place.clone()),
                None => {}
            }
            self.schema(&subject, &place);
        }
    }

    /// What a schema says of a subject, and the fields of the objects in it.
    pub(super) fn schema(&mut self, subject: &Subject, pointer: &str) {
        let (at, said) = self.resolve(pointer);
        if !said.is_object() {
            return;
        }
        // Headers are core's business: no type is generated for them.
        if !matches!(subject, Subject::Parameter(Location::Header, _)) {
            self.named(&at);
        }
        let kind = self.kind(&at, 0);
        self.claims.add(subject, Aspect::Type, kind, self.nearest(&at, "type"));
        self.keywords(subject, &at, said);
        let (element_at, element) = self.element(&at);
        for (index, value) in element["enum"].as_array().into_iter().flatten().enumerate() {
            self.claims.add_value(subject, value, format!("{element_at}/enum/{index}"));
        }
        if element_at != at {
            self.named(&element_at);
            self.keywords(subject, &element_at, element);
        }
        if element.get("properties").is_some() {
            let name = component(&element_at).map_or_else(|| subject.to_string(), str::to_owned);
            if self.objects.insert(name.clone()) {
                self.fields(&element_at, false, |field| Subject::Field(name.clone(), field));
            }
        }
    }

    fn keywords(&mut self, subject: &Subject, at: &str, said: &Value) {
        for (keyword, value) in said.as_object().into_iter().flatten() {
            let aspect = match keyword.as_str() {
                "minimum" => Aspect::Minimum,
                "maximum" => Aspect::Maximum,
                "minLength" | "minItems" => Aspect::MinLength,
                "maxLength" | "maxItems" => Aspect::MaxLength,
                "default" => Aspect::Default,
                "deprecated" if *value == true => Aspect::Deprecated,
                "format" if is_in_type(said) => continue,
                keyword if READ_APART.contains(&keyword) || *value == false => continue,
                other => Aspect::Keyword(other.to_owned()),
            };
            let mut place = at.to_owned();
            push_key(&mut place, keyword);
            self.claims.add(subject, aspect, value.clone(), place);
        }
    }

    /// What the lists and maps of a schema hold in the end.
    fn element(&self, pointer: &str) -> (String, &'d Value) {
        let (mut at, mut said) = self.resolve(pointer);
        for _ in 0..MAX_HOPS {
            let key = if said.get("items").is_some() {
                "items"
            } else if said["additionalProperties"].is_object() {
                "additionalProperties"
            } else {
                break;
            };
            (at, said) = self.resolve(&format!("{at}/{key}"));
        }
        (at, said)
    }

    fn kind(&self, pointer: &str, depth: usize) -> String {
        let (at, said) = self.resolve(pointer);
        if depth > MAX_HOPS {
            return "endless".to_owned();
        }
        match (said["type"].as_str(), said["format"].as_str()) {
            (Some("array"), _) => {
                format!("array of {}", self.kind(&format!("{at}/items"), depth + 1))
            }
            (Some("object"), _) if said["additionalProperties"].is_object() => {
                let element = self.kind(&format!("{at}/additionalProperties"), depth + 1);
                format!("map of {element}")
            }
            (Some("object"), _) if said.get("properties").is_some() => {
                component(&at).unwrap_or("object").to_owned()
            }
            (Some("integer"), Some("int64")) => "long".to_owned(),
            (Some("number"), Some(format @ ("float" | "double"))) => format.to_owned(),
            (Some(plain), _) => plain.to_owned(),
            (None, _) => "any".to_owned(),
        }
    }

    /// A schema with a name becomes a type of the generated code.
    fn named(&mut self, at: &str) {
        if let Some(name) = component(at) {
            self.claims.add(&Subject::Schema(name.to_owned()), Aspect::Exists, true, at);
        }
    }
}

/// The name of a schema that stands among the components.
fn component(at: &str) -> Option<&str> {
    let name = at.strip_prefix("/components/schemas/")?;
    (!name.contains('/')).then_some(name)
}

/// Whether the format is told by the type's name already.
fn is_in_type(said: &Value) -> bool {
    matches!(
        (said["type"].as_str(), said["format"].as_str()),
        (Some("integer"), Some("int64")) | (Some("number"), Some("float" | "double"))
    )
}
