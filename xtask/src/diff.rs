//! `cargo xtask diff`: what changed from one document to another, and whom it breaks.

use std::fmt::Write as _;
use std::fs;
use std::io::ErrorKind;
use std::path::Path;
use std::process::ExitCode;

use clap::{Args, ValueEnum};
use imagejobs_codegen::compatibility::{
    Change, Comparison, Contract, Level, Place, Step, compare, kinds,
};

use crate::{files, git};

#[derive(Debug, Args)]
#[command(
    after_help = "OLD and NEW are files, or files of a git revision as REV:PATH, with PATH from the \
top of the checkout. A file of exactly that name comes first.

Exits 1 when a change is breaking, unless --allow-breaking is given, and when OLD or NEW cannot be
read; then standard output is empty. Exits 2 when the command line is wrong.

Examples:
  cargo xtask diff HEAD:spec/image-jobs.yaml spec/image-jobs.yaml    what you are about to commit
  cargo xtask diff v1.2.0:spec/iam.yaml spec/iam.yaml -o json        for machines
  cargo xtask diff old.yaml new.yaml --allow-breaking                tells, and exits 0
  cargo xtask diff --kinds                                           every kind of change, and why
  cargo xtask diff --schema                                          the JSON Schema of `-o json`"
)]
pub(crate) struct Flags {
    /// The document as it was.
    #[arg(value_name = "OLD", required_unless_present_any = ["kinds", "schema"])]
    old: Option<String>,

    /// The document as it is to be.
    #[arg(value_name = "NEW", required_unless_present_any = ["kinds", "schema"])]
    new: Option<String>,

    /// How the changes are written.
    #[arg(short, long, value_name = "FORMAT", default_value = "text")]
    output: Output,

    /// Exits 0 also when a change is breaking.
    #[arg(long)]
    allow_breaking: bool,

    /// Prints every kind of change with its level and its reason, and compares nothing.
    #[arg(long, conflicts_with_all = ["old", "schema"])]
    kinds: bool,

    /// Prints the JSON Schema of `-o json`, and compares nothing.
    #[arg(long, conflicts_with = "old")]
    schema: bool,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Output {
    /// A line for each change, breaking ones first, and a last one with the step.
    Text,
    /// One object; `--schema` describes it.
    Json,
}

pub(crate) fn run(root: &Path, flags: &Flags) -> Result<ExitCode, String> {
    let (Some(old), Some(new)) = (&flags.old, &flags.new) else {
        files::print(&if flags.schema {
            json(&schemars::schema_for!(Comparison))?
        } else {
            kinds_as(flags.output)?
        })?;
        return Ok(ExitCode::SUCCESS);
    };
    let read = |name: &str| -> Result<Contract, String> {
        let text = text(root, name)?;
        Contract::parse(name, &text).map_err(|problems| problems.to_string())
    };
    let (old, new) = (read(old)?, read(new)?);
    let comparison = compare(&old, &new);
    files::print(&match flags.output {
        Output::Text => written(&comparison, old.file(), new.file()),
        Output::Json => json(&comparison)?,
    })?;
    let fails = comparison.is_breaking() && !flags.allow_breaking;
    Ok(if fails { ExitCode::FAILURE } else { ExitCode::SUCCESS })
}

/// The text of a file, or of a file in a git revision.
fn text(root: &Path, name: &str) -> Result<String, String> {
    let bytes = match fs::read(name) {
        Ok(bytes) => bytes,
        Err(error) if error.kind() == ErrorKind::NotFound => match name.split_once(':') {
            Some((revision, path)) => committed(root, revision, path)?,
            None => return Err(format!("{name}: {error}")),
        },
        Err(error) => return Err(format!("{name}: {error}")),
    };
    files::utf8(name, bytes)
}

/// A file of a git revision.
fn committed(root: &Path, revision: &str, path: &str) -> Result<Vec<u8>, String> {
    let name = format!("{revision}:{path}");
    let commit = format!("{revision}^{{commit}}");
    let verify = ["rev-parse", "--verify", "--quiet", "--end-of-options", &commit];
    let id = if revision.is_empty() { None } else { git::printed(root, &verify)? };
    let id = id.and_then(|id| String::from_utf8(id).ok()).ok_or_else(|| {
        format!(
            "{name}: there is no such file, and git knows no revision {revision:?}; expected a file or REV:PATH"
        )
    })?;
    let blob = format!("{}:{path}", id.trim());
    git::printed(root, &["cat-file", "blob", &blob])?.ok_or_else(|| {
        format!("{name}: revision {revision:?} has no file {path:?}; expected a path from the top of the checkout")
    })
}

fn written(comparison: &Comparison, old: &str, new: &str) -> String {
    let mut text = String::new();
    for level in [Level::Breaking, Level::Additive, Level::Cosmetic] {
        let count = comparison.count(level);
        if count > 0 {
            let _ = writeln!(text, "{}, {count}:", word(level));
        }
        for change in comparison.changes.iter().filter(|change| change.level == level) {
            write_change(&mut text, change, old, new);
        }
    }
    for unread in &comparison.unread {
        let (file, line) = (&unread.file, unread.line);
        let _ = writeln!(text, "not read, {file}:{line}: {}", one_line(&unread.reference));
    }
    let _ = match comparison.step {
        Step::None => writeln!(text, "{old} and {new} say the same; semver step: none"),
        step => writeln!(
            text,
            "{} breaking, {} additive, {} cosmetic; semver step: {step}",
            comparison.count(Level::Breaking),
            comparison.count(Level::Additive),
            comparison.count(Level::Cosmetic),
        ),
    };
    text
}

fn write_change(text: &mut String, change: &Change, old: &str, new: &str) {
    let place =
        |file: &str, place: &Place| format!("{file}:{}: {}", place.line, one_line(&place.pointer));
    let places = match (&change.old, &change.new) {
        (_, Some(at)) => place(new, at),
        (Some(at), None) => place(old, at),
        (None, None) => new.to_owned(),
    };
    let _ = writeln!(text, "  {}: {} [{}]", places, one_line(&change.message), change.kind);
    // Two are a help, and a schema that all operations share is a page of them.
    let operations: Vec<_> = change.operations.iter().map(|name| one_line(name)).collect();
    if let [first, rest @ ..] = &operations[..] {
        let _ = match rest {
            [] => writeln!(text, "    {first}"),
            [second] => writeln!(text, "    {first}, {second}"),
            more => writeln!(text, "    {first} and {} more operations", more.len()),
        };
    }
    if let (Some(at), Some(_)) = (&change.old, &change.new) {
        let _ = writeln!(text, "    was {}", place(old, at));
    }
}

/// A text of a document, so that it can neither begin a line nor command a terminal.
fn one_line(text: &str) -> String {
    let mut line = String::new();
    for c in text.chars() {
        if c.is_control() {
            line.extend(c.escape_default());
        } else {
            line.push(c);
        }
    }
    line
}

fn word(level: Level) -> &'static str {
    match level {
        Level::Breaking => "breaking",
        Level::Additive => "additive",
        Level::Cosmetic => "cosmetic",
    }
}

fn kinds_as(output: Output) -> Result<String, String> {
    match output {
        Output::Json => json(&kinds().collect::<Vec<_>>()),
        Output::Text => {
            let width = kinds().map(|kind| kind.name.len()).max().unwrap_or_default();
            let mut text = String::new();
            for kind in kinds() {
                let (name, level) = (kind.name, word(kind.level));
                let _ = writeln!(text, "{name:width$}  {level}  {}", kind.reason);
            }
            Ok(text)
        }
    }
}

fn json(value: &impl serde::Serialize) -> Result<String, String> {
    let json = serde_json::to_string_pretty(value);
    json.map(|text| text + "\n")
        .map_err(|error| format!("the changes cannot be written as JSON: {error}"))
}
