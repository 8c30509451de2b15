//! Bare hyper: a connection for each call in flight, no pool, no limits, no redirects, no signature.

use std::hint::black_box;
use std::net::SocketAddr;

use bytes::Bytes;
use http_body_util::{BodyExt, Empty};
use hyper::Request;
use hyper::client::conn::http1::{SendRequest, handshake};
use hyper::header::{ACCEPT, HOST};
use hyper_util::rt::TokioIo;
use imagejobs_client::image_jobs::types::ListImageJobsResponse;
use imagejobs_core::value;
use tokio::net::TcpStream;

use super::strings::Page;
use super::{Failure, Peer};
use crate::page::PATH;

/// hyper, and structs of `String`s.
#[derive(Clone, Debug)]
pub struct HyperStrings(Hyper);

/// hyper, and the types that codegen makes.
#[derive(Clone, Debug)]
pub struct HyperOurs(Hyper);

#[derive(Debug)]
struct Hyper {
    server: SocketAddr,
    items: u32,
    connection: Option<SendRequest<Empty<Bytes>>>,
}

/// Another call in flight needs another connection.
impl Clone for Hyper {
    fn clone(&self) -> Self {
        Self { server: self.server, items: self.items, connection: None }
    }
}

impl Hyper {
    fn new(server: SocketAddr, items: u32) -> Self {
        Self { server, items, connection: None }
    }

    async fn body(&mut self) -> Result<Bytes, Failure> {
        let connection = match &mut self.connection {
            Some(connection) => connection,
            none => {
                let stream = TcpStream::connect(self.server).await?;
                stream.set_nodelay(true)?;
                let (sender, connection) = handshake(TokioIo::new(stream)).await?;
                tokio::spawn(connection);
                none.insert(sender)
            }
        };
        connection.ready().await?;
        let request = Request::get(format!("{PATH}?job_type=CREATE_SERVER&limit={}", self.items))
            .header(HOST, self.server.to_string())
            .header(ACCEPT, "application/json")
            .header("x-auth-token", "a-token-that-is-none")
            .body(Empty::new())?;
        let answer = connection.send_request(request).await?;
        if !answer.status().is_success() {
            return Err(answer.status().to_string().into());
        }
        Ok(answer.into_body().collect().await?.to_bytes())
    }
}

impl Peer for HyperStrings {
    fn new(server: SocketAddr, items: u32) -> Result<Self, Failure> {
        Ok(Self(Hyper::new(server, items)))
    }

    async fn page(&mut self) -> Result<usize, Failure> {
        let page: Page = serde_json::from_slice(&self.0.body().await?)?;
        Ok(black_box(page).items.len())
    }
}

impl Peer for HyperOurs {
    fn new(server: SocketAddr, items: u32) -> Result<Self, Failure> {
        Ok(Self(Hyper::new(server, items)))
    }

    async fn page(&mut self) -> Result<usize, Failure> {
        let body = self.0.body().await?;
        let page: ListImageJobsResponse = value::read(std::str::from_utf8(&body)?)?;
        Ok(black_box(page).items.len())
    }
}
