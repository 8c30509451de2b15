//! The builders of operations: what their setters and their `send` name of the runtime.

use std::collections::BTreeMap;

use quote::quote;
use syn::visit_mut::{self, VisitMut};
use syn::{
    Block, Expr, ExprMethodCall, GenericArgument, ImplItem, ImplItemFn, Item, LitStr, Pat, Path,
    PathArguments, ReturnType, Stmt, Token, parse_quote, punctuated::Punctuated,
};

use super::{Operation, shape, simple};

pub(super) fn retarget(
    items: &mut Vec<Item>,
    operations: &BTreeMap<String, Operation>,
) -> Result<(), String> {
    items.retain(|item| !matches!(item, Item::Use(_)));
    for item in items.iter_mut() {
        if let Item::Struct(structure) = item {
            structure
                .attrs
                .push(parse_quote!(#[must_use = "a call does nothing until it is sent"]));
        }
        let Item::Impl(block) = item else { continue };
        let name = match &*block.self_ty {
            syn::Type::Path(path) => path.path.segments.last().map(|s| s.ident.to_string()),
            _ => None,
        };
        let name = name.ok_or("an operation's builder has no name")?;
        let operation =
            operations.get(&simple(&name)).ok_or(format!("there is no operation for {name}"))?;
        for item in &mut block.items {
            let ImplItem::Fn(function) = item else { continue };
            match function.sig.ident.to_string().as_str() {
                "send" => send(function, operation)?,
                "new" => {
                    function.attrs.push(parse_quote!(#[doc = " A call without its parameters."]))
                }
                "body" if operation.has_body => describe(function, Some("The body.")),
                "body_map" if operation.has_body => {
                    function.attrs.push(parse_quote!(#[doc = " Changes the body."]));
                }
                setter => {
                    let description = operation.parameters.get(&simple(setter));
                    describe(function, description.map(String::as_str));
                }
            }
            Wording.visit_impl_item_fn_mut(function);
        }
    }
    items.insert(
        0,
        parse_quote!(
            use super::types;
        ),
    );
    items.insert(
        1,
        parse_quote!(
            use ::imagejobs_core::runtime::{self, Error, Operation, QueryParam, ResponseValue};
        ),
    );
    Ok(())
}

/// A setter tells what it sets, and why a value was refused.
fn describe(setter: &mut ImplItemFn, description: Option<&str>) {
    if let Some(description) = description {
        let description = format!(" {description}");
        setter.attrs.push(parse_quote!(#[doc = #description]));
    }
    let name = setter.sig.ident.to_string();
    let mut reasons = Reasons { name: name.trim_start_matches("r#").to_owned(), found: false };
    reasons.visit_block_mut(&mut setter.block);
    if reasons.found
        && let Some(clause) = &mut setter.sig.generics.where_clause
    {
        clause.predicates.push(parse_quote!(V::Error: ::std::fmt::Display));
    }
}

struct Reasons {
    name: String,
    found: bool,
}

impl VisitMut for Reasons {
    fn visit_expr_closure_mut(&mut self, closure: &mut syn::ExprClosure) {
        if matches!(closure.inputs.first(), Some(Pat::Wild(_))) {
            let name = &self.name;
            let format = LitStr::new(&format!("{name}: {{error}}"), proc_macro2::Span::call_site());
            *closure = parse_quote!(|error| format!(#format));
            self.found = true;
        }
    }
}

/// The names of progenitor's runtime that are other names, or none, in ours.
struct Wording;

impl VisitMut for Wording {
    fn visit_path_mut(&mut self, path: &mut Path) {
        match shape(path).as_str() {
            "Error::InvalidRequest" => *path = parse_quote!(Error::usage),
            "encode_path" => *path = parse_quote!(runtime::encode_path),
            "progenitor_client::QueryParam::new" => *path = parse_quote!(QueryParam::new),
            _ => {}
        }
        let root = path.segments.first().map(|segment| segment.ident.to_string());
        if root.as_deref() == Some("reqwest") {
            let rest = path.segments.iter().skip(1);
            *path = parse_quote!(runtime #(::#rest)*);
        }
        visit_mut::visit_path_mut(self, path);
    }

    fn visit_lit_str_mut(&mut self, text: &mut LitStr) {
        if let Some(name) = text.value().strip_suffix(" was not initialized") {
            *text = LitStr::new(&format!("{name} must be given"), text.span());
        }
    }
}

fn send(function: &mut ImplItemFn, operation: &Operation) -> Result<(), String> {
    one_error(&mut function.sig.output)?;
    let block = &mut function.block;
    remove(block, "the header api-version", |stmt| stmt.contains("\"api-version\""))?;
    remove(block, "the hook pre", |stmt| stmt.contains(".pre(&mut"))?;
    remove(block, "the hook post", |stmt| stmt.contains(".post(&"))?;
    remove(block, "OperationInfo", |stmt| stmt.starts_with("letinfo=OperationInfo"))?;
    let Operation { id, path, permissions, .. } = operation;
    block.stmts.insert(
        0,
        parse_quote! {
            static OPERATION: Operation = Operation::new(#id, #path, &[#(#permissions),*]);
        },
    );
    let mut call = Call { headers: true, done: Done::default() };
    if !block.stmts.iter().any(|stmt| shape(stmt).contains("header_map.append(")) {
        block.stmts.retain(|stmt| !shape(stmt).starts_with("letmutheader_map="));
        call.headers = false;
    }
    call.visit_block_mut(block);
    let Done { url, exec, unexpected, request } = call.done;
    for (done, what) in [
        (url, "the URL is not made by format!(\"{}…\", client.baseurl, …)"),
        (exec, "there is no call of exec"),
        (unexpected, "there is no Error::UnexpectedResponse"),
        (request, "there is no `let mut request`"),
    ] {
        if !done {
            return Err(format!("in {id}, {what}"));
        }
    }
    Ok(())
}

/// `Error<types::ErrorResponse>` becomes `Error`: it is one type for all operations.
fn one_error(output: &mut ReturnType) -> Result<(), String> {
    struct OneError(bool);
    impl VisitMut for OneError {
        fn visit_path_mut(&mut self, path: &mut Path) {
            if let Some(segment) = path.segments.last_mut()
                && segment.ident == "Error"
            {
                segment.arguments = PathArguments::None;
                self.0 = true;
            }
            visit_mut::visit_path_mut(self, path);
        }

        fn visit_generic_argument_mut(&mut self, argument: &mut GenericArgument) {
            visit_mut::visit_generic_argument_mut(self, argument);
        }
    }
    let mut one = OneError(false);
    one.visit_return_type_mut(output);
    if one.0 { Ok(()) } else { Err("send gives no Error".into()) }
}

fn remove(block: &mut Block, what: &str, is: impl Fn(&str) -> bool) -> Result<(), String> {
    let before = block.stmts.len();
    block.stmts.retain(|stmt| !is(&shape(stmt)));
    if block.stmts.len() == before { Err(format!("there is no {what}")) } else { Ok(()) }
}

#[derive(Default)]
struct Done {
    url: bool,
    exec: bool,
    unexpected: bool,
    request: bool,
}

/// The request and its answer: built of our parts, sent by our client.
struct Call {
    headers: bool,
    done: Done,
}

impl VisitMut for Call {
    fn visit_stmt_mut(&mut self, stmt: &mut Stmt) {
        if let Stmt::Local(local) = stmt
            && let Pat::Ident(name) = &mut local.pat
            && name.ident == "request"
        {
            name.mutability = None;
            local.attrs.clear();
            self.done.request = true;
        }
        visit_mut::visit_stmt_mut(self, stmt);
    }

    fn visit_macro_mut(&mut self, call: &mut syn::Macro) {
        let parse = Punctuated::<Expr, Token![,]>::parse_terminated;
        let Ok(arguments) = call.parse_body_with(parse) else { return };
        let mut arguments = arguments.into_iter();
        let (Some(format), Some(base)) = (arguments.next(), arguments.next()) else { return };
        if let Expr::Lit(syn::ExprLit { lit: syn::Lit::Str(format), .. }) = format
            && let Some(path) = format.value().strip_prefix("{}")
            && shape(&base).ends_with(".baseurl")
        {
            let path = LitStr::new(path, format.span());
            let segments: Vec<Expr> = arguments
                .map(|mut segment| {
                    Wording.visit_expr_mut(&mut segment);
                    segment
                })
                .collect();
            call.tokens = quote!(#path #(, #segments)*);
            self.done.url = true;
        }
    }

    fn visit_expr_mut(&mut self, expr: &mut Expr) {
        visit_mut::visit_expr_mut(self, expr);
        let replaced = match expr {
            Expr::MethodCall(call) if call.method == "exec" => {
                self.done.exec = true;
                let receiver = &call.receiver;
                Some(parse_quote!(#receiver.client.exec(request, &OPERATION)))
            }
            Expr::MethodCall(ExprMethodCall { method, receiver, .. })
                if method == "headers" && !self.headers =>
            {
                Some((**receiver).clone())
            }
            Expr::Call(call) if shape(&call.func) == "Error::UnexpectedResponse" => {
                self.done.unexpected = true;
                let arguments = &call.args;
                Some(parse_quote!(runtime::unexpected(&#arguments)))
            }
            _ => None,
        };
        if let Some(replaced) = replaced {
            *expr = replaced;
        }
    }
}
