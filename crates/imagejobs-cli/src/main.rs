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

/// Whether arguments ask for an output in JSON, as far as can be told before they are read. Of several
/// flags the last counts, as it does when they are read.
fn asks_for_json(mut args: impl Iterator<Item = OsString>) -> bool {
    let mut json = false;
    while let Some(arg) = args.next().filter(|arg| arg != "--") {
        let arg = arg.to_string_lossy();
        let Some(format) = format_in(&arg) else { continue };
        let next = if format.is_empty() { args.next() } else { None };
        let next = next.unwrap_or_default();
        json = ["json", "jsonl"].iter().any(|known| format == *known || next == *known);
    }
    json
}

/// The format in a flag of output, empty where it is the next argument. Short flags may stand together.
fn format_in(arg: &str) -> Option<&str> {
    if let Some(long) = arg.strip_prefix("--") {
        return if long == "output" { Some("") } else { long.strip_prefix("output=") };
    }
    let format = arg.strip_prefix('-')?.trim_start_matches(['q', 'v']).strip_prefix('o')?;
    Some(format.trim_start_matches('='))
}

/// What arguments say of colours, as far as can be told before they are read; the last counts.
fn color(args: impl Iterator<Item = OsString>) -> Color {
    let args: Vec<_> = args.map(|arg| arg.to_string_lossy().into_owned()).collect();
    let of = args.iter().enumerate().rev().find_map(|(at, arg)| match arg.as_str() {
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

#[cfg(test)]
mod tests {
    use super::*;

    fn words(line: &str) -> impl Iterator<Item = OsString> {
        line.split(' ').map(OsString::from)
    }

    #[test]
    fn json_is_asked_for_as_the_parser_would_say() {
        for line in
            ["list -o json", "list -ojsonl", "list -qo json", "list -vo=json", "-o table -o json"]
        {
            assert!(asks_for_json(words(line)), "{line}");
        }
        assert!(
            asks_for_json(words("list --output=json")) && asks_for_json(words("--output jsonl"))
        );
        for line in
            ["list", "list -o csv", "list -o json -o table", "wait -- -o json", "list json -o"]
        {
            assert!(!asks_for_json(words(line)), "{line}");
        }
    }

    #[test]
    fn the_last_word_on_colours_counts() {
        assert_eq!(color(words("list --color never --color=always")), Color::Always);
        assert_eq!(color(words("list --color=always --color never")), Color::Never);
        assert_eq!(color(words("list --color")), Color::Auto);
    }
}
