//! Facade and wire say what the document says, fact by fact.
//!
//! The document is read when the tests run. `cargo xtask conform` runs them on any checkout, and with
//! traffic that is changed on the way, and collects what they find: see [`Settings`].
#![allow(clippy::unwrap_used, reason = "a test that cannot be set up should panic")]

mod facade;
mod proxy;
mod wire;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::{env, fs};

use imagejobs_codegen::claim::{Claims, Name, operations};
use imagejobs_codegen::document::Document;
use imagejobs_codegen::drift;
use imagejobs_codegen::mutant::Traffic;
use imagejobs_codegen::page::Page;
use imagejobs_codegen::targets::{Reference, TARGETS};
use serde_json::{Value, json};

/// What each side says to the facts that it carries: nothing when it agrees, else what is wrong.
type Marks = BTreeMap<Name, Result<(), String>>;

#[tokio::test]
async fn facade_and_wire_say_what_the_document_says() {
    let settings = Settings::from_environment();
    let claims = claims(&settings.root);
    let facade = facade::marks(&claims);
    let wire = wire::marks(&claims, settings.traffic).await;
    let mut names: Vec<_> = facade.keys().chain(wire.keys()).collect();
    names.sort();
    names.dedup();
    let rows: Vec<_> = names
        .iter()
        .map(|name| json!({ "fact": name.to_string(), "facade": told(&facade, name), "wire": told(&wire, name) }))
        .collect();
    if let Some(report) = settings.report {
        fs::write(report, Value::from(rows).to_string()).unwrap();
    }
    let wrong: Vec<_> = [("facade", &facade), ("wire", &wire)]
        .into_iter()
        .flat_map(|(side, marks)| {
            marks.iter().filter_map(move |(name, mark)| {
                Some(format!("{side}: {name}: {}", mark.as_ref().err()?))
            })
        })
        .collect();
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

/// A mark as the report has it: true, or what is wrong, or null where the side has no such fact.
fn told(marks: &Marks, name: &Name) -> Value {
    match marks.get(name) {
        None => Value::Null,
        Some(Ok(())) => true.into(),
        Some(Err(wrong)) => wrong.as_str().into(),
    }
}

/// What the document of a checkout says of the operation on its reference page.
fn claims(root: &Path) -> Claims {
    let has_page = |target: &&imagejobs_codegen::targets::Target| target.reference.is_some();
    let target = TARGETS.iter().find(has_page).unwrap();
    let text = fs::read_to_string(root.join(target.document)).unwrap();
    let document =
        Document::parse(target.document, &text).map_err(|error| error.to_string()).unwrap();
    let described = target.reference.as_ref().and_then(|reference: &Reference| {
        let facts = fs::read_to_string(root.join(reference.facts)).ok()?;
        let page = Page::of_json(reference.facts, &facts).ok()?;
        drift::described(&document, page.facts())
    });
    let operation = described.unwrap_or_else(|| operations(&document).remove(0));
    Claims::of_document(&document, &operation)
}

/// What the environment says of a run.
struct Settings {
    /// `IMAGEJOBS_CONFORMANCE_ROOT`: the checkout whose document is read.
    root: PathBuf,
    /// `IMAGEJOBS_CONFORMANCE_TRAFFIC`: what is changed between facade and server, as JSON.
    traffic: Option<Traffic>,
    /// `IMAGEJOBS_CONFORMANCE_REPORT`: a file for all marks, as JSON.
    report: Option<PathBuf>,
}

impl Settings {
    fn from_environment() -> Self {
        let traffic = env::var("IMAGEJOBS_CONFORMANCE_TRAFFIC").ok();
        Self {
            root: env::var_os("IMAGEJOBS_CONFORMANCE_ROOT")
                .map_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../.."), PathBuf::from),
            traffic: traffic.map(|json| serde_json::from_str(&json).unwrap()),
            report: env::var_os("IMAGEJOBS_CONFORMANCE_REPORT").map(PathBuf::from),
        }
    }
}
