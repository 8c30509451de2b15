//! Rows against the library, in this process: the right predicate, the right words, and no panic.

use std::time::Duration;

use imagejobs::{Client, Error, ImageJob, JobType, WaitError};

use crate::certificates::trusted;
use crate::row::{Ask, How, Promise, Row};
use crate::server::{Server, TOKEN};

const HANG: Duration = Duration::from_secs(60);

/// Why there are no jobs, or no more.
#[derive(Debug)]
enum Failure {
    Call(Error),
    Wait(WaitError),
}

pub(crate) fn play(row: &Row) {
    let server = Server::start(row.server.clone());
    let client = client(row, &server).build().unwrap();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let ended = runtime.block_on(async { tokio::time::timeout(HANG, ask(row, &client)).await });
    let (jobs, failure) = ended.unwrap_or_else(|_| panic!("{}: it hangs", row.name));
    kept(row, &row.promise, &jobs, failure.as_ref());
    assert_eq!(server.elsewhere(), 0, "{}: another server was asked", row.name);
    if let Some(requests) = row.requests {
        assert_eq!(server.requests(), requests, "{}: requests", row.name);
    }
}

fn client(row: &Row, server: &Server) -> imagejobs::ClientBuilder {
    let mut builder = Client::builder()
        .endpoint(server.url(row.over_tls))
        .project_id("p")
        .token(TOKEN)
        .max_attempts(row.max_attempts);
    if row.over_tls {
        let authority = reqwest::Certificate::from_pem(trusted().as_bytes()).unwrap();
        let http = reqwest::Client::builder().no_proxy();
        builder = builder.http(http.tls_certs_only([authority]));
    }
    if let Some(limit) = row.attempt_limit {
        builder = builder.attempt_timeout(Duration::from_millis(limit));
    }
    if let Some(limit) = row.connect_limit {
        builder = builder.connect_timeout(Duration::from_millis(limit));
    }
    builder
}

async fn ask(row: &Row, client: &Client) -> (Vec<ImageJob>, Option<Failure>) {
    match row.ask {
        Ask::Page => match client.list(JobType::CreateServer).send().await {
            Ok(page) => (page.into_items(), None),
            Err(error) => (Vec::new(), Some(Failure::Call(error))),
        },
        Ask::All => {
            let mut jobs = Vec::new();
            let mut stream = client.list(JobType::CreateServer).stream();
            loop {
                match stream.next().await {
                    Some(Ok(job)) => jobs.push(job),
                    Some(Err(error)) => return (jobs, Some(Failure::Call(error))),
                    None => return (jobs, None),
                }
            }
        }
        Ask::Wait => {
            let soon = Duration::from_millis(1);
            let wait = client.wait(JobType::CreateServer, ["1"]).until_succeeded();
            let wait = wait.deadline(row.wait_limit()).grace(soon);
            match wait.backoff(soon, Duration::from_secs(30)).await {
                Ok(jobs) => (jobs, None),
                Err(error) => (Vec::new(), Some(Failure::Wait(error))),
            }
        }
    }
}

fn kept(row: &Row, promise: &Promise, jobs: &[ImageJob], failure: Option<&Failure>) {
    let name = row.name;
    match promise {
        Promise::Jobs { jobs: count, printed, .. } => {
            assert!(failure.is_none(), "{name}: {failure:?}");
            assert_eq!(jobs.len(), *count, "{name}");
            let json = serde_json::to_string(jobs).unwrap();
            for words in *printed {
                assert!(json.contains(words), "{name}: {words:?} is not in {json}");
            }
        }
        Promise::Fails { how, words } => {
            let failure = failure.unwrap_or_else(|| panic!("{name}: {} jobs came", jobs.len()));
            assert!(failure.is(*how), "{name}: {failure:?}");
            let told = failure.told();
            assert!(told.lines().count() == 1 && !told.contains(TOKEN), "{name}: {told}");
            assert!(!format!("{failure:?}").contains(TOKEN), "{name}");
            for words in *words {
                assert!(told.contains(words), "{name}: {words:?} is not in {told}");
            }
            if let Failure::Call(error) = failure {
                held(row, error);
            }
        }
        Promise::Either(promises) => {
            let fitting = promises.iter().find(|promise| match (promise, failure) {
                (Promise::Fails { how, .. }, Some(failure)) => failure.is(*how),
                (Promise::Jobs { .. }, None) => true,
                _ => false,
            });
            let fitting = fitting.unwrap_or_else(|| panic!("{name}: {failure:?}"));
            kept(row, fitting, jobs, failure);
        }
    }
}

/// What an error holds is no secret, and says how often was tried.
fn held(row: &Row, error: &Error) {
    let name = row.name;
    let body = error.body().map(String::from_utf8_lossy).unwrap_or_default();
    let texts = [error.code(), error.message(), error.request_id(), error.body_excerpt()];
    for text in texts.into_iter().flatten().chain([&*body]) {
        assert!(!text.contains(TOKEN), "{name}: {text}");
    }
    if row.ask == Ask::Page {
        let attempts = row.requests.and_then(|requests| u32::try_from(requests).ok());
        assert_eq!(error.attempts(), attempts.unwrap_or(row.max_attempts), "{name}: {error}");
    }
}

impl Failure {
    fn is(&self, how: How) -> bool {
        let error = match self {
            Self::Call(error) => error,
            Self::Wait(wait) => match how {
                How::NotFound => return wait.is_not_found(),
                How::Gone => return wait.is_gone(),
                How::Failed => return wait.is_failed(),
                How::Late => return wait.is_timeout(),
                _ => match wait.error() {
                    Some(error) if !wait.is_timeout() => error,
                    _ => return false,
                },
            },
        };
        let of_status = [
            (401..402, error.is_unauthorized()),
            (403..404, error.is_forbidden()),
            (404..405, error.is_not_found()),
            (429..430, error.is_throttled()),
            (500..600, error.is_server()),
        ];
        let kinds =
            [error.is_connect(), error.is_timeout(), error.is_decode(), error.is_incomplete()];
        match how {
            How::Connect => kinds == [true, false, false, false],
            How::Timeout => kinds == [false, true, false, false],
            How::Decode => kinds == [false, false, true, false],
            How::Incomplete => kinds == [false, false, false, true],
            How::Status(status) => {
                kinds == [false; 4]
                    && error.status() == Some(status)
                    && of_status.iter().all(|(of, is)| of.contains(&status) == *is)
            }
            How::NotFound | How::Gone | How::Failed | How::Late => false,
        }
    }

    fn told(&self) -> String {
        match self {
            Self::Call(error) => error.to_string(),
            Self::Wait(error) => error.to_string(),
        }
    }
}
