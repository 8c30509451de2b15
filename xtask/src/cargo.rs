//! Cargo, as a process of its own.

use std::ffi::OsStr;
use std::path::Path;
use std::process::{Command, Stdio};

use serde_json::Value;

/// Cargo at a checkout, as whoever runs this calls it.
pub(crate) fn command(root: &Path) -> Command {
    let mut command = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command.current_dir(root).stdin(Stdio::null());
    command
}

/// Runs it, and leaves its output where it goes; says whether it succeeded.
pub(crate) fn succeeds(command: &mut Command) -> Result<bool, String> {
    command.status().map(|status| status.success()).map_err(|error| format!("cargo: {error}"))
}

/// Whether cargo has a subcommand of this name.
pub(crate) fn has(root: &Path, subcommand: &str) -> bool {
    let mut command = command(root);
    command.args([subcommand, "--version"]).stdout(Stdio::null()).stderr(Stdio::null());
    succeeds(&mut command).unwrap_or(false)
}

/// What `cargo metadata` says of the workspace and everything that it stands on.
pub(crate) fn metadata<I>(root: &Path, arguments: I) -> Result<Value, String>
where
    I: IntoIterator,
    I::Item: AsRef<OsStr>,
{
    let output = command(root)
        .args(["metadata", "--format-version", "1"])
        .args(arguments)
        .stderr(Stdio::inherit())
        .output()
        .map_err(|error| format!("cargo metadata: {error}"))?;
    if !output.status.success() {
        return Err("cargo metadata failed".to_owned());
    }
    serde_json::from_slice(&output.stdout).map_err(|error| format!("cargo metadata: {error}"))
}
