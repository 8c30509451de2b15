//! Git, as a process of its own.

use std::path::Path;
use std::process::{Command, Stdio};

/// What git prints at a checkout; `None` when it fails.
pub(crate) fn printed(root: &Path, arguments: &[&str]) -> Result<Option<Vec<u8>>, String> {
    let output = Command::new("git")
        .current_dir(root)
        .args(arguments)
        .stdin(Stdio::null())
        .output()
        .map_err(|error| format!("git cannot be run: {error}"))?;
    Ok(output.status.success().then_some(output.stdout))
}
