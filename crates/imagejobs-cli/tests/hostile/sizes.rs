//! Bodies at the limit, beyond it, and without end. Memory is limited, too.

use crate::row::{Row, either, jobs, late, printed, row, status, unreadable};
use crate::server::{body, endless, items, message, page, raw};

/// How long an answer may be.
const MOST: usize = 8 << 20;

const TOO_LONG: &[&str] = &["answered 200 OK with a body of more than 8388608 bytes"];
const TOO_MANY: &[&str] = &["a list of more than 20000 values"];

pub(crate) fn rows() -> Vec<Row> {
    [lengths(), contents(), values()].concat()
}

fn lengths() -> Vec<Row> {
    let head = "HTTP/1.1 200 OK\r\n";
    let chunked = format!("{head}transfer-encoding: chunked\r\n\r\n");
    let chunk = format!("10000\r\n{}\r\n", " ".repeat(0x1_0000));
    let tiny = endless(chunked.clone(), "1\r\n \r\n".repeat(4096));
    let open = format!("{head}\r\n{}", of_length(MOST + 1));
    let announced = format!("{head}content-length: 1073741824\r\n\r\n{{");
    let spaces = " ".repeat(1 << 16);
    vec![
        row("a body as long as it may be", body(of_length(MOST)), jobs(1)).in_one_format(),
        row("a body that is one byte too long", body(of_length(MOST + 1)), unreadable(TOO_LONG)),
        row("one byte too long, without a length", raw(open), unreadable(TOO_LONG)),
        row("1 GiB, announced", raw(announced), unreadable(TOO_LONG)),
        row("a body without end", endless(format!("{head}\r\n"), spaces), unreadable(TOO_LONG)),
        row("chunks without end", endless(chunked, chunk), unreadable(TOO_LONG)),
        row("chunks of one byte without end", tiny, either(unreadable(TOO_LONG), late(&[])))
            .attempt_limit(500),
    ]
}

/// A page whose id makes it so long.
fn of_length(length: usize) -> String {
    let around = page(r#"{"id":""}"#);
    around.replace("\"\"", &format!("\"{}\"", "1".repeat(length - around.len())))
}

fn contents() -> Vec<Row> {
    let of = |bytes: &[u8], length: usize| body(bytes.repeat(length / bytes.len()));
    let id = |text: &str, length: usize| {
        items(&format!(r#"{{"id":"{}"}}"#, text.repeat(length / text.len())))
    };
    let number = format!("{{\"id\":{}}}", "1".repeat(1 << 20));
    vec![
        row("8 MiB that are no UTF-8", of(b"\xff", MOST), unreadable(&["not UTF-8 at byte 0"])),
        row("8 MiB of backslashes", of(b"\\", MOST), unreadable(&["cannot be read"])),
        row("8 MiB of NULs", of(b"\0", MOST), unreadable(&["cannot be read"])),
        row("1 MiB of opening brackets", of(b"[", 1 << 20), unreadable(&["cannot be read"])),
        row("1 MiB of white space", of(b" ", 1 << 20), unreadable(&["an empty body"])),
        // Written without them it is twice as long.
        row("an id of 7 MB of overrides", id("\u{202e}", 7_000_000), jobs(1)).in_one_format(),
        row("an id of 1 MiB of escapes", id("\\u001b", 1 << 20), jobs(1)),
        row("an id of 1 MiB of controls", id("\u{9b}", 1 << 20), jobs(1)),
        row("a number of 1 MiB for an id", items(&number), printed(1, &["111"])),
    ]
}

fn values() -> Vec<Row> {
    let many = |value: &str, count: usize| items(&vec![value; count].join(","));
    let full = |value: &str| many(value, (MOST - 100) / (value.len() + 1));
    let fields = format!("{{{}\"items\":[]}}", "\"a\":0,".repeat(100_000));
    let beside = |value: &str| {
        let more = value.repeat((1 << 20) / value.len());
        format!("{{\"more\":[{more}0],\"items\":[]}}")
    };
    let failure = raw(message("500 Oh", "", beside("[[0]],")));
    let deep = format!("{}1{}", "[".repeat(16), "]".repeat(16));
    vec![
        row("20,000 jobs on a page", many("{}", 20_000), jobs(20_000)).in_one_format(),
        row("20,001 jobs on a page", many("{}", 20_001), unreadable(TOO_MANY)),
        row("20,000 odd jobs", many(&deep, 20_000), jobs(20_000)).in_one_format(),
        row("a page of as many jobs as it takes", full("{}"), unreadable(TOO_MANY)),
        row("a page of as many numbers as it takes", full("0"), unreadable(TOO_MANY)),
        row("a page of as many lists as it takes", full("[]"), unreadable(TOO_MANY)),
        row("a page of as many nulls as it takes", full("null"), unreadable(TOO_MANY)),
        row("100,000 fields that nobody knows", body(fields), jobs(0)),
        row("a list without measure beside the list", body(beside("{\"a\":[0]},")), jobs(0)),
        row("a failure of values without measure", failure, status(500, &["answered 500"])),
    ]
}
