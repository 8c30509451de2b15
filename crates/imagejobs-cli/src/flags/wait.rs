//! The flags of `imagejobs wait`.

use std::time::Duration;

use clap::builder::NonEmptyStringValueParser;
use clap::{Args, ValueHint};
use imagejobs::JobType;

use super::Output;
use super::list::JOB_TYPE;
use crate::connection::Connection;
use crate::duration::duration;

#[derive(Debug, Args)]
#[command(
    after_help = "WAITING, RUNNING and every status that nobody knows are pending. The first look is made at once, the
next after --interval, and each further one after twice as long, up to 30 s (or --interval, when
that is longer). A look that failed for the moment is made again; any other error ends the wait.

Standard output has one line for each job that succeeded or failed, when it does: its columns
without a header, its values below their names with -o csv, or its JSON object with -o json and
jsonl. Standard error tells how the jobs are doing, and which are not found or gone. A job that was
never seen is not found when a whole list after --grace did not hold it; one that was seen is gone
when two whole lists in a row did not.

The exit code is 0 when all jobs succeeded; with --any, when one did. Otherwise it is the first of
these that holds: 130 interrupted, 3 no access, 6 a job failed, 4 a job was not found or is gone,
5 time was up. Durations are written 90 or 90s, 1.5s, 500ms, 2m, 1h.

Examples:
  imagejobs wait --job-type CREATE_SERVER_IMAGE 702364883651395584
  imagejobs wait --job-type create-server --timeout 20m -o json 702364883651395584 | jq .end_time
  imagejobs list --job-type create-server --all --status RUNNING -o csv --fields id | sed 1d |
    xargs imagejobs wait --job-type create-server --any

The exit codes: imagejobs help exit-codes"
)]
pub(crate) struct Wait {
    /// The ids of the jobs
    #[arg(value_name = "ID", required = true, value_hint = ValueHint::Other, value_parser = NonEmptyStringValueParser::new())]
    pub(crate) ids: Vec<String>,

    /// CREATE_SERVER, CREATE_SERVER_IMAGE or DELETE_SERVER
    #[arg(long, value_name = "TYPE", value_parser = JOB_TYPE, hide_possible_values = true)]
    pub(crate) job_type: JobType,

    /// Ends with the first job that succeeds
    #[arg(long)]
    pub(crate) any: bool,

    /// How long to wait in all [default: 60m]
    #[arg(long, value_name = "TIME", value_parser = duration, allow_hyphen_values = true)]
    pub(crate) timeout: Option<Duration>,

    /// How long before the second look [default: 2s]
    #[arg(long, value_name = "TIME", value_parser = duration, allow_hyphen_values = true)]
    pub(crate) interval: Option<Duration>,

    /// How long a job may be in no list at first [default: 30s]
    #[arg(long, value_name = "TIME", value_parser = duration, allow_hyphen_values = true)]
    pub(crate) grace: Option<Duration>,

    #[command(flatten)]
    pub(crate) output: Output,

    #[command(flatten)]
    pub(crate) connection: Connection,
}
