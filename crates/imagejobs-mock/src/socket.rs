//! A socket whose other end must read.

use std::io::{self, IoSlice, Read};
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use socket2::SockRef;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;
use tokio::time::{Sleep, sleep};

/// A connection that ends when nothing can be written to it for too long: its client does not read.
pub(crate) struct Socket {
    stream: TcpStream,
    /// How long no byte may be taken.
    limit: Option<Duration>,
    /// When the present wait is too long.
    stall: Option<Pin<Box<Sleep>>>,
    stalled: bool,
}

impl Socket {
    pub(crate) fn new(stream: TcpStream, limit: Option<Duration>) -> Self {
        Self { stream, limit, stall: None, stalled: false }
    }

    /// Whether it has ended because nobody read.
    pub(crate) fn has_stalled(&self) -> bool {
        self.stalled
    }

    /// Reads what has come, or the beginning of it. The system is asked, because the runtime may not
    /// have heard of it yet.
    pub(crate) fn read_now(&self) -> Vec<u8> {
        let mut bytes = vec![0; 4096];
        let read = (&*SockRef::from(&self.stream)).read(&mut bytes).unwrap_or_default();
        bytes.truncate(read);
        bytes
    }

    /// What came of writing, or the end when nothing could be written for too long.
    fn within_limit(
        &mut self,
        cx: &mut Context<'_>,
        written: Poll<io::Result<usize>>,
    ) -> Poll<io::Result<usize>> {
        if written.is_ready() {
            self.stall = None;
            return written;
        }
        let Some(limit) = self.limit else { return Poll::Pending };
        let stall = self.stall.get_or_insert_with(|| Box::pin(sleep(limit)));
        stall.as_mut().poll(cx).map(|()| {
            self.stalled = true;
            self.reset();
            tracing::info!(target: "imagejobs_mock", "a client that does not read is given up");
            Err(io::ErrorKind::TimedOut.into())
        })
    }

    /// Lets the close that follows discard what is unsent and send RST.
    pub(crate) fn reset(&self) {
        let _ = SockRef::from(&self.stream).set_linger(Some(Duration::ZERO));
    }
}

impl AsyncRead for Socket {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_read(cx, buf)
    }
}

impl AsyncWrite for Socket {
    fn poll_write(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        let socket = self.get_mut();
        let written = Pin::new(&mut socket.stream).poll_write(cx, bytes);
        socket.within_limit(cx, written)
    }

    fn poll_write_vectored(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bytes: &[IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let socket = self.get_mut();
        let written = Pin::new(&mut socket.stream).poll_write_vectored(cx, bytes);
        socket.within_limit(cx, written)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(cx)
    }
}
