//! Bytes that hyper would not write: answers that break off, that lie about their length, or that
//! are not HTTP.

use std::future::poll_fn;

use bytes::Bytes;
use http::response::Parts;
use http::{HeaderName, header};
use hyper::ext::ReasonPhrase;
use tokio::io::AsyncWriteExt;

use crate::body::Bits;
use crate::socket::Socket;

/// The rest of a connection.
pub(crate) struct ByHand {
    pub(crate) head: Bytes,
    pub(crate) body: Option<Bits>,
    pub(crate) reset: bool,
}

impl ByHand {
    /// Writes the bytes. The connection must be dropped at once when it is to be reset, and
    /// closed in peace otherwise; `true` means peace.
    pub(crate) async fn play(mut self, socket: &mut Socket) -> bool {
        if socket.write_all(&self.head).await.is_err() {
            return false;
        }
        if let Some(body) = &mut self.body {
            while let Some(bit) = poll_fn(|cx| body.poll_next(cx)).await {
                if socket.write_all(&bit).await.is_err() {
                    return false;
                }
            }
        }
        if self.reset {
            socket.reset();
        }
        !self.reset
    }
}

/// A status line and headers, with the length of the body, where it has one, unless they tell it
/// themselves.
pub(crate) fn head(parts: &Parts, length: impl Into<Option<usize>>) -> Bytes {
    let usual = parts.status.canonical_reason().unwrap_or("").as_bytes();
    let reason = parts.extensions.get().map_or(usual, ReasonPhrase::as_bytes);
    let mut head = format!("HTTP/1.1 {} ", parts.status.as_str()).into_bytes();
    head.extend_from_slice(reason);
    head.extend_from_slice(b"\r\n");
    for (name, value) in &parts.headers {
        head.extend_from_slice(title_case(name).as_bytes());
        head.extend_from_slice(b": ");
        head.extend_from_slice(value.as_bytes());
        head.extend_from_slice(b"\r\n");
    }
    if let (Some(length), false) = (length.into(), tells_length(parts)) {
        head.extend_from_slice(format!("Content-Length: {length}\r\n").as_bytes());
    }
    head.extend_from_slice(b"\r\n");
    head.into()
}

/// Whether the headers of a script say how long the body is.
pub(crate) fn tells_length(parts: &Parts) -> bool {
    [header::CONTENT_LENGTH, header::TRANSFER_ENCODING]
        .iter()
        .any(|name| parts.headers.contains_key(name))
}

fn title_case(name: &HeaderName) -> String {
    let mut initial = true;
    let cased = name.as_str().chars().map(|letter| {
        let cased = if initial { letter.to_ascii_uppercase() } else { letter };
        initial = letter == '-';
        cased
    });
    cased.collect()
}
