//! Publishing, up to the upload.

use std::path::Path;

use super::{Told, shipped};
use crate::{cargo, git};

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
    Ok(git::printed(root, &["status", "--porcelain"])?.is_some_and(|changes| !changes.is_empty()))
}
