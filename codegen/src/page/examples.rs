//! The JSON of example responses.

use std::borrow::Cow;

use serde_json::Value;

/// Whether a block may begin a JSON body.
pub(super) fn begins(text: &str) -> bool {
    text.starts_with(['{', '['])
}

/// Follows the brackets of a body over its blocks, to find the block that closes it.
#[derive(Debug, Default)]
pub(super) struct Brackets {
    depth: usize,
    string: bool,
    escaped: bool,
}

impl Brackets {
    /// Reads on; whether everything that was opened is closed.
    pub(super) fn read(&mut self, text: &str) -> bool {
        for byte in text.bytes() {
            match byte {
                _ if self.escaped => self.escaped = false,
                b'\\' if self.string => self.escaped = true,
                b'"' => self.string = !self.string,
                // No string of JSON goes on behind a line: a quote is missing.
                b'\n' => self.string = false,
                _ if self.string => {}
                b'{' | b'[' => self.depth += 1,
                b'}' | b']' => self.depth = self.depth.saturating_sub(1),
                _ => {}
            }
        }
        self.depth == 0
    }
}

/// How deep a body may be nested: one that is deeper could not be read again among the facts, for
/// which JSON has a limit of 128.
const DEEPEST: usize = 100;

/// The body that a text is. Pages like to leave a comma before a closing bracket.
pub(super) fn body(text: &str) -> Option<Value> {
    let body = serde_json::from_str(text);
    let body = body.or_else(|_| serde_json::from_str(&without_last_commas(text))).ok();
    body.filter(|body| depth(body) <= DEEPEST)
}

fn depth(value: &Value) -> usize {
    match value {
        Value::Array(list) => 1 + list.iter().map(depth).max().unwrap_or(0),
        Value::Object(object) => 1 + object.values().map(depth).max().unwrap_or(0),
        _ => 0,
    }
}

fn without_last_commas(text: &str) -> Cow<'_, str> {
    let mut kept = String::with_capacity(text.len());
    // Where a comma was written that nothing but blanks has followed.
    let mut comma = None;
    let (mut string, mut escaped) = (false, false);
    for c in text.chars() {
        match c {
            _ if escaped => escaped = false,
            '\\' if string => escaped = true,
            '"' => string = !string,
            '}' | ']' if !string => {
                if let Some(at) = comma.take() {
                    kept.truncate(at);
                }
            }
            _ => {}
        }
        if c == ',' && !string {
            comma = Some(kept.len());
        } else if !c.is_whitespace() {
            comma = None;
        }
        kept.push(if c == '\u{a0}' && !string { ' ' } else { c });
    }
    Cow::Owned(kept)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_comma_before_a_closing_bracket_is_let_pass() {
        assert_eq!(body("{\"a\" : [ 1, 2, ],\n}"), Some(json!({"a": [1, 2]})));
        assert_eq!(body("{\"a,}\" : \",]\", }"), Some(json!({"a,}": ",]"})));
        assert_eq!(body("{\"a\" : ...}"), None);
    }

    #[test]
    fn integers_beyond_a_double_survive() {
        let text = "{\"n\":9007199254740993,\"m\":18446744073709551615}";
        assert_eq!(
            body(text).map(|body| body.to_string()),
            Some("{\"m\":18446744073709551615,\"n\":9007199254740993}".to_owned())
        );
    }
}
