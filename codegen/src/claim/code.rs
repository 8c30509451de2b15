//! What generated code claims.
//!
//! The code is parsed, never linked: what it says is read off the types of fields and parameters,
//! the values of enums, and the requests that operations build. Where it says one thing twice, as
//! enums do, only what it says each time is a claim, and what it says only once is one of its own.

mod calls;
mod types;

use self::calls::Call;
use self::types::Types;
use super::{Aspect, Claims, Subject};
use crate::problem::Problem;

impl Claims {
    /// What the source of a generated module says about its operation of a name; claims have no
    /// place.
    ///
    /// Objects are told only as properties of schemas: which of them an operation answers with is
    /// known where its fields are claimed.
    ///
    /// # Errors
    ///
    /// A text that is no Rust. `file` is only named in the problem.
    pub fn of_code(file: &str, source: &str, operation: &str) -> Result<Self, Problem> {
        let parsed = syn::parse_file(source)
            .map_err(|error| Problem::new(file, format!("expected Rust: {error}")))?;
        let mut claims = Self::default();
        let types = Types::of(&parsed);
        types.claim(&mut claims);
        if let Some(call) = Call::of(&parsed, operation) {
            call.claim(&types, &mut claims);
        }
        for (region, endpoint) in calls::endpoints(&parsed) {
            claims.add(&Subject::Region(region), Aspect::Endpoint, endpoint, "");
        }
        Ok(claims)
    }
}

/// The items of a module of a file.
fn module<'f>(file: &'f syn::File, name: &str) -> &'f [syn::Item] {
    file.items
        .iter()
        .find_map(|item| match item {
            syn::Item::Mod(module) if module.ident == name => module.content.as_ref(),
            _ => None,
        })
        .map_or(&[], |(_, items)| items)
}

/// The text of a literal.
fn text(expression: &syn::Expr) -> Option<String> {
    match expression {
        syn::Expr::Lit(syn::ExprLit { lit: syn::Lit::Str(text), .. }) => Some(text.value()),
        _ => None,
    }
}

/// The last part of a path type, and what stands between its angle brackets.
fn last(kind: &syn::Type) -> Option<(String, Vec<&syn::GenericArgument>)> {
    let syn::Type::Path(path) = kind else { return None };
    let segment = path.path.segments.last()?;
    let arguments = match &segment.arguments {
        syn::PathArguments::AngleBracketed(arguments) => arguments.args.iter().collect(),
        _ => Vec::new(),
    };
    Some((segment.ident.to_string(), arguments))
}

/// The type that stands first between angle brackets.
fn inner<'t>(arguments: &[&'t syn::GenericArgument]) -> Option<&'t syn::Type> {
    arguments.iter().find_map(|argument| match argument {
        syn::GenericArgument::Type(inner) => Some(inner),
        _ => None,
    })
}
