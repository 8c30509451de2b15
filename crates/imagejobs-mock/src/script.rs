//! Answers that a test writes in advance.
//!
//! Two types keep combinations apart: a [`Reply`] is an HTTP answer and has headers, a body and
//! ways to send it; any other [`Answer`] is something that happens to the connection, and can only
//! be delayed and repeated.

use std::collections::VecDeque;
use std::fmt;
use std::time::Duration;

use bytes::Bytes;
use http::{HeaderName, HeaderValue, Response, StatusCode, header};

use crate::failure::Failure;
use crate::job::Job;
use crate::received::is_secret;

/// What one of the next calls gets in place of the usual answer.
///
/// ```
/// use std::time::Duration;
/// use imagejobs_mock::{Answer, Server};
///
/// let server = Server::builder().manual_time().start()?;
/// server.script(Answer::status(503).header("Retry-After", "2").times(2));
/// server.script(Answer::normal().delay(Duration::from_secs(40)));
/// server.script(Answer::reset());
/// # std::io::Result::Ok(())
/// ```
#[derive(Debug, Clone)]
#[must_use = "an answer is given only when it is passed to `Server::script`"]
pub struct Answer {
    pub(crate) act: Act,
    pub(crate) delay: Duration,
    times: usize,
}

#[derive(Clone)]
pub(crate) enum Act {
    Reply(Box<Reply>),
    Reset,
    Hang,
    Raw(Bytes),
}

impl fmt::Debug for Act {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Reply(reply) => reply.fmt(f),
            Self::Reset => f.write_str("Reset"),
            Self::Hang => f.write_str("Hang"),
            Self::Raw(bytes) => write!(f, "Raw({} bytes)", bytes.len()),
        }
    }
}

impl Answer {
    /// An HTTP answer with this status, from 200 to 999, and an empty body.
    ///
    /// A status, header name or header value that HTTP does not have cannot be sent: the call is
    /// answered with status 500 and a message that says what is wrong with the script. Whatever
    /// else breaks the rules can be sent [raw](Self::raw).
    pub fn status(status: u16) -> Reply {
        let mut reply = Reply::new(None);
        match StatusCode::from_u16(status) {
            Ok(status) if !status.is_informational() => reply.status = Some(status),
            _ => reply.wrong = Some(format!("{status} is not a status from 200 to 999")),
        }
        reply
    }

    /// The usual answer, made when the delay is over. What is said of the [`Reply`] besides
    /// changes it.
    pub fn normal() -> Reply {
        Reply::new(None)
    }

    /// A page of the listing with these jobs and this total, whatever was asked for.
    ///
    /// ```
    /// use imagejobs_mock::{Answer, Job, Server};
    ///
    /// let server = Server::start()?;
    /// // One job that is in no list, of seven that there are said to be.
    /// server.script(Answer::page(7, [Job::new("CREATE_SERVER").id("1")]));
    /// # std::io::Result::Ok(())
    /// ```
    pub fn page(count: u64, jobs: impl IntoIterator<Item = Job>) -> Reply {
        Self::status(200).body(crate::jobs::page_of(count, jobs))
    }

    /// The connection is reset (RST) before any byte of an answer.
    pub fn reset() -> Self {
        Self::new(Act::Reset)
    }

    /// No answer ever comes, until the client leaves or the server stops.
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// # let server = imagejobs_mock::Server::start()?;
    /// use std::time::Duration;
    ///
    /// server.script(imagejobs_mock::Answer::hang());
    /// let client = imagejobs::Client::builder()
    ///     .endpoint(server.url())
    ///     .project_id(server.project_id())
    ///     .token(server.token())
    ///     .operation_timeout(Duration::from_millis(50))
    ///     .build()?;
    /// let error = client.list(imagejobs::JobType::CreateServer).send().await.unwrap_err();
    /// assert!(error.is_timeout());
    /// # Ok(())
    /// # }
    /// ```
    pub fn hang() -> Self {
        Self::new(Act::Hang)
    }

    /// Exactly these bytes on the connection, then its end.
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
    /// # use imagejobs_mock::Answer;
    /// server.script(Answer::raw("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n[]"));
    /// let error = client.list(imagejobs::JobType::CreateServer).send().await.unwrap_err();
    /// assert!(error.is_decode());
    /// # Ok(())
    /// # }
    /// ```
    pub fn raw(bytes: impl Into<Bytes>) -> Self {
        Self::new(Act::Raw(bytes.into()))
    }

    /// Waits so long after the call's arrival. The last delay counts.
    pub fn delay(mut self, delay: Duration) -> Self {
        self.delay = delay;
        self
    }

    /// Gives this answer to so many calls, instead of to one.
    pub fn times(mut self, times: usize) -> Self {
        self.times = times;
        self
    }

    fn new(act: Act) -> Self {
        Self { act, delay: Duration::ZERO, times: 1 }
    }

    /// Whether the call will have to wait for the clock, or forever.
    pub(crate) fn holds(&self) -> bool {
        let drips = matches!(&self.act, Act::Reply(reply) if reply.drip.is_some());
        drips || !self.delay.is_zero() || matches!(self.act, Act::Hang)
    }
}

/// An HTTP answer in a script, made by [`Answer::status`], [`Answer::normal`] or [`Answer::page`].
///
/// ```
/// use std::time::Duration;
///
/// use imagejobs_mock::{Answer, Server};
///
/// let server = Server::builder().manual_time().start()?;
/// let error = r#"{"error_code":"WKS.0001","error_msg":"out of order"}"#;
/// server.script(Answer::status(500).body(error).times(3));
/// server.script(Answer::normal().header("X-Request-Id", "7").delay(Duration::from_secs(30)));
/// // The usual answer, but ten bytes in every second; or half of it, and the connection's end.
/// server.script(Answer::normal().drip(10, Duration::from_secs(1)));
/// server.script(Answer::status(200).body(r#"{"count":0,"items":[]}"#).truncate_after(9));
/// server.script(Answer::status(200).body(r#"{"count":0,"items":[]}"#).reset_after(9));
/// server.script(Answer::normal().endless());
/// assert_eq!(server.scripted(), 8);
/// # std::io::Result::Ok(())
/// ```
#[derive(Clone)]
#[must_use = "an answer is given only when it is passed to `Server::script`"]
pub struct Reply {
    /// `None` is that of the usual answer.
    status: Option<StatusCode>,
    headers: Vec<(HeaderName, HeaderValue)>,
    body: Option<Bytes>,
    pub(crate) drip: Option<Drip>,
    pub(crate) ending: Ending,
    /// Why this cannot be sent.
    wrong: Option<String>,
    delay: Duration,
    times: usize,
}

/// A body in bits.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Drip {
    pub(crate) bit: usize,
    pub(crate) every: Duration,
}

/// How the bytes of a reply end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Ending {
    /// All are sent.
    Whole,
    /// After so many bytes of the body, the connection is closed.
    Close(usize),
    /// After so many bytes of the body, the connection is reset.
    Reset(usize),
    /// After the body come spaces, for as long as anybody reads.
    Endless,
}

impl Reply {
    /// Sends a header. The first one of a name replaces what the server would send under it, the
    /// next ones are added. A `Content-Length` is sent as given, even when it is not true; the
    /// connection then ends with the answer.
    pub fn header(mut self, name: impl AsRef<str>, value: impl AsRef<str>) -> Self {
        let (name, value) = (name.as_ref(), value.as_ref());
        match (name.parse(), HeaderValue::from_str(value)) {
            (Ok(name), Ok(value)) => self.headers.push((name, value)),
            (Err(_), _) => self.wrong = Some(format!("{name:?} is not a header name")),
            (_, Err(_)) => self.wrong = Some(format!("the value of the header {name} is not one")),
        }
        self
    }

    /// Sends a body. It is called `application/json` unless a header says otherwise.
    pub fn body(mut self, body: impl Into<Bytes>) -> Self {
        self.body = Some(body.into());
        self
    }

    /// Sends the body in bits of so many bytes (at least one): the first at once, then one in
    /// every such time.
    pub fn drip(mut self, bytes: usize, every: Duration) -> Self {
        self.drip = Some(Drip { bit: bytes.max(1), every });
        self
    }

    /// Announces the whole body, sends so many bytes of it and closes the connection. The last
    /// of `truncate_after`, `reset_after` and `endless` counts.
    pub fn truncate_after(mut self, bytes: usize) -> Self {
        self.ending = Ending::Close(bytes);
        self
    }

    /// Announces the whole body, sends so many bytes of it and resets the connection (RST). The
    /// last of `truncate_after`, `reset_after` and `endless` counts.
    ///
    /// A reset destroys what is still on its way: a client that reads slowly may get less than a
    /// large number of bytes.
    pub fn reset_after(mut self, bytes: usize) -> Self {
        self.ending = Ending::Reset(bytes);
        self
    }

    /// Announces no length, and sends spaces behind the body for as long as the client reads. The
    /// last of `truncate_after`, `reset_after` and `endless` counts.
    pub fn endless(mut self) -> Self {
        self.ending = Ending::Endless;
        self
    }

    /// Waits so long after the call's arrival. The last delay counts.
    pub fn delay(mut self, delay: Duration) -> Self {
        self.delay = delay;
        self
    }

    /// Gives this answer to so many calls, instead of to one.
    pub fn times(mut self, times: usize) -> Self {
        self.times = times;
        self
    }

    fn new(status: Option<StatusCode>) -> Self {
        Self {
            status,
            headers: Vec::new(),
            body: None,
            drip: None,
            ending: Ending::Whole,
            wrong: None,
            delay: Duration::ZERO,
            times: 1,
        }
    }

    /// The answer, made from the usual one where the script leaves it at that.
    pub(crate) fn response(
        &self,
        usual: impl FnOnce() -> Response<Bytes>,
    ) -> Result<Response<Bytes>, Failure> {
        if let Some(wrong) = &self.wrong {
            let message = format!("the scripted answer cannot be sent: {wrong}");
            return Err(Failure::service(StatusCode::INTERNAL_SERVER_ERROR, "MOCK.0001", message));
        }
        let mut response = match self.status {
            None => usual(),
            Some(status) => {
                let mut response = Response::new(Bytes::new());
                *response.status_mut() = status;
                response
            }
        };
        if let Some(body) = &self.body {
            let json = HeaderValue::from_static("application/json");
            response.headers_mut().insert(header::CONTENT_TYPE, json);
            *response.body_mut() = body.clone();
        }
        let headers = response.headers_mut();
        for (name, _) in &self.headers {
            headers.remove(name);
        }
        for (name, value) in &self.headers {
            if headers.try_append(name, value.clone()).is_err() {
                let message = "the scripted answer cannot be sent: it has too many headers";
                return Err(Failure::service(
                    StatusCode::INTERNAL_SERVER_ERROR,
                    "MOCK.0001",
                    message,
                ));
            }
        }
        Ok(response)
    }
}

impl From<Reply> for Answer {
    fn from(reply: Reply) -> Self {
        let (delay, times) = (reply.delay, reply.times);
        Self { act: Act::Reply(Box::new(reply)), delay, times }
    }
}

impl fmt::Debug for Reply {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let shown = |(name, value): &(HeaderName, HeaderValue)| {
            let value = if is_secret(name.as_str()) {
                "(hidden)".into()
            } else {
                String::from_utf8_lossy(value.as_bytes()).into_owned()
            };
            (name.clone(), value)
        };
        f.debug_struct("Reply")
            .field("status", &self.status)
            .field("headers", &self.headers.iter().map(shown).collect::<Vec<_>>())
            .field("body", &self.body.as_ref().map(|body| format!("{} bytes", body.len())))
            .field("drip", &self.drip)
            .field("ending", &self.ending)
            .field("delay", &self.delay)
            .field("times", &self.times)
            .finish_non_exhaustive()
    }
}

/// The answers that are still to be given, first things first.
#[derive(Debug, Default, Clone)]
pub(crate) struct Script(VecDeque<Answer>);

impl Script {
    pub(crate) fn push(&mut self, answer: Answer) {
        if answer.times > 0 {
            self.0.push_back(answer);
        }
    }

    pub(crate) fn next(&mut self) -> Option<Answer> {
        let first = self.0.front_mut()?;
        if first.times > 1 {
            first.times -= 1;
            return Some(first.clone());
        }
        self.0.pop_front()
    }

    /// The number of calls that will take one.
    pub(crate) fn left(&self) -> usize {
        self.0.iter().fold(0, |left, answer| left.saturating_add(answer.times))
    }

    pub(crate) fn clear(&mut self) {
        self.0.clear();
    }
}
