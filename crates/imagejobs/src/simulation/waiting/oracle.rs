//! How a wait must have ended, by all that its poller saw.

use std::time::Duration;

use super::rounds::Round;
use super::wait::{Asked, End, Told, Waited};

/// Asserts that a wait ended as it should, for each of its jobs.
pub(super) fn check(asked: &Asked, waited: &Waited, rounds: &[Round]) {
    let late = waited.joined + asked.deadline;
    let mut told = Vec::new();
    for &number in &asked.numbers {
        let mut ends = waited.ends.iter().filter(|(_, ended, _)| *ended == number);
        let (end, again) = (ends.next(), ends.next());
        assert!(again.is_none(), "job {number} ends twice: {:?}", waited.ends);
        let case = Case { asked, waited, rounds, number };
        let due = case.due(&mut told);
        let what = format!("job {number} of {asked:#?}\njoined at {:?}", waited.joined);
        match (due, end) {
            (Some((at, may)), Some((ended, _, end))) if at < late => {
                assert!(*ended == at, "should end at {at:?} as {may:?}, not {ended:?}: {what}");
                assert!(may.contains(end), "should be {may:?}, not {end:?}: {what}");
            }
            (Some((at, may)), Some((ended, _, end))) if at == late => {
                assert!(*ended == at, "should end at {at:?}, not {ended:?}: {what}");
                assert!(
                    may.contains(end) || case.is_late(end),
                    "{may:?} or late, not {end:?}: {what}"
                );
            }
            (_, Some((ended, _, end))) => {
                assert!(
                    *ended == late,
                    "ends at {ended:?} as {end:?}, but is late at {late:?}: {what}"
                );
                assert!(case.is_late(end), "{end:?} at the deadline: {what}");
            }
            (due, None) => {
                assert!(waited.given_up, "no end, and not given up: {what}");
                let due = due.map_or(late, |(at, _)| at.min(late));
                assert!(due >= waited.over, "should end at {due:?}, is given up later: {what}");
            }
        }
    }
    assert!(waited.given_up || waited.ends.len() == asked.numbers.len(), "{waited:?}");
    let order = waited.ends.iter().map(|(at, number, _)| {
        (*at, asked.numbers.iter().position(|asked| asked == number).unwrap())
    });
    assert!(order.clone().is_sorted(), "those that end together come in the order of their ids");
    check_told(asked, waited, told);
}

/// Asserts that each look was told of each job that did not end in it.
fn check_told(asked: &Asked, waited: &Waited, mut due: Vec<(Told, bool)>) {
    due.sort_by_key(|(told, _)| {
        (told.elapsed, asked.numbers.iter().position(|number| *number == told.number))
    });
    let over = waited.over - waited.joined;
    // What is over at the moment of a look may have told of it, or not.
    let sure = |elapsed: Duration| elapsed < over;
    let is: Vec<_> = waited.told.iter().filter(|told| sure(told.elapsed)).collect();
    let due: Vec<_> = due.iter().filter(|(told, _)| sure(told.elapsed)).collect();
    for (is, (due, sure)) in is.iter().zip(&due) {
        let alike = (is.number, is.elapsed, is.trouble) == (due.number, due.elapsed, due.trouble);
        assert!(alike && (!sure || is.state == due.state), "told {is:?}, not {due:?}: {asked:#?}");
    }
    assert_eq!(is.len(), due.len(), "so many looks are told: {is:#?}, not {due:#?}");
}

/// A job of a wait.
struct Case<'a> {
    asked: &'a Asked,
    waited: &'a Waited,
    rounds: &'a [Round],
    number: u64,
}

impl Case<'_> {
    /// When the job must end by the looks at it, and how it may; and what is told until then, each
    /// time with whether the job's state is sure.
    fn due(&self, told: &mut Vec<(Told, bool)>) -> Option<(Duration, Vec<End>)> {
        let Self { asked, waited, number, .. } = *self;
        // As it was seen last, and how many whole rounds missed it since then.
        let mut last: Option<String> = None;
        let mut missed = 0;
        // The same for what others saw before, when they kept it.
        let mut before: Option<String> = None;
        let mut missed_before = 0;
        for round in self.rounds {
            let Some(ended) = round.ended else { continue };
            let own = round.number >= waited.first_round;
            let seen = round.seen.get(&number).map(|job| job.status);
            match (seen, own) {
                (Some(status), true) => (last, missed) = (Some(status.to_owned()), 0),
                (Some(status), false) => (before, missed_before) = (Some(status.to_owned()), 0),
                (None, _) if round.is_whole() => {
                    (missed, missed_before) = (missed + 1, missed_before + 1)
                }
                (None, _) => {}
            }
            if !own {
                missed = 0;
                continue;
            }
            if let Some(end) = seen.and_then(|status| self.ends(status)) {
                return Some((ended, vec![end]));
            }
            if round.is_fatal() {
                let mut may = vec![End::Call(last.clone())];
                if last.is_none() {
                    may.push(End::Call(before));
                }
                return Some((ended, may));
            }
            let gone = |state: &Option<String>, missed| {
                state.clone().filter(|_| missed >= 2 && round.is_whole()).map(End::Gone)
            };
            let graced = round.is_whole() && round.began >= waited.joined + asked.grace;
            let not_found = (last.is_none() && graced).then_some(End::NotFound);
            if let Some(end) = gone(&last, missed) {
                return Some((ended, vec![end]));
            }
            if last.is_none() {
                let gone = gone(&before, missed_before);
                match (&before, gone, not_found) {
                    (None, _, Some(not_found)) => return Some((ended, vec![not_found])),
                    (Some(_), Some(gone), not_found) if not_found.is_some() => {
                        return Some((ended, vec![gone, End::NotFound]));
                    }
                    (Some(_), gone, not_found) => {
                        // What is true depends on whether others keep it.
                        let may: Vec<_> = gone.into_iter().chain(not_found).collect();
                        let is = waited.ends.iter().find(|(_, ended, _)| *ended == number);
                        if is.is_some_and(|(at, _, end)| *at == ended && may.contains(end)) {
                            return Some((ended, may));
                        }
                    }
                    _ => {}
                }
            }
            let state = last.clone();
            let (elapsed, trouble) = (ended - waited.joined, round.error.is_some());
            told.push((
                Told { number, elapsed, state, trouble },
                last.is_some() || before.is_none(),
            ));
        }
        None
    }

    fn ends(&self, status: &str) -> Option<End> {
        let good = self.asked.ends(status)?;
        Some(if good { End::Ok(status.to_owned()) } else { End::Failed(status.to_owned()) })
    }

    /// Whether this is the end at the deadline: with the last state, if there was any.
    fn is_late(&self, end: &End) -> bool {
        let End::Late(state) = end else { return false };
        let late = self.waited.joined + self.asked.deadline;
        let rounds = self.rounds.iter().filter(|round| {
            round.number >= self.waited.first_round
                && round.ended.is_some_and(|ended| ended <= late)
        });
        let mut seen: Vec<_> = rounds
            .filter_map(|round| Some((round.ended?, round.seen.get(&self.number)?.status)))
            .collect();
        // The look at the very moment may have come too late.
        if state.as_deref() != seen.last().map(|(_, status)| *status) {
            seen.retain(|(ended, _)| *ended < late);
        }
        seen.last().is_none_or(|(_, status)| state.as_deref() == Some(status))
    }
}
