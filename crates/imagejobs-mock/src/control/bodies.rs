//! What the control API is sent.

use std::time::Duration;

use serde::Deserialize;
use serde_json::{Map, Value};

use crate::job::Job;
use crate::length;
use crate::lifecycle::Lifecycle;

/// A job that is to be.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct NewJob {
    job_type: String,
    id: Option<String>,
    status: Option<String>,
    begin_time: Option<String>,
    end_time: Option<String>,
    sub_jobs_total: Option<u32>,
    listed_under: Option<String>,
    lifecycle: Option<Life>,
    /// Fields with any value, in place of the usual one.
    #[serde(default)]
    fields: Map<String, Value>,
    /// Fields that are left out.
    #[serde(default)]
    without: Vec<String>,
}

/// How a job moves.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Life {
    #[serde(default, deserialize_with = "length::maybe_from_text")]
    waits: Option<Duration>,
    #[serde(default, deserialize_with = "length::maybe_from_text")]
    runs: Option<Duration>,
    /// One in ten fails where it is left open.
    ends: Option<End>,
}

#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
enum End {
    Success,
    Failed,
}

/// A job's other status.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Status {
    pub(super) status: String,
}

/// How far time is moved.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Time {
    /// The server's clock, and the jobs with it.
    #[serde(default, deserialize_with = "length::maybe_from_text")]
    pub(super) advance: Option<Duration>,
    /// The jobs alone.
    #[serde(default, deserialize_with = "length::maybe_from_text")]
    pub(super) pass: Option<Duration>,
}

impl NewJob {
    pub(super) fn job(self) -> Job {
        let mut job = Job::new(self.job_type);
        job = self.id.into_iter().fold(job, Job::id);
        job = self.status.into_iter().fold(job, Job::status);
        job = self.begin_time.into_iter().fold(job, Job::begin_time);
        job = self.end_time.into_iter().fold(job, Job::end_time);
        job = self.sub_jobs_total.into_iter().fold(job, Job::sub_jobs_total);
        job = self.listed_under.into_iter().fold(job, Job::listed_under);
        job = self.lifecycle.map(Life::lifecycle).into_iter().fold(job, Job::lifecycle);
        job = self.fields.into_iter().fold(job, |job, (name, value)| job.field(name, value));
        self.without.into_iter().fold(job, Job::without)
    }
}

impl Life {
    fn lifecycle(self) -> Lifecycle {
        let (waits, runs) = (self.waits.unwrap_or_default(), self.runs.unwrap_or_default());
        match self.ends {
            Some(End::Success) => Lifecycle::succeeds(waits, runs),
            Some(End::Failed) => Lifecycle::fails(waits, runs),
            None => Lifecycle::mostly_succeeds(waits, runs),
        }
    }
}
