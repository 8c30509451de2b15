//! The rules of the house: what a finished document of this repository has, beyond what codegen needs.
//!
//! Most of them look at one object, and are asked as the walk of [`structure`](crate::structure)
//! comes by it; some look at the document as a whole. Like all lints they tolerate a wrong shape.
//!
//! The last ones ask what the client makes of the document, which only a sound document can answer:
//! a keyword that would leave no trace in the client is refused ([`keywords`]), and so is one that
//! needs a crate which the client does not have ([`crates`]). How a keyword fares was found by trying
//! each at every place; the test beside [`keywords`] tries it again, so that it fails when another
//! version of the generator drops something else.

mod answers;
mod authentication;
mod crates;
mod endpoints;
mod examples;
mod extensions;
mod keywords;
mod names;
mod operations;
mod texts;
mod usage;

use serde_json::{Map, Value};

use super::components::Components;
use crate::document::Document;
use crate::document::place::{Findings, Place};
use crate::generate;
use crate::overlay::Overlay;
use crate::problem::{Problem, Problems};
use crate::rule::Group;
use crate::structure::{grammar::Role, openapi::METHODS};

/// Checks a document against every rule.
///
/// `file` is only named in problems, nothing is read from it. The overlay is the one that the
/// document is generated with.
///
/// # Errors
/// Everything that is wrong with the document. What cannot be judged before the document is sound
/// is told once it is: what the generator does not take, and what it would drop from schemas.
pub fn lint(file: &str, text: &str, overlay: &Overlay) -> Result<(), Problems> {
    let (document, mut problems) = Document::examine(file, text, Group::House);
    if let Some(document) = document {
        problems.extend(keywords::check_schemas(&document, overlay));
        match generate::code(&document, overlay) {
            // What needs another crate is usually told at its place.
            Ok(code) if problems.is_empty() => problems.extend(crates::check(&document, code)),
            Ok(_) => {}
            Err(refused) => {
                // What the generator stumbled over is told with its place already.
                let is_told = !problems.is_empty();
                let told = |problem: &Problem| !is_told || problem.pointer() != Some("");
                problems.extend(refused.into_iter().filter(told));
            }
        }
    }
    Problems::new(problems).map_or(Ok(()), Err)
}

/// What is asked of an object, wherever it stands.
pub(super) fn check_object<'d>(
    role: Role,
    place: &Place<'_>,
    object: &'d Map<String, Value>,
    components: Components<'d>,
    findings: &mut Findings<'_>,
) {
    extensions::check(role, place, object, findings);
    keywords::check_fields(role, place, object, findings);
    texts::check(role, place, object, findings);
    match role {
        Role::Schema => {
            names::check_schema(place, object, findings);
            names::check_values(place, object, findings);
            examples::check_schema(place, object, findings);
            examples::check_fields(role, place, object, components, findings);
            examples::check_defaults(place, object, components, findings);
        }
        Role::Parameter => {
            examples::check_given(role, place, object, findings);
            examples::check_default(place, object, components, findings);
            authentication::check_parameter(place, object, findings);
        }
        Role::Header => examples::check_given(role, place, object, findings),
        Role::MediaType => {
            examples::check_given(role, place, object, findings);
            examples::check_fields(role, place, object, components, findings);
        }
        Role::Example => examples::check_value(place, object, findings),
        Role::Response => answers::check_media_types(place, object, findings),
        Role::RequestBody => operations::check_body(place, object, findings),
        Role::SecurityScheme => authentication::check_scheme(place, object, findings),
        Role::Components => names::check_components(place, object, components, findings),
        _ => {}
    }
}

/// What is asked of the document as a whole.
pub(super) fn check<'d>(json: &'d Value, components: Components<'d>, findings: &mut Findings<'_>) {
    let operations = Operation::all(json);
    names::check_operations(&operations, findings);
    operations::check(json, &operations, findings);
    answers::check(&operations, components, findings);
    authentication::check(json, &operations, components, findings);
    endpoints::check(json, findings);
    usage::check(json, components, findings);
}

/// An operation, and where it stands.
struct Operation<'d> {
    path: &'d str,
    method: &'static str,
    fields: &'d Map<String, Value>,
}

impl<'d> Operation<'d> {
    fn all(json: &'d Value) -> Vec<Self> {
        let mut all = Vec::new();
        let paths = json.get("paths").and_then(Value::as_object);
        for (path, item) in paths.into_iter().flatten().filter(|(path, _)| path.starts_with('/')) {
            for method in METHODS {
                if let Some(Value::Object(fields)) = item.get(method) {
                    all.push(Self { path, method, fields });
                }
            }
        }
        all
    }

    /// Shows the place of the operation.
    fn at<T>(&self, show: impl FnOnce(&Place<'_>) -> T) -> T {
        let root = Place::ROOT;
        show(&root.key("paths").key(self.path).key(self.method))
    }
}
