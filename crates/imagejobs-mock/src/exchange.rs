//! One call: its head is checked and its body read, it is recorded, and it gets a scripted answer,
//! one by a plan of faults, or the usual one.

use std::cell::Cell;
use std::error::Error;
use std::fmt;
use std::mem;
use std::sync::Arc;
use std::time::Duration;

use bytes::{Bytes, BytesMut};
use http::request::Parts;
use http::{HeaderValue, Method, Request, Response, StatusCode, header};
use http_body_util::BodyExt;
use hyper::body::{Body, Incoming};
use jiff::Timestamp;

use crate::body::{Bits, Sent};
use crate::by_hand::{self, ByHand};
use crate::call::{self, Asked};
use crate::control;
use crate::failure::Failure;
use crate::faults::Verdict;
use crate::limits::{self, LARGEST_BODY};
use crate::line::{Busy, Line};
use crate::outcome::{By, Note, Outcome};
use crate::page::{self, Shown};
use crate::script::{Act, Ending, Reply};
use crate::site::{Held, Site};

pub(crate) async fn exchange(
    site: Arc<Site>,
    request: Request<Incoming>,
    line: Arc<Line>,
) -> Result<Response<Sent>, Stop> {
    let busy = line.begin();
    let (head, body) = request.into_parts();
    let mut received = BytesMut::new();
    let refusal = match limits::check(&head) {
        Ok(()) => read(body, &mut received, site.gate.read_timeout()).await.err(),
        Err(failure) => Some(failure),
    };
    let body = received.freeze();
    let call = Call::new(site, head, busy);
    match refusal {
        Some(failure) => call.refuse(body, failure),
        None if page::has(&call.head) => call.show(),
        None if control::has(call.head.uri.path()) => {
            let response = control::answer(&call.site, &call.head, &body);
            call.send(response, None, Duration::ZERO, None)
        }
        None => call.answer(body).await,
    }
}

struct Call {
    id: String,
    head: Parts,
    site: Arc<Site>,
    busy: Busy,
    /// The number under which it is kept, and when it came by the server's clock, until it is known
    /// what became of it.
    kept: Cell<Option<(u64, Duration)>>,
    by: By,
}

impl Call {
    fn new(site: Arc<Site>, head: Parts, busy: Busy) -> Self {
        Self {
            id: site.next_request_id(),
            head,
            site,
            busy,
            kept: Cell::default(),
            by: By::Service,
        }
    }

    fn refuse(self, body: Bytes, failure: Failure) -> Result<Response<Sent>, Stop> {
        if !control::has(self.head.uri.path()) && !page::has(&self.head) {
            self.record(body, self.site.clock.now(), self.site.clock.elapsed());
        }
        let mut response = failure.into_response(&self.id);
        // The rest of the body is not read, so no other call can follow.
        response.headers_mut().insert(header::CONNECTION, HeaderValue::from_static("close"));
        self.busy.leave_unread();
        self.send(response, None, Duration::ZERO, None)
    }

    /// Answers a call of the page for people.
    fn show(self) -> Result<Response<Sent>, Stop> {
        match page::answer(&self.site, &self.head) {
            Shown::Whole(response) => self.send(response, None, Duration::ZERO, None),
            Shown::Events(mut response) => {
                let id_header = call::id_header(self.head.uri.path());
                self.site.sign_off(&mut response, (id_header, &self.id));
                self.log(Outcome::Answered(response.status().as_u16(), Ending::Whole));
                Ok(response.map(Sent::Events))
            }
        }
    }

    async fn answer(mut self, body: Bytes) -> Result<Response<Sent>, Stop> {
        // All of this happens before the test can see the call: a clock that is moved from then
        // on finds its delays counted from now.
        let arrived = self.site.clock.elapsed();
        let now = self.site.clock.now();
        let mut verdict = self.verdict(arrived);
        let holds = verdict.as_ref().is_some_and(|verdict| verdict.answer.holds());
        let held = holds.then(|| self.site.hold());
        self.by = verdict.as_mut().map(|verdict| mem::take(&mut verdict.by)).unwrap_or_default();
        self.record(body.clone(), now, arrived);

        let Some(Verdict { answer, refusal, .. }) = verdict else {
            return self.send(self.usual(&body, now), None, arrived, held);
        };
        let start = arrived.saturating_add(answer.delay);
        self.site.clock.reach(start).await;
        match answer.act {
            Act::Reply(reply) => {
                let usual = || match refusal {
                    None => self.usual(&body, now),
                    Some(failure) => failure.into_response(&self.id),
                };
                match reply.response(usual) {
                    Ok(response) => self.send(response, Some(&reply), start, held),
                    Err(failure) => self.send(failure.into_response(&self.id), None, start, held),
                }
            }
            Act::Reset => {
                self.log(Outcome::Reset);
                self.take_over(Bytes::new(), None, true)
            }
            Act::Raw(bytes) => {
                self.log(Outcome::Raw(bytes.len()));
                self.take_over(bytes, None, false)
            }
            Act::Hang => {
                self.log(Outcome::Hangs);
                std::future::pending::<()>().await;
                drop(held);
                Err(Stop)
            }
        }
    }

    /// What the script says, or else the plan of faults.
    fn verdict(&self, arrived: Duration) -> Option<Verdict> {
        let scripted = self.site.script().next();
        scripted.map(Verdict::from).or_else(|| {
            let mut faults = self.site.faults();
            faults.as_mut()?.next(&self.head, self.site.clock.epoch(), arrived)
        })
    }

    fn usual(&self, body: &[u8], arrived: Timestamp) -> Response<Bytes> {
        let asked = Asked { head: &self.head, body, arrived };
        call::answer(&self.site, &asked).unwrap_or_else(|failure| failure.into_response(&self.id))
    }

    fn send(
        &self,
        mut response: Response<Bytes>,
        reply: Option<&Reply>,
        start: Duration,
        held: Option<Held>,
    ) -> Result<Response<Sent>, Stop> {
        let id_header = call::id_header(self.head.uri.path());
        self.site.sign_off(&mut response, (id_header, &self.id));
        let (parts, body) = response.into_parts();
        let (drip, ending) =
            reply.map_or((None, Ending::Whole), |reply| (reply.drip, reply.ending));
        let bits = |body| Bits::new(&self.site, body, drip, start, held, self.busy.clone());
        let cuts = !matches!(ending, Ending::Close(bytes) if bytes >= body.len());
        let told = if cuts { ending } else { Ending::Whole };
        self.log(Outcome::Answered(parts.status.as_u16(), told));

        let no_body = matches!(parts.status, StatusCode::NO_CONTENT | StatusCode::NOT_MODIFIED);
        if ending == Ending::Whole && !by_hand::tells_length(&parts) {
            let body = if no_body { Bytes::new() } else { body };
            return Ok(Response::from_parts(parts, Sent::Bits(bits(body))));
        }
        let no_body = no_body || self.head.method == Method::HEAD;
        let length = (ending != Ending::Endless).then_some(body.len());
        let head = by_hand::head(&parts, length);
        let body = match ending {
            _ if no_body => bits(Bytes::new()),
            Ending::Whole => bits(body),
            Ending::Endless => bits(body).endless(),
            Ending::Close(bytes) | Ending::Reset(bytes) => {
                bits(body.slice(..bytes.min(body.len())))
            }
        };
        self.take_over(head, Some(body), matches!(ending, Ending::Reset(_)))
    }

    fn record(&self, body: Bytes, now: Timestamp, arrived: Duration) {
        let note = Note::new(now, self.by.clone());
        let number = self.site.journal.record(&self.head, body, note);
        self.kept.set(Some((number, arrived)));
    }

    /// Tells whoever listens to events what was asked and what becomes of it: a line of the access log.
    fn log(&self, outcome: Outcome) {
        let Parts { method, uri, .. } = &self.head;
        tracing::info!(target: "imagejobs_mock", "{method} {uri} {outcome}{}", self.by);
        self.settle(outcome);
    }

    fn settle(&self, outcome: Outcome) {
        if let Some((number, arrived)) = self.kept.take() {
            let took = self.site.clock.elapsed().saturating_sub(arrived);
            self.site.journal.settle(number, outcome, Some(took));
        }
    }

    fn take_over(
        &self,
        head: Bytes,
        body: Option<Bits>,
        reset: bool,
    ) -> Result<Response<Sent>, Stop> {
        self.busy.take_over(ByHand { head, body, reset });
        Err(Stop)
    }
}

impl Drop for Call {
    fn drop(&mut self) {
        // Where the answer was given, this is known already.
        self.settle(Outcome::Left);
    }
}

/// Tells hyper to let go of the connection.
#[derive(Debug)]
pub(crate) struct Stop;

impl fmt::Display for Stop {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the answer is written by hand")
    }
}

impl Error for Stop {}

/// Reads a request's body to its end or as far as is allowed. The failure says why the call is
/// refused.
async fn read(body: Incoming, read: &mut BytesMut, limit: Option<Duration>) -> Result<(), Failure> {
    if body.is_end_stream() {
        return Ok(());
    }
    let Some(limit) = limit else { return read_on(body, read).await };
    let in_time = tokio::time::timeout(limit, read_on(body, read)).await;
    in_time.unwrap_or_else(|_| Err(limits::late("body")))
}

async fn read_on(mut body: Incoming, read: &mut BytesMut) -> Result<(), Failure> {
    if body.size_hint().lower() > LARGEST_BODY as u64 {
        return Err(limits::body_too_large());
    }
    while let Some(frame) = body.frame().await {
        let malformed = |_| limits::malformed("the request body ends early or is malformed");
        if let Ok(data) = frame.map_err(malformed)?.into_data() {
            if read.len() + data.len() > LARGEST_BODY {
                return Err(limits::body_too_large());
            }
            read.extend_from_slice(&data);
        }
    }
    Ok(())
}
