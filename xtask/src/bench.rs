//! `cargo xtask bench`: how fast it is, beside its peers, in processes of their own.

mod cli;
mod cold;
mod figure;
mod instructions;
mod machine;
mod pages;
mod program;
mod report;
mod serve;
mod single;
mod streams;

use std::path::Path;
use std::process::ExitCode;

use clap::Args;

use self::figure::{FIGURES, Figures};
use self::program::Programs;
use crate::files::{self, told};

#[derive(Debug, Args)]
#[command(after_help = "\
Builds crates/imagejobs-bench and measures every figure, its peers in the same run: medians of
five, each peer in a process of its own, one after the other in each round. Where `taskset` is
there, the server keeps to one core and the client to another. The embedded server and the bare
hyper server beside it are built as the program is released, and asked over bare sockets by a
client that never sleeps. Writes BENCHMARKS.md, with the reason from crates/imagejobs-bench/reasons
where a figure is missed. Exits 1 when one is missed.

Instructions are counted by valgrind, and do not depend on what else the machine does. They are
kept in crates/imagejobs-bench/instructions.json for one compiler.

Examples:
  cargo xtask bench                            measures all, and writes BENCHMARKS.md
  cargo xtask bench --quick                    a short trial that writes nothing
  cargo xtask bench pages sign                 only figures with these texts; writes nothing
  cargo xtask bench --list                     prints the figures and what they must reach
  cargo xtask bench --instructions             exits 1 when a count is off by more than 5 %
  cargo xtask bench --instructions --update    writes the counts down")]
pub(crate) struct Flags {
    /// Measures only figures whose names have one of these texts, and writes nothing.
    #[arg(value_name = "TEXT")]
    only: Vec<String>,

    /// Measures once and shortly, without the plain progenitor client, and writes nothing.
    #[arg(long)]
    quick: bool,

    /// Prints the figures, and measures none.
    #[arg(long, conflicts_with_all = ["quick", "instructions"])]
    list: bool,

    /// Compares the counts of instructions with those that are kept.
    #[arg(long, conflicts_with_all = ["quick", "only"])]
    instructions: bool,

    /// Keeps the counts of instructions.
    #[arg(long, requires = "instructions")]
    update: bool,
}

/// How thoroughly it is measured.
#[derive(Clone, Copy, Debug)]
struct Effort {
    rounds: usize,
    /// Of the cold builds, which take a minute each.
    builds: usize,
    /// How long a peer gets pages in a round, in milliseconds.
    time: u64,
}

const THOROUGH: Effort = Effort { rounds: 5, builds: 3, time: 1500 };
const QUICK: Effort = Effort { rounds: 1, builds: 1, time: 300 };

pub(crate) fn run(root: &Path, flags: &Flags) -> Result<ExitCode, String> {
    if flags.list {
        let lines = FIGURES.iter().map(|figure| format!("{figure}\n"));
        files::print(&lines.collect::<String>())?;
        return Ok(ExitCode::SUCCESS);
    }
    if flags.instructions {
        return instructions::run(root, flags.update);
    }
    let wanted = |name: &str| {
        flags.only.is_empty() || flags.only.iter().any(|text| name.contains(text.as_str()))
    };
    if !FIGURES.iter().any(|figure| wanted(figure.name)) {
        return Err("no figure has this text; `--list` shows them all".to_owned());
    }
    let effort = if flags.quick { QUICK } else { THOROUGH };
    let wants = |prefix: &str| {
        FIGURES.iter().any(|figure| figure.name.starts_with(prefix) && wanted(figure.name))
    };
    let mut got = Figures::default();
    let mut tables = Vec::new();
    // The whole report shows where a call's instructions go.
    let whole = flags.only.is_empty() && !flags.quick;
    let measured = ["pages", "jobs", "memory", "allocations", "sign"];
    if measured.iter().any(|prefix| wants(prefix)) {
        let programs = Programs::build(root, !flags.quick)?;
        if wants("pages") {
            tables.push(pages::measure(&programs, effort, &mut got)?);
        }
        if wants("jobs") {
            streams::twenty_thousand(&programs, effort, &mut got)?;
        }
        if wants("memory") {
            streams::a_million(&programs, effort, &mut got)?;
        }
        if wants("allocations") {
            single::allocations(&programs, &mut got)?;
        }
        if wants("sign") {
            single::sign(&programs, effort, &mut got)?;
        }
        if whole {
            tables.push(instructions::table(&programs)?);
        }
    }
    if wants("serve-pages") || wants("serve-any-page") {
        let programs = Programs::build_released(root)?;
        if wants("serve-pages") {
            tables.push(serve::pages(&programs, effort, &mut got)?);
        }
        if wants("serve-any-page") {
            serve::any_page(&programs, effort, &mut got)?;
        }
    }
    if wants("codegen") {
        single::codegen(root, effort, &mut got)?;
    }
    if wants("build") {
        cold::builds(root, effort, &mut got)?;
    }
    if wants("binary") || wants("cli") || wants("serve-ready") {
        let program = cold::program(root)?;
        if wants("binary") {
            cold::binary(&program, &mut got)?;
        }
        if wants("cli") {
            cli::measure(&program, effort, &mut got)?;
        }
        if wants("serve-ready") {
            serve::ready(&program, effort, &mut got)?;
        }
    }
    let text = report::text(root, &got, &tables)?;
    files::print(&text)?;
    if whole {
        let name = "BENCHMARKS.md";
        files::write_changed(&root.join(name), &text).map_err(|error| told(name, &error))?;
    }
    let missed = got.missed().count();
    if missed > 0 {
        eprintln!("error: {missed} figures are missed");
        return Ok(ExitCode::FAILURE);
    }
    Ok(ExitCode::SUCCESS)
}

/// The middle one of what was measured.
fn median(values: &mut [f64]) -> f64 {
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or(f64::NAN)
}
