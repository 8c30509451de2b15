//! What generated code calls, and nothing else does.
//!
//! Codegen turns a document's operation into a builder whose `send` makes a request of these parts.
//! The names are those of progenitor's own runtime where a thing is the same, so that the generated
//! code reads as its authors know it; what stands behind them is ours: the request is built as the
//! bytes that a signer will see, and an answer comes with everything that an error needs.
//!
//! ```
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! # let server = imagejobs_mock::Server::start()?;
//! use imagejobs_core::Transport;
//! use imagejobs_core::runtime::header::{ACCEPT, HeaderMap, HeaderValue};
//! use imagejobs_core::runtime::{
//!     Client, Operation, QueryParam, Request, RequestBuilder, Response, ResponseValue,
//!     encode_path, unexpected,
//! };
//!
//! static LIST: Operation = Operation::new("ListJobs", "/v1/{project_id}/image-server-jobs", &[]);
//!
//! let transport = Transport::builder().endpoint(server.url()).token(server.token()).build()?;
//! let client = Client::new(transport);
//! let path = format!("/v1/{}/image-server-jobs", encode_path(server.project_id()));
//! let builder: RequestBuilder = client
//!     .get(path)
//!     .header(ACCEPT, HeaderValue::from_static("application/json"))
//!     .headers(HeaderMap::new())
//!     .query(&QueryParam::new("job_type", &"CREATE_SERVER"));
//! let request: Request = builder.build()?;
//! let response: Response = client.exec(request, &LIST).await?;
//! assert!(!response.body().is_empty() && response.operation().id == "ListJobs");
//! let answer: ResponseValue<serde_json::Value> = match response.status().as_u16() {
//!     200 => ResponseValue::from_response(response).await?,
//!     _ => return Err(unexpected(&response).into()),
//! };
//! assert_eq!((answer.status(), answer.throttled()), (200, false));
//! assert!(answer.header("x-request-id").is_some());
//! assert_eq!(answer.into_inner()["count"], 0);
//! # Ok(())
//! # }
//! ```

mod redaction;
mod request;
mod response;

pub use request::{Client, QueryParam, Request, RequestBuilder, encode_path};
pub(crate) use response::Context;
pub use response::{Response, ResponseValue};

pub use crate::Error;

/// The headers that generated code sets.
pub mod header {
    pub use http::header::{ACCEPT, CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue};
}

/// The error of an answer that is none of the operation's successes.
#[must_use]
pub fn unexpected(response: &Response) -> Error {
    Error::status_of(response)
}

/// What the document says of an operation.
#[derive(Debug)]
#[non_exhaustive]
pub struct Operation {
    /// The operation's id.
    pub id: &'static str,
    /// The path's template, with its parameters in braces.
    pub path: &'static str,
    /// The permissions that a caller needs.
    pub permissions: &'static [&'static str],
}

impl Operation {
    /// An operation.
    #[must_use]
    pub const fn new(
        id: &'static str,
        path: &'static str,
        permissions: &'static [&'static str],
    ) -> Self {
        Self { id, path, permissions }
    }
}
