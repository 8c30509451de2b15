//! A client that sees every byte.

use std::io::{self, BufRead, BufReader, ErrorKind, Read, Write};
use std::net::{Shutdown, TcpStream};
use std::time::Duration;

use imagejobs_mock::Server;
use serde_json::Value;

pub(crate) struct Client(BufReader<TcpStream>);

/// An answer as it came.
#[derive(Debug)]
pub(crate) struct Answered {
    pub(crate) status: u16,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: Vec<u8>,
}

impl Client {
    pub(crate) fn new(server: &Server) -> Self {
        let socket = TcpStream::connect(server.addr()).unwrap();
        // A test that fails must not hang.
        socket.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
        socket.set_write_timeout(Some(Duration::from_secs(20))).unwrap();
        Self(BufReader::new(socket))
    }

    pub(crate) fn send(&mut self, bytes: impl AsRef<[u8]>) {
        self.0.get_mut().write_all(bytes.as_ref()).unwrap();
    }

    /// Ends one side of the connection, or both.
    pub(crate) fn end(&self, side: Shutdown) {
        self.0.get_ref().shutdown(side).unwrap();
    }

    /// Reads one answer with a body of the announced length.
    pub(crate) fn answer(&mut self) -> io::Result<Answered> {
        let mut answered = self.head()?;
        let length = answered.header("content-length").map_or(0, |text| text.parse().unwrap());
        answered.body = vec![0; length];
        self.0.read_exact(&mut answered.body)?;
        Ok(answered)
    }

    /// Reads an answer up to its body.
    pub(crate) fn head(&mut self) -> io::Result<Answered> {
        let status = self.line()?;
        let status = status.split(' ').nth(1).and_then(|text| text.parse().ok());
        let status = status.ok_or(ErrorKind::InvalidData)?;
        let mut headers = Vec::new();
        loop {
            let line = self.line()?;
            let Some((name, value)) = line.split_once(": ") else { break };
            headers.push((name.to_owned(), value.to_owned()));
        }
        Ok(Answered { status, headers, body: Vec::new() })
    }

    /// Reads exactly so many bytes.
    pub(crate) fn bytes(&mut self, count: usize) -> Vec<u8> {
        let mut bytes = vec![0; count];
        self.0.read_exact(&mut bytes).unwrap();
        bytes
    }

    /// Reads the next chunk of a body that comes in chunks.
    pub(crate) fn chunk(&mut self) -> Vec<u8> {
        let length = usize::from_str_radix(&self.line().unwrap(), 16).unwrap();
        let mut chunk = self.bytes(length + 2);
        chunk.truncate(length);
        chunk
    }

    /// Reads until the connection ends, and tells how.
    pub(crate) fn rest(&mut self) -> (Vec<u8>, io::Result<usize>) {
        let mut bytes = Vec::new();
        let end = self.0.read_to_end(&mut bytes);
        (bytes, end)
    }

    fn line(&mut self) -> io::Result<String> {
        let mut line = String::new();
        if self.0.read_line(&mut line)? == 0 {
            return Err(ErrorKind::UnexpectedEof.into());
        }
        Ok(line.trim_end().to_owned())
    }
}

impl Answered {
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        let (_, value) = self.headers.iter().find(|(known, _)| known.eq_ignore_ascii_case(name))?;
        Some(value)
    }

    pub(crate) fn text(&self) -> &str {
        std::str::from_utf8(&self.body).unwrap()
    }

    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap()
    }

    /// The ids of a page.
    pub(crate) fn ids(&self) -> Vec<String> {
        let items = self.json()["items"].as_array().unwrap().clone();
        items.iter().map(|item| item["id"].as_str().unwrap().to_owned()).collect()
    }
}

/// A correct request with this query, not yet ended: headers can follow.
pub(crate) fn open_request(server: &Server, query: &str) -> String {
    let (project_id, token) = (server.project_id(), server.token());
    format!(
        "GET /v1/{project_id}/image-server-jobs?{query} HTTP/1.1\r\nHost: mock\r\nX-Auth-Token: {token}\r\n"
    )
}

pub(crate) fn request(server: &Server, query: &str) -> String {
    open_request(server, query) + "\r\n"
}

/// A correct request without a filter.
pub(crate) fn any_request(server: &Server) -> String {
    request(server, "job_type=CREATE_SERVER")
}

/// Asks on a connection of its own.
pub(crate) fn ask(server: &Server, request: impl AsRef<[u8]>) -> Answered {
    let mut client = Client::new(server);
    client.send(request);
    client.answer().unwrap()
}

pub(crate) fn list(server: &Server, query: &str) -> Answered {
    let answered = ask(server, request(server, query));
    assert_eq!(answered.status, 200, "{query}: {}", answered.text());
    answered
}
