//! When a poller may ask, and how often, by the waits that it had.

use std::collections::HashSet;
use std::time::Duration;

use super::rounds::Round;
use super::wait::{Asked, Waited};
use crate::simulation::line::Line;

/// Asserts that one round ran at a time, each when it was due, and only for somebody.
pub(super) fn check(line: &Line, waits: &[(Asked, Waited)], rounds: &[Round]) {
    assert!(line.most_in_flight() <= 1, "{} calls at once", line.most_in_flight());
    for call in rounds.iter().flat_map(|round| &round.calls) {
        let waited_for = waits.iter().any(|(_, w)| (w.joined..=w.over).contains(&call.began));
        assert!(waited_for, "nobody waits for the call at {:?}", call.began);
    }
    for (index, round) in rounds.iter().enumerate() {
        check_begin(waits, &rounds[..index], round);
    }
}

/// Asserts that a round began when the first of its waits was due, after those before it.
fn check_begin(waits: &[(Asked, Waited)], before: &[Round], round: &Round) {
    let began = round.began;
    let last = before.iter().rev().find_map(|earlier| Some((earlier.number, earlier.ended?)));
    let held = before
        .iter()
        .rev()
        .find_map(|earlier| Some(earlier.ended? + earlier.error.as_ref()?.retry_after()?));
    // A round may be given up with a wait that leaves.
    let given_up = before.last().filter(|last| last.ended.is_none()).map(|last| {
        let left = waits.iter().map(|(_, waited)| waited.over);
        let left = left.filter(|over| (last.began..=began).contains(over)).max();
        left.expect("a round is given up when somebody leaves")
    });
    let last_ended = last.map(|(_, ended)| ended);
    let floor = last_ended.into_iter().chain(held).chain(given_up).max().unwrap_or_default();
    let mut earliest = Duration::MAX;
    let mut latest = Duration::MAX;
    for (asked, waited) in waits {
        // Who leaves at this moment may have left before.
        if waited.joined > began || waited.over < began {
            continue;
        }
        let sure = waited.over > began;
        let (from, to) = match last.filter(|(number, _)| waited.first_round <= *number) {
            None => (waited.joined, waited.joined),
            Some((_, last)) => {
                let (first, longest) = asked.backoff;
                let interval = (last - waited.joined + first).min(longest);
                let grace = waited.joined + asked.grace;
                let to = last + interval;
                let from = last + interval.mul_f64(0.75);
                (if grace > last { from.min(grace) } else { from }, to)
            }
        };
        earliest = earliest.min(from);
        // A look that would come too late is not made.
        if sure && to < waited.joined + asked.deadline {
            latest = latest.min(to);
        }
    }
    // A thousandth of a microsecond may be lost in a multiplication.
    let slack = Duration::from_nanos(1);
    let (earliest, latest) = (earliest.max(floor), latest.max(floor));
    assert!(
        began + slack >= earliest && began <= latest,
        "round {} began at {began:?}, not between {earliest:?} and {latest:?}",
        round.number
    );
}

/// Asserts that whole rounds saw every job that stayed in the list, and cost what they may.
pub(super) fn check_rounds(waits: &[(Asked, Waited)], rounds: &[Round]) {
    for round in rounds.iter().filter(|round| round.is_whole()) {
        for number in wanted(waits, round) {
            let missed = round.held.contains(&number) && !round.seen.contains_key(&number);
            assert!(!missed, "round {} missed job {number}, which was there", round.number);
        }
    }
}

/// The jobs that a round is made for.
pub(super) fn wanted(waits: &[(Asked, Waited)], round: &Round) -> HashSet<u64> {
    let mut wanted = HashSet::new();
    for (asked, waited) in waits {
        let waits = waited.first_round <= round.number && waited.over > round.began;
        let ended = |number: &&u64| {
            waited.ends.iter().any(|(at, ended, _)| ended == *number && *at <= round.began)
        };
        if waits {
            wanted.extend(asked.numbers.iter().filter(|number| !ended(number)));
        }
    }
    wanted
}
