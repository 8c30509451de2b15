//! Where to look for jobs in one round of polling. It does no I/O.
//!
//! A job that was seen is looked for around the place where it stood: pages are laid over the places
//! of all that were seen, each with as much room on both sides as it has, and how far the jobs of one
//! page have moved tells where to look for the next. That costs the pages that hold them and one more.
//! Jobs that were never seen, and those that are not where they were, share one whole listing, which
//! goes on only until it has found them.

use std::collections::{HashMap, HashSet};

use imagejobs_core::Error;

use crate::ImageJob;
use crate::listing::{Listing, usable_id};

#[derive(Debug)]
pub(super) struct Round {
    /// All jobs that are not found yet.
    wanted: HashSet<String>,
    /// Those of them that were seen, by the place where they stood. The listing seeks the others.
    expected: Vec<Expected>,
    found: HashMap<String, Found>,
    listing: Listing,
    /// How many pages may still be laid over the places.
    windows: usize,
    /// How far jobs have moved to the back.
    shift: i64,
    /// How long pages are.
    width: usize,
}

#[derive(Debug)]
struct Expected {
    id: String,
    place: u64,
    tried: bool,
}

/// A job that was found, and where it stands.
#[derive(Debug)]
pub(super) struct Found {
    pub(super) job: ImageJob,
    pub(super) place: u64,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Page {
    /// The next of the listing.
    Listing(u64),
    /// One that is laid over the first so many places.
    Window { offset: u64, places: usize },
}

impl Round {
    /// Looks for these jobs, each with the place where it stood, if it was seen. Pages have the
    /// length of the longest that was seen.
    pub(super) fn new(jobs: impl IntoIterator<Item = (String, Option<u64>)>, width: usize) -> Self {
        let mut wanted = HashSet::new();
        let mut expected = Vec::new();
        for (id, place) in jobs {
            if let Some(place) = place {
                expected.push(Expected { id: id.clone(), place, tried: false });
            }
            wanted.insert(id);
        }
        expected.sort_unstable_by_key(|known| known.place);
        let listing = Listing::new();
        let (found, windows, shift, width) = (HashMap::new(), 1, 0, width.max(1));
        let mut round = Self { wanted, expected, found, listing, windows, shift, width };
        round.windows += round.windows_of(width);
        round
    }

    /// The offset of the next page to look at; none when the round is over.
    pub(super) fn wants(&self) -> Option<u64> {
        Some(match self.page()? {
            Page::Listing(offset) | Page::Window { offset, .. } => offset,
        })
    }

    /// Whether the next page belongs to the listing.
    pub(super) fn is_listing(&self) -> bool {
        matches!(self.page(), Some(Page::Listing(_)))
    }

    /// Takes the page that was wanted.
    pub(super) fn take(&mut self, jobs: Vec<ImageJob>, count: Option<i64>) -> Result<(), Error> {
        let Some(page) = self.page() else { return Ok(()) };
        self.width = self.width.max(jobs.len());
        let offset = self.wants().unwrap_or(0);
        for (place, job) in (offset..).zip(&jobs) {
            if let Some(id) = usable_id(job).and_then(|id| self.wanted.take(id)) {
                self.found.insert(id, Found { job: job.clone(), place });
            }
        }
        let failed = match page {
            Page::Listing(_) => self.listing.take(jobs, count).error,
            Page::Window { places, .. } => {
                self.look_again(places);
                None
            }
        };
        self.expected.retain(|known| self.wanted.contains(&known.id));
        failed.map_or(Ok(()), Err)
    }

    /// How long pages are: as the listing found them, where one was made.
    pub(super) fn width(&self) -> usize {
        match self.listing.longest() {
            0 => self.width,
            listed => listed,
        }
    }

    /// What was found, and what was not. When the round came to its end without an error, a whole
    /// listing has missed the latter.
    pub(super) fn end(self) -> (HashMap<String, Found>, HashSet<String>) {
        (self.found, self.wanted)
    }

    fn page(&self) -> Option<Page> {
        let first = match self.expected.first() {
            _ if self.wanted.is_empty() => return None,
            // What the listing has not found at its end is nowhere, whatever else is known of it.
            _ if self.listing.wants().is_none() => return None,
            Some(first) if self.wanted.len() == self.expected.len() => first,
            _ => return self.listing.wants().map(Page::Listing),
        };
        // Jobs may stand a little further in front than they should: as much room for them as leaves
        // enough pages for all.
        let margins = (1..=self.width.ilog2()).map(|halvings| self.width >> halvings);
        let margin = margins.chain([0]).find(|m| self.windows_of(self.width - m) <= self.windows);
        let margin = margin.unwrap_or(0);
        let places = reach(&self.expected, self.width - margin);
        let span = self.expected[places - 1].place - first.place + 1;
        let room = (self.width as u64).saturating_sub(span) / 2;
        let moved = first.place.saturating_add_signed(self.shift);
        Some(Page::Window { offset: moved.saturating_sub(room.max(margin as u64)), places })
    }

    /// How many pages hold all places, when each has so many jobs.
    fn windows_of(&self, jobs: usize) -> usize {
        let mut rest = self.expected.as_slice();
        let mut windows = 0;
        while !rest.is_empty() {
            rest = &rest[reach(rest, jobs)..];
            windows += 1;
        }
        windows
    }

    /// Makes the best of what a page showed of the jobs that it was laid over.
    fn look_again(&mut self, places: usize) {
        self.windows -= 1;
        let moved = self.expected[..places].iter().rev().find_map(|known| {
            let now = i64::try_from(self.found.get(&known.id)?.place).ok()?;
            Some(now - i64::try_from(known.place).ok()?)
        });
        self.shift = moved.unwrap_or(self.shift);
        let out_of_windows = self.windows == 0;
        let mut index = 0;
        self.expected.retain_mut(|known| {
            let here = index < places;
            index += 1;
            let leave = out_of_windows || (here && known.tried);
            if here {
                known.tried = true;
                if moved.is_none() {
                    // Jobs mostly arrive in front.
                    known.place = known.place.saturating_add(self.width as u64);
                }
            }
            !leave
        });
        self.expected.sort_unstable_by_key(|known| known.place);
    }
}

/// How many of these places a page of so many jobs can hold, the first among them.
fn reach(expected: &[Expected], jobs: usize) -> usize {
    let first = expected.first().map_or(0, |first| first.place);
    expected.partition_point(|known| known.place - first < jobs.max(1) as u64)
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test fails by panicking")]
mod tests {
    use super::*;

    fn list(ids: impl IntoIterator<Item = u64>) -> Vec<ImageJob> {
        ids.into_iter()
            .map(|id| serde_json::from_str(&format!(r#"{{"id":"{id}"}}"#)).unwrap())
            .collect()
    }

    /// Runs a round against a list, and gives how many calls it took and what it missed.
    fn run(mut round: Round, list: &[ImageJob]) -> (usize, usize, usize) {
        let mut calls = 0;
        while let Some(offset) = round.wants() {
            calls += 1;
            let page = list.iter().skip(offset as usize).take(100).cloned().collect();
            round.take(page, None).unwrap();
        }
        let (found, missed) = round.end();
        for (id, found) in &found {
            assert_eq!(list[found.place as usize].id().unwrap(), id);
        }
        (calls, found.len(), missed.len())
    }

    fn seen(ids: impl IntoIterator<Item = u64>) -> Vec<(String, Option<u64>)> {
        ids.into_iter().map(|id| (id.to_string(), Some(id))).collect()
    }

    #[test]
    fn a_job_is_found_near_its_place_in_one_call_and_a_page_further_in_two() {
        for (shift, calls) in [(0, 1), (40, 1), (-40_i64, 1), (60, 2), (140, 2)] {
            let moved = if shift > 0 {
                list((20_000..20_000 + shift as u64).chain(0..10_000))
            } else {
                list(shift.unsigned_abs()..10_000)
            };
            let round = Round::new(seen([5_000]), 100);
            assert_eq!(run(round, &moved), (calls, 1, 0), "moved by {shift}");
        }
    }

    #[test]
    fn jobs_that_were_seen_cost_the_pages_that_hold_them_and_one_more() {
        for shift in [0, 1, 7, 30, 60] {
            let moved = list((20_000..20_000 + shift).chain(0..10_000));
            for ids in [
                (0..1_000).collect::<Vec<_>>(),
                (500..1_500).collect(),
                (0..100).chain(4_000..4_100).chain(9_000..9_100).collect(),
                (0..1_000).map(|number| number * 10).collect(),
                (0..20).map(|number| number * 500).collect(),
            ] {
                let mut windows = 0;
                let mut end = 0;
                for &id in &ids {
                    if windows == 0 || id >= end {
                        (windows, end) = (windows + 1, id + 100);
                    }
                }
                let (calls, found, missed) = run(Round::new(seen(ids.clone()), 100), &moved);
                assert_eq!((found, missed), (ids.len(), 0));
                assert!(
                    calls <= windows + 1,
                    "{calls} calls for {windows} pages, moved by {shift}"
                );
            }
        }
    }

    #[test]
    fn a_job_that_was_never_seen_costs_the_listing_up_to_it() {
        let list = list(0..10_000);
        let unseen = |id: u64| (id.to_string(), None);
        assert_eq!(run(Round::new([unseen(3)], 100), &list), (1, 1, 0));
        assert_eq!(run(Round::new([unseen(250)], 100), &list), (3, 1, 0));
        // What was seen is looked for at its place then.
        let jobs = seen([7_000]).into_iter().chain([unseen(3)]);
        assert_eq!(run(Round::new(jobs, 100), &list), (2, 2, 0));
    }

    #[test]
    fn what_is_nowhere_is_missed_by_one_whole_listing() {
        let list = list(0..1_000);
        for jobs in [
            vec![("x".to_owned(), None)],
            vec![("x".to_owned(), Some(500))],
            vec![("x".to_owned(), Some(500)), ("y".to_owned(), None), ("7".to_owned(), Some(7))],
        ] {
            let there = jobs.iter().filter(|(id, _)| id == "7").count();
            let lost = jobs.len() - there;
            let (calls, found, missed) = run(Round::new(jobs, 100), &list);
            assert_eq!((found, missed), (there, lost));
            assert!((11..=14).contains(&calls), "{calls}");
        }
    }
}
