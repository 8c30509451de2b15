//! Whether a mutant is noticed, and by which check.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, OnceLock};

use imagejobs_codegen::document::Document;
use imagejobs_codegen::drift;
use imagejobs_codegen::mutant::{self, Change, Mutant, Traffic};
use imagejobs_codegen::page::Page;

use crate::conform::{Checkout, Matrix, Report, Tests};
use crate::files;

/// What the checks say to a mutant.
#[derive(Debug)]
pub(super) enum Verdict {
    /// This check names it.
    Noticed(&'static str),
    /// Checks fail, but none with its name.
    Unnamed(String),
    /// No check fails.
    Survived,
}

/// All mutants of a checkout.
pub(super) fn mutants(checkout: &Checkout) -> Result<Vec<Mutant>, String> {
    let document = Document::parse(checkout.target.document, &checkout.document)
        .map_err(|problems| problems.to_string())?;
    let page = Page::of_json("facts", &checkout.facts).map_err(|problem| problem.to_string())?;
    let operation = drift::described(&document, page.facts())
        .ok_or_else(|| format!("{}: no operation is on the page", checkout.target.document))?;
    Ok(mutant::mutants(&document, &operation, page.facts(), &checkout.code))
}

/// A run of the tests, which the first that asks for it makes.
type Run = Arc<OnceLock<Result<Report, String>>>;

pub(super) struct Judge<'c> {
    root: PathBuf,
    checkout: &'c Checkout,
    tests: Tests,
    /// What the tests find with changed traffic; several mutants change it alike.
    reports: Mutex<HashMap<String, Run>>,
}

impl<'c> Judge<'c> {
    /// Builds the tests, and makes sure that nothing fails without a change.
    pub(super) fn new(root: &Path, checkout: &'c Checkout) -> Result<Self, String> {
        let mut matrix = Matrix::of(checkout)?;
        let tests = Tests::build(root)?;
        matrix.add(&tests.run(root, None)?);
        if let Some((side, fact, reason)) = matrix.wrong().next() {
            return Err(format!("nothing is changed yet, and {side} fails: {fact}: {reason}"));
        }
        Ok(Self { root: root.to_owned(), checkout, tests, reports: Mutex::default() })
    }

    pub(super) fn verdict(&self, mutant: &Mutant) -> Result<Verdict, String> {
        let mut changed = self.checkout.clone();
        match &mutant.change {
            Change::Document(text) => changed.document.clone_from(text),
            Change::Facts(text) => changed.facts.clone_from(text),
            Change::Code(text) => changed.code.clone_from(text),
            Change::Traffic(traffic) => {
                let told = self.traffic(traffic)?;
                return Ok(verdict(mutant, [("conform", told)]));
            }
            _ => return Err(format!("nothing knows how to change: {mutant}")),
        }
        let mut told = vec![
            ("page check", drift_told(&changed)),
            ("lint", lint_told(&changed)),
            ("conform", matrix_told(&changed)),
        ];
        if !told.iter().any(|(_, message)| mutant.is_named_in(message)) {
            // Only a document can change what facade and wire are held to.
            if let Change::Document(text) = &mutant.change {
                told.push(("conform", self.with_document(text)?));
            }
        }
        Ok(verdict(mutant, told))
    }

    /// What the tests say when traffic is changed.
    fn traffic(&self, traffic: &Traffic) -> Result<String, String> {
        let key = serde_json::to_string(traffic).map_err(|error| error.to_string())?;
        let report = {
            let mut reports = self.reports.lock().unwrap_or_else(|broken| broken.into_inner());
            Arc::clone(reports.entry(key).or_default())
        };
        let report = report.get_or_init(|| self.tests.run(&self.root, Some(traffic)));
        report.as_ref().map(told).map_err(Clone::clone)
    }

    /// What the tests say of another document.
    fn with_document(&self, text: &str) -> Result<String, String> {
        let target = self.checkout.target;
        let folder = tempfile::tempdir().map_err(|error| format!("a folder for it: {error}"))?;
        let mut files = vec![(target.document, text)];
        if let Some(reference) = &target.reference {
            files.push((reference.facts, &self.checkout.facts));
        }
        for (path, text) in files {
            files::write_changed(&folder.path().join(path), text)
                .map_err(|error| files::told(path, &error))?;
        }
        match self.tests.run(folder.path(), None) {
            Ok(report) => Ok(told(&report)),
            Err(error) => Ok(error),
        }
    }
}

fn verdict<'m>(
    mutant: &Mutant,
    told: impl IntoIterator<Item = (&'static str, String)> + 'm,
) -> Verdict {
    let mut unnamed = String::new();
    for (check, message) in told {
        if mutant.is_named_in(&message) {
            return Verdict::Noticed(check);
        }
        if !message.is_empty() {
            unnamed.push_str(&format!("{check}: {message}\n"));
        }
    }
    if unnamed.is_empty() { Verdict::Survived } else { Verdict::Unnamed(unnamed) }
}

fn told(report: &Report) -> String {
    let mut told = String::new();
    for fact in report.facts() {
        for wrong in report.marks(fact).into_iter().flatten().filter_map(Result::err) {
            told.push_str(&format!("{fact}: {wrong}\n"));
        }
    }
    told
}

/// What `page check` says, or nothing.
fn drift_told(checkout: &Checkout) -> String {
    let document = match Document::parse(checkout.target.document, &checkout.document) {
        Ok(document) => document,
        Err(problems) => return problems.to_string(),
    };
    let page = match Page::of_json("facts", &checkout.facts) {
        Ok(page) => page,
        Err(problem) => return problem.to_string(),
    };
    let Some(operation) = drift::described(&document, page.facts()) else {
        return format!("no operation is {} {}", page.facts().method, page.facts().path);
    };
    let drift = drift::compare(page.facts(), &document, &operation, &checkout.deviations);
    let mut told = String::new();
    for difference in &drift.differences {
        told.push_str(&format!("{}: page and document differ\n", difference.name));
    }
    for stale in &drift.stale {
        told.push_str(&format!("{stale}\n"));
    }
    told
}

/// What `lint` says, or nothing.
fn lint_told(checkout: &Checkout) -> String {
    let target = checkout.target;
    match imagejobs_codegen::lint(target.document, &checkout.document, &target.overlay) {
        Ok(()) => String::new(),
        Err(problems) => problems.to_string(),
    }
}

/// What `conform` says of page and code, or nothing.
fn matrix_told(checkout: &Checkout) -> String {
    match Matrix::of(checkout) {
        Ok(matrix) => matrix
            .wrong()
            .map(|(side, fact, reason)| format!("{side}: {fact}: {reason}\n"))
            .collect(),
        Err(error) => error,
    }
}
