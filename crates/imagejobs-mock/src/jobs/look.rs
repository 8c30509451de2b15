//! A look at the lists that is no call: nothing moves by it.

use imagejobs_client::image_jobs::types::{JobStatus, JobType};

use super::Jobs;
use super::order::{Key, Order};
use super::text::Text;
use crate::job::Job;

/// One list, or the same list of every type as if they were one.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Look {
    pub(crate) kind: Option<JobType>,
    pub(crate) status: Option<JobStatus>,
}

impl Look {
    fn kinds(self) -> impl Iterator<Item = JobType> {
        let all = JobType::ALL.iter().copied();
        all.filter(move |&kind| self.kind.is_none_or(|only| only == kind))
    }
}

/// When a look has enough, in bytes.
const LONGEST_LOOK: usize = 1 << 20;

impl Jobs {
    pub(crate) fn count(&self, look: Look) -> usize {
        look.kinds().map(|kind| self.lists.get(kind, look.status).len()).sum()
    }

    /// Writes some of these jobs, the newest first, as a list in JSON: each as it is sent, with the
    /// type that it is listed under and a number that no other job has.
    pub(crate) fn write_look(&self, look: Look, skip: usize, most: usize) -> String {
        let mut out = Text::with_capacity(64 + 256 * most);
        out.put("[");
        for (at, (kind, slot)) in self.seen(look, skip).take(most).enumerate() {
            // Odd jobs may be as large as they like; who looks sees the first of them.
            if out.len() > LONGEST_LOOK {
                break;
            }
            out.put(if at > 0 { ",{\"number\":" } else { "{\"number\":" });
            out.number(self.store.key(slot).1);
            out.put(",\"listed\":\"");
            out.put(kind.as_str());
            out.put("\",\"job\":");
            self.store.write(slot, &mut out);
            out.put("}");
        }
        out.put("]");
        String::from_utf8_lossy(&out.into_bytes()).into_owned()
    }

    /// Some of these jobs, the newest first, with what is left of their lifecycles.
    pub(crate) fn described(&self, look: Look, skip: usize, most: usize) -> Vec<Job> {
        self.seen(look, skip).take(most).map(|(_, slot)| self.job(slot)).collect()
    }

    /// Removes these jobs.
    pub(crate) fn clear_list(&mut self, look: Look) {
        let slots: Vec<_> = self.seen(look, 0).map(|(_, slot)| slot).collect();
        slots.into_iter().for_each(|slot| self.take_out(slot));
    }

    /// These jobs, the newest first, and under which type each is listed.
    fn seen(&self, look: Look, skip: usize) -> impl Iterator<Item = (JobType, u32)> {
        let kinds: Vec<_> = look.kinds().collect();
        let lists: Vec<_> = kinds.iter().map(|&kind| self.lists.get(kind, look.status)).collect();
        let key = |slot| self.store.key(slot);
        let starts = skipped(&lists, skip, key);
        let mut rest: Vec<_> = lists
            .into_iter()
            .zip(starts)
            .map(|(list, start)| list.newest(start).peekable())
            .collect();
        std::iter::from_fn(move || {
            // No two jobs have the same key, so there is one newest.
            let newest = rest.iter_mut().map(|list| list.peek().map(|&slot| key(slot)));
            let newest = newest.enumerate().max_by_key(|&(_, key)| key).map(|(at, _)| at)?;
            rest[newest].next().map(|slot| (kinds[newest], slot))
        })
    }
}

/// How many jobs of each list are among the newest `skip` of them all. It costs about as much
/// wherever that is.
fn skipped(lists: &[&Order], mut skip: usize, key: impl Fn(u32) -> Key) -> Vec<usize> {
    let mut starts = vec![0; lists.len()];
    while skip > 0 {
        // Fewer than `skip` jobs are newer than the newest of these, so it and those before it in
        // its list are among them.
        let step = (skip / lists.len()).max(1);
        let last =
            |(list, start): (&&Order, &usize)| list.newest(start + step - 1).next().map(&key);
        let ends = lists.iter().zip(&starts).map(last).enumerate();
        let newest = ends.filter(|(_, end)| end.is_some()).max_by_key(|&(_, end)| end);
        let Some((at, _)) = newest else {
            // Each has fewer than `step` left, and all together fewer than `skip`.
            return lists.iter().map(|list| list.len()).collect();
        };
        starts[at] += step;
        skip -= step;
    }
    starts
}

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use super::*;
    use crate::job::Job;
    use crate::jobs::Rules;
    use crate::random::Random;

    #[test]
    fn all_types_are_shown_as_if_they_were_one_list() {
        let mut random = Random::new(7, 0);
        let mut jobs = Jobs::new(Rules::default(), jiff::Timestamp::UNIX_EPOCH);
        let mut model = Vec::new();
        for number in 0..3_000_u64 {
            // The second type has few jobs, and all of the third are old.
            let kind = match random.below(100) {
                0..60 => JobType::CreateServer,
                60..62 => JobType::CreateServerImage,
                _ => JobType::DeleteServer,
            };
            let age = if kind == JobType::DeleteServer { 0 } else { 500 };
            let status = JobStatus::ALL[random.below(JobStatus::ALL.len() as u64) as usize];
            let begin = i64::try_from(age + random.below(1_000)).unwrap();
            jobs.add(Job::generated(kind, status, begin, None));
            model.push((begin, number, kind, status));
        }
        model.sort_unstable_by_key(|&(begin, number, ..)| std::cmp::Reverse((begin, number)));
        let kinds = JobType::ALL.iter().copied().map(Some).chain([None]);
        let statuses = JobStatus::ALL.iter().copied().map(Some).chain([None]);
        for (kind, status) in
            kinds.flat_map(|kind| statuses.clone().map(move |status| (kind, status)))
        {
            let look = Look { kind, status };
            let fits = |&&(_, _, k, s): &&(i64, u64, JobType, JobStatus)| {
                kind.is_none_or(|kind| kind == k) && status.is_none_or(|status| status == s)
            };
            let model: Vec<_> = model.iter().filter(fits).map(|&(_, number, ..)| number).collect();
            assert_eq!(jobs.count(look), model.len());
            for skip in (0..20).chain((20..3_100).step_by(37)) {
                let out = jobs.write_look(look, skip, 5);
                let shown: Vec<Value> = serde_json::from_str(&out).unwrap();
                let shown = shown.iter().map(|job| job["number"].as_u64().unwrap());
                assert!(shown.eq(model.iter().copied().skip(skip).take(5)), "{look:?} {skip}");
            }
        }
    }
}
