//! What a service says of a failure, in whatever shape.
//!
//! Two layers answer, the service and the gateway in front of it, and neither keeps to one shape.
//! Three are known, tried in this order at every level of the body, outermost level first:
//! `error_code`/`error_msg`, `errorCode`/`errorMsg`, `code`/`message`. Where a level mixes them, the
//! code is the first one that stands there, and so are the words. Source: what the vendor's SDK reads.
//!
//! A body may be megabytes of anything, and may break off. So it is read without being kept, and what
//! stands before the place where it is no JSON any more counts.

use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};

use crate::text::without_mark;

const SHAPES: [(&str, &str); 3] =
    [("error_code", "error_msg"), ("errorCode", "errorMsg"), ("code", "message")];

/// The code, the words and the request id of a failure, each when it was told.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Report {
    pub(super) code: Option<String>,
    pub(super) message: Option<String>,
    pub(super) request_id: Option<String>,
    /// Whether it can be nothing but a failure: a lone `code` may mean anything.
    pub(super) is_plain: bool,
}

impl Report {
    /// Reads a body. One that is in none of the shapes tells nothing.
    pub(super) fn read(body: &str) -> Self {
        let mut found = None;
        let mut json = serde_json::Deserializer::from_str(without_mark(body));
        // Where it is no JSON, it tells nothing more.
        let _ = Value { text: None, inner: &mut found }.deserialize(&mut json);
        found.unwrap_or_default()
    }
}

/// What one level of a body tells, by the shapes.
#[derive(Default)]
struct Level {
    codes: [Option<String>; SHAPES.len()],
    messages: [Option<String>; SHAPES.len()],
    request_id: Option<String>,
    /// The first report of the levels below.
    inner: Option<Report>,
}

impl Level {
    fn read<'de, A: MapAccess<'de>>(&mut self, mut object: A) -> Result<(), A::Error> {
        while let Some(key) = object.next_key::<String>()? {
            let text = match SHAPES.iter().position(|(code, words)| key == *code || key == *words) {
                Some(shape) if key == SHAPES[shape].0 => Some(&mut self.codes[shape]),
                Some(shape) => Some(&mut self.messages[shape]),
                None if key == "request_id" => Some(&mut self.request_id),
                None => None,
            };
            object.next_value_seed(Value { text, inner: &mut self.inner })?;
        }
        Ok(())
    }

    fn report(self) -> Option<Report> {
        let lone = self.codes[..2].iter().all(Option::is_none);
        let code = self.codes.into_iter().flatten().next();
        let message = self.messages.into_iter().flatten().next();
        if code.is_some() || message.is_some() {
            let is_plain = code.is_some() && (message.is_some() || !lone);
            return Some(Report { code, message, request_id: self.request_id, is_plain });
        }
        let inner = self.inner?;
        Some(Report { request_id: inner.request_id.or(self.request_id), ..inner })
    }
}

/// Any value: its text goes to one place, the report in it to another.
struct Value<'a> {
    text: Option<&'a mut Option<String>>,
    inner: &'a mut Option<Report>,
}

impl Value<'_> {
    fn tell(self, text: impl fmt::Display) {
        if let Some(told) = self.text {
            *told = Some(text.to_string());
        }
    }
}

impl<'de> DeserializeSeed<'de> for Value<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

/// A text or a number tells, as text; an empty text tells nothing.
impl<'de> Visitor<'de> for Value<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("any value")
    }

    fn visit_str<E>(self, text: &str) -> Result<(), E> {
        if !text.is_empty() {
            self.tell(text);
        }
        Ok(())
    }

    fn visit_u64<E>(self, number: u64) -> Result<(), E> {
        self.tell(number);
        Ok(())
    }

    fn visit_i64<E>(self, number: i64) -> Result<(), E> {
        self.tell(number);
        Ok(())
    }

    fn visit_f64<E>(self, number: f64) -> Result<(), E> {
        self.tell(number);
        Ok(())
    }

    fn visit_bool<E>(self, _: bool) -> Result<(), E> {
        Ok(())
    }

    fn visit_unit<E>(self) -> Result<(), E> {
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<(), A::Error> {
        while list.next_element::<IgnoredAny>()?.is_some() {}
        Ok(())
    }

    fn visit_map<A: MapAccess<'de>>(self, object: A) -> Result<(), A::Error> {
        let mut level = Level::default();
        let read = level.read(object);
        if self.inner.is_none() {
            *self.inner = level.report();
        }
        read
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
            let report = Report::read(body);
            let read =
                (report.code.as_deref(), report.message.as_deref(), report.request_id.as_deref());
            assert_eq!(read, (code, message, request_id), "{body}");
        }
    }

    #[test]
    fn other_bodies_tell_nothing() {
        let deep = "{\"a\":".repeat(100_000);
        for body in ["", "null", "[]", "<html>", "{}", "{\"code\":{}}", "\u{feff}{}", &deep] {
            assert_eq!(Report::read(body), Report::default());
        }
    }

    #[test]
    fn what_stands_before_a_break_counts() {
        let codes: Vec<_> = [
            r#"{"error_code":"A","error_msg":"it is lo"#,
            r#"{"error":{"error_code":"A","trace":[[[[{"deep":1e999"#,
            r#"{"error_code":"A"}{"error_code":"B"}"#,
            "\u{feff}{\"error_code\":\"A\"}",
        ]
        .into_iter()
        .map(|body| Report::read(body).code)
        .collect();
        assert_eq!(codes, vec![Some("A".to_owned()); 4]);
    }
}
