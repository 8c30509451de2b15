//! One connection: hyper speaks HTTP on it, as long as the answers are HTTP.
//!
//! Some answers are not: a reset, bytes of the test's own, a body that breaks off. For these the
//! call leaves its bytes aside and fails, hyper lets go of the connection without a word, and the
//! bytes are written here. Hyper also answers what it cannot parse by itself, without the headers
//! and the body of this API; such an answer is swallowed and written here too.

use std::io;
use std::pin::Pin;
use std::sync::{Arc, PoisonError};
use std::task::{Context, Poll};
use std::time::Duration;

use http::{HeaderName, HeaderValue, StatusCode, header};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt, ReadBuf};
use tokio::net::TcpStream;

use crate::by_hand::{self, ByHand};
use crate::exchange::{Takeover, exchange};
use crate::failure::Failure;
use crate::site::Site;

/// How long a client may take to send a request's head, in real time.
const READ_HEAD_WITHIN: Duration = Duration::from_secs(10);

/// How long a client may take to leave after the last answer, in real time.
const LINGER: Duration = Duration::from_secs(2);

pub(crate) async fn serve(stream: TcpStream, site: Arc<Site>) {
    let _ = stream.set_nodelay(true);
    let takeover = Takeover::default();
    let service =
        service_fn(|request| Box::pin(exchange(Arc::clone(&site), request, Arc::clone(&takeover))));

    let mut http = http1::Builder::new();
    http.auto_date_header(false).title_case_headers(true).timer(TokioTimer::new());
    let within = if site.clock.is_manual() { None } else { Some(READ_HEAD_WITHIN) };
    http.header_read_timeout(within);

    let wire = Wire { stream, refused: None };
    let mut connection = http.serve_connection(TokioIo::new(wire), service);
    // An error is the client's, or a takeover.
    let _ = (&mut connection).await;
    let Wire { mut stream, refused } = connection.into_parts().io.into_inner();

    let by_hand = takeover.lock().unwrap_or_else(PoisonError::into_inner).take();
    let peace = match by_hand.or_else(|| refused.map(|status| refusal(status, &site))) {
        Some(by_hand) => by_hand.play(&mut stream).await,
        None => true,
    };
    if peace {
        part(stream).await;
    }
}

/// Closes a connection so that the client gets the last answer: closing it with unread bytes would
/// reset it.
async fn part(mut stream: TcpStream) {
    let leave = async {
        let mut unread = [0; 4096];
        let _ = stream.shutdown().await;
        while matches!(stream.read(&mut unread).await, Ok(read) if read > 0) {}
    };
    let _ = tokio::time::timeout(LINGER, leave).await;
}

/// The answer to what is not HTTP.
fn refusal(status: StatusCode, site: &Site) -> ByHand {
    let message = match status {
        StatusCode::URI_TOO_LONG => "the path and query are too long",
        StatusCode::REQUEST_HEADER_FIELDS_TOO_LARGE => "the headers are too large or too many",
        _ => "the request is not well-formed HTTP",
    };
    let id = site.next_request_id();
    let mut response = Failure::gateway(status, "APIGW.0201", message).into_response(&id);
    response.headers_mut().insert(header::CONNECTION, HeaderValue::from_static("close"));
    site.sign_off(&mut response, (HeaderName::from_static("x-request-id"), &id));
    let (parts, body) = response.into_parts();
    let head = [by_hand::head(&parts, body.len()), body].concat().into();
    ByHand { head, body: None, reset: false }
}

/// The socket below hyper.
struct Wire {
    stream: TcpStream,
    /// The status of an answer that hyper made by itself.
    refused: Option<StatusCode>,
}

impl AsyncRead for Wire {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_read(cx, buf)
    }
}

impl AsyncWrite for Wire {
    fn poll_write(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        if let Some(status) = made_by_hyper(bytes) {
            self.refused = Some(status);
            return Poll::Ready(Ok(bytes.len()));
        }
        Pin::new(&mut self.stream).poll_write(cx, bytes)
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        if self.refused.is_some() {
            // There is an answer to come.
            return Poll::Ready(Ok(()));
        }
        Pin::new(&mut self.stream).poll_shutdown(cx)
    }
}

/// The status of an answer without a body and without the id of a call: none of ours.
fn made_by_hyper(bytes: &[u8]) -> Option<StatusCode> {
    let status = bytes.strip_prefix(b"HTTP/1.1 ")?.get(..3)?;
    if bytes.len() > 200 || status[0] != b'4' || !bytes.ends_with(b"\r\n\r\n") {
        return None;
    }
    let text = std::str::from_utf8(bytes).ok()?.to_ascii_lowercase();
    let has_id = text.contains("x-request-id:") || text.contains("x-iam-trace-id:");
    let made = text.contains("content-length: 0\r\n") && !has_id;
    if made { StatusCode::from_bytes(status).ok() } else { None }
}
