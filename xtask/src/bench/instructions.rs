//! Instructions, counted by callgrind: they do not depend on what else the machine does.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::{Command, ExitCode};

use serde::{Deserialize, Serialize};

use super::machine;
use super::program::Programs;
use crate::files::{self, told};

const FILE: &str = "crates/imagejobs-bench/instructions.json";

/// How far a count may be from the one that is kept.
const TOLERANCE: f64 = 0.05;

/// The pieces whose counts are kept.
const KEPT: [&str; 3] = ["decode", "sign", "call"];

/// The counts that are kept, and the compiler whose work they are of.
#[derive(Debug, Deserialize, Serialize)]
struct Kept {
    compiler: String,
    counts: BTreeMap<String, u64>,
}

pub(super) fn run(root: &Path, update: bool) -> Result<ExitCode, String> {
    if !has_valgrind() {
        println!("valgrind is not installed: instructions are not counted");
        return Ok(ExitCode::SUCCESS);
    }
    let compiler = machine::compiler(root)?;
    let kept: Option<Kept> = match files::text(root, FILE) {
        Ok(text) => Some(serde_json::from_str(&text).map_err(|error| format!("{FILE}: {error}"))?),
        Err(_) if update => None,
        Err(error) => return Err(error),
    };
    if let Some(kept) = &kept
        && kept.compiler != compiler
        && !update
    {
        println!("the counts are of {}, this is {compiler}: not compared", kept.compiler);
        return Ok(ExitCode::SUCCESS);
    }
    let counter = Counter::new(Programs::build(root, false)?)?;
    let mut counts = BTreeMap::new();
    let mut off = false;
    for piece in KEPT {
        let count = counter.count(piece)?;
        let before = kept.as_ref().and_then(|kept| kept.counts.get(piece)).copied();
        let change = before.map(|before| count as f64 / before as f64 - 1.0);
        let told = change.map_or("new".to_owned(), |change| format!("{:+.1} %", change * 100.0));
        println!("{piece:<8} {count:>10} {told}");
        off |= change.is_none_or(|change| change.abs() > TOLERANCE);
        counts.insert(piece.to_owned(), count);
    }
    if update {
        let text = serde_json::to_string_pretty(&Kept { compiler, counts });
        let text = text.map_err(|error| error.to_string())? + "\n";
        files::write_changed(&root.join(FILE), &text).map_err(|error| told(FILE, &error))?;
    } else if off {
        eprintln!("error: a count is off by more than {} %", TOLERANCE * 100.0);
        eprintln!("help: where that is meant, run `cargo xtask bench --instructions --update`");
        return Ok(ExitCode::FAILURE);
    }
    Ok(ExitCode::SUCCESS)
}

/// Where the instructions of a call go.
pub(super) fn table(programs: &Programs) -> Result<String, String> {
    let head = "## Where a call goes

Instructions of one signed call for a page of 100 jobs through the facade, as callgrind counts them
outside the kernel. Each piece is counted by itself; the rest is what is left of the whole.

";
    if !has_valgrind() {
        return Ok(format!("{head}valgrind is not installed: they were not counted.\n"));
    }
    let counter = Counter::new(programs.clone())?;
    let count = |piece| counter.count(piece);
    let (call, http, decode) = (count("call")?, count("http")?, count("decode")?);
    let (sign, build, traced) = (count("sign")?, count("build")?, count("call-traced")?);
    let (strings, hyper) = (count("decode-strings")?, count("call-hyper")?);
    let rest = call.saturating_sub(http + decode + sign + build);
    let row = |name: &str, count: u64| {
        format!("| {name} | {count} | {:.1} % |\n", 100.0 * count as f64 / call as f64)
    };
    Ok([
        format!("{head}| piece | instructions | |\n| --- | --- | --- |\n"),
        row("HTTP: a call by reqwest whose body nobody reads", http),
        row("decode: UTF-8, JSON, values", decode),
        row("sign", sign),
        row("build the request", build),
        row("rest: limits of time and size, credentials, retries, clock, spans", rest),
        row("**whole call**", call),
        row("what tracing adds where a collector discards", traced.saturating_sub(call)),
        row("for comparison: decode into `String` structs", strings),
        row("for comparison: whole call by raw hyper + `String` structs", hyper),
    ]
    .concat())
}

/// Counts the instructions of pieces.
struct Counter {
    programs: Programs,
    server: super::program::Server,
}

impl Counter {
    fn new(programs: Programs) -> Result<Self, String> {
        let server = programs.serve("serve", &[])?;
        Ok(Self { programs, server })
    }

    /// The instructions of one piece: what so many more of them take, so that starting up and the
    /// first call do not count.
    fn count(&self, piece: &str) -> Result<u64, String> {
        const MORE: u64 = 100;
        let (few, many) = (self.whole(piece, 20)?, self.whole(piece, 20 + MORE)?);
        Ok(many.saturating_sub(few) / MORE)
    }

    fn whole(&self, piece: &str, times: u64) -> Result<u64, String> {
        let program = self.programs.path("imagejobs-bench")?;
        let run = Command::new("valgrind")
            .args(["--tool=callgrind", "--callgrind-out-file=/dev/null"])
            .arg(program)
            .args(["piece", piece, "--times", &times.to_string()])
            .args(["--server", &self.server.address])
            .output()
            .map_err(|error| format!("valgrind: {error}"))?;
        let said = String::from_utf8_lossy(&run.stderr);
        let collected = said.lines().find_map(|line| line.split_once("Collected :"));
        let count = collected.and_then(|(_, count)| count.trim().parse().ok());
        count.filter(|_| run.status.success()).ok_or_else(|| format!("valgrind: {}", said.trim()))
    }
}

fn has_valgrind() -> bool {
    Command::new("valgrind").arg("--version").output().is_ok_and(|run| run.status.success())
}
