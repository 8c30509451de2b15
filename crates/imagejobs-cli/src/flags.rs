//! The flags, and the variables that stand in for them.

use std::env;
use std::net::SocketAddr;
use std::time::Duration;

use clap::{Args, Parser, Subcommand, ValueEnum};
use imagejobs::{Client, JobStatus, JobType, PageSize};

use crate::exit::Failure;

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
    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Lists the jobs of one type, newest first.
    List(List),
    /// Runs an embedded server that speaks the same API, until it is interrupted.
    Serve(Serve),
    /// Starts the embedded server, lists its jobs, and shows what happened.
    Demo(Demo),
    /// Explains a command, or the exit codes.
    Help(Help),
}

#[derive(Debug, Args)]
#[command(after_help = "Examples:
  imagejobs list --job-type CREATE_SERVER_IMAGE --status RUNNING
  imagejobs list --job-type create-server --limit 100 -o jsonl

Standard output holds only the jobs; notes and errors go to standard error.
The exit codes: imagejobs help exit-codes")]
pub(crate) struct List {
    /// The type of the jobs: CREATE_SERVER, CREATE_SERVER_IMAGE or DELETE_SERVER.
    #[arg(long, value_name = "TYPE", value_parser = job_type)]
    pub(crate) job_type: JobType,

    /// Only jobs in this status: WAITING, RUNNING, SUCCESS or FAILED.
    #[arg(long, value_name = "STATUS", value_parser = job_status)]
    pub(crate) status: Option<JobStatus>,

    /// How many jobs at the most, 1 to 100; the service's default is 10.
    #[arg(long, value_name = "N", value_parser = limit, allow_negative_numbers = true)]
    pub(crate) limit: Option<u32>,

    /// How many jobs to skip; the service's default is 0.
    #[arg(long, value_name = "N", value_parser = offset, allow_negative_numbers = true)]
    pub(crate) offset: Option<u64>,

    /// How to print the jobs.
    #[arg(short, long, value_name = "FORMAT", value_enum, default_value = "table")]
    pub(crate) output: Format,

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

/// Where to ask, and how long to wait.
#[derive(Debug, Args)]
#[command(next_help_heading = "Connection")]
pub(crate) struct Connection {
    /// The base URL of the service [variable: IMAGEJOBS_ENDPOINT].
    #[arg(long, value_name = "URL")]
    endpoint: Option<String>,

    /// The region whose endpoint to ask, such as cn-north-4 [variable: IMAGEJOBS_REGION].
    #[arg(long, value_name = "REGION")]
    region: Option<String>,

    /// The project whose jobs to list [variable: IMAGEJOBS_PROJECT_ID]. The user token stands in
    /// the variable IMAGEJOBS_AUTH_TOKEN.
    #[arg(long, value_name = "ID")]
    project_id: Option<String>,

    /// How long the whole call may take, such as 90, 1.5s or 2m; plain numbers are seconds
    /// [default: 2m].
    #[arg(long, value_name = "DURATION", value_parser = duration)]
    timeout: Option<Duration>,

    /// How long one request and its answer may take [default: 60s].
    #[arg(long, value_name = "DURATION", value_parser = duration)]
    attempt_timeout: Option<Duration>,

    /// How long a connection may take [default: 10s].
    #[arg(long, value_name = "DURATION", value_parser = duration)]
    connect_timeout: Option<Duration>,

    /// Lets the token go over plain http to another machine, where others can read it.
    #[arg(long)]
    allow_http: bool,
}

#[derive(Debug, Args)]
#[command(
    after_help = "The first line on standard output is the base URL alone; the lines after it
point the client at the server:
  imagejobs serve > server.txt &
  eval \"$(tail -n +2 server.txt)\" && imagejobs list --job-type CREATE_SERVER"
)]
pub(crate) struct Serve {
    /// Where to listen; port 0 takes a free one.
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:0")]
    pub(crate) listen: SocketAddr,

    /// How many jobs to begin with.
    #[arg(long, value_name = "N", default_value_t = 100)]
    pub(crate) jobs: usize,

    /// What the jobs, the project and the token are derived from: the same seed, the same server.
    #[arg(long, value_name = "S", default_value_t = 0)]
    pub(crate) seed: u64,
}

#[derive(Debug, Args)]
pub(crate) struct Demo {}

#[derive(Debug, Args)]
pub(crate) struct Help {
    /// A command, or exit-codes.
    #[arg(value_name = "TOPIC")]
    pub(crate) topic: Option<String>,
}

impl Connection {
    /// The client that flags and variables describe.
    pub(crate) fn client(&self) -> Result<Client, Failure> {
        let mut builder = Client::builder().allow_http(self.allow_http);
        let endpoint = given(&self.endpoint, "IMAGEJOBS_ENDPOINT")?;
        let region = given(&self.region, "IMAGEJOBS_REGION")?;
        builder = match (endpoint, region) {
            (Some(endpoint), _) => builder.endpoint(endpoint),
            (None, Some(region)) => builder.region(region),
            (None, None) => {
                return Err(Failure::usage("neither an endpoint nor a region was given")
                    .help("give --endpoint or --region, or set IMAGEJOBS_ENDPOINT or IMAGEJOBS_REGION")
                    .help("to try it without a cloud account: imagejobs demo"));
            }
        };
        let Some(project_id) = given(&self.project_id, "IMAGEJOBS_PROJECT_ID")? else {
            return Err(Failure::usage("no project id was given")
                .help("give --project-id, or set IMAGEJOBS_PROJECT_ID"));
        };
        let Some(token) = given(&None, "IMAGEJOBS_AUTH_TOKEN")? else {
            return Err(Failure::no_credentials("no credentials were found")
                .help("set IMAGEJOBS_AUTH_TOKEN to a user token of IAM"));
        };
        builder = builder.project_id(project_id).token(token);
        if let Some(limit) = self.timeout {
            builder = builder.operation_timeout(limit);
        }
        if let Some(limit) = self.attempt_timeout {
            builder = builder.attempt_timeout(limit);
        }
        if let Some(limit) = self.connect_timeout {
            builder = builder.connect_timeout(limit);
        }
        builder.build().map_err(|error| {
            let open = error.to_string().contains("unencrypted");
            let failure = Failure::from(error);
            if open { failure.help("--allow-http sends it all the same") } else { failure }
        })
    }
}

/// A flag's value, else the variable's. An empty variable counts as unset.
fn given(flag: &Option<String>, variable: &str) -> Result<Option<String>, Failure> {
    if flag.is_some() {
        return Ok(flag.clone());
    }
    match env::var(variable) {
        Ok(value) if value.is_empty() => Ok(None),
        Ok(value) => Ok(Some(value)),
        Err(env::VarError::NotPresent) => Ok(None),
        Err(env::VarError::NotUnicode(_)) => {
            Err(Failure::usage(format!("the variable {variable} is not UTF-8")))
        }
    }
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
    text.parse::<PageSize>().map(PageSize::get).map_err(|error| error.to_string())
}

fn offset(text: &str) -> Result<u64, String> {
    let digits = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let number = text.parse().ok().filter(|_| digits);
    number.ok_or_else(|| format!("it must be a whole number from 0 to {}", u64::MAX))
}

/// `90`, `1.5`, `500ms`, `2m`: more than nothing, at most a year.
fn duration(text: &str) -> Result<Duration, String> {
    let seconds = match text.find(|c: char| !c.is_ascii_digit() && c != '.') {
        None => Some((text, 1.0)),
        Some(at) => match &text[at..] {
            "ms" => Some((&text[..at], 1e-3)),
            "s" => Some((&text[..at], 1.0)),
            "m" | "min" => Some((&text[..at], 60.0)),
            "h" => Some((&text[..at], 3600.0)),
            _ => None,
        },
    };
    seconds
        .and_then(|(number, unit)| Some(number.parse::<f64>().ok()? * unit))
        .filter(|seconds| *seconds > 0.0 && *seconds <= 366.0 * 86_400.0)
        .and_then(|seconds| Duration::try_from_secs_f64(seconds).ok())
        .filter(|duration| !duration.is_zero())
        .ok_or_else(|| "it must be a duration above 0, such as 90, 1.5s, 500ms or 2m".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_are_read_as_people_write_them() {
        for (text, milliseconds) in
            [("90", 90_000), ("1.5s", 1_500), ("500ms", 500), ("2m", 120_000), ("1h", 3_600_000)]
        {
            assert_eq!(duration(text), Ok(Duration::from_millis(milliseconds)), "{text}");
        }
        for text in
            ["", "0", "0s", "-1", "1e9h", "ten", "5 s", "s", "1..5", "1d", "inf", "9999999h"]
        {
            assert!(duration(text).is_err(), "{text:?}");
        }
    }

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
