//! Which page to ask for next, and what of it is new: the rule by which a list that changes while it
//! is read is read whole. It does no I/O.
//!
//! # Why not offsets alone
//!
//! A page is asked for by an offset, and between two calls the list moves under it. Jobs arrive in
//! front and push the others back, so that some are seen twice. Jobs expire, or leave a filter by
//! status because they finished, and pull the others forward, so that some are never seen. Nothing in
//! an answer tells that it happened.
//!
//! # The promise
//!
//! *Every job that was in the list from before the first call until after the last is given exactly
//! once; a job that came or went meanwhile is given at most once.* It holds while two jobs that stand
//! in two answers stand there in the same order, and fewer jobs than the window come or go between two
//! calls.
//!
//! # The rule
//!
//! Pages overlap by one job: the next page begins with the last job of this one, if nothing moved. A
//! page *counts* when it holds a job that was given already; what stands after the last such job, its
//! link, is new. Between the link and the first new job nothing can be missing, because a page has no
//! gaps; and what was given already stands before the link, because the order stays. When a page was
//! asked for does not matter, so pages may be fetched ahead.
//!
//! - A page that does not count is beyond a gap. The next is asked for further in front, each time by
//!   twice as many jobs, at most by the window, until one counts.
//! - Offset 0 has nothing in front of it, so the first page always counts. Later it counts only while
//!   no more ids were given than the window holds; else, when it is reached without a link, the
//!   listing ends in an error. It never starts over.
//! - The window is 10,000 ids. Twice as many are remembered, because so many may have come since the
//!   jobs that a page links to were given. They are kept as fingerprints of 16 bytes: memory stays
//!   flat, however long the list or an id is.
//! - Jobs with one id are one job. Among the known jobs of a page the one seen last is the link: in
//!   the order that the promise asks for it is also the last one that stands there.
//! - A job without an id is given as it came, and is never a link. Those at the end of a page are held
//!   until the next page shows whether they come again behind its link, so that a list at rest gives
//!   each once.
//!
//! # The end
//!
//! `count` proves nothing: the service's own example has 0 beside one job. A short page proves
//! nothing either, where a server caps its pages below `limit`. The end is a page with a link and
//! nothing new behind it that is shorter than the longest page of this listing. A first page of one
//! job is followed by a call at offset 1: empty, it proves the end; else the first page is asked for
//! again, and must be longer by now. So is one of several jobs of which none but the first has an id;
//! behind it nothing must come, and the first page must be the same again. An empty first page is an
//! empty list, unless `count` is above 0.
//!
//! 64 calls in a row without a new job end the listing in an error.

mod window;

use std::cmp::Reverse;

use imagejobs_core::Error;

use crate::ImageJob;
use window::Window;

/// So many calls in a row may bring nothing new.
const BARREN_CALLS: u32 = 64;

/// A listing from its first call to its end.
#[derive(Debug)]
pub(crate) struct Listing {
    step: Step,
    window: Window,
    /// The length of the longest page.
    longest: usize,
    /// Calls in a row that brought nothing new.
    barren: u32,
    /// Jobs without an id from the end of the last page that counted.
    held: Vec<ImageJob>,
    probe: Probe,
}

/// What a call behind the end of a first page gave that nothing can link to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Probe {
    NotMade,
    Empty,
    NotEmpty,
}

/// What the next call is for.
#[derive(Clone, Copy, Debug)]
enum Step {
    First,
    /// Goes on at the last job of the page before.
    On(u64),
    /// Goes back to find a link, next time by `by`.
    Back {
        to: u64,
        by: u64,
    },
    /// Looks behind the end of a first page that nothing can link to.
    Probe(u64),
    Ended,
}

/// What a page gives.
#[derive(Debug, Default)]
pub(crate) struct Taken {
    pub(crate) jobs: Vec<ImageJob>,
    /// What ends the listing, after the jobs were given.
    pub(crate) error: Option<Error>,
}

impl Listing {
    pub(crate) fn new() -> Self {
        Self {
            step: Step::First,
            window: Window::new(),
            longest: 0,
            barren: 0,
            held: Vec::new(),
            probe: Probe::NotMade,
        }
    }

    /// The offset of the next page; none at the end.
    pub(crate) fn wants(&self) -> Option<u64> {
        match self.step {
            Step::First => Some(0),
            Step::On(offset) | Step::Back { to: offset, .. } | Step::Probe(offset) => Some(offset),
            Step::Ended => None,
        }
    }

    /// The length of the longest page.
    pub(crate) fn longest(&self) -> usize {
        self.longest
    }

    /// How long pages are, while the listing goes straight on.
    pub(crate) fn stride(&self) -> Option<usize> {
        matches!(self.step, Step::On(_)).then_some(self.longest)
    }

    /// Whether a page holds a job that was given already.
    pub(crate) fn links(&self, page: &[ImageJob]) -> bool {
        page.iter().any(|job| usable_id(job).is_some_and(|id| self.window.place(id).is_some()))
    }

    /// Takes the page that was [wanted](Self::wants), and `count` as it came with it.
    pub(crate) fn take(&mut self, page: Vec<ImageJob>, count: Option<i64>) -> Taken {
        let Some(offset) = self.wants() else {
            return Taken::default();
        };
        self.longest = self.longest.max(page.len());
        let mut taken = match self.step {
            // The first page was one job, and is the list.
            Step::Probe(1) if page.is_empty() => self.end(None),
            Step::Probe(_) => {
                self.probe = if page.is_empty() { Probe::Empty } else { Probe::NotEmpty };
                self.step = Step::Back { to: 0, by: 0 };
                Taken::default()
            }
            _ if page.is_empty() && offset == 0 && self.window.is_complete() => {
                let wrong = count.filter(|count| *count > 0).map(|count| {
                    format!("the list's first page is empty, but the service counts {count} jobs")
                });
                self.end(wrong.map(Error::incomplete))
            }
            _ => self.link(offset, page),
        };
        self.barren = if taken.jobs.is_empty() { self.barren + 1 } else { 0 };
        if self.barren == BARREN_CALLS && self.wants().is_some() {
            let what = format!("{BARREN_CALLS} pages in a row brought no new job");
            taken = self.end(Some(Error::incomplete(what)));
        }
        taken
    }

    /// Ends the listing, and gives what is still held.
    pub(crate) fn end(&mut self, error: Option<Error>) -> Taken {
        self.step = Step::Ended;
        Taken { jobs: std::mem::take(&mut self.held), error }
    }

    /// Gives what is new on a page that counts, or goes back.
    fn link(&mut self, offset: u64, mut page: Vec<ImageJob>) -> Taken {
        let places = page.iter().map(|job| usable_id(job).and_then(|id| self.window.place(id)));
        let known = places.enumerate().filter_map(|(index, place)| Some((place?, index)));
        // Of a job that stands here twice, the first.
        let link = known.max_by_key(|(place, index)| (*place, Reverse(*index)));
        let link = link.map(|(_, index)| index);
        if link.is_none() && !(offset == 0 && self.window.is_complete()) {
            return self.back(offset, &page);
        }
        let length = page.len();
        let last = page.iter().rposition(|job| usable_id(job).is_some());
        self.held = page.split_off(last.map_or(0, |last| last + 1));
        let behind = page.into_iter().skip(link.map_or(0, |link| link + 1));
        let is_new = |job: &ImageJob| usable_id(job).is_none_or(|id| self.window.insert(id));
        let mut jobs: Vec<_> = behind.filter(is_new).collect();

        let last = last.unwrap_or(0);
        let shorter = length < self.longest;
        let proven = (link.is_some() && shorter) || (self.probe == Probe::Empty && last == 0);
        if jobs.is_empty() && proven {
            return self.end(None);
        }
        let error = match (offset, last) {
            // It is shorter than another was: asked for again, it proves the end.
            (0, 0) if shorter => {
                self.step = Step::On(0);
                None
            }
            (0, 0) if self.probe == Probe::NotMade => {
                self.step = Step::Probe(length as u64);
                None
            }
            (0, 0) if length == 1 => Some(Error::incomplete(
                "the service gives one job a page, whatever the limit: no page can link to another",
            )),
            (_, 0) => Some(unlinkable()),
            (_, last) => {
                self.step = Step::On(offset.saturating_add(last as u64));
                None
            }
        };
        if error.is_some() {
            jobs.extend(self.end(None).jobs);
        }
        Taken { jobs, error }
    }

    /// Goes further to the front, where a link may be.
    fn back(&mut self, offset: u64, page: &[ImageJob]) -> Taken {
        if !page.is_empty() && page.iter().all(|job| usable_id(job).is_none()) {
            return self.end(Some(unlinkable()));
        }
        if offset == 0 {
            return self.end(Some(Error::changed_too_fast(
                "the list changed too fast: its first page holds no job that was given before",
            )));
        }
        let by = match self.step {
            Step::Back { by, .. } => by,
            // Few jobs mostly come or go between two calls, and most of a page is new then.
            _ => (self.longest as u64 / 4).max(1),
        };
        // No more jobs than this stand between two that are remembered.
        let next = by.saturating_mul(2).min(window::WIDTH as u64);
        self.step = Step::Back { to: offset.saturating_sub(by), by: next };
        Taken::default()
    }
}

fn unlinkable() -> Error {
    Error::incomplete("a page has no usable id behind its first job: no other can link to it")
}

/// The id of a job, when it can tell it from others.
pub(crate) fn usable_id(job: &ImageJob) -> Option<&str> {
    job.id().filter(|id| !id.is_empty())
}
