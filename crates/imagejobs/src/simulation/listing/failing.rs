//! Services that fail in the middle of a list.

use super::{Listed, jobs};
use crate::simulation::executor::run;
use crate::simulation::service::{FAILURE, Service, When};
use crate::simulation::world::World;

#[test]
fn an_error_of_the_service_comes_behind_all_that_was_read() {
    for concurrency in [1, 2, 8] {
        for failing in 0..12 {
            let fails = When::Calls(failing..usize::MAX);
            let service = Service { latency: 20, fails, ..Service::default() };
            let world = World::new(failing as u64).with_jobs(900).served_by(service);
            let listed = Listed::of(&world, concurrency);
            listed.keeps_the_promise(&world);
            let given = listed.jobs.len();
            if concurrency == 1 {
                let pages = failing.min(10);
                let read = (99 * pages + usize::from(pages > 0)).min(900);
                assert_eq!((given, listed.error.is_some()), (read, failing < 11));
            }
            assert!(listed.error.is_some() || given == 900);
        }
    }
    let failing = Service { fails: When::Sometimes(1.0), ..Service::default() };
    let world = World::new(0).with_jobs(5).served_by(failing);
    assert!(run(&world, jobs(&world, 1).next()).unwrap().is_err());
}

#[test]
fn a_call_ahead_of_need_that_failed_for_the_moment_is_made_again() {
    for recovers in [true, false] {
        // The third page is fetched together with the second.
        let service = Service { fails: When::Calls(2..3), recovers, ..Service::default() };
        let world = World::new(0).with_jobs(2_000).served_by(service);
        let listed = Listed::of(&world, 7);
        if recovers {
            listed.is_the_whole_list(&world);
        } else {
            assert_eq!((listed.jobs.len(), listed.error()), (199, FAILURE.to_owned()));
        }
    }
}
