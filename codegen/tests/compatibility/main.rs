//! What is told of two documents: pairs of fragments laid into a small document, and what each pair
//! must give.
#![allow(clippy::panic, clippy::unwrap_used, reason = "a test that cannot be set up should panic")]

mod bodies;
mod kinds;
mod operations;
mod parameters;
mod places;
mod properties;
mod references;
mod schemas;
mod security;
mod wording;

use imagejobs_codegen::compatibility::{Comparison, Contract, compare};

fn told(old: &str, new: &str) -> Comparison {
    let contract = |file: &str, text: &str| match Contract::parse(file, text) {
        Ok(contract) => contract,
        Err(problems) => panic!("{problems}\n{text}"),
    };
    compare(&contract("old.yaml", old), &contract("new.yaml", new))
}

/// A document with a fragment at a place, and what usually stands there everywhere else.
fn document(place: &str, fragment: &str) -> String {
    let at = |here: &str, usual: &str| -> String {
        if here == place { fragment.to_owned() } else { usual.to_owned() }
    };
    let request = match place {
        "request" => format!("requestBody: {{content: {{application/json: {{schema: {fragment}}}}}}}"),
        "both" => "requestBody: {content: {application/json: {schema: {$ref: '#/components/schemas/Shared'}}}}".to_owned(),
        "body" => fragment.to_owned(),
        _ => String::new(),
    };
    let response = match place {
        "response" => format!("'200': {{description: d, content: {{application/json: {{schema: {fragment}}}}}}}"),
        "both" => "'200': {description: d, content: {application/json: {schema: {$ref: '#/components/schemas/Shared'}}}}".to_owned(),
        "responses" => fragment.to_owned(),
        _ => "'200': {description: d}".to_owned(),
    };
    let parameter = match place {
        "parameter" => format!("- {{name: p, in: query, schema: {fragment}}}"),
        "parameters" => format!("- {fragment}"),
        _ => String::new(),
    };
    let schemas = match place {
        "both" => format!("    Shared: {fragment}"),
        "schemas" => format!("    Thing: {fragment}"),
        _ => String::new(),
    };
    format!(
        "openapi: {openapi}\ninfo: {info}\n{root}\npaths:\n{paths}\n  /things/{{id}}:\n    parameters: \
         [{{name: id, in: path, required: true, schema: {{type: string}}}}]\n{item}\n    post:\n      {operation}\n      \
         parameters:\n      - {{name: q, in: query, schema: {{type: integer}}}}\n      {parameter}\n      {request}\n      \
         responses:\n        {response}\ncomponents:\n  schemas:\n    A: {{type: string}}\n    \
         B: {{type: integer}}\n    C: {{type: object, properties: {{c: {{type: string}}}}}}\n{schemas}\n{components}\n",
        openapi = at("openapi", "3.0.3"),
        info = at("info", "{title: T, version: '1'}"),
        root = at("root", ""),
        paths = at("paths", ""),
        item = at("item", ""),
        operation = at("operation", "operationId: make"),
        components = at("components", ""),
    )
}

/// Checks pairs: the place, what stands there before and after, and what is told, a change as
/// `level kind`. The kind's side is its own and stands in the table of kinds.
fn check(pairs: &[(&str, &str, &str, &[&str])]) {
    let mut wrong = Vec::new();
    for (place, old, new, expected) in pairs {
        let comparison = told(&document(place, old), &document(place, new));
        let mut found: Vec<String> = comparison
            .changes
            .iter()
            .map(|change| {
                let level = format!("{:?}", change.level).to_lowercase();
                format!("{level} {}", change.kind)
            })
            .collect();
        let mut expected: Vec<String> = expected.iter().map(|&text| text.to_owned()).collect();
        found.sort();
        expected.sort();
        if found != expected {
            wrong.push(format!(
                "{place}: {old}\n   to {new}\n   expected {expected:?}\n   found    {found:?}"
            ));
        }
    }
    assert!(wrong.is_empty(), "{} wrong\n{}", wrong.len(), wrong.join("\n"));
}

/// The same for fragments that need no more than a line: place, before, after and what is told,
/// between bars; a dash for nothing.
fn check_lines(table: &str) {
    let mut pairs = Vec::new();
    for line in table.lines().map(str::trim).filter(|line| !line.is_empty()) {
        let cells: Vec<&str> = line.split(" | ").collect();
        let [place, old, new, told] = cells[..] else { panic!("{line}") };
        let or_nothing = |text| if text == "-" { "" } else { text };
        let told = or_nothing(told).split(", ").filter(|told| !told.is_empty()).collect::<Vec<_>>();
        pairs.push((place, or_nothing(old), or_nothing(new), told));
    }
    let pairs: Vec<_> =
        pairs.iter().map(|(place, old, new, told)| (*place, *old, *new, &told[..])).collect();
    check(&pairs);
}
