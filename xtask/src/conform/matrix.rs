//! Facts, and the marks of each side.

use std::collections::BTreeMap;
use std::path::Path;

use imagejobs_codegen::agreement::{self, Mark};
use imagejobs_codegen::claim::{Aspect, Claims, Name};
use imagejobs_codegen::document::Document;
use imagejobs_codegen::drift::{self, Deviations};
use imagejobs_codegen::page::Page;
use imagejobs_codegen::targets::{GENERATED, TARGETS, Target};

use super::Report;
use crate::files;
use crate::page::check;

/// The sides, in the order of a row's marks.
const SIDES: [&str; 4] = ["page", "code", "facade", "wire"];

/// A document with its page's facts and its code, as a checkout has them.
#[derive(Debug, Clone)]
pub(crate) struct Checkout {
    pub(crate) target: &'static Target,
    pub(crate) document: String,
    pub(crate) facts: String,
    pub(crate) code: String,
    pub(crate) deviations: Deviations,
}

impl Checkout {
    /// Every document that has a reference page.
    pub(crate) fn all(root: &Path) -> Result<Vec<Self>, String> {
        let mut all = Vec::new();
        for target in TARGETS {
            if let Some(reference) = &target.reference {
                all.push(Self {
                    target,
                    document: files::text(root, target.document)?,
                    facts: files::text(root, reference.facts)?,
                    code: files::text(root, &format!("{GENERATED}/{}.rs", target.module))?,
                    deviations: check::deviations(root, reference)?,
                });
            }
        }
        Ok(all)
    }
}

/// All rows.
#[derive(Debug)]
pub(crate) struct Matrix {
    document: &'static str,
    rows: BTreeMap<String, Row>,
}

#[derive(Debug, Default)]
struct Row {
    /// What the document says.
    value: Option<String>,
    marks: [Option<Result<(), String>>; 4],
}

impl Matrix {
    /// The rows of a checkout, with the marks of page and code.
    pub(crate) fn of(checkout: &Checkout) -> Result<Self, String> {
        let Checkout { target, .. } = checkout;
        let document = Document::parse(target.document, &checkout.document)
            .map_err(|problems| problems.to_string())?;
        let facts_file = target.reference.as_ref().map_or("", |reference| reference.facts);
        let page = Page::of_json(facts_file, &checkout.facts).map_err(|error| error.to_string())?;
        let facts = page.facts();
        let operation = drift::described(&document, facts).ok_or_else(|| {
            format!("{}: no operation is {} {}", target.document, facts.method, facts.path)
        })?;
        let claims = Claims::of_document(&document, &operation);
        let mut matrix = Self { document: target.document, rows: BTreeMap::new() };
        for (name, claim) in &claims {
            matrix.row(name).value = Some(claim.value.to_string());
        }
        for (name, mark) in drift::marks(facts, &document, &operation, &checkout.deviations) {
            matrix.row(&name).marks[0] = Some(told(mark));
        }
        let id = match claims.iter().find(|(name, _)| name.aspect == Aspect::Id) {
            Some((_, claim)) => claim.value.as_str().unwrap_or_default().to_owned(),
            None => String::new(),
        };
        let file = format!("{GENERATED}/{}.rs", target.module);
        let code =
            Claims::of_code(&file, &checkout.code, &id).map_err(|problem| problem.to_string())?;
        for (name, mark) in agreement::marks(&claims, &code, target) {
            matrix.row(&name).marks[1] = Some(told(mark));
        }
        let (name, mark) = agreement::whole(target, &checkout.document, &checkout.code)
            .map_err(|problems| problems.to_string())?;
        matrix.row(&name).marks[1] = Some(told(mark));
        Ok(matrix)
    }

    /// Adds the marks of facade and wire; then a fact that no side has is wrong.
    pub(crate) fn add(&mut self, report: &Report) {
        for fact in report.facts() {
            let [facade, wire] = report.marks(fact);
            let row = self.rows.entry(fact.to_owned()).or_default();
            (row.marks[2], row.marks[3]) = (facade, wire);
        }
        for row in self.rows.values_mut().filter(|row| row.marks.iter().all(Option::is_none)) {
            row.marks[3] = Some(Err("no side has it".to_owned()));
        }
    }

    fn row(&mut self, name: &Name) -> &mut Row {
        self.rows.entry(name.to_string()).or_default()
    }

    /// What is wrong: the side, the fact, the reason.
    pub(crate) fn wrong(&self) -> impl Iterator<Item = (&'static str, &str, &str)> {
        self.rows.iter().flat_map(|(fact, row)| {
            SIDES.iter().zip(&row.marks).filter_map(move |(side, mark)| match mark {
                Some(Err(reason)) => Some((*side, fact.as_str(), reason.as_str())),
                _ => None,
            })
        })
    }

    /// The rows as text, and the sum.
    pub(crate) fn told(&self, quiet: bool) -> String {
        let mut text = String::new();
        let mut heading = Some(format!("{}fact, and what the document says\n", columns(SIDES)));
        let mut counts = [0; 4];
        for (fact, row) in &self.rows {
            let marks = row.marks.each_ref().map(|mark| match mark {
                Some(Ok(())) => "ok",
                Some(Err(_)) => "NO",
                None => "-",
            });
            for (count, mark) in counts.iter_mut().zip(marks) {
                *count += usize::from(mark == "ok");
            }
            if quiet && !marks.contains(&"NO") {
                continue;
            }
            text.push_str(&heading.take().unwrap_or_default());
            text.push_str(&columns(marks));
            text.push_str(fact);
            match row.value.as_deref() {
                None => text.push_str(" (not in the document)"),
                Some("true") => {}
                Some(value) => text.push_str(&format!(" = {}", shortened(value))),
            }
            text.push('\n');
            for (side, mark) in SIDES.iter().zip(&row.marks) {
                if let Some(Err(reason)) = mark {
                    text.push_str(&format!("      {side}: {reason}\n"));
                }
            }
        }
        let [page, code, facade, wire] = counts;
        let wrong = self.wrong().count();
        let s = if wrong == 1 { "" } else { "s" };
        text.push_str(&format!(
            "{}: {} facts; {page} agree with the page, {code} with the code, {facade} with the \
             facade, {wire} with the wire; {wrong} mark{s} missing\n",
            self.document,
            self.rows.len(),
        ));
        text
    }
}

fn columns(marks: [&str; 4]) -> String {
    let [page, code, facade, wire] = marks;
    format!("{page:<6}{code:<6}{facade:<8}{wire:<6}")
}

fn told(mark: Mark) -> Result<(), String> {
    match mark {
        Mark::Agrees => Ok(()),
        Mark::Differs(reason) => Err(reason),
    }
}

fn shortened(value: &str) -> String {
    match value.char_indices().nth(60) {
        Some((end, _)) => format!("{}…", &value[..end]),
        None => value.to_owned(),
    }
}
