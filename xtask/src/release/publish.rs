//! Publishing, up to the upload.

use std::path::Path;
use std::process::{Command, Stdio};

use super::{Told, shipped};
use crate::cargo;

/// Packs every crate and builds it from its package; uploads nothing.
pub(super) fn check(root: &Path) -> Result<Told, String> {
    let shipped = shipped::crates(root)?;
    let mut command = cargo::command(root);
    command.args(["publish", "--dry-run", "--workspace", "--locked"]);
    command.args(["--target-dir", "target/packaged"]);
    if is_changed(root)? {
        command.arg("--allow-dirty");
    }
    if !cargo::succeeds(&mut command)? {
        return Err("`cargo publish --dry-run --workspace` fails".to_owned());
    }
    Ok(format!("{} crates would be published", shipped.len()))
}

/// Whether the checkout differs from its commit.
fn is_changed(root: &Path) -> Result<bool, String> {
    let status = Command::new("git")
        .args(["status", "--porcelain"])
        .current_dir(root)
        .stderr(Stdio::inherit())
        .output()
        .map_err(|error| format!("git: {error}"))?;
    Ok(!status.stdout.is_empty())
}
