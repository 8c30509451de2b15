//! `cargo xtask fuzz`: what is read from strangers, fuzzed in a process of its own.

use std::path::Path;
use std::process::ExitCode;

use clap::Args;

use crate::cargo;

#[derive(Debug, Args)]
#[command(after_help = "\
Each target first replays its kept inputs, in crates/imagejobs-fuzz/corpus, and then tries new
ones. One line a target says how many, and how fast. A finding is made small, kept in the corpus,
where `cargo test` replays it, and printed with what it breaks; the command then exits 1. The
same seed makes the same inputs from the same corpus.

Examples:
  cargo xtask fuzz --seconds 600        fuzzes all, ten minutes each
  cargo xtask fuzz --seconds 60 page    fuzzes one
  cargo xtask fuzz --seconds 0          replays what is kept
  cargo xtask fuzz --list               prints the targets and their promises")]
pub(crate) struct Flags {
    /// Tries new inputs so long for each target.
    #[arg(long, value_name = "N", default_value_t = 60)]
    seconds: u64,

    /// Makes the inputs of this seed; another one each time otherwise.
    #[arg(long, value_name = "S")]
    seed: Option<u64>,

    /// Prints the targets, and tries none.
    #[arg(long)]
    list: bool,

    /// The targets; all when there are none.
    #[arg(value_name = "TARGET")]
    targets: Vec<String>,
}

pub(crate) fn run(root: &Path, flags: &Flags) -> Result<ExitCode, String> {
    let mut command = cargo::command(root);
    command
        .args(["run", "--quiet", "--package", "imagejobs-fuzz", "--"])
        .args(["--seconds", &flags.seconds.to_string()])
        .args(flags.seed.map(|seed| format!("--seed={seed}")))
        .args(flags.list.then_some("--list"))
        .arg("--")
        .args(&flags.targets);
    let sound = cargo::succeeds(&mut command)?;
    Ok(if sound { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}
