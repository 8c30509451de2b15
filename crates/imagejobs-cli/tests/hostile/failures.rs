//! Failures, with bodies that help and bodies that do not. The status is told, and what can be read
//! of the rest; the token never is.

use crate::row::{Promise, Row, row, status, unreadable};
use crate::server::{Script, TOKEN, answer, body, endless, message, raw};

const GATEWAY: &str =
    r#"{"error_code":"APIGW.0301","error_msg":"no such luck","request_id":"req-1"}"#;

pub(crate) fn rows() -> Vec<Row> {
    [statuses(), bodies(), waits(), echoes()].concat()
}

fn statuses() -> Vec<Row> {
    const WORDS: &[&str] = &["APIGW.0301 no such luck", "request id req-1"];
    [
        ("400 from the gateway", 400),
        ("401 from the gateway", 401),
        ("402 from the gateway", 402),
        ("403 from the gateway", 403),
        ("404 from the gateway", 404),
        ("405 from the gateway", 405),
        ("407 from the gateway", 407),
        ("408 from the gateway", 408),
        ("409 from the gateway", 409),
        ("413 from the gateway", 413),
        ("418 from the gateway", 418),
        ("429 from the gateway", 429),
        ("431 from the gateway", 431),
        ("500 from the gateway", 500),
        ("501 from the gateway", 501),
        ("502 from the gateway", 502),
        ("503 from the gateway", 503),
        ("504 from the gateway", 504),
        ("511 from the gateway", 511),
        ("599 from the gateway", 599),
    ]
    .map(|(name, code)| row(name, answer(&format!("{code} Oh"), GATEWAY), status(code, WORDS)))
    .to_vec()
}

fn bodies() -> Vec<Row> {
    let of = |name, body: &[u8]| row(name, answer("502 Oh", body), status(502, &["answered 502"]));
    let told = |name, body: &str, words| row(name, answer("500 Oh", body), status(500, words));
    let long = format!(r#"{{"error_code":"A.1","error_msg":"{}"}}"#, "x".repeat(3 << 20));
    let deep = format!("{}{}", "{\"a\":".repeat(100_000), "}".repeat(100_000));
    let cut = "HTTP/1.1 503 Oh\r\ncontent-length: 500\r\n\r\n{\"error_code\":\"A.1\",\"error_m";
    let garbled = "HTTP/1.1 503 Oh\r\ntransfer-encoding: chunked\r\n\r\nlong\r\n";
    let id = format!("x-request-id: {}\r\n", "x".repeat(10_000));
    let gzip = "content-encoding: gzip\r\n";
    vec![
        of("a failure of HTML", b"<html><h1>502 Bad Gateway</h1></html>"),
        of("a failure without a body", b""),
        of("a failure of bytes", b"\x1f\x8b\xff\0\0\0"),
        of("a failure of null", b"null"),
        of("a failure of a list", b"[{\"error_code\":\"A\"}]"),
        of("a failure of numbers", br#"{"error_code":{},"error_msg":[1]}"#),
        of("a failure that is deep", deep.as_bytes()),
        of("a failure with a page", crate::server::PAGE.as_bytes()),
        of("a failure with controls", b"{\"error_code\":\"\x1b[2J\x07\"}"),
        told("a failure in an object", r#"{"error":{"code":"A.1","message":"b"}}"#, &["A.1 b"]),
        told("a failure with a number for a code", r#"{"code":17,"message":"b"}"#, &["17 b"]),
        told("a failure behind a mark", "\u{feff}{\"error_code\":\"A.1\"}", &["A.1"]),
        told("a failure with escape sequences", r#"{"error_msg":"\u001b[31m\nred\u202e"}"#, {
            &["\\u{1b}[31m\\nred\\u{202e}"]
        }),
        told("a failure of 3 MiB", &long, &["answered 500", "A.1"]),
        told("a failure that is cut off", &GATEWAY[..50], &["APIGW.0301"]),
        row("a failure without end", endless("HTTP/1.1 500 Oh\r\n\r\n", " ".repeat(1 << 16)), {
            status(500, &["answered 500"])
        }),
        row("a failure that breaks off", raw(cut), status(503, &["A.1"])),
        row("a failure in chunks that are none", raw(garbled), status(503, &["answered 503"])),
        row("a failure of gzip", raw(message("503 Oh", gzip, b"\x1f\x8b\x08")), {
            status(503, &["answered 503"])
        }),
        row("an id of a request in the head", with("x-request-id: req-2\r\n"), {
            status(500, &["request id req-2"])
        }),
        row("an id of a request of 10 KB", with(&id), {
            status(500, &["request id xxx"])
        }),
    ]
}

fn with(head: &str) -> Script {
    raw(message("500 Oh", head, ""))
}

/// How long to wait before the next call; none waits so long within its limits.
fn waits() -> Vec<Row> {
    let after = |name, value: &str, words| {
        let head = format!("retry-after: {value}\r\n");
        let row = row(name, raw(message("503 Oh", &head, "")), status(503, words));
        row.attempts(3).requests(1)
    };
    let soon = |name, value: &str| {
        // The next attempt may come before the server has closed what it does not announce to close.
        let head = format!("retry-after: {value}\r\nconnection: close\r\n");
        row(name, raw(message("503 Oh", &head, "")), status(503, &["2 attempts"]))
            .attempts(2)
            .requests(2)
    };
    let window = |time: &str| {
        let words = format!("policy user over ratelimit,limit:200,time:{time}");
        answer("429 Oh", format!(r#"{{"error_code":"APIGW.0308","error_msg":"{words}"}}"#))
    };
    vec![
        after("later by an hour", "3600", &["try again in 3600 s"]),
        after("later by ages", "99999999999999999999999", &["answered 503", "try again in"]),
        after("later in the year 9998", "Thu, 31 Dec 9998 23:59:59 GMT", &["try again in"]),
        soon("later by less than nothing", "-5"),
        soon("later by half a second", "0.5"),
        soon("later at a time that has passed", "Thu, 01 Jan 1970 00:00:00 GMT"),
        soon("later at a time that is none", "<b>soon</b>"),
        soon("later by nothing", "0"),
        soon("later in the year 10000", "Sat, 01 Jan 10000 00:00:00 GMT"),
        row("throttled for a day", window("1 day"), status(429, &["try again in 86400 s"]))
            .attempts(3)
            .requests(1),
        row("throttled for ages", window("99999999999999999999 minute"), {
            status(429, &["APIGW.0308"])
        }),
        row("throttled for fortnights", window("2 fortnight"), status(429, &["APIGW.0308"])),
    ]
}

/// What a server echoes is taken out, however it is written.
fn echoes() -> Vec<Row> {
    let escapes: String = TOKEN.encode_utf16().map(|unit| format!("\\u{unit:04x}")).collect();
    let json = serde_json::to_string(TOKEN).unwrap();
    let slashes = json.replace('/', "\\/");
    let inner = serde_json::to_string(&format!(r#"{{"token":{json}}}"#)).unwrap();
    let plus = TOKEN.replace('+', "%2B").replace('/', "%2f").replace('=', "%3D");
    let told = |name, json: &str| {
        let body = format!(r#"{{"error_code":"A.1","error_msg":{json}}}"#);
        row(name, answer("403 Oh", body), redacted())
    };
    let head = |name, head: &str| {
        row(name, with(&format!("{head}: {TOKEN}\r\n")), status(500, &["answered 500"]))
    };
    let page = |name, text: &str| row(name, body(text), unreadable(&["cannot be read"]));
    vec![
        told("the token, as JSON writes it", &json),
        told("the token with escaped slashes", &slashes),
        told("the token as escapes alone", &format!("\"{escapes}\"")),
        told("the token in JSON in a text", &inner),
        told("the token as in a URL", &format!("\"{plus}\"")),
        row("the token in HTML", answer("403 Oh", format!("<pre>{TOKEN}</pre>")), {
            status(403, &["answered 403"])
        }),
        row("the token as a code", answer("403 Oh", format!(r#"{{"error_code":{json}}}"#)), {
            redacted()
        }),
        head("the token as the id of the request", "x-request-id"),
        head("the token as another header", "x-auth-token"),
        head("the token as an encoding", "content-encoding"),
        page("the token instead of a page", TOKEN),
        page("the token many times", &TOKEN.repeat(10_000)),
    ]
}

fn redacted() -> Promise {
    status(403, &["redacted"])
}
