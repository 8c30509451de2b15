//! A bare socket, whose reader looks at a head and a count and at nothing else: what a server is
//! measured with must not be what it waits for.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use imagejobs_mock::Server;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use super::{Failure, Peer};

/// Pages all over the list, one after the other, over a connection for each call in flight.
#[derive(Debug)]
pub struct Bare {
    server: SocketAddr,
    items: u32,
    asking: Asking,
    connection: Option<Connection>,
    /// How many pages were asked for, by all that are in flight.
    asked: Arc<AtomicU64>,
    /// How many jobs the list has, as the last page said.
    jobs: u64,
}

impl Clone for Bare {
    fn clone(&self) -> Self {
        let (asking, asked) = (self.asking.clone(), Arc::clone(&self.asked));
        let Self { server, items, jobs, .. } = *self;
        Self { server, items, asking, connection: None, asked, jobs }
    }
}

impl Peer for Bare {
    fn new(server: SocketAddr, items: u32) -> Result<Self, Failure> {
        let asking = Asking::new()?;
        Ok(Self { server, items, asking, connection: None, asked: Arc::default(), jobs: 0 })
    }

    async fn page(&mut self) -> Result<usize, Failure> {
        let connection = match &mut self.connection {
            Some(connection) => connection,
            none => none.insert(Connection::to(self.server).await?),
        };
        let (items, number) = (self.items, self.asked.fetch_add(1, Ordering::Relaxed));
        let full = (self.jobs + 1).saturating_sub(u64::from(items)).max(1);
        let offset = number * u64::from(items) % full;
        let query = format!("job_type=CREATE_SERVER&limit={items}&offset={offset}");
        let page = connection.get(&self.asking.request(&query)).await?;
        // No job is as short as that.
        if page.body < 100 * items as usize {
            return Err(format!("a page of {} bytes came for offset {offset}", page.body).into());
        }
        self.jobs = page.jobs;
        Ok(items as usize)
    }
}

/// What the embedded server is asked with.
#[derive(Clone, Debug)]
pub struct Asking {
    path: String,
    token: String,
}

impl Asking {
    /// What follows from the seed that every server begins with.
    ///
    /// # Errors
    /// When no server can be started.
    pub fn new() -> Result<Self, Failure> {
        let server = Server::start()?;
        let path = format!("/v1/{}/image-server-jobs", server.project_id());
        Ok(Self { path, token: server.token().to_owned() })
    }

    /// A call with this query.
    #[must_use]
    pub fn request(&self, query: &str) -> Vec<u8> {
        let Self { path, token } = self;
        format!(
            "GET {path}?{query} HTTP/1.1\r\nhost: localhost\r\naccept: application/json\r\n\
             x-auth-token: {token}\r\n\r\n"
        )
        .into_bytes()
    }
}

/// A connection that stays.
#[derive(Debug)]
pub struct Connection {
    stream: TcpStream,
    /// The last answer.
    answer: Vec<u8>,
}

/// What is looked at of a page.
#[derive(Clone, Copy, Debug)]
pub struct Seen {
    /// How many jobs the list has.
    pub jobs: u64,
    /// How many bytes the body has.
    pub body: usize,
}

impl Connection {
    /// A new one.
    ///
    /// # Errors
    /// When nobody listens.
    pub async fn to(server: SocketAddr) -> Result<Self, Failure> {
        let stream = TcpStream::connect(server).await?;
        stream.set_nodelay(true)?;
        Ok(Self { stream, answer: Vec::with_capacity(64 << 10) })
    }

    /// Sends a request and reads the answer to its end.
    ///
    /// # Errors
    /// When it is no page.
    pub async fn get(&mut self, request: &[u8]) -> Result<Seen, Failure> {
        self.stream.write_all(request).await?;
        self.answer.clear();
        let (head, body) = loop {
            if self.stream.read_buf(&mut self.answer).await? == 0 {
                return Err("the server hung up".into());
            }
            let end = self.answer.windows(4).position(|bytes| bytes == b"\r\n\r\n");
            let Some(head) = end.map(|end| end + 4) else { continue };
            let body = length(&self.answer[..head]).ok_or("the answer is no page")?;
            if self.answer.len() >= head + body {
                break (head, body);
            }
        };
        let jobs = jobs(&self.answer[head..]).ok_or("the body is no page")?;
        Ok(Seen { jobs, body })
    }

    /// The body of the last answer.
    #[must_use]
    pub fn body(&self, seen: Seen) -> &[u8] {
        &self.answer[self.answer.len() - seen.body..]
    }
}

/// The length of the body of an answer that is right.
fn length(head: &[u8]) -> Option<usize> {
    let head = std::str::from_utf8(head).ok()?.strip_prefix("HTTP/1.1 200 ")?;
    let mut headers = head.lines().filter_map(|line| line.split_once(": "));
    headers.find(|(name, _)| name.eq_ignore_ascii_case("content-length"))?.1.parse().ok()
}

/// How many jobs a page says that there are.
fn jobs(body: &[u8]) -> Option<u64> {
    let rest = body.strip_prefix(br#"{"count":"#)?;
    let digits = rest.split(|byte| *byte == b',').next()?;
    std::str::from_utf8(digits).ok()?.parse().ok()
}
