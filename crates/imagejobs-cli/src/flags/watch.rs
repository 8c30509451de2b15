//! The flags of `imagejobs watch`.

use std::time::Duration;

use clap::Args;
use imagejobs::JobTypes;

use super::Output;
use super::list::JOB_TYPES;
use crate::connection::{CallTimeout, Connection};
use crate::duration::duration;

#[derive(Debug, Args)]
#[command(
    after_help = "It begins with the jobs that are there, each as appeared. Then it reads the lists again and again:
a job appears, has another status, or is gone when two whole lists in a row did not hold it. Each
change is one line, and is told once; of several statuses between two looks only the last is seen.
A look that failed for the moment is noted on standard error, and the next one catches up. It ends
with an interrupt (Ctrl-C, exit code 130), or with an error that stays.

With -o json and jsonl a line is one of
  {\"change\":\"appeared\",\"job\":{…}}
  {\"change\":\"status\",\"from\":\"WAITING\",\"to\":\"RUNNING\",\"job\":{…}}
  {\"change\":\"gone\",\"job\":{…}}
with the job as it is now, or was seen last; a status that could not be read is null. Jobs without
an id are left out. csv and --fields have change and from beside the fields of a job. Durations are
written 90 or 90s, 1.5s, 500ms, 2m, 1h.

Examples:
  imagejobs watch --job-type CREATE_SERVER_IMAGE
  imagejobs watch --job-type all --interval 30s -o jsonl

The exit codes: imagejobs help exit-codes"
)]
pub(crate) struct Watch {
    /// CREATE_SERVER, CREATE_SERVER_IMAGE, DELETE_SERVER or all
    #[arg(long, value_name = "TYPE", value_parser = JOB_TYPES, hide_possible_values = true)]
    pub(crate) job_type: JobTypes,

    /// How long between two looks [default: 5s]
    #[arg(long, value_name = "TIME", value_parser = duration, allow_hyphen_values = true)]
    pub(crate) interval: Option<Duration>,

    #[command(flatten)]
    pub(crate) output: Output,

    #[command(flatten)]
    pub(crate) connection: Connection,

    #[command(flatten)]
    pub(crate) timeout: CallTimeout,
}
