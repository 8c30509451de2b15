//! What the server was sent.

use std::borrow::Cow;
use std::collections::VecDeque;
use std::fmt;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use bytes::Bytes;
use http::request::Parts;
use serde_json::{Value, json};
use tokio::sync::watch;

use crate::iam;
use crate::outcome::{Note, Outcome};

/// A call as it came in.
///
/// Its `Debug` form hides the values of headers that carry secrets, and the bytes of the body.
///
/// ```
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// # let server = imagejobs_mock::Server::start()?;
/// # let client = imagejobs::Client::builder()
/// #     .endpoint(server.url())
/// #     .project_id(server.project_id())
/// #     .token(server.token())
/// #     .build()?;
/// client.list(imagejobs::JobType::CreateServer).limit(50).send().await?;
/// let call = &server.received()[0];
/// assert_eq!(call.method, "GET");
/// assert!(call.target.ends_with("/image-server-jobs?job_type=CREATE_SERVER&limit=50"));
/// assert_eq!(call.header("X-Auth-Token"), Some(server.token()));
/// assert!(call.body.is_empty() && !call.headers.is_empty());
/// # Ok(())
/// # }
/// ```
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Received {
    /// The method, such as `GET`.
    pub method: String,
    /// Path and query exactly as they were sent, not decoded. Only a fragment (`#…`), which no
    /// request may have, is cut off.
    pub target: String,
    /// Names in lower case, and values, in the order in which they came; the values of a repeated
    /// name stand together.
    pub headers: Vec<(String, Bytes)>,
    /// The body; of one that was refused before its end, nothing or its first part.
    pub body: Bytes,
}

impl Received {
    /// The value of a header, whose name may be in any case. The first one, when there are more;
    /// `None` when there is none or it is not text.
    pub fn header(&self, name: &str) -> Option<&str> {
        let (_, value) = self.headers.iter().find(|(known, _)| known.eq_ignore_ascii_case(name))?;
        std::str::from_utf8(value).ok()
    }

    /// The headers, but for the values of those that carry secrets.
    fn headers_shown(&self) -> Vec<(&str, Cow<'_, str>)> {
        let headers = self.headers.iter().map(|(name, value)| {
            let hidden = is_secret(name);
            let value = if hidden { "(hidden)".into() } else { String::from_utf8_lossy(value) };
            (name.as_str(), value)
        });
        headers.collect()
    }

    /// As JSON, without secrets.
    pub(crate) fn shown(&self) -> Value {
        // Who asks IAM for a token sends a password.
        let hidden = iam::has(&self.target) && !self.body.is_empty();
        let body = if hidden { "(hidden)".into() } else { String::from_utf8_lossy(&self.body) };
        json!({
            "method": self.method,
            "target": self.target,
            "headers": self.headers_shown(),
            "body": body,
        })
    }
}

impl fmt::Debug for Received {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Received")
            .field("method", &self.method)
            .field("target", &self.target)
            .field("headers", &self.headers_shown())
            .field("body", &format_args!("{} bytes", self.body.len()))
            .finish()
    }
}

/// Whether a header's value must not be shown.
pub(crate) fn is_secret(name: &str) -> bool {
    const SECRETS: [&str; 9] = [
        "authorization",
        "cookie",
        "proxy-authorization",
        "set-cookie",
        "x-auth-token",
        "x-control-key",
        "x-metadata-token",
        "x-security-token",
        "x-subject-token",
    ];
    SECRETS.iter().any(|secret| secret.eq_ignore_ascii_case(name))
}

/// The last calls, and the count of all.
#[derive(Debug)]
pub(crate) struct Journal {
    kept: Mutex<Kept>,
    arrived: Condvar,
    calls: watch::Sender<u64>,
}

#[derive(Debug, Default)]
struct Kept {
    calls: u64,
    size: usize,
    last: VecDeque<(Call, Note)>,
    /// How many block until more have come: where nobody does, the system need not wake them.
    waiting: usize,
}

/// A call as it is kept, in one piece: most calls are never looked at.
#[derive(Debug)]
struct Call {
    /// Method, target, and names and values in turn, each with the end of a line behind it, which is
    /// in none of them.
    head: Box<[u8]>,
    body: Bytes,
}

impl Call {
    fn new(head: &Parts, body: Bytes) -> Self {
        let (method, target) = (head.method.as_str(), head.uri.to_string());
        let headers = head.headers.iter();
        let headers =
            headers.flat_map(|(name, value)| [name.as_str().as_bytes(), value.as_bytes()]);
        let mut kept = Vec::with_capacity(1024);
        for text in [method.as_bytes(), target.as_bytes()].into_iter().chain(headers) {
            kept.extend_from_slice(text);
            kept.push(b'\n');
        }
        Self { head: kept.into(), body }
    }

    fn received(&self) -> Received {
        let mut texts = self.head.split(|byte| *byte == b'\n');
        let mut text = || texts.next().unwrap_or_default();
        let mut string = || String::from_utf8_lossy(text()).into_owned();
        let (method, target) = (string(), string());
        let mut headers = Vec::new();
        while let (Some(name), Some(value)) = (texts.next(), texts.next()) {
            let name = String::from_utf8_lossy(name).into_owned();
            headers.push((name, Bytes::copy_from_slice(value)));
        }
        Received { method, target, headers, body: self.body.clone() }
    }

    /// Roughly, the memory it takes.
    fn size(&self) -> usize {
        200 + self.head.len() + self.body.len()
    }
}

const KEPT_CALLS: usize = 10_000;
const KEPT_BYTES: usize = 64 << 20;

impl Journal {
    pub(crate) fn new() -> Self {
        Self { kept: Mutex::default(), arrived: Condvar::new(), calls: watch::Sender::new(0) }
    }

    /// Keeps a call, and gives it its number, from 1.
    pub(crate) fn record(&self, head: &Parts, body: Bytes, note: Note) -> u64 {
        let call = Call::new(head, body);
        let mut kept = self.lock();
        kept.calls += 1;
        let number = kept.calls;
        kept.size += call.size();
        kept.last.push_back((call, note));
        while kept.last.len() > KEPT_CALLS || (kept.size > KEPT_BYTES && kept.last.len() > 1) {
            let oldest = kept.last.pop_front();
            kept.size -= oldest.map_or(0, |(call, _)| call.size());
        }
        self.calls.send_replace(number);
        let waiting = kept.waiting;
        drop(kept);
        if waiting > 0 {
            self.arrived.notify_all();
        }
        number
    }

    /// Notes what became of a call, unless that is known already or the call is forgotten.
    pub(crate) fn settle(&self, number: u64, outcome: Outcome, took: Option<Duration>) {
        let mut kept = self.lock();
        let before = kept.calls - kept.last.len() as u64;
        let at = number.checked_sub(before + 1).and_then(|at| usize::try_from(at).ok());
        let call = at.and_then(|at| kept.last.get_mut(at));
        if let Some((_, note)) = call.filter(|(_, note)| note.outcome == Outcome::Pending) {
            (note.outcome, note.took) = (outcome, took);
        }
    }

    pub(crate) fn calls(&self) -> u64 {
        self.lock().calls
    }

    pub(crate) fn last(&self) -> Vec<Received> {
        self.lock().last.iter().map(|(call, _)| call.received()).collect()
    }

    /// The number of calls, and so many of the last ones, newest first: each with its number.
    pub(crate) fn newest<T>(
        &self,
        most: usize,
        mut shown: impl FnMut(u64, &Received, &Note) -> T,
    ) -> (u64, Vec<T>) {
        let kept = self.lock();
        let newest = (1..=kept.calls).rev().zip(kept.last.iter().rev()).take(most);
        (
            kept.calls,
            newest.map(|(number, (call, note))| shown(number, &call.received(), note)).collect(),
        )
    }

    pub(crate) fn clear(&self) {
        let mut kept = self.lock();
        kept.last.clear();
        kept.size = 0;
    }

    /// Blocks until so many calls have come; says whether they came in time.
    pub(crate) fn wait(&self, calls: u64, at_most: Duration) -> bool {
        let mut kept = self.lock();
        kept.waiting += 1;
        let missing = |kept: &mut Kept| kept.calls < calls;
        let waited = self.arrived.wait_timeout_while(kept, at_most, missing);
        let (mut kept, timeout) = waited.unwrap_or_else(PoisonError::into_inner);
        kept.waiting -= 1;
        !timeout.timed_out()
    }

    pub(crate) async fn called(&self, calls: u64) {
        // The sender lives in `self`, so this cannot fail.
        let _ = self.calls.subscribe().wait_for(|&so_far| so_far >= calls).await;
    }

    fn lock(&self) -> MutexGuard<'_, Kept> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use http::Request;

    use super::*;
    use crate::outcome::By;

    fn record(journal: &Journal, number: usize, body: Bytes) -> u64 {
        let (head, ()) = Request::get(format!("/{number}")).body(()).unwrap().into_parts();
        journal.record(&head, body, note())
    }

    fn note() -> Note {
        Note::new(jiff::Timestamp::UNIX_EPOCH, By::Service)
    }

    #[test]
    fn only_the_last_calls_are_kept() {
        let journal = Journal::new();
        for number in 0..KEPT_CALLS + 5 {
            record(&journal, number, Bytes::new());
        }
        let last = journal.last();
        assert_eq!((last.len(), last[0].target.as_str()), (KEPT_CALLS, "/5"));
        assert_eq!(journal.calls(), KEPT_CALLS as u64 + 5);
    }

    #[test]
    fn what_becomes_of_a_call_is_noted_once_and_only_where_the_call_is_kept() {
        let journal = Journal::new();
        let outcomes = || journal.newest(9, |number, _, note| (number, note.outcome)).1;
        let forgotten = record(&journal, 1, Bytes::new());
        journal.clear();
        let first = record(&journal, 2, Bytes::new());
        let second = record(&journal, 3, Bytes::new());
        for number in [0, forgotten, first, second + 1] {
            journal.settle(number, Outcome::Hangs, None);
        }
        journal.settle(first, Outcome::Left, None);
        assert_eq!(outcomes(), [(second, Outcome::Pending), (first, Outcome::Hangs)]);
    }

    #[test]
    fn large_bodies_are_not_kept_for_long() {
        let journal = Journal::new();
        let body = Bytes::from(vec![0; 1 << 20]);
        for number in 0..200 {
            record(&journal, number, body.clone());
        }
        assert_eq!(journal.last().len(), 63);
    }
}
