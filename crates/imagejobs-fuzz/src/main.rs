//! `imagejobs-fuzz`, which `cargo xtask fuzz` runs.

use std::process::ExitCode;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use clap::Parser;
use imagejobs_fuzz::{End, TARGETS, Tally, Target, fuzz};

#[derive(Debug, Parser)]
struct Flags {
    /// Tries new inputs so long for each target.
    #[arg(long, value_name = "N", default_value_t = 60)]
    seconds: u64,

    /// Makes the inputs of this seed.
    #[arg(long, value_name = "S")]
    seed: Option<u64>,

    /// Prints the targets, and tries none.
    #[arg(long)]
    list: bool,

    /// The targets; all when there are none.
    #[arg(value_name = "TARGET", value_parser = target)]
    targets: Vec<&'static Target>,
}

fn main() -> ExitCode {
    let Flags { seconds, seed, list, mut targets } = Flags::parse();
    if targets.is_empty() {
        targets.extend(TARGETS);
    }
    if list {
        targets.iter().for_each(|target| println!("{:<12} {}", target.name, target.promise));
        return ExitCode::SUCCESS;
    }
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    let seed = seed.unwrap_or(now.as_secs());
    println!("seed {seed}");
    let mut sound = true;
    for target in targets {
        match fuzz(target, seed, End::After(Duration::from_secs(seconds))) {
            Ok(tally) => println!("{}", row(target, &tally)),
            Err(finding) => {
                println!("{finding}");
                sound = false;
            }
        }
    }
    if sound { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

fn row(target: &Target, Tally { kept, cases, over }: &Tally) -> String {
    let rate = if over.is_zero() { 0.0 } else { *cases as f64 / over.as_secs_f64() };
    format!("{:<12} {kept:>4} kept {cases:>10} new {rate:>8.0} a second", target.name)
}

fn target(name: &str) -> Result<&'static Target, String> {
    TARGETS.iter().find(|target| target.name == name).ok_or_else(|| {
        let names: Vec<_> = TARGETS.iter().map(|target| target.name).collect();
        format!("there are {}", names.join(", "))
    })
}
