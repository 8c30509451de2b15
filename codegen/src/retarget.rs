//! Moves the code that progenitor generates onto our runtime.
//!
//! progenitor's code names its own runtime and reqwest. Ours stands in their place: a request stays
//! data until core has signed and sent it, an error is core's one opaque type, and no type of theirs
//! is left in a signature. Each edit below is one that this needs; one that finds nothing to change
//! means that progenitor's code has changed, and is an error.

mod additions;
mod operation;

use std::collections::BTreeMap;

use proc_macro2::TokenStream;
use quote::ToTokens;
use serde_json::Value;
use syn::{File, ImplItem, Item, parse_quote};

use crate::overlay::{Overlaid, resolve};

/// What the document says of an operation, for its code.
struct Operation {
    id: String,
    path: String,
    permissions: Vec<String>,
    has_body: bool,
    /// The descriptions of its parameters, by the names of their setters.
    parameters: BTreeMap<String, String>,
}

pub(crate) fn retarget(file: File, overlaid: &Overlaid) -> Result<File, String> {
    let operations = operations(&overlaid.json);
    let File { mut attrs, items, .. } = file;
    let title = format!(" {}.", overlaid.json["info"]["title"].as_str().unwrap_or_default());
    attrs.push(parse_quote!(#![doc = #title]));
    let mut kept: Vec<Item> = vec![
        parse_quote!(
            pub use ::imagejobs_core::Error;
        ),
        parse_quote!(
            pub use ::imagejobs_core::runtime::ResponseValue;
        ),
    ];
    let mut client = false;
    for item in items {
        match item {
            Item::Use(_) => {}
            Item::Mod(module) if module.ident == "prelude" => {}
            Item::Mod(mut module) if module.ident == "types" => {
                let content = items_of(&mut module)?;
                additions::drop_builders(content, &overlaid.server_schemas);
                additions::enrich(content, overlaid)?;
                kept.push(Item::Mod(module));
            }
            Item::Mod(mut module) if module.ident == "builder" => {
                operation::retarget(items_of(&mut module)?, &operations)?;
                kept.push(Item::Mod(module));
            }
            Item::Struct(mut structure) if structure.ident == "Client" => {
                structure.fields = syn::Fields::Named(parse_quote!({
                    client: ::imagejobs_core::runtime::Client,
                }));
                kept.push(Item::Struct(structure));
                client = true;
            }
            Item::Impl(block) if block.trait_.is_some() => {}
            Item::Impl(block) if constructs(&block.items) => kept.push(parse_quote! {
                impl Client {
                    /// A client that sends its calls through a transport.
                    pub fn new(transport: ::imagejobs_core::Transport) -> Self {
                        Self { client: ::imagejobs_core::runtime::Client::new(transport) }
                    }
                }
            }),
            Item::Impl(mut block) => {
                additions::sketch_calls(&mut block)?;
                kept.push(Item::Impl(block));
            }
            other => kept.push(other),
        }
    }
    if !client {
        return Err("there is no struct Client".into());
    }
    kept.extend(additions::endpoints(&overlaid.json));
    Ok(File { shebang: None, frontmatter: None, attrs, items: kept })
}

fn items_of(module: &mut syn::ItemMod) -> Result<&mut Vec<Item>, String> {
    let name = module.ident.to_string();
    module.content.as_mut().map(|(_, items)| items).ok_or(format!("the module {name} is empty"))
}

fn constructs(items: &[ImplItem]) -> bool {
    items.iter().any(|item| matches!(item, ImplItem::Fn(f) if f.sig.ident == "new_with_client"))
}

fn operations(json: &Value) -> BTreeMap<String, Operation> {
    let mut operations = BTreeMap::new();
    for (path, item) in json["paths"].as_object().into_iter().flatten() {
        for operation in item.as_object().into_iter().flat_map(|item| item.values()) {
            let Some(id) = operation["operationId"].as_str() else { continue };
            let listed = |list: &Value| list.as_array().cloned().unwrap_or_default();
            let mut parameters = BTreeMap::new();
            for parameter in
                [listed(&item["parameters"]), listed(&operation["parameters"])].concat()
            {
                let parameter = resolve(json, &parameter);
                if let (Some(name), Some(description)) =
                    (parameter["name"].as_str(), parameter["description"].as_str())
                {
                    parameters.insert(simple(name), description.to_owned());
                }
            }
            let permissions = listed(&operation["x-permissions"]);
            let actions = permissions.iter().filter_map(|entry| entry["action"].as_str());
            operations.insert(
                simple(id),
                Operation {
                    id: id.to_owned(),
                    path: path.clone(),
                    has_body: operation.get("requestBody").is_some(),
                    permissions: actions.map(str::to_owned).collect(),
                    parameters,
                },
            );
        }
    }
    operations
}

/// A name without what naming conventions change: `ListImageJobs` is `list_image_jobs`.
fn simple(name: &str) -> String {
    name.chars().filter(char::is_ascii_alphanumeric).collect::<String>().to_ascii_lowercase()
}

/// A piece of code as text without white space, to recognise it by.
fn shape(code: &impl ToTokens) -> String {
    let tokens: TokenStream = code.to_token_stream();
    tokens.to_string().split_whitespace().collect()
}
