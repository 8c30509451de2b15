//! How the lists change by themselves.

use std::ops::RangeInclusive;
use std::time::Duration;

use crate::lifecycle::Lifecycle;
use crate::random::Random;

/// Jobs that come and go by themselves, as the server's [seed](crate::Builder::seed) decides: the
/// same seed and the same calls give the same lists.
///
/// At each turn some jobs depart, then some end, then some arrive; how many is drawn anew, each
/// number of a range being as likely as any other. Nothing happens until a range is given.
///
/// ```
/// use imagejobs_mock::{Churn, Job, Server};
///
/// let churn = Churn::per_call().arrivals(0..=12).departures(0..=30);
/// let server = Server::builder().jobs(1000).churn(churn).start()?;
/// // This one is there throughout.
/// server.add(Job::new("CREATE_SERVER").stays());
/// # std::io::Result::Ok(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[must_use = "nothing churns before a server is told to"]
pub struct Churn {
    rhythm: Rhythm,
    arrivals: RangeInclusive<usize>,
    departures: RangeInclusive<usize>,
    endings: RangeInclusive<usize>,
    lifecycle: Option<Lifecycle>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Rhythm {
    Call,
    Every(Duration),
}

impl Churn {
    /// A turn right before every call that gets a page of the lists, except the first since the
    /// churn was set; with jobs of the type that is listed. A call that gets a scripted answer or
    /// an error makes no turn, [`Answer::normal`](crate::Answer::normal) does.
    pub fn per_call() -> Self {
        Self::new(Rhythm::Call)
    }

    /// A turn every so often in the [jobs' time](crate#the-jobs-time), at least one millisecond
    /// apart; with jobs of each type, so many of each. The first is due so long after the churn was
    /// set. When more than 10,000 are due at once, only the last 10,000 happen.
    ///
    /// ```
    /// use std::time::Duration;
    ///
    /// use imagejobs_mock::{Churn, Lifecycle, Server};
    ///
    /// let minute = Duration::from_secs(60);
    /// let way = Lifecycle::succeeds(minute, 10 * minute);
    /// let churn = Churn::every(minute).arrivals(1..=1).endings(0..=2).lifecycle(way);
    /// let server = Server::builder().frozen_jobs().churn(churn).start()?;
    /// server.pass(5 * minute);
    /// // One of each of the three types in each minute.
    /// assert_eq!(server.job_count(), 15);
    /// # std::io::Result::Ok(())
    /// ```
    pub fn every(interval: Duration) -> Self {
        Self::new(Rhythm::Every(interval.max(Duration::from_millis(1))))
    }

    fn new(rhythm: Rhythm) -> Self {
        Self { rhythm, arrivals: 0..=0, departures: 0..=0, endings: 0..=0, lifecycle: None }
    }

    /// So many jobs arrive in a turn, in front of all others: each begins at the jobs' present
    /// time, or with the newest of its type when that is later. It is `RUNNING`, unless it has a
    /// [lifecycle](Self::lifecycle). An empty range counts as none, here and below.
    pub fn arrivals(mut self, count: RangeInclusive<usize>) -> Self {
        self.arrivals = count;
        self
    }

    /// So many jobs leave the list in a turn, or as many as there are: any of the type but those
    /// that [stay](crate::Job::stays), whatever their status.
    pub fn departures(mut self, count: RangeInclusive<usize>) -> Self {
        self.departures = count;
        self
    }

    /// So many jobs end in a turn, or as many as there are: any `RUNNING` ones of the type but
    /// those that [stay](crate::Job::stays). They are gone from the list of the running ones, and
    /// still in the whole list. One in ten fails.
    pub fn endings(mut self, count: RangeInclusive<usize>) -> Self {
        self.endings = count;
        self
    }

    /// Arriving jobs are `WAITING` at first and live this lifecycle.
    pub fn lifecycle(mut self, lifecycle: Lifecycle) -> Self {
        self.lifecycle = Some(lifecycle);
        self
    }

    pub(crate) fn rhythm(&self) -> Rhythm {
        self.rhythm
    }

    pub(crate) fn arriving(&self) -> Option<Lifecycle> {
        self.lifecycle
    }

    /// How many of each there are in the next turn.
    pub(crate) fn draw(&self, random: &mut Random) -> Turn {
        let mut one_of = |range: &RangeInclusive<usize>| {
            let more = range.end().checked_sub(*range.start());
            let bound = more.map_or(1, |more| (more as u64).saturating_add(1));
            let drawn = random.below(bound) as usize;
            if more.is_some() { range.start() + drawn } else { 0 }
        };
        Turn {
            departures: one_of(&self.departures),
            endings: one_of(&self.endings),
            arrivals: one_of(&self.arrivals),
        }
    }
}

/// How many jobs a turn is about, at the most.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Turn {
    pub(crate) departures: usize,
    pub(crate) endings: usize,
    pub(crate) arrivals: usize,
}
