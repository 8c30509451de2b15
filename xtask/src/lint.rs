//! `cargo xtask lint`: everything that a finished document must not have.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{Args, ValueEnum};
use imagejobs_codegen::lint;
use imagejobs_codegen::overlay::Overlay;
use imagejobs_codegen::problem::{Problem, Problems};
use imagejobs_codegen::rule::{Group, Rule};
use imagejobs_codegen::targets::TARGETS;
use serde_json::json;

use crate::files;

#[derive(Debug, Args)]
#[command(after_help = "Examples:
  cargo xtask lint                       every document; exits 1 when something is wrong with one
  cargo xtask lint spec/image-jobs.yaml  one document
  cargo xtask lint --rules               the rules, each with its reason
  cargo xtask lint -o json               the problems as a JSON array

A problem is told as FILE:LINE:COLUMN: JSON-POINTER: what is wrong [rule].")]
pub(crate) struct Flags {
    /// The documents; without one, those that the client is generated from. The overlay of such a
    /// document is laid over every file of its name.
    #[arg(value_name = "FILE")]
    files: Vec<PathBuf>,

    /// Prints every rule with its reason, and reads no document.
    #[arg(long, conflicts_with = "files")]
    rules: bool,

    /// How problems and rules are printed.
    #[arg(short, long, value_enum, default_value_t = Output::Text)]
    output: Output,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Output {
    /// Lines for people and editors.
    Text,
    /// A JSON array.
    Json,
}

pub(crate) fn run(root: &Path, flags: &Flags) -> Result<ExitCode, String> {
    if flags.rules {
        files::print(&rules(flags.output))?;
        return Ok(ExitCode::SUCCESS);
    }
    let mut documents: Vec<(String, Result<(), Problems>)> = Vec::new();
    if flags.files.is_empty() {
        for target in TARGETS {
            let text = files::text(root, target.document)?;
            let told = lint(target.document, &text, &target.overlay);
            documents.push((target.document.to_owned(), told));
        }
    }
    for file in &flags.files {
        let name = file.display().to_string();
        let text = files::text(Path::new(""), &name)?;
        let told = lint(&name, &text, overlay(file));
        documents.push((name, told));
    }
    files::print(&match flags.output {
        Output::Text => text(&documents),
        Output::Json => {
            let problems = documents.iter().filter_map(|(_, told)| told.as_ref().err());
            format!("{:#}\n", problems.flatten().map(as_json).collect::<serde_json::Value>())
        }
    })?;
    let is_sound = documents.iter().all(|(_, told)| told.is_ok());
    Ok(if is_sound { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// What a document of the repository is generated with; of any other file, nothing.
fn overlay(file: &Path) -> &'static Overlay {
    static NONE: Overlay = Overlay { types: &[], times: &[], known_values: &[] };
    let target =
        TARGETS.iter().find(|target| Path::new(target.document).file_name() == file.file_name());
    target.map_or(&NONE, |target| &target.overlay)
}

fn text(documents: &[(String, Result<(), Problems>)]) -> String {
    let mut lines = String::new();
    let mut count = 0;
    for (name, told) in documents {
        match told {
            Ok(()) => lines.push_str(&format!("{name}: no problems\n")),
            Err(problems) => {
                for problem in problems {
                    count += 1;
                    let rule = problem.rule().map(Rule::name).unwrap_or_default();
                    let _ = writeln!(lines, "{problem} [{rule}]");
                }
            }
        }
    }
    if count > 0 {
        let s = if count == 1 { "" } else { "s" };
        let _ = writeln!(lines, "{count} problem{s}");
    }
    lines
}

fn as_json(problem: &Problem) -> serde_json::Value {
    json!({
        "file": problem.file(),
        "line": problem.line(),
        "column": problem.column(),
        "pointer": problem.pointer(),
        "message": problem.message(),
        "rule": problem.rule().map(Rule::name),
    })
}

fn rules(output: Output) -> String {
    let asks = |rule: &Rule| match rule.group() {
        Group::Document => "codegen and lint",
        Group::House => "lint",
    };
    if output == Output::Json {
        let rules = Rule::ALL.iter().map(
            |rule| json!({ "rule": rule.name(), "asked_by": asks(rule), "reason": rule.reason() }),
        );
        return format!("{:#}\n", rules.collect::<serde_json::Value>());
    }
    let mut text = String::new();
    for rule in Rule::ALL {
        let _ = writeln!(text, "{} ({})", rule.name(), asks(rule));
        let mut line = String::from("   ");
        for word in rule.reason().split_whitespace() {
            if line.len() + 1 + word.len() > 96 {
                let _ = writeln!(text, "{line}");
                line.replace_range(.., "   ");
            }
            line.push(' ');
            line.push_str(word);
        }
        let _ = writeln!(text, "{line}\n");
    }
    text.truncate(text.trim_end().len());
    text.push('\n');
    text
}
