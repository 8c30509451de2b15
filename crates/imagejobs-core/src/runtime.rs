//! What generated code calls, and nothing else does.
//!
//! Codegen turns a document's operation into a builder whose `send` makes a request of these parts.
//! The names are those of progenitor's own runtime where a thing is the same, so that the generated
//! code reads as its authors know it; what stands behind them is ours: the request is built as the
//! bytes that a signer will see, and an answer comes with everything that an error needs.

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
