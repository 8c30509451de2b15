//! The program `imagejobs`: is my image done?

mod advice;
mod connection;
mod demo;
mod doctor;
mod duration;
mod exit;
mod flags;
mod given;
mod help;
mod list;
mod output;
mod report;
mod serve;
mod signal;
mod stderr;
mod verbose;

use std::process::ExitCode;

use clap::Parser;

use crate::exit::Failure;
use crate::flags::{Command, Flags};

fn main() -> ExitCode {
    let done = match Flags::try_parse() {
        Ok(flags) => {
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
        Command::List(flags) => block_on(list::run(&flags)),
        Command::Doctor(flags) => block_on(doctor::run(&flags)),
        Command::Serve(flags) => serve::run(&flags),
        Command::Demo(_) => block_on(demo::run()),
        Command::Help(flags) => help::run(&flags),
    }
}

/// Runs a command to its end, or to an interrupt.
fn block_on(command: impl Future<Output = Result<(), Failure>>) -> Result<(), Failure> {
    signal::end_at_interrupt();
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(|error| Failure::other(format!("cannot start: {error}")))?;
    let done = runtime.block_on(command);
    // A name that is still being looked up holds nobody up.
    runtime.shutdown_background();
    done
}
