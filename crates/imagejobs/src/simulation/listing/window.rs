//! Lists that are longer than what is remembered of them, and those that change too fast.

use super::Listed;
use crate::listing::Listing;
use crate::simulation::jobs::Id;
use crate::simulation::world::World;
use crate::{ImageJob, JobStatus};

#[test]
fn what_comes_again_behind_ten_thousand_others_costs_no_job() {
    let ids = (0..30_000).chain(0..300);
    let world = World::new(0).with_ids(ids.map(|id| Id::Text(format!("{id}"))));
    let listed = Listed::of(&world, 1);
    listed.is_the_whole_list(&world);
}

#[test]
fn what_comes_again_within_ten_thousand_others_is_given_once() {
    let ids = (0..5_000).chain(100..150).chain(5_000..5_100);
    let world = World::new(0).with_ids(ids.map(|id| Id::Text(format!("{id}"))));
    let listed = Listed::of(&world, 1);
    assert_eq!((listed.jobs.len(), listed.error()), (5_100, String::new()));
}

#[test]
fn a_list_that_is_replaced_ends_in_an_error_once_ids_are_forgotten() {
    for (after, fails) in [(20, false), (101, false), (102, true), (120, true)] {
        let world = World::new(0).with_jobs(15_000).between_calls(move |list, _, call| {
            if call.number == after {
                (0..15_000).for_each(|_| list.depart(list.all().len() - 1));
                for _ in 0..15_000 {
                    list.arrive(usize::MAX, JobStatus::Running);
                }
            }
        });
        let listed = Listed::of(&world, 1);
        listed.keeps_the_promise(&world);
        let first = listed.serials().iter().filter(|serial| **serial < 15_000).count();
        assert_eq!(first, 99 * after + 1, "all that was read is given");
        if fails {
            let error = listed.error.as_ref().unwrap();
            assert!(error.is_incomplete() && error.is_retryable(), "{error}");
            assert!(listed.error().starts_with("the list changed too fast"), "{error}");
            assert_eq!(listed.jobs.len(), first, "it never starts over");
        } else {
            assert_eq!((listed.error(), listed.jobs.len()), (String::new(), first + 15_000));
        }
    }
}

#[test]
fn what_is_remembered_of_an_id_is_short() {
    let page = |first: usize| -> Vec<ImageJob> {
        let json = |number| format!(r#"{{"id":"{number}{}"}}"#, "x".repeat(1 << 20));
        (first..first + 10).map(|number| serde_json::from_str(&json(number)).unwrap()).collect()
    };
    let mut listing = Listing::new();
    for number in 0..5 {
        assert_eq!(
            listing.take(page(9 * number), None).jobs.len(),
            if number == 0 { 10 } else { 9 }
        );
    }
    // Whatever it holds stands in here.
    assert!(format!("{listing:?}").len() < 10_000);
}

#[test]
fn memory_does_not_grow_with_the_list() {
    let size = |jobs: i64| {
        let mut listing = Listing::new();
        for first in (0..jobs).step_by(99) {
            let json = |number| format!(r#"{{"id":"{number}"}}"#);
            let page =
                (first..first + 100).map(|number| serde_json::from_str(&json(number)).unwrap());
            listing.take(page.collect(), None);
        }
        format!("{listing:?}").len()
    };
    let (full, longer) = (size(30_000), size(60_000));
    assert!(longer < full + full / 10, "{full} grew to {longer}");
}
