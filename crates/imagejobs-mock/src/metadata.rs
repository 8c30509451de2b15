//! The metadata service of a cloud server: it gives temporary keys to the programs that run there.
//!
//! On a cloud server it stands at an address of its own; here it shares the listener.

use std::time::Duration;

use bytes::Bytes;
use http::{HeaderValue, Method, Response, StatusCode, header};
use jiff::Timestamp;
use serde_json::json;

use crate::call::{self, Asked};
use crate::failure::Failure;
use crate::identity::Identity;
use crate::time::{after, microseconds};

/// What the metadata service is like, for [`Builder::metadata`](crate::Builder::metadata).
///
/// Every fetch gives new keys. They are good, by the server's clock, for the lifetime and own all
/// projects of the server.
///
/// ```
/// use std::time::Duration;
/// use imagejobs_mock::{Metadata, Server};
///
/// let metadata = Metadata::new().key_lifetime(Duration::from_secs(900));
/// let server = Server::builder().metadata(metadata).start()?;
/// # std::io::Result::Ok(())
/// ```
///
/// ```
/// use imagejobs_mock::Metadata;
///
/// // A cloud server of before there were tokens, and one that may not have keys.
/// let old = Metadata::new().without_tokens(404).whole_seconds();
/// let poor = Metadata::new().without_agency();
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[must_use = "a server has it only when it is passed to `Builder::metadata`"]
pub struct Metadata {
    tokens: Result<(), StatusCode>,
    agency: bool,
    lifetime: Duration,
    fraction: bool,
}

impl Metadata {
    /// The service of a server that has an agency: it asks for a token and gives keys for 6 hours.
    pub fn new() -> Self {
        Self {
            tokens: Ok(()),
            agency: true,
            lifetime: Duration::from_secs(6 * 3600),
            fraction: true,
        }
    }

    /// Has no tokens and asks for none: a request for one gets this status, which servers without
    /// them give as 404, 405 or 503. A number that is no status is 404.
    pub fn without_tokens(mut self, status: u16) -> Self {
        self.tokens = Err(StatusCode::from_u16(status).unwrap_or(StatusCode::NOT_FOUND));
        self
    }

    /// Has no agency, so no keys: a request for them gets status 401 and the text
    /// `Please configure Cloud Service Agency first`.
    pub fn without_agency(mut self) -> Self {
        self.agency = false;
        self
    }

    /// Sets how long keys are good.
    pub fn key_lifetime(mut self, lifetime: Duration) -> Self {
        self.lifetime = lifetime;
        self
    }

    /// Writes `expires_at` without a fraction of a second. The keys are good until then.
    pub fn whole_seconds(mut self) -> Self {
        self.fraction = false;
        self
    }
}

impl Default for Metadata {
    fn default() -> Self {
        Self::new()
    }
}

const TOKEN: &str = "/meta-data/latest/api/token";
const KEYS: &str = "/openstack/latest/securitykey";

/// Whether a path is the metadata service's.
pub(crate) fn has(path: &str) -> bool {
    path.starts_with("/meta-data/") || path.starts_with("/openstack/")
}

pub(crate) fn answer(
    server: &Metadata,
    identity: &Identity,
    asked: &Asked<'_>,
) -> Result<Response<Bytes>, Failure> {
    let method = &asked.head.method;
    match asked.head.uri.path() {
        TOKEN => match server.tokens {
            Err(status) => Err(Failure::metadata(status, "there are no tokens here")),
            Ok(()) if method == Method::PUT => token(identity, asked),
            Ok(()) => Err(wrong_method("PUT")),
        },
        KEYS if method == Method::GET => keys(server, identity, asked),
        KEYS => Err(wrong_method("GET")),
        _ => Err(Failure::metadata(StatusCode::NOT_FOUND, "there is nothing here")),
    }
}

/// The longest life of a token, in seconds: six hours.
const LONGEST: u64 = 21_600;

fn token(identity: &Identity, asked: &Asked<'_>) -> Result<Response<Bytes>, Failure> {
    let lifetime = header_of(asked, "x-metadata-token-ttl-seconds");
    let lifetime =
        lifetime.and_then(|text| text.parse().ok()).filter(|s| (1..=LONGEST).contains(s));
    let lifetime = lifetime.ok_or_else(|| {
        let what = format!("X-Metadata-Token-Ttl-Seconds must be a number from 1 to {LONGEST}");
        Failure::metadata(StatusCode::BAD_REQUEST, what)
    })?;
    let until = after(asked.arrived, Duration::from_secs(lifetime));
    let mut response = Response::new(Bytes::from(identity.issue_metadata_token(until)));
    let text = HeaderValue::from_static("text/plain; charset=utf-8");
    response.headers_mut().insert(header::CONTENT_TYPE, text);
    Ok(response)
}

fn keys(
    server: &Metadata,
    identity: &Identity,
    asked: &Asked<'_>,
) -> Result<Response<Bytes>, Failure> {
    if server.tokens.is_ok() {
        let sent = header_of(asked, "x-metadata-token");
        if !sent.is_some_and(|token| identity.is_metadata_token(token, asked.arrived)) {
            let what = "X-Metadata-Token is missing, wrong or no longer good";
            return Err(Failure::metadata(StatusCode::UNAUTHORIZED, what));
        }
    }
    if !server.agency {
        let what = "Please configure Cloud Service Agency first";
        return Err(Failure::metadata(StatusCode::UNAUTHORIZED, what));
    }
    let mut until = after(asked.arrived, server.lifetime);
    if !server.fraction {
        until = Timestamp::from_second(until.as_second()).unwrap_or(until);
    }
    let keys = identity.issue_keys(until);
    let expires_at = if server.fraction { microseconds(until) } else { until.to_string() };
    let body = json!({"credential": {
        "access": keys.access_key(),
        "expires_at": expires_at,
        "secret": keys.secret_key(),
        "securitytoken": keys.token(),
    }});
    Ok(call::json(body.to_string()))
}

fn header_of<'a>(asked: &Asked<'a>, name: &str) -> Option<&'a str> {
    asked.head.headers.get(name)?.to_str().ok()
}

fn wrong_method(right: &str) -> Failure {
    Failure::metadata(StatusCode::METHOD_NOT_ALLOWED, format!("use {right}"))
}
