//! From a request to an answer that was read whole.
//!
//! The transport knows the endpoint and the credentials, and adds to each request what every call
//! needs. It sends and reads within limits of time and size, so that a server which drips, never
//! ends or never begins costs a known amount. An answer of any status is an answer; only what keeps
//! one from coming whole is an error here.

mod body;
mod builder;

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use http::HeaderValue;
use http::header::USER_AGENT;

use crate::clock::{Clock, within};
use crate::runtime::{Operation, Request, Response};
use crate::{AuthToken, Endpoint, Error};

pub use builder::TransportBuilder;

const AGENT: HeaderValue =
    HeaderValue::from_static(concat!("imagejobs/", env!("CARGO_PKG_VERSION")));

/// Sends requests to one endpoint, with one set of credentials. Clones share their connections.
#[derive(Clone)]
pub struct Transport(Arc<Inner>);

struct Inner {
    http: reqwest::Client,
    endpoint: Endpoint,
    token: Option<AuthToken>,
    limits: Limits,
    clock: Arc<dyn Clock>,
}

#[derive(Clone, Copy, Debug)]
struct Limits {
    attempt: Duration,
    operation: Duration,
    body: usize,
}

impl Transport {
    /// Begins a transport. It needs an endpoint, and for most servers a token.
    pub fn builder() -> TransportBuilder {
        TransportBuilder::default()
    }

    /// Where the requests go.
    #[must_use]
    pub fn endpoint(&self) -> &Endpoint {
        &self.0.endpoint
    }

    pub(crate) async fn execute(
        &self,
        request: &Request,
        operation: &'static Operation,
    ) -> Result<Response, Error> {
        let Inner { limits, clock, .. } = &*self.0;
        let attempt = async {
            let sent = self.attempt(request, operation);
            within(&**clock, limits.attempt, sent)
                .await
                .unwrap_or_else(|| Err(Error::timeout(operation, "an attempt", limits.attempt)))
        };
        within(&**clock, limits.operation, attempt)
            .await
            .unwrap_or_else(|| Err(Error::timeout(operation, "the operation", limits.operation)))
    }

    async fn attempt(
        &self,
        request: &Request,
        operation: &'static Operation,
    ) -> Result<Response, Error> {
        let url = format!("{}{}", self.0.endpoint.as_str(), request.target);
        let mut outgoing = self
            .0
            .http
            .request(request.method.clone(), url)
            .headers(request.headers.clone())
            .header(USER_AGENT, AGENT);
        if !request.body.is_empty() {
            outgoing = outgoing.body(request.body.clone());
        }
        if let Some(token) = &self.0.token {
            outgoing = outgoing.header("x-auth-token", token.header());
        }
        let mut incoming = outgoing.send().await.map_err(|error| failed(operation, error))?;
        let body = body::read(&mut incoming, operation, self.0.limits.body).await?;
        let response = Response {
            operation,
            status: incoming.status(),
            headers: std::mem::take(incoming.headers_mut()),
            body: body.bytes,
        };
        // A failure's body is kept as far as it was read; a success must be whole.
        if body.too_large && response.status.is_success() {
            let what = format!(
                "answered {} with a body of more than {} bytes, the limit",
                response.status, self.0.limits.body
            );
            return Err(Error::undecodable(&response, what));
        }
        Ok(response)
    }
}

/// An error of the HTTP client, which keeps the URL to itself and its reasons in its sources.
fn failed(operation: &'static Operation, error: reqwest::Error) -> Error {
    let error = error.without_url();
    let what = if error.is_timeout() {
        "could not connect within the limit"
    } else if error.is_connect() {
        "could not connect"
    } else if error.is_body() || error.is_decode() {
        "broke off before the answer was complete"
    } else {
        "got no answer"
    };
    let reasons = reasons(&error);
    Error::connect(
        operation,
        if reasons.is_empty() { what.to_owned() } else { format!("{what}: {reasons}") },
        error,
    )
}

/// The innermost reason that says more than the ones around it: `connection refused`.
fn reasons(error: &dyn std::error::Error) -> String {
    let mut innermost = error.source();
    while let Some(next) = innermost.and_then(std::error::Error::source) {
        innermost = Some(next);
    }
    innermost
        .map_or_else(String::new, |reason| crate::escape_controls(&reason.to_string()).into_owned())
}

impl fmt::Debug for Transport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Transport")
            .field("endpoint", &self.0.endpoint.as_str())
            .field("token", &self.0.token)
            .field("limits", &self.0.limits)
            .finish_non_exhaustive()
    }
}
