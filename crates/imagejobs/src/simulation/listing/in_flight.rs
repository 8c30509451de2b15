//! How many calls are in flight at once.

use std::ops::Range;
use std::time::Duration;

use super::{Listed, pages};
use crate::call::Ask;
use crate::listing::Listing;
use crate::simulation::churn::Churn;
use crate::simulation::executor::run;
use crate::simulation::replay::each_seed;
use crate::simulation::service::{Count, Service, When};
use crate::simulation::world::World;
use crate::{JobType, PageSize};

fn most_in_flight(world: &World, calls: Range<usize>) -> usize {
    world.served()[calls].iter().map(|served| served.in_flight).max().unwrap()
}

#[test]
fn as_many_calls_as_allowed_are_in_flight() {
    for concurrency in [1, 2, 3, 8, 20] {
        let service = Service { latency: 30, ..Service::default() };
        let world = World::new(1).with_jobs(6_000).served_by(service);
        Listed::of(&world, concurrency).is_the_whole_list(&world);
        assert_eq!(world.most_in_flight(), concurrency);
    }
}

#[test]
fn more_calls_in_flight_take_less_time() {
    let time = |concurrency| {
        let service = Service { latency: 30, ..Service::default() };
        let world = World::new(1).with_jobs(6_000).served_by(service);
        Listed::of(&world, concurrency).is_the_whole_list(&world);
        world.passed()
    };
    assert!(time(8) * 4 < time(1), "{:?} instead of {:?}", time(8), time(1));
}

#[test]
fn nothing_is_fetched_ahead_of_what_the_service_counts() {
    for count in [Count::Zero, Count::Missing] {
        let service = Service { latency: 30, count, ..Service::default() };
        let world = World::new(1).with_jobs(1_000).served_by(service);
        Listed::of(&world, 8).is_the_whole_list(&world);
        assert_eq!(world.most_in_flight(), 1);
    }
}

#[test]
fn a_page_ahead_of_need_that_does_not_link_is_fetched_again_alone() {
    let world = World::new(3).with_jobs(2_000).between_calls(|jobs, _, call| match call.number {
        3 => (0..300).for_each(|_| jobs.depart(0)),
        4 => (0..300).for_each(|_| jobs.come_back(0)),
        _ => {}
    });
    let listed = Listed::of(&world, 4);
    listed.keeps_the_promise(&world);
    assert_eq!((listed.error(), listed.jobs.len()), (String::new(), 2_000));
    let served = world.served();
    let again = served.iter().rfind(|call| call.offset == served[3].offset).unwrap();
    assert_eq!((served[3].in_flight, again.in_flight), (4, 1));
    let last = served.last().unwrap().offset;
    assert!(served.iter().all(|call| call.offset % 99 == 0 || call.offset == last), "{served:?}");
}

#[test]
fn one_call_at_a_time_asks_for_what_the_listing_wants_and_nothing_else() {
    each_seed(0..200, |seed| {
        let world = || {
            let churn = Churn {
                chance: 0.5,
                arrivals: 30,
                departures: 60,
                at_the_link: 0.5,
                ..Churn::default()
            };
            let service = Service { count: Count::Off(300), ..Service::default() };
            let world = World::new(seed).with_jobs(700).served_by(service);
            world.between_calls(move |jobs, rng, call| churn.between_calls(jobs, rng, call))
        };
        let streamed = world();
        Listed::of(&streamed, 1);

        let by_hand = world();
        let mut listing = Listing::new();
        while let Some(offset) = listing.wants() {
            let (job_type, limit) = (JobType::CreateServer, Some(PageSize::MAX));
            let ask = Ask { job_type, status: None, limit, offset: Some(offset) };
            let answer = run(&by_hand, by_hand.source().call(ask)).unwrap();
            let count = answer.page.count();
            listing.take(answer.page.into_items(), count);
        }
        let offsets = |world: &World| -> Vec<_> {
            world.served().iter().map(|served| served.offset).collect()
        };
        assert_eq!(offsets(&streamed), offsets(&by_hand));
    });
}

#[test]
fn throttling_lowers_the_calls_in_flight_and_calm_raises_them_again() {
    let throttles = When::Calls(20..60);
    let service = Service { latency: 30, throttles, ..Service::default() };
    let world = World::new(1).with_jobs(99 * 250).served_by(service);
    Listed::of(&world, 8).is_the_whole_list(&world);
    assert_eq!(most_in_flight(&world, 0..20), 8);
    assert_eq!(most_in_flight(&world, 55..60), 1);
    assert_eq!(most_in_flight(&world, 200..250), 8);
}

#[test]
fn where_only_some_calls_may_be_in_flight_hardly_more_are() {
    let service = Service { latency: 30, throttles: When::Beside(4), ..Service::default() };
    let world = World::new(1).with_jobs(99 * 200).served_by(service);
    Listed::of(&world, 16).is_the_whole_list(&world);
    assert_eq!(most_in_flight(&world, 0..100), 16);
    assert!(most_in_flight(&world, 100..200) <= 5);
}

#[test]
fn after_a_call_ahead_of_need_was_refused_one_is_in_flight_and_calm_raises_them_again() {
    let service = Service { refuses: When::Calls(2..3), ..Service::default() };
    let world = World::new(1).with_jobs(99 * 250).served_by(service);
    Listed::of(&world, 8).is_the_whole_list(&world);
    assert_eq!(most_in_flight(&world, 1..3), 8);
    assert_eq!(most_in_flight(&world, 3..13), 1);
    assert_eq!(most_in_flight(&world, 200..240), 8);
}

#[test]
fn nothing_is_called_before_somebody_polls() {
    let world = World::new(0).with_jobs(1_000);
    let mut pages = pages(&world, 1, None);
    assert_eq!((world.served().len(), world.began()), (0, None));
    for calls in 1..=5 {
        run(&world, pages.next());
        world.clock().advance(Duration::from_secs(60));
        assert_eq!((world.served().len(), world.in_flight()), (calls, 0));
    }
}
