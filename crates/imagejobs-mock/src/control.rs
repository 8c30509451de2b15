//! The control API: what a test in any language does to a running server, below `/-/`, where no path
//! of the service is.
//!
//! Such a call is none to the service: it is not recorded, takes no answer of a script and meets no
//! fault.

use std::net::SocketAddr;
use std::sync::{Arc, MutexGuard};
use std::time::Duration;

use bytes::Bytes;
use http::request::Parts;
use http::{HeaderValue, Response, StatusCode};
use percent_encoding::percent_decode_str;
use serde::de::{DeserializeOwned, IgnoredAny};
use serde::{Deserialize, Deserializer};
use serde_json::{Value, json};

use crate::call;
use crate::failure::shown;
use crate::faults::{FaultPlan, Running};
use crate::jobs::Jobs;
use crate::length;
use crate::params::View;
use crate::projects::Holding;
use crate::refusal::Refusal;
use crate::signed::equal;
use crate::site::Site;
use crate::visitor;

mod jobs;
mod projects;
mod snapshots;

/// The header that shows the key, where there is one.
const KEY: &str = "x-control-key";

/// Who may control the server.
#[derive(Clone, Default)]
pub(crate) enum Control {
    /// Nobody.
    #[default]
    Off,
    /// Whoever reaches it.
    Open,
    /// Whoever has this key.
    Key(String),
}

impl Control {
    /// Whether it may be so on this address.
    pub(crate) fn check(&self, listen: SocketAddr) -> Result<(), &'static str> {
        match self {
            Self::Open if !listen.ip().is_loopback() => Err(
                "a server that other machines reach can be controlled with a key only: set one with \
                     Builder::control_key, or in the variable IMAGEJOBS_CONTROL_KEY",
            ),
            Self::Key(key)
                if key.is_empty() || !key.bytes().all(|byte| byte.is_ascii_graphic()) =>
            {
                Err(
                    "the key of the control API (Builder::control_key, IMAGEJOBS_CONTROL_KEY) must be \
                     visible characters of ASCII, one at least",
                )
            }
            _ => Ok(()),
        }
    }
}

/// What a call gives: nothing, or JSON.
type Given = Result<Option<Value>, Refusal>;

/// Whether a path is of the control API.
pub(crate) fn has(path: &str) -> bool {
    path == "/-" || path.starts_with("/-/")
}

pub(crate) fn answer(site: &Site, head: &Parts, body: &[u8]) -> Response<Bytes> {
    match route(site, head, body) {
        Ok(Some(value)) => call::json(value.to_string()),
        Ok(None) => {
            let mut response = Response::new(Bytes::new());
            *response.status_mut() = StatusCode::NO_CONTENT;
            response
        }
        Err(refusal) => refusal.into_response(),
    }
}

fn route(site: &Site, head: &Parts, body: &[u8]) -> Given {
    let path = head.uri.path();
    let method = head.method.as_str();
    if path == "/-/health" {
        return match method {
            "GET" | "HEAD" => Ok(Some(json!({ "status": "ok" }))),
            _ => Err(Refusal::wrong_method(method, "GET")),
        };
    }
    allowed(&site.control, head)?;
    let segments = path.strip_prefix("/-").unwrap_or(path).split('/').skip(1);
    let decoded =
        |raw| percent_decode_str(raw).decode_utf8().map_err(|_| bad(&"the path is not UTF-8"));
    let segments = segments.map(decoded).collect::<Result<Vec<_>, _>>()?;
    let segments: Vec<_> = segments.iter().map(AsRef::as_ref).collect();
    if segments.contains(&"") {
        return Err(Refusal::not_found(ROUTES));
    }
    let call = Call::read(site, head, body)?;
    match (&segments[..], method) {
        (["jobs"], "GET") => jobs::list(&call),
        (["jobs"], "POST") => jobs::add(&call),
        (["jobs"], "DELETE") => jobs::clear(&call),
        (["jobs"], _) => Err(Refusal::wrong_method(method, "GET, POST, DELETE")),
        (["jobs", id], "GET") => jobs::show(&call, id),
        (["jobs", id], "PATCH") => jobs::change(&call, id),
        (["jobs", id], "DELETE") => jobs::remove(&call, id),
        (["jobs", _], _) => Err(Refusal::wrong_method(method, "GET, PATCH, DELETE")),
        (["projects"], "GET") => projects::all(&call),
        (["projects"], _) => Err(Refusal::wrong_method(method, "GET")),
        (["projects", id], "PUT") => projects::add(&call, id),
        (["projects", id], "DELETE") => projects::remove(&call, id),
        (["projects", _], _) => Err(Refusal::wrong_method(method, "PUT, DELETE")),
        (["time"], "GET") => Ok(Some(times(site))),
        (["time"], "POST") => move_time(&call),
        (["time"], _) => Err(Refusal::wrong_method(method, "GET, POST")),
        (["faults"], "GET") => {
            Ok(Some(json!({ "plan": site.faults().as_ref().map(Running::plan) })))
        }
        (["faults"], "PUT") => {
            site.set_faults(Some(plan(body)?));
            Ok(None)
        }
        (["faults"], "DELETE") => {
            site.set_faults(None);
            Ok(None)
        }
        (["faults"], _) => Err(Refusal::wrong_method(method, "GET, PUT, DELETE")),
        (["received"], "GET") => {
            let (count, mut calls) = site.journal.newest(usize::MAX, |_, call, note| {
                let mut shown = call.shown();
                shown["outcome"] = note.shown();
                shown
            });
            calls.reverse();
            Ok(Some(json!({ "calls": count, "received": calls })))
        }
        (["received"], "DELETE") => {
            site.journal.clear();
            Ok(None)
        }
        (["received"], _) => Err(Refusal::wrong_method(method, "GET, DELETE")),
        (["snapshots"], "GET") => snapshots::all(&call),
        (["snapshots"], _) => Err(Refusal::wrong_method(method, "GET")),
        (["snapshots", name], "PUT") => snapshots::take(&call, name),
        (["snapshots", name], "DELETE") => snapshots::remove(&call, name),
        (["snapshots", _], _) => Err(Refusal::wrong_method(method, "PUT, DELETE")),
        (["snapshots", name, "restore"], "POST") => snapshots::restore(&call, name),
        (["snapshots", _, "restore"], _) => Err(Refusal::wrong_method(method, "POST")),
        _ => Err(Refusal::not_found(ROUTES)),
    }
}

const ROUTES: &str = "there are /-/health, /-/jobs, /-/jobs/{id}, /-/projects, /-/projects/{id}, \
                      /-/time, /-/faults, /-/received, /-/events, /-/snapshots, \
                      /-/snapshots/{name} and /-/snapshots/{name}/restore";

/// A call that is allowed.
struct Call<'a> {
    site: &'a Site,
    body: &'a [u8],
    view: View,
    /// The project that it is about: the server's own where none is named.
    project: Arc<Holding>,
}

impl<'a> Call<'a> {
    fn read(site: &'a Site, head: &'a Parts, body: &'a [u8]) -> Result<Self, Refusal> {
        let view = View::from_query(head.uri.query().unwrap_or_default());
        let view = view.map_err(|error| bad(&error))?;
        let project = match &view.project {
            None => Arc::clone(&site.projects.own),
            Some(id) => site.projects.get(id.as_bytes()).ok_or_else(|| no_project(site, id))?,
        };
        Ok(Self { site, body, view, project })
    }

    fn jobs(&self) -> MutexGuard<'_, Jobs> {
        self.project.jobs(&self.site.clock)
    }
}

fn no_project(site: &Site, id: &str) -> Refusal {
    Refusal::not_found(site.projects.none(id))
}

/// How time is moved.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Time {
    /// The server's clock, and the jobs with it.
    #[serde(default, deserialize_with = "length::maybe_from_text")]
    advance: Option<Duration>,
    /// The jobs alone.
    #[serde(default, deserialize_with = "length::maybe_from_text")]
    pass: Option<Duration>,
    /// Whether the jobs' time stands still, but for `pass`.
    #[serde(default, deserialize_with = "some")]
    freeze: Option<bool>,
}

/// `POST /-/time`.
fn move_time(call: &Call<'_>) -> Given {
    let Time { advance, pass, freeze } = read(call.body, "what is done to time")?;
    let site = call.site;
    freeze.into_iter().for_each(|frozen| site.set_frozen_jobs(frozen));
    advance.into_iter().for_each(|by| site.clock.advance(by));
    pass.into_iter().for_each(|by| site.each_jobs(|jobs| jobs.pass(by)));
    Ok(Some(times(site)))
}

fn allowed(control: &Control, head: &Parts) -> Result<(), Refusal> {
    let refused = |status, why: &str| Err(Refusal::new(status, why));
    // A page of somebody else's in a browser on this machine reaches what only this machine does.
    if visitor::is_of_another_page(&head.headers) {
        return refused(StatusCode::FORBIDDEN, "no page in a browser controls the server");
    }
    match control {
        Control::Open if visitor::is_by_address(&head.headers) => Ok(()),
        Control::Open => refused(StatusCode::FORBIDDEN, visitor::ASK_BY_ADDRESS),
        Control::Off => refused(
            StatusCode::FORBIDDEN,
            "the control API is off; it is on with Builder::control, or imagejobs serve --control",
        ),
        Control::Key(key) if shows(head, key) => Ok(()),
        Control::Key(_) => refused(StatusCode::UNAUTHORIZED, SHOW_KEY),
    }
}

/// What is said to whoever does not show the key.
pub(crate) const SHOW_KEY: &str = "send the server's key in the header X-Control-Key";

/// Whether a call shows this key.
pub(crate) fn shows(head: &Parts, key: &str) -> bool {
    let shown = head.headers.get(KEY).map(HeaderValue::as_bytes);
    shown.is_some_and(|shown| equal(shown, key.as_bytes()))
}

/// A plan, the name of one, or a list of both, which are composed.
fn plan(body: &[u8]) -> Result<FaultPlan, Refusal> {
    let text = std::str::from_utf8(body).map_err(|error| bad(&error))?;
    if let Some(plan) = FaultPlan::named(text.trim()) {
        return Ok(plan);
    }
    match serde_json::from_slice(body) {
        Ok(Value::Array(plans)) if !plans.is_empty() => {
            let plans = plans.iter().map(|plan| plan_of(plan, &plan.to_string()));
            let composed = plans.reduce(|one, other| Ok(one?.and(other?)));
            composed.unwrap_or_else(|| Err(bad(&"the list has no plan")))
        }
        Ok(value) => plan_of(&value, text),
        Err(_) => text.parse().map_err(|error| bad(&error)),
    }
}

fn plan_of(value: &Value, text: &str) -> Result<FaultPlan, Refusal> {
    let Value::String(name) = value else { return text.parse().map_err(|error| bad(&error)) };
    FaultPlan::named(name).ok_or_else(|| {
        let names = FaultPlan::NAMES.map(|(name, _)| name).join(", ");
        bad(&format_args!("there is no plan {}; there are {names}", shown(name)))
    })
}

fn times(site: &Site) -> Value {
    let jobs = site.jobs();
    let (now, jobs_now) = (site.clock.now().to_string(), jobs.now().to_string());
    json!({ "now": now, "jobs_now": jobs_now, "frozen": jobs.is_frozen() })
}

/// Reads an object: a list of its fields, in whatever order, is none.
fn read<T: DeserializeOwned>(body: &[u8], what: &str) -> Result<T, Refusal> {
    if !body.trim_ascii_start().starts_with(b"{") {
        let json = serde_json::from_slice::<IgnoredAny>(body);
        return Err(json
            .map_or_else(|error| bad(&error), |_| bad(&format_args!("{what} must be an object"))));
    }
    serde_json::from_slice(body).map_err(|error| bad(&error))
}

/// A field that may be missing, but not null.
fn some<'de, T: Deserialize<'de>, D: Deserializer<'de>>(from: D) -> Result<Option<T>, D::Error> {
    T::deserialize(from).map(Some)
}

fn bad(error: &dyn std::fmt::Display) -> Refusal {
    Refusal::new(StatusCode::BAD_REQUEST, error.to_string())
}
