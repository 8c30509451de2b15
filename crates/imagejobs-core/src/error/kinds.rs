//! What kind of an error it is: a look at what whoever made it said.

use http::StatusCode;

use super::{Error, Kind};
use crate::retry;

/// # What happened
///
/// ```
/// use imagejobs_core::Error;
///
/// /// What to tell whoever asked.
/// fn advice(error: &Error) -> &'static str {
///     match () {
///         () if error.is_usage() => "the request itself is wrong",
///         () if error.is_credentials() => "there are no credentials",
///         () if error.is_unauthorized() => "the credentials are not good, or no longer",
///         () if error.is_forbidden() => "a permission is missing",
///         () if error.is_not_found() => "there is nothing of this name",
///         () if error.is_throttled() => "there were too many calls",
///         () if error.is_connect() || error.is_timeout() => "the service cannot be reached",
///         () if error.is_server() => "the service has trouble of its own",
///         () if error.is_decode() || error.is_incomplete() => "the answer makes no sense",
///         () => "something else",
///     }
/// }
///
/// assert_eq!(advice(&Error::usage("no")), "the request itself is wrong");
/// ```
impl Error {
    /// Whether a value that the caller gave cannot be right. Nothing was sent.
    #[must_use]
    pub fn is_usage(&self) -> bool {
        self.0.kind == Kind::Usage
    }

    /// Whether there are no credentials, or none that can be used. Nothing was sent.
    #[must_use]
    pub fn is_credentials(&self) -> bool {
        self.0.kind == Kind::Credentials
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

    /// Whether a list could not be read to its end, although every answer could be read: it changed
    /// too fast, or the service pages in a way that proves no end.
    #[must_use]
    pub fn is_incomplete(&self) -> bool {
        matches!(self.0.kind, Kind::Incomplete | Kind::Changed)
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

    /// Whether the same call may succeed later: no connection, a limit of time that passed, a status
    /// of 408, 429, 500, 502, 503 or 504, or a list that changed too fast.
    #[must_use]
    pub fn is_retryable(&self) -> bool {
        match self.0.kind {
            Kind::Connect | Kind::Timeout | Kind::Changed => true,
            Kind::Status => self.status().is_some_and(retry::is_retryable_status),
            Kind::Usage | Kind::Credentials | Kind::Decode | Kind::Incomplete => false,
        }
    }

    fn failed_with(&self, matches: impl FnOnce(StatusCode) -> bool) -> bool {
        self.0.kind == Kind::Status && self.0.answer.as_ref().is_some_and(|a| matches(a.status))
    }
}
