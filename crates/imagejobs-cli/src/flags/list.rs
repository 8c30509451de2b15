//! The flags of `imagejobs list`.

use clap::Args;
use imagejobs::{JobStatus, JobType, JobTypes, PageSize};

use super::choice::Choice;
use super::{Output, digits, whole_number};
use crate::connection::{CallTimeout, Connection};
use crate::exit::Failure;

#[derive(Debug, Args)]
#[command(
    after_help = "Variables stand in for flags that are not given; an empty one counts as unset. A flag beats a
variable, and at the same place an endpoint beats a region. Credentials have no flags, because
others can see flags: imagejobs help credentials tells where they are looked for. A project id
that is not given comes with them, or from IAM by the region; a region, from HW_REGION_NAME.

A call is tried again when no answer came in time, and after 408, 429, 500, 502, 503 and 504. The
service says how long to wait before, else it is up to 0.5 s, then 1 s, and so on to 20 s. A wait
for which --timeout leaves no time ends the call at once.
Durations are written 90 or 90s, 1.5s, 500ms, 2m, 1h; types and statuses also as create-server.

--all calls for page after page until it has proof of the end, also while jobs come and go: a job
that is there all the time is listed once, another at most once. --timeout and the other limits
hold for each call, not for the whole list. Jobs are printed as their pages come. When a call fails
in between, or an interrupt (Ctrl-C) comes, what came stays printed, standard error tells how many
jobs that is, and json ends with \"complete\":false; the exit code is that of the error, or 130.

Standard output holds only the jobs; notes, errors and progress go to standard error. A table leaves
out control characters, cuts long values, has times in the local zone, and on a terminal, or where
COLUMNS says so, fits the width; a note tells what that cost. json, jsonl and csv have the values as
they came. json is the answer of the service, and with --all {\"items\":[…],\"complete\":true}; the
schemas: imagejobs schema list. With json and jsonl an error is a line of JSON, too.

--fields takes id, job_type, status, begin_time, end_time, sub_jobs_total and duration, which is how
long a job ran, or has been waiting or running: in words in a table, else in seconds.

Examples:
  imagejobs list --job-type CREATE_SERVER_IMAGE --status RUNNING --region cn-north-4
  imagejobs list --job-type create-server --limit 100 -o jsonl
  imagejobs list --job-type DELETE_SERVER --profile work --max-attempts 1 -v
  imagejobs list --job-type all --all --status FAILED
  imagejobs list --job-type CREATE_SERVER --all --concurrency 8 -o jsonl >jobs.jsonl
  imagejobs list --job-type all --all -o csv --fields id,status,duration

Try it without a cloud account: imagejobs demo
Why it does not work: imagejobs doctor
The exit codes: imagejobs help exit-codes"
)]
pub(crate) struct List {
    /// CREATE_SERVER, CREATE_SERVER_IMAGE, DELETE_SERVER or, with --all, all
    #[arg(long, value_name = "TYPE", value_parser = JOB_TYPES, hide_possible_values = true)]
    pub(crate) job_type: JobTypes,

    /// Only jobs in this status: WAITING, RUNNING, SUCCESS or FAILED
    #[arg(long, value_name = "STATUS", value_parser = JOB_STATUS, hide_possible_values = true)]
    pub(crate) status: Option<JobStatus>,

    /// How many jobs at the most, 1 to 100; the service's default is 10
    #[arg(long, value_name = "N", value_parser = limit, allow_hyphen_values = true)]
    limit: Option<u32>,

    /// How many jobs to skip; the service's default is 0
    #[arg(long, value_name = "N", value_parser = whole_number, allow_hyphen_values = true)]
    offset: Option<u64>,

    /// Every job there is, page after page, instead of one page
    #[arg(long)]
    all: bool,

    /// With --all: how many calls at once, 1 to 64 [default: 1]
    #[arg(long, value_name = "N", value_parser = concurrency, allow_hyphen_values = true)]
    concurrency: Option<usize>,

    #[command(flatten)]
    pub(crate) output: Output,

    #[command(flatten)]
    pub(crate) connection: Connection,

    #[command(flatten)]
    pub(crate) timeout: CallTimeout,
}

/// How much of a list is asked for.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Extent {
    Page { limit: Option<u32>, offset: Option<u64> },
    All { concurrency: usize },
}

impl List {
    /// What is asked for, when the flags go together.
    pub(crate) fn extent(&self) -> Result<Extent, Failure> {
        let &Self { limit, offset, all, concurrency, .. } = self;
        let of_a_page = [("--limit", limit.is_some()), ("--offset", offset.is_some())];
        let of_a_page = of_a_page.into_iter().find_map(|(flag, given)| given.then_some(flag));
        if all && let Some(flag) = of_a_page {
            return Err(Failure::usage(format!("{flag} is for one page, and --all is every page"))
                .help(format!("leave out {flag}; or --all, for one page")));
        }
        if all {
            return Ok(Extent::All { concurrency: concurrency.unwrap_or(1) });
        }
        if self.job_type.as_slice().len() > 1 {
            return Err(Failure::usage("--job-type all is for --all: one page is of one type")
                .help(format!("add --all, or name one of {}", names(JobType::ALL, type_name))));
        }
        if concurrency.is_some() {
            return Err(Failure::usage("--concurrency is for --all: one page is one call")
                .help("add --all, or leave out --concurrency"));
        }
        Ok(Extent::Page { limit, offset })
    }
}

/// The types of a list, or all of them.
pub(super) const JOB_TYPES: Choice<JobTypes> = Choice {
    read: job_types,
    all: || JobType::ALL.iter().map(|kind| kind.as_str()).chain(["all"]).collect(),
};

/// One type.
pub(super) const JOB_TYPE: Choice<JobType> =
    Choice { read: job_type, all: || JobType::ALL.iter().map(|kind| kind.as_str()).collect() };

const JOB_STATUS: Choice<JobStatus> = Choice {
    read: job_status,
    all: || JobStatus::ALL.iter().map(|status| status.as_str()).collect(),
};

fn job_types(text: &str) -> Result<JobTypes, String> {
    if text.eq_ignore_ascii_case("all") {
        return Ok(JobType::ALL.into());
    }
    job_type(text).map(JobTypes::from).map_err(|message| format!("{message}, or all"))
}

fn job_type(text: &str) -> Result<JobType, String> {
    one_of(text, JobType::ALL, type_name)
}

fn type_name(job_type: JobType) -> &'static str {
    job_type.as_str()
}

fn job_status(text: &str) -> Result<JobStatus, String> {
    one_of(text, JobStatus::ALL, |value| value.as_str())
}

/// Takes `CREATE_SERVER` and `create-server` alike.
fn one_of<T: Copy>(text: &str, all: &[T], name: fn(T) -> &'static str) -> Result<T, String> {
    let wanted = text.to_ascii_uppercase().replace('-', "_");
    let found = all.iter().copied().find(|&value| name(value) == wanted);
    found.ok_or_else(|| format!("it must be one of {}", names(all, name)))
}

fn names<T: Copy>(all: &[T], name: fn(T) -> &'static str) -> String {
    all.iter().map(|&value| name(value)).collect::<Vec<_>>().join(", ")
}

fn limit(text: &str) -> Result<u32, String> {
    text.parse::<PageSize>().map(PageSize::get).map_err(|_| {
        format!("it must be a whole number from {} to {}", PageSize::MIN, PageSize::MAX)
    })
}

/// More calls at once would meet the limits of a service, and their answers wait in memory.
const MOST_CALLS: usize = 64;

fn concurrency(text: &str) -> Result<usize, String> {
    digits(text)
        .filter(|calls| (1..=MOST_CALLS).contains(calls))
        .ok_or_else(|| format!("it must be a whole number from 1 to {MOST_CALLS}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_taken_in_both_spellings() {
        assert_eq!(job_types("create-server-image"), Ok(JobType::CreateServerImage.into()));
        assert_eq!(job_types("CREATE_SERVER"), Ok(JobType::CreateServer.into()));
        assert_eq!(job_types("All"), Ok(JobType::ALL.into()));
        assert_eq!(job_status("failed"), Ok(JobStatus::Failed));
        assert_eq!(
            job_types("createServer").unwrap_err(),
            "it must be one of CREATE_SERVER, CREATE_SERVER_IMAGE, DELETE_SERVER, or all"
        );
    }
}
