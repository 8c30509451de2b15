//! What the tests of the facade share.
#![allow(dead_code, reason = "each test file uses its part")]

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener};
use std::sync::{Arc, Mutex};
use std::task::{Poll, Waker};
use std::thread::JoinHandle;
use std::time::{Duration, SystemTime};

use imagejobs::clock::{Clock, Sleep};
use imagejobs::{Client, ClientBuilder, Error, ImageJob, JobType, Page};
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

/// A clock that moves when a test says so.
#[derive(Clone, Debug, Default)]
pub(crate) struct ManualClock(Arc<Mutex<State>>);

#[derive(Debug, Default)]
struct State {
    passed: Duration,
    sleepers: Vec<Waker>,
}

impl ManualClock {
    pub(crate) fn advance(&self, by: Duration) {
        let mut state = self.0.lock().unwrap();
        state.passed += by;
        state.sleepers.drain(..).for_each(Waker::wake);
    }
}

impl Clock for ManualClock {
    fn now(&self) -> SystemTime {
        SystemTime::UNIX_EPOCH + self.0.lock().unwrap().passed
    }

    fn sleep(&self, duration: Duration) -> Sleep {
        let clock = self.clone();
        let end = clock.0.lock().unwrap().passed + duration;
        Box::pin(std::future::poll_fn(move |context| {
            let mut state = clock.0.lock().unwrap();
            if state.passed >= end {
                return Poll::Ready(());
            }
            state.sleepers.push(context.waker().clone());
            Poll::Pending
        }))
    }
}
