//! The requests that generated code builds.

use std::collections::BTreeMap;

use syn::punctuated::Punctuated;
use syn::visit::{self, Visit};

use super::types::Types;
use super::{inner, last, module, text};
use crate::claim::{Aspect, Claims, Subject};
use crate::page::Location;

/// A call of an operation.
#[derive(Default)]
pub(super) struct Call {
    id: Option<String>,
    template: Option<String>,
    actions: Vec<String>,
    method: Option<String>,
    url: Option<Url>,
    /// Names on the wire, and the variables that hold the values.
    query: Vec<(String, String)>,
    accept: Option<String>,
    /// Statuses whose body is read.
    statuses: Vec<String>,
    /// What a success is read as.
    answer: Option<String>,
    /// The builder's fields.
    parameters: BTreeMap<String, syn::Type>,
}

/// A URL as it is put together.
struct Url {
    format: String,
    variables: Vec<String>,
}

impl Call {
    /// The call whose operation has this id.
    pub(super) fn of(file: &syn::File, id: &str) -> Option<Self> {
        let items = module(file, "builder");
        for item in items {
            let syn::Item::Impl(block) = item else { continue };
            let Some((builder, _)) = last(&block.self_ty) else { continue };
            for part in &block.items {
                let syn::ImplItem::Fn(function) = part else { continue };
                if function.sig.ident != "send" {
                    continue;
                }
                let mut call = Self::default();
                call.visit_block(&function.block);
                if call.id.as_deref() != Some(id) {
                    continue;
                }
                call.answer = answer(&function.sig);
                call.parameters = parameters(items, &builder);
                return Some(call);
            }
        }
        None
    }

    pub(super) fn claim(&self, types: &Types, claims: &mut Claims) {
        let operation = Subject::Operation;
        let texts = [(Aspect::Id, &self.id), (Aspect::Method, &self.method)];
        for (aspect, text) in texts {
            if let Some(text) = text {
                claims.add(&operation, aspect, text.clone(), "");
            }
        }
        claims.add(&operation, Aspect::Path, self.path(), "");
        for action in &self.actions {
            claims.add(&operation, Aspect::Action(action.clone()), true, "");
        }
        let in_path = self.url.iter().flat_map(|url| &url.variables);
        let in_path = in_path.map(|variable| (Location::Path, variable, variable));
        let in_query = self.query.iter().map(|(name, variable)| (Location::Query, name, variable));
        for (location, name, variable) in in_path.chain(in_query) {
            let subject = Subject::Parameter(location, name.clone());
            claims.add(&subject, Aspect::Exists, true, "");
            let Some(kind) = self.parameters.get(variable) else { continue };
            let optional = matches!(last(kind), Some((name, _)) if name == "Option");
            claims.add(&subject, Aspect::Mandatory, !optional, "");
            types.describe(kind, &subject, claims);
        }
        for status in &self.statuses {
            let subject = Subject::Status(status.clone());
            claims.add(&subject, Aspect::Exists, true, "");
            if let Some(accept) = &self.accept {
                claims.add(&subject, Aspect::MediaType, accept.clone(), "");
            }
            for (field, kind) in self.answer.iter().flat_map(|answer| types.fields(answer)) {
                let subject = Subject::ResponseField(status.clone(), field.clone());
                claims.add(&subject, Aspect::Exists, true, "");
                types.describe(kind, &subject, claims);
            }
        }
    }

    /// The path template, or what is really asked for where that is another.
    fn path(&self) -> String {
        let Some(url) = &self.url else { return "none".to_owned() };
        let mut variables = url.variables.iter();
        let mut asked = String::new();
        for (index, part) in url.format.split("{}").enumerate() {
            if index > 0 {
                let variable = variables.next().map_or("", String::as_str);
                asked.push_str(&format!("{{{variable}}}"));
            }
            asked.push_str(part);
        }
        match &self.template {
            Some(template) if *template == asked => asked,
            Some(template) => format!("{asked}, told as {template}"),
            None => asked,
        }
    }
}

impl<'ast> Visit<'ast> for Call {
    fn visit_expr_call(&mut self, call: &'ast syn::ExprCall) {
        let called = match &*call.func {
            syn::Expr::Path(path) => {
                let parts: Vec<_> =
                    path.path.segments.iter().map(|part| part.ident.to_string()).collect();
                parts.join("::")
            }
            _ => String::new(),
        };
        let mut arguments = call.args.iter();
        if called == "Operation::new" {
            self.id = arguments.next().and_then(text);
            self.template = arguments.next().and_then(text);
            if let Some(syn::Expr::Reference(list)) = arguments.next()
                && let syn::Expr::Array(list) = &*list.expr
            {
                self.actions = list.elems.iter().filter_map(text).collect();
            }
        } else if called == "QueryParam::new"
            && let (Some(name), Some(value)) = (arguments.next().and_then(text), arguments.next())
        {
            self.query.push((name, variable(value).unwrap_or_default()));
        }
        visit::visit_expr_call(self, call);
    }

    fn visit_expr_method_call(&mut self, call: &'ast syn::ExprMethodCall) {
        const METHODS: [&str; 7] = ["get", "put", "post", "delete", "head", "patch", "options"];
        if let Some(method) = METHODS.iter().find(|method| call.method == **method) {
            self.method = Some(method.to_ascii_uppercase());
        }
        if call.method == "header"
            && let [syn::Expr::Path(name), syn::Expr::Call(value)] =
                call.args.iter().collect::<Vec<_>>()[..]
            && name.path.segments.last().is_some_and(|last| last.ident == "ACCEPT")
        {
            self.accept = value.args.first().and_then(text);
        }
        visit::visit_expr_method_call(self, call);
    }

    fn visit_arm(&mut self, arm: &'ast syn::Arm) {
        if let syn::Pat::Lit(syn::ExprLit { lit: syn::Lit::Int(status), .. }) = &arm.pat {
            self.statuses.push(status.base10_digits().to_owned());
        }
        visit::visit_arm(self, arm);
    }

    fn visit_macro(&mut self, call: &'ast syn::Macro) {
        let parse = Punctuated::<syn::Expr, syn::Token![,]>::parse_terminated;
        if call.path.is_ident("format")
            && let Ok(arguments) = call.parse_body_with(parse)
            && let Some(format) = arguments.first().and_then(text)
        {
            let variables =
                arguments.iter().skip(1).map(|value| variable(value).unwrap_or_default());
            self.url = Some(Url { format, variables: variables.collect() });
        }
    }
}

/// The variable in an expression such as `encode_path(&project_id.to_string())`.
fn variable(expression: &syn::Expr) -> Option<String> {
    match expression {
        syn::Expr::Path(path) => Some(path.path.get_ident()?.to_string()),
        syn::Expr::Reference(reference) => variable(&reference.expr),
        syn::Expr::MethodCall(call) => variable(&call.receiver),
        syn::Expr::Call(call) => call.args.first().and_then(variable),
        _ => None,
    }
}

/// The type of a success: `Result<ResponseValue<types::Answer>, Error>`.
fn answer(signature: &syn::Signature) -> Option<String> {
    let syn::ReturnType::Type(_, kind) = &signature.output else { return None };
    let (_, arguments) = last(kind)?;
    let (_, arguments) = last(inner(&arguments)?)?;
    Some(last(inner(&arguments)?)?.0)
}

/// The builder's fields, out of the results that they stand in.
fn parameters(items: &[syn::Item], builder: &str) -> BTreeMap<String, syn::Type> {
    let mut parameters = BTreeMap::new();
    for item in items {
        let syn::Item::Struct(found) = item else { continue };
        if found.ident != builder {
            continue;
        }
        for field in &found.fields {
            if let Some(name) = &field.ident
                && let Some((result, arguments)) = last(&field.ty)
                && result == "Result"
                && let Some(kind) = inner(&arguments)
            {
                parameters.insert(name.to_string(), kind.clone());
            }
        }
    }
    parameters
}

/// The regions with their endpoints.
pub(super) fn endpoints(file: &syn::File) -> Vec<(String, String)> {
    let list = file.items.iter().find_map(|item| match item {
        syn::Item::Const(constant) if constant.ident == "ENDPOINTS" => match &*constant.expr {
            syn::Expr::Reference(list) => match &*list.expr {
                syn::Expr::Array(list) => Some(&list.elems),
                _ => None,
            },
            _ => None,
        },
        _ => None,
    });
    let pair = |pair: &syn::Expr| match pair {
        syn::Expr::Tuple(pair) => Some((text(pair.elems.first()?)?, text(pair.elems.get(1)?)?)),
        _ => None,
    };
    list.into_iter().flatten().filter_map(pair).collect()
}
