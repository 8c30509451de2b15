//! What the page shows, as JSON: bounded, however many jobs and calls there are.

use imagejobs_client::image_jobs::types::{JobStatus, JobType};
use jiff::Timestamp;
use serde_json::{Map, Value, json};

use crate::jobs::{Jobs, Look};
use crate::params::View;
use crate::received::is_secret;
use crate::refusal::Refusal;
use crate::site::Site;

/// What there is to see at one moment.
pub(super) struct Seen {
    /// All but the times.
    view: Value,
    jobs: String,
    pub(super) now: Timestamp,
    pub(super) jobs_now: Timestamp,
    /// Whether the jobs' time moves by itself.
    pub(super) runs: bool,
}

const JOBS_OF_A_PAGE: usize = 100;
const CALLS: usize = 30;
const RULES: usize = 50;
const LONGEST_TEXT: usize = 300;

impl Seen {
    /// Whether there is the same to see, whatever the time is.
    pub(super) fn is_like(&self, other: &Self) -> bool {
        (&self.view, &self.jobs) == (&other.view, &other.jobs)
    }

    /// All of it, in one line.
    pub(super) fn text(&self) -> String {
        let (now, jobs_now) = (self.now, self.jobs_now);
        let view = self.view.to_string();
        let view = view.trim_start_matches('{');
        format!(r#"{{"now":"{now}","jobs_now":"{jobs_now}","jobs":{},{view}"#, self.jobs)
    }
}

/// Looks at what was asked for.
pub(super) fn look(site: &Site, asked: &View) -> Result<Seen, Refusal> {
    let own = &site.projects.own.id;
    let project = asked.project.as_ref().unwrap_or(own);
    let look = Look { kind: asked.job_type, status: asked.status };
    let Some(holding) = site.projects.get(project.as_bytes()) else {
        return Err(Refusal::not_found(site.projects.none(project)));
    };
    let list = holding.jobs(&site.clock);
    let listed = list.count(look);
    // Where jobs have left, the last page is shown in place of one behind it.
    let last = listed.saturating_sub(1) / JOBS_OF_A_PAGE * JOBS_OF_A_PAGE;
    let offset = usize::try_from(asked.offset).unwrap_or(usize::MAX).min(last);
    let jobs = list.write_look(look, offset, JOBS_OF_A_PAGE);
    let (total, counts) = (list.count(Look { kind: None, status: None }), counts(&list));
    let (jobs_now, runs) = (list.now(), !list.is_frozen() && site.clock.runs());
    drop(list);
    let (calls, last) = site.journal.newest(CALLS, |number, call, note| {
        let mut shown = note.shown();
        shown["number"] = number.into();
        shown["method"] = clipped(&call.method).into();
        shown["target"] = clipped(&call.target).into();
        shown
    });
    let view = json!({
        "runs": runs,
        "project": project,
        "projects": site.projects.all().iter().map(|it| json!({ "id": it.id })).collect::<Vec<_>>(),
        "job_type": asked.job_type.map(JobType::as_str),
        "status": asked.status.map(JobStatus::as_str),
        "counts": counts,
        "total": total,
        "listed": listed,
        "offset": offset,
        "page": JOBS_OF_A_PAGE,
        "calls": { "count": calls, "last": last },
        "faults": faults(site),
        "scripted": site.script().left(),
    });
    Ok(Seen { view, jobs, now: site.clock.now(), jobs_now, runs })
}

/// The number of jobs of each type: all, those in each status, and those in an unknown one.
fn counts(jobs: &Jobs) -> Value {
    let of_type = |&kind: &JobType| {
        let count = |status| jobs.count(Look { kind: Some(kind), status });
        let all = count(None);
        let known = JobStatus::ALL.iter().map(|&status| (status.as_str(), count(Some(status))));
        let known: Vec<_> = known.collect();
        let unknown = all - known.iter().map(|(_, count)| count).sum::<usize>();
        let counts = known.into_iter().chain([("all", all), ("unknown", unknown)]);
        let counts: Map<_, _> = counts.map(|(name, n)| (name.to_owned(), n.into())).collect();
        (kind.as_str().to_owned(), Value::Object(counts))
    };
    Value::Object(JobType::ALL.iter().map(of_type).collect())
}

/// The rules at work, and what they have done so far.
fn faults(site: &Site) -> Value {
    let Some((mut rules, count)) = site.faults().as_ref().map(|plan| plan.shown(RULES)) else {
        return Value::Null;
    };
    rules.iter_mut().for_each(tidy);
    json!({ "rules": rules, "count": count })
}

/// Cuts long texts, and hides the values of headers that carry secrets.
fn tidy(value: &mut Value) {
    match value {
        Value::String(text) => *text = clipped(text),
        Value::Array(values) => values.iter_mut().for_each(tidy),
        Value::Object(fields) => {
            for (name, value) in fields {
                if is_secret(name) {
                    *value = "(hidden)".into();
                }
                tidy(value);
            }
        }
        _ => {}
    }
}

fn clipped(text: &str) -> String {
    match text.char_indices().nth(LONGEST_TEXT) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}
