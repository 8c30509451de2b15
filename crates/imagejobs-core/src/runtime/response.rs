use std::fmt;
use std::ops::Deref;
use std::time::Duration;

use bytes::Bytes;
use http::{HeaderMap, StatusCode};
use serde::de::DeserializeOwned;

use super::Operation;
use crate::Error;
use crate::error::Attempts;

/// An answer, read whole, of any status.
pub struct Response {
    pub(crate) operation: &'static Operation,
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
    pub(crate) context: Context,
}

/// What an error of this answer should tell beside it.
#[derive(Clone, Debug, Default)]
pub(crate) struct Context {
    pub(crate) attempts: Attempts,
    pub(crate) retry_after: Option<Duration>,
    /// Where refused credentials came from, and what may be wrong with them.
    pub(crate) credentials: Vec<String>,
}

impl Response {
    /// The status.
    #[must_use]
    pub fn status(&self) -> StatusCode {
        self.status
    }

    /// The body.
    #[must_use]
    pub fn body(&self) -> &[u8] {
        &self.body
    }

    /// A header's first value, when it is a text.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }

    /// The operation that was called.
    #[must_use]
    pub fn operation(&self) -> &'static Operation {
        self.operation
    }
}

impl fmt::Debug for Response {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Headers and body may hold a token: IAM answers with one.
        f.debug_struct("Response")
            .field("operation", &self.operation.id)
            .field("status", &self.status)
            .field("bytes", &self.body.len())
            .finish_non_exhaustive()
    }
}

/// A value that a server answered with, and what came beside it.
pub struct ResponseValue<T> {
    value: T,
    response: Response,
}

impl<T: DeserializeOwned> ResponseValue<T> {
    /// Decodes the body.
    ///
    /// # Errors
    /// A decode error, with the status and the beginning of the body, when it is not the JSON of
    /// a `T`.
    pub async fn from_response(response: Response) -> Result<Self, Error> {
        match std::str::from_utf8(&response.body) {
            Ok(text) => match serde_json::from_str(text) {
                Ok(value) => Ok(Self { value, response }),
                Err(error) => Err(unreadable(&response, text, &error)),
            },
            Err(error) => {
                let at = error.valid_up_to();
                let what = format!(
                    "answered {} with a body that is not UTF-8 at byte {at}",
                    response.status
                );
                Err(Error::undecodable(&response, what))
            }
        }
    }
}

fn unreadable(response: &Response, text: &str, error: &serde_json::Error) -> Error {
    let status = response.status;
    let trimmed = text.trim_start();
    let what = if trimmed.is_empty() {
        format!("answered {status} with an empty body where JSON should be")
    } else if trimmed.starts_with('<') {
        format!("answered {status} with HTML or XML where JSON should be; is the endpoint right?")
    } else if let Some(encoding) = response.header("content-encoding") {
        let encoding = crate::escape_controls(encoding);
        format!("answered {status} with the encoding {encoding:?}, which was not asked for")
    } else {
        format!("answered {status} with a body that cannot be read: {error}")
    };
    Error::undecodable(response, what)
}

impl<T> ResponseValue<T> {
    /// The value alone.
    pub fn into_inner(self) -> T {
        self.value
    }

    /// The status.
    pub fn status(&self) -> u16 {
        self.response.status.as_u16()
    }

    /// A header's first value, when it is a text.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.response.header(name)
    }
}

impl<T> Deref for ResponseValue<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.value
    }
}

impl<T: fmt::Debug> fmt::Debug for ResponseValue<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ResponseValue")
            .field("value", &self.value)
            .field("response", &self.response)
            .finish()
    }
}
