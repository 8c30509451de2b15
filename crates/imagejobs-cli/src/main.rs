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
mod wait;
mod watch;

use std::process::ExitCode;

use clap::Parser;

use crate::exit::Failure;
use crate::flags::{Command, Flags};
use crate::signal::Interrupts;

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
        Command::List(flags) => block_on(async |interrupts| list::run(&flags, interrupts).await),
        Command::Wait(flags) => block_on(async |interrupts| wait::run(&flags, interrupts).await),
        Command::Watch(flags) => block_on(async |_| watch::run(&flags).await),
        Command::Doctor(flags) => block_on(async |_| doctor::run(&flags).await),
        Command::Serve(flags) => serve::run(&flags),
        Command::Demo(_) => block_on(async |_| demo::run().await),
        Command::Help(flags) => help::run(&flags),
    }
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
