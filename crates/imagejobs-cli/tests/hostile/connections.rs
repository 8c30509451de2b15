//! Connections that are kept for the next call. What no request was made for must not be taken for
//! the answer to one.

use std::sync::Arc;

use crate::row::{Row, jobs, row};
use crate::server::{Script, each, message, page};

const FIRST: &str = r#"{"count":2,"items":[{"id":"1"},{"id":"2"}]}"#;
const REST: &str = r#"{"count":2,"items":[{"id":"2"}]}"#;

pub(crate) fn rows() -> Vec<Row> {
    let first = |head: &str| message("200 OK", head, FIRST);
    let forged = message("200 OK", "", page(r#"{"id":"forged"}"#));
    let more = [first(""), b"x".repeat(100)].concat();
    let ends = first("connection: close\r\n");
    vec![
        row("two answers to one request", then([first(""), forged].concat()), jobs(2)).all(),
        row("bytes behind an answer", then(more), jobs(2)).all(),
        row("a connection that says it ends, and stays", then(ends), jobs(2)).all(),
        row("a connection that says it stays, and ends", closing(), jobs(2)).all().attempts(3),
    ]
}

/// These bytes for the first call, the rest of the list for the next ones.
fn then(first: Vec<u8>) -> Script {
    let rest = message("200 OK", "", REST);
    each(move |request| if request.before == 0 { first.clone() } else { rest.clone() })
}

fn closing() -> Script {
    Arc::new(|connection| {
        let Some(request) = connection.request()? else { return Ok(()) };
        let page = if request.before == 0 { FIRST } else { REST };
        connection.send(&message("200 OK", "connection: keep-alive\r\n", page))
    })
}
