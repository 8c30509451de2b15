//! What a watch must have given, by all that it was answered and what was in the lists then.

use std::collections::{HashMap, HashSet};
use std::time::Duration;

use super::ledger::{Given, INTERVAL, Ledger, What, jitter};
use crate::JobType;
use crate::simulation::line::Made;

/// The jobs of each list and their statuses, as the changes tell them.
type State = HashMap<(JobType, u64), String>;

/// The calls that read one list once.
struct Listing<'a> {
    calls: &'a [Made],
    /// How many calls were made when it ended.
    end: usize,
    /// Whether it came to its end without an error.
    whole: bool,
    /// The jobs that were in the list whenever a call was answered, with their status, if that was
    /// one and the same.
    held: HashMap<u64, Option<&'static str>>,
    /// The jobs that were ever in the list when a call was answered.
    ever: HashSet<u64>,
}

/// Asserts every promise of a watch.
pub(super) fn check(ledger: &Ledger) {
    let calls = ledger.line.calls();
    let troubles = ledger.troubles.lock().unwrap().clone();
    let groups =
        calls.chunk_by(|one, other| (one.round, one.job_type) == (other.round, other.job_type));
    let mut end = 0;
    let listings: Vec<_> = groups
        .map(|calls| {
            end += calls.len();
            let last = &calls[calls.len() - 1];
            let failed = last.error.is_some() || troubles.contains(&end);
            let whole = !failed && last.ended.is_some();
            let ever = calls.iter().flat_map(|call| &call.there).map(|job| job.number).collect();
            Listing { calls, end, whole, held: held(calls), ever }
        })
        .collect();
    // The last may not have come to its end.
    let done = ledger.rounds() > calls.last().map_or(0, |last| last.round);
    let ended = if done { &listings[..] } else { &listings[..listings.len() - 1] };

    let mut given = ledger.given.iter().peekable();
    let mut state = State::new();
    for (index, listing) in ended.iter().enumerate() {
        while let Some(change) = given.next_if(|change| change.calls <= listing.end) {
            apply(&mut state, &calls, change);
            if change.what == What::Gone {
                check_gone(change, &ended[..=index]);
            }
        }
        if listing.whole {
            check_state(&state, &ended[..=index]);
        }
    }
    check_pace(&calls);
    for listing in &listings {
        let told = troubles.contains(&listing.end);
        let error = listing.calls.last().and_then(|last| last.error.as_ref());
        assert!(error.is_none_or(|error| error.is_retryable() == told), "troubles are told");
    }
}

/// Writes a change down, and asserts that it is one, and that it was on the page that was just read.
fn apply(state: &mut State, calls: &[Made], change: &Given) {
    let Given { number, what, status, .. } = change;
    let last = &calls[change.calls - 1];
    let key = (last.job_type, *number);
    let on_page = last.page.iter().any(|job| (job.number, job.status) == (*number, status));
    match what {
        What::Appeared => {
            assert!(on_page, "{change:?} is not on the page");
            let before = state.insert(key, status.clone());
            assert_eq!(before, None, "appears again: {change:?}");
        }
        What::Changed { from } => {
            assert!(on_page, "{change:?} is not on the page");
            assert_ne!(from, status, "no change: {change:?}");
            let before = state.insert(key, status.clone());
            assert_eq!(before.as_ref(), Some(from), "was another before: {change:?}");
        }
        What::Gone => {
            let before = state.remove(&key);
            assert_eq!(before.as_ref(), Some(status), "was another last: {change:?}");
        }
    }
}

/// Asserts that a job is gone at the end of a second whole listing that missed it, and that it was
/// away in both.
fn check_gone(change: &Given, listings: &[Listing<'_>]) {
    let listing = &listings[listings.len() - 1];
    assert!(listing.whole && change.calls == listing.end, "gone before the end: {change:?}");
    let before = whole_before(listings);
    let before = before.unwrap_or_else(|| panic!("gone after one listing: {change:?}"));
    for listing in [listing, before] {
        assert!(!listing.held.contains_key(&change.number), "gone while it was there: {change:?}");
    }
}

/// Asserts that the changes add up to what was in the list, at the end of a whole listing.
fn check_state(state: &State, listings: &[Listing<'_>]) {
    let listing = &listings[listings.len() - 1];
    let job_type = listing.calls[0].job_type;
    for (number, status) in &listing.held {
        let told = state.get(&(job_type, *number));
        assert!(told.is_some(), "{number} is there, but not told");
        assert!(
            status.is_none_or(|status| told.unwrap() == status),
            "{number} is {status:?}: {told:?}"
        );
    }
    let Some(before) = whole_before(listings) else { return };
    let there: HashSet<_> = seen_since(listings, before);
    for (known, number) in state.keys().filter(|(known, _)| *known == job_type) {
        let ever = [listing, before].iter().any(|listing| listing.ever.contains(number));
        let is_there = ever || there.contains(number);
        assert!(is_there, "{number} of {known:?} is away, but not told to be gone");
    }
}

/// The whole listing of the same list that came before the last.
fn whole_before<'a>(listings: &'a [Listing<'a>]) -> Option<&'a Listing<'a>> {
    let (last, before) = listings.split_last()?;
    let same = |listing: &&Listing<'_>| listing.calls[0].job_type == last.calls[0].job_type;
    before.iter().rev().filter(same).find(|listing| listing.whole)
}

/// The jobs that were on any page of a list since the beginning of a listing.
fn seen_since(listings: &[Listing<'_>], first: &Listing<'_>) -> HashSet<u64> {
    let since = listings.iter().filter(|listing| listing.end >= first.end);
    let calls = since.flat_map(|listing| listing.calls);
    let calls =
        calls.filter(|call| call.job_type == first.calls[0].job_type && call.error.is_none());
    calls.flat_map(|call| &call.page).map(|job| job.number).collect()
}

/// Jobs with one id are one job, which must not stand in two places: then nothing is sure.
fn held(calls: &[Made]) -> HashMap<u64, Option<&'static str>> {
    let first = calls[0].there.iter();
    let mut serials: HashMap<i64, u64> = first.map(|job| (job.serial, job.number)).collect();
    let mut statuses = HashMap::new();
    for call in calls {
        let there: HashSet<_> = call.there.iter().map(|job| job.serial).collect();
        serials.retain(|serial, _| there.contains(serial));
        let mut places = HashMap::new();
        for job in &call.there {
            let other = places.insert(job.number, job.place);
            if other.is_some_and(|other| other.abs_diff(job.place) > 1) {
                return HashMap::new();
            }
            let status = statuses.entry(job.number).or_insert(Some(job.status));
            *status = status.filter(|status| *status == job.status);
        }
    }
    serials.into_values().map(|number| (number, statuses[&number])).collect()
}

/// Asserts that calls follow each other at once in a round, and rounds after a pause.
fn check_pace(calls: &[Made]) {
    let mut rest = Duration::ZERO;
    for pair in calls.windows(2) {
        let [before, call] = pair else { unreachable!("a window is of two") };
        let asked = before.error.as_ref().and_then(|error| error.retry_after());
        rest = rest.max(asked.unwrap_or_default());
        let ended = before.ended.expect("one call is made at a time");
        let pause = if before.round == call.round {
            Duration::ZERO
        } else {
            let less = INTERVAL.mul_f64(0.25 * (1.0 - jitter(before.round)));
            (INTERVAL - less).max(std::mem::take(&mut rest))
        };
        assert_eq!(call.began, ended + pause, "behind round {}", before.round);
    }
}
