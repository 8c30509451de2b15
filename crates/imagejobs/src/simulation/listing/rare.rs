//! Rare worlds, each of which a listing once did not get right.

use super::Listed;
use crate::JobStatus;
use crate::simulation::jobs::{Id, Jobs};
use crate::simulation::service::{Service, When};
use crate::simulation::world::World;

fn ids(list: &str) -> Vec<Id> {
    list.chars()
        .map(|letter| if letter == '.' { Id::Null } else { Id::Text(letter.to_string()) })
        .collect()
}

fn capped(list: &str, cap: usize) -> World {
    World::new(0).with_ids(ids(list)).served_by(Service { cap: Some(cap), ..Service::default() })
}

/// The world in which this happens before the call with this number, from 0.
fn before(world: World, call: usize, happens: impl Fn(&mut Jobs) + Send + 'static) -> World {
    world.between_calls(move |jobs, _, now| {
        if now.number == call {
            happens(jobs);
        }
    })
}

fn letters(listed: &Listed) -> String {
    listed.jobs.iter().map(|job| job.id().unwrap_or(".")).collect()
}

#[test]
fn an_id_that_comes_again_nearby_hides_no_other_job_of_a_list_at_rest() {
    let listed = Listed::of(&capped("xyaea", 3), 1);
    assert_eq!((letters(&listed).as_str(), listed.error().as_str()), ("xyae", ""));
}

#[test]
fn whatever_ids_come_again_a_list_at_rest_comes_whole() {
    let mut bad = Vec::new();
    for cap in [3, 4] {
        for code in 0..4_usize.pow(7) {
            let list: String = (0..7)
                .map(|place| char::from(b'a' + (code / 4_usize.pow(place) % 4) as u8))
                .collect();
            let listed = Listed::of(&capped(&list, cap), 1);
            let mut all: Vec<_> = list.chars().collect();
            all.sort_unstable();
            all.dedup();
            let mut given: Vec<_> = letters(&listed).chars().collect();
            given.sort_unstable();
            if given != all || listed.error.is_some() {
                bad.push(format!("{list}/{cap} {} {}", letters(&listed), listed.error()));
            }
        }
    }
    assert!(bad.is_empty(), "{} such as {:?}", bad.len(), &bad[..5.min(bad.len())]);
}

#[test]
fn ids_that_come_again_far_away_hide_no_other_job_of_a_list_at_rest() {
    let listed = Listed::of(&capped("abaeb", 3), 1);
    assert_eq!((letters(&listed).as_str(), listed.error().as_str()), ("abe", ""));
}

#[test]
fn fewer_arrivals_than_the_window_double_no_job() {
    let world = before(World::new(0).with_jobs(2), 1, |jobs| {
        for _ in 0..9_999 {
            jobs.arrive(0, JobStatus::Running);
        }
    });
    Listed::of(&world, 1).keeps_the_promise(&world);
}

#[test]
fn throttling_lowers_the_calls_in_flight_however_many_are_allowed() {
    let throttles = When::Sometimes(1.0);
    let service = Service { latency: 30, throttles, ..Service::default() };
    let world = World::new(1).with_jobs(99 * 200).served_by(service);
    Listed::of(&world, 20).is_the_whole_list(&world);
    let most = world.served()[150..].iter().map(|served| served.in_flight).max();
    assert_eq!(most, Some(1));
}

#[test]
fn a_first_page_that_nothing_links_to_proves_no_end_where_pages_are_capped() {
    let world = before(capped("a.c", 2), 1, |jobs| jobs.depart(0));
    Listed::of(&world, 1).keeps_the_promise(&world);
}

#[test]
fn a_full_first_page_that_nothing_links_to_proves_no_end() {
    let list = format!("a{}c", ".".repeat(99));
    let world = before(World::new(0).with_ids(ids(&list)), 1, |jobs| jobs.depart(0));
    Listed::of(&world, 1).keeps_the_promise(&world);
}

#[test]
fn a_list_of_one_job_that_grew_is_not_said_to_give_one_job_a_page() {
    let world = World::new(0).with_jobs(1).between_calls(|jobs, _, call| match call.number {
        1 => drop(Some(jobs.arrive(0, JobStatus::Running))),
        3 => jobs.depart(1),
        _ => {}
    });
    let listed = Listed::of(&world, 1);
    assert_eq!(listed.error(), "", "{:?}", world.served());
}

#[test]
fn fewer_departures_than_the_window_end_no_listing() {
    // At offset 198 * 99 the last 10,000 are remembered; the last 9,000 of them depart.
    let world = before(World::new(0).with_jobs(30_000), 200, |jobs| {
        for _ in 0..9_000 {
            jobs.depart(199 * 99 + 1 - 9_000);
        }
    });
    let listed = Listed::of(&world, 1);
    listed.keeps_the_promise(&world);
    assert_eq!(listed.error(), "");
}
