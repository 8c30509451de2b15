//! The crates that generated code stands on.

use std::collections::BTreeSet;

use syn::visit_mut::{self, VisitMut};

use crate::document::Document;
use crate::problem::Problem;
use crate::rule::Rule;

/// What the client may name.
const KNOWN: [&str; 5] = ["std", "core", "serde", "schemars", "imagejobs_core"];

/// Tells the crates that the code names and the client does not have.
pub(super) fn check(document: &Document, mut code: syn::File) -> Option<Problem> {
    let mut roots = Roots(BTreeSet::new());
    roots.visit_file_mut(&mut code);
    let strange: Vec<String> = roots.0.iter().map(|name| format!("`{name}`")).collect();
    (!strange.is_empty()).then(|| {
        let message = format!(
            "the code would need {}, which the client does not have; find the schema that it is \
             generated for",
            strange.join(", ")
        );
        document.against(Rule::Crates, "", message)
    })
}

struct Roots(BTreeSet<String>);

impl VisitMut for Roots {
    fn visit_path_mut(&mut self, path: &mut syn::Path) {
        let root = path.segments.first().filter(|_| path.leading_colon.is_some());
        let root = root.map(|segment| segment.ident.to_string());
        self.0.extend(root.filter(|root| !KNOWN.contains(&root.as_str())));
        visit_mut::visit_path_mut(self, path);
    }
}
