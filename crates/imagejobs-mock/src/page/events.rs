//! The stream of what there is to see: at once, and again whenever it has changed.

use std::convert::Infallible;
use std::future::poll_fn;
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use bytes::Bytes;
use http::StatusCode;
use hyper::body::{Body, Frame};
use tokio::sync::OwnedSemaphorePermit;
use tokio::time::{Instant, Interval, MissedTickBehavior};

use super::view::{self, Seen};
use crate::params::View;
use crate::refusal::Refusal;
use crate::site::Site;

/// How often there is a look, in real time.
const EVERY: Duration = Duration::from_millis(250);

/// After how long a silence a sign of life is sent.
const HEARTBEAT: Duration = Duration::from_secs(15);

/// How many streams there may be: each looks all the time.
pub(crate) const MOST_STREAMS: usize = 64;

/// How far the jobs' time may be off from what a page can reckon by itself.
const SLACK: Duration = Duration::from_millis(500);

/// A body of server-sent events. It ends when its client leaves, or the server does.
pub(crate) struct Events(Option<Next>);

type Next = Pin<Box<dyn Future<Output = Option<(Bytes, Watcher)>> + Send>>;

impl Events {
    pub(super) fn new(site: Arc<Site>, asked: View) -> Result<Self, Refusal> {
        let permit = Arc::clone(&site.streams).try_acquire_owned().map_err(|_| {
            let why = format!("{MOST_STREAMS} streams of events are open, which is the most");
            Refusal::new(StatusCode::SERVICE_UNAVAILABLE, why)
        })?;
        let seen = view::look(&site, &asked)?;
        let mut ticks = tokio::time::interval(EVERY);
        ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let last = (Instant::now(), seen);
        let watcher = Watcher { site, asked, ticks, last, sent: None, _permit: permit };
        Ok(Self(Some(Box::pin(watcher.next()))))
    }
}

impl Body for Events {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        let Some(next) = &mut self.0 else { return Poll::Ready(None) };
        let next = ready!(next.as_mut().poll(cx));
        let Some((event, watcher)) = next else {
            self.0 = None;
            return Poll::Ready(None);
        };
        self.0 = Some(Box::pin(watcher.next()));
        Poll::Ready(Some(Ok(Frame::data(event))))
    }
}

/// Looks again and again.
struct Watcher {
    site: Arc<Site>,
    asked: View,
    ticks: Interval,
    /// What the client has seen last, and when.
    last: (Instant, Seen),
    /// When something was sent last; nothing yet at first.
    sent: Option<Instant>,
    _permit: OwnedSemaphorePermit,
}

impl Watcher {
    /// The next bytes; none when there is no more to see.
    async fn next(mut self) -> Option<(Bytes, Self)> {
        let Some(mut sent) = self.sent else {
            self.sent = Some(Instant::now());
            return Some((event(&self.last.1), self));
        };
        loop {
            self.tick().await?;
            let now = Instant::now();
            let seen = view::look(&self.site, &self.asked).ok()?;
            if self.is_news(now, &seen) {
                self.sent = Some(now);
                self.last = (now, seen);
                return Some((event(&self.last.1), self));
            }
            if now.duration_since(sent) >= HEARTBEAT {
                sent = now;
                self.sent = Some(sent);
                return Some((Bytes::from_static(b": still here\n\n"), self));
            }
        }
    }

    /// The next look; none when the server ends.
    async fn tick(&mut self) -> Option<()> {
        let site = Arc::clone(&self.site);
        let (mut closing, mut tick) = (pin!(site.gate.closing()), pin!(self.ticks.tick()));
        poll_fn(|cx| match closing.as_mut().poll(cx) {
            Poll::Ready(()) => Poll::Ready(None),
            Poll::Pending => tick.as_mut().poll(cx).map(|_| Some(())),
        })
        .await
    }

    fn is_news(&self, now: Instant, seen: &Seen) -> bool {
        let (then, last) = &self.last;
        if !seen.is_like(last) {
            return true;
        }
        // A page lets time that runs run on by itself.
        if !seen.runs {
            return seen.jobs_now != last.jobs_now;
        }
        let moved = seen.jobs_now.duration_since(last.jobs_now);
        let ran = i128::try_from(now.duration_since(*then).as_nanos()).unwrap_or(i128::MAX);
        let off = moved.as_nanos().abs_diff(ran);
        off > SLACK.as_nanos()
    }
}

fn event(seen: &Seen) -> Bytes {
    format!("data: {}\n\n", seen.text()).into()
}
