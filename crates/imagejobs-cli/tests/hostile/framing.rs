//! What is no HTTP, or frames a body wrongly.

use std::sync::Arc;

use crate::row::{Row, broken, either, jobs, late, row, status, unreadable};
use crate::server::{PAGE, Script, answer, endless, message, page_with, raw, reset_after};

pub(crate) fn rows() -> Vec<Row> {
    [silence(), first_lines(), statuses(), lengths(), chunks()].concat()
}

const NONE: &[&str] = &["got no answer"];
const HALF: &[&str] = &["broke off before the answer was complete"];

fn silence() -> Vec<Row> {
    vec![
        row("closed before the request is read", Arc::new(|_| Ok(())), broken(&[])),
        row("reset before the request is read", Arc::new(|c| c.reset()), broken(&[])),
        row("closed without an answer", raw(""), broken(NONE)),
        row("reset without an answer", reset_after(""), broken(NONE)),
        row("half a status line", raw("HTTP/1."), broken(NONE)),
        row("a status line and no more", raw("HTTP/1.1 200 OK\r\n"), broken(NONE)),
        row("a head that does not end", raw("HTTP/1.1 200 OK\r\na: b\r\n"), broken(NONE)),
        row("reset in the head", reset_after("HTTP/1.1 200 OK\r\nconte"), broken(NONE)),
        row("an answer before the request", early(), either(jobs(1), broken(&[]))),
    ]
}

/// Answers before it is asked.
fn early() -> Script {
    Arc::new(|connection| {
        connection.send(&message("200 OK", "", PAGE))?;
        connection.stall()
    })
}

fn first_lines() -> Vec<Row> {
    let then_page = |lines: &str| raw(format!("{lines}{PAGE}"));
    let interim = "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nlink: </a>\r\n\r\n";
    let switch = "HTTP/1.1 101 Switching Protocols\r\nupgrade: x\r\nconnection: upgrade\r\n\r\n";
    vec![
        row("words of another protocol", raw("220 mail ESMTP\r\n"), broken(NONE)),
        row("bytes of no protocol", raw([0, 255, 7, 13, 10, 13, 10]), broken(NONE)),
        row("a line of no protocol that does not end", endless("", "x".repeat(4096)), broken(NONE)),
        row("a page without a head, as HTTP/0.9", then_page(""), broken(NONE)),
        row("a preface of HTTP/2", raw("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"), broken(NONE)),
        row("a frame of HTTP/2", raw(*b"\0\0\0\x04\0\0\0\0\0"), broken(NONE)),
        row("a TLS alert to plain http", raw(*b"\x15\x03\x03\0\x02\x02\x28"), broken(NONE)),
        row("a request instead of an answer", raw("GET / HTTP/1.1\r\n\r\n"), broken(NONE)),
        row("HTTP/2.0 in words", then_page("HTTP/2.0 200 OK\r\n\r\n"), broken(NONE)),
        row("HTTP/3.7", then_page("HTTP/3.7 200 OK\r\n\r\n"), broken(NONE)),
        row("HTTP/1.0", then_page("HTTP/1.0 200 OK\r\n\r\n"), jobs(1)),
        row("lines that end in a line feed alone", then_page("HTTP/1.1 200 OK\n\n"), jobs(1)),
        row("blank lines before an answer", then_page("\r\n\r\nHTTP/1.1 200 OK\r\n\r\n"), jobs(1)),
        row("no words behind a status", then_page("HTTP/1.1 200\r\n\r\n"), jobs(1)),
        row("a control in the first line", then_page("HTTP/1.1 200 \x1bc\r\n\r\n"), broken(NONE)),
        row("interim answers", then_page(&format!("{interim}HTTP/1.1 200 OK\r\n\r\n")), jobs(1)),
        row("interim answers without end", endless("", interim), late(&["within 300ms"]))
            .attempt_limit(300),
        row("another protocol, unasked", raw(switch), status(101, &["answered 101"])),
    ]
}

fn statuses() -> Vec<Row> {
    let of = |line: &str| raw(message(line, "", PAGE));
    let without_length = |line: &str| raw(format!("HTTP/1.1 {line}\r\n\r\n"));
    vec![
        row("status 000", of("000 No"), broken(NONE)),
        row("status 099", of("099 No"), broken(NONE)),
        row("status 1000", of("1000 No"), broken(NONE)),
        row("status -200", of("-200 No"), broken(NONE)),
        row("status 2OO, in letters", of("2OO OK"), broken(NONE)),
        row("status 600", of("600 What"), status(600, &["answered 600"])),
        row("status 999", of("999 What"), status(999, &["answered 999"])),
        row("no content", without_length("204 No Content"), unreadable(&["answered 204 No Co"])),
        row("no content, and a page", of("204 No Content"), unreadable(&["answered 204 No Co"])),
        row("reset content", answer("205 Reset Content", ""), unreadable(&["answered 205"])),
        row("created, and a page", of("201 Created"), unreadable(&["answered 201 Created"])),
        row("accepted, and a page", of("202 Accepted"), unreadable(&["answered 202 Accepted"])),
        row("a part of a page", of("206 Partial Content"), unreadable(&["answered 206 Partial"])),
        row("not modified, unasked", without_length("304 Not"), status(304, &["answered 304 Not"])),
        row("status 299", of("299 Fine"), unreadable(&["answered 299"])),
    ]
}

fn lengths() -> Vec<Row> {
    let size = PAGE.len();
    let said = |length: &str| page_with(&format!("content-length: {length}\r\n"));
    let too_short = said(&format!("{}", size - 1));
    let open = format!("HTTP/1.1 200 OK\r\n\r\n{PAGE}");
    let cut = format!("HTTP/1.1 200 OK\r\ncontent-length: 500\r\n\r\n{PAGE}");
    vec![
        row("a length that is too long", said("100000"), broken(HALF)),
        row("a length that is too short", too_short, unreadable(&["cannot be read"])),
        row("a length of 0 before a page", said("0"), unreadable(&["an empty body"])),
        row("a negative length", said("-1"), broken(NONE)),
        row("a length with a sign", said(&format!("+{size}")), broken(NONE)),
        row("a length in hexadecimal", said(&format!("{size:#x}")), broken(NONE)),
        row("a length in words", said("long"), broken(NONE)),
        row("an empty length", said(""), broken(NONE)),
        row("the longest length there is", said("18446744073709551615"), broken(NONE)),
        row("a length beyond all numbers", said("99999999999999999999999"), broken(NONE)),
        row("a length of exabytes", said("9223372036854775807"), unreadable(&["more than 83"])),
        row("two lengths that differ", said("5\r\ncontent-length: 6"), broken(NONE)),
        row("two lengths in one line", said("5, 6"), broken(NONE)),
        row("one length, twice", said(&format!("{size}\r\ncontent-length: {size}")), jobs(1)),
        row("no length, but a close", raw(open.clone()), jobs(1)),
        row("no length, and broken off", reset_after(open), broken(HALF)),
        row("broken off in the body", reset_after(cut), broken(HALF)),
    ]
}

fn chunks() -> Vec<Row> {
    const CHUNKED: &str = "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n";
    let size = PAGE.len();
    let said = |chunks: &str| raw(format!("{CHUNKED}{chunks}"));
    let of_size = |size: &str| said(&format!("{size}\r\n{PAGE}\r\n0\r\n\r\n"));
    let chunk = format!("{size:x}\r\n{PAGE}\r\n");
    let one_by_one: String = PAGE.chars().map(|byte| format!("1\r\n{byte}\r\n")).collect();
    let in_version = |version: &str, head: &str| {
        let head = format!("{version} 200 OK\r\n{head}transfer-encoding: chunked\r\n\r\n");
        raw(format!("{head}{chunk}0\r\n\r\n"))
    };
    let trailers = endless(format!("{CHUNKED}{chunk}0\r\n"), "a: b\r\n");
    let twice = page_with("transfer-encoding: chunked\r\ntransfer-encoding: chunked\r\n");
    vec![
        row("chunks of one byte", said(&format!("{one_by_one}0\r\n\r\n")), jobs(1)),
        row("a chunk's size in words", of_size("long"), broken(HALF)),
        row("no size of a chunk", of_size(""), broken(HALF)),
        row("a negative size of a chunk", of_size("-1"), broken(HALF)),
        row("the greatest size of a chunk", of_size("ffffffffffffffff"), broken(HALF)),
        row("a size of a chunk beyond all numbers", of_size("fffffffffffffffff0"), broken(HALF)),
        row("a chunk longer than it says", of_size("5"), broken(HALF)),
        row("chunks that do not end", said(&chunk), broken(HALF)),
        row("a last chunk without its line", said(&format!("{chunk}0\r\n")), broken(HALF)),
        row("an extension of a chunk", of_size(&format!("{size:x};a=b")), jobs(1)),
        row("trailers", said(&format!("{chunk}0\r\nstatus: 500\r\n\r\n")), jobs(1)),
        row("trailers without end", trailers, broken(HALF)),
        row("an extension without end", endless(format!("{CHUNKED}5;"), "a=b;"), broken(HALF)),
        row("chunks and a length", in_version("HTTP/1.1", "content-length: 3\r\n"), jobs(1)),
        row("chunks in HTTP/1.0", in_version("HTTP/1.0", ""), broken(&[])),
        row("an unknown transfer encoding", page_with("transfer-encoding: zip\r\n"), jobs(1)),
        row("chunked twice, and not at all", twice, broken(HALF)),
    ]
}
