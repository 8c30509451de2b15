//! Answers that say why a call failed.
//!
//! Two layers of the platform answer: the service itself, with a code and a message, and the
//! gateway in front of it, which adds the id of the call.

use bytes::Bytes;
use http::{HeaderValue, Response, StatusCode, header};

#[derive(Debug)]
pub(crate) struct Failure {
    status: StatusCode,
    code: &'static str,
    message: String,
    by_gateway: bool,
    allow: Option<&'static str>,
}

impl Failure {
    pub(crate) fn service(
        status: StatusCode,
        code: &'static str,
        message: impl Into<String>,
    ) -> Self {
        Self { status, code, message: message.into(), by_gateway: false, allow: None }
    }

    pub(crate) fn gateway(
        status: StatusCode,
        code: &'static str,
        message: impl Into<String>,
    ) -> Self {
        Self { by_gateway: true, ..Self::service(status, code, message) }
    }

    /// Names the methods that would be right, for a 405.
    pub(crate) fn allowing(self, methods: &'static str) -> Self {
        Self { allow: Some(methods), ..self }
    }

    pub(crate) fn into_response(self, request_id: &str) -> Response<Bytes> {
        let text = |text: &str| serde_json::Value::from(text);
        let mut body =
            format!(r#"{{"error_code":{},"error_msg":{}"#, text(self.code), text(&self.message));
        if self.by_gateway {
            body.push_str(&format!(r#","request_id":{}"#, text(request_id)));
        }
        body.push('}');

        let mut response = Response::new(Bytes::from(body));
        *response.status_mut() = self.status;
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
        if let Some(methods) = self.allow {
            headers.insert(header::ALLOW, HeaderValue::from_static(methods));
        }
        response
    }
}
