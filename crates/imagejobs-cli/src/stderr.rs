//! What is said beside the data, on standard error: never data, and never what a program must read,
//! but for errors in JSON where JSON was asked for.

use std::fmt::Display;
use std::io::{self, Write};
use std::sync::LazyLock;
use std::sync::atomic::{AtomicBool, Ordering};

use console::style;
use indicatif::MultiProgress;

use crate::bar;

/// How things are said, from the beginning of the program to its end.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Voice {
    /// Errors only: no notes, and no progress.
    pub(crate) quiet: bool,
    /// Errors are lines of JSON.
    pub(crate) json: bool,
}

static QUIET: AtomicBool = AtomicBool::new(false);
static JSON: AtomicBool = AtomicBool::new(false);

/// What moves on the terminal, and makes way for each line.
static BARS: LazyLock<MultiProgress> =
    LazyLock::new(|| MultiProgress::with_draw_target(bar::target()));

/// Says errors in JSON from now on, or not.
pub(crate) fn begin_json(json: bool) {
    JSON.store(json, Ordering::Relaxed);
}

/// Says only errors from now on, or not.
pub(crate) fn begin_quiet(quiet: bool) {
    QUIET.store(quiet, Ordering::Relaxed);
}

pub(crate) fn voice() -> Voice {
    Voice { quiet: QUIET.load(Ordering::Relaxed), json: JSON.load(Ordering::Relaxed) }
}

/// What moves. Nothing can be said while it is suspended.
pub(crate) fn bars() -> &'static MultiProgress {
    &BARS
}

/// Writes a line. That it cannot be written is no reason to fail.
pub(crate) fn say(line: impl Display) {
    bar::aside(|| {
        let _ = writeln!(io::stderr(), "{line}");
    });
}

/// What goes on, and no error.
pub(crate) fn inform(line: impl Display) {
    if !voice().quiet {
        say(line);
    }
}

/// What is good to know, and no error.
pub(crate) fn note(note: impl Display) {
    if !voice().quiet {
        say(format_args!("{} {note}", style("note:").for_stderr().yellow().bold()));
    }
}

pub(crate) fn error(error: impl Display) {
    say(format_args!("{} {error}", style("error:").for_stderr().red().bold()));
}

pub(crate) fn help(help: impl Display) {
    say(format_args!("{} {help}", style("help:").for_stderr().cyan().bold()));
}
