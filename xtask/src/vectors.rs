//! `cargo xtask vectors`: the signer against a file of cases, as a process of its own.

use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};

use clap::Args;

#[derive(Debug, Args)]
#[command(
    after_help = "One line a case: `ok NAME`, or `FAIL NAME` with the first difference; exits 1 \
on any failure."
)]
pub(crate) struct Flags {
    /// A JSON array of cases: the request's parts, and the canonical_request and authorization
    /// that must come of them.
    #[arg(value_name = "FILE")]
    file: PathBuf,
}

pub(crate) fn run(root: &Path, flags: &Flags) -> Result<ExitCode, String> {
    let file = std::path::absolute(&flags.file)
        .map_err(|error| format!("{}: {error}", flags.file.display()))?;
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let status = Command::new(cargo)
        .args(["run", "--quiet", "--package", "imagejobs-core", "--example", "vectors", "--"])
        .arg(file)
        .current_dir(root)
        .status()
        .map_err(|error| format!("cargo: {error}"))?;
    Ok(if status.success() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}
