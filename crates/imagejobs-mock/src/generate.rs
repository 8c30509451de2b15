//! Plausible jobs from a seed.

use crate::job::{Job, has_ended};
use crate::random::Random;
use imagejobs_client::image_jobs::types::{JobStatus, JobType};

/// So many jobs, oldest first, one in every minute up to this time, in milliseconds since 1970. The last
/// few are still at work; of the rest, nine in ten ended well.
pub(crate) fn jobs(seed: u64, count: usize, until: i64) -> impl Iterator<Item = Job> {
    let mut random = Random::new(seed, 3);
    (0..count).map(move |number| job(&mut random, count - number, until))
}

fn job(random: &mut Random, minutes_ago: usize, now: i64) -> Job {
    let kind = match random.below(10) {
        0..5 => JobType::CreateServer,
        5..8 => JobType::CreateServerImage,
        _ => JobType::DeleteServer,
    };
    let status = match (minutes_ago, random.below(10)) {
        (1..=3, _) => JobStatus::Waiting,
        (4..=20, 0..5) => JobStatus::Running,
        (_, 9) => JobStatus::Failed,
        _ => JobStatus::Success,
    };
    let ago = i64::try_from(minutes_ago).unwrap_or(i64::MAX).saturating_mul(MINUTE);
    let begin = now.saturating_sub(ago).saturating_add(below(random, MINUTE));
    let took = 20_000 + below(random, 3 * MINUTE);
    let end = has_ended(status).then(|| begin.saturating_add(took));
    let subs = u32::try_from(1 + random.below(10)).unwrap_or(1);
    Job::generated(kind, status, begin, end).sub_jobs_total(subs)
}

const MINUTE: i64 = 60_000;

fn below(random: &mut Random, bound: i64) -> i64 {
    i64::try_from(random.below(bound.unsigned_abs())).unwrap_or(0)
}
