//! What the tests of the facade share.
#![allow(dead_code, reason = "each test file uses its part")]

pub(crate) mod time;

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener};
use std::thread::JoinHandle;

use imagejobs::{Client, ClientBuilder, Error, ImageJob, JobType, Jobs, Page};
use imagejobs_mock::Server;

/// A client of an embedded server that makes one attempt.
pub(crate) fn client(server: &Server) -> Client {
    builder(server).build().unwrap()
}

/// What [`client`] is built with.
pub(crate) fn builder(server: &Server) -> ClientBuilder {
    Client::builder()
        .endpoint(server.url())
        .project_id(server.project_id())
        .token(server.token())
        .max_attempts(1)
}

/// What one call to a server gives that answers with these bytes.
pub(crate) async fn answered(bytes: impl Into<Vec<u8>>) -> Result<Page, Error> {
    let server = Server::start().unwrap();
    server.script(imagejobs_mock::Answer::raw(bytes.into()));
    client(&server).list(JobType::CreateServer).send().await
}

/// What one call to a server gives that answers with this body and status 200.
pub(crate) async fn read(body: &str) -> Result<Page, Error> {
    let server = Server::start().unwrap();
    let reply = imagejobs_mock::Answer::status(200).header("content-type", "application/json");
    server.script(reply.body(body.to_owned()));
    client(&server).list(JobType::CreateServer).send().await
}

/// The jobs of a body that can be read.
pub(crate) async fn jobs(body: &str) -> Vec<ImageJob> {
    read(body).await.unwrap().into_items()
}

/// Listens once, and gives what it was sent up to the end of the head.
pub(crate) fn listen_once(answer: &'static [u8]) -> (SocketAddr, JoinHandle<String>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    let heard = std::thread::spawn(move || {
        let (mut socket, _) = listener.accept().unwrap();
        let mut head = Vec::new();
        let mut byte = [0];
        while !head.ends_with(b"\r\n\r\n") && socket.read(&mut byte).unwrap() == 1 {
            head.push(byte[0]);
        }
        socket.write_all(answer).unwrap();
        String::from_utf8(head).unwrap()
    });
    (address, heard)
}

/// What so many calls give that are made at once.
pub(crate) async fn at_once(client: &Client, calls: usize) -> Vec<Result<Page, Error>> {
    let calls: Vec<_> = (0..calls)
        .map(|_| {
            let client = client.clone();
            tokio::spawn(async move { client.list(JobType::CreateServer).send().await })
        })
        .collect();
    let mut ended = Vec::new();
    for call in calls {
        ended.push(call.await.unwrap());
    }
    ended
}

/// The ids that a stream gives, and its error.
pub(crate) async fn listed(mut jobs: Jobs) -> (Vec<String>, Option<Error>) {
    let mut ids = Vec::new();
    loop {
        match jobs.next().await {
            Some(Ok(job)) => ids.push(job.id().unwrap_or("-").to_owned()),
            Some(Err(error)) => {
                assert!(jobs.next().await.is_none(), "an error is the last item");
                return (ids, Some(error));
            }
            None => return (ids, None),
        }
    }
}
