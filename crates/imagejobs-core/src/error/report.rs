//! What a service says of a failure, in whatever shape.
//!
//! Two layers answer, the service and the gateway in front of it, and neither keeps to one shape.
//! Three are known, tried in this order at every level of the body, outermost level first:
//! `error_code`/`error_msg`, `errorCode`/`errorMsg`, `code`/`message`. Where a level mixes them, the
//! code is the first one that stands there, and so are the words. Source: what the vendor's SDK reads.

use serde_json::{Map, Value};

const SHAPES: [(&str, &str); 3] =
    [("error_code", "error_msg"), ("errorCode", "errorMsg"), ("code", "message")];

/// The code, the words and the request id of a failure, each when it was told.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Report {
    pub(super) code: Option<String>,
    pub(super) message: Option<String>,
    pub(super) request_id: Option<String>,
}

impl Report {
    /// Reads a body. One that is in none of the shapes tells nothing.
    pub(super) fn read(body: &[u8]) -> Self {
        match serde_json::from_slice(body) {
            Ok(Value::Object(object)) => Self::find(&object).unwrap_or_default(),
            _ => Self::default(),
        }
    }

    fn find(object: &Map<String, Value>) -> Option<Self> {
        Self::at(object).or_else(|| {
            let mut inner = object.values().filter_map(Value::as_object).find_map(Self::find)?;
            inner.request_id = inner.request_id.or_else(|| text(object.get("request_id")));
            Some(inner)
        })
    }

    fn at(object: &Map<String, Value>) -> Option<Self> {
        let code = SHAPES.iter().find_map(|(code, _)| text(object.get(*code)));
        let message = SHAPES.iter().find_map(|(_, message)| text(object.get(*message)));
        if code.is_none() && message.is_none() {
            return None;
        }
        Some(Self { code, message, request_id: text(object.get("request_id")) })
    }
}

/// A text or a number, as text; an empty text tells nothing.
fn text(value: Option<&Value>) -> Option<String> {
    match value? {
        Value::String(text) if !text.is_empty() => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_shape_is_read() {
        for (body, code, message, request_id) in [
            (r#"{"error_code":"WKS.0001","error_msg":"no"}"#, Some("WKS.0001"), Some("no"), None),
            (
                "{\"error_msg\":\"no\",\"error_code\":\"APIGW.0301\",\"request_id\":\"ab\"}\n",
                Some("APIGW.0301"),
                Some("no"),
                Some("ab"),
            ),
            (r#"{"errorCode":"A","errorMsg":"b"}"#, Some("A"), Some("b"), None),
            (r#"{"code":404,"message":"b"}"#, Some("404"), Some("b"), None),
            (r#"{"error":{"code":401,"message":"b"}}"#, Some("401"), Some("b"), None),
            (
                r#"{"a":1,"b":{"c":{"errorCode":"A","errorMsg":"b"}},"request_id":"r"}"#,
                Some("A"),
                Some("b"),
                Some("r"),
            ),
            // The outer level is asked first, and there the shapes in their order.
            (
                r#"{"code":"z","message":"z","error_code":"A","error_msg":"b"}"#,
                Some("A"),
                Some("b"),
                None,
            ),
            (
                r#"{"error":{"error_code":"z","error_msg":"z"},"code":"A","message":"b"}"#,
                Some("A"),
                Some("b"),
                None,
            ),
            (r#"{"error_code":"APIG.0101","error_msg":""}"#, Some("APIG.0101"), None, None),
            (r#"{"error_msg":"b","error_code":null}"#, None, Some("b"), None),
            // Mixed shapes.
            (r#"{"error_code":"A","message":"b"}"#, Some("A"), Some("b"), None),
            (r#"{"code":"A","errorMsg":"b","error_code":""}"#, Some("A"), Some("b"), None),
            (
                r#"{"code":"z","message":"b","errorCode":"A","e":{"error_msg":"z"}}"#,
                Some("A"),
                Some("b"),
                None,
            ),
        ] {
            let report = Report::read(body.as_bytes());
            let read =
                (report.code.as_deref(), report.message.as_deref(), report.request_id.as_deref());
            assert_eq!(read, (code, message, request_id), "{body}");
        }
    }

    #[test]
    fn other_bodies_tell_nothing() {
        let deep = "{\"a\":".repeat(100_000);
        for body in ["", "null", "[]", "<html>", "{}", "{\"code\":{}}", "\u{feff}{}", &deep] {
            assert_eq!(Report::read(body.as_bytes()), Report::default());
        }
    }
}
