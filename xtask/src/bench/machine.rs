//! Where it was measured, and with what.

use std::fs;
use std::path::Path;
use std::process::Command;
use std::thread;

use super::program::output;
use crate::files;

/// Of which libraries the version matters.
const LIBRARIES: [&str; 6] = ["hyper", "progenitor", "reqwest", "serde_json", "tokio", "tracing"];

/// The machine and the versions, as a list.
pub(super) fn told(root: &Path) -> Result<String, String> {
    let lock = files::text(root, "Cargo.lock")?;
    let version = |name: &str| {
        let rest = lock.split_once(&format!("name = \"{name}\"\nversion = \""))?.1;
        Some(format!("{name} {}", rest.split('"').next()?))
    };
    let libraries: Vec<_> = LIBRARIES.iter().filter_map(|name| version(name)).collect();
    let cores = thread::available_parallelism().map_or(1, usize::from);
    Ok(format!(
        "- {}, {cores} cores, {} {}\n- {}\n- {}\n",
        processor().unwrap_or_else(|| std::env::consts::ARCH.to_owned()),
        std::env::consts::OS,
        kernel().unwrap_or_default(),
        compiler(root)?,
        libraries.join(", "),
    ))
}

/// The compiler's version.
pub(super) fn compiler(root: &Path) -> Result<String, String> {
    let mut rustc = Command::new(std::env::var_os("RUSTC").unwrap_or_else(|| "rustc".into()));
    Ok(output(rustc.arg("--version").current_dir(root))?.trim().to_owned())
}

/// The target that programs for this machine are built for.
pub(super) fn target() -> Result<String, String> {
    let mut rustc = Command::new(std::env::var_os("RUSTC").unwrap_or_else(|| "rustc".into()));
    let told = output(rustc.arg("-vV"))?;
    let host = told.lines().find_map(|line| line.strip_prefix("host: "));
    Ok(host.ok_or("rustc does not tell its host")?.to_owned())
}

fn processor() -> Option<String> {
    let text = fs::read_to_string("/proc/cpuinfo").ok()?;
    let line = text.lines().find(|line| line.starts_with("model name"))?;
    Some(line.split_once(':')?.1.trim().to_owned())
}

fn kernel() -> Option<String> {
    let text = fs::read_to_string("/proc/sys/kernel/osrelease").ok()?;
    Some(text.trim().to_owned())
}
