//! How the service of a world answers: its pages, what it counts, how long it takes, when it fails.

use std::ops::Range;
use std::time::Duration;

use fastrand::Rng;
use imagejobs_client::value::Lenient;
use imagejobs_core::Error;
use imagejobs_core::clock::Clock;

use super::failures::{Failure, RetryAfter};
use super::jobs::serial;
use super::world::{BeforeCall, State, World};
use crate::Page;
use crate::call::{Answer, Ask, Call, Source};
use crate::listing::usable_id;

/// The habits of a service.
#[derive(Clone, Debug, Default)]
pub(crate) struct Service {
    /// The longest page, whatever the limit.
    pub(crate) cap: Option<usize>,
    pub(crate) count: Count,
    /// A call takes up to so many milliseconds there, and as many back.
    pub(crate) latency: u64,
    pub(crate) fails: When,
    /// Whether it may succeed when it is asked again after a failure.
    pub(crate) recovers: bool,
    pub(crate) throttles: When,
    /// Calls that are refused because there were too many of them.
    pub(crate) refuses: When,
}

/// What a service has done.
#[derive(Debug, Default)]
pub(super) struct Log {
    pub(super) served: Vec<Served>,
    /// The last job of the page that was served last.
    last: Option<i64>,
    pub(super) began: Option<u64>,
    pub(super) in_flight: usize,
    pub(super) most_in_flight: usize,
}

/// What a service says of the number of jobs.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) enum Count {
    #[default]
    Honest,
    Zero,
    Missing,
    Huge,
    /// The same, however many there are.
    Always(i64),
    /// Wrong by up to so many.
    Off(i64),
}

/// Which calls are answered in a special way.
#[derive(Clone, Debug, Default)]
pub(crate) enum When {
    #[default]
    Never,
    /// Each with this probability.
    Sometimes(f64),
    /// Those with these numbers, from 0.
    Calls(Range<usize>),
    /// Those beside which so many others or more are in flight.
    Beside(usize),
}

/// A call that was answered.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Served {
    pub(crate) offset: u64,
    /// How many jobs the page had, and where the last with a usable id stood.
    pub(crate) length: usize,
    pub(crate) last_id: Option<usize>,
    /// How many calls were in flight, this one included.
    pub(crate) in_flight: usize,
}

impl Source for World {
    fn call(&self, ask: Ask) -> Call {
        let in_flight = InFlight::begin(self.clone());
        Box::pin(async move {
            let world = &in_flight.0;
            let [there, back] = {
                let State { rng, service, .. } = &mut *world.lock();
                [(); 2].map(|()| Duration::from_millis(rng.u64(0..=service.latency)))
            };
            world.clock().sleep(there).await;
            let passed = world.passed();
            let answer = world.lock().answer(passed, ask);
            world.clock().sleep(back).await;
            answer
        })
    }
}

/// A call in flight, until it is answered or given up.
struct InFlight(World);

impl InFlight {
    fn begin(world: World) -> Self {
        let State { jobs, log, .. } = &mut *world.lock();
        log.began.get_or_insert(jobs.moment());
        log.in_flight += 1;
        log.most_in_flight = log.most_in_flight.max(log.in_flight);
        Self(world.clone())
    }
}

impl Drop for InFlight {
    fn drop(&mut self) {
        self.0.lock().log.in_flight -= 1;
    }
}

impl State {
    fn answer(&mut self, passed: Duration, ask: Ask) -> Result<Answer, Error> {
        self.settle(passed);
        let Self { rng, jobs, service, log, between_calls, .. } = self;
        let number = log.served.len();
        between_calls(jobs, rng, BeforeCall { number, last: log.last });

        let listed = || jobs.all().iter().filter(|job| job.is_in(ask.status));
        let offset = ask.offset.unwrap_or(0);
        let limit = ask.limit.map_or(10, |limit| limit.get() as usize);
        let limit = service.cap.map_or(limit, |cap| cap.min(limit));
        let page = listed().skip(offset as usize).take(limit);
        let items: Vec<_> = page.map(|job| job.answer().clone()).collect();
        let count = service.count.told(listed().count(), rng);
        let in_flight = log.in_flight;
        let (length, last_id) =
            (items.len(), items.iter().rposition(|job| usable_id(job).is_some()));
        log.served.push(Served { offset, length, last_id, in_flight });
        log.last = items.last().map(serial);
        if service.fails.is_true(number, in_flight, rng) {
            return Err(if service.recovers {
                Error::changed_too_fast(FAILURE)
            } else {
                Error::credentials(FAILURE)
            });
        }
        if service.refuses.is_true(number, in_flight, rng) {
            return Err(Failure::Throttled(RetryAfter::Second).error());
        }
        let throttled = service.throttles.is_true(number, in_flight, rng);
        Ok(Answer { page: Page::new(count, items), throttled })
    }
}

/// The words of the service when it fails.
pub(crate) const FAILURE: &str = "the service of this world fails now and then";

impl Count {
    fn told(self, honest: usize, rng: &mut Rng) -> Lenient<i64> {
        let honest = honest as i64;
        match self {
            Self::Honest => honest.into(),
            Self::Zero => 0.into(),
            Self::Missing => Lenient::default(),
            Self::Huge => i64::MAX.into(),
            Self::Always(count) => count.into(),
            Self::Off(by) => (honest + rng.i64(-by..=by)).into(),
        }
    }
}

impl When {
    fn is_true(&self, number: usize, in_flight: usize, rng: &mut Rng) -> bool {
        match self {
            Self::Never => false,
            Self::Sometimes(probability) => rng.f64() < *probability,
            Self::Calls(numbers) => numbers.contains(&number),
            Self::Beside(others) => in_flight > *others,
        }
    }
}
