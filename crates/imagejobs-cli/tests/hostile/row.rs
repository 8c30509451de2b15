//! One misbehaviour, and what is promised of it.

use std::collections::VecDeque;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Mutex;
use std::thread;
use std::time::Duration;

use crate::server::Script;

/// One misbehaviour. Where a row says nothing else, the client asks for one page, once.
#[derive(Clone)]
pub(crate) struct Row {
    pub(crate) name: &'static str,
    pub(crate) server: Script,
    pub(crate) ask: Ask,
    pub(crate) promise: Promise,
    pub(crate) max_attempts: u32,
    /// The client's limit of an attempt, in milliseconds, where the row is about time.
    pub(crate) attempt_limit: Option<u64>,
    pub(crate) connect_limit: Option<u64>,
    /// How many requests the server must have been sent.
    pub(crate) requests: Option<usize>,
    /// Whether the client speaks TLS, and believes one authority.
    pub(crate) over_tls: bool,
    /// Whether what is printed is looked at in one format only, because there is much of it.
    pub(crate) in_one_format: bool,
}

/// What the client does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Ask {
    /// Asks for one page.
    Page,
    /// Asks for all jobs.
    All,
    /// Waits for the job `1`, looking almost at once.
    Wait,
}

/// How it must end.
#[derive(Clone, Debug)]
pub(crate) enum Promise {
    /// So many jobs are given, and these words are printed, or noted beside them.
    Jobs { jobs: usize, printed: &'static [&'static str], noted: &'static [&'static str] },
    /// The call fails so, with these words in one line.
    Fails { how: How, words: &'static [&'static str] },
    /// Whichever comes first: the network decides.
    Either(Box<[Promise; 2]>),
}

/// How a call fails.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum How {
    Connect,
    Timeout,
    Decode,
    Status(u16),
    Incomplete,
    /// A wait: the job is not found, gone, failed, or late.
    NotFound,
    Gone,
    Failed,
    Late,
}

impl How {
    /// The program's exit code.
    pub(crate) fn code(self) -> i32 {
        match self {
            Self::Status(401 | 403) => 3,
            Self::Status(404) | Self::NotFound | Self::Gone => 4,
            Self::Timeout | Self::Late => 5,
            Self::Failed => 6,
            Self::Connect | Self::Status(429 | 500..=599) => 7,
            Self::Decode | Self::Status(_) | Self::Incomplete => 1,
        }
    }
}

/// A row: its name, what the server does, and what is promised.
pub(crate) fn row(name: &'static str, server: Script, promise: Promise) -> Row {
    Row {
        name,
        server,
        ask: Ask::Page,
        promise,
        max_attempts: 1,
        attempt_limit: None,
        connect_limit: None,
        requests: None,
        over_tls: false,
        in_one_format: false,
    }
}

impl Row {
    pub(crate) fn all(self) -> Self {
        Self { ask: Ask::All, ..self }
    }

    pub(crate) fn wait(self) -> Self {
        Self { ask: Ask::Wait, ..self }
    }

    pub(crate) fn attempts(self, max_attempts: u32) -> Self {
        Self { max_attempts, ..self }
    }

    /// Limits an attempt. It is short where the limit must pass, and long where it must not.
    pub(crate) fn attempt_limit(self, milliseconds: u64) -> Self {
        Self { attempt_limit: Some(milliseconds), ..self }
    }

    pub(crate) fn connect_limit(self, milliseconds: u64) -> Self {
        Self { connect_limit: Some(milliseconds), ..self }
    }

    pub(crate) fn requests(self, requests: usize) -> Self {
        Self { requests: Some(requests), ..self }
    }

    /// How long a wait lasts: no longer than it must where it is promised to be late.
    pub(crate) fn wait_limit(&self) -> Duration {
        let is_late = matches!(self.promise, Promise::Fails { how: How::Late, .. });
        Duration::from_secs(if is_late { 2 } else { 40 })
    }

    pub(crate) fn over_tls(self) -> Self {
        Self { over_tls: true, ..self }
    }

    pub(crate) fn in_one_format(self) -> Self {
        Self { in_one_format: true, ..self }
    }
}

/// So many jobs come all the same.
pub(crate) fn jobs(jobs: usize) -> Promise {
    Promise::Jobs { jobs, printed: &[], noted: &[] }
}

/// So many jobs come all the same, and this stands in their JSON.
pub(crate) fn printed(jobs: usize, printed: &'static [&'static str]) -> Promise {
    Promise::Jobs { jobs, printed, noted: &[] }
}

/// So many jobs come all the same, and the program notes what is odd.
pub(crate) fn noted(jobs: usize, noted: &'static [&'static str]) -> Promise {
    Promise::Jobs { jobs, printed: &[], noted }
}

/// No connection, or no whole answer.
pub(crate) fn broken(words: &'static [&'static str]) -> Promise {
    fails(How::Connect, words)
}

/// A limit of time passes.
pub(crate) fn late(words: &'static [&'static str]) -> Promise {
    fails(How::Timeout, words)
}

/// The answer is no page.
pub(crate) fn unreadable(words: &'static [&'static str]) -> Promise {
    fails(How::Decode, words)
}

/// The answer is a failure of this status.
pub(crate) fn status(status: u16, words: &'static [&'static str]) -> Promise {
    fails(How::Status(status), words)
}

pub(crate) fn fails(how: How, words: &'static [&'static str]) -> Promise {
    Promise::Fails { how, words }
}

pub(crate) fn either(one: Promise, other: Promise) -> Promise {
    Promise::Either(Box::new([one, other]))
}

/// Plays rows side by side, and tells all that went otherwise than promised.
#[track_caller]
pub(crate) fn play(rows: Vec<Row>, play: fn(&Row)) {
    const SIDE_BY_SIDE: usize = 6;
    let left = Mutex::new(VecDeque::from(rows));
    let next = || left.lock().unwrap().pop_front();
    let failed = Mutex::new(Vec::new());
    thread::scope(|scope| {
        for _ in 0..SIDE_BY_SIDE {
            scope.spawn(|| {
                while let Some(row) = next() {
                    // What it panics with stands on standard error.
                    if catch_unwind(AssertUnwindSafe(|| play(&row))).is_err() {
                        failed.lock().unwrap().push(row.name);
                    }
                }
            });
        }
    });
    let failed = failed.into_inner().unwrap();
    assert!(failed.is_empty(), "{} rows went otherwise than promised: {failed:#?}", failed.len());
}
