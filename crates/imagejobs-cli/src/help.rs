//! `imagejobs help`: a command, or the exit codes.

use std::io::{self, Write};

use clap::CommandFactory;

use crate::exit::{self, Failure};
use crate::flags::{Flags, Help};

pub(crate) fn run(flags: &Help) -> Result<(), Failure> {
    let mut program = Flags::command();
    program.build();
    let text = match flags.topic.as_deref() {
        None => program.render_help().to_string(),
        Some("exit-codes") => exit::table(),
        Some(topic) => match program.find_subcommand_mut(topic) {
            Some(command) => command.render_help().to_string(),
            None => {
                let commands: Vec<_> = program.get_subcommands().map(|c| c.get_name()).collect();
                return Err(Failure::usage(format!("there is no help on {topic:?}"))
                    .help(format!("there is help on {}, exit-codes", commands.join(", "))));
            }
        },
    };
    let mut out = io::stdout().lock();
    out.write_all(text.as_bytes())?;
    out.flush()?;
    Ok(())
}
