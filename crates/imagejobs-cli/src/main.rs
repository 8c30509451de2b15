//! The program `imagejobs`: is my image done?

mod advice;
mod bar;
mod connection;
mod demo;
mod doctor;
mod duration;
mod exit;
mod faults;
mod flags;
mod generate;
mod given;
mod help;
mod list;
mod output;
mod report;
mod schema;
mod serve;
mod signal;
mod stderr;
mod terminal;
mod verbose;
mod wait;
mod watch;

use std::env;
use std::ffi::OsString;
use std::process::ExitCode;

use clap::{CommandFactory, FromArgMatches, ValueEnum};

use crate::exit::Failure;
use crate::flags::{Command, Flags};
use crate::signal::Interrupts;
use crate::terminal::Color;

fn main() -> ExitCode {
    // Flags that are refused are an error in JSON, too, where JSON was asked for.
    stderr::begin_json(asks_for_json(env::args_os()));
    let color = color(env::args_os());
    terminal::begin(color);
    let parsed = Flags::command().color(color.of_clap()).try_get_matches();
    let done = match parsed.and_then(|matches| Flags::from_arg_matches(&matches)) {
        Ok(flags) => {
            stderr::begin_quiet(flags.quiet);
            verbose::begin(flags.verbose);
            run(flags.command)
        }
        Err(refusal) if refusal.use_stderr() => Err(Failure::told_by(&refusal)),
        Err(help_or_version) => help_or_version.print().map_err(Failure::from),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => ExitCode::from(failure.tell()),
    }
}

fn run(command: Command) -> Result<(), Failure> {
    match command {
        Command::List(flags) => block_on(async |interrupts| list::run(&flags, interrupts).await),
        Command::Wait(flags) => block_on(async |interrupts| wait::run(&flags, interrupts).await),
        Command::Watch(flags) => block_on(async |_| watch::run(&flags).await),
        Command::Doctor(flags) => block_on(async |_| doctor::run(&flags).await),
        Command::Serve(flags) => serve::run(&flags),
        Command::Demo(_) => block_on(async |_| demo::run().await),
        Command::Schema(flags) => schema::run(&flags),
        Command::Completions(flags) => generate::completions(&flags),
        Command::Man(flags) => generate::manual(&flags),
        Command::Help(flags) => help::run(&flags),
    }
}

/// Whether arguments ask for an output in JSON, as far as can be told before they are read.
fn asks_for_json(mut args: impl Iterator<Item = OsString>) -> bool {
    let is_json = |format: &str| matches!(format, "json" | "jsonl");
    while let Some(arg) = args.next() {
        let arg = arg.to_string_lossy();
        let format = match &*arg {
            "--" => return false,
            "-o" | "--output" => args.next().map(|next| next.to_string_lossy().into_owned()),
            arg => match arg.strip_prefix("--output=") {
                Some(format) => Some(format.to_owned()),
                // Short flags may stand together, and a value behind the last of them.
                None => match arg.trim_start_matches(['-', 'q', 'v']).strip_prefix('o') {
                    Some("") if !arg.starts_with("--") => {
                        args.next().map(|next| next.to_string_lossy().into_owned())
                    }
                    Some(rest) if arg.starts_with('-') && !arg.starts_with("--") => {
                        Some(rest.trim_start_matches('=').to_owned())
                    }
                    _ => None,
                },
            },
        };
        if format.is_some_and(|format| is_json(&format)) {
            return true;
        }
    }
    false
}

/// What arguments say of colours, as far as can be told before they are read.
fn color(args: impl Iterator<Item = OsString>) -> Color {
    let args: Vec<_> = args.map(|arg| arg.to_string_lossy().into_owned()).collect();
    let of = args.iter().enumerate().find_map(|(at, arg)| match arg.as_str() {
        "--color" => args.get(at + 1).map(String::as_str),
        arg => arg.strip_prefix("--color="),
    });
    of.and_then(|when| Color::from_str(when, false).ok()).unwrap_or_default()
}

/// Runs a command to its end, or to an interrupt.
fn block_on(command: impl AsyncFnOnce(&Interrupts) -> Result<(), Failure>) -> Result<(), Failure> {
    let interrupts = signal::end_at_interrupt();
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(|error| Failure::other(format!("cannot start: {error}")))?;
    let done = runtime.block_on(command(&interrupts));
    // A name that is still being looked up holds nobody up.
    runtime.shutdown_background();
    done
}
