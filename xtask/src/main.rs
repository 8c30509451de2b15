//! The chores of the repository: `cargo xtask …`.
//!
//! It links nothing that is generated, so that it builds when the generated code does not.

mod bench;
mod cargo;
mod codegen;
mod conform;
mod diff;
mod files;
mod fuzz;
mod git;
mod lint;
mod mutants;
mod page;
mod release;
mod vectors;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, Subcommand};

/// The chores of the imagejobs repository.
#[derive(Debug, Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask")]
struct Flags {
    /// Works on this checkout rather than on the one that holds the command.
    #[arg(long, value_name = "DIR", global = true)]
    root: Option<PathBuf>,

    #[command(subcommand)]
    task: Task,
}

#[derive(Debug, Subcommand)]
enum Task {
    /// Measures how fast it is, beside its peers.
    Bench(bench::Flags),
    /// Generates the client from the documents in spec/.
    Codegen(codegen::Flags),
    /// Proves that page, document, code, facade and wire say the same, fact by fact.
    Conform(conform::Flags),
    /// Tells what changed between two OpenAPI documents, and whom it breaks.
    Diff(diff::Flags),
    /// Fuzzes what is read from strangers.
    Fuzz(fuzz::Flags),
    /// Checks the documents in spec/ against every rule.
    Lint(lint::Flags),
    /// Proves that the checks notice what they are there for.
    Mutants(mutants::Flags),
    /// Reads the service's reference page.
    Page(page::Flags),
    /// Checks what must hold before the crates are published.
    Release(release::Flags),
    /// Checks a file of signing vectors against the signer.
    Vectors(vectors::Flags),
}

fn main() -> ExitCode {
    let Flags { root, task } = Flags::parse();
    let root = root.unwrap_or_else(self::root);
    let done = match task {
        Task::Bench(flags) => bench::run(&root, &flags),
        Task::Codegen(flags) => codegen::run(&root, &flags),
        Task::Conform(flags) => conform::run(&root, &flags),
        Task::Diff(flags) => diff::run(&root, &flags),
        Task::Fuzz(flags) => fuzz::run(&root, &flags),
        Task::Lint(flags) => lint::run(&root, &flags),
        Task::Mutants(flags) => mutants::run(&root, &flags),
        Task::Page(flags) => page::run(&root, &flags),
        Task::Release(flags) => release::run(&root, &flags),
        Task::Vectors(flags) => vectors::run(&root, &flags),
    };
    match done {
        Ok(code) => code,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

/// The folder above this crate's.
fn root() -> PathBuf {
    let manifest = std::env::var_os("CARGO_MANIFEST_DIR")
        .map_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")), PathBuf::from);
    manifest.parent().map_or(PathBuf::from("."), PathBuf::from)
}
