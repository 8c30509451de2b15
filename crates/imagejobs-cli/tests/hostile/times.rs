//! Times that never were. Each is kept as it came, and costs nothing.

use crate::row::{Row, noted, printed, row};
use crate::server::{Script, items};

pub(crate) fn rows() -> Vec<Row> {
    let kept = |name, text: &'static str, words: &'static [&'static str]| {
        row(name, at(&format!("\"{text}\"")), printed(1, words))
    };
    vec![
        kept("a month 13", "2026-13-01T00:00:00Z", &["2026-13-01T00:00:00Z"]),
        kept("a 30th of February", "2026-02-30T00:00:00Z", &["2026-02-30"]),
        kept("24 o'clock", "2026-01-01T24:00:00Z", &["T24:00:00Z"]),
        kept("a leap second", "2016-12-31T23:59:60Z", &["23:59:60Z"]),
        kept("a second 61", "2016-12-31T23:59:61Z", &["23:59:61Z"]),
        kept("the year 1", "0001-01-01T00:00:00Z", &["0001-01-01T00:00:00Z"]),
        kept("the year 0", "0000-00-00T00:00:00Z", &["0000-00-00"]),
        kept("the year 9999", "9999-12-31T23:59:59.999999999Z", &["9999-12-31"]),
        kept("the year 10000", "10000-01-01T00:00:00Z", &["10000-01-01"]),
        kept("a negative year", "-0044-03-15T12:00:00Z", &["-0044-03-15"]),
        kept("no zone", "2026-01-01T00:00:00", &["2026-01-01T00:00:00"]),
        kept("a zone a day away", "2026-01-01T00:00:00+99:99", &["+99:99"]),
        kept("the last zone of the last second", "9999-12-31T23:59:59-23:59", &["-23:59"]),
        kept("a time in words", "yesterday", &["yesterday"]),
        kept("a time of escape sequences", r"\u001b[31m2026", &["\\u001b[31m2026"]),
        kept("an empty time", "", &[]),
        row("seconds since 1970", at("1767225600"), noted(1, &["begin_time: 1767225600"])),
        row("seconds before 1970", at("-1e308"), noted(1, &["begin_time: -1e308"])),
        row("a time of null", at("null"), printed(1, &["\"begin_time\":null"])),
        row("a time that is an object", at(r#"{"$date":0}"#), noted(1, &["begin_time: {"])),
        row("a fraction of a megabyte", fraction(), printed(1, &["2026-01-01T00:00:00.000"])),
        row("an end before the beginning", backwards(), printed(1, &["1999-"])),
    ]
}

fn at(json: &str) -> Script {
    items(&format!(r#"{{"id":"1","begin_time":{json}}}"#))
}

fn fraction() -> Script {
    at(&format!("\"2026-01-01T00:00:00.{}Z\"", "0".repeat(1 << 20)))
}

fn backwards() -> Script {
    items(r#"{"id":"1","begin_time":"2026-01-01T00:00:00Z","end_time":"1999-01-01T00:00:00Z"}"#)
}
