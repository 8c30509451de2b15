//! Why a call of the control API or of the page for people is refused.

use bytes::Bytes;
use http::{HeaderValue, Response, StatusCode, header};
use serde_json::json;

use crate::call;

pub(crate) struct Refusal {
    status: StatusCode,
    why: String,
    /// The methods that a path has.
    allow: Option<&'static str>,
}

impl Refusal {
    pub(crate) fn new(status: StatusCode, why: impl Into<String>) -> Self {
        Self { status, why: why.into(), allow: None }
    }

    pub(crate) fn not_found(why: impl Into<String>) -> Self {
        Self::new(StatusCode::NOT_FOUND, why)
    }

    pub(crate) fn wrong_method(method: &str, right: &'static str) -> Self {
        let why = format!("{method} is not allowed here; use {right}");
        Self { allow: Some(right), ..Self::new(StatusCode::METHOD_NOT_ALLOWED, why) }
    }

    pub(crate) fn into_response(self) -> Response<Bytes> {
        let mut response = call::json(json!({ "error": self.why }).to_string());
        *response.status_mut() = self.status;
        if let Some(allow) = self.allow {
            response.headers_mut().insert(header::ALLOW, HeaderValue::from_static(allow));
        }
        response
    }
}
