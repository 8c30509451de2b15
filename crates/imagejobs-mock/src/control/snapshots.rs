//! Snapshots with names.

use serde_json::json;

use super::{Call, Given, bad};
use crate::refusal::Refusal;

/// How many a server keeps.
const MOST: usize = 100;

/// `GET /-/snapshots`.
pub(super) fn all(call: &Call<'_>) -> Given {
    let kept = call.site.snapshots();
    let shown = kept.iter().map(|(name, kept)| {
        let (jobs, jobs_now) = (kept.job_count(), kept.jobs_now().to_string());
        json!({ "name": name, "jobs": jobs, "jobs_now": jobs_now })
    });
    let shown: Vec<_> = shown.collect();
    Ok(Some(json!({ "snapshots": shown })))
}

/// `PUT /-/snapshots/{name}`.
pub(super) fn take(call: &Call<'_>, name: &str) -> Given {
    let mut kept = call.site.snapshots();
    if kept.len() >= MOST && !kept.contains_key(name) {
        return Err(bad(&format_args!("there are {MOST} snapshots already; remove one")));
    }
    kept.insert(name.to_owned(), call.site.snapshot());
    Ok(None)
}

/// `POST /-/snapshots/{name}/restore`.
pub(super) fn restore(call: &Call<'_>, name: &str) -> Given {
    let snapshot = call.site.snapshots().get(name).cloned().ok_or_else(|| unknown(name))?;
    call.site.restore(&snapshot);
    Ok(None)
}

/// `DELETE /-/snapshots/{name}`.
pub(super) fn remove(call: &Call<'_>, name: &str) -> Given {
    let removed = call.site.snapshots().remove(name);
    removed.map(|_| None).ok_or_else(|| unknown(name))
}

fn unknown(name: &str) -> Refusal {
    Refusal::not_found(format!("there is no snapshot {name:?}"))
}
