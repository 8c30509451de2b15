//! The page for people, at `/`: the jobs of a project, the last calls and the faults at work, live.
//!
//! Like a call of the control API, one of the page is none to the service. The page itself says
//! nothing of the server and is given to whoever asks. What it shows comes as a stream of events from
//! `/-/events`, and is given to those only who could see it anyway.

mod assets;
mod events;
mod guard;
mod view;

use std::sync::Arc;

use bytes::Bytes;
use http::request::Parts;
use http::{HeaderMap, HeaderName, HeaderValue, Method, Response, StatusCode, header};

use crate::params::View;
use crate::refusal::Refusal;
use crate::site::Site;

pub(crate) use events::{Events, MOST_STREAMS};

/// What a call of the page gets.
pub(crate) enum Shown {
    Whole(Response<Bytes>),
    Events(Response<Events>),
}

const EVENTS: &str = "/-/events";

/// Whether a call is one of the page.
pub(crate) fn has(head: &Parts) -> bool {
    match head.uri.path() {
        "/" => is_read(&head.method),
        EVENTS => true,
        path => assets::named(path).is_some(),
    }
}

/// Answers a call of the page.
pub(crate) fn answer(site: &Arc<Site>, head: &Parts) -> Shown {
    let path = head.uri.path();
    match assets::named(path) {
        _ if path == EVENTS => match events(site, head) {
            Ok(response) => Shown::Events(response),
            Err(refusal) => refused(refusal),
        },
        Some(asset) if is_read(&head.method) => {
            let mut response = Response::new(Bytes::from_static(asset.text.as_bytes()));
            add_headers(response.headers_mut(), asset.kind);
            Shown::Whole(response)
        }
        _ => refused(wrong_method(&head.method)),
    }
}

fn events(site: &Arc<Site>, head: &Parts) -> Result<Response<Events>, Refusal> {
    if head.method != Method::GET {
        return Err(wrong_method(&head.method));
    }
    guard::check(site, head)?;
    let asked = View::from_query(head.uri.query().unwrap_or_default())
        .map_err(|why| Refusal::new(StatusCode::BAD_REQUEST, why))?;
    let events = Events::new(Arc::clone(site), asked)?;
    let mut response = Response::new(events);
    add_headers(response.headers_mut(), "text/event-stream; charset=utf-8");
    Ok(response)
}

fn refused(refusal: Refusal) -> Shown {
    let mut response = refusal.into_response();
    add_headers(response.headers_mut(), "application/json");
    Shown::Whole(response)
}

fn wrong_method(method: &Method) -> Refusal {
    Refusal::wrong_method(method.as_str(), "GET")
}

fn is_read(method: &Method) -> bool {
    matches!(*method, Method::GET | Method::HEAD)
}

/// The page runs its own scripts, in its own style, and talks to its own server; nobody frames it.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; \
                      img-src 'self' data:; base-uri 'none'; form-action 'none'; \
                      frame-ancestors 'none'; require-trusted-types-for 'script'; \
                      trusted-types 'none'";

fn add_headers(headers: &mut HeaderMap, kind: &'static str) {
    let headers_of_all = [
        (header::CONTENT_TYPE, kind),
        (header::CONTENT_SECURITY_POLICY, POLICY),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::REFERRER_POLICY, "no-referrer"),
        (header::CACHE_CONTROL, "no-store"),
        (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
    ];
    for (name, value) in headers_of_all {
        headers.insert(name, HeaderValue::from_static(value));
    }
}
