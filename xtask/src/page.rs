//! `cargo xtask page`: what a reference page says.

pub(crate) mod check;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{Args, Subcommand};
use imagejobs_codegen::page::{Facts, Page};

use crate::files::{self, told};

#[derive(Debug, Args)]
pub(crate) struct Flags {
    #[command(subcommand)]
    task: Task,
}

#[derive(Debug, Subcommand)]
enum Task {
    /// Prints the facts of a reference page as JSON.
    Facts(FactsFlags),
    /// Compares a reference page, or its committed facts, with the document.
    Check(check::CheckFlags),
}

#[derive(Debug, Args)]
#[command(after_help = "Examples:
  cargo xtask page facts page.txt    prints what the page says; exits 1 when it is no such page
  cargo xtask page facts --schema    prints the JSON Schema of that")]
struct FactsFlags {
    /// The page as plain text.
    #[arg(value_name = "FILE", required_unless_present = "schema")]
    file: Option<PathBuf>,

    /// Prints the JSON Schema of the facts, and reads no page.
    #[arg(long, conflicts_with = "file")]
    schema: bool,
}

pub(crate) fn run(root: &Path, flags: &Flags) -> Result<ExitCode, String> {
    match &flags.task {
        Task::Facts(flags) => facts(flags),
        Task::Check(flags) => check::run(root, flags),
    }
}

fn facts(flags: &FactsFlags) -> Result<ExitCode, String> {
    let json = match &flags.file {
        Some(file) => {
            let name = file.display().to_string();
            let bytes = fs::read(file).map_err(|error| told(&name, &error))?;
            let text = files::utf8(&name, bytes)?;
            let page = Page::read(&name, &text).map_err(|problem| problem.to_string())?;
            serde_json::to_string_pretty(page.facts())
        }
        None => serde_json::to_string_pretty(&schemars::schema_for!(Facts)),
    };
    let json = json.map_err(|error| format!("the facts cannot be written as JSON: {error}"))?;
    files::print(&format!("{json}\n"))?;
    Ok(ExitCode::SUCCESS)
}
