//! The rounds of a poller, put together from its calls.

use std::collections::{HashMap, HashSet};
use std::time::Duration;

use imagejobs_core::Error;

use super::wait::{Asked, Waited};
use crate::simulation::line::{Made, Seen};
use crate::simulation::replay::is_alone;

#[derive(Debug)]
pub(super) struct Round {
    pub(super) number: u64,
    pub(super) began: Duration,
    /// Never when it was given up.
    pub(super) ended: Option<Duration>,
    pub(super) error: Option<Error>,
    pub(super) calls: Vec<Made>,
    /// The jobs that it saw, by their numbers.
    pub(super) seen: HashMap<u64, Seen>,
    /// Those that were in the list whenever a call was answered.
    ///
    /// Jobs with one id are one job, which must not stand in two places: then nothing is sure of those
    /// between them.
    pub(super) held: HashSet<u64>,
}

impl Round {
    /// The rounds in which these calls were made, and these went wrong.
    pub(super) fn of(calls: &[Made], troubles: &HashMap<u64, Error>) -> Vec<Self> {
        let rounds = calls.chunk_by(|one, other| one.round == other.round);
        let rounds = rounds.map(|calls| {
            let mut seen = HashMap::new();
            // The first sight of a job in a round counts.
            for job in calls.iter().filter(|call| call.ended.is_some()).flat_map(|call| &call.page)
            {
                seen.entry(job.number).or_insert(*job);
            }
            let (first, last) = (&calls[0], &calls[calls.len() - 1]);
            Self {
                number: first.round,
                began: first.began,
                ended: last.ended,
                error: last.error.clone().or_else(|| troubles.get(&first.round).cloned()),
                held: held(calls),
                calls: calls.to_vec(),
                seen,
            }
        });
        rounds.collect()
    }

    /// Whether it came to its end without an error.
    pub(super) fn is_whole(&self) -> bool {
        self.ended.is_some() && self.error.is_none()
    }

    /// Whether it failed although each call was answered.
    pub(super) fn failed_to_list(&self) -> bool {
        self.error.is_some() && self.calls.iter().all(|call| call.error.is_none())
    }

    pub(super) fn is_fatal(&self) -> bool {
        self.error.as_ref().is_some_and(|error| !error.is_retryable())
    }
}

fn held(calls: &[Made]) -> HashSet<u64> {
    if calls.iter().any(|call| !in_one_place(&call.there)) {
        return HashSet::new();
    }
    let mut held: Vec<_> = calls[0].there.iter().map(|job| (job.serial, job.number)).collect();
    for call in &calls[1..] {
        let there: HashSet<_> = call.there.iter().map(|job| job.serial).collect();
        held.retain(|(serial, _)| there.contains(serial));
    }
    held.into_iter().map(|(_, number)| number).collect()
}

/// Whether jobs with one id are neighbours.
fn in_one_place(jobs: &[Seen]) -> bool {
    let mut places = HashMap::new();
    jobs.iter().all(|job| {
        let other = places.insert(job.number, job.place);
        other.is_none_or(|other| other.abs_diff(job.place) <= 1)
    })
}

/// Writes what happened, when a world is the only one that runs.
pub(super) fn tell(rounds: &[Round], waits: &[(Asked, Waited)]) {
    if !is_alone() {
        return;
    }
    for Round { number, began, ended, error, calls, seen, .. } in rounds {
        let calls: Vec<_> = calls.iter().map(|call| (call.offset, call.length)).collect();
        let seen: Vec<_> = seen.values().map(|job| (job.number, job.place, job.status)).collect();
        let error = error.as_ref().map(ToString::to_string);
        println!("round {number} from {began:?} to {ended:?}: {calls:?} saw {seen:?}, {error:?}");
    }
    for (asked, waited) in waits {
        println!("{asked:?}\n  {waited:?}");
    }
}
