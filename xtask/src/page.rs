//! `cargo xtask page`: what a reference page says.

use std::fs;
use std::io::{self, Write as _};
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Args, Subcommand};
use imagejobs_codegen::page::{Facts, Page};

#[derive(Debug, Args)]
pub(crate) struct Flags {
    #[command(subcommand)]
    task: Task,
}

#[derive(Debug, Subcommand)]
enum Task {
    /// Prints the facts of a reference page as JSON.
    Facts(FactsFlags),
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

pub(crate) fn run(flags: &Flags) -> Result<ExitCode, String> {
    let Task::Facts(flags) = &flags.task;
    let json = match &flags.file {
        Some(file) => {
            let name = file.display().to_string();
            let bytes = fs::read(file).map_err(|error| format!("{name}: {error}"))?;
            let text = crate::utf8(&name, bytes)?;
            let page = Page::read(&name, &text).map_err(|problem| problem.to_string())?;
            serde_json::to_string_pretty(page.facts())
        }
        None => serde_json::to_string_pretty(&schemars::schema_for!(Facts)),
    };
    let json = json.map_err(|error| format!("the facts cannot be written as JSON: {error}"))?;
    match writeln!(io::stdout().lock(), "{json}") {
        // Whoever read it has seen enough.
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
            Err(format!("standard output: {error}"))
        }
        _ => Ok(ExitCode::SUCCESS),
    }
}
