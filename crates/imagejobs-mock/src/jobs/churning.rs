//! The turns of a churn.

use std::time::Duration;

use imagejobs_client::image_jobs::types::{JobStatus, JobType};

use crate::churn::{Churn, Rhythm};
use crate::job::Job;
use crate::lifecycle::drawn_end;
use crate::random::Random;

use super::Jobs;

/// A churn at work.
#[derive(Debug, Clone)]
pub(super) struct Churning {
    churn: Option<Churn>,
    random: Random,
    /// Whether a page was asked for since the churn was set.
    listed: bool,
    /// When the next turn is due, in the jobs' time.
    due: Option<Duration>,
}

/// A server that nobody asked for a day catches up in a moment.
const MOST_TURNS: u32 = 10_000;

impl Churning {
    pub(super) fn new(seed: u64) -> Self {
        Self { churn: None, random: Random::new(seed, 10), listed: false, due: None }
    }

    pub(super) fn set(&mut self, churn: Option<Churn>, now: Duration) {
        self.due = match churn.as_ref().map(Churn::rhythm) {
            Some(Rhythm::Every(interval)) => now.checked_add(interval),
            _ => None,
        };
        self.listed = false;
        self.churn = churn;
    }

    pub(super) fn churn(&self) -> Option<&Churn> {
        self.churn.as_ref()
    }

    /// When the next turn is due.
    pub(super) fn due(&self) -> Option<Duration> {
        self.due
    }

    /// Leaves out all turns up to `now` but the last ones.
    pub(super) fn leave_out(&mut self, now: Duration) {
        let (Some(due), Some(interval)) = (self.due, self.interval()) else { return };
        let (Some(most), Some(late)) = (interval.checked_mul(MOST_TURNS), now.checked_sub(due))
        else {
            return;
        };
        if late >= most {
            let rest = late.as_nanos() % interval.as_nanos();
            let rest = Duration::new((rest / NANOS) as u64, (rest % NANOS) as u32);
            self.due = Some(now - rest - (most - interval));
        }
    }

    fn interval(&self) -> Option<Duration> {
        match self.churn.as_ref()?.rhythm() {
            Rhythm::Every(interval) => Some(interval),
            Rhythm::Call => None,
        }
    }
}

const NANOS: u128 = 1_000_000_000;

impl Jobs {
    /// The turn that comes before a page of this type.
    pub(super) fn churn_before_page(&mut self, kind: JobType) {
        let per_call = self.churning.churn.as_ref().map(Churn::rhythm) == Some(Rhythm::Call);
        let listed = std::mem::replace(&mut self.churning.listed, true);
        if per_call && listed {
            self.turn(kind);
            self.run_until(self.time.now);
        }
    }

    /// The turn that is due.
    pub(super) fn churn_on_time(&mut self) {
        let next = self.churning.due.zip(self.churning.interval());
        self.churning.due = next.and_then(|(due, interval)| due.checked_add(interval));
        for &kind in JobType::ALL {
            self.turn(kind);
        }
    }

    fn turn(&mut self, kind: JobType) {
        let Churning { churn: Some(churn), random, .. } = &mut self.churning else { return };
        let (turn, lifecycle) = (churn.draw(random), churn.arriving());
        for _ in 0..turn.departures {
            let Some(slot) = self.any(kind, None) else { break };
            self.take_out(slot);
        }
        for _ in 0..turn.endings {
            let Some(slot) = self.any(kind, Some(JobStatus::Running)) else { break };
            let end = drawn_end(&mut self.churning.random);
            self.change(slot, end.as_str());
        }
        for _ in 0..turn.arrivals {
            let newest = self.lists.get(kind, None).newest(0).next();
            let newest = newest.map_or(i64::MIN, |slot| self.store.entry(slot).next_begin());
            let begin = self.time.millis().max(newest);
            self.put_in(match lifecycle {
                Some(way) => Job::generated(kind, JobStatus::Waiting, begin, None).lifecycle(way),
                None => Job::generated(kind, JobStatus::Running, begin, None),
            });
        }
    }

    /// Any job of a list that does not stay.
    fn any(&mut self, kind: JobType, status: Option<JobStatus>) -> Option<u32> {
        let list = self.lists.get(kind, status);
        let random = &mut self.churning.random;
        let stays = |slot: &u32| self.store.entry(*slot).stays;
        // Mostly few jobs stay, and the first one drawn will do.
        for _ in 0..32 {
            let length = u64::try_from(list.len()).ok().filter(|&length| length > 0)?;
            let drawn = list.newest(random.below(length) as usize).next();
            if let Some(slot) = drawn.filter(|slot| !stays(slot)) {
                return Some(slot);
            }
        }
        let loose = list.newest(0).filter(|slot| !stays(slot)).collect::<Vec<_>>();
        let length = u64::try_from(loose.len()).ok().filter(|&length| length > 0)?;
        loose.get(random.below(length) as usize).copied()
    }
}
