//! The types of generated code.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;
use syn::visit::{self, Visit};

use super::{inner, last, module};
use crate::claim::{Aspect, Claims, Subject};

/// The types of a generated module, by name.
pub(super) struct Types {
    structs: BTreeMap<String, Vec<(String, syn::Type)>>,
    enums: BTreeMap<String, Enum>,
    aliases: BTreeMap<String, syn::Type>,
}

/// The values of an enum.
struct Enum {
    /// Those that every part of the code agrees on.
    values: BTreeSet<String>,
    /// Those that only some parts name.
    stray: BTreeSet<String>,
}

impl Types {
    pub(super) fn of(file: &syn::File) -> Self {
        let items = module(file, "types");
        let mut types =
            Self { structs: BTreeMap::new(), enums: BTreeMap::new(), aliases: BTreeMap::new() };
        for item in items {
            match item {
                syn::Item::Struct(found) => {
                    let fields = found.fields.iter().filter_map(|field| {
                        let plain = field.ident.as_ref()?.to_string();
                        let plain = plain.trim_start_matches("r#").to_owned();
                        Some((renamed(&field.attrs).unwrap_or(plain), field.ty.clone()))
                    });
                    types.structs.insert(found.ident.to_string(), fields.collect());
                }
                syn::Item::Enum(found) => {
                    types.enums.insert(found.ident.to_string(), Enum::of(found, items));
                }
                syn::Item::Type(found) => {
                    types.aliases.insert(found.ident.to_string(), (*found.ty).clone());
                }
                _ => {}
            }
        }
        types
    }

    /// Claims every type, the properties of objects, and the fields of those that are named.
    pub(super) fn claim(&self, claims: &mut Claims) {
        for (name, fields) in &self.structs {
            claims.add(&Subject::Schema(name.clone()), Aspect::Exists, true, "");
            for (field, kind) in fields {
                let schema = Subject::Schema(name.clone());
                let plain = self.plain(kind, 0);
                claims.add(&schema, Aspect::Property(field.clone()), plain, "");
                let subject = Subject::Field(name.clone(), field.clone());
                claims.add(&subject, Aspect::Exists, true, "");
                self.describe(kind, &subject, claims);
            }
        }
        for name in self.enums.keys().chain(self.aliases.keys()) {
            claims.add(&Subject::Schema(name.clone()), Aspect::Exists, true, "");
        }
    }

    /// The fields of an object, with their types.
    pub(super) fn fields(&self, name: &str) -> impl Iterator<Item = &(String, syn::Type)> {
        self.structs.get(name).into_iter().flatten()
    }

    /// Claims what a type says of a subject.
    pub(super) fn describe(&self, kind: &syn::Type, subject: &Subject, claims: &mut Claims) {
        claims.add(subject, Aspect::Type, self.plain(kind, 0), "");
        let Some((name, arguments)) = self.element(kind) else { return };
        if let Some(listed) = self.enums.get(&name) {
            for value in listed.values.iter().chain(&listed.stray) {
                claims.add_value(subject, &Value::from(value.as_str()), "");
            }
            return;
        }
        match name.as_str() {
            "Bounded" => {
                let bounds = arguments.iter().filter_map(|argument| match argument {
                    syn::GenericArgument::Const(syn::Expr::Lit(literal)) => match &literal.lit {
                        syn::Lit::Int(number) => number.base10_parse::<i64>().ok(),
                        _ => None,
                    },
                    _ => None,
                });
                for (aspect, bound) in [Aspect::Minimum, Aspect::Maximum].into_iter().zip(bounds) {
                    claims.add(subject, aspect, bound, "");
                }
            }
            "u8" | "u16" | "u32" | "u64" => claims.add(subject, Aspect::Minimum, 0, ""),
            _ => {}
        }
    }

    /// What lists, maps and wrappers hold in the end.
    fn element<'t>(
        &'t self,
        kind: &'t syn::Type,
    ) -> Option<(String, Vec<&'t syn::GenericArgument>)> {
        let mut kind = kind;
        for _ in 0..32 {
            let (name, arguments) = last(kind)?;
            kind = match name.as_str() {
                "Lenient" | "Open" | "Option" | "Box" | "List" | "Vec" => inner(&arguments)?,
                "HashMap" | "BTreeMap" => map_value(&arguments)?,
                _ => match self.aliases.get(&name) {
                    Some(alias) => alias,
                    None => return Some((name, arguments)),
                },
            };
        }
        None
    }

    /// A type's name as documents and pages are told to have it.
    fn plain(&self, kind: &syn::Type, depth: usize) -> String {
        let Some((name, arguments)) = last(kind).filter(|_| depth < 32) else {
            return "any".to_owned();
        };
        let wrapped =
            || inner(&arguments).map_or("any".to_owned(), |kind| self.plain(kind, depth + 1));
        match name.as_str() {
            "Lenient" | "Open" | "Option" | "Box" => wrapped(),
            "List" | "Vec" => format!("array of {}", wrapped()),
            "HashMap" | "BTreeMap" => {
                let value = map_value(&arguments).map(|kind| self.plain(kind, depth + 1));
                format!("map of {}", value.unwrap_or("any".to_owned()))
            }
            "Text" | "String" | "Timestamp" | "Secret" | "ProjectId" => "string".to_owned(),
            "Bounded" | "i8" | "i16" | "i32" | "i64" | "u8" | "u16" | "u32" | "u64" => {
                "integer".to_owned()
            }
            "f32" | "f64" => "number".to_owned(),
            "bool" => "boolean".to_owned(),
            _ if self.enums.contains_key(&name) => "string".to_owned(),
            _ => match self.aliases.get(&name) {
                Some(alias) => self.plain(alias, depth + 1),
                None => name,
            },
        }
    }
}

/// The second type between angle brackets.
fn map_value<'t>(arguments: &[&'t syn::GenericArgument]) -> Option<&'t syn::Type> {
    let mut types = arguments.iter().filter_map(|argument| match argument {
        syn::GenericArgument::Type(inner) => Some(inner),
        _ => None,
    });
    types.nth(1)
}

impl Enum {
    /// Reads the values off the variants, and off each way to write and to read them.
    fn of(found: &syn::ItemEnum, items: &[syn::Item]) -> Self {
        let renamed: BTreeSet<_> = found
            .variants
            .iter()
            .map(|variant| renamed(&variant.attrs).unwrap_or_else(|| variant.ident.to_string()))
            .collect();
        let mut sides = vec![renamed];
        for item in items {
            let syn::Item::Impl(block) = item else { continue };
            if last(&block.self_ty).is_none_or(|(name, _)| found.ident != name) {
                continue;
            }
            for part in &block.items {
                let syn::ImplItem::Fn(function) = part else { continue };
                if ["fmt", "from_str", "as_str"].iter().any(|name| function.sig.ident == name) {
                    let mut texts = Texts(BTreeSet::new());
                    texts.visit_block(&function.block);
                    sides.push(texts.0);
                }
            }
        }
        let all: BTreeSet<_> = sides.iter().flatten().cloned().collect();
        let agreed = |value: &&String| sides.iter().all(|side| side.contains(*value));
        let values: BTreeSet<_> = all.iter().filter(agreed).cloned().collect();
        let stray = all.difference(&values).map(|value| format!("{value} (in part)")).collect();
        Self { values, stray }
    }
}

/// The texts of the arms of a `match`: patterns, and what is written or given for them.
struct Texts(BTreeSet<String>);

impl<'ast> Visit<'ast> for Texts {
    fn visit_arm(&mut self, arm: &'ast syn::Arm) {
        // The arm for everything else only says what went wrong.
        if !matches!(arm.pat, syn::Pat::Wild(_)) {
            visit::visit_arm(self, arm);
        }
    }

    fn visit_lit_str(&mut self, literal: &'ast syn::LitStr) {
        self.0.insert(literal.value());
    }
}

/// The name that serde is told.
fn renamed(attributes: &[syn::Attribute]) -> Option<String> {
    let mut name = None;
    for attribute in attributes.iter().filter(|attribute| attribute.path().is_ident("serde")) {
        // Other arguments of serde's have other shapes, and are none of ours.
        let _ = attribute.parse_nested_meta(|meta| {
            if meta.path.is_ident("rename") {
                name = Some(meta.value()?.parse::<syn::LitStr>()?.value());
            } else if let Ok(value) = meta.value() {
                value.parse::<syn::Expr>()?;
            }
            Ok(())
        });
    }
    name
}
