//! One error for everything that can go wrong.
//!
//! An error is classified where it is made, by whoever knows, and never again: the predicates look
//! at a kind, not at the sources. What a service said of its failure is read by
//! [`report`](self::report), whatever the shape it came in.

mod kinds;
mod parts;
mod report;
mod tell;

use std::borrow::Cow;
use std::error::Error as StdError;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use http::StatusCode;
use http::header::InvalidHeaderValue;

use crate::escape_controls;
use crate::runtime::{Operation, Response};
use crate::text::beginning;
use report::Report;

/// How much of what somebody else says is repeated in one line, in bytes.
const WORDS: usize = 1024;

/// How much of a body that could not be read is shown, in bytes.
const EXCERPT: usize = 512;

/// How much of a body is kept, in bytes.
const KEPT: usize = 1 << 20;

/// Why a call did not give what it was made for.
///
/// Its `Display` is one line that names the operation, the status, the service's code and words,
/// the attempts that were made, and the request id. Secrets are not in it. Its source is what went
/// wrong first, where several attempts were made.
///
/// ```
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// # let server = imagejobs_mock::Server::start()?;
/// # let client = imagejobs::Client::builder()
/// #     .endpoint(server.url())
/// #     .project_id(server.project_id())
/// #     .token(server.token())
/// #     .build()?;
/// use imagejobs::JobType;
/// use imagejobs_mock::Answer;
///
/// let body = r#"{"error_code":"WKS.0001","error_msg":"no such project","request_id":"ab12"}"#;
/// server.script(Answer::status(404).header("X-Request-Id", "ab12").body(body));
/// let error = client.list(JobType::CreateServer).send().await.unwrap_err();
/// assert_eq!(
///     error.to_string(),
///     "list_image_jobs answered 404 Not Found: WKS.0001 no such project (request id ab12)",
/// );
/// assert!(error.is_not_found() && !error.is_retryable());
/// assert_eq!((error.status(), error.code()), (Some(404), Some("WKS.0001")));
/// assert_eq!((error.message(), error.request_id()), (Some("no such project"), Some("ab12")));
/// assert_eq!((error.body_excerpt(), error.body()), (Some(body), Some(body.as_bytes())));
/// assert_eq!(error.attempts(), 1);
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct Error(Box<Inner>);

#[derive(Clone)]
struct Inner {
    kind: Kind,
    operation: Option<&'static Operation>,
    /// What happened, in one sentence without the operation.
    what: String,
    answer: Option<Answer>,
    /// The attempts that were made, when any was.
    attempts: Attempts,
    retry_after: Option<Duration>,
    /// What else helps, each without the operation.
    notes: Vec<String>,
    source: Option<Arc<dyn StdError + Send + Sync>>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Usage,
    Credentials,
    Connect,
    Timeout,
    Status,
    Decode,
    Incomplete,
    Changed,
}

/// What is known of an answer that is an error, or could not be read.
#[derive(Clone)]
struct Answer {
    status: StatusCode,
    report: Report,
    body: Bytes,
    excerpt: String,
}

/// How often a call was tried, over how long, and what went wrong first.
#[derive(Clone, Debug, Default)]
pub(crate) struct Attempts {
    pub(crate) made: u32,
    pub(crate) over: Duration,
    pub(crate) first: Option<Error>,
}

impl Error {
    /// An error of a caller: a value that cannot be right. Nothing was sent.
    ///
    /// ```
    /// let error = imagejobs_core::Error::usage("the interval must be more than 0");
    /// assert!(error.is_usage() && error.attempts() == 0 && error.status().is_none());
    /// ```
    pub fn usage(what: impl Into<String>) -> Self {
        Self::new(Kind::Usage, what)
    }

    /// No credentials, or none that can be used. Nothing was sent.
    ///
    /// For a [provider](crate::credentials::CredentialsProvider) of one's own:
    ///
    /// ```
    /// use imagejobs_core::Error;
    ///
    /// let error = Error::credentials("the vault is sealed").note("ask who keeps it");
    /// assert!(error.is_credentials());
    /// assert_eq!(error.to_string(), "the vault is sealed (ask who keeps it)");
    /// ```
    pub fn credentials(what: impl Into<String>) -> Self {
        Self::new(Kind::Credentials, what)
    }

    /// A list that could not be read to its end, although every answer could be read.
    ///
    /// ```
    /// let error = imagejobs_core::Error::incomplete("the list has no end");
    /// assert!(error.is_incomplete() && !error.is_retryable());
    /// ```
    pub fn incomplete(what: impl Into<String>) -> Self {
        Self::new(Kind::Incomplete, what)
    }

    /// A list that changed too fast to be read to its end.
    ///
    /// ```
    /// let error = imagejobs_core::Error::changed_too_fast("the list changed too fast");
    /// assert!(error.is_incomplete() && error.is_retryable());
    /// ```
    pub fn changed_too_fast(what: impl Into<String>) -> Self {
        Self::new(Kind::Changed, what)
    }

    /// No connection, or one that broke before the answer was complete.
    pub(crate) fn connect(
        operation: &'static Operation,
        what: impl Into<String>,
        source: impl StdError + Send + Sync + 'static,
    ) -> Self {
        let mut error = Self::new(Kind::Connect, what).of(operation);
        error.0.source = Some(Arc::new(source));
        error
    }

    /// A limit of time that passed.
    pub(crate) fn timeout(what: &str, limit: Duration) -> Self {
        Self::new(Kind::Timeout, format!("{what} did not end within {limit:?}"))
    }

    /// A limit of the HTTP client that was handed in, whatever it is.
    pub(crate) fn client_timeout() -> Self {
        Self::new(Kind::Timeout, "did not end within the HTTP client's own limit")
    }

    /// An answer with a status that is no success, or none that the operation documents.
    pub(crate) fn status_of(response: &Response) -> Self {
        let status = response.status();
        let mut error = if status.is_success() {
            Self::undecodable(response, format!("answered {status}, which it does not document"))
        } else if let Some(location) = response.header("location")
            && status.is_redirection()
        {
            // Half a secret would not be found behind the cut.
            let location = response.without_secrets(without_query(location));
            let to = escape_controls(beginning(&location, 200));
            let what =
                format!("was redirected to {to} with {status}, and redirects are not followed");
            Self::new(Kind::Status, what).answered(response)
        } else {
            Self::new(Kind::Status, format!("answered {status}")).answered(response)
        };
        error.tell_report();
        error
    }

    /// The failure that a service tells of in an answer of success, by a code of its own.
    pub(crate) fn told_in(response: &Response) -> Option<Self> {
        let what = format!("answered {} with an error", response.status());
        let mut error = Self::undecodable(response, what);
        error.tell_report();
        let is_plain = error.0.answer.as_ref().is_some_and(|answer| answer.report.is_plain);
        is_plain.then_some(error)
    }

    /// An answer that should be a value and cannot be read as one.
    pub(crate) fn undecodable(response: &Response, what: impl Into<String>) -> Self {
        Self::new(Kind::Decode, what).answered(response)
    }

    fn new(kind: Kind, what: impl Into<String>) -> Self {
        Self(Box::new(Inner {
            kind,
            operation: None,
            what: what.into(),
            answer: None,
            attempts: Attempts::default(),
            retry_after: None,
            notes: Vec::new(),
            source: None,
        }))
    }

    pub(crate) fn of(mut self, operation: &'static Operation) -> Self {
        self.0.operation.get_or_insert(operation);
        self
    }

    /// The same error of a credential's value, naming the place where it stands.
    pub(crate) fn at(mut self, place: impl fmt::Display) -> Self {
        self.0.kind = Kind::Credentials;
        self.0.what = format!("{place}: {}", self.0.what);
        self
    }

    /// The same error with something else that helps, in words without a full stop.
    #[must_use]
    pub fn note(mut self, note: impl Into<String>) -> Self {
        self.0.notes.push(note.into());
        self
    }

    pub(crate) fn after(mut self, attempts: Attempts) -> Self {
        self.0.attempts = attempts;
        self
    }

    fn answered(mut self, response: &Response) -> Self {
        let kept = &response.body()[..response.body().len().min(KEPT)];
        let came = String::from_utf8_lossy(kept);
        let text = response.without_secrets(&*came);
        let mut report = Report::read(&text);
        let named = ["x-request-id", "x-iam-trace-id"].iter().filter_map(|n| response.header(n));
        if let Some(id) = named.map(str::trim).find(|id| !id.is_empty()) {
            report.request_id = Some(response.without_secrets(id).into_owned());
        }
        self.0.what = response.without_secrets(std::mem::take(&mut self.0.what)).into_owned();
        self.0.attempts = response.context.attempts.clone();
        self.0.retry_after = response.context.retry_after;
        self.0.notes.extend(response.context.notes.clone());
        let excerpt = escape_controls(beginning(&text, EXCERPT)).into_owned();
        // The bytes as they came, unless a secret had to go.
        let body = match text {
            Cow::Owned(text) => Bytes::from(text),
            Cow::Borrowed(_) if kept.len() < response.body().len() => Bytes::copy_from_slice(kept),
            Cow::Borrowed(_) => response.body.clone(),
        };
        self.0.answer = Some(Answer { status: response.status(), report, body, excerpt });
        self.of(response.operation())
    }

    /// Puts the service's own words behind ours.
    fn tell_report(&mut self) {
        let Some(answer) = &self.0.answer else { return };
        let Report { code, message, .. } = &answer.report;
        let words = [code, message].into_iter().flatten().map(|text| beginning(text, WORDS));
        let words = words.collect::<Vec<_>>().join(" ");
        if !words.is_empty() {
            self.0.what.push_str(": ");
            self.0.what.push_str(&words);
        }
        if answer.status == StatusCode::FORBIDDEN
            && let Some(operation) = self.0.operation
            && !operation.permissions.is_empty()
        {
            let permissions = operation.permissions.join(", ");
            self.0.notes.push(format!("the call needs the permission {permissions}"));
        }
    }
}

/// A parameter that cannot stand in a header.
impl From<InvalidHeaderValue> for Error {
    fn from(_: InvalidHeaderValue) -> Self {
        Self::usage("a header's value holds a line break or another character that it cannot hold")
    }
}

impl StdError for Error {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        match (&self.0.attempts.first, &self.0.source) {
            (Some(first), _) => Some(first),
            (None, source) => source.as_deref().map(|source| source as _),
        }
    }
}

/// A location as far as it can be shown: what follows `?` may be a token.
fn without_query(location: &str) -> &str {
    location.split(['?', '#']).next().unwrap_or_default()
}
