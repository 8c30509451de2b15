//! One error for everything that can go wrong.
//!
//! An error is classified where it is made, by whoever knows, and never again: the predicates look
//! at a kind, not at the sources. What a service said of its failure is read by
//! [`report`](self::report), whatever the shape it came in.

mod report;

use std::error::Error as StdError;
use std::fmt;
use std::time::Duration;

use http::StatusCode;

use crate::escape_controls;
use crate::runtime::{Operation, Response};
use crate::text::beginning;
use report::Report;

/// How much of a body that could not be read is kept, in bytes.
const EXCERPT: usize = 512;

/// Why a call did not give what it was made for.
///
/// Its `Display` is one line that names the operation, the status, the service's code and words,
/// and the request id. Secrets are not in it.
///
/// ```
/// use imagejobs_core::Endpoint;
///
/// let error = "example.com".parse::<Endpoint>().unwrap_err();
/// assert!(error.is_usage());
/// assert_eq!(error.status(), None);
/// ```
pub struct Error(Box<Inner>);

struct Inner {
    kind: Kind,
    operation: Option<&'static Operation>,
    /// What happened, in one sentence without the operation.
    what: String,
    answer: Option<Answer>,
    source: Option<Box<dyn StdError + Send + Sync>>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Usage,
    Connect,
    Timeout,
    Status,
    Decode,
}

/// What is known of an answer that is an error, or could not be read.
struct Answer {
    status: StatusCode,
    report: Report,
    excerpt: String,
}

impl Error {
    /// An error of a caller: a value that cannot be right. Nothing was sent.
    pub fn usage(what: impl Into<String>) -> Self {
        Self::new(Kind::Usage, what)
    }

    /// No connection, or one that broke before the answer was complete.
    pub(crate) fn connect(
        operation: &'static Operation,
        what: impl Into<String>,
        source: impl StdError + Send + Sync + 'static,
    ) -> Self {
        let mut error = Self::new(Kind::Connect, what).of(operation);
        error.0.source = Some(Box::new(source));
        error
    }

    /// A limit of time that passed.
    pub(crate) fn timeout(operation: &'static Operation, what: &str, limit: Duration) -> Self {
        Self::new(Kind::Timeout, format!("{what} did not end within {limit:?}")).of(operation)
    }

    /// An answer with a status that is no success, or none that the operation documents.
    pub(crate) fn status_of(response: &Response) -> Self {
        let status = response.status();
        let mut error = if status.is_success() {
            Self::undecodable(response, format!("answered {status}, which it does not document"))
        } else if status.is_redirection() {
            let to = response.header("location").map_or_else(String::new, |location| {
                format!(" to {}", escape_controls(beginning(without_query(location), 200)))
            });
            let what = format!("was redirected{to} with {status}, and redirects are not followed");
            Self::new(Kind::Status, what).answered(response)
        } else {
            Self::new(Kind::Status, format!("answered {status}")).answered(response)
        };
        error.tell_report(response.operation());
        error
    }

    /// An answer that should be a value and cannot be read as one.
    pub(crate) fn undecodable(response: &Response, what: impl Into<String>) -> Self {
        Self::new(Kind::Decode, what).answered(response)
    }

    fn new(kind: Kind, what: impl Into<String>) -> Self {
        let what = what.into();
        Self(Box::new(Inner { kind, operation: None, what, answer: None, source: None }))
    }

    fn of(mut self, operation: &'static Operation) -> Self {
        self.0.operation = Some(operation);
        self
    }

    fn answered(mut self, response: &Response) -> Self {
        let text = String::from_utf8_lossy(response.body());
        let mut report = Report::read(response.body());
        let named = response.header("x-request-id").or_else(|| response.header("x-iam-trace-id"));
        if let Some(id) = named {
            report.request_id = Some(id.to_owned());
        }
        self.0.answer = Some(Answer {
            status: response.status(),
            report,
            excerpt: escape_controls(beginning(&text, EXCERPT)).into_owned(),
        });
        self.of(response.operation())
    }

    /// Puts the service's own words behind ours.
    fn tell_report(&mut self, operation: &Operation) {
        let Some(answer) = &self.0.answer else { return };
        let Report { code, message, .. } = &answer.report;
        let words = [code, message].into_iter().flatten().map(|text| escape_controls(text));
        let words = words.collect::<Vec<_>>().join(" ");
        if !words.is_empty() {
            self.0.what.push_str(": ");
            self.0.what.push_str(&words);
        }
        if answer.status == StatusCode::FORBIDDEN && !operation.permissions.is_empty() {
            let permissions = operation.permissions.join(", ");
            self.0.what.push_str(&format!(" (the call needs the permission {permissions})"));
        }
    }
}

/// # What happened
impl Error {
    /// Whether a value that the caller gave cannot be right. Nothing was sent.
    #[must_use]
    pub fn is_usage(&self) -> bool {
        self.0.kind == Kind::Usage
    }

    /// Whether no connection could be made, or it broke before the answer was complete.
    #[must_use]
    pub fn is_connect(&self) -> bool {
        self.0.kind == Kind::Connect
    }

    /// Whether a limit of time passed: of an attempt, or of the whole operation.
    #[must_use]
    pub fn is_timeout(&self) -> bool {
        self.0.kind == Kind::Timeout
    }

    /// Whether an answer came that cannot be read: no JSON, too large, empty, undocumented.
    #[must_use]
    pub fn is_decode(&self) -> bool {
        self.0.kind == Kind::Decode
    }

    /// Whether the service refused the credentials (401).
    #[must_use]
    pub fn is_unauthorized(&self) -> bool {
        self.failed_with(|status| status == StatusCode::UNAUTHORIZED)
    }

    /// Whether the credentials are good, but lack a permission (403).
    #[must_use]
    pub fn is_forbidden(&self) -> bool {
        self.failed_with(|status| status == StatusCode::FORBIDDEN)
    }

    /// Whether there is no such resource (404).
    #[must_use]
    pub fn is_not_found(&self) -> bool {
        self.failed_with(|status| status == StatusCode::NOT_FOUND)
    }

    /// Whether there were too many calls (429).
    #[must_use]
    pub fn is_throttled(&self) -> bool {
        self.failed_with(|status| status == StatusCode::TOO_MANY_REQUESTS)
    }

    /// Whether the service itself failed (5xx).
    #[must_use]
    pub fn is_server(&self) -> bool {
        self.failed_with(|status| status.is_server_error())
    }

    fn failed_with(&self, matches: impl FnOnce(StatusCode) -> bool) -> bool {
        self.0.kind == Kind::Status && self.0.answer.as_ref().is_some_and(|a| matches(a.status))
    }
}

/// # What is known of it
impl Error {
    /// The HTTP status of the answer, when one came.
    #[must_use]
    pub fn status(&self) -> Option<u16> {
        self.0.answer.as_ref().map(|answer| answer.status.as_u16())
    }

    /// The service's error code (`WKS.0001`, `APIGW.0301`), as it came.
    #[must_use]
    pub fn code(&self) -> Option<&str> {
        self.0.answer.as_ref()?.report.code.as_deref()
    }

    /// The service's error message, as it came. It may hold control characters.
    #[must_use]
    pub fn message(&self) -> Option<&str> {
        self.0.answer.as_ref()?.report.message.as_deref()
    }

    /// What identifies the call to the service's support: the answer's header `X-Request-Id` (IAM:
    /// `X-IAM-Trace-Id`), else the body's `request_id`.
    #[must_use]
    pub fn request_id(&self) -> Option<&str> {
        self.0.answer.as_ref()?.report.request_id.as_deref()
    }

    /// The first 512 bytes of the answer's body, control characters escaped.
    #[must_use]
    pub fn body_excerpt(&self) -> Option<&str> {
        self.0.answer.as_ref().map(|answer| answer.excerpt.as_str())
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(operation) = self.0.operation {
            write!(f, "{} ", operation.id)?;
        }
        f.write_str(&self.0.what)?;
        if let Some(id) = self.request_id() {
            write!(f, " (request id {})", escape_controls(beginning(id, 128)))?;
        }
        Ok(())
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Error")
            .field("kind", &self.0.kind)
            .field("message", &format_args!("{self}"))
            .field("status", &self.status())
            .field("code", &self.code())
            .finish_non_exhaustive()
    }
}

impl StdError for Error {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.0.source.as_deref().map(|source| source as _)
    }
}

/// A location as far as it can be shown: what follows `?` may be a token.
fn without_query(location: &str) -> &str {
    location.split(['?', '#']).next().unwrap_or_default()
}
