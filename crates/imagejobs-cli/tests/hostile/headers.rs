//! Heads of answers: too many lines, too long, and such as must not be believed.

use crate::row::{Row, broken, jobs, row};
use crate::server::{Script, each, endless, message, page_with};

const NONE: &[&str] = &["got no answer"];

pub(crate) fn rows() -> Vec<Row> {
    [lines(), sizes(), beliefs()].concat()
}

fn lines() -> Vec<Row> {
    vec![
        row("a line of a head without a colon", page_with("no colon\r\n"), broken(NONE)),
        row("a header without a name", page_with(": value\r\n"), broken(NONE)),
        row("a space before the colon", page_with("a : b\r\n"), broken(NONE)),
        row("a folded header", page_with("a: b\r\n folded\r\n"), broken(NONE)),
        row("a NUL in a header", page_with("a: b\0c\r\n"), broken(NONE)),
        row("a carriage return in a header", page_with("a: b\rc\r\n"), broken(NONE)),
        row("an escape sequence in a header", page_with("a: \x1b[31mred\r\n"), broken(NONE)),
        row("an escape sequence in a header's name", page_with("\x1b[31m: a\r\n"), broken(NONE)),
        row("a header beyond ASCII", page_with("a: ü\u{202e}\r\n"), jobs(1)),
        row("an empty header", page_with("a:\r\n"), jobs(1)),
        row("headers that stand there twice", page_with("date: a\r\ndate: b\r\n"), jobs(1)),
    ]
}

fn sizes() -> Vec<Row> {
    let head = "HTTP/1.1 200 OK\r\n";
    let of = |length| page_with(&format!("a: {}\r\n", "x".repeat(length)));
    let name = page_with(&format!("{}: a\r\n", "x".repeat(1_000_000)));
    vec![
        row("99 headers", page_with(&"a: b\r\n".repeat(99)), jobs(1)),
        row("10,000 headers", page_with(&"a: b\r\n".repeat(10_000)), broken(NONE)),
        row("a header of 100 KB", of(100_000), jobs(1)),
        row("a header of 1 MB", of(1_000_000), broken(NONE)),
        row("a header's name of 1 MB", name, broken(NONE)),
        row("a header without end", endless(format!("{head}a: "), "x".repeat(4096)), broken(NONE)),
        row("headers without end", endless(head, "a: b\r\n"), broken(NONE)),
        row("a first line without end", endless("HTTP/1.1 200 ", "x".repeat(4096)), broken(NONE)),
    ]
}

/// What a head says beside the page changes nothing.
fn beliefs() -> Vec<Row> {
    let named = |name, head: &str| row(name, page_with(head), jobs(1));
    vec![
        named("a page as HTML", "content-type: text/html\r\n"),
        named("a page as plain text", "content-type: text/plain; charset=utf-16\r\n"),
        named("a page as XML", "content-type: application/xml\r\n"),
        named("a page as nothing", "content-type: \r\n"),
        named("a page as two types", "content-type: a\r\ncontent-type: b\r\n"),
        named("a date long ago", "date: Thu, 01 Jan 1970 00:00:00 GMT\r\n"),
        named("a date that is none", "date: tomorrow\r\n"),
        named("a date in the year 9999", "date: Fri, 31 Dec 9999 23:59:59 GMT\r\n"),
        named("a page that should be read later", "retry-after: 3600\r\n"),
        named("a page with a location", "location: http://ELSEWHERE/\r\n"),
        named("a page that refreshes itself", "refresh: 0; url=http://ELSEWHERE/\r\n"),
        named("a page that is elsewhere, too", "alt-svc: h2=\"ELSEWHERE\"\r\n"),
        named("a page that asks for a password", "www-authenticate: Basic realm=a\r\n"),
        named("a page that offers HTTP/2", "upgrade: h2c\r\nconnection: upgrade\r\n"),
        named("a link to the next page", "link: <http://ELSEWHERE/>; rel=next\r\n"),
        row("a cookie is not sent again", cookie(), jobs(2)).all(),
    ]
}

/// A page, and then the rest, unless a cookie comes back.
fn cookie() -> Script {
    each(|request| {
        let items = match (request.before, request.cookie) {
            (0, _) => r#"{"id":"1"},{"id":"2"}"#,
            (_, true) => r#"{"id":"2"},{"id":"of a cookie"}"#,
            (_, false) => r#"{"id":"2"}"#,
        };
        let page = format!(r#"{{"count":2,"items":[{items}]}}"#);
        message("200 OK", "set-cookie: session=1; path=/\r\n", page)
    })
}
