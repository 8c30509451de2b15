use std::time::Duration;

use tokio::runtime;

use crate::pace::jittered;

/// How long to wait between two looks: at first so long, then twice as long each time, up to the
/// longest.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Backoff {
    pub(crate) first: Duration,
    pub(crate) longest: Duration,
}

/// When a wait wants to look again.
#[derive(Debug)]
pub(super) struct Schedule {
    pub(super) joined: Duration,
    /// The first round that looks for its jobs.
    pub(super) first_round: u64,
    pub(super) due: Duration,
    /// Where it is polled.
    pub(super) runtime: runtime::Id,
    /// When it ends in any case.
    pub(super) until: Duration,
    pub(super) backoff: Backoff,
    /// When jobs that were never seen become not found; then it looks, too.
    pub(super) grace: Option<Duration>,
}

impl Schedule {
    /// Sets the next look, after one that ended now.
    ///
    /// An interval that doubles is as long as everything before it, and once more the first. Taken
    /// from the time that has passed, it is the same whoever else had looks made.
    pub(super) fn looked(&mut self, now: Duration, jitter: f64) {
        let Backoff { first, longest } = self.backoff;
        let passed = now.saturating_sub(self.joined);
        let interval = passed.saturating_add(first).min(longest);
        self.due = now.saturating_add(jittered(interval, jitter));
        if let Some(grace) = self.grace.filter(|grace| *grace > now) {
            self.due = self.due.min(grace);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn intervals_double_up_to_the_longest_whoever_looks_between() {
        let seconds = Duration::from_secs;
        let backoff = Backoff { first: seconds(2), longest: seconds(30) };
        let (joined, due) = (seconds(100), seconds(100));
        let until = Duration::MAX;
        let runtime = runtime::Handle::current().id();
        let (first_round, grace) = (1, None);
        let mut schedule = Schedule { joined, first_round, due, runtime, until, backoff, grace };
        let mut looks = Vec::new();
        for _ in 0..7 {
            looks.push(schedule.due.as_secs() - 100);
            schedule.looked(schedule.due, 1.0);
        }
        assert_eq!(looks, [0, 2, 6, 14, 30, 60, 90]);
        schedule.looked(seconds(106), 1.0);
        assert_eq!(schedule.due, seconds(114));
        schedule.looked(seconds(106), 0.0);
        assert_eq!(schedule.due, seconds(112));
        schedule.grace = Some(seconds(110));
        schedule.looked(seconds(106), 1.0);
        assert_eq!(schedule.due, seconds(110));
        schedule.looked(seconds(110), 1.0);
        assert_eq!(schedule.due, seconds(122));
    }
}
