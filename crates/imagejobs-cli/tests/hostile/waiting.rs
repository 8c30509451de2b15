//! Jobs that are waited for, and behave as no job does.

use crate::row::{How, Row, fails, jobs, row, status, unreadable};
use crate::server::{Script, each, message, raw, stall_after};

pub(crate) fn rows() -> Vec<Row> {
    let moved = "location: http://ELSEWHERE/\r\n";
    let rows = vec![
        row("a job that succeeds", looks(&["WAITING", "RUNNING", "SUCCESS"]), jobs(1)),
        row("a job that jumps back", looks(&["RUNNING", "WAITING", "RUNNING", "SUCCESS"]), jobs(1)),
        row("a job of statuses that nobody knows", looks(&["", "PAUSED", "SUCCESS"]), jobs(1)),
        row("a job that fails", looks(&["RUNNING", "FAILED"]), fails(How::Failed, &["job 1"])),
        row("a job that never appears", page(r#"{"id":"2"}"#), fails(How::NotFound, &["job 1"])),
        row("a job whose id is a number", page(r#"{"id":1,"status":"SUCCESS"}"#), {
            fails(How::NotFound, &["not found"])
        }),
        row("a job that vanishes", vanishing(), fails(How::Gone, &["gone", "it was last RUNNING"])),
        row("a job that never ends", page(r#"{"id":"1","status":"RUNNING"}"#), {
            fails(How::Late, &["did not end within 2s", "it was last RUNNING"])
        }),
        row("a job in small letters", page(r#"{"id":"1","status":"success"}"#), {
            fails(How::Late, &["it was last success"])
        }),
        row("a job of escape sequences", page(r#"{"id":"1","status":"\u001b[2J"}"#), {
            fails(How::Late, &["it was last \\u{1b}[2J"])
        }),
        row("a job without a status", page(r#"{"id":"1"}"#), {
            fails(How::Late, &["without a status"])
        }),
        row("a job twice, in two statuses", twice(), jobs(1)),
        row("a wait for what is no page", raw(message("200 OK", "", "<html>")), {
            unreadable(&["HTML"])
        }),
        row("a wait that is forbidden", raw(message("403 No", "", "")), {
            status(403, &["answered 403"])
        }),
        row("a wait that is moved", raw(message("302 Found", moved, "")), {
            status(302, &["not followed"])
        }),
        row("a wait through an outage", raw(message("503 Oh", "", "")), {
            fails(How::Late, &["answered 503"])
        }),
        row("a wait without an answer", stall_after(""), fails(How::Late, &["never seen"])),
    ];
    rows.into_iter().map(Row::wait).collect()
}

/// A job in these statuses, one a look, and at last in the last.
fn looks(statuses: &'static [&'static str]) -> Script {
    each(move |request| {
        let status = statuses[request.before.min(statuses.len() - 1)];
        let items = format!(r#"{{"id":"1","status":"{status}"}},{{"id":"2"}}"#);
        message("200 OK", "", crate::server::page(&items))
    })
}

fn page(item: &'static str) -> Script {
    each(move |request| {
        let item = if request.offset == 0 { item } else { "" };
        message("200 OK", "", format!(r#"{{"items":[{item}]}}"#))
    })
}

fn vanishing() -> Script {
    each(|request| {
        let items = if request.before == 0 { r#"{"id":"1","status":"RUNNING"}"# } else { "" };
        message("200 OK", "", format!(r#"{{"items":[{items}]}}"#))
    })
}

fn twice() -> Script {
    let jobs = r#"{"id":"1","status":"SUCCESS"},{"id":"1","status":"RUNNING"}"#;
    each(move |_| message("200 OK", "", format!(r#"{{"items":[{jobs}]}}"#)))
}
