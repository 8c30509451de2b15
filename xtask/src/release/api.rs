//! The public interface, against the last tag's.

use std::path::Path;

use super::{Told, shipped};
use crate::{cargo, git};

pub(super) fn check(root: &Path) -> Result<Told, String> {
    let Some(tag) = git::printed(root, &["describe", "--tags", "--abbrev=0"])? else {
        return Ok("there is no tag to compare with".to_owned());
    };
    if !cargo::has(root, "semver-checks") {
        return Ok("left out, since cargo-semver-checks is not installed".to_owned());
    }
    let tag = String::from_utf8_lossy(&tag).trim().to_owned();
    let mut command = cargo::command(root);
    command.args(["semver-checks", "--baseline-rev", &tag]);
    for shipped in shipped::crates(root)? {
        command.args(["--package", &shipped.name]);
    }
    if !cargo::succeeds(&mut command)? {
        return Err(format!("breaks users of {tag}; the version must say so"));
    }
    Ok(format!("breaks no user of {tag}"))
}
