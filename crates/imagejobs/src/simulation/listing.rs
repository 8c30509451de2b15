//! Holds the listing to its promise, in worlds that do what they can to break it.

mod cancelled;
mod churning;
mod failing;
mod in_flight;
mod measured;
mod odd;
mod quiet;
mod rare;
mod small;
mod window;
mod without_ids;

use std::collections::HashMap;

use imagejobs_core::Error;

use super::executor::run;
use super::jobs::serial;
use super::service::FAILURE;
use super::world::World;
use crate::listing::usable_id;
use crate::{ImageJob, JobStatus, JobType, Jobs, Pages};

/// What a listing gave.
#[derive(Debug)]
struct Listed {
    jobs: Vec<ImageJob>,
    error: Option<Error>,
    status: Option<JobStatus>,
}

impl Listed {
    /// Lists all jobs of a world with so many calls in flight.
    fn of(world: &World, concurrency: usize) -> Self {
        Self::of_status(world, concurrency, None)
    }

    /// Lists the jobs that are in a status.
    fn of_status(world: &World, concurrency: usize, status: Option<JobStatus>) -> Self {
        let mut pages = pages(world, concurrency, status);
        assert_eq!(world.in_flight(), 0, "nothing is called before somebody polls");
        let mut listed = Self { jobs: Vec::new(), error: None, status };
        while let Some(page) = run(world, pages.next()) {
            match page {
                Ok(page) => {
                    assert!(!page.items().is_empty(), "a page is given for its jobs");
                    listed.jobs.extend(page.into_items());
                }
                Err(error) => {
                    listed.error = Some(error);
                    assert!(run(world, pages.next()).is_none(), "an error is the last item");
                    break;
                }
            }
            assert!(concurrency > 1 || world.in_flight() == 0, "a call that nobody polled for");
        }
        assert_eq!(world.in_flight(), 0, "the end leaves no call in flight");
        assert!(world.most_in_flight() <= concurrency, "{} in flight", world.most_in_flight());
        super::replay::tell_calls(world);
        listed
    }

    fn serials(&self) -> Vec<i64> {
        self.jobs.iter().map(serial).collect()
    }

    fn error(&self) -> String {
        self.error.as_ref().map(ToString::to_string).unwrap_or_default()
    }

    /// Asserts the promise: no id is given twice, and every one that stayed is given; those before
    /// an error, when it ends in one.
    fn keeps_the_promise(&self, world: &World) {
        let mut given = HashMap::new();
        for (place, job) in self.jobs.iter().enumerate() {
            let Some(id) = usable_id(job) else { continue };
            assert_eq!(given.insert(id, place), None, "{id} is given twice");
        }
        let began = world.began().unwrap();
        world.change(|jobs| {
            let ever = jobs.ids_ever();
            assert!(given.keys().all(|id| ever.contains(id)), "a job is made up");
            let mut before = None;
            let mut missing = None;
            for job in jobs.stayed(began, self.status) {
                let Some(id) = job.id.usable() else { continue };
                let Some(&place) = given.get(id) else {
                    missing.get_or_insert(id);
                    continue;
                };
                assert_eq!(missing, None, "given are jobs behind it, such as {id}, but not");
                assert!(before <= Some(place), "{id} is given too early");
                before = Some(place);
            }
            assert!(
                missing.is_none() || self.error.is_some(),
                "{missing:?} stayed but is not given"
            );
        });
    }

    /// Asserts that it is complete, or ended where the rule says so: in an empty first page that is
    /// counted as more, in a first page of one job which is one of several, in a page that no other
    /// can link to, or in pages that bring nothing new, one after the other.
    fn ends_by_the_rule(&self, world: &World) {
        let served = world.served();
        let explained = match self.error() {
            none if none.is_empty() => true,
            empty
                if empty.starts_with("the list's first page is empty, but the service counts") =>
            {
                let last = served.iter().rfind(|page| page.offset == 0);
                last.is_some_and(|page| page.length == 0)
            }
            one if one.starts_with("the service gives one job a page") => {
                let last = served.last().is_some_and(|page| page.offset == 0 && page.length == 1);
                last && served.iter().any(|page| page.offset == 1 && page.length > 0)
            }
            unlinkable if unlinkable.starts_with("a page has no usable id") => {
                served[1..].iter().any(|page| page.length > 0 && page.last_id.unwrap_or(0) == 0)
            }
            barren if barren == BARREN => served.len() >= 64,
            error => error == FAILURE,
        };
        assert!(explained, "{} after {served:?}", self.error());
    }

    /// Asserts that each job of a world at rest is given once, with or without an id.
    fn is_the_whole_list(&self, world: &World) {
        assert_eq!(self.error(), "");
        let all: Vec<_> = world.change(|jobs| jobs.all().iter().map(|job| job.serial).collect());
        assert_eq!(self.serials(), all);
    }
}

const BARREN: &str = "64 pages in a row brought no new job";

fn pages(world: &World, concurrency: usize, status: Option<JobStatus>) -> Pages {
    Pages::new(world.source(), JobType::CreateServer.into(), status, concurrency)
}

fn jobs(world: &World, concurrency: usize) -> Jobs {
    Jobs::new(pages(world, concurrency, None))
}
