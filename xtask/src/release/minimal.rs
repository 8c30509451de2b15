//! The oldest versions that the manifests allow.

use std::fs;
use std::path::{Path, PathBuf};

use super::{Told, shipped};
use crate::{cargo, git};

/// Resolves a copy of the checkout to the oldest versions of what its manifests name, and checks the
/// published crates with them. What those bring in turn is as new as ever: their ranges are not ours.
pub(super) fn check(root: &Path) -> Result<Told, String> {
    let folder = tempfile::tempdir().map_err(|error| format!("a folder for it: {error}"))?;
    copy(root, folder.path())?;
    let mut resolve = cargo::command(folder.path());
    // The one part of cargo that resolves so is not stable; nothing else runs with this variable.
    resolve.env("RUSTC_BOOTSTRAP", "1");
    resolve.args(["update", "--quiet", "-Z", "direct-minimal-versions"]);
    if !cargo::succeeds(&mut resolve)? {
        return Err("the oldest versions that are named do not go together".to_owned());
    }
    let shipped = shipped::crates(root)?;
    let target = std::path::absolute(root).map_err(|error| error.to_string())?.join("target");
    let mut check = cargo::command(folder.path());
    check.args(["check", "--quiet", "--locked", "--all-features"]);
    check.arg("--target-dir").arg(target.join("minimal"));
    for shipped in &shipped {
        check.args(["--package", &shipped.name]);
    }
    if !cargo::succeeds(&mut check)? {
        return Err("the published crates do not build with the oldest versions".to_owned());
    }
    Ok(format!("{} crates build", shipped.len()))
}

/// Copies what git knows of, and what it would add.
fn copy(root: &Path, to: &Path) -> Result<(), String> {
    let all = ["ls-files", "-z", "--cached", "--others", "--exclude-standard"];
    let listed =
        git::printed(root, &all)?.ok_or("git does not know what belongs to the checkout")?;
    let listed = String::from_utf8_lossy(&listed);
    for file in listed.split_terminator('\0').map(PathBuf::from) {
        let (from, to) = (root.join(&file), to.join(&file));
        // A file that was removed, but not yet from git's index.
        if !from.exists() {
            continue;
        }
        let told = |error| format!("{}: {error}", file.display());
        fs::create_dir_all(to.parent().unwrap_or(&to)).map_err(told)?;
        fs::copy(from, to).map_err(told)?;
    }
    Ok(())
}
