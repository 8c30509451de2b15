//! When a poller may ask, and how often, by the waits that it had.

use std::collections::HashSet;
use std::time::Duration;

use super::rounds::Round;
use super::wait::{Asked, Waited};
use crate::simulation::line::Line;

/// Asserts that one round ran at a time, each when it was due, and only for somebody. At the cuts the
/// runtime of the poller was dropped.
pub(super) fn check(line: &Line, waits: &[(Asked, Waited)], rounds: &[Round], cuts: &[Duration]) {
    assert!(line.most_in_flight() <= 1, "{} calls at once", line.most_in_flight());
    for call in rounds.iter().flat_map(|round| &round.calls) {
        let waited_for = waits.iter().any(|(_, w)| (w.joined..=w.over).contains(&call.began));
        assert!(waited_for, "nobody waits for the call at {:?}", call.began);
    }
    for index in 0..=rounds.len() {
        let (before, next) = (&rounds[..index], rounds.get(index));
        Gap::new(waits, before, next, cuts).check(waits, next);
    }
}

/// The time between two rounds, before the first, or after the last.
struct Gap {
    /// The number of the last round that ended, and when it did.
    last: Option<(u64, Duration)>,
    /// The moment before which no round may begin.
    floor: Duration,
    /// When the next round began.
    end: Duration,
}

impl Gap {
    fn new(
        waits: &[(Asked, Waited)],
        before: &[Round],
        next: Option<&Round>,
        cuts: &[Duration],
    ) -> Self {
        let end = next.map_or(Duration::MAX, |next| next.began);
        let mut ended = before.iter().rev().filter_map(|round| Some((round, round.ended?)));
        let last = ended.clone().next().map(|(round, ended)| (round.number, ended));
        let held =
            ended.find_map(|(round, ended)| Some(ended + round.error.as_ref()?.retry_after()?));
        // A round is given up with its runtime, or with a wait that leaves.
        let given_up = before.last().filter(|last| last.ended.is_none()).map(|last| {
            let left = waits.iter().map(|(_, waited)| waited.over);
            let left = left.filter(|over| (last.began..=end).contains(over)).max();
            let cut = cuts.iter().find(|cut| **cut > last.began && **cut <= end).copied();
            let at_once = cuts.contains(&last.began).then_some(last.began);
            cut.or(left).or(at_once).expect("a round is given up when somebody leaves")
        });
        let floor = last.map(|(_, ended)| ended).into_iter().chain(held).chain(given_up).max();
        Self { last, floor: floor.unwrap_or_default(), end }
    }

    fn check(&self, waits: &[(Asked, Waited)], next: Option<&Round>) {
        let mut earliest = Duration::MAX;
        for (asked, waited) in waits.iter().filter(|(_, waited)| waited.joined <= self.end) {
            let (from, to) = self.due(asked, waited);
            // Who leaves at this moment may have left before.
            if waited.over >= self.end {
                earliest = earliest.min(from);
            }
            let due = to.max(self.floor);
            // A look that would come too late is not made.
            if due < waited.over && to < waited.joined + asked.deadline {
                let late =
                    format_args!("round {:?} began at {:?}", next.map(|n| n.number), self.end);
                assert!(self.end <= due, "{late}, and should have at {due:?} for {asked:#?}");
            }
        }
        if let Some(next) = next {
            // A nanosecond may be lost in a multiplication.
            let began = next.began + Duration::from_nanos(1);
            let earliest = earliest.max(self.floor);
            assert!(began >= earliest, "round {} began before {earliest:?}", next.number);
        }
    }

    /// When a wait wants the next look at the earliest and at the latest, as long as nobody holds it
    /// back.
    fn due(&self, asked: &Asked, waited: &Waited) -> (Duration, Duration) {
        match self.last.filter(|(number, _)| waited.first_round <= *number) {
            None => (waited.joined, waited.joined),
            Some((_, last)) => {
                let (first, longest) = asked.backoff;
                let interval = (last.saturating_sub(waited.joined) + first).min(longest);
                let grace = waited.joined + asked.grace;
                let (from, to) = (last + interval.mul_f64(0.75), last + interval);
                (if grace > last { from.min(grace) } else { from }, to)
            }
        }
    }
}

/// Asserts that whole rounds saw every job that stayed in the list.
pub(super) fn check_rounds(waits: &[(Asked, Waited)], rounds: &[Round]) {
    for round in rounds.iter().filter(|round| round.is_whole()) {
        for number in wanted(waits, round) {
            let missed = round.held.contains(&number) && !round.seen.contains_key(&number);
            assert!(!missed, "round {} missed job {number}, which was there", round.number);
        }
    }
}

/// The jobs that a round is made for.
fn wanted(waits: &[(Asked, Waited)], round: &Round) -> HashSet<u64> {
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
