//! A body that may be sent in bits, by the clock.

use std::convert::Infallible;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use bytes::Bytes;
use hyper::body::{Body, Frame, SizeHint};

use crate::line::Busy;
use crate::page::Events;
use crate::script::Drip;
use crate::site::{Held, Site};

/// What hyper sends.
pub(crate) enum Sent {
    Bits(Bits),
    Events(Events),
}

impl Body for Sent {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        match self.get_mut() {
            Self::Bits(bits) => Pin::new(bits).poll_frame(cx),
            Self::Events(events) => Pin::new(events).poll_frame(cx),
        }
    }

    fn is_end_stream(&self) -> bool {
        match self {
            Self::Bits(bits) => bits.is_end_stream(),
            Self::Events(events) => events.is_end_stream(),
        }
    }

    fn size_hint(&self) -> SizeHint {
        match self {
            Self::Bits(bits) => bits.size_hint(),
            Self::Events(events) => events.size_hint(),
        }
    }
}

/// The bits of a body, and when each is due.
pub(crate) struct Bits {
    rest: Bytes,
    /// Whether spaces follow for as long as anybody reads.
    endless: bool,
    drip: Option<Drip>,
    /// When the first bit is due, counted from the server's start.
    start: Duration,
    number: u32,
    wait: Option<Pin<Box<dyn Future<Output = ()> + Send>>>,
    site: Arc<Site>,
    held: Option<Held>,
    _busy: Busy,
}

/// What an endless body goes on with: nothing that a reader of JSON or HTML minds.
static SPACES: [u8; 64 << 10] = [b' '; 64 << 10];

impl Bits {
    pub(crate) fn new(
        site: &Arc<Site>,
        body: Bytes,
        drip: Option<Drip>,
        start: Duration,
        held: Option<Held>,
        busy: Busy,
    ) -> Self {
        let (site, endless) = (Arc::clone(site), false);
        Self { rest: body, endless, drip, start, number: 0, wait: None, site, held, _busy: busy }
    }

    /// The same, and then spaces without end.
    pub(crate) fn endless(mut self) -> Self {
        self.endless = true;
        self.go_on();
        self
    }

    fn go_on(&mut self) {
        if self.endless && self.rest.is_empty() {
            self.rest = Bytes::from_static(&SPACES);
        }
    }

    /// The next bit, when it is due.
    pub(crate) fn poll_next(&mut self, cx: &mut Context<'_>) -> Poll<Option<Bytes>> {
        if let Some(wait) = &mut self.wait {
            ready!(wait.as_mut().poll(cx));
            self.wait = None;
        }
        if self.rest.is_empty() {
            self.held = None;
            return Poll::Ready(None);
        }
        let length = self.drip.map_or(self.rest.len(), |drip| drip.bit.min(self.rest.len()));
        let bit = self.rest.split_to(length);
        self.go_on();
        self.number = self.number.saturating_add(1);
        match self.drip {
            Some(drip) if !self.rest.is_empty() => {
                let due = self.start.saturating_add(drip.every.saturating_mul(self.number));
                let site = Arc::clone(&self.site);
                self.wait = Some(Box::pin(async move { site.clock.reach(due).await }));
            }
            _ => self.held = None,
        }
        Poll::Ready(Some(bit))
    }
}

impl Body for Bits {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        let bit = ready!(self.get_mut().poll_next(cx));
        Poll::Ready(bit.map(|bit| Ok(Frame::data(bit))))
    }

    fn is_end_stream(&self) -> bool {
        self.rest.is_empty()
    }

    fn size_hint(&self) -> SizeHint {
        SizeHint::with_exact(self.rest.len() as u64)
    }
}
