//! Ids that are no ids, and ids that do something to a terminal.

use crate::row::{Row, jobs, noted, printed, row};
use crate::server::items;

pub(crate) fn rows() -> Vec<Row> {
    let of = |json: &str| items(&format!(r#"{{"id":{json}}}"#));
    let long = format!("\"{}\"", "1".repeat(1 << 20));
    let wide = format!("\"{}\"", "你".repeat(100_000));
    vec![
        row("a numeric id", of("702364883651395584"), noted(1, &["id: 702364883651395584"])),
        row("an id beyond all numbers", of("123456789012345678901234567890"), {
            printed(1, &["123456789012345678901234567890"])
        }),
        row("an id with a fraction", of("1.50"), printed(1, &["1.50"])),
        row("a negative id", of("-0"), noted(1, &["an unexpected id: -0"])),
        row("an id of null", of("null"), jobs(1)),
        row("an empty id", of("\"\""), jobs(1)),
        row("an id of blanks", of("\"   \""), jobs(1)),
        row("an id that is true", of("true"), noted(1, &["an unexpected id: true"])),
        row("an id that is a list", of("[\"1\"]"), noted(1, &["an unexpected id: [\"1\"]"])),
        row("an id that is an object", of(r#"{"id":"1"}"#), noted(1, &["an unexpected id: {"])),
        row("an id of escape sequences", of(r#""\u001b[31m\u001b]0;title\u0007""#), {
            printed(1, &["\\u001b[31m"])
        }),
        row("an id of controls of the second set", of("\"\u{9b}31m\u{90}\""), jobs(1)),
        row("an id that turns its line", of("\"\u{202e}1\u{2066}2\u{200f}\""), jobs(1)),
        row("an id of line breaks", of(r#""1\n2\r\n3\u2028\u2029""#), jobs(1)),
        row("an id that looks like a note", of(r#""\nerror: all is lost""#), jobs(1)),
        row("an id of NULs", of(r#""\u0000\u0000""#), jobs(1)),
        row("an id of 1 MB", of(&long), jobs(1)),
        row("an id of wide characters", of(&wide), jobs(1)),
        row("an id of combining characters", of(&format!("\"e{}\"", "\u{301}".repeat(10_000))), {
            jobs(1)
        }),
        row("an id of half a path", of(r#""../../etc/passwd""#), printed(1, &["../../etc/passwd"])),
        row("an id with a quote", of(r#""\"'`$(rm)""#), jobs(1)),
        row("equal ids", items(r#"{"id":"1"},{"id":"1"}"#), jobs(2)),
        row("odd controls in an odd id", of("[\"\u{9b}\u{202e}\"]"), noted(1, &["unexpected id"])),
    ]
}
