//! Answers that say why a call failed, each in the shape of the layer that gives it.

use std::borrow::Cow;
use std::fmt::Write as _;

use bytes::Bytes;
use http::{HeaderValue, Response, StatusCode, header};
use hyper::ext::ReasonPhrase;
use serde_json::Value;

#[derive(Debug)]
pub(crate) struct Failure {
    status: StatusCode,
    message: String,
    layer: Layer,
    allow: Option<&'static str>,
}

/// Who answers.
#[derive(Debug)]
enum Layer {
    /// The service: a code and a message.
    Service(&'static str),
    /// The gateway in front of it, which adds the id of the call.
    Gateway(&'static str),
    /// IAM: the status and its name, in an object of their own.
    Iam,
    /// The metadata service of a cloud server: text.
    Metadata,
}

impl Failure {
    pub(crate) fn service(
        status: StatusCode,
        code: &'static str,
        message: impl Into<String>,
    ) -> Self {
        Self::new(Layer::Service(code), status, message)
    }

    pub(crate) fn gateway(
        status: StatusCode,
        code: &'static str,
        message: impl Into<String>,
    ) -> Self {
        Self::new(Layer::Gateway(code), status, message)
    }

    /// The gateway's refusal of a credential.
    pub(crate) fn unauthorized(reason: impl AsRef<str>) -> Self {
        let message = format!("Incorrect IAM authentication information: {}", reason.as_ref());
        Self::gateway(StatusCode::UNAUTHORIZED, "APIGW.0301", message)
    }

    pub(crate) fn wrong_method(method: &http::Method, right: &'static str) -> Self {
        let method = clipped(method.as_str());
        let message = format!("the method {method} is not allowed here; use {right}");
        let status = StatusCode::METHOD_NOT_ALLOWED;
        Self { allow: Some(right), ..Self::gateway(status, "APIGW.0101", message) }
    }

    pub(crate) fn iam(status: StatusCode, message: impl Into<String>) -> Self {
        Self::new(Layer::Iam, status, message)
    }

    pub(crate) fn metadata(status: StatusCode, message: impl Into<String>) -> Self {
        Self::new(Layer::Metadata, status, message)
    }

    pub(crate) fn message(&self) -> &str {
        &self.message
    }

    pub(crate) fn status(&self) -> StatusCode {
        self.status
    }

    pub(crate) fn into_response(self, request_id: &str) -> Response<Bytes> {
        let message = Value::from(self.message.as_str());
        let id = Value::from(request_id);
        let mut body = String::new();
        // Writing to a string cannot fail.
        let _ = match self.layer {
            Layer::Service(code) => {
                write!(body, r#"{{"error_code":"{code}","error_msg":{message}}}"#)
            }
            Layer::Gateway(code) => {
                write!(body, r#"{{"error_code":"{code}","error_msg":{message},"request_id":{id}}}"#)
            }
            Layer::Iam => {
                let (code, title) = (self.status.as_u16(), self.status.canonical_reason());
                let title = Value::from(title);
                write!(body, r#"{{"error":{{"code":{code},"message":{message},"title":{title}}}}}"#)
            }
            Layer::Metadata => write!(body, "{}", self.message),
        };
        let content = match self.layer {
            Layer::Metadata => "text/plain; charset=utf-8",
            _ => "application/json",
        };

        let mut response = Response::new(Bytes::from(body));
        *response.status_mut() = self.status;
        if self.status.as_u16() == 494 {
            let reason = ReasonPhrase::from_static(b"Request Header Too Large");
            response.extensions_mut().insert(reason);
        }
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(content));
        if let Some(methods) = self.allow {
            headers.insert(header::ALLOW, HeaderValue::from_static(methods));
        }
        response
    }

    fn new(layer: Layer, status: StatusCode, message: impl Into<String>) -> Self {
        Self { status, message: message.into(), layer, allow: None }
    }
}

/// A value as a message shows it: quoted, and not longer than a line.
pub(crate) fn shown(value: &str) -> String {
    format!("{:?}", clipped(value))
}

/// A word as a message shows it: not longer than a line.
pub(crate) fn clipped(value: &str) -> Cow<'_, str> {
    match value.char_indices().nth(60) {
        Some((end, _)) => Cow::Owned(format!("{}…", &value[..end])),
        None => Cow::Borrowed(value),
    }
}
