//! Bodies that are no JSON, or JSON of another shape.

use crate::row::{Row, jobs, noted, printed, row, unreadable};
use crate::server::{PAGE, body, items, raw};

pub(crate) fn rows() -> Vec<Row> {
    [others(), shapes(), items_of_a_list(), values()].concat()
}

/// No JSON, or no object.
fn others() -> Vec<Row> {
    const NO: &[&str] = &["a body that cannot be read"];
    let html = "<!DOCTYPE html><title>Sign in</title>";
    let deep = |open: &str, close: &str| body(open.repeat(100_000) + &close.repeat(100_000));
    let rows = [
        ("an empty body", body("")),
        ("white space alone", body(" \r\n\t")),
    ]
    .map(|(name, server)| row(name, server, unreadable(&["an empty body where JSON should be"])));
    let markup = [
        ("a page to sign in at", body(html)),
        ("a page to sign in at, as JSON", page_with_body("content-type: application/json", html)),
        ("XML", body("<?xml version='1.0'?><jobs/>")),
    ]
    .map(|(name, server)| row(name, server, unreadable(&["HTML or XML where JSON should be"])));
    let no_json = [
        ("words", body("OK")),
        ("null", body("null")),
        ("a boolean", body("true")),
        ("a number", body("0")),
        ("a text", body(r#""items""#)),
        ("a page cut off", body(&PAGE[..PAGE.len() - 2])),
        ("a page cut off in a text", body(&PAGE[..30])),
        ("a page and more", body(format!("{PAGE}x"))),
        ("two pages", body(format!("{PAGE}\n{PAGE}"))),
        ("pages in an array", body(format!("[{PAGE}]"))),
        ("a page in a text", body(serde_json::to_string(PAGE).unwrap())),
        ("a page with a prefix against hijacking", body(format!(")]}}',\n{PAGE}"))),
        ("a page as a call of JavaScript", body(format!("callback({PAGE})"))),
        ("a page in single quotes", body(PAGE.replace('"', "'"))),
        ("names without quotes", body("{count:1,items:[]}")),
        ("a comment", body(format!("/* a page */{PAGE}"))),
        ("a comma too many", body(r#"{"items":[{"id":"1"},]}"#)),
        ("no number for a count", body(r#"{"count":NaN,"items":[]}"#)),
        ("an infinite count", body(r#"{"count":-Infinity,"items":[]}"#)),
        ("a count that begins with 0", body(r#"{"count":007,"items":[]}"#)),
        ("a line break in a text", body("{\"items\":[{\"id\":\"a\nb\"}]}")),
        ("an escape that is none", body(r#"{"items":[{"id":"\x41"}]}"#)),
        ("arrays in arrays in arrays", deep("[", "]")),
        ("objects in objects in objects", body("{\"a\":".repeat(100_000))),
        ("lines of events", body("data: {\"items\":[]}\n\n")),
        ("lines of jobs", body("{\"id\":\"1\"}\n{\"id\":\"2\"}\n")),
    ]
    .map(|(name, server)| row(name, server, unreadable(NO)));
    [&rows[..], &markup, &no_json].concat()
}

fn page_with_body(head: &str, body: &str) -> crate::server::Script {
    raw(format!("HTTP/1.1 200 OK\r\n{head}\r\n\r\n{body}"))
}

/// Objects that are no page.
fn shapes() -> Vec<Row> {
    let deep = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
    let error = r#"{"error_code":"WKS.0001","error_msg":"no such luck"}"#;
    let inner = r#"{"error":{"code":"WKS.0001","message":"no such luck"}}"#;
    let told = || unreadable(&["answered 200 OK with an error: WKS.0001 no such luck"]);
    let beside = r#"{"error_code":"WKS.0001","items":[{"id":"1"}]}"#;
    let encoded = r#"{"items":"[{\"id\":\"1\"}]"}"#;
    vec![
        row("an error beside status 200", body(error), told()),
        row("an error in an object beside status 200", body(inner), told()),
        row("an error code beside jobs", body(beside), jobs(1)),
        row("an object of nothing", body("{}"), noted(0, &[])),
        row("no list of jobs", body(r#"{"items":null}"#), jobs(0)),
        row("an object for the list", body(r#"{"items":{}}"#), unreadable(&["expected a"])),
        row("a text for the list", body(encoded), unreadable(&["cannot be read"])),
        row("a number for the list", body(r#"{"items":0}"#), unreadable(&["cannot be read"])),
        row("false for the list", body(r#"{"items":false}"#), unreadable(&["cannot be read"])),
        row("two lists", body(r#"{"items":[],"items":[]}"#), unreadable(&["duplicate field"])),
        row("two counts", body(r#"{"count":1,"count":2}"#), unreadable(&["duplicate field"])),
        row("a list in other letters", body(r#"{"Items":[{"id":"1"}]}"#), jobs(0)),
        row("names that are escaped", body(r#"{"\u0069tems":[{"\u0069d":"1"}]}"#), {
            printed(1, &["\"id\":\"1\""])
        }),
        row("fields that nobody knows", body(r#"{"items":[],"more":{"a":[null]}}"#), jobs(0)),
        row("a deep field", body(format!(r#"{{"items":[],"more":{deep}}}"#)), jobs(0)),
        row("white space all over", page_with_spaces(), jobs(1)),
    ]
}

fn page_with_spaces() -> crate::server::Script {
    let wide = format!(":{}", " \t\r\n".repeat(10_000));
    page_with_body("a: b", &PAGE.replace(':', &wide))
}

/// One odd job costs only itself.
fn items_of_a_list() -> Vec<Row> {
    let deep = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
    let names = r#"{"id":"1","id":"2"}"#;
    vec![
        row("null in the list", items(r#"null,{"id":"2"}"#), printed(2, &["null", "\"2\""])),
        row("a number in the list", items(r#"7,{"id":"2"}"#), noted(2, &["1 is not an object: 7"])),
        row("a text in the list", items(r#""1""#), noted(1, &["job 1 is not an object"])),
        row("a list in the list", items(r#"[{"id":"1"}]"#), noted(1, &["is not an object"])),
        row("a deep list in the list", items(&deep), noted(1, &["is not an object: [[[["])),
        row("an empty job", items("{}"), jobs(1)),
        row("a job of other fields", items(r#"{"name":"a","ID":"1"}"#), jobs(1)),
        row("a job with two ids", items(names), noted(1, &["job 1 is not an object"])),
    ]
}

/// One odd value costs neither its job nor the page.
fn values() -> Vec<Row> {
    let status = |json: &str| items(&format!(r#"{{"id":"1","status":{json}}}"#));
    let subjobs = |json: &str| items(&format!(r#"{{"id":"1","sub_jobs_total":{json}}}"#));
    let kind = |json: &str| items(&format!(r#"{{"id":"1","job_type":{json}}}"#));
    let digits = "9".repeat(10_000);
    vec![
        row("a status that nobody knows", status("\"PAUSED\""), printed(1, &["\"PAUSED\""])),
        row("a status in small letters", status("\"running\""), printed(1, &["\"running\""])),
        row("a status that is a number", status("7"), noted(1, &["an unexpected status: 7"])),
        row("a status that is a list", status("[\"RUNNING\"]"), noted(1, &["[\"RUNNING\"]"])),
        row("a status of escape sequences", status(r#""\u001b[2J\u009b""#), jobs(1)),
        row("a type that is an object", kind("{\"a\":1}"), noted(1, &["unexpected job_type"])),
        row("subjobs in words", subjobs("\"ten\""), noted(1, &["sub_jobs_total: \"ten\""])),
        row("negative subjobs", subjobs("-1"), printed(1, &["\"sub_jobs_total\":-1"])),
        row("half a subjob", subjobs("0.5"), noted(1, &["sub_jobs_total: 0.5"])),
        row("subjobs beyond all numbers", subjobs("1e400"), printed(1, &["1e400"])),
        row("a number of 10,000 digits", subjobs(&digits), noted(1, &["sub_jobs_total: 999"])),
    ]
}
