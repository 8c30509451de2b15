//! The commands and their flags.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::str::FromStr;

use clap::{ArgAction, Args, Parser, Subcommand, ValueEnum};
use imagejobs::{JobStatus, JobType, PageSize};
use imagejobs_mock::Auth;

use crate::connection::Connection;

/// Is my image done? Asks for the Workspace image tasks of a cloud tenant.
#[derive(Debug, Parser)]
#[command(
    name = "imagejobs",
    version,
    disable_help_subcommand = true,
    arg_required_else_help = true,
    after_help = "Try it without a cloud account: imagejobs demo"
)]
pub(crate) struct Flags {
    /// Tells each call on standard error; -vv attempts too, -vvv what is signed
    #[arg(short, long, global = true, action = ArgAction::Count, display_order = 100)]
    pub(crate) verbose: u8,

    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Lists the jobs of one type, newest first.
    List(List),
    /// Checks step by step whether a list call would work, and says what to do when not.
    Doctor(Doctor),
    /// Runs an embedded server that speaks the same API, until it is interrupted.
    Serve(Serve),
    /// Starts the embedded server, lists its jobs, and shows what happened.
    Demo(Demo),
    /// Explains a command, the credentials, or the exit codes.
    Help(Help),
}

#[derive(Debug, Args)]
#[command(
    after_help = "Variables stand in for flags that are not given; an empty one counts as unset. A flag beats a
variable, and at the same place an endpoint beats a region. Credentials have no flags, because
others can see flags: imagejobs help credentials tells where they are looked for. A project id
that is not given comes with them, or from IAM by the region; a region, from HW_REGION_NAME.

A call is tried again when no answer came in time, and after 408, 429, 500, 502, 503 and 504. The
service says how long to wait before, else it is up to 0.5 s, then 1 s, and so on to 20 s. A wait
for which --timeout leaves no time ends the call at once.
Durations are written 90 or 90s, 1.5s, 500ms, 2m, 1h.

Standard output holds only the jobs; notes and errors go to standard error. A table leaves out
control characters and cuts long values; json and jsonl have the values as they came.

Examples:
  imagejobs list --job-type CREATE_SERVER_IMAGE --status RUNNING --region cn-north-4
  imagejobs list --job-type create-server --limit 100 -o jsonl
  imagejobs list --job-type DELETE_SERVER --profile work --max-attempts 1 -v

Try it without a cloud account: imagejobs demo
Why it does not work: imagejobs doctor
The exit codes: imagejobs help exit-codes"
)]
pub(crate) struct List {
    /// CREATE_SERVER, CREATE_SERVER_IMAGE or DELETE_SERVER; also as create-server
    #[arg(long, value_name = "TYPE", value_parser = job_type)]
    pub(crate) job_type: JobType,

    /// Only jobs in this status: WAITING, RUNNING, SUCCESS or FAILED
    #[arg(long, value_name = "STATUS", value_parser = job_status)]
    pub(crate) status: Option<JobStatus>,

    /// How many jobs at the most, 1 to 100; the service's default is 10
    #[arg(long, value_name = "N", value_parser = limit, allow_hyphen_values = true)]
    pub(crate) limit: Option<u32>,

    /// How many jobs to skip; the service's default is 0
    #[arg(long, value_name = "N", value_parser = whole_number, allow_hyphen_values = true)]
    pub(crate) offset: Option<u64>,

    /// table, json (the answer) or jsonl (one job a line)
    #[arg(
        short,
        long,
        value_name = "FORMAT",
        default_value = "table",
        hide_possible_values = true
    )]
    pub(crate) output: Format,

    #[command(flatten)]
    pub(crate) connection: Connection,
}

#[derive(Debug, Args)]
#[command(
    after_help = "The steps: configuration, name (of the endpoint), answer (of the endpoint, without credentials),
clock, credentials, project id, list call (one job at the most). Each is ok, a warning, a problem
with what to do about it, or skipped because an earlier one failed. Nothing secret is shown.

The exit code is 0 when all is well, otherwise that of the first problem: imagejobs help exit-codes

Examples:
  imagejobs doctor --region cn-north-4
  imagejobs doctor --profile work -vv"
)]
pub(crate) struct Doctor {
    #[command(flatten)]
    pub(crate) connection: Connection,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
pub(crate) enum Format {
    /// Columns, for people.
    Table,
    /// The answer, as one JSON object.
    Json,
    /// One JSON object a line, one line a job.
    Jsonl,
}

#[derive(Debug, Args)]
#[command(
    after_help = "The first line on standard output is the base URL alone. The lines after it point the client at
the server: paste them into another terminal, and ask there.
  imagejobs list --job-type CREATE_SERVER
An interrupt (Ctrl-C) or SIGTERM stops the server with exit code 0."
)]
pub(crate) struct Serve {
    /// Where to listen; port 0 takes a free one
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:0", value_parser = address)]
    pub(crate) listen: SocketAddr,

    /// How many jobs to begin with, at most 10000000
    #[arg(long, value_name = "N", default_value = "100", value_parser = jobs)]
    #[arg(allow_hyphen_values = true)]
    pub(crate) jobs: usize,

    /// Makes jobs, project, token, keys; same seed, same server
    #[arg(long, value_name = "S", default_value = "0", value_parser = whole_number)]
    #[arg(allow_hyphen_values = true)]
    pub(crate) seed: u64,

    /// What calls must show: none, token, signed or any
    #[arg(long, value_name = "HOW", default_value = "any")]
    pub(crate) auth: Auth,

    /// A profile file; the keys in each of its sections are taken
    #[arg(long, value_name = "FILE")]
    pub(crate) credentials: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub(crate) struct Demo {}

#[derive(Debug, Args)]
pub(crate) struct Help {
    /// A command, credentials, or exit-codes.
    #[arg(value_name = "TOPIC")]
    pub(crate) topic: Option<String>,
}

fn job_type(text: &str) -> Result<JobType, String> {
    one_of(text, JobType::ALL, |value| value.as_str())
}

fn job_status(text: &str) -> Result<JobStatus, String> {
    one_of(text, JobStatus::ALL, |value| value.as_str())
}

/// Takes `CREATE_SERVER` and `create-server` alike.
fn one_of<T: Copy>(text: &str, all: &[T], name: fn(T) -> &'static str) -> Result<T, String> {
    let wanted = text.to_ascii_uppercase().replace('-', "_");
    all.iter().copied().find(|&value| name(value) == wanted).ok_or_else(|| {
        let names: Vec<_> = all.iter().map(|&value| name(value)).collect();
        format!("it must be one of {}", names.join(", "))
    })
}

fn limit(text: &str) -> Result<u32, String> {
    text.parse::<PageSize>().map(PageSize::get).map_err(|_| {
        format!("it must be a whole number from {} to {}", PageSize::MIN, PageSize::MAX)
    })
}

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
    fn values_are_taken_in_both_spellings() {
        assert_eq!(job_type("create-server-image"), Ok(JobType::CreateServerImage));
        assert_eq!(job_type("CREATE_SERVER"), Ok(JobType::CreateServer));
        assert_eq!(job_status("failed"), Ok(JobStatus::Failed));
        assert_eq!(
            job_type("createServer").unwrap_err(),
            "it must be one of CREATE_SERVER, CREATE_SERVER_IMAGE, DELETE_SERVER"
        );
    }

    #[test]
    fn the_flags_are_consistent() {
        use clap::CommandFactory;
        Flags::command().debug_assert();
    }
}
