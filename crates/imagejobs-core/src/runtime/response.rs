use std::borrow::Cow;
use std::fmt;
use std::ops::Deref;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use http::{HeaderMap, StatusCode};
use serde::de::DeserializeOwned;

use super::Operation;
use super::redaction::redacted;
use crate::credentials::Credentials;
use crate::error::Attempts;
use crate::text::{beginning, without_mark};
use crate::value::read;
use crate::{Error, Secret};

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
    /// Whether an attempt was answered that there are too many calls.
    pub(crate) throttled: bool,
    /// Where refused credentials came from, and what may be wrong with them.
    pub(crate) notes: Vec<String>,
    /// What the call was authenticated with, which a server may echo.
    pub(crate) used: Option<Arc<Credentials>>,
    /// The secrets in the call's body, which a server may echo, too.
    pub(crate) carried: Vec<Secret>,
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

impl Response {
    /// A text of the server without the secrets that the call carried: the gateway echoes signed
    /// headers when it refuses a signature.
    pub(crate) fn without_secrets<'a>(&self, text: impl Into<Cow<'a, str>>) -> Cow<'a, str> {
        let used = self.context.used.iter().flat_map(|used| used.secrets());
        let carried = self.context.carried.iter().map(Secret::expose);
        // A text this short is no secret, and stands in other words.
        let secrets = used.chain(carried).filter(|secret| secret.len() >= 8);
        secrets.fold(text.into(), redacted)
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
        let text = match std::str::from_utf8(&response.body) {
            Ok(text) => without_mark(text),
            Err(error) => return Err(not_utf8(&response, error.valid_up_to())),
        };
        match read(text) {
            // serde takes an array for a struct.
            Ok(value) if text.trim_start().starts_with('{') => Ok(Self { value, response }),
            Ok(_) => {
                let what = format!("answered {} with JSON that is no object", response.status);
                Err(Error::undecodable(&response, what))
            }
            Err(error) => Err(unreadable(&response, text, &error)),
        }
    }
}

impl ResponseValue<()> {
    /// An answer that the document gives no content: whatever came is not looked at.
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// # let server = imagejobs_mock::Server::start()?;
    /// use imagejobs_core::runtime::{Client, Operation, ResponseValue};
    ///
    /// static DELETE: Operation = Operation::new("DeleteJob", "/v1/jobs", &[]);
    ///
    /// server.script(imagejobs_mock::Answer::status(204));
    /// let transport = imagejobs_core::Transport::builder().endpoint(server.url()).build()?;
    /// let client = Client::new(transport);
    /// let response = client.exec(client.delete("/v1/jobs".to_owned()).build()?, &DELETE).await?;
    /// assert_eq!(ResponseValue::empty(response).status(), 204);
    /// # Ok(())
    /// # }
    /// ```
    #[must_use]
    pub fn empty(response: Response) -> Self {
        Self { value: (), response }
    }
}

fn unreadable(response: &Response, text: &str, error: &serde_json::Error) -> Error {
    let status = response.status;
    let trimmed = text.trim_start();
    let what = if trimmed.is_empty() {
        format!("answered {status} with an empty body where JSON should be")
    } else if let Some(encoded) = encoded(response) {
        encoded
    } else if trimmed.starts_with('<') {
        format!("answered {status} with HTML or XML where JSON should be; is the endpoint right?")
    } else {
        format!("answered {status} with a body that cannot be read: {error}")
    };
    Error::undecodable(response, what)
}

fn not_utf8(response: &Response, at: usize) -> Error {
    let status = response.status;
    let what = encoded(response).unwrap_or_else(|| match &*response.body {
        [0xff, 0xfe, ..] | [0xfe, 0xff, ..] => {
            format!("answered {status} with a body in UTF-16 where UTF-8 should be")
        }
        _ => format!("answered {status} with a body that is not UTF-8 at byte {at}"),
    });
    Error::undecodable(response, what)
}

/// What to say of a body that the server says is encoded: nothing is decompressed.
fn encoded(response: &Response) -> Option<String> {
    let encoding = response.header("content-encoding")?;
    let encoding = response.without_secrets(encoding);
    let status = response.status;
    let encoding = beginning(&encoding, 100);
    Some(format!("answered {status} with the encoding {encoding:?}, which was not asked for"))
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

    /// What the service says of a failure in this answer of success, by a code of its own: a decode
    /// error. Whether it means the value is for who knows the value.
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// # let server = imagejobs_mock::Server::start()?;
    /// use imagejobs_core::runtime::{Client, Operation, ResponseValue};
    ///
    /// static JOBS: Operation = Operation::new("ListJobs", "/v1/jobs", &[]);
    ///
    /// let told = r#"{"error_code":"WKS.0001","error_msg":"not now"}"#;
    /// server.script(imagejobs_mock::Answer::status(200).body(told));
    /// let transport = imagejobs_core::Transport::builder().endpoint(server.url()).build()?;
    /// let client = Client::new(transport);
    /// let response = client.exec(client.get("/v1/jobs".to_owned()).build()?, &JOBS).await?;
    /// let answer: ResponseValue<serde_json::Value> = ResponseValue::from_response(response).await?;
    /// assert_eq!(answer.failure().unwrap().code(), Some("WKS.0001"));
    /// # Ok(())
    /// # }
    /// ```
    pub fn failure(&self) -> Option<Error> {
        Error::told_in(&self.response)
    }

    /// Whether an attempt before this answer was told that there are too many calls.
    pub fn throttled(&self) -> bool {
        self.response.context.throttled
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::value::Lenient;

    #[derive(Debug, serde::Deserialize)]
    struct Answer {
        total: Lenient<i64>,
    }

    #[tokio::test]
    async fn only_an_object_is_an_answer() {
        static OPERATION: Operation = Operation::new("TestOperation", "/v1/test", &[]);
        let read = |body: &'static str| {
            ResponseValue::<Answer>::from_response(Response {
                operation: &OPERATION,
                status: StatusCode::OK,
                headers: HeaderMap::new(),
                body: Bytes::from_static(body.as_bytes()),
                context: Context::default(),
            })
        };
        assert_eq!(read(" \r\n{\"total\":1}").await.unwrap().total.get(), Some(&1));
        assert_eq!(read("\u{feff}{\"total\":1}").await.unwrap().total.get(), Some(&1));
        let error = read("\n[1]").await.unwrap_err().to_string();
        assert!(error.contains("answered 200") && error.contains("that is no object"), "{error}");
    }
}
