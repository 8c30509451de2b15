//! The server that all peers ask: pages that are ready, or written as they are asked for.
//!
//! It is no HTTP server. It knows the end of a request and the numbers of its query, so that it is
//! never what a peer waits for.

use std::collections::BTreeMap;
use std::io;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

use crate::page;

/// What it answers.
#[derive(Debug)]
pub struct Service {
    total: u64,
    latency: Duration,
    /// The first pages, by their size.
    ready: BTreeMap<u64, Bytes>,
}

impl Service {
    /// A list of so many jobs, each call of which takes so long.
    #[must_use]
    pub fn new(total: u64, latency: Duration) -> Self {
        let ready = [1, 10, 100].map(|limit| (limit, answer(0, limit, total)));
        Self { total, latency, ready: ready.into() }
    }

    async fn answer(&self, request: &str) -> Bytes {
        if !self.latency.is_zero() {
            tokio::time::sleep(self.latency).await;
        }
        let (offset, limit) = (number(request, "offset="), number(request, "limit="));
        let limit = limit.unwrap_or(10);
        match (offset.unwrap_or(0), self.ready.get(&limit)) {
            (0, Some(ready)) => ready.clone(),
            (offset, _) => answer(offset, limit, self.total),
        }
    }
}

/// Serves whoever connects.
///
/// # Errors
/// When no connection can be taken any more.
pub async fn serve(listener: TcpListener, service: Service) -> io::Result<()> {
    let service = Arc::new(service);
    loop {
        let (connection, _) = listener.accept().await?;
        // A connection that breaks is the peer's affair.
        tokio::spawn(converse(connection, service.clone()));
    }
}

async fn converse(mut connection: TcpStream, service: Arc<Service>) -> io::Result<()> {
    connection.set_nodelay(true)?;
    let mut received = Vec::with_capacity(4096);
    while connection.read_buf(&mut received).await? > 0 {
        while let Some(end) = received.windows(4).position(|bytes| bytes == b"\r\n\r\n") {
            let request: Vec<u8> = received.drain(..end + 4).collect();
            let line = request.split(|byte| *byte == b'\r').next().unwrap_or_default();
            let answer = service.answer(&String::from_utf8_lossy(line)).await;
            connection.write_all(&answer).await?;
        }
    }
    Ok(())
}

fn answer(offset: u64, limit: u64, total: u64) -> Bytes {
    let body = page::json(offset, limit, total);
    Bytes::from(format!(
        "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ndate: Mon, 07 Mar 2022 10:40:43 GMT\r\n\
         x-request-id: 0123456789abcdef\r\ncontent-length: {}\r\n\r\n{body}",
        body.len()
    ))
}

fn number(request: &str, name: &str) -> Option<u64> {
    let rest = &request[request.find(name)? + name.len()..];
    rest[..rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len())].parse().ok()
}
