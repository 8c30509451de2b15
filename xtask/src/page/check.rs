//! `cargo xtask page check`: a reference page, or its committed facts, against the document.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Args;
use imagejobs_codegen::document::Document;
use imagejobs_codegen::drift::{self, Deviations, Difference, Drift};
use imagejobs_codegen::page::Page;
use imagejobs_codegen::targets::{Reference, TARGETS};

use crate::files::{self, told};

#[derive(Debug, Args)]
#[command(after_help = "\
Every fact that only one side has, or that both have differently, is one line: where the page
says it, what each says, and where the document says it. A difference that is meant stands with
its reason in the document's file of deviations.

Examples:
  cargo xtask page check                      compares the committed facts with the document
  cargo xtask page check page.txt             compares a page with the document
  cargo xtask page check page.txt --update    also rewrites the committed facts")]
pub(super) struct CheckFlags {
    /// The page as plain text; without it, the facts beside each document are compared.
    #[arg(value_name = "FILE")]
    file: Option<PathBuf>,

    /// Rewrites the committed facts by those of the page.
    #[arg(long, requires = "file")]
    update: bool,
}

pub(super) fn run(root: &Path, flags: &CheckFlags) -> Result<ExitCode, String> {
    let references = TARGETS.iter().filter_map(|target| {
        target.reference.as_ref().map(|reference| (target.document, reference))
    });
    let mut sound = true;
    match &flags.file {
        Some(file) => {
            let name = file.display().to_string();
            let bytes = fs::read(file).map_err(|error| told(&name, &error))?;
            let page = Page::read(&name, &files::utf8(&name, bytes)?)
                .map_err(|problem| problem.to_string())?;
            // A page that no document has is compared with the first, and differs in its path.
            let mut compared: Vec<Comparison> = Vec::new();
            for (document, reference) in references {
                compared.push(Comparison::load(root, document, reference, &page, &name)?);
            }
            let index = compared.iter().position(Comparison::is_about_it).unwrap_or(0);
            let Some(comparison) = compared.into_iter().nth(index) else {
                return Err("no document has a reference page".to_owned());
            };
            if flags.update {
                comparison.update(root)?;
            }
            sound &= comparison.tell()?;
        }
        None => {
            for (document, reference) in references {
                let page = committed(root, reference)?;
                let comparison =
                    Comparison::load(root, document, reference, &page, reference.facts)?;
                sound &= comparison.tell()?;
            }
        }
    }
    Ok(if sound { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// The committed facts of a page.
pub(crate) fn committed(root: &Path, reference: &Reference) -> Result<Page, String> {
    let text = files::text(root, reference.facts)?;
    Page::of_json(reference.facts, &text).map_err(|problem| problem.to_string())
}

/// The deviations of a document; without such a file there are none.
pub(crate) fn deviations(root: &Path, reference: &Reference) -> Result<Deviations, String> {
    let text = match fs::read(root.join(reference.deviations)) {
        Ok(bytes) => files::utf8(reference.deviations, bytes)?,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Deviations::default()),
        Err(error) => return Err(told(reference.deviations, &error)),
    };
    Deviations::parse(reference.deviations, &text).map_err(|problems| problems.to_string())
}

struct Comparison<'a> {
    page: &'a Page,
    page_name: &'a str,
    document: Document,
    reference: &'a Reference,
    drift: Drift,
}

impl<'a> Comparison<'a> {
    fn load(
        root: &Path,
        document: &str,
        reference: &'a Reference,
        page: &'a Page,
        page_name: &'a str,
    ) -> Result<Self, String> {
        let text = files::text(root, document)?;
        let document = Document::parse(document, &text).map_err(|problems| problems.to_string())?;
        let facts = page.facts();
        let operation = drift::described(&document, facts).ok_or_else(|| {
            format!("{}: no operation is {} {}", document.file(), facts.method, facts.path)
        })?;
        let deviations = deviations(root, reference)?;
        let drift = drift::compare(facts, &document, &operation, &deviations);
        Ok(Self { page, page_name, document, reference, drift })
    }

    fn is_about_it(&self) -> bool {
        let path = |difference: &Difference| difference.name.to_string() == "operation: path";
        !self.drift.differences.iter().any(path)
    }

    fn update(&self, root: &Path) -> Result<(), String> {
        let path = self.reference.facts;
        let mut json = serde_json::to_string_pretty(self.page.facts())
            .map_err(|error| format!("the facts cannot be written as JSON: {error}"))?;
        json.push('\n');
        if files::write_changed(&root.join(path), &json).map_err(|error| told(path, &error))? {
            println!("wrote {path}");
        } else {
            println!("unchanged {path}");
        }
        Ok(())
    }

    /// Prints what differs; says whether nothing does.
    fn tell(&self) -> Result<bool, String> {
        let Drift { compared, differences, deviations, stale } = &self.drift;
        let mut lines: Vec<_> =
            differences.iter().map(|difference| self.line(difference)).collect();
        lines.extend(stale.iter().map(ToString::to_string));
        let file = self.document.file();
        if lines.is_empty() {
            let s = if *deviations == 1 { "" } else { "s" };
            let told = format!(
                "{file} says what {} says: {compared} facts, {deviations} deviation{s}\n",
                self.page_name
            );
            files::print(&told)?;
            return Ok(true);
        }
        let count = lines.len();
        lines.push(String::new());
        files::print(&lines.join("\n"))?;
        let s = if count == 1 { "" } else { "s" };
        eprintln!("error: {count} difference{s} between {} and {file}", self.page_name);
        eprintln!(
            "help: change the document, or list a difference that is meant in {}",
            self.reference.deviations
        );
        Ok(false)
    }

    fn line(&self, difference: &Difference) -> String {
        let Difference { name, page, document } = difference;
        let mut line = self.page_name.to_owned();
        if let Some(at) = page.place.as_ref().and_then(|place| self.page.line(place)) {
            line.push_str(&format!(":{at}"));
        }
        line.push_str(&format!(
            ": {name}: the page {}, the document {}",
            page.told(),
            document.told()
        ));
        if let Some(place) = &document.place {
            line.push_str(&format!(" at {}", self.document.file()));
            if let Some(at) = self.document.position(place) {
                line.push_str(&format!(":{}:{}", at.line, at.column));
            }
            line.push_str(&format!(": {place}"));
        }
        line
    }
}
