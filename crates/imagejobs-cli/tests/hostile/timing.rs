//! Servers that are slow, or never done: the client's own limits end it.

use std::sync::Arc;

use crate::row::{Row, jobs, late, row};
use crate::server::{PAGE, drip, endless, message, stall_after};

const LIMIT: u64 = 300;
const PASSED: &[&str] = &["an attempt did not end within 300ms"];

pub(crate) fn rows() -> Vec<Row> {
    let head = "HTTP/1.1 200 OK\r\n";
    let length = "HTTP/1.1 200 OK\r\ncontent-length: 500\r\n\r\n";
    let chunked = "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n";
    let between = format!("{chunked}1\r\n{{\r\n");
    let whole = message("200 OK", "", PAGE);
    let failure = "HTTP/1.1 503 Oh\r\ncontent-length: 500\r\n\r\n{\"error_code\":\"A\"";
    let slow = |name, server| row(name, server, late(PASSED)).attempt_limit(LIMIT);
    vec![
        slow("no answer", stall_after("")),
        slow("no answer, and no look at the request", Arc::new(|connection| connection.stall())),
        slow("an answer that stops in the first line", stall_after("HTTP/1.1 20")),
        slow("an answer that stops in the head", stall_after(head)),
        slow("an answer that stops before the body", stall_after(length)),
        slow("an answer that stops in the body", stall_after(format!("{length}{PAGE}"))),
        slow("an answer that stops in a chunk", stall_after(format!("{chunked}5\r\n{{"))),
        slow("an answer that stops between two chunks", stall_after(between)),
        slow("a body without a length that stays open", stall_after(format!("{head}\r\n{PAGE}"))),
        slow("an interim answer, and then none", stall_after("HTTP/1.1 100 Continue\r\n\r\n")),
        slow("a head that drips", drip(head, "a: b\r\n")),
        slow("a first line that drips", drip("HTTP/1.1 200 ", "x")),
        slow("a body that drips", drip(length, " ")),
        slow("chunks that drip", drip(chunked, "1\r\n \r\n")),
        slow("white space without end, slowly", drip(format!("{head}\r\n"), " ")),
        slow("interim answers that drip", drip("", "HTTP/1.1 102 Processing\r\n\r\n")),
        slow("a failure that stops in its body", stall_after(failure)),
        slow("a flood of interim answers", endless("", "HTTP/1.1 100 Continue\r\n\r\n")),
        row("a page that comes byte by byte", by_bytes(whole.clone()), jobs(1)),
        row("a page, and a connection that stays", stall_after(whole), jobs(1)),
        row("three attempts, each too long", stall_after(""), late(&["within 100ms", "3 attempts"]))
            .attempt_limit(100)
            .attempts(3),
    ]
}

fn by_bytes(bytes: Vec<u8>) -> crate::server::Script {
    crate::server::asked(move |connection, _| {
        connection.stream.get_ref().set_nodelay(true)?;
        bytes.iter().try_for_each(|byte| connection.send(&[*byte]))
    })
}
