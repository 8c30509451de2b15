//! Services that page in a way that proves no end.

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use super::{BARREN, Listed};
use crate::call::{Answer, Ask, Call, Source};
use crate::simulation::executor::run;
use crate::simulation::jobs::{Id, Jobs};
use crate::simulation::service::{Count, Service};
use crate::simulation::world::World;
use crate::{ImageJob, JobStatus, JobType, Page, Pages};

/// A service that gives whatever jobs it wants, by the offset and by how many calls there were.
#[derive(Clone)]
struct Odd {
    page: Arc<dyn Fn(u64, u64) -> Vec<i64> + Send + Sync>,
    count: i64,
    calls: Arc<AtomicU64>,
}

impl Odd {
    fn new(page: impl Fn(u64, u64) -> Vec<i64> + Send + Sync + 'static) -> Self {
        Self { page: Arc::new(page), count: 0, calls: Arc::default() }
    }

    fn pages(&self) -> Pages {
        Pages::new(Arc::new(self.clone()), JobType::CreateServer.into(), None, 1)
    }

    /// How many jobs it gives, in how many calls, and the error in the end.
    fn listed(&self) -> (usize, u64, String) {
        let world = World::new(0);
        let mut pages = self.pages();
        let mut given = 0;
        let mut error = String::new();
        while let Some(page) = run(&world, pages.next()) {
            match page {
                Ok(page) => given += page.items().len(),
                Err(odd) => {
                    assert!(odd.is_incomplete() && !odd.is_retryable());
                    error = odd.to_string();
                }
            }
        }
        (given, self.calls.load(Ordering::Relaxed), error)
    }
}

impl Source for Odd {
    fn call(&self, ask: Ask) -> Call {
        let calls = self.calls.fetch_add(1, Ordering::Relaxed);
        let page = (self.page)(calls, ask.offset.unwrap_or(0)).into_iter().map(job).collect();
        let answer = Answer { page: Page::new(self.count.into(), page), throttled: false };
        Box::pin(async move { Ok(answer) })
    }
}

impl fmt::Debug for Odd {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Odd")
    }
}

fn job(number: i64) -> ImageJob {
    serde_json::from_str(&format!(r#"{{"id":"{number}"}}"#)).unwrap()
}

#[test]
fn the_same_page_for_ever_ends_in_an_error() {
    let odd = Odd::new(|_, _| (0..100).collect());
    assert_eq!(odd.listed(), (100, 65, BARREN.to_owned()));
}

#[test]
fn offsets_that_are_ignored_end_in_an_error() {
    let odd = Odd::new(|call, _| vec![call as i64 / 2, -1, -2]);
    assert_eq!(odd.listed(), (3, 65, BARREN.to_owned()));
}

#[test]
fn empty_pages_behind_the_first_end_in_an_error() {
    let odd = Odd::new(|_, offset| if offset == 0 { (0..100).collect() } else { Vec::new() });
    assert_eq!(odd.listed(), (100, 65, BARREN.to_owned()));
}

#[test]
fn a_list_without_an_end_is_given_as_long_as_somebody_wants_it() {
    let odd = Odd::new(|_, offset| (offset as i64..).take(100).collect());
    let world = World::new(0);
    let mut jobs = crate::Jobs::new(odd.pages());
    for number in 0..100_000 {
        let job = run(&world, jobs.next()).unwrap().unwrap();
        assert_eq!(job.id(), Some(number.to_string().as_str()));
    }
    assert_eq!(odd.calls.load(Ordering::Relaxed), 100_000_u64.div_ceil(99));
}

#[test]
fn an_empty_first_page_must_not_be_counted_as_more() {
    for (count, error) in [
        (Count::Honest, ""),
        (Count::Zero, ""),
        (Count::Missing, ""),
        (Count::Always(-1), ""),
        (Count::Always(1), "the list's first page is empty, but the service counts 1 jobs"),
        (Count::Huge, "the list's first page is empty, but the service counts"),
    ] {
        let world = World::new(0).served_by(Service { count, ..Service::default() });
        let listed = Listed::of(&world, 8);
        assert_eq!(world.served().len(), 1);
        assert!(listed.error().starts_with(error) && listed.error().is_empty() == error.is_empty());
        assert!(listed.error.is_none_or(|error| error.is_incomplete() && !error.is_retryable()));
    }
}

#[test]
fn pages_of_one_job_end_in_an_error() {
    for jobs in [2, 3, 100] {
        let service = Service { cap: Some(1), ..Service::default() };
        let world = World::new(0).with_jobs(jobs).served_by(service);
        let listed = Listed::of(&world, 8);
        assert_eq!(listed.serials(), [0]);
        assert!(listed.error().starts_with("the service gives one job a page"));
    }
    let world =
        World::new(0).with_jobs(1).served_by(Service { cap: Some(1), ..Service::default() });
    Listed::of(&world, 1).is_the_whole_list(&world);
}

#[test]
fn a_page_without_a_usable_id_ends_the_listing_unless_it_is_the_whole_list() {
    let unusable = |list: &mut Jobs| {
        let places = list.all().len();
        (0..places).for_each(|_| list.depart(0));
        for _ in 0..places {
            list.arrive_as(0, Id::Null, JobStatus::Running);
        }
    };
    let world = World::new(0).with_jobs(300).between_calls(move |list, _, call| {
        if call.number == 2 {
            unusable(list);
        }
    });
    let listed = Listed::of(&world, 1);
    assert_eq!(listed.jobs.len(), 199);
    assert!(listed.error().starts_with("a page has no usable id"), "{}", listed.error());
}
