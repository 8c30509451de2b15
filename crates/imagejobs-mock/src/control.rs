//! The control API: what a test in any language does to a running server, below `/-/`, where no path
//! of the service is.
//!
//! Such a call is none to the service: it is not recorded, takes no answer of a script and meets no
//! fault.

use std::net::SocketAddr;

use bytes::Bytes;
use http::request::Parts;
use http::{HeaderValue, Response, StatusCode, header};
use percent_encoding::percent_decode_str;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use crate::call;
use crate::control::bodies::{NewJob, Status, Time};
use crate::faults::FaultPlan;
use crate::site::Site;

mod bodies;

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
            Self::Open if !listen.ip().is_loopback() => {
                Err("a server that other machines reach can be controlled with a key only")
            }
            Self::Key(key)
                if key.is_empty() || !key.bytes().all(|byte| byte.is_ascii_graphic()) =>
            {
                Err("the key of the control API must be visible characters of ASCII, and some")
            }
            _ => Ok(()),
        }
    }
}

/// Why a call is refused.
struct Refusal {
    status: StatusCode,
    why: String,
    /// The methods that a path has.
    allow: Option<&'static str>,
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
        Err(Refusal { status, why, allow }) => {
            let mut response = call::json(json!({ "error": why }).to_string());
            *response.status_mut() = status;
            if let Some(allow) = allow {
                response.headers_mut().insert(header::ALLOW, HeaderValue::from_static(allow));
            }
            response
        }
    }
}

fn route(site: &Site, head: &Parts, body: &[u8]) -> Given {
    let path = head.uri.path();
    let segments: Vec<_> = path.trim_start_matches("/-").split('/').skip(1).collect();
    let method = head.method.as_str();
    if segments == ["health"] {
        return match method {
            "GET" | "HEAD" => Ok(Some(json!({ "status": "ok" }))),
            _ => Err(wrong_method(method, "GET")),
        };
    }
    allowed(&site.control, head)?;
    match (&segments[..], method) {
        (["jobs"], "POST") => add(site, body),
        (["jobs"], _) => Err(wrong_method(method, "POST")),
        (["jobs", id], "PATCH") => {
            let Status { status } = read(body)?;
            found(id, |id| site.jobs().set_status(id, &status))
        }
        (["jobs", id], "DELETE") => found(id, |id| site.jobs().remove(id)),
        (["jobs", _], _) => Err(wrong_method(method, "PATCH, DELETE")),
        (["time"], "GET") => Ok(Some(times(site))),
        (["time"], "POST") => {
            let Time { advance, pass } = read(body)?;
            advance.into_iter().for_each(|by| site.clock.advance(by));
            pass.into_iter().for_each(|by| site.each_jobs(|jobs| jobs.pass(by)));
            Ok(Some(times(site)))
        }
        (["time"], _) => Err(wrong_method(method, "GET, POST")),
        (["faults"], "PUT") => {
            let plan: FaultPlan = text(body)?.parse().map_err(|error| bad(&error))?;
            site.set_faults(Some(plan));
            Ok(None)
        }
        (["faults"], "DELETE") => {
            site.set_faults(None);
            Ok(None)
        }
        (["faults"], _) => Err(wrong_method(method, "PUT, DELETE")),
        (["received"], "GET") => {
            let calls: Vec<_> = site.journal.last().iter().map(|call| call.shown()).collect();
            Ok(Some(json!({ "calls": site.journal.calls(), "received": calls })))
        }
        (["received"], "DELETE") => {
            site.journal.clear();
            Ok(None)
        }
        (["received"], _) => Err(wrong_method(method, "GET, DELETE")),
        _ => Err(Refusal {
            status: StatusCode::NOT_FOUND,
            why: "there are /-/health, /-/jobs, /-/jobs/{id}, /-/time, /-/faults and /-/received"
                .to_owned(),
            allow: None,
        }),
    }
}

fn allowed(control: &Control, head: &Parts) -> Result<(), Refusal> {
    let refused = |status, why: &str| Err(Refusal { status, why: why.to_owned(), allow: None });
    // A page of somebody else's in a browser on this machine reaches what only this machine does.
    if head.headers.contains_key(header::ORIGIN) {
        return refused(StatusCode::FORBIDDEN, "no page in a browser controls the server");
    }
    match control {
        Control::Open => Ok(()),
        Control::Off => refused(
            StatusCode::FORBIDDEN,
            "the control API is off; it is on with Builder::control, or imagejobs serve --control",
        ),
        Control::Key(key) => {
            let shown = head.headers.get(KEY).map(HeaderValue::as_bytes);
            if shown.is_some_and(|shown| same(shown, key.as_bytes())) {
                return Ok(());
            }
            refused(StatusCode::UNAUTHORIZED, "send the server's key in the header X-Control-Key")
        }
    }
}

/// Compares in a time that does not tell where two keys differ.
fn same(one: &[u8], other: &[u8]) -> bool {
    let differ = one.iter().zip(other).fold(0, |differ, (one, other)| differ | (one ^ other));
    one.len() == other.len() && differ == 0
}

fn add(site: &Site, body: &[u8]) -> Given {
    let one = body.iter().find(|byte| !byte.is_ascii_whitespace()) != Some(&b'[');
    let jobs: Vec<NewJob> = if one { vec![read(body)?] } else { read(body)? };
    let mut ids = Vec::with_capacity(jobs.len());
    site.jobs().add_all(jobs.into_iter().map(NewJob::job), |id| ids.push(id));
    Ok(Some(json!({ "ids": ids })))
}

fn found(id: &str, change: impl FnOnce(&str) -> bool) -> Given {
    let id = percent_decode_str(id).decode_utf8_lossy();
    if change(&id) {
        return Ok(None);
    }
    let why = format!("there is no job with the id {id:?}");
    Err(Refusal { status: StatusCode::NOT_FOUND, why, allow: None })
}

fn times(site: &Site) -> Value {
    let jobs = site.jobs();
    let (now, jobs_now) = (site.clock.now().to_string(), jobs.now().to_string());
    json!({ "now": now, "jobs_now": jobs_now, "frozen": jobs.is_frozen() })
}

fn text(body: &[u8]) -> Result<&str, Refusal> {
    std::str::from_utf8(body).map_err(|error| bad(&error))
}

fn read<T: DeserializeOwned>(body: &[u8]) -> Result<T, Refusal> {
    serde_json::from_slice(body).map_err(|error| bad(&error))
}

fn bad(error: &dyn std::fmt::Display) -> Refusal {
    Refusal { status: StatusCode::BAD_REQUEST, why: error.to_string(), allow: None }
}

fn wrong_method(method: &str, right: &'static str) -> Refusal {
    let why = format!("{method} is not allowed here; use {right}");
    Refusal { status: StatusCode::METHOD_NOT_ALLOWED, why, allow: Some(right) }
}
