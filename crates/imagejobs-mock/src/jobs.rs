//! The jobs of a project, and the lists that requests ask for.
//!
//! A page must cost the same at any offset, with any filter, among a million jobs. So each list a
//! request can ask for (a type, or a type and a status) is a vector of positions in order: a page
//! is a slice of it. Jobs mostly come in order of time, so adding one is a push; one that comes
//! late moves some memory, and a batch is sorted once. A job costs 40 bytes and 8 in the lists.

use std::collections::HashSet;
use std::fmt::Write as _;

use jiff::Timestamp;

use crate::job::{Job, Moment, millis_text};
use crate::params::Listing;
use imagejobs_client::image_jobs::types::{JobStatus, JobType};

#[derive(Debug)]
pub(crate) struct Jobs {
    /// In order of insertion.
    entries: Vec<Entry>,
    /// By type; first the whole list, then one per status. Oldest first.
    lists: [[Vec<u32>; 1 + JobStatus::ALL.len()]; JobType::ALL.len()],
    ids: Ids,
}

impl Jobs {
    pub(crate) fn new() -> Self {
        Self { entries: Vec::new(), lists: Default::default(), ids: Ids::new() }
    }

    /// Adds a job that begins at `now` unless it says otherwise, and returns its id.
    pub(crate) fn add(&mut self, job: Job, now: Timestamp) -> String {
        let (id, places) = self.store(&job, now);
        for list in places.into_iter().flatten() {
            let list = &mut self.lists[list.0][list.1];
            let newest = self.entries.len() - 1;
            let begin = self.entries[newest].begin;
            let at = list.partition_point(|&other| self.entries[other as usize].begin <= begin);
            list.insert(at, position(newest));
        }
        id
    }

    /// Adds many jobs and sorts once.
    pub(crate) fn add_all(
        &mut self,
        jobs: impl IntoIterator<Item = Job>,
        now: Timestamp,
        mut each_id: impl FnMut(String),
    ) {
        for job in jobs {
            let (id, places) = self.store(&job, now);
            for list in places.into_iter().flatten() {
                self.lists[list.0][list.1].push(position(self.entries.len() - 1));
            }
            each_id(id);
        }
        let key = |&at: &u32| (self.entries[at as usize].begin, at);
        for list in self.lists.iter_mut().flatten() {
            if !list.is_sorted_by_key(key) {
                list.sort_by_key(key);
            }
        }
    }

    pub(crate) fn len(&self) -> usize {
        self.entries.len()
    }

    /// Writes the answer to a request, newest jobs first.
    pub(crate) fn page(&self, asked: &Listing) -> String {
        let [kind, status] = [asked.job_type as usize, asked.status.map_or(0, |s| 1 + s as usize)];
        let list = &self.lists[kind][status];
        let offset = usize::try_from(asked.offset).unwrap_or(usize::MAX);
        let end = list.len().saturating_sub(offset);
        let start = end.saturating_sub(asked.limit);

        let mut body = String::with_capacity(32 + 200 * (end - start));
        // Writing to a string cannot fail.
        let _ = write!(body, r#"{{"count":{},"items":["#, list.len());
        for (number, &at) in list[start..end].iter().rev().enumerate() {
            if number > 0 {
                body.push(',');
            }
            self.entries[at as usize].write(&mut body);
        }
        body.push_str("]}");
        body
    }

    /// Stores a job and says in which lists it belongs.
    fn store(&mut self, job: &Job, now: Timestamp) -> (String, [Option<(usize, usize)>; 2]) {
        let id = match &job.id {
            Some(id) => {
                self.ids.given(id);
                id.clone()
            }
            None => self.ids.next().to_string(),
        };
        self.entries.push(Entry::new(job, &id, now));
        let list = job.list().map(|kind| kind as usize);
        let status = job.status.parse::<JobStatus>().ok().map(|status| 1 + status as usize);
        (id, [list.map(|list| (list, 0)), list.zip(status)])
    }
}

/// Writes a page that is in no list: these jobs, with this total.
pub(crate) fn page_of(count: u64, jobs: impl IntoIterator<Item = Job>) -> String {
    let mut ids = Ids::new();
    let mut body = format!(r#"{{"count":{count},"items":["#);
    let epoch = Moment::Millis(crate::time::EPOCH_MILLIS);
    for (number, job) in jobs.into_iter().enumerate() {
        if number > 0 {
            body.push(',');
        }
        let id = job.id.clone().unwrap_or_else(|| ids.next().to_string());
        job.write(&id, job.begin_time.as_ref().unwrap_or(&epoch), &mut body);
    }
    body.push_str("]}");
    body
}

fn position(at: usize) -> u32 {
    u32::try_from(at).expect("memory ends before four thousand million jobs")
}

/// A stored job.
#[derive(Debug)]
struct Entry {
    /// Orders the lists, in microseconds since 1970.
    begin: i64,
    form: Form,
}

/// Nearly all jobs are plain and take few bytes; any other is kept as it is sent.
#[derive(Debug)]
enum Form {
    Plain { id: u64, end: Option<i64>, subs: u32, kind: JobType, status: JobStatus },
    Written(Box<str>),
}

impl Entry {
    fn new(job: &Job, id: &str, now: Timestamp) -> Self {
        let now = Moment::now(now);
        let begin = job.begin_time.as_ref().unwrap_or(&now);
        let form = Form::plain(job, id, begin).unwrap_or_else(|| {
            let mut written = String::new();
            job.write(id, begin, &mut written);
            Form::Written(written.into_boxed_str())
        });
        Self { begin: begin.micros(), form }
    }

    fn write(&self, out: &mut String) {
        match &self.form {
            Form::Written(text) => out.push_str(text),
            Form::Plain { id, end, subs, kind, status } => {
                let (kind, status) = (kind.as_str(), status.as_str());
                let begin = millis_text(self.begin / 1000);
                let _ = write!(out, r#"{{"id":"{id}","job_type":"{kind}","begin_time":"{begin}""#);
                if let Some(end) = end {
                    let _ = write!(out, r#","end_time":"{}""#, millis_text(*end));
                }
                let _ = write!(out, r#","status":"{status}","sub_jobs_total":{subs}}}"#);
            }
        }
    }
}

impl Form {
    fn plain(job: &Job, id: &str, begin: &Moment) -> Option<Self> {
        let end = match job.end(begin) {
            Some(Moment::Millis(end)) => Some(*end),
            Some(Moment::Text(_)) => return None,
            None => None,
        };
        let usual = job.odd_fields.is_empty() && matches!(begin, Moment::Millis(_));
        Some(Self::Plain {
            id: usual.then(|| number(id))??,
            end,
            subs: job.sub_jobs_total,
            kind: job.job_type.parse::<JobType>().ok()?,
            status: job.status.parse::<JobStatus>().ok()?,
        })
    }
}

/// An id that is the usual way to write a number.
fn number(id: &str) -> Option<u64> {
    let canonical = id.bytes().all(|byte| byte.is_ascii_digit()) && !id.starts_with('0');
    if canonical { id.parse().ok() } else { None }
}

/// Gives out ids of 18 digits that no job has yet.
#[derive(Debug)]
struct Ids {
    last: u64,
    given: HashSet<u64>,
}

impl Ids {
    fn new() -> Self {
        Self { last: 702_364_883_651_395_583, given: HashSet::new() }
    }

    fn given(&mut self, id: &str) {
        self.given.extend(number(id));
    }

    fn next(&mut self) -> u64 {
        loop {
            // An odd step, so that ids don't end in the same digit; 2^50 of them have 18 digits.
            self.last += 257;
            if !self.given.contains(&self.last) {
                return self.last;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const EARLY: &str = "2022-03-07T10:40:43.000Z";
    const LATE: &str = "2022-03-07T10:40:44.000Z";

    fn ids(jobs: &Jobs, query: &str) -> Vec<String> {
        let page = jobs.page(&Listing::from_query(query).unwrap());
        let page: serde_json::Value = serde_json::from_str(&page).unwrap();
        let items = page["items"].as_array().unwrap();
        items.iter().map(|item| item["id"].as_str().unwrap().to_owned()).collect()
    }

    fn three() -> [Job; 3] {
        let job = |id: &str, time: &str| Job::new("CREATE_SERVER").id(id).begin_time(time);
        [job("late", LATE), job("early", EARLY), job("early too", EARLY)]
    }

    #[test]
    fn one_by_one_or_in_a_batch_the_newest_is_first() {
        let mut one_by_one = Jobs::new();
        for job in three() {
            one_by_one.add(job, Timestamp::MIN);
        }
        let mut batch = Jobs::new();
        batch.add_all(three(), Timestamp::MIN, drop);
        for jobs in [one_by_one, batch] {
            assert_eq!(ids(&jobs, "job_type=CREATE_SERVER"), ["late", "early too", "early"]);
        }
    }

    #[test]
    fn a_plain_job_is_written_like_any_other() {
        let job = || {
            Job::new("DELETE_SERVER").status("SUCCESS").begin_time(EARLY).end_time(LATE).id("12")
        };
        let begin = job().begin_time.unwrap();
        let mut expected = String::new();
        job().write("12", &begin, &mut expected);

        let entry = Entry::new(&job(), "12", Timestamp::MIN);
        assert!(matches!(entry.form, Form::Plain { .. }));
        let mut written = String::new();
        entry.write(&mut written);
        assert_eq!(written, expected);
    }

    #[test]
    fn an_entry_stays_small() {
        assert_eq!(size_of::<Entry>(), 40);
    }

    #[test]
    fn an_id_is_never_given_out_twice() {
        let mut jobs = Jobs::new();
        let first = jobs.add(Job::new("CREATE_SERVER"), Timestamp::MIN);
        let taken = first.parse::<u64>().unwrap() + 257;
        jobs.add(Job::new("CREATE_SERVER").id(taken.to_string()), Timestamp::MIN);
        let next = jobs.add(Job::new("CREATE_SERVER"), Timestamp::MIN);
        assert_eq!(next, (taken + 257).to_string());
    }
}
