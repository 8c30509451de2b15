//! TLS that nobody should believe, or that is none. No request goes out before it is believed.

use std::io::Read;
use std::sync::Arc;

use crate::certificates::{Certificate, over_tls, shows};
use crate::row::{Promise, Row, broken, either, jobs, row, unreadable};
use crate::server::{Connection, PAGE, Script, message};

pub(crate) fn rows() -> Vec<Row> {
    let page = message("200 OK", "", PAGE);
    let open = format!("HTTP/1.1 200 OK\r\n\r\n{PAGE}").into_bytes();
    let cut = b"HTTP/1.1 200 OK\r\ncontent-length: 500\r\n\r\n{".to_vec();
    let over = |answer, goodbye| over_tls(Certificate::Good, answer, goodbye);
    let html = message("200 OK", "", "<html>");
    let rows = vec![
        row("a good certificate", shows(Certificate::Good), jobs(1)),
        row("a certificate that signs itself", shows(Certificate::SelfSigned), {
            unbelieved(&["certificate"])
        }),
        row("a certificate of another authority", shows(Certificate::OfAnotherAuthority), {
            unbelieved(&["certificate"])
        }),
        row("a certificate of another name", shows(Certificate::OfAnotherName), {
            unbelieved(&["not valid for", "another.example"])
        }),
        row("a certificate of another address", shows(Certificate::OfAnotherAddress), {
            unbelieved(&["not valid for", "127.0.0.2"])
        }),
        row("a certificate without a name", shows(Certificate::WithoutAName), {
            unbelieved(&["not valid for"])
        }),
        row("an expired certificate", shows(Certificate::Expired), unbelieved(&["expired"])),
        row("a certificate of a time to come", shows(Certificate::NotYetValid), {
            unbelieved(&["not valid yet"])
        }),
        row("a certificate of another key", shows(Certificate::OfAnotherKey), {
            unbelieved(&["BadSignature"])
        }),
        row("closed in the handshake", greeted(b"", Then::Close), unbelieved(&[])),
        row("reset in the handshake", greeted(b"", Then::Reset), unbelieved(&[])),
        row("closed before the handshake", Arc::new(|_| Ok(())), unbelieved(&[])),
        row("half a record of TLS", greeted(b"\x16\x03\x03\x40\0", Then::Close), broken(&[])),
        row("a record of TLS that is too long", greeted(b"\x16\x03\x03\xff\xff", Then::Close), {
            unbelieved(&[])
        }),
        row("plain http", greeted(b"HTTP/1.1 400 Bad Request\r\n\r\n", Then::Close), {
            unbelieved(&["corrupt message"])
        }),
        row("bytes of no handshake", greeted(&[0; 64], Then::Close), unbelieved(&["corrupt"])),
        row("an alert", greeted(b"\x15\x03\x03\0\x02\x02\x28", Then::Close), {
            unbelieved(&["HandshakeFailure"])
        }),
        row("a hello of TLS 1.0", greeted(&old_hello(1), Then::Close), unbelieved(&[])),
        row("a hello of SSL 3", greeted(&old_hello(0), Then::Close), unbelieved(&[])),
        row("a handshake that stops", greeted(b"", Then::Stall), {
            unbelieved(&["could not connect within the limit"])
        })
        .connect_limit(300),
        row("a page without a goodbye", over(page, false), jobs(1)),
        row("a page without a length or a goodbye", over(open, false), {
            either(jobs(1), broken(&["broke off"]))
        }),
        row("a page that breaks off in TLS", over(cut, true), broken(&["broke off"])),
        row("HTML over TLS", over(html, true), unreadable(&["HTML"])),
    ];
    rows.into_iter().map(Row::over_tls).collect()
}

fn unbelieved(words: &'static [&'static str]) -> Promise {
    broken(words)
}

#[derive(Clone, Copy)]
enum Then {
    Close,
    Reset,
    Stall,
}

/// Reads the client's hello, answers with these bytes, and goes on so.
fn greeted(bytes: &[u8], then: Then) -> Script {
    let bytes = bytes.to_vec();
    Arc::new(move |connection: &mut Connection| {
        // The hello comes in one record, whose head says how long it is.
        let mut head = [0; 5];
        connection.stream.read_exact(&mut head)?;
        let length = usize::from(u16::from_be_bytes([head[3], head[4]]));
        connection.stream.read_exact(&mut vec![0; length])?;
        connection.send(&bytes)?;
        match then {
            Then::Close => Ok(()),
            Then::Reset => connection.reset(),
            Then::Stall => connection.stall(),
        }
    })
}

/// A server's hello that chooses 3.0, which is SSL 3, or 3.1, which is TLS 1.0.
fn old_hello(minor: u8) -> Vec<u8> {
    let hello = [&[3, minor][..], &[7; 32], &[0, 0, 0x2f, 0]].concat();
    let length = u8::try_from(hello.len()).unwrap();
    [&[0x16, 3, minor, 0, length + 4, 2, 0, 0, length], &hello[..]].concat()
}
