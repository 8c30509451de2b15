//! `cargo xtask mutants`: whether the checks notice what they are there for.

mod judge;

use std::path::Path;
use std::process::ExitCode;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use clap::Args;
use imagejobs_codegen::mutant::Mutant;

use self::judge::{Judge, Verdict};
use crate::conform::Checkout;
use crate::files;

#[derive(Debug, Args)]
#[command(after_help = "\
Facts are changed one at a time: in the document, in the facts of its page, in the text of the
generated code, and in the traffic between the facade and the embedded server. Each change must
make `page check`, `lint` or `conform` fail with a message that names what was changed. Files
are left as they are, and nothing is compiled anew. Exits 1 when a change survives.

Examples:
  cargo xtask mutants                 tries all, and prints the score
  cargo xtask mutants --verbose       also prints which check noticed each
  cargo xtask mutants --only limit    tries those with this word
  cargo xtask mutants --sample 10     tries ten of them
  cargo xtask mutants --list          prints them, and tries none")]
pub(crate) struct Flags {
    /// Prints the changes, and tries none.
    #[arg(long, conflicts_with = "verbose")]
    list: bool,

    /// Tries only changes whose line in the list has this text.
    #[arg(long, value_name = "TEXT")]
    only: Option<String>,

    /// Tries only so many, spread evenly over all.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    sample: Option<u32>,

    /// Prints a line for each change.
    #[arg(long, short)]
    verbose: bool,
}

pub(crate) fn run(root: &Path, flags: &Flags) -> Result<ExitCode, String> {
    let mut sound = true;
    for checkout in Checkout::all(root)? {
        let file = checkout.target.document;
        let mut mutants = judge::mutants(&checkout)?;
        if let Some(only) = &flags.only {
            mutants.retain(|mutant| mutant.to_string().contains(only.as_str()));
        }
        if mutants.is_empty() {
            return Err(format!("{file}: no change has this text; `--list` shows them all"));
        }
        if let Some(sample) = flags.sample {
            mutants = sampled(mutants, sample as usize);
        }
        if flags.list {
            let lines: String = mutants.iter().map(|mutant| format!("{mutant}\n")).collect();
            files::print(&lines)?;
            continue;
        }
        let judge = Judge::new(root, &checkout)?;
        let verdicts = judged(&judge, &mutants)?;
        sound &= tell(file, &mutants, &verdicts, flags.verbose)?;
    }
    Ok(if sound { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn sampled(mutants: Vec<Mutant>, sample: usize) -> Vec<Mutant> {
    let all = mutants.len();
    let sample = sample.min(all);
    let chosen: Vec<_> = (0..sample).map(|turn| (2 * turn + 1) * all / (2 * sample)).collect();
    let numbered = mutants.into_iter().enumerate();
    numbered.filter(|(index, _)| chosen.contains(index)).map(|(_, mutant)| mutant).collect()
}

/// The verdicts of all mutants, in their order.
fn judged(judge: &Judge<'_>, mutants: &[Mutant]) -> Result<Vec<Verdict>, String> {
    let next = AtomicUsize::new(0);
    let verdicts: Mutex<Vec<Option<Result<Verdict, String>>>> =
        Mutex::new(mutants.iter().map(|_| None).collect());
    let workers = thread::available_parallelism().map_or(1, usize::from);
    thread::scope(|scope| {
        for _ in 0..workers {
            scope.spawn(|| {
                while let Some((index, mutant)) = {
                    let index = next.fetch_add(1, Ordering::Relaxed);
                    mutants.get(index).map(|mutant| (index, mutant))
                } {
                    let verdict = judge.verdict(mutant);
                    let mut verdicts = verdicts.lock().unwrap_or_else(|broken| broken.into_inner());
                    verdicts[index] = Some(verdict);
                }
            });
        }
    });
    let verdicts = verdicts.into_inner().unwrap_or_else(|broken| broken.into_inner());
    verdicts.into_iter().flatten().collect()
}

/// Prints what came of it; says whether every mutant was noticed.
fn tell(
    file: &str,
    mutants: &[Mutant],
    verdicts: &[Verdict],
    verbose: bool,
) -> Result<bool, String> {
    let mut lines = String::new();
    let mut survivors = String::new();
    let mut noticed = 0;
    for (mutant, verdict) in mutants.iter().zip(verdicts) {
        match verdict {
            Verdict::Noticed(check) => {
                noticed += 1;
                if verbose {
                    lines.push_str(&format!("{check:<11} {mutant}\n"));
                }
            }
            Verdict::Unnamed(message) => {
                survivors.push_str(&format!("told, but not named: {mutant}\n"));
                for line in message.lines().take(3) {
                    survivors.push_str(&format!("    {line}\n"));
                }
            }
            Verdict::Survived => survivors.push_str(&format!("survived: {mutant}\n")),
        }
    }
    files::print(&format!("{lines}{survivors}{file}: {noticed} of {} noticed\n", mutants.len()))?;
    if noticed < mutants.len() {
        eprintln!("error: {} changes were not noticed", mutants.len() - noticed);
    }
    Ok(noticed == mutants.len())
}
