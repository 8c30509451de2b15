//! How many calls waits cost.

use super::bench::{Bench, TYPE, arrive, line, seconds};
use super::rounds::Round;
use super::wait::{Asked, Until};
use super::worlds::{keep_the_promises, waits};
use crate::JobStatus;
use crate::simulation::service::Service;
use crate::simulation::world::World;

/// A world with so many jobs, of which those that stand at these places are waited for.
fn world(jobs: usize, places: &[usize]) -> World {
    let world = World::new(0);
    world.change(|list| {
        for place in 0..jobs {
            match places.binary_search(&place) {
                Ok(number) => arrive(list, place, number as u64, JobStatus::Running),
                Err(_) => drop(list.arrive(place, JobStatus::Running)),
            }
        }
    });
    world
}

/// A wait for each of so many jobs, which never ends.
fn each(jobs: usize) -> Vec<Asked> {
    let asked =
        |number| Asked { until: Until::Never, deadline: seconds(61), ..Asked::of([number as u64]) };
    (0..jobs).map(asked).collect()
}

/// How many pages hold all of these places.
fn pages(places: &[usize], page: usize) -> usize {
    let (mut pages, mut end) = (0, 0);
    for &place in places {
        if pages == 0 || place >= end {
            (pages, end) = (pages + 1, place + page);
        }
    }
    pages
}

/// The calls of each round that ended, after the first.
fn costs(rounds: &[Round]) -> Vec<usize> {
    let ended = rounds.iter().filter(|round| round.ended.is_some());
    ended.skip(1).map(|round| round.calls.len()).collect()
}

/// Places that are waited for, in one and in several pages.
fn spreads() -> Vec<Vec<usize>> {
    vec![
        (0..1_000).collect(),
        (7_500..8_500).collect(),
        (0..80).chain(4_000..4_050).chain(9_900..9_980).collect(),
        (0..1_000).map(|number| number * 10).collect(),
        (0..20).map(|number| number * 500).collect(),
    ]
}

#[test]
fn a_thousand_waits_cost_the_pages_that_hold_their_jobs_and_at_most_one_more() {
    for places in spreads() {
        let bench = Bench::new(line(0, world(10_000, &places)), 1.0);
        let waits = waits(&bench, &each(places.len()));
        let rounds = keep_the_promises(&bench, &waits);
        let most = pages(&places, 100) + 1;
        let costs = costs(&rounds);
        assert!(costs.len() >= 5 && costs.iter().all(|cost| *cost <= most), "{costs:?} for {most}");
    }
}

#[test]
fn so_they_do_in_a_list_that_changes_a_little() {
    for places in spreads() {
        let bench = Bench::new(line(0, world(10_000, &places)), 1.0);
        for second in 0..100 {
            bench.line.at(TYPE, seconds(second), move |jobs| {
                for _ in 0..second % 4 {
                    jobs.arrive(0, JobStatus::Running);
                }
                let somewhere = (second as usize * 997) % jobs.all().len();
                if second % 10 == 0 && !jobs.all()[somewhere].stays {
                    jobs.depart(somewhere);
                }
            });
        }
        let waits = waits(&bench, &each(places.len()));
        let rounds = keep_the_promises(&bench, &waits);
        for (before, round) in rounds.iter().zip(&rounds[1..]) {
            let mut stood: Vec<_> = before.seen.values().map(|job| job.place as usize).collect();
            stood.sort_unstable();
            let (most, cost) = (pages(&stood, 100) + 1, round.calls.len());
            assert!(round.ended.is_none() || cost <= most, "{cost} calls, not {most}");
        }
    }
}

#[test]
fn one_job_among_ten_thousand_costs_one_or_two_calls_a_look() {
    for place in [0, 99, 100, 5_000, 9_999] {
        for arrivals in [0, 12, 40] {
            let world = world(10_000, &[place]).between_calls(move |jobs, rng, _| {
                for _ in 0..rng.usize(..=arrivals) {
                    jobs.arrive(0, JobStatus::Running);
                }
            });
            let bench = Bench::new(line(0, world), 1.0);
            let waits = waits(&bench, &each(1));
            let costs = costs(&keep_the_promises(&bench, &waits));
            assert!(costs.len() >= 5, "{costs:?}");
            assert!(costs.iter().all(|cost| (1..=2).contains(cost)), "{costs:?} at {place}");
        }
    }
}

#[test]
fn jobs_that_are_nowhere_share_one_whole_listing_a_round() {
    let places: Vec<_> = (0..500).map(|number| number * 2).collect();
    let bench = Bench::new(line(0, world(1_000, &places)), 1.0);
    // The last hundred are never there, and some of the others depart.
    for number in 0..50 {
        bench.line.at(TYPE, seconds(10), move |jobs| super::bench::depart(jobs, number));
    }
    let waits = waits(&bench, &each(600));
    let rounds = keep_the_promises(&bench, &waits);
    // Eleven calls are one listing of a thousand jobs, and one more proves its end.
    let most = 12 + pages(&places, 100) + 1;
    for round in &rounds {
        assert!(round.calls.len() <= most, "{} calls, not {most}", round.calls.len());
    }
}

#[test]
fn a_service_that_caps_its_pages_costs_the_pages_that_hold_the_jobs_as_well() {
    for cap in [7, 30, 49, 80] {
        let service = Service { cap: Some(cap), ..Service::default() };
        let bench = Bench::new(line(0, world(1_000, &[500]).served_by(service)), 1.0);
        let waits = waits(&bench, &each(1));
        let costs = costs(&keep_the_promises(&bench, &waits));
        assert!(costs.iter().all(|cost| (1..=2).contains(cost)), "cap {cap}: {costs:?}");
    }
}
