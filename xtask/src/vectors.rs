//! `cargo xtask vectors`: the signer against a file of cases, as a process of its own.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Args;

use crate::cargo;

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
    let mut command = cargo::command(root);
    command.args(["run", "--quiet", "--package", "imagejobs-core", "--example", "vectors", "--"]);
    let sound = cargo::succeeds(command.arg(file))?;
    Ok(if sound { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}
