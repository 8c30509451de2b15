//! Redirects: none is followed, and no token goes anywhere.

use crate::row::{Row, row, status};
use crate::server::{PAGE, TOKEN, raw};

pub(crate) fn rows() -> Vec<Row> {
    let to = |line: &str, location: &str| {
        let head = format!("HTTP/1.1 {line}\r\nlocation: {location}\r\ncontent-length: 0\r\n\r\n");
        raw(head)
    };
    let found = |name, location: &str| {
        row(name, to("302 Found", location), status(302, &["was redirected to", "not followed"]))
    };
    let echoed = format!("http://a.example/{TOKEN}");
    let long = format!("https://a.example/{}", "x".repeat(10_000));
    let moved = [
        ("300 to another server", "300 Multiple Choices", 300),
        ("301 to another server", "301 Moved Permanently", 301),
        ("302 to another server", "302 Found", 302),
        ("303 to another server", "303 See Other", 303),
        ("305 to another server", "305 Use Proxy", 305),
        ("307 to another server", "307 Temporary Redirect", 307),
        ("308 to another server", "308 Permanent Redirect", 308),
        ("399 to another server", "399 What", 399),
    ]
    .map(|(name, line, code)| {
        row(name, to(line, "http://ELSEWHERE/v1"), status(code, &["http://127.0.0.1:"]))
    });
    let odd = [
        found("a redirect to itself", "/"),
        found("a redirect to a file", "file:///etc/passwd"),
        found("a redirect to a script", "javascript:alert(1)"),
        found("a redirect to data", "data:application/json,{}"),
        found("a redirect with a user", "https://a:b@a.example/"),
        found("a redirect to nowhere", ""),
        found("a redirect to the metadata service", "http://169.254.169.254/latest"),
        found("a redirect to another host without a scheme", "//ELSEWHERE/v1"),
        found("a redirect to what is no URL", "http://[::1"),
        found("a redirect of 10 KB", &long),
        found("a redirect that echoes the token", &echoed),
        found(
            "a redirect that echoes the token as URLs do",
            "http://a.example/MIIsentinel%2FT0ken%2Bof%3Dthe%22caller",
        ),
        row(
            "a redirect with a page",
            raw(format!("HTTP/1.1 302 Found\r\nlocation: /\r\n\r\n{PAGE}")),
            status(302, &["was redirected to /"]),
        ),
        row(
            "a redirect without a location",
            raw("HTTP/1.1 302 Found\r\ncontent-length: 0\r\n\r\n"),
            status(302, &["answered 302 Found"]),
        ),
        row(
            "a redirect with two locations",
            to("302 Found", "http://ELSEWHERE/a\r\nlocation: http://ELSEWHERE/b"),
            status(302, &["and redirects are not followed"]),
        ),
    ];
    // Nothing is sent a second time.
    [&moved[..], &odd].concat().into_iter().map(|row| row.attempts(3).requests(1)).collect()
}
