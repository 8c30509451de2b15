//! What a document claims about one of its operations.

use serde_json::{Map, Value};

use super::schema::Reader;
use super::{Aspect, Claims, Subject};
use crate::document::Document;
use crate::document::place::push_key;
use crate::page::Location;

/// An operation of a document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Operation {
    /// The HTTP method, in capitals.
    pub method: String,
    /// The path template.
    pub path: String,
    /// Where it stands, as a JSON pointer.
    pub pointer: String,
}

const METHODS: [&str; 8] = ["get", "put", "post", "delete", "options", "head", "patch", "trace"];

/// The operations of a document, in the order of its paths.
#[must_use]
pub fn operations(document: &Document) -> Vec<Operation> {
    let mut operations = Vec::new();
    for (path, item) in document.json()["paths"].as_object().into_iter().flatten() {
        for method in METHODS.iter().filter(|method| item.get(**method).is_some()) {
            let mut pointer = String::from("/paths");
            push_key(&mut pointer, path);
            push_key(&mut pointer, method);
            let method = method.to_ascii_uppercase();
            operations.push(Operation { method, path: path.clone(), pointer });
        }
    }
    operations
}

impl Claims {
    /// What a document says about an operation and what the operation uses; places are JSON pointers
    /// into the document.
    ///
    /// The document's other operations are claimed to be there, and no more.
    #[must_use]
    pub fn of_document(document: &Document, operation: &Operation) -> Self {
        let mut reader = Reader::new(document.json());
        let at = operation.pointer.as_str();
        let path_at = at.rsplit_once('/').map_or("", |(above, _)| above);
        let said = document.json().pointer(at).unwrap_or(&Value::Null);

        let claims = &mut reader.claims;
        claims.add(&Subject::Operation, Aspect::Method, operation.method.clone(), at);
        claims.add(&Subject::Operation, Aspect::Path, operation.path.clone(), path_at);
        if let Some(id) = said["operationId"].as_str() {
            claims.add(&Subject::Operation, Aspect::Id, id, format!("{at}/operationId"));
        }
        for (aspect, key) in [(Aspect::Title, "title"), (Aspect::Updated, "updated")] {
            if let Some(value) = said["x-reference-page"].get(key) {
                let place = format!("{at}/x-reference-page/{key}");
                claims.add(&Subject::Page, aspect, value.clone(), place);
            }
        }
        for (index, permission) in
            said["x-permissions"].as_array().into_iter().flatten().enumerate()
        {
            if let Some(action) = permission["action"].as_str() {
                let place = format!("{at}/x-permissions/{index}/action");
                claims.add(&Subject::Operation, Aspect::Action(action.to_owned()), true, place);
            }
        }
        if said["deprecated"] == true {
            claims.add(&Subject::Operation, Aspect::Deprecated, true, format!("{at}/deprecated"));
        }
        for other in operations(document).iter().filter(|other| *other != operation) {
            let subject = Subject::OtherOperation(format!("{} {}", other.method, other.path));
            claims.add(&subject, Aspect::Exists, true, other.pointer.clone());
        }

        for above in [path_at, at] {
            let count = reader.list(&format!("{above}/parameters"));
            for index in 0..count {
                reader.parameter(&format!("{above}/parameters/{index}"));
            }
        }
        reader.request_body(&format!("{at}/requestBody"));
        for status in reader.keys(&format!("{at}/responses")) {
            let mut pointer = format!("{at}/responses");
            push_key(&mut pointer, &status);
            reader.response(&status, &pointer);
        }
        reader.security(&if said.get("security").is_some() {
            format!("{at}/security")
        } else {
            "/security".to_owned()
        });
        reader.regions();
        reader.claims
    }
}

impl Reader<'_> {
    fn parameter(&mut self, pointer: &str) {
        let (at, said) = self.resolve(pointer);
        let Some(name) = said["name"].as_str() else { return };
        let location = match said["in"].as_str() {
            Some("path") => Location::Path,
            Some("query") => Location::Query,
            Some("header") => Location::Header,
            // No page has a table for cookies.
            _ => return,
        };
        let subject = Subject::Parameter(location, name.to_owned());
        let required = said["required"] == true;
        self.claims.add(&subject, Aspect::Exists, true, at.clone());
        let place = self.nearest(&at, "required");
        self.claims.add(&subject, Aspect::Mandatory, required, place);
        self.flags(&subject, &at, said, &["deprecated", "allowEmptyValue", "style", "explode"]);
        self.schema(&subject, &format!("{at}/schema"));
    }

    fn request_body(&mut self, pointer: &str) {
        let (at, said) = self.resolve(pointer);
        let Some(content) = said["content"].as_object() else { return };
        for media_type in content.keys() {
            let mut body = format!("{at}/content");
            push_key(&mut body, media_type);
            body.push_str("/schema");
            let form = media_type == "multipart/form-data"
                || media_type == "application/x-www-form-urlencoded";
            self.fields(&body, true, |name| {
                if form {
                    Subject::Parameter(Location::Form, name)
                } else {
                    Subject::RequestField(name)
                }
            });
        }
    }

    fn response(&mut self, status: &str, pointer: &str) {
        let (at, said) = self.resolve(pointer);
        let subject = Subject::Status(status.to_owned());
        self.claims.add(&subject, Aspect::Exists, true, pointer);
        for name in self.keys(&format!("{at}/headers")) {
            let mut header = format!("{at}/headers");
            push_key(&mut header, &name);
            let (header, said) = self.resolve(&header);
            let subject = Subject::Header(status.to_owned(), name);
            self.claims.add(&subject, Aspect::Exists, true, header.clone());
            self.flags(&subject, &header, said, &["deprecated", "required"]);
            self.schema(&subject, &format!("{header}/schema"));
        }
        let mut examples = Vec::new();
        let mut example_at = None;
        for (media_type, content) in said["content"].as_object().into_iter().flatten() {
            let mut body = format!("{at}/content");
            push_key(&mut body, media_type);
            self.claims.add(&subject, Aspect::MediaType, media_type.clone(), body.clone());
            if let Some(example) = content.get("example") {
                examples.push(example.clone());
                example_at.get_or_insert(format!("{body}/example"));
            }
            for name in self.keys(&format!("{body}/examples")) {
                let mut pointer = format!("{body}/examples");
                push_key(&mut pointer, &name);
                let (pointer, example) = self.resolve(&pointer);
                examples.extend(example.get("value").cloned());
                example_at.get_or_insert(format!("{pointer}/value"));
            }
            let status = status.to_owned();
            self.fields(&format!("{body}/schema"), false, |name| {
                Subject::ResponseField(status.clone(), name)
            });
        }
        if let Some(place) = example_at {
            self.claims.add(&subject, Aspect::Examples, examples, place);
        }
    }

    fn security(&mut self, pointer: &str) {
        let required = self.value(pointer).as_array().into_iter().flatten();
        let schemes: Vec<_> =
            required.filter_map(Value::as_object).flat_map(Map::keys).cloned().collect();
        for scheme in schemes {
            let mut at = String::from("/components/securitySchemes");
            push_key(&mut at, &scheme);
            let (at, said) = self.resolve(&at);
            let text = |key: &str| said[key].as_str().unwrap_or_default();
            let told = match text("type") {
                "apiKey" => format!("{} {}", text("in"), text("name")),
                kind => format!("{kind} {}", text("scheme")),
            };
            self.claims.add(&Subject::Security(scheme), Aspect::Scheme, told, at);
        }
    }

    /// Servers whose address depends on the region alone.
    fn regions(&mut self) {
        for (index, server) in self.value("/servers").as_array().into_iter().flatten().enumerate() {
            let url = server["url"].as_str().unwrap_or_default();
            let regions = server["variables"]["region"]["enum"].as_array().into_iter().flatten();
            for (at, region) in regions.enumerate().filter_map(|(at, r)| Some((at, r.as_str()?))) {
                let endpoint = url.replace("{region}", region);
                let place = format!("/servers/{index}/variables/region/enum/{at}");
                let subject = Subject::Region(region.to_owned());
                self.claims.add(&subject, Aspect::Endpoint, endpoint, place);
            }
        }
    }
}
