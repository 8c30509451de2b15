//! The program `imagejobs`: is my image done?

mod demo;
mod exit;
mod flags;
mod help;
mod list;
mod output;
mod serve;
mod signal;

use std::process::ExitCode;

use clap::Parser;

use crate::exit::Failure;
use crate::flags::{Command, Flags};

fn main() -> ExitCode {
    let flags = Flags::parse();
    let done = match flags.command {
        Command::List(flags) => list::run(&flags),
        Command::Serve(flags) => serve::run(&flags),
        Command::Demo(flags) => demo::run(&flags),
        Command::Help(flags) => help::run(&flags),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => failure.tell(),
    }
}

/// Runs one future to its end, or to an interrupt.
fn block_on<T>(future: impl Future<Output = Result<T, Failure>>) -> Result<T, Failure> {
    tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(|error| Failure::other(format!("cannot start: {error}")))?
        .block_on(signal::or_interrupt(future))
}
