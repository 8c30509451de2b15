//! HTTP/1.1 as it is on a socket, for what no client would send.

use std::io::{ErrorKind, Read, Write};
use std::net::{Shutdown, SocketAddr, TcpStream};
use std::time::Duration;

/// No answer of a server on this machine takes so long, unless it hangs.
const HANG: Duration = Duration::from_secs(30);

/// How long to wait for an answer that may never come. Nothing that is judged depends on it.
const SOON: Duration = Duration::from_millis(20);

/// An answer as it came.
#[derive(Debug)]
pub(super) struct Answered {
    pub(super) status: u16,
    pub(super) is_json: bool,
    closes: bool,
    pub(super) body: Vec<u8>,
}

/// A connection that is kept for many calls.
pub(super) struct Connection {
    to: SocketAddr,
    socket: Option<TcpStream>,
}

impl Connection {
    pub(super) fn new(to: SocketAddr) -> Self {
        Self { to, socket: None }
    }

    /// The answer to a request that is one, whole.
    pub(super) fn ask(&mut self, request: &[u8]) -> Result<Answered, String> {
        let mut socket = match self.socket.take() {
            Some(socket) => socket,
            None => connect(self.to)?,
        };
        let failed = |error: std::io::Error| format!("the server does not answer: {error}");
        socket.write_all(request).map_err(failed)?;
        let mut bytes = Vec::new();
        let mut some = [0; 16 << 10];
        loop {
            let read = socket.read(&mut some).map_err(failed)?;
            bytes.extend_from_slice(&some[..read]);
            if let Some((answered, end)) = answer(&bytes, false)? {
                if end < bytes.len() {
                    return Err(format!("{} bytes follow an answer", bytes.len() - end));
                }
                self.socket = Some(socket).filter(|_| !answered.closes);
                return Ok(answered);
            }
            if read == 0 {
                return Err(format!("an answer ends early: {}", bytes.escape_ascii()));
            }
        }
    }
}

/// All that comes back for bytes that may be no request, up to the connection's end.
pub(super) fn exchange(to: SocketAddr, bytes: &[u8]) -> Result<Vec<u8>, String> {
    let failed = |error| format!("the socket: {error}");
    let mut socket = connect(to)?;
    // A server may refuse in the middle, and close.
    let _ = socket.write_all(bytes);
    let mut came = Vec::new();
    if bytes.windows(4).any(|part| part == b"\r\n\r\n") {
        // A server may drop what is not answered when a client ends its side.
        socket.set_read_timeout(Some(SOON)).map_err(failed)?;
        let mut some = [0; 16 << 10];
        let read = socket.read(&mut some).unwrap_or(0);
        came.extend_from_slice(&some[..read]);
        socket.set_read_timeout(Some(HANG)).map_err(failed)?;
    }
    let _ = socket.shutdown(Shutdown::Write);
    match socket.read_to_end(&mut came) {
        Err(error) if error.kind() == ErrorKind::WouldBlock => {
            Err("the server neither answers nor closes".to_owned())
        }
        _ => Ok(came),
    }
}

fn connect(to: SocketAddr) -> Result<TcpStream, String> {
    let failed = |error| format!("the server takes no connection: {error}");
    let socket = TcpStream::connect(to).map_err(failed)?;
    socket.set_read_timeout(Some(HANG)).map_err(failed)?;
    socket.set_nodelay(true).map_err(failed)?;
    Ok(socket)
}

/// The answers in these bytes, of which the last may be cut off.
pub(super) fn answers(mut bytes: &[u8], of_head: bool) -> Result<Vec<Answered>, String> {
    let mut all = Vec::new();
    bytes = behind_interim(bytes);
    while let Some((answered, end)) = answer(bytes, of_head)? {
        all.push(answered);
        bytes = behind_interim(&bytes[end..]);
    }
    if bytes.is_empty() {
        Ok(all)
    } else {
        Err(format!("half an answer: {}", bytes.escape_ascii()))
    }
}

/// What stands behind a `100 Continue`, which is no answer yet.
fn behind_interim(bytes: &[u8]) -> &[u8] {
    let end = bytes.windows(4).position(|end| end == b"\r\n\r\n");
    match end {
        Some(end) if bytes.starts_with(b"HTTP/1.1 1") => behind_interim(&bytes[end + 4..]),
        _ => bytes,
    }
}

/// The first answer and where it ends, when it is whole. One to a request of `HEAD` has no body.
fn answer(bytes: &[u8], of_head: bool) -> Result<Option<(Answered, usize)>, String> {
    let mut headers = [httparse::EMPTY_HEADER; 32];
    let mut head = httparse::Response::new(&mut headers);
    let parsed = head.parse(bytes).map_err(|error| format!("{error}: {}", bytes.escape_ascii()))?;
    let httparse::Status::Complete(start) = parsed else { return Ok(None) };
    let value = |name: &str| {
        let header = head.headers.iter().find(|header| header.name.eq_ignore_ascii_case(name));
        header.and_then(|header| std::str::from_utf8(header.value).ok())
    };
    let length = value("content-length").and_then(|text| text.parse::<usize>().ok());
    let length = length.ok_or("an answer does not tell its length")?;
    let rest = &bytes[start..];
    let bare = of_head && (rest.is_empty() || rest.starts_with(b"HTTP/1."));
    let body = if bare { Some(&[][..]) } else { rest.get(..length) };
    let Some(body) = body else { return Ok(None) };
    let status = head.code.ok_or("an answer has no status")?;
    let is_json = value("content-type") == Some("application/json") && !bare;
    let closes = value("connection") == Some("close");
    Ok(Some((Answered { status, is_json, closes, body: body.to_vec() }, start + body.len())))
}
