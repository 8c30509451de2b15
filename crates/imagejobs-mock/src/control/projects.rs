//! The projects of the server.

use std::collections::BTreeSet;

use http::StatusCode;
use serde_json::{Value, json};

use super::{Call, Given, bad, no_project, read};
use crate::keys::Keys;
use crate::project::Written;
use crate::projects::Holding;
use crate::refusal::Refusal;

/// `GET /-/projects`: all of them, without secrets.
pub(super) fn all(call: &Call<'_>) -> Given {
    let all = call.site.projects.all();
    let shown: Vec<_> = all.iter().map(|project| shown(call, project)).collect();
    Ok(Some(json!({ "projects": shown })))
}

/// `PUT /-/projects/{id}`: its credentials are told this once.
pub(super) fn add(call: &Call<'_>, id: &str) -> Given {
    let body = if call.body.is_empty() { b"{}" } else { call.body };
    let written: Written = read(body, "a project")?;
    let project = written.project(Some(id)).map_err(|error| bad(&error))?;
    let added =
        call.site.add_project(project).map_err(|why| Refusal::new(StatusCode::CONFLICT, why))?;
    let pair = |keys: &Keys| {
        let mut pair = json!({ "ak": keys.access_key(), "sk": keys.secret_key() });
        if let Some(token) = keys.token() {
            pair["security_token"] = token.into();
        }
        pair
    };
    let keys: Vec<_> = added.keys.iter().map(pair).collect();
    Ok(Some(json!({ "id": added.id, "token": added.token.expose(), "keys": keys })))
}

/// `DELETE /-/projects/{id}`.
pub(super) fn remove(call: &Call<'_>, id: &str) -> Given {
    let projects = &call.site.projects;
    if call.site.remove_project(id) {
        return Ok(None);
    }
    Err(if id == projects.own.id {
        Refusal::new(StatusCode::CONFLICT, format!("{id} is the server's own project, which stays"))
    } else {
        no_project(call.site, id)
    })
}

fn shown(call: &Call<'_>, project: &Holding) -> Value {
    let regions = call.site.projects.regions();
    let of = regions.iter().filter(|region| region.project_id == project.id);
    let own = project.id == call.site.projects.own.id;
    // The account's pairs own all projects, and stand beside its own one.
    let account = call.site.identity.keys.iter().filter(|_| own);
    let access_keys: BTreeSet<_> =
        account.chain(&project.keys).map(|keys| keys.access_key()).collect();
    let limit = project.limit().and_then(|limit| serde_json::to_value(limit).ok());
    json!({
        "id": project.id,
        "own": own,
        "regions": of.map(|region| &region.name).collect::<Vec<_>>(),
        "jobs": project.jobs(&call.site.clock).len(),
        "access_keys": access_keys,
        "permissions": project.permissions,
        "limit": limit,
    })
}
