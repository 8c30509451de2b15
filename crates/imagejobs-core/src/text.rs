//! Text of strangers, made fit for a terminal.
//!
//! A server's words end up in logs and on terminals, where escape sequences and bidirectional
//! overrides do things that no reader sees. One line stays one line.

use std::borrow::Cow;
use std::fmt::Write as _;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC};

/// All but the unreserved characters of RFC 3986: what the platform's signing algorithm encodes.
pub(crate) const RESERVED: &AsciiSet =
    &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// The text with each control character written as an escape (`\n`, `\u{1b}`).
///
/// ```
/// assert_eq!(imagejobs_core::escape_controls("red\u{1b}[31m\n"), "red\\u{1b}[31m\\n");
/// ```
#[must_use]
pub fn escape_controls(text: &str) -> Cow<'_, str> {
    if !text.contains(is_control) {
        return Cow::Borrowed(text);
    }
    let mut escaped = String::with_capacity(text.len() + 8);
    for character in text.chars() {
        if is_control(character) {
            // Writing into a string cannot fail.
            let _ = write!(escaped, "{}", character.escape_default());
        } else {
            escaped.push(character);
        }
    }
    Cow::Owned(escaped)
}

/// The text without its control characters.
///
/// ```
/// assert_eq!(imagejobs_core::without_controls("re\u{1b}d\n"), "red");
/// ```
#[must_use]
pub fn without_controls(text: &str) -> Cow<'_, str> {
    if text.contains(is_control) {
        Cow::Owned(text.replace(is_control, ""))
    } else {
        Cow::Borrowed(text)
    }
}

/// Control characters, the separators that terminals break lines at, and the characters that turn
/// the direction of the text around them.
fn is_control(character: char) -> bool {
    character.is_control()
        || matches!(character, '\u{2028}' | '\u{2029}' | '\u{200e}' | '\u{200f}' | '\u{61c}')
        || matches!(character, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// The beginning of a text, cut at a character's boundary at or before `limit` bytes.
pub(crate) fn beginning(text: &str, limit: usize) -> &str {
    if text.len() <= limit {
        return text;
    }
    let end = (0..=limit).rev().find(|&at| text.is_char_boundary(at)).unwrap_or(0);
    &text[..end]
}

/// A text without the byte order mark that may stand before it.
pub(crate) fn without_mark(text: &str) -> &str {
    text.strip_prefix('\u{feff}').unwrap_or(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escape_sequences_and_overrides_are_disarmed() {
        assert_eq!(escape_controls("a\tb\u{202e}c"), "a\\tb\\u{202e}c");
        assert_eq!(without_controls("a\tb\u{202e}c\u{9b}"), "abc");
        assert!(matches!(escape_controls("plain ünïcode"), Cow::Borrowed(_)));
    }

    #[test]
    fn a_beginning_never_splits_a_character() {
        assert_eq!(beginning("aü", 2), "a");
        assert_eq!(beginning("aü", 3), "aü");
        assert_eq!(beginning("", 0), "");
    }
}
