//! What a document means, beyond its shape: references, names, values, and what codegen supports.
//!
//! Every lint tolerates a document of a wrong shape and stays silent about it: the walk through
//! the grammar tells that already.

mod components;
mod compositions;
mod enums;
mod formats;
mod house;
mod merges;
mod names;
mod operations;
mod parameters;
mod paths;
mod payloads;
mod references;
mod responses;
mod schemas;
mod security;
mod servers;
mod values;

use serde_json::{Map, Value};

use self::components::Components;
use crate::document::place::{Findings, Place};
use crate::rule::Group;
use crate::structure::{self, Visitor, grammar::Role};

pub use self::house::lint;

/// Checks the shape of a document, and everything beyond; the rules of the house when they are asked
/// for.
pub(crate) fn check(json: &Value, asked: Group, findings: &mut Findings<'_>) {
    let components = Components::of(json);
    structure::walk(json, &mut Lints { components, asked }, findings);
    references::check_aliases(components, findings);
    compositions::check(components, findings);
    schemas::check_type_names(components, findings);
    operations::check(json, components, findings);
    security::check_requirements(json.get("security"), &Place::ROOT, components, findings);
    if asked == Group::House {
        house::check(json, components, findings);
    }
}

struct Lints<'d> {
    components: Components<'d>,
    asked: Group,
}

impl<'d> Visitor<'d> for Lints<'d> {
    fn object(
        &mut self,
        role: Role,
        place: &Place<'_>,
        object: &'d Map<String, Value>,
        findings: &mut Findings<'_>,
    ) {
        let components = self.components;
        if self.asked == Group::House {
            house::check_object(role, place, object, components, findings);
        }
        match role {
            Role::Schema => {
                schemas::check(place, object, findings);
                merges::check(place, object, components, findings);
                enums::check(place, object, findings);
                values::check_schema(place, object, components, findings);
            }
            Role::Parameter => {
                parameters::check(place, object, components, findings);
                values::check_examples(place, object, components, findings);
            }
            Role::Header => values::check_examples(place, object, components, findings),
            Role::MediaType => {
                payloads::check_media_type(place, object, findings);
                values::check_examples(place, object, components, findings);
            }
            Role::RequestBody => payloads::check_request(place, object, findings),
            Role::Response => payloads::check_response(place, object, findings),
            Role::PathItem => paths::check_support(place, object, findings),
            Role::Operation => operations::check_support(place, object, findings),
            Role::Server => servers::check(place, object, findings),
            Role::SecurityScheme => security::check_scheme(place, object, findings),
            _ => {}
        }
    }

    fn reference(
        &mut self,
        role: Role,
        place: &Place<'_>,
        target: &'d str,
        findings: &mut Findings<'_>,
    ) {
        references::check(role, place, target, self.components, findings);
    }
}

/// A text as a problem quotes it.
fn quoted(text: &str) -> String {
    match text.char_indices().nth(60) {
        Some((end, _)) => format!("\"{}…\"", &text[..end]),
        None => format!("\"{text}\""),
    }
}
