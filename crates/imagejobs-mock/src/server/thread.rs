//! The thread that a server runs on, and how it ends.

use std::future::poll_fn;
use std::io;
use std::net::TcpListener;
use std::pin::pin;
use std::sync::{Arc, mpsc};
use std::task::Poll;
use std::thread::{self, JoinHandle};
use std::time::Duration;

use tokio::net::TcpStream;
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};

use super::Server;
use crate::connection;
use crate::site::Site;

impl Server {
    /// Takes no more connections and no more calls, and tells how many calls are in flight.
    ///
    /// The port is closed when this returns. So are the connections on which nothing is asked for
    /// another 0.1 s, or at once where time is [manual](crate::Builder::manual_time). On the others a call is
    /// in flight: its head has begun to come, or its answer is delayed, or not sent to its end. It goes
    /// on as if nothing had happened; its answer says that it is the last, where its head is not sent
    /// yet, and then its connection is closed. To wait for all that, [`shutdown`](Self::shutdown).
    ///
    /// ```
    /// use std::io::{Read, Write};
    /// use std::net::TcpStream;
    /// use std::time::Duration;
    ///
    /// use imagejobs_mock::{Answer, Server};
    ///
    /// let server = Server::builder().manual_time().start()?;
    /// server.script(Answer::status(200).body("late").delay(Duration::from_secs(40)));
    /// let mut socket = TcpStream::connect(server.addr())?;
    /// socket.write_all(b"GET /v1/p/image-server-jobs HTTP/1.1\r\nHost: mock\r\n\r\n")?;
    /// assert!(server.wait_for_calls(1));
    ///
    /// assert_eq!(server.close(), 1);
    /// assert!(TcpStream::connect(server.addr()).is_err());
    /// server.advance(Duration::from_secs(40));
    /// let mut answer = String::new();
    /// socket.read_to_string(&mut answer)?;
    /// assert!(answer.contains("Connection: close\r\n") && answer.ends_with("late"), "{answer}");
    /// # std::io::Result::Ok(())
    /// ```
    pub fn close(&self) -> usize {
        self.end(None)
    }

    /// Stops the server cleanly: [closes](Self::close) it, waits until the calls in flight have
    /// ended, but not longer than `grace` of real time, and tells how many were cut off then. A call
    /// that hangs and a body without an end always are.
    ///
    /// It blocks; dropping the server stops it at once.
    ///
    /// ```
    /// use std::io::Write;
    /// use std::net::TcpStream;
    /// use std::time::Duration;
    ///
    /// use imagejobs_mock::{Answer, Server};
    ///
    /// let server = Server::start()?;
    /// server.script(Answer::hang());
    /// let mut socket = TcpStream::connect(server.addr())?;
    /// socket.write_all(b"GET /v1/p/image-server-jobs HTTP/1.1\r\nHost: mock\r\n\r\n")?;
    /// assert!(server.wait_for_calls(1));
    /// assert_eq!(server.shutdown(Duration::ZERO), 1);
    /// # std::io::Result::Ok(())
    /// ```
    pub fn shutdown(self, grace: Duration) -> usize {
        self.end(Some(grace))
    }

    fn end(&self, grace: Option<Duration>) -> usize {
        let (left, told) = mpsc::channel();
        let asked = self.ends.as_ref().is_some_and(|ends| ends.send(End { grace, left }).is_ok());
        // A thread that panicked has no calls.
        if asked { told.recv().unwrap_or_default() } else { 0 }
    }
}

/// Asks the thread to end what it does.
pub(super) struct End {
    /// How long to wait for calls in flight before they are counted.
    grace: Option<Duration>,
    left: mpsc::Sender<usize>,
}

/// Serves on a thread of its own until what it gives to ask for the end is dropped, and returns when it
/// does.
///
/// The runtime is made and dropped on that thread: in the caller's, which may belong to another
/// runtime, dropping it would panic. Dropping it ends all connections wherever they are.
pub(super) fn run(
    listener: TcpListener,
    site: Arc<Site>,
) -> io::Result<(UnboundedSender<End>, JoinHandle<()>)> {
    let (ends, mut asked) = unbounded_channel();
    let (started, starts) = mpsc::channel();
    let run = move || {
        let runtime = match tokio::runtime::Builder::new_current_thread().enable_all().build() {
            Ok(runtime) => runtime,
            Err(error) => return drop(started.send(Err(error))),
        };
        runtime.block_on(async {
            let listener = tokio::net::TcpListener::from_std(listener);
            match listener {
                Ok(listener) => {
                    let _ = started.send(Ok(()));
                    serve(listener, site, &mut asked).await;
                }
                Err(error) => drop(started.send(Err(error))),
            }
        });
    };
    let thread = thread::Builder::new().name("imagejobs-mock".to_owned()).spawn(run)?;
    starts.recv().map_err(|_| io::Error::other("the server's thread ended at its start"))??;
    Ok((ends, thread))
}

async fn serve(
    listener: tokio::net::TcpListener,
    site: Arc<Site>,
    asked: &mut UnboundedReceiver<End>,
) {
    let mut accepts = Some(tokio::spawn(accept(listener, Arc::clone(&site))));
    while let Some(End { grace, left }) = asked.recv().await {
        site.gate.close();
        if let Some(accepts) = accepts.take() {
            let _ = accepts.await;
        }
        let in_flight = site.gate.in_flight().await;
        let _ = left.send(match grace {
            Some(grace) => site.gate.left_after(grace).await,
            None => in_flight,
        });
    }
}

/// More connections than this do not wait to be accepted.
const LONGEST_QUEUE: usize = 4096;

/// Takes connections until the gate closes.
async fn accept(listener: tokio::net::TcpListener, site: Arc<Site>) {
    let mut closing = pin!(site.gate.closing());
    loop {
        let mut next = pin!(next(&listener));
        let stream = poll_fn(|cx| match closing.as_mut().poll(cx) {
            Poll::Ready(()) => Poll::Ready(None),
            Poll::Pending => next.as_mut().poll(cx).map(Some),
        });
        let Some(stream) = stream.await else { break };
        connection::begin(stream, &site);
    }
    // Who has been let wait has perhaps asked already.
    let Ok(listener) = listener.into_std() else { return };
    for _ in 0..LONGEST_QUEUE {
        let Ok((stream, _)) = listener.accept() else { break };
        let stream = stream.set_nonblocking(true).and_then(|()| TcpStream::from_std(stream));
        if let Ok(stream) = stream {
            connection::begin(stream, &site);
        }
    }
}

async fn next(listener: &tokio::net::TcpListener) -> TcpStream {
    loop {
        match listener.accept().await {
            Ok((stream, _)) => return stream,
            // Out of file descriptors, mostly: some will be free again soon.
            Err(_) => tokio::time::sleep(Duration::from_millis(10)).await,
        }
    }
}
