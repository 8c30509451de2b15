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

use std::fmt;
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, SystemTime};

use tracing::{Instrument, field};

use crate::clock::within;
use crate::credentials::{Cache, Credentials};
use crate::error::Attempts;
use crate::retry::{self, Budget, Policy};
use crate::runtime::{Operation, Request, Response};
use crate::{Endpoint, Error};

use builder::Settings;
pub use builder::TransportBuilder;
pub(crate) use builder::install_crypto;

/// How far two clocks may be apart before it is told, and corrected for signed calls.
const SKEW: Duration = Duration::from_secs(5 * 60);

/// Sends requests to one endpoint, with one set of credentials. Clones share their connections,
/// their credentials and their budget for retries.
#[derive(Clone)]
pub struct Transport {
    shared: Arc<Shared>,
    retry: Policy,
    project_id: Option<Arc<str>>,
}

struct Shared {
    http: reqwest::Client,
    endpoint: Endpoint,
    credentials: Option<Cache>,
    settings: Settings,
    budget: Budget,
    /// By how many seconds the server's clock is ahead of ours, as far as it matters.
    skew: AtomicI64,
    /// The same of the last answer that told its time, in any amount.
    last_skew: Mutex<Option<i64>>,
}

#[derive(Clone, Copy, Debug)]
struct Limits {
    attempt: Duration,
    operation: Duration,
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

    /// By how many seconds the server's clock is ahead of this machine's, by the `Date` of the last
    /// answer that had one.
    #[must_use]
    pub fn clock_skew(&self) -> Option<i64> {
        *self.shared.last_skew.lock().unwrap_or_else(PoisonError::into_inner)
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
        record(&span, &done);
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
        let passed = || clock.monotonic().saturating_sub(started);
        let mut attempts = Attempts::default();
        let mut tried_anew = false;
        loop {
            // Credentials have retries of their own, where they are got by calls.
            let left = limits.operation.saturating_sub(passed());
            let Some(credentials) = within(&**clock, left, self.credentials()).await else {
                let late = Error::timeout(operation, "getting credentials", limits.operation);
                return Err(late.after(attempts));
            };
            let credentials = credentials?;
            let left = limits.operation.saturating_sub(passed());
            attempts.made += 1;
            let attempt = self.attempt(request, operation, credentials, attempts.made);
            let ended = within(&**clock, limits.attempt.min(left), attempt).await;
            attempts.over = passed();
            let out_of_time = attempts.over >= limits.operation;
            let ended = match ended {
                Some(ended) => ended,
                None if limits.attempt < left => {
                    Err(Error::timeout(operation, "an attempt", limits.attempt))
                }
                None => Err(Error::timeout(operation, "the operation", limits.operation)),
            };
            let mut free = false;
            let wait = match &ended {
                Ok(sent) if sent.response.status().is_success() => {
                    budget.succeeded();
                    None
                }
                Ok(sent) if sent.response.status() == 401 && !tried_anew && self.may(&attempts) => {
                    tried_anew = true;
                    free = self.can_authenticate_anew(sent).await;
                    free.then_some(Duration::ZERO)
                }
                Ok(sent) if retry::is_retryable_status(sent.response.status().as_u16()) => {
                    let asked = retry::asked_wait(&sent.response, clock.now());
                    Some(asked.unwrap_or_else(|| self.retry.backoff(attempts.made)))
                }
                Ok(_) => None,
                Err(error) if error.is_retryable() => Some(self.retry.backoff(attempts.made)),
                Err(_) => None,
            };
            let fits = |wait: &Duration| {
                !out_of_time && *wait < limits.operation.saturating_sub(attempts.over)
            };
            let again = wait
                .filter(|wait| self.may(&attempts) && fits(wait))
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
        let sent = self.send(request, operation, credentials.as_deref());
        let done = sent.instrument(span.clone()).await;
        record(&span, &done);
        done.map(|response| Sent { response, credentials })
    }

    /// Whether a 401 may go away: the clocks differ and the call was signed, or there are other
    /// credentials.
    async fn can_authenticate_anew(&self, sent: &Sent) -> bool {
        let (Some(cache), Some(used)) = (&self.shared.credentials, &sent.credentials) else {
            return false;
        };
        let signed = matches!(used.kind, crate::credentials::Kind::Keys(_));
        if signed && let Some(skew) = self.skew_of(&sent.response) {
            let learned = self.shared.skew.swap(skew, Ordering::AcqRel);
            if learned.abs_diff(skew) > SKEW.as_secs() {
                return true;
            }
        }
        cache.replace(used).await.is_some()
    }

    /// By how many seconds the server's clock is ahead of ours, when that is worth telling.
    fn skew_of(&self, response: &Response) -> Option<i64> {
        self.apart(response).filter(|skew| skew.unsigned_abs() > SKEW.as_secs())
    }

    /// By how many seconds the server's clock is ahead of ours, as its answer tells.
    fn apart(&self, response: &Response) -> Option<i64> {
        let theirs = response.header("date").and_then(retry::http_date)?;
        let ours = self.shared.settings.clock.now();
        let seconds = |time: Duration| i64::try_from(time.as_secs()).unwrap_or(i64::MAX);
        Some(match theirs.duration_since(ours) {
            Ok(ahead) => seconds(ahead),
            Err(behind) => -seconds(behind.duration()),
        })
    }

    fn note_clock(&self, response: &Response) {
        if let Some(skew) = self.apart(response) {
            *self.shared.last_skew.lock().unwrap_or_else(PoisonError::into_inner) = Some(skew);
        }
    }

    /// The time as the server's clock has it.
    fn server_now(&self) -> SystemTime {
        let now = self.shared.settings.clock.now();
        let skew = self.shared.skew.load(Ordering::Acquire);
        let apart = Duration::from_secs(skew.unsigned_abs());
        let shifted = if skew < 0 { now.checked_sub(apart) } else { now.checked_add(apart) };
        shifted.unwrap_or(now)
    }

    fn finished(&self, sent: Sent, attempts: Attempts) -> Response {
        let Sent { mut response, credentials } = sent;
        if response.status().is_success() {
            return response;
        }
        response.context.attempts = attempts;
        if response.status() == 429 || retry::is_retryable_status(response.status().as_u16()) {
            response.context.retry_after =
                retry::asked_wait(&response, self.shared.settings.clock.now());
        }
        if response.status() == 401 {
            let notes = &mut response.context.credentials;
            notes.extend(
                credentials.map(|used| format!("the credentials came from {}", used.origin)),
            );
            let skew = self.skew_of(&response);
            let response = &mut response;
            if let Some(skew) = skew {
                let apart = skew.unsigned_abs();
                let how = if skew > 0 { "behind" } else { "ahead of" };
                response.context.credentials.push(format!(
                    "this machine's clock is {apart} s {how} the server's: set it right"
                ));
            }
        }
        response
    }
}

/// An answer, and the credentials that it was asked for with.
struct Sent {
    response: Response,
    credentials: Option<Arc<Credentials>>,
}

/// What a span tells of how it ended.
fn record<T: Ended>(span: &tracing::Span, done: &Result<T, Error>) {
    if span.is_disabled() {
        return;
    }
    match done.as_ref().map(Ended::status) {
        Ok(status) => {
            span.record("http.response.status_code", status);
            if status >= 400 {
                span.record("error.type", status);
            }
        }
        Err(error) => {
            span.record("error.type", error.kind());
        }
    }
}

trait Ended {
    fn status(&self) -> u16;
}

impl Ended for Response {
    fn status(&self) -> u16 {
        self.status.as_u16()
    }
}

impl Ended for Sent {
    fn status(&self) -> u16 {
        self.response.status.as_u16()
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
