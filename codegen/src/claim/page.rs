//! What a reference page claims.

use serde_json::Value;

use super::{Aspect, Claims, Subject};
use crate::page::{Facts, Field};

impl Claims {
    /// What the facts of a page say; places are JSON pointers into the facts.
    #[must_use]
    pub fn of_page(facts: &Facts) -> Self {
        let mut claims = Self::default();
        claims.add(&Subject::Page, Aspect::Title, facts.title.clone(), "/title");
        if let Some(updated) = &facts.updated {
            claims.add(&Subject::Page, Aspect::Updated, updated.clone(), "/updated");
        }
        claims.add(&Subject::Operation, Aspect::Method, facts.method.clone(), "/method");
        claims.add(&Subject::Operation, Aspect::Path, facts.path.clone(), "/path");
        for (index, action) in facts.actions.iter().enumerate() {
            let place = format!("/actions/{index}");
            claims.add(&Subject::Operation, Aspect::Action(action.clone()), true, place);
        }
        for (index, parameter) in facts.parameters.iter().enumerate() {
            let field = &parameter.field;
            let subject = Subject::Parameter(parameter.location, field.name.clone());
            claims.add_field(&subject, field, &format!("/parameters/{index}"));
        }
        for (index, field) in facts.request_body.iter().enumerate() {
            let subject = Subject::RequestField(field.name.clone());
            claims.add_field(&subject, field, &format!("/request_body/{index}"));
        }
        for (index, response) in facts.responses.iter().enumerate() {
            let status = &response.status;
            let place = format!("/responses/{index}");
            claims.add(&Subject::Status(status.clone()), Aspect::Exists, true, place.clone());
            for (index, header) in response.headers.iter().enumerate() {
                let subject = Subject::Header(status.clone(), header.name.clone());
                claims.add_field(&subject, header, &format!("{place}/headers/{index}"));
            }
            for (index, field) in response.fields.iter().enumerate() {
                let subject = Subject::ResponseField(status.clone(), field.name.clone());
                claims.add_field(&subject, field, &format!("{place}/fields/{index}"));
            }
        }
        for (index, status) in facts.statuses.iter().enumerate() {
            let place = format!("/statuses/{index}");
            claims.add(&Subject::Status(status.clone()), Aspect::Exists, true, place);
        }
        for (index, object) in facts.objects.iter().enumerate() {
            for (at, field) in object.fields.iter().enumerate() {
                let subject = Subject::Field(object.name.clone(), field.name.clone());
                claims.add_field(&subject, field, &format!("/objects/{index}/fields/{at}"));
            }
        }
        claims.add_examples(facts);
        for (index, unread) in facts.unread.iter().enumerate() {
            let aspect = Aspect::Unread(unread.text.clone());
            claims.add(&Subject::Page, aspect, true, format!("/unread/{index}"));
        }
        claims
    }

    fn add_field(&mut self, subject: &Subject, field: &Field, place: &str) {
        self.add(subject, Aspect::Exists, true, place);
        if let Some(kind) = &field.kind {
            self.add(subject, Aspect::Type, plain_type(kind), format!("{place}/type"));
        }
        if let Some(mandatory) = field.mandatory {
            self.add(subject, Aspect::Mandatory, mandatory, format!("{place}/mandatory"));
        }
        for (index, value) in field.values.iter().enumerate() {
            self.add_value(subject, value, format!("{place}/enum/{index}"));
        }
        let bounds = [
            (Aspect::Minimum, &field.minimum, "minimum"),
            (Aspect::Maximum, &field.maximum, "maximum"),
            (Aspect::MinLength, &field.min_length, "min_length"),
            (Aspect::MaxLength, &field.max_length, "max_length"),
        ];
        for (aspect, bound, key) in bounds {
            if let Some(bound) = bound {
                self.add(subject, aspect, Value::Number(bound.clone()), format!("{place}/{key}"));
            }
        }
        if let Some(default) = &field.default {
            self.add(subject, Aspect::Default, default.clone(), format!("{place}/default"));
        }
        if field.deprecated {
            self.add(subject, Aspect::Deprecated, true, format!("{place}/deprecated"));
        }
    }

    /// All example bodies of a status are one claim.
    fn add_examples(&mut self, facts: &Facts) {
        for (index, example) in facts.examples.iter().enumerate() {
            let of_status = facts.examples.iter().filter(|other| other.status == example.status);
            let bodies: Vec<_> = of_status.map(|example| example.body.clone()).collect();
            let subject = Subject::Status(example.status.clone());
            self.add(&subject, Aspect::Examples, bodies, format!("/examples/{index}"));
        }
    }
}

/// A page's word for a type, as a document's type is called, too.
fn plain_type(worded: &str) -> String {
    const PRIMITIVES: [(&str, &str); 20] = [
        ("string", "string"),
        ("strings", "string"),
        ("integer", "integer"),
        ("integers", "integer"),
        ("int", "integer"),
        ("long", "long"),
        ("longs", "long"),
        ("float", "float"),
        ("floats", "float"),
        ("double", "double"),
        ("doubles", "double"),
        ("number", "number"),
        ("numbers", "number"),
        ("bigdecimal", "number"),
        ("bigdecimals", "number"),
        ("boolean", "boolean"),
        ("booleans", "boolean"),
        ("bool", "boolean"),
        ("object", "object"),
        ("objects", "object"),
    ];
    let mut plain = String::new();
    let mut rest = worded.trim();
    // Each turn takes one `Array of` or `Map<…>` off the front.
    loop {
        let lower = rest.to_ascii_lowercase();
        if lower.starts_with("array of ") {
            plain.push_str("array of ");
            rest = rest["array of ".len()..].trim_start();
        } else if let Some(inside) =
            lower.strip_prefix("map<").and_then(|map| map.strip_suffix('>'))
            && let Some(comma) = inside.find(',')
        {
            plain.push_str("map of ");
            rest = rest["map<".len() + comma + 1..rest.len() - 1].trim();
        } else {
            break;
        }
    }
    let lower = rest.to_ascii_lowercase();
    if let Some((_, known)) = PRIMITIVES.iter().find(|(word, _)| *word == lower) {
        plain.push_str(known);
        return plain;
    }
    let named = [" objects", " object"].iter().find(|tail| lower.ends_with(**tail));
    plain.push_str(named.map_or(rest, |tail| rest[..rest.len() - tail.len()].trim_end()));
    plain
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn types_are_called_as_in_a_document() {
        for (worded, plain) in [
            ("String", "string"),
            ("Integer", "integer"),
            ("Long", "long"),
            ("Array of strings", "array of string"),
            ("Array of ImageJobInfo objects", "array of ImageJobInfo"),
            ("ImageJobInfo object", "ImageJobInfo"),
            ("Array of objects", "array of object"),
            ("Object", "object"),
            ("Map<String,String>", "map of string"),
            ("Map<String,Array<X>>", "map of Array<X>"),
            ("Map<String, Map<String,Tag object>>", "map of map of Tag"),
            ("Array of Array of Longs", "array of array of long"),
            ("Thing", "Thing"),
            ("", ""),
            ("Map<", "Map<"),
        ] {
            assert_eq!(plain_type(worded), plain, "{worded}");
        }
    }
}
