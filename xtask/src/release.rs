//! `cargo xtask release`: what must hold before the crates are published.

mod api;
mod changelog;
mod features;
mod minimal;
mod msrv;
mod publish;
mod shipped;

use std::path::Path;
use std::process::ExitCode;

use clap::{Args, ValueEnum};

#[derive(Debug, Args)]
#[command(after_help = "\
Without a name, every check runs, and all that failed are told at the end. Exits 1 when one did.
A check whose tool is not installed says so and is left out.

Examples:
  cargo xtask release                   runs every check
  cargo xtask release changelog msrv    runs these two, which build nothing")]
pub(crate) struct Flags {
    /// Runs only these.
    #[arg(value_name = "CHECK", value_enum)]
    checks: Vec<Check>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Check {
    /// CHANGELOG.md keeps its form, and has a place for the workspace's version.
    Changelog,
    /// No crate that ours bring asks for a newer Rust than ours do.
    Msrv,
    /// Every combination of features of every published crate passes clippy.
    Features,
    /// The published crates build with the oldest versions that they allow of what they name.
    Minimal,
    /// The public interface against that of the last tag, by cargo-semver-checks.
    Api,
    /// `cargo publish --dry-run --workspace`.
    Publish,
}

/// How a check that did not fail ended, in a line.
type Told = String;

impl Check {
    fn run(self, root: &Path) -> Result<Told, String> {
        match self {
            Self::Changelog => changelog::check(root),
            Self::Msrv => msrv::check(root),
            Self::Features => features::check(root),
            Self::Minimal => minimal::check(root),
            Self::Api => api::check(root),
            Self::Publish => publish::check(root),
        }
    }

    fn name(self) -> String {
        self.to_possible_value().map_or_else(String::new, |value| value.get_name().to_owned())
    }
}

pub(crate) fn run(root: &Path, flags: &Flags) -> Result<ExitCode, String> {
    let chosen =
        if flags.checks.is_empty() { Check::value_variants() } else { flags.checks.as_slice() };
    let mut failed = Vec::new();
    for check in chosen {
        match check.run(root) {
            Ok(told) => crate::files::print(&format!("{}: {told}\n", check.name()))?,
            Err(problem) => {
                eprintln!("error: {}: {problem}", check.name());
                failed.push(check.name());
            }
        }
    }
    if failed.is_empty() {
        return Ok(ExitCode::SUCCESS);
    }
    if chosen.len() > 1 {
        eprintln!("error: not fit for a release: {}", failed.join(", "));
    }
    Ok(ExitCode::FAILURE)
}
