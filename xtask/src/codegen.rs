//! `cargo xtask codegen`: documents in, the generated client out.

use std::collections::BTreeSet;
use std::fs;
use std::io;
use std::path::Path;
use std::process::ExitCode;

use clap::Args;
use imagejobs_codegen::targets::{GENERATED, TARGETS};
use imagejobs_codegen::{Source, diff, generate, module_list};

use crate::files::{self, told};

#[derive(Debug, Args)]
#[command(after_help = "Examples:
  cargo xtask codegen            writes what changed, and says so
  cargo xtask codegen --check    writes nothing; exits 1 with a diff when something differs")]
pub(crate) struct Flags {
    /// Writes nothing; exits 1 and shows the difference when the committed code is not what the
    /// documents generate.
    #[arg(long)]
    check: bool,
}

pub(crate) fn run(root: &Path, flags: &Flags) -> Result<ExitCode, String> {
    let Some(sources) = sources(root)? else { return Ok(ExitCode::FAILURE) };
    let stale =
        strangers(&root.join(GENERATED), &sources).map_err(|error| told(GENERATED, &error))?;
    if flags.check { check(root, &sources, &stale) } else { write(root, &sources, &stale) }
}

/// What the documents generate, or nothing after telling everything that is wrong with them.
fn sources(root: &Path) -> Result<Option<Vec<Source>>, String> {
    let mut sources = vec![module_list(TARGETS)];
    let mut broken = 0;
    for target in TARGETS {
        let text = files::text(root, target.document)?;
        match generate(target, &text) {
            Ok((source, timing)) => {
                eprintln!(
                    "{}: load {:.1} ms, generate {:.1} ms, format {:.1} ms",
                    target.document,
                    timing.load.as_secs_f64() * 1e3,
                    timing.generate.as_secs_f64() * 1e3,
                    timing.format.as_secs_f64() * 1e3,
                );
                sources.push(source);
            }
            Err(problems) => {
                eprint!("{}", lines(&problems.to_string()));
                broken += problems.iter().count();
            }
        }
    }
    if broken > 0 {
        let s = if broken == 1 { "" } else { "s" };
        eprintln!("error: {broken} problem{s}; nothing was generated");
        return Ok(None);
    }
    Ok(Some(sources))
}

fn check(root: &Path, sources: &[Source], stale: &BTreeSet<String>) -> Result<ExitCode, String> {
    let mut differs = false;
    for Source { path, text } in sources {
        let committed = committed(root, path)?.unwrap_or_default();
        let diff = diff::unified(&committed, text, path);
        print!("{diff}");
        differs |= !diff.is_empty();
    }
    for path in stale {
        println!("only committed: {path}");
        differs = true;
    }
    if differs {
        eprintln!("error: {GENERATED} is not what the documents generate");
        eprintln!("help: run `cargo xtask codegen` and commit what it writes");
        return Ok(ExitCode::FAILURE);
    }
    println!("{GENERATED} is up to date");
    Ok(ExitCode::SUCCESS)
}

fn write(root: &Path, sources: &[Source], stale: &BTreeSet<String>) -> Result<ExitCode, String> {
    for Source { path, text } in sources {
        let wrote =
            files::write_changed(&root.join(path), text).map_err(|error| told(path, &error))?;
        println!("{} {path}", if wrote { "wrote" } else { "unchanged" });
    }
    for path in stale {
        fs::remove_file(root.join(path)).map_err(|error| told(path, &error))?;
        println!("removed {path}");
    }
    Ok(ExitCode::SUCCESS)
}

/// A committed file's text; bytes that are no UTF-8 count as a difference, not as an error.
fn committed(root: &Path, path: &str) -> Result<Option<String>, String> {
    match fs::read(root.join(path)) {
        Ok(bytes) => Ok(Some(String::from_utf8_lossy(&bytes).into_owned())),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) if error.kind() == io::ErrorKind::IsADirectory => Ok(None),
        Err(error) => Err(told(path, &error)),
    }
}

/// The files of the folder that no document generates.
fn strangers(folder: &Path, sources: &[Source]) -> io::Result<BTreeSet<String>> {
    let entries = match fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(BTreeSet::new()),
        Err(error) => return Err(error),
    };
    let mut strangers = BTreeSet::new();
    for entry in entries {
        let entry = entry?;
        let path = format!("{GENERATED}/{}", entry.file_name().to_string_lossy());
        if entry.file_type()?.is_file() && !sources.iter().any(|source| source.path == path) {
            strangers.insert(path);
        }
    }
    Ok(strangers)
}

fn lines(text: &str) -> String {
    format!("{}\n", text.trim_end())
}
