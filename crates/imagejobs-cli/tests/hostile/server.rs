//! Servers that do as they are told, byte by byte: no HTTP library would let them.

use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::thread;
use std::time::Duration;

use socket2::SockRef;

/// The token of every call that has no other: it must be seen nowhere.
pub(crate) const TOKEN: &str = "MIIsentinel/T0ken+of=the\"caller";

/// Stands in an answer for the address of another server, which nobody may ask.
pub(crate) const ELSEWHERE: &str = "ELSEWHERE";

/// What a server does with a connection.
pub(crate) type Script = Arc<dyn Fn(&mut Connection) -> io::Result<()> + Send + Sync>;

/// A connection that a client has made.
pub(crate) struct Connection {
    pub(crate) stream: BufReader<TcpStream>,
    seen: Arc<Seen>,
    elsewhere: SocketAddr,
}

#[derive(Default)]
struct Seen {
    requests: AtomicUsize,
    elsewhere: AtomicUsize,
    ended: AtomicBool,
}

/// A request: how many came before it, and what of its query is looked at.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Request {
    pub(crate) before: usize,
    pub(crate) offset: usize,
    /// Whether it brings a cookie.
    pub(crate) cookie: bool,
}

impl Connection {
    /// The next request; none when the client has gone.
    pub(crate) fn request(&mut self) -> io::Result<Option<Request>> {
        let seen = self.seen.clone();
        read_request(&mut self.stream, &seen)
    }

    pub(crate) fn send(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.stream.get_mut().write_all(bytes)
    }

    /// Waits until the client goes, which a limit of its own makes it do.
    pub(crate) fn stall(&mut self) -> io::Result<()> {
        io::copy(&mut self.stream, &mut io::sink()).map(drop)
    }

    /// Breaks the connection off, rather than closing it.
    pub(crate) fn reset(&mut self) -> io::Result<()> {
        SockRef::from(self.stream.get_ref()).set_linger(Some(Duration::ZERO))
    }

    /// Text with the address of the other server in its place.
    fn located(&self, text: &[u8]) -> Vec<u8> {
        match std::str::from_utf8(text) {
            Ok(text) if text.contains(ELSEWHERE) => {
                text.replace(ELSEWHERE, &self.elsewhere.to_string()).into_bytes()
            }
            _ => text.to_vec(),
        }
    }
}

fn read_request(from: &mut impl BufRead, seen: &Seen) -> io::Result<Option<Request>> {
    let mut head = String::new();
    while !head.ends_with("\r\n\r\n") {
        if from.read_line(&mut head)? == 0 {
            return Ok(None);
        }
    }
    let line = head.lines().next().unwrap_or_default().to_owned();
    let offset = line.split(['?', '&', ' ']).find_map(|pair| pair.strip_prefix("offset="));
    Ok(Some(Request {
        before: seen.requests.fetch_add(1, Ordering::SeqCst),
        offset: offset.and_then(|offset| offset.parse().ok()).unwrap_or(0),
        cookie: head.lines().any(|line| line.starts_with("cookie:")),
    }))
}

/// A server at work, and one beside it that nobody may ask.
pub(crate) struct Server {
    address: SocketAddr,
    seen: Arc<Seen>,
    elsewhere: SocketAddr,
}

impl Server {
    pub(crate) fn start(script: Script) -> Self {
        let seen = Arc::new(Seen::default());
        let trapped = seen.clone();
        let elsewhere = listen(seen.clone(), move |_| {
            trapped.elsewhere.fetch_add(1, Ordering::SeqCst);
            Ok(())
        });
        let told = seen.clone();
        let address = listen(seen.clone(), move |stream| {
            let stream = BufReader::new(stream);
            script(&mut Connection { stream, seen: told.clone(), elsewhere })
        });
        Self { address, seen, elsewhere }
    }

    /// Its base URL.
    pub(crate) fn url(&self, over_tls: bool) -> String {
        let scheme = if over_tls { "https" } else { "http" };
        format!("{scheme}://{}", self.address)
    }

    /// How many requests came.
    pub(crate) fn requests(&self) -> usize {
        self.seen.requests.load(Ordering::SeqCst)
    }

    /// How often the other server was asked.
    pub(crate) fn elsewhere(&self) -> usize {
        self.seen.elsewhere.load(Ordering::SeqCst)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.seen.ended.store(true, Ordering::SeqCst);
        for address in [self.address, self.elsewhere] {
            // Wakes the thread that waits for a connection.
            let _ = TcpStream::connect(address);
        }
    }
}

fn listen(
    seen: Arc<Seen>,
    with: impl Fn(TcpStream) -> io::Result<()> + Send + Sync + 'static,
) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    let with = Arc::new(with);
    thread::spawn(move || {
        for stream in listener.incoming().map_while(Result::ok) {
            if seen.ended.load(Ordering::SeqCst) {
                return;
            }
            let with = with.clone();
            // A client that goes is no failure of a server that misbehaves.
            thread::spawn(move || with(stream));
        }
    });
    address
}

/// Reads a request, and goes on as it is told.
pub(crate) fn asked(
    then: impl Fn(&mut Connection, Request) -> io::Result<()> + Send + Sync + 'static,
) -> Script {
    Arc::new(move |connection| match connection.request()? {
        Some(request) => then(connection, request),
        None => Ok(()),
    })
}

/// Answers with these bytes, and closes.
pub(crate) fn raw(bytes: impl Into<Vec<u8>>) -> Script {
    let bytes = bytes.into();
    asked(move |connection, _| {
        let bytes = connection.located(&bytes);
        connection.send(&bytes)
    })
}

/// Answers with these bytes, and breaks off.
pub(crate) fn reset_after(bytes: impl Into<Vec<u8>>) -> Script {
    let bytes = bytes.into();
    asked(move |connection, _| {
        connection.send(&bytes)?;
        connection.reset()
    })
}

/// Answers with these bytes, and does nothing more.
pub(crate) fn stall_after(bytes: impl Into<Vec<u8>>) -> Script {
    let bytes = bytes.into();
    asked(move |connection, _| {
        connection.send(&bytes)?;
        connection.stall()
    })
}

/// Answers with these bytes, and then with others for ever.
pub(crate) fn endless(head: impl Into<Vec<u8>>, piece: impl Into<Vec<u8>>) -> Script {
    let (head, piece) = (head.into(), piece.into());
    asked(move |connection, _| {
        connection.send(&head)?;
        loop {
            connection.send(&piece)?;
        }
    })
}

/// Answers with these bytes, and then with others for ever, one after each pause.
pub(crate) fn drip(head: impl Into<Vec<u8>>, piece: impl Into<Vec<u8>>) -> Script {
    let (head, piece) = (head.into(), piece.into());
    asked(move |connection, _| {
        connection.send(&head)?;
        connection.stream.get_ref().set_read_timeout(Some(Duration::from_millis(5)))?;
        loop {
            // The client sends nothing: what ends is the time.
            if let Ok(0) = connection.stream.read(&mut [0]) {
                return Ok(());
            }
            connection.send(&piece)?;
        }
    })
}

/// Answers every request of every connection by what it is.
pub(crate) fn each(answer: impl Fn(&Request) -> Vec<u8> + Send + Sync + 'static) -> Script {
    Arc::new(move |connection| {
        while let Some(request) = connection.request()? {
            connection.send(&answer(&request))?;
        }
        Ok(())
    })
}

/// An answer: what follows `HTTP/1.1 ` in its first line, further lines of its head, and its body.
pub(crate) fn message(status: &str, head: &str, body: impl AsRef<[u8]>) -> Vec<u8> {
    let body = body.as_ref();
    let head = format!("HTTP/1.1 {status}\r\n{head}content-length: {}\r\n\r\n", body.len());
    [head.as_bytes(), body].concat()
}

/// Answers with this status and body.
pub(crate) fn answer(status: &str, body: impl AsRef<[u8]>) -> Script {
    raw(message(status, "", body))
}

/// Answers with a page of one job, below these lines of a head.
pub(crate) fn page_with(head: &str) -> Script {
    raw(format!("HTTP/1.1 200 OK\r\n{head}\r\n{PAGE}"))
}

/// Answers with this body and status 200.
pub(crate) fn body(body: impl AsRef<[u8]>) -> Script {
    answer("200 OK", body)
}

/// Answers with a page of these items, as they stand in JSON.
pub(crate) fn items(items: &str) -> Script {
    body(page(items))
}

/// A page of these items.
pub(crate) fn page(items: &str) -> String {
    format!(r#"{{"count":1,"items":[{items}]}}"#)
}

/// A page of one job.
pub(crate) const PAGE: &str =
    r#"{"count":1,"items":[{"id":"1","job_type":"CREATE_SERVER","status":"RUNNING"}]}"#;
