//! One connection: hyper speaks HTTP on it, as long as the answers are HTTP.
//!
//! Some answers are not: a reset, bytes of the test's own, a body that breaks off. For these the
//! call leaves its bytes aside and fails, hyper lets go of the connection without a word, and the
//! bytes are written here. Hyper also answers by itself a head that it cannot parse, without the
//! headers and the body of this API; such an answer is swallowed and written here too. So is the
//! answer to a head that ends early, comes too late or is HTTP/2, for which hyper has none. Only
//! where an earlier answer still waits to be sent, the connection ends without one.

use std::future::poll_fn;
use std::io::{self, IoSlice};
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use bytes::{Bytes, BytesMut};
use http::{HeaderName, HeaderValue, header};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use socket2::SockRef;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt, ReadBuf};
use tokio::net::TcpStream;

use crate::by_hand::{self, ByHand};
use crate::exchange::exchange;
use crate::failure::Failure;
use crate::gate::Pass;
use crate::limits;
use crate::line::Line;
use crate::site::Site;
use crate::socket::Socket;

/// How long a client may take to leave after the last answer, in real time.
const LINGER: Duration = Duration::from_secs(2);

/// How long a connection on which nothing is asked stays open when the server stops, in real time: the
/// client may be about to ask, and could not know whether it was heard.
const LAST_MOMENT: Duration = Duration::from_millis(100);

/// Hyper adds a limit to the present time, and panics where that is beyond the end of time.
const LONGEST_WAIT: Duration = Duration::from_secs(365 * 86_400);

/// Serves a connection, unless there are too many.
pub(crate) fn begin(stream: TcpStream, site: &Arc<Site>) {
    match site.gate.enter() {
        Some(pass) => drop(tokio::spawn(serve(stream, Arc::clone(site), pass))),
        None => refuse(stream, site),
    }
}

/// Tells a client that it comes too much, without waiting for it. Nor does what it sends wait for
/// long: a crowd of refused ones is let go before they have all understood.
fn refuse(stream: TcpStream, site: &Arc<Site>) {
    let answer = last_answer(limits::too_many_connections(site.gate.most()), site);
    // Whatever a new socket has room for goes into it at once.
    let _ = SockRef::from(&stream).send(&answer.head);
    if let Ok(permit) = site.gate.refusals().try_acquire_owned() {
        tokio::spawn(async move {
            part(Socket::new(stream, None)).await;
            drop(permit);
        });
    }
}

async fn serve(stream: TcpStream, site: Arc<Site>, mut pass: Pass) {
    let _ = stream.set_nodelay(true);
    let line = Arc::<Line>::default();
    let socket = Socket::new(stream, site.gate.read_timeout());
    let wire = Wire { before: Bytes::new(), socket, refused: false, line: Arc::clone(&line) };
    let Some((end, mut wire, unread)) = speak(wire, &site, &line, &mut pass).await else { return };

    let by_hand = line.takeover().or_else(|| {
        let failure = refusal(&end.err()?, &wire, &unread)?;
        line.begin().leave_unread();
        Some(last_answer(failure, &site))
    });
    let peace = match by_hand {
        Some(by_hand) => {
            pass.set_in_flight(true);
            by_hand.play(&mut wire.socket).await
        }
        None => !wire.socket.has_stalled(),
    };
    if !peace {
        return;
    }
    // Who has sent all has got all. Others lose the answer unless what they still send is read.
    pass.set_in_flight(line.is_unread());
    let mut closing = pin!(site.gate.closing());
    let mut part = pin!(part(wire.socket));
    poll_fn(|cx| match part.as_mut().poll(cx) {
        Poll::Pending if !line.is_unread() => closing.as_mut().poll(cx),
        parted => parted,
    })
    .await;
}

/// Lets hyper speak until the end, and tells it with the wire and what is unread of it. There is
/// none when the server stops while nothing is asked.
async fn speak(
    wire: Wire,
    site: &Arc<Site>,
    line: &Arc<Line>,
    pass: &mut Pass,
) -> Option<(hyper::Result<()>, Wire, Bytes)> {
    let service =
        service_fn(|request| Box::pin(exchange(Arc::clone(site), request, Arc::clone(line))));
    let mut http = http1::Builder::new();
    http.auto_date_header(false).title_case_headers(true).timer(TokioTimer::new());
    http.max_buf_size(limits::LARGEST_HEAD);
    http.header_read_timeout(site.gate.read_timeout().map(|limit| limit.min(LONGEST_WAIT)));

    let mut connection = http.serve_connection(TokioIo::new(wire), &service);
    let mut closing = pin!(site.gate.closing());
    // An error is the client's, or a takeover.
    let mut end = poll_fn(|cx| match Pin::new(&mut connection).poll(cx) {
        Poll::Pending => closing.as_mut().poll(cx).map(|()| None),
        Poll::Ready(end) => Poll::Ready(Some(end)),
    })
    .await;
    if end.is_none() {
        if !line.is_busy() {
            // Asked to end, hyper would forget the part of a head that it has, or has not read.
            let parts = connection.into_parts();
            let mut wire = parts.io.into_inner();
            let mut before = BytesMut::from(parts.read_buf);
            before.extend(wire.socket.read_now());
            if is_blank(&before) {
                let moment = site.gate.read_timeout()?.min(LAST_MOMENT);
                let read = tokio::time::timeout(moment, wire.socket.read_buf(&mut before)).await;
                if !matches!(read, Ok(Ok(1..))) {
                    return None;
                }
            }
            let before = before.freeze();
            connection = http.serve_connection(TokioIo::new(Wire { before, ..wire }), &service);
        }
        pass.set_in_flight(true);
        // It reads that first.
        end = poll_fn(|cx| match Pin::new(&mut connection).poll(cx) {
            Poll::Pending => Poll::Ready(None),
            Poll::Ready(end) => Poll::Ready(Some(end)),
        })
        .await;
    }
    let end = match end {
        Some(end) => end,
        None => {
            Pin::new(&mut connection).graceful_shutdown();
            (&mut connection).await
        }
    };
    let parts = connection.into_parts();
    Some((end, parts.io.into_inner(), parts.read_buf))
}

/// Closes a connection so that the client gets the last answer: closing it with unread bytes would
/// reset it.
async fn part(mut socket: Socket) {
    let leave = async {
        let mut unread = [0; 4096];
        let _ = socket.shutdown().await;
        while matches!(socket.read(&mut unread).await, Ok(read) if read > 0) {}
    };
    let _ = tokio::time::timeout(LINGER, leave).await;
}

/// Whether no head has begun: empty lines may come before one.
fn is_blank(bytes: &[u8]) -> bool {
    bytes.iter().all(|byte| b"\r\n".contains(byte))
}

/// Why a head is refused at which hyper gave up, when a client waits for the answer to one. `unread`
/// is what has come of it.
fn refusal(error: &hyper::Error, wire: &Wire, unread: &[u8]) -> Option<Failure> {
    if wire.refused {
        return Some(if error.is_parse_too_large() {
            limits::too_large(unread)
        } else {
            limits::malformed("the request is not well-formed HTTP")
        });
    }
    if is_blank(unread) || wire.line.is_clogged() {
        return None;
    }
    if error.is_parse_version_h2() {
        return Some(limits::malformed("HTTP/2 is not spoken here; use HTTP/1.1"));
    }
    if error.is_timeout() {
        return Some(limits::late("head"));
    }
    error.is_incomplete_message().then(|| limits::malformed("the request head ends early"))
}

/// An answer to what is no call, after which the connection is closed.
fn last_answer(failure: Failure, site: &Site) -> ByHand {
    let (status, why) = (failure.status().as_u16(), failure.message());
    tracing::info!(target: "imagejobs_mock", "no call, {status}: {why}");
    let id = site.next_request_id();
    let mut response = failure.into_response(&id);
    response.headers_mut().insert(header::CONNECTION, HeaderValue::from_static("close"));
    site.sign_off(&mut response, (HeaderName::from_static("x-request-id"), &id));
    let (parts, body) = response.into_parts();
    let head = [by_hand::head(&parts, body.len()), body].concat().into();
    ByHand { head, body: None, reset: false }
}

/// The socket below hyper.
struct Wire {
    /// What was read before hyper began.
    before: Bytes,
    socket: Socket,
    /// Whether hyper has refused a head by itself.
    refused: bool,
    line: Arc<Line>,
}

impl AsyncRead for Wire {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let before = buf.remaining().min(self.before.len());
        if before > 0 {
            buf.put_slice(&self.before.split_to(before));
            return Poll::Ready(Ok(()));
        }
        Pin::new(&mut self.socket).poll_read(cx, buf)
    }
}

impl AsyncWrite for Wire {
    fn poll_write(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        if made_by_hyper(bytes) {
            self.refused = true;
            return Poll::Ready(Ok(bytes.len()));
        }
        self.line.set_clogged(true);
        let written = ready!(Pin::new(&mut self.socket).poll_write(cx, bytes))?;
        self.line.set_clogged(written < bytes.len());
        Poll::Ready(Ok(written))
    }

    /// A head and the body behind it, which need not be copied to stand together. What hyper makes by
    /// itself has no body.
    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bytes: &[IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        if let [bytes] = bytes {
            return self.poll_write(cx, bytes);
        }
        self.line.set_clogged(true);
        let written = ready!(Pin::new(&mut self.socket).poll_write_vectored(cx, bytes))?;
        self.line.set_clogged(written < bytes.iter().map(|bytes| bytes.len()).sum());
        Poll::Ready(Ok(written))
    }

    fn is_write_vectored(&self) -> bool {
        self.socket.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.socket).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        if self.refused {
            // There is an answer to come.
            return Poll::Ready(Ok(()));
        }
        Pin::new(&mut self.socket).poll_shutdown(cx)
    }
}

/// Whether this is an answer without a body and without the id of a call: none of ours.
fn made_by_hyper(bytes: &[u8]) -> bool {
    let refuses = bytes.starts_with(b"HTTP/1.1 4") && bytes.ends_with(b"\r\n\r\n");
    if bytes.len() > 200 || !refuses {
        return false;
    }
    let text = String::from_utf8_lossy(bytes).to_ascii_lowercase();
    let has_id = text.contains("x-request-id:") || text.contains("x-iam-trace-id:");
    text.contains("content-length: 0\r\n") && !has_id
}
