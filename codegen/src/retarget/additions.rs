//! What the document says and progenitor does not generate.

use std::collections::BTreeSet;

use proc_macro2::Span;
use quote::format_ident;
use serde_json::Value;
use syn::visit_mut::VisitMut;
use syn::{
    Expr, ExprLit, Field, Fields, Ident, ImplItem, Item, ItemImpl, ItemStruct, Lit, LitStr, Meta,
    Type, parse_quote,
};

use super::{shape, simple};
use crate::overlay::{Overlaid, resolve};

/// Takes out the builders of types that only a server makes.
pub(super) fn drop_builders(items: &mut Vec<Item>, server_schemas: &BTreeSet<String>) {
    let dropped = |item: &Item| match item {
        Item::Struct(structure) => server_schemas.contains(&structure.ident.to_string()),
        Item::Impl(block) => {
            named(&block.self_ty).is_some_and(|name| server_schemas.contains(&name))
        }
        _ => false,
    };
    items.retain_mut(|item| match item {
        Item::Impl(block) if shape(&block.items.first()).starts_with("pubfnbuilder()") => {
            block.attrs.push(parse_quote!(#[allow(missing_docs)]));
            named(&block.self_ty).is_none_or(|name| !server_schemas.contains(&name))
        }
        Item::Mod(module) if module.ident == "builder" => match &mut module.content {
            Some((_, items)) => {
                items.retain(|item| !dropped(item));
                module.attrs.push(parse_quote!(#[allow(missing_docs)]));
                !items.is_empty()
            }
            None => false,
        },
        _ => true,
    });
}

fn named(of: &Type) -> Option<String> {
    match of {
        Type::Path(path) => path.path.segments.last().map(|segment| segment.ident.to_string()),
        _ => None,
    }
}

/// Calls a sketch of a call what it is: no example, and so none that is ignored.
pub(super) fn sketch_calls(client: &mut ItemImpl) -> Result<(), String> {
    for item in &mut client.items {
        let ImplItem::Fn(call) = item else { continue };
        let mut sketched = false;
        for attribute in &mut call.attrs {
            if let Meta::NameValue(doc) = &mut attribute.meta
                && let Expr::Lit(ExprLit { lit: Lit::Str(text), .. }) = &mut doc.value
                && text.value().contains("```ignore")
            {
                *text = LitStr::new(&text.value().replace("```ignore", "```text"), text.span());
                sketched = true;
            }
        }
        if !sketched {
            return Err(format!("{} has no sketch of a call to rename", call.sig.ident));
        }
    }
    Ok(())
}

/// Adds to the types what a caller expects of them.
pub(super) fn enrich(items: &mut Vec<Item>, overlaid: &Overlaid) -> Result<(), String> {
    let mut added: Vec<Item> = Vec::new();
    for item in items.iter_mut() {
        match item {
            Item::Struct(structure) => {
                let name = structure.ident.to_string();
                if let Some(order) = overlaid.order.get(&name) {
                    in_order(structure, order);
                }
                describe(structure, &overlaid.json);
                if overlaid.server_schemas.contains(&name)
                    && matches!(structure.fields, Fields::Named(_))
                {
                    structure.attrs.push(parse_quote!(
                        #[cfg_attr(
                            feature = "schemars",
                            derive(::schemars::JsonSchema),
                            schemars(transform = ::imagejobs_core::value::nothing_required)
                        )]
                    ));
                    structure.attrs.push(parse_quote!(#[non_exhaustive]));
                }
            }
            Item::Enum(enumeration) => {
                let name = &enumeration.ident;
                let values = values(overlaid, &name.to_string())
                    .ok_or_else(|| format!("there is no schema for the enum {name}"))?;
                if values.len() != enumeration.variants.len() {
                    return Err(format!("the enum {name} has not the values of its schema"));
                }
                let variants: Vec<&Ident> = enumeration.variants.iter().map(|v| &v.ident).collect();
                added.push(parse_quote! {
                    impl #name {
                        /// Every value, in the order of the document.
                        pub const ALL: &'static [Self] = &[#(Self::#variants),*];

                        /// The value as it stands on the wire.
                        pub const fn as_str(self) -> &'static str {
                            match self {
                                #(Self::#variants => #values,)*
                            }
                        }
                    }
                });
                added.push(parse_quote! {
                    impl ::std::convert::AsRef<str> for #name {
                        fn as_ref(&self) -> &str {
                            self.as_str()
                        }
                    }
                });
                for (variant, value) in enumeration.variants.iter_mut().zip(&values) {
                    let text = format!(" `{value}`");
                    variant.attrs.insert(0, parse_quote!(#[doc = #text]));
                }
                enumeration.attrs.push(parse_quote!(#[non_exhaustive]));
                enumeration.attrs.push(parse_quote!(
                    #[cfg_attr(feature = "schemars", derive(::schemars::JsonSchema))]
                ));
            }
            Item::Impl(block) => {
                if let Some(name) = named(&block.self_ty)
                    && let Some(values) = values(overlaid, &name)
                {
                    let expected = format!("the value must be one of {}", values.join(", "));
                    Expected(expected).visit_item_impl_mut(block);
                }
            }
            _ => {}
        }
    }
    for (schema, path) in &overlaid.replaced {
        let name = format_ident!("{}", schema);
        let path: Type = syn::parse_str(&format!("::{path}")).map_err(|error| error.to_string())?;
        let schemas = &overlaid.json["components"]["schemas"];
        let description = &resolve(&overlaid.json, &schemas[schema])["description"];
        let description = format!(" {}", description.as_str().unwrap_or_default());
        added.push(parse_quote! {
            #[doc = #description]
            pub type #name = #path;
        });
    }
    items.extend(added);
    Ok(())
}

/// A field whose schema is another one's is described by that one.
fn describe(structure: &mut ItemStruct, json: &Value) {
    let properties = &json["components"]["schemas"][&structure.ident.to_string()]["properties"];
    for field in structure.fields.iter_mut().filter(|f| !f.attrs.iter().any(is_doc)) {
        let name = field.ident.as_ref().map(|ident| simple(&ident.to_string()));
        let mut properties = properties.as_object().into_iter().flatten();
        let property = properties.find(|(property, _)| Some(simple(property)) == name);
        let description = property.map(|(_, of)| &resolve(json, of)["description"]);
        if let Some(description) = description.and_then(Value::as_str) {
            let description = format!(" {description}");
            field.attrs.insert(0, parse_quote!(#[doc = #description]));
        }
    }
}

fn is_doc(attribute: &syn::Attribute) -> bool {
    attribute.path().is_ident("doc")
}

/// Puts the fields in the order of the document, which is the one they are written in.
fn in_order(structure: &mut ItemStruct, order: &[String]) {
    let Fields::Named(fields) = &mut structure.fields else { return };
    let place = |field: &Field| {
        let name = field.ident.as_ref().map(|ident| simple(&ident.to_string()));
        order.iter().position(|property| Some(simple(property)) == name)
    };
    let mut named: Vec<Field> = std::mem::take(&mut fields.named).into_iter().collect();
    named.sort_by_key(place);
    fields.named = named.into_iter().collect();
}

fn values(overlaid: &Overlaid, schema: &str) -> Option<Vec<String>> {
    let values = overlaid.json["components"]["schemas"].get(schema)?.get("enum")?.as_array()?;
    values.iter().map(|value| value.as_str().map(str::to_owned)).collect()
}

/// A value that is none of an enum's is told what would be.
struct Expected(String);

impl VisitMut for Expected {
    fn visit_lit_str_mut(&mut self, text: &mut LitStr) {
        if text.value() == "invalid value" {
            *text = LitStr::new(&self.0, text.span());
        }
    }
}

/// The endpoint of each region, and the one of all regions, from the document's servers.
pub(super) fn endpoints(json: &Value) -> Vec<Item> {
    let mut added: Vec<Item> = Vec::new();
    let mut pairs: Vec<syn::Expr> = Vec::new();
    for server in json["servers"].as_array().into_iter().flatten() {
        let Some(url) = server["url"].as_str() else { continue };
        if !url.contains('{') && added.is_empty() {
            added.push(parse_quote! {
                /// The endpoint that answers for every region.
                pub const GLOBAL_ENDPOINT: &str = #url;
            });
        }
        for region in server["variables"]["region"]["enum"].as_array().into_iter().flatten() {
            let Some(region) = region.as_str() else { continue };
            let endpoint = url.replace("{region}", region);
            let (region, endpoint) =
                (LitStr::new(region, Span::call_site()), LitStr::new(&endpoint, Span::call_site()));
            pairs.push(parse_quote!((#region, #endpoint)));
        }
    }
    if !pairs.is_empty() {
        added.push(parse_quote! {
            /// The regions that the document names, each with the endpoint that answers there.
            pub const ENDPOINTS: &[(&str, &str)] = &[#(#pairs),*];
        });
    }
    added
}
