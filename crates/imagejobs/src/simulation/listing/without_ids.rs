//! Jobs that have no id of their own.

use super::Listed;
use crate::JobStatus;
use crate::simulation::jobs::Id;
use crate::simulation::replay::{OnFailure, each_seed};
use crate::simulation::service::{FAILURE, Service, When};
use crate::simulation::world::World;

/// A list in which a letter is an id, and a dot is none.
fn ids(list: &str) -> Vec<Id> {
    let id = |(place, letter): (usize, char)| match letter {
        '.' => Id::UNUSABLE[place % 4].clone(),
        letter => Id::Text(String::from(letter)),
    };
    list.chars().enumerate().map(id).collect()
}

fn world(list: Vec<Id>, cap: Option<usize>) -> World {
    World::new(0).with_ids(list).served_by(Service { cap, ..Service::default() })
}

/// A list of so many jobs, those of a range without an id.
fn run_of(run: usize, front: usize, length: usize) -> Vec<Id> {
    let id = |place: usize| match place.checked_sub(front) {
        Some(inside) if inside < run => Id::UNUSABLE[place % 4].clone(),
        _ => Id::Text(place.to_string()),
    };
    (0..length).map(id).collect()
}

#[test]
fn each_is_given_once_wherever_it_stands() {
    for concurrency in [1, 8] {
        for cap in [4, 5] {
            for list in 0..1_u32 << 10 {
                let letters = ('a'..='j').enumerate();
                let list: String = letters
                    .map(|(place, letter)| if list >> place & 1 == 1 { '.' } else { letter })
                    .collect();
                // The first page must end behind its second job, and each page hold its link, all
                // those without an id behind it, and one more.
                let longest = list.split(|letter| letter != '.').map(str::len).max().unwrap_or(0);
                if longest > cap - 2 {
                    continue;
                }
                let _told = OnFailure(format!("{list}, {cap} a page"));
                let world = world(ids(&list), Some(cap));
                Listed::of(&world, concurrency).is_the_whole_list(&world);
            }
        }
    }
}

#[test]
fn a_list_that_fits_one_page_needs_no_id_at_all() {
    for list in ["", ".", "..", ".......", "a", "a.", "a....", "...a", "..a..", "ab...", ".a.b."] {
        let _told = OnFailure(list);
        let world = world(ids(list), None);
        Listed::of(&world, 1).is_the_whole_list(&world);
    }
}

#[test]
fn a_run_of_them_must_be_shorter_than_what_a_page_holds_behind_its_link() {
    for (run, whole) in [(98, true), (99, false), (100, false), (250, false)] {
        for front in [1, 30, 99, 100, 350] {
            let world = world(run_of(run, front, 700), None);
            let listed = Listed::of(&world, 1);
            if whole {
                listed.is_the_whole_list(&world);
                continue;
            }
            let error = listed.error.as_ref().unwrap();
            assert!(error.is_incomplete() && !error.is_retryable(), "{error}");
            assert!(listed.error().starts_with("a page has no usable id"), "{error}");
            let read = world.served().iter().map(|page| page.offset as usize + page.length).max();
            // The first page may be followed by a look behind it, which reads nothing.
            let read = if front == 1 { 100 } else { read.unwrap() };
            assert_eq!(listed.serials(), (0..read as i64).collect::<Vec<_>>());
        }
    }
}

#[test]
fn those_that_wait_for_the_next_page_are_given_before_an_error() {
    for (recovers, concurrency) in [(false, 1), (true, 1), (false, 8)] {
        let service =
            Service { cap: Some(4), fails: When::Calls(1..99), recovers, ..Service::default() };
        let world = World::new(0).with_ids(ids("ab..c")).served_by(service);
        let listed = Listed::of(&world, concurrency);
        assert_eq!((listed.serials(), listed.error()), (vec![0, 1, 2, 3], FAILURE.to_owned()));
    }
}

#[test]
fn those_behind_a_link_are_new_and_those_before_it_are_not() {
    each_seed(0..300, |seed| {
        let mut rng = fastrand::Rng::with_seed(seed);
        let ids = (0..300).map(|place| match rng.u8(..5) {
            0 => Id::UNUSABLE[place % 4].clone(),
            _ => Id::Text(format!("first-{place}")),
        });
        let first = world(ids.collect(), Some(30));
        let world = first.between_calls(|jobs, rng, call| {
            for _ in 0..if call.number > 0 { rng.usize(..20) } else { 0 } {
                jobs.arrive(0, JobStatus::Running);
            }
        });
        let listed = Listed::of(&world, 1);
        assert_eq!(listed.error(), "");
        assert_eq!(listed.serials(), (0..300).collect::<Vec<_>>());
    });
}

#[test]
fn neighbours_with_one_id_are_one_job() {
    for concurrency in [1, 8] {
        for list in ["aa", "aaa", "aab", "abb", "abbc", "aabbccdd", "aaaaaaaaaa", "abcccccccd"] {
            for cap in [Some(2), Some(3), None] {
                let _told = OnFailure(format!("{list}, {cap:?} a page"));
                let world = world(ids(list), cap);
                let listed = Listed::of(&world, concurrency);
                assert_eq!(listed.error(), "");
                listed.keeps_the_promise(&world);
            }
        }
    }
}
