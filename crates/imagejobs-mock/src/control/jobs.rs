//! The jobs of a project, as they are sent and shown.

use std::time::Duration;

use serde::Deserialize;
use serde::de::Error;
use serde_json::{Map, Value, json};

use super::{Call, Given, bad, read, some};
use crate::job::Job;
use crate::jobs::Look;
use crate::length;
use crate::lifecycle::Lifecycle;
use crate::params::View;
use crate::refusal::Refusal;

/// A job that is to be, or what is to be otherwise of one.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, expecting = "a job, which is an object")]
struct Described {
    #[serde(default, deserialize_with = "some")]
    job_type: Option<String>,
    #[serde(default, deserialize_with = "some")]
    id: Option<String>,
    #[serde(default, deserialize_with = "some")]
    status: Option<String>,
    #[serde(default, deserialize_with = "some")]
    begin_time: Option<String>,
    #[serde(default, deserialize_with = "some")]
    end_time: Option<String>,
    #[serde(default, deserialize_with = "some")]
    sub_jobs_total: Option<u32>,
    #[serde(default, deserialize_with = "some")]
    listed_under: Option<String>,
    #[serde(default, deserialize_with = "some")]
    stays: Option<bool>,
    #[serde(default, deserialize_with = "some")]
    lifecycle: Option<Way>,
    /// Fields with any value, in place of the usual one.
    #[serde(default)]
    fields: Map<String, Value>,
    /// Fields that are left out.
    #[serde(default)]
    without: Vec<String>,
}

/// How a job moves.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, expecting = "an object with waits, runs and ends")]
struct Way {
    #[serde(default, deserialize_with = "length::maybe_from_text")]
    waits: Option<Duration>,
    #[serde(default, deserialize_with = "length::maybe_from_text")]
    runs: Option<Duration>,
    /// One in ten fails where it is left open.
    #[serde(default, deserialize_with = "some")]
    ends: Option<End>,
}

#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
enum End {
    Success,
    Failed,
}

/// `POST /-/jobs`.
pub(super) fn add(call: &Call<'_>) -> Given {
    let jobs = if call.body.trim_ascii_start().starts_with(b"[") {
        let jobs: Vec<Value> = serde_json::from_slice(call.body).map_err(|error| bad(&error))?;
        let job = |(at, job): (usize, Value)| {
            let job = if job.is_object() { Described::deserialize(job) } else { Err(no_object()) };
            let job = job.map_err(|error| bad(&format_args!("[{at}]: {error}")))?;
            job.job(&format!("[{at}]: "))
        };
        jobs.into_iter().enumerate().map(job).collect::<Result<Vec<_>, _>>()?
    } else {
        vec![read::<Described>(call.body, "a job")?.job("")?]
    };
    let mut ids = Vec::with_capacity(jobs.len());
    call.jobs().add_all(jobs, |id| ids.push(id));
    Ok(Some(json!({ "ids": ids })))
}

fn no_object() -> serde_json::Error {
    serde_json::Error::custom("a job must be an object")
}

/// `GET /-/jobs`: of all types where none is named.
pub(super) fn list(call: &Call<'_>) -> Given {
    let View { job_type, status, offset, limit, .. } = call.view;
    let look = Look { kind: job_type, status };
    let offset = usize::try_from(offset).unwrap_or(usize::MAX);
    let jobs = call.jobs();
    let (count, listed) = (jobs.count(look), jobs.described(look, offset, limit));
    drop(jobs);
    Ok(Some(json!({ "count": count, "jobs": listed.iter().map(shown).collect::<Vec<_>>() })))
}

/// `DELETE /-/jobs`: those of a type, or in a status, where one is named.
pub(super) fn clear(call: &Call<'_>) -> Given {
    let View { job_type, status, .. } = call.view;
    match (job_type, status) {
        (None, None) => call.jobs().clear(),
        (kind, status) => call.jobs().clear_list(Look { kind, status }),
    }
    Ok(None)
}

/// `GET /-/jobs/{id}`.
pub(super) fn show(call: &Call<'_>, id: &str) -> Given {
    let jobs = call.jobs().with_id(id);
    // Several may have one id; the newest is told.
    jobs.last().map(|job| Some(shown(job))).ok_or_else(|| unknown(id))
}

/// `PATCH /-/jobs/{id}`.
pub(super) fn change(call: &Call<'_>, id: &str) -> Given {
    let described: Described = read(call.body, "a change")?;
    if described.id.as_ref().is_some_and(|other| other != id) {
        return Err(bad(&"id is another than in the path; the id of a job stays"));
    }
    let mut jobs = call.jobs();
    let found = jobs.found(id);
    if found.is_empty() {
        return Err(unknown(id));
    }
    jobs.put(found.into_iter().map(|found| {
        let after = described.laid_over(found.job.clone());
        (found, after)
    }));
    Ok(None)
}

/// `DELETE /-/jobs/{id}`.
pub(super) fn remove(call: &Call<'_>, id: &str) -> Given {
    if call.jobs().remove(id) { Ok(None) } else { Err(unknown(id)) }
}

fn unknown(id: &str) -> Refusal {
    Refusal::not_found(format!("there is no job with the id {id:?}"))
}

impl Described {
    fn job(self, place: &str) -> Result<Job, Refusal> {
        let missing =
            || bad(&format_args!("{place}job_type is missing; it is CREATE_SERVER, for example"));
        let mut job = Job::new(self.job_type.as_deref().ok_or_else(missing)?);
        job = self.id.iter().fold(job, Job::id);
        Ok(self.laid_over(job))
    }

    /// The job, with all that is described otherwise, but for its id.
    fn laid_over(&self, mut job: Job) -> Job {
        if let Some(job_type) = &self.job_type {
            job.job_type.clone_from(job_type);
        }
        job = self.status.iter().fold(job, Job::status);
        job = self.begin_time.iter().fold(job, Job::begin_time);
        job = self.end_time.iter().fold(job, Job::end_time);
        job = self.sub_jobs_total.into_iter().fold(job, Job::sub_jobs_total);
        job = self.listed_under.iter().fold(job, Job::listed_under);
        job.stays = self.stays.unwrap_or(job.stays);
        job = self.lifecycle.iter().map(Way::lifecycle).fold(job, Job::lifecycle);
        job = self.fields.iter().fold(job, |job, (name, value)| job.field(name, value.clone()));
        self.without.iter().fold(job, Job::without)
    }
}

impl Way {
    fn lifecycle(&self) -> Lifecycle {
        let (waits, runs) = (self.waits.unwrap_or_default(), self.runs.unwrap_or_default());
        match self.ends {
            Some(End::Success) => Lifecycle::succeeds(waits, runs),
            Some(End::Failed) => Lifecycle::fails(waits, runs),
            None => Lifecycle::mostly_succeeds(waits, runs),
        }
    }
}

/// A job as it can be added again, here or elsewhere, with what is left of its lifecycle.
pub(super) fn shown(job: &Job) -> Value {
    let mut shown = json!({
        "id": job.id,
        "job_type": job.job_type,
        "status": job.status,
        "begin_time": job.begin_time.as_ref().map(|time| time.to_text()),
        "end_time": job.end_time.as_ref().map(|time| time.to_text()),
        "sub_jobs_total": job.sub_jobs_total,
        "listed_under": job.listed_under,
        "lifecycle": job.lifecycle.map(|way| way.shown()),
    });
    let odd = |value: &Option<Value>| value.is_some();
    let (fields, without): (Vec<_>, Vec<_>) =
        job.odd_fields.iter().cloned().partition(|(_, value)| odd(value));
    if let Some(shown) = shown.as_object_mut() {
        shown.retain(|_, value| !value.is_null());
        if job.stays {
            shown.insert("stays".to_owned(), true.into());
        }
        if !fields.is_empty() {
            let fields = fields.into_iter().map(|(name, value)| (name, value.into()));
            shown.insert("fields".to_owned(), fields.collect::<Map<_, Value>>().into());
        }
        if !without.is_empty() {
            let names = without.into_iter().map(|(name, _)| Value::from(name));
            shown.insert("without".to_owned(), names.collect::<Vec<_>>().into());
        }
    }
    shown
}
