//! The commands and their flags.

mod choice;
mod list;
mod output;
mod wait;
mod watch;

use std::net::SocketAddr;
use std::path::PathBuf;
use std::str::FromStr;
use std::time::Duration;

use clap::{ArgAction, Args, Parser, Subcommand};
use clap_complete::Shell;
use imagejobs_mock::Auth;

use crate::connection::{CallTimeout, Connection};
use crate::duration::duration;
use crate::terminal::Color;
use crate::{help, schema};
use choice::Choice;
pub(crate) use list::{Extent, List};
pub(crate) use output::{Format, Output};
pub(crate) use wait::Wait;
pub(crate) use watch::Watch;

/// Is my image done? Asks for the Workspace image tasks of a cloud tenant.
#[derive(Debug, Parser)]
#[command(
    name = "imagejobs",
    version,
    disable_help_subcommand = true,
    args_override_self = true,
    arg_required_else_help = true,
    after_help = "Try it without a cloud account: imagejobs demo"
)]
pub(crate) struct Flags {
    /// Tells calls on standard error; -vv attempts too, -vvv what is signed
    #[arg(short, long, global = true, action = ArgAction::Count, display_order = 100)]
    pub(crate) verbose: u8,

    /// Says nothing but errors beside the data
    #[arg(short, long, global = true, conflicts_with = "verbose", display_order = 101)]
    pub(crate) quiet: bool,

    /// Colours: auto, always or never; NO_COLOR and CLICOLOR_FORCE are heeded
    #[arg(long, global = true, value_name = "WHEN", default_value = "auto", display_order = 102)]
    #[arg(hide_possible_values = true, hide_default_value = true)]
    color: Color,

    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Lists jobs, newest first: a page of one type, or all there are.
    List(List),
    /// Waits until jobs have succeeded, or one of them has.
    Wait(Wait),
    /// Tells what changes in lists of jobs, until it is interrupted.
    Watch(Watch),
    /// Checks step by step whether a list call would work, and says what to do when not.
    Doctor(Doctor),
    /// Runs an embedded server that speaks the same API, until it is interrupted.
    Serve(Serve),
    /// Starts the embedded server, lists its jobs, and shows what happened.
    Demo(Demo),
    /// Prints the JSON Schema of what is printed in JSON.
    Schema(Schema),
    /// Prints a script that completes commands and flags in a shell.
    Completions(Completions),
    /// Prints the manual page, or writes all of them into a folder.
    Man(Manual),
    /// Explains a command, the credentials, or the exit codes.
    Help(Help),
}

#[derive(Debug, Args)]
#[command(
    after_help = "The steps: configuration, name (of the endpoint), answer (of the endpoint, without credentials),
clock, credentials, project id, list call (one job at the most). Each is ok, a warning, a problem
with what to do about it, or skipped because an earlier one failed. Nothing secret is shown.

The exit code is 0 when all is well, otherwise that of the first problem: imagejobs help exit-codes

Examples:
  imagejobs doctor --region cn-north-4
  imagejobs doctor -o json"
)]
pub(crate) struct Doctor {
    /// table (text) for people; json, jsonl or csv for programs
    #[arg(short = 'o', long = "output", value_name = "FORMAT", default_value = "table")]
    #[arg(hide_possible_values = true, help_heading = "Output")]
    pub(crate) format: Format,

    #[command(flatten)]
    pub(crate) connection: Connection,

    #[command(flatten)]
    pub(crate) timeout: CallTimeout,
}

#[derive(Debug, Args)]
#[command(
    after_help = "The first line on standard output is the base URL alone: a browser shows there what goes on. The
lines after it point the client at the server: paste them into another terminal, and ask there.
  imagejobs list --job-type CREATE_SERVER
An interrupt (Ctrl-C) or SIGTERM stops the server with exit code 0: it takes no more calls, and
those in flight have 5s to end. A second signal ends it at once, with exit code 130. With -v each
call is told, and what became of it.

With --lifecycle, the jobs that have not ended wait so long (unless they run already), run so long,
and end, one in ten as FAILED. A type that has no such job at the start gets one. In every such time
one more of each type arrives, at the most one a second.
With --churn, in every second up to one job of each type arrives and up to one leaves, from anywhere
in its list. The jobs have a lifecycle, of 10s when none is given.
With --projects, there are the projects of a file, each with jobs, keys, permissions and a limit of
its own; the first is the one that the lines above name. All but the id may be left out:
  [{\"id\": \"research\", \"region\": \"cn-north-4\", \"token\": \"made-up\", \"jobs\": 10,
    \"keys\": [{\"ak\": \"AKRESEARCH\", \"sk\": \"made-up\", \"security_token\": \"made-up\"}],
    \"permissions\": [\"workspace:images:listImageJobs\"],
    \"limit\": {\"calls\": 10, \"window\": \"1s\"}},
   {\"id\": \"sales\"}]
With --control, calls below /-/ control the server: /-/jobs, /-/projects, /-/time, /-/faults,
/-/received and /-/snapshots, as the guide's chapter on other languages lists them.
IMAGEJOBS_CONTROL_KEY is the key that they must send in X-Control-Key; without one the server must
listen on this machine only. GET /-/health answers whoever asks.
With --faults, calls fail by a plan: flaky, outage, throttled, slow, hostile, or rules in a file of
JSON; --faults help tells what they do, and what a file can say. Of several plans the first goes
first. With the same --seed the same calls fail again, unless a file has a seed of its own.
Durations are written 90 or 90s, 1.5s, 500ms, 2m, 1h.

Examples:
  imagejobs serve --jobs 1000 --auth signed
  imagejobs serve --lifecycle 5s
  imagejobs serve --lifecycle 1m --churn --listen 127.0.0.1:8080
  imagejobs serve --faults flaky --faults slow --seed 7"
)]
pub(crate) struct Serve {
    /// Where to listen; port 0 takes a free one
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:0", value_parser = address)]
    pub(crate) listen: SocketAddr,

    /// How many jobs to begin with, at most 10000000
    #[arg(long, value_name = "N", default_value = "100", value_parser = jobs)]
    #[arg(allow_hyphen_values = true)]
    pub(crate) jobs: usize,

    /// Same seed, same jobs, project, token, keys, faults
    #[arg(long, value_name = "S", default_value = "0", value_parser = whole_number)]
    #[arg(allow_hyphen_values = true)]
    pub(crate) seed: u64,

    /// What calls must show: none, token, signed or any
    #[arg(long, value_name = "HOW", default_value = "any")]
    pub(crate) auth: Auth,

    /// A profile file; the keys in each of its sections are taken
    #[arg(long, value_name = "FILE")]
    pub(crate) credentials: Option<PathBuf>,

    /// Projects, each with its own jobs and keys, from a JSON file
    #[arg(long, value_name = "FILE")]
    pub(crate) projects: Option<PathBuf>,

    /// Jobs wait so long, run so long, and end
    #[arg(long, value_name = "TIME", value_parser = duration, allow_hyphen_values = true)]
    pub(crate) lifecycle: Option<Duration>,

    /// Jobs arrive and leave by themselves
    #[arg(long)]
    pub(crate) churn: bool,

    /// Lets whoever reaches the server control it below /-/
    #[arg(long)]
    pub(crate) control: bool,

    /// More connections at a time are refused with 503
    #[arg(long, value_name = "N", default_value = "4096", value_parser = connections)]
    #[arg(allow_hyphen_values = true)]
    pub(crate) max_connections: usize,

    /// Calls fail by this plan: a name, a JSON file, or help
    #[arg(long, value_name = "PLAN")]
    pub(crate) faults: Vec<String>,
}

#[derive(Debug, Args)]
#[command(after_help = "Examples:
  imagejobs demo")]
pub(crate) struct Demo {}

#[derive(Debug, Args)]
#[command(
    after_help = "Without COMMAND it is one object with the schemas of all: list, wait, watch, doctor, error. error is
the line on standard error that tells a failure with -o json and jsonl.

Examples:
  imagejobs schema list
  imagejobs schema"
)]
pub(crate) struct Schema {
    /// list, wait, watch, doctor or error
    #[arg(value_name = "COMMAND", value_parser = PRINTS_JSON, hide_possible_values = true)]
    pub(crate) of: Option<String>,
}

#[derive(Debug, Args)]
#[command(after_help = "Examples:
  imagejobs completions bash >imagejobs.bash
  imagejobs completions zsh >_imagejobs
  imagejobs completions fish >imagejobs.fish")]
pub(crate) struct Completions {
    /// bash, zsh, fish, powershell or elvish
    #[arg(value_name = "SHELL", hide_possible_values = true)]
    pub(crate) shell: Shell,
}

#[derive(Debug, Args)]
#[command(after_help = "Examples:
  imagejobs man >imagejobs.1
  imagejobs man man1")]
pub(crate) struct Manual {
    /// Writes a page for the program and one for each command there, and prints their names
    #[arg(value_name = "DIR")]
    pub(crate) folder: Option<PathBuf>,
}

#[derive(Debug, Args)]
#[command(after_help = "Examples:
  imagejobs help wait
  imagejobs help exit-codes
  imagejobs help credentials")]
pub(crate) struct Help {
    /// A command, credentials, or exit-codes.
    #[arg(value_name = "TOPIC", value_parser = TOPIC, hide_possible_values = true)]
    pub(crate) topic: Option<String>,
}

/// What there is a schema of. What is none is told by who knows why.
const PRINTS_JSON: Choice<String> =
    Choice { read: |name| Ok(name.to_owned()), all: || schema::NAMES.to_vec() };

/// What there is help on beside the commands.
const TOPIC: Choice<String> =
    Choice { read: |topic| Ok(topic.to_owned()), all: || help::TOPICS.to_vec() };

fn whole_number(text: &str) -> Result<u64, String> {
    digits(text).ok_or_else(|| format!("it must be a whole number from 0 to {}", u64::MAX))
}

/// More jobs would take more than a gigabyte.
const MOST_JOBS: usize = 10_000_000;

fn jobs(text: &str) -> Result<usize, String> {
    digits(text)
        .filter(|number| *number <= MOST_JOBS)
        .ok_or_else(|| format!("it must be a whole number from 0 to {MOST_JOBS}"))
}

fn connections(text: &str) -> Result<usize, String> {
    digits(text)
        .filter(|number| *number > 0)
        .ok_or_else(|| format!("it must be a whole number from 1 to {}", usize::MAX))
}

fn digits<T: FromStr>(text: &str) -> Option<T> {
    // The standard library would take a plus sign too.
    let digits = text.bytes().all(|byte| byte.is_ascii_digit());
    if digits { text.parse().ok() } else { None }
}

fn address(text: &str) -> Result<SocketAddr, String> {
    text.parse().map_err(|_| {
        "it must be an IP address and a port, such as 127.0.0.1:8080 or [::1]:0".to_owned()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_flags_are_consistent() {
        use clap::CommandFactory;
        Flags::command().debug_assert();
    }
}
