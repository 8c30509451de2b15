//! A server that does to each call what its number says.

use std::collections::HashMap;
use std::io;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};

use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio::task::{JoinHandle, JoinSet};

use crate::fault::Fault;

#[derive(Clone)]
pub(crate) struct Site {
    address: SocketAddr,
    answers: Answers,
    closing: watch::Sender<bool>,
    task: Arc<Mutex<Option<JoinHandle<()>>>>,
}

/// How many answers the call of a number got.
type Answers = Arc<Mutex<HashMap<u64, u32>>>;

impl Site {
    pub(crate) async fn open() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let (answers, (closing, closed)) = (Answers::default(), watch::channel(false));
        let task = tokio::spawn(serve(listener, answers.clone(), closed));
        Self { address, answers, closing, task: Arc::new(Mutex::new(Some(task))) }
    }

    pub(crate) fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// How many answers a call got that has ended.
    pub(crate) fn forget(&self, number: u64) -> u32 {
        self.answers.lock().unwrap().remove(&number).unwrap_or_default()
    }

    /// Takes no more connections, and ends when all have ended.
    pub(crate) async fn close(self) {
        self.closing.send(true).unwrap();
        let task = self.task.lock().unwrap().take();
        task.expect("closed once").await.unwrap();
    }
}

async fn serve(listener: TcpListener, answers: Answers, mut closed: watch::Receiver<bool>) {
    let mut connections = JoinSet::new();
    loop {
        tokio::select! {
            accepted = listener.accept() => {
                connections.spawn(connection(accepted.unwrap().0, answers.clone()));
            }
            Some(ended) = connections.join_next() => {
                // A client that gives up resets the connection.
                let _: io::Result<()> = ended.unwrap();
            }
            _ = closed.changed() => break,
        }
    }
    drop(listener);
    while connections.join_next().await.is_some() {}
}

async fn connection(stream: TcpStream, answers: Answers) -> io::Result<()> {
    let mut stream = BufReader::new(stream);
    loop {
        let Some(number) = asked(&mut stream).await? else { return Ok(()) };
        let given = {
            let mut answers = answers.lock().unwrap();
            let answers = answers.entry(number).or_default();
            *answers += 1;
            *answers - 1
        };
        let (bytes, ends) = Fault::of(number).answer(number, given);
        stream.write_all(&bytes).await?;
        if ends {
            return stream.shutdown().await;
        }
    }
}

/// The number of the next call, which is its offset; nothing when the client has left.
async fn asked(stream: &mut BufReader<TcpStream>) -> io::Result<Option<u64>> {
    let mut number = None;
    let mut line = String::new();
    loop {
        line.clear();
        if stream.read_line(&mut line).await? == 0 {
            return Ok(None);
        }
        if line == "\r\n" {
            return Ok(number);
        }
        if number.is_none() {
            let offset = line.split(['?', '&', ' ']).find_map(|part| part.strip_prefix("offset="));
            // No offset is the first.
            number = Some(offset.map_or(0, |offset| offset.parse().unwrap()));
        }
    }
}
