//! Bodies that are no UTF-8, or are said to be something else.

use crate::row::{Promise, Row, broken, jobs, printed, row, unreadable};
use crate::server::{PAGE, body, items, message, page_with, raw};

/// A page of one job, as these compress it.
const GZIP: &[u8] = &[
    31, 139, 8, 0, 0, 0, 0, 0, 2, 3, 171, 86, 202, 44, 73, 205, 45, 86, 178, 138,
    174, 86, 202, 76, 81, 178, 82, 50, 84, 170, 141, 173, 5, 0, 35, 99, 128, 100, 22, 0,
    0, 0,
];
const DEFLATE: &[u8] = &[
    120, 156, 171, 86, 202, 44, 73, 205, 45, 86, 178, 138, 174, 86, 202, 76, 81, 178, 82, 50,
    84, 170, 141, 173, 5, 0, 84, 7, 7, 9,
];

pub(crate) fn rows() -> Vec<Row> {
    [compressed(), texts()].concat()
}

fn compressed() -> Vec<Row> {
    let named = |encoding: &str, body: &[u8]| {
        raw(message("200 OK", &format!("content-encoding: {encoding}\r\n"), body))
    };
    let bomb = [GZIP, &[0; 1 << 20]].concat();
    let large = [GZIP, &[0; 9 << 20]].concat();
    let not_utf8 = || unreadable(&["not UTF-8 at byte 1"]);
    vec![
        row("gzip", named("gzip", GZIP), encoded(&["the encoding \"gzip\""])),
        row("gzip, unnamed", body(GZIP), not_utf8()),
        row("deflate", named("deflate", DEFLATE), encoded(&["the encoding \"deflate\""])),
        row("brotli", named("br", b"\x0b\x02\x80{}\x03"), encoded(&["the encoding \"br\""])),
        row("zstd", named("zstd", b"(\xb5/\xfd\x04\0"), encoded(&["the encoding \"zstd\""])),
        row("gzip in gzip", named("gzip, gzip", GZIP), encoded(&["\"gzip, gzip\""])),
        row("gzip as x-gzip", named("x-gzip", GZIP), encoded(&["the encoding \"x-gzip\""])),
        row("a megabyte that would be a gigabyte", named("gzip", &bomb), encoded(&["\"gzip\""])),
        row("more than the limit of gzip", named("gzip", &large), encoded(&["more than 8388608"])),
        row("a page that is said to be gzip", named("gzip", PAGE.as_bytes()), jobs(1)),
        row("HTML that is said to be gzip", named("gzip", b"<html>"), encoded(&["\"gzip\""])),
        row("an encoding of quotes", named("\"a\\\"", b"\xff"), encoded(&["the encoding "])),
        row("identity", named("identity", PAGE.as_bytes()), jobs(1)),
        row("gzip of the transfer", page_with("transfer-encoding: gzip\r\n"), jobs(1)),
        row("gzip below chunks", page_with("transfer-encoding: gzip, chunked\r\n"), broken(&[])),
    ]
}

/// Nothing is decompressed: the error names the encoding.
fn encoded(words: &'static [&'static str]) -> Promise {
    unreadable(words)
}

fn texts() -> Vec<Row> {
    let utf16 = |mark: &[u8], bytes: fn(u16) -> [u8; 2]| {
        body([mark, &PAGE.encode_utf16().flat_map(bytes).collect::<Vec<_>>()].concat())
    };
    let marked = [b"\xef\xbb\xbf", PAGE.as_bytes()].concat();
    let twice = [b"\xef\xbb\xbf\xef\xbb\xbf", PAGE.as_bytes()].concat();
    let bytes = |id: &[u8]| body([b"{\"items\":[{\"id\":\"", id, b"\"}]}"].concat());
    vec![
        row("UTF-16 with a mark", utf16(b"\xff\xfe", u16::to_le_bytes), unreadable(&["UTF-16"])),
        row("UTF-16 from its big end", utf16(b"\xfe\xff", u16::to_be_bytes), {
            unreadable(&["UTF-16"])
        }),
        row("UTF-16 without a mark", utf16(b"", u16::to_le_bytes), unreadable(&["cannot be read"])),
        row("UTF-8 with a mark", body(marked), printed(1, &["\"id\":\"1\""])),
        row("UTF-8 with two marks", body(twice), unreadable(&["cannot be read"])),
        row("a mark alone", body("\u{feff}"), unreadable(&["an empty body"])),
        row("latin-1", bytes(b"M\xfcnchen"), unreadable(&["not UTF-8 at byte 18"])),
        row("half a character", bytes(b"\xe2\x82"), unreadable(&["not UTF-8 at byte 17"])),
        row("a character that is too long", bytes(b"\xc0\xaf"), unreadable(&["not UTF-8"])),
        row("a surrogate in UTF-8", bytes(b"\xed\xa0\x80"), unreadable(&["not UTF-8"])),
        row("bytes beyond all characters", bytes(b"\xf8\x88\x80\x80\x80"), unreadable(&["UTF-8"])),
        row("a NUL in a text", bytes(b"a\0b"), unreadable(&["control character"])),
        row("NULs alone", body([0; 100]), unreadable(&["cannot be read"])),
        row("NULs behind a page", body(format!("{PAGE}\0\0")), unreadable(&["cannot be read"])),
        row("half a surrogate, escaped", items(r#"{"id":"\ud800"}"#), printed(1, &["\\ud800"])),
        row("surrogates the wrong way round", items(r#"{"id":"\udc00\ud800"}"#), jobs(1)),
        row("a NUL, escaped", items(r#"{"id":"a\u0000b"}"#), printed(1, &["a\\u0000b"])),
    ]
}
