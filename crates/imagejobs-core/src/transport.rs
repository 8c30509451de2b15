//! From a request to an answer that was read whole.
//!
//! The transport knows the endpoint and the credentials, and adds to each request what every call
//! needs. It sends and reads within limits of time and size, so that a server which drips, never
//! ends or never begins costs a known amount, and tries again where that may help. An answer of any
//! status is an answer; only what keeps one from coming whole is an error here.

mod attempt;
mod body;
mod builder;
mod failure;
mod server_clock;

use std::fmt;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use http::StatusCode;
use tracing::{Instrument, field};

use crate::clock::{Clock, within};
use crate::credentials::{Cache, Credentials};
use crate::error::Attempts;
use crate::retry::{self, Budget, Policy};
use crate::runtime::{Operation, Request, Response};
use crate::{Endpoint, Error};

use builder::Settings;
pub use builder::TransportBuilder;
pub(crate) use builder::strict;
use server_clock::ServerClock;

/// Sends requests to one endpoint, with one set of credentials. Clones share their connections,
/// their credentials and their budget for retries.
///
/// ```
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// use std::time::Duration;
///
/// use imagejobs_core::Transport;
///
/// let transport = Transport::builder().endpoint("http://127.0.0.1:8080").token("T").build()?;
/// assert_eq!(transport.endpoint().port(), 8080);
/// assert_eq!(transport.credentials().await?.unwrap().origin, "the token that was given");
/// assert!((0.0..=1.0).contains(&transport.jitter()));
/// // Nothing has been answered yet.
/// assert_eq!(transport.clock_skew(), None);
///
/// // What a call needs first counts against its limit of time.
/// let (project_id, spent) = transport.limited("asking", async { Ok("0123456789abcdef") }).await?;
/// let for_one_call = transport
///     .clone()
///     .with_project_id(project_id)
///     .with_time_spent(spent)
///     .with_max_attempts(1);
/// let waited = for_one_call.clock().sleep(Duration::ZERO);
/// waited.await;
///
/// // Another service, without credentials, over the same budget for retries.
/// let elsewhere = transport.to("http://127.0.0.1:9090".parse()?, None)?;
/// assert!(elsewhere.credentials().await?.is_none());
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct Transport {
    shared: Arc<Shared>,
    retry: Policy,
    /// The limit of a whole operation.
    operation: Duration,
    /// What of it is spent before the first attempt.
    spent: Duration,
    project_id: Option<Arc<str>>,
}

struct Shared {
    endpoint: Endpoint,
    credentials: Option<Cache>,
    settings: Settings,
    budget: Arc<Budget>,
    server_clock: ServerClock,
}

#[derive(Clone, Copy, Debug)]
struct Limits {
    attempt: Duration,
    body: usize,
}

impl Transport {
    /// Begins a transport. It needs an endpoint, and for most servers credentials.
    pub fn builder() -> TransportBuilder {
        TransportBuilder::default()
    }

    /// Where the requests go.
    #[must_use]
    pub fn endpoint(&self) -> &Endpoint {
        &self.shared.endpoint
    }

    /// The same transport with another number of attempts: at least 1.
    #[must_use]
    pub fn with_max_attempts(mut self, attempts: u32) -> Self {
        self.retry.max_attempts = attempts.max(1);
        self
    }

    /// The same transport for a call of which so much time is spent already.
    #[must_use]
    pub fn with_time_spent(mut self, spent: Duration) -> Self {
        self.spent = spent;
        self
    }

    /// Does what must be done before a call, within the limit of an operation, and gives how long
    /// it took.
    ///
    /// # Errors
    /// What it says itself, or a timeout that names `what` did not end.
    pub async fn limited<T>(
        &self,
        what: &str,
        before: impl Future<Output = Result<T, Error>>,
    ) -> Result<(T, Duration), Error> {
        let clock = &*self.shared.settings.clock;
        let started = clock.monotonic();
        let done = within(clock, self.operation, pin!(before)).await;
        let done = done.unwrap_or_else(|| Err(Error::timeout(what, self.operation)))?;
        Ok((done, clock.monotonic().saturating_sub(started)))
    }

    /// The same transport for the calls of one project: signed calls name it.
    #[must_use]
    pub fn with_project_id(mut self, project_id: &str) -> Self {
        self.project_id = Some(project_id.into());
        self
    }

    /// The credentials that the next call would be sent with; `None` where it needs none.
    ///
    /// # Errors
    /// A credentials error when there are none, or none that can be used.
    pub async fn credentials(&self) -> Result<Option<Arc<Credentials>>, Error> {
        match &self.shared.credentials {
            Some(cache) => cache.get().await.map(Some),
            None => Ok(None),
        }
    }

    /// The clock that it tells the time and waits by.
    #[must_use]
    pub fn clock(&self) -> Arc<dyn Clock> {
        self.shared.settings.clock.clone()
    }

    /// The jitter of the next wait: a number from 0 to 1.
    #[must_use]
    pub fn jitter(&self) -> f64 {
        self.retry.jitter()
    }

    /// By how many seconds the server's clock is ahead of this machine's, by the `Date` of the last
    /// answer that had one.
    #[must_use]
    pub fn clock_skew(&self) -> Option<i64> {
        self.shared.server_clock.last()
    }

    pub(crate) async fn execute(
        &self,
        request: &Request,
        operation: &'static Operation,
    ) -> Result<Response, Error> {
        let span = tracing::info_span!(
            "operation",
            "otel.kind" = "client",
            "otel.name" = operation.id,
            "http.request.method" = %request.method,
            "url.template" = operation.path,
            "server.address" = self.shared.endpoint.host(),
            "server.port" = self.shared.endpoint.port(),
            "http.response.status_code" = field::Empty,
            "error.type" = field::Empty,
        );
        let done = self.operation(request, operation).instrument(span.clone()).await;
        record(&span, done.as_ref().map(|response| response.status));
        done
    }

    /// The attempts of a call, one after the other.
    async fn operation(
        &self,
        request: &Request,
        operation: &'static Operation,
    ) -> Result<Response, Error> {
        let Shared { settings: Settings { clock, limits, .. }, budget, .. } = &*self.shared;
        let started = clock.monotonic();
        let passed = || self.spent + clock.monotonic().saturating_sub(started);
        let left = || self.operation.saturating_sub(passed());
        let mut attempts = Attempts::default();
        let mut tried_anew = false;
        let mut throttled = false;
        loop {
            // Credentials have retries of their own, where they are got by calls.
            let credentials = match within(&**clock, left(), pin!(self.credentials())).await {
                Some(Ok(credentials)) => credentials,
                Some(Err(error)) if attempts.made == 0 => return Err(error),
                Some(Err(error)) => return Err(error.after(attempts)),
                None => {
                    let late = Error::timeout("getting credentials", self.operation);
                    return Err(late.of(operation).after(attempts));
                }
            };
            let limit = limits.attempt.min(left());
            attempts.made += 1;
            let attempt = pin!(self.attempt(request, operation, credentials, attempts.made));
            let mut ended = within(&**clock, limit, attempt).await.unwrap_or_else(|| {
                let what = if limit == limits.attempt { "an attempt" } else { "the operation" };
                let whole = if limit == limits.attempt { limit } else { self.operation };
                Err(Error::timeout(what, whole).of(operation))
            });
            let mut free = false;
            let wait = match &mut ended {
                Ok(sent) if sent.response.status().is_success() => {
                    budget.succeeded();
                    sent.response.context.throttled = throttled;
                    None
                }
                Ok(sent) if sent.response.status() == 401 && !tried_anew => {
                    tried_anew = true;
                    let anew = pin!(self.can_authenticate_anew(sent, self.may(&attempts)));
                    free = within(&**clock, left(), anew).await.unwrap_or(false);
                    free.then_some(Duration::ZERO)
                }
                Ok(sent) if retry::is_retryable_status(sent.response.status().as_u16()) => {
                    throttled |= sent.response.status() == StatusCode::TOO_MANY_REQUESTS;
                    let asked = retry::asked_wait(&sent.response, clock.now());
                    sent.response.context.retry_after = asked;
                    Some(asked.unwrap_or_else(|| self.retry.backoff(attempts.made)))
                }
                Ok(_) => None,
                Err(error) if error.is_retryable() => Some(self.retry.backoff(attempts.made)),
                Err(_) => None,
            };
            attempts.over = passed();
            let again = wait
                .filter(|wait| self.may(&attempts) && *wait < left())
                .filter(|_| free || budget.pay());
            let Some(wait) = again else {
                return match ended {
                    Ok(sent) => Ok(self.finished(sent, attempts)),
                    Err(error) => Err(error.after(attempts)),
                };
            };
            if attempts.first.is_none() {
                attempts.first = Some(match ended {
                    Ok(sent) => Error::status_of(&sent.response),
                    Err(error) => error,
                });
            }
            tracing::debug!(attempt = attempts.made, ?wait, "trying again");
            clock.sleep(wait).await;
        }
    }

    fn may(&self, attempts: &Attempts) -> bool {
        attempts.made < self.retry.max_attempts
    }

    /// One attempt, in a span of its own.
    async fn attempt(
        &self,
        request: &Request,
        operation: &'static Operation,
        credentials: Option<Arc<Credentials>>,
        number: u32,
    ) -> Result<Sent, Error> {
        let span = tracing::debug_span!(
            "attempt",
            "http.request.method" = %request.method,
            "url.template" = operation.path,
            "server.address" = self.shared.endpoint.host(),
            "http.request.resend_count" = number - 1,
            "http.response.status_code" = field::Empty,
            "error.type" = field::Empty,
        );
        let stamped = self.shared.server_clock.correction();
        let sent = self.send(request, operation, credentials.as_ref(), stamped);
        let done = sent.instrument(span.clone()).await;
        record(&span, done.as_ref().map(|response| response.status));
        done.map(|response| Sent { response, credentials, stamped })
    }

    /// Whether a 401 may go away: the clocks differ and the call was signed, or there are other
    /// credentials. A clock is learned even where this call may not be tried again.
    async fn can_authenticate_anew(&self, sent: &Sent, may: bool) -> bool {
        let (Some(cache), Some(used)) = (&self.shared.credentials, &sent.credentials) else {
            return false;
        };
        let signed = matches!(used.kind, crate::credentials::Kind::Keys(_));
        if signed && self.shared.server_clock.learn(sent.stamped, &sent.response) {
            return may;
        }
        may && cache.replace(used).await.is_some()
    }

    fn finished(&self, sent: Sent, attempts: Attempts) -> Response {
        let Sent { mut response, credentials, .. } = sent;
        // A success may turn out to be unreadable.
        response.context.attempts = attempts;
        if response.status() == 401 {
            let origin =
                credentials.map(|used| format!("the credentials came from {}", used.origin));
            let complaint = self.shared.server_clock.complaint(&response);
            response.context.notes.extend(origin.into_iter().chain(complaint));
        }
        response
    }
}

/// An answer, and the credentials that it was asked for with.
struct Sent {
    response: Response,
    credentials: Option<Arc<Credentials>>,
    /// The correction of the clock that it was stamped with.
    stamped: i64,
}

/// What a span tells of how it ended.
fn record(span: &tracing::Span, done: Result<StatusCode, &Error>) {
    match done.map(|status| status.as_u16()) {
        Ok(status) => {
            span.record("http.response.status_code", status);
            if status >= 400 {
                span.record("error.type", field::display(status));
            }
        }
        Err(error) => {
            span.record("error.type", error.kind());
        }
    }
}

impl fmt::Debug for Transport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Transport")
            .field("endpoint", &self.shared.endpoint.as_str())
            .field("credentials", &self.shared.credentials)
            .field("limits", &self.shared.settings.limits)
            .field("retry", &self.retry)
            .finish_non_exhaustive()
    }
}
