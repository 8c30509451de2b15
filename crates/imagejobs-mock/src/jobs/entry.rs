//! A job as it is kept, in 40 bytes.

use imagejobs_client::image_jobs::types::{JobStatus, JobType};

use crate::job::{Job, Moment, end_after, has_ended};

use super::ids::number;
use super::order::Key;
use super::text::Text;

/// Nearly all jobs are plain and are nothing more than this; of any other this is the part by which
/// it is found.
#[derive(Debug, Clone)]
pub(super) struct Entry {
    /// In microseconds since 1970.
    begin: i64,
    /// Tells jobs apart that begin at the same time: a later one is newer.
    pub(super) number: u64,
    /// The number that the id is, or one that follows from its text.
    pub(super) id: u64,
    /// In milliseconds since 1970, or `NO_END`.
    end: i64,
    subs: u32,
    /// The type whose lists it is in.
    pub(super) list: Option<JobType>,
    /// The status whose list it is in.
    pub(super) status: Option<JobStatus>,
    pub(super) stays: bool,
    pub(super) form: Form,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Form {
    Plain,
    /// Not plain: the whole job is kept elsewhere.
    Odd,
    /// No job any more.
    Gone,
}

const NO_END: i64 = i64::MIN;

impl Entry {
    /// Of a job whose id and begin are settled.
    pub(super) fn new(job: &Job, id: &str, begin: &Moment, number: u64) -> Self {
        let list = job.list();
        let status = job.status.parse::<JobStatus>().ok();
        let end = job.end(begin);
        let millis = match end {
            Some(Moment::Millis(end)) => Some(*end),
            _ => None,
        };
        let numeric = super::ids::number(id);
        let plain = job.odd_fields.is_empty()
            && numeric.is_some()
            && matches!(begin, Moment::Millis(_))
            && end.is_some() == millis.is_some()
            && list.is_some_and(|list| list.as_str() == job.job_type)
            && status.is_some();
        Self {
            begin: begin.micros(),
            number,
            id: numeric.unwrap_or_else(|| hash(id)),
            end: millis.unwrap_or(NO_END),
            subs: job.sub_jobs_total,
            list,
            status,
            stays: job.stays,
            form: if plain { Form::Plain } else { Form::Odd },
        }
    }

    pub(super) fn key(&self) -> Key {
        (self.begin, self.number)
    }

    /// When it began, in milliseconds since 1970.
    pub(super) fn begin_millis(&self) -> i64 {
        self.begin.div_euclid(1000)
    }

    /// When a job begins that is newer than this one, in milliseconds since 1970.
    pub(super) fn next_begin(&self) -> i64 {
        self.begin.saturating_add(999).div_euclid(1000)
    }

    /// Changes the status of a plain job.
    pub(super) fn set_status(&mut self, status: JobStatus, now: i64) {
        let had_ended = self.status.is_some_and(has_ended);
        self.status = Some(status);
        self.end = end_after(had_ended, has_ended(status), self.end(), now).unwrap_or(NO_END);
    }

    /// A plain job as a test would have described it.
    pub(super) fn to_job(&self) -> Option<Job> {
        let (list, status) = (self.list?, self.status?);
        let job = Job::generated(list, status, self.begin / 1000, self.end());
        let job = job.id(self.id.to_string()).sub_jobs_total(self.subs);
        Some(if self.stays { job.stays() } else { job })
    }

    /// Writes a plain job as [`Job::write`] would.
    pub(super) fn write(&self, out: &mut Text) {
        let (Some(kind), Some(status)) = (self.list, self.status) else { return };
        out.put(r#"{"id":""#);
        out.number(self.id);
        out.put(r#"","job_type":""#);
        out.put(kind.as_str());
        out.put(r#"","begin_time":""#);
        out.time(self.begin / 1000);
        if let Some(end) = self.end() {
            out.put(r#"","end_time":""#);
            out.time(end);
        }
        out.put(r#"","status":""#);
        out.put(status.as_str());
        out.put(r#"","sub_jobs_total":"#);
        out.number(self.subs.into());
        out.put("}");
    }

    fn end(&self) -> Option<i64> {
        (self.end != NO_END).then_some(self.end)
    }
}

/// The numbers under which jobs with this id are found.
pub(super) fn id_key(id: &str) -> u64 {
    number(id).unwrap_or_else(|| hash(id))
}

/// FNV-1a.
fn hash(text: &str) -> u64 {
    text.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const EARLY: &str = "2022-03-07T10:40:43.000Z";
    const LATE: &str = "2022-03-07T10:40:44.000Z";

    #[test]
    fn a_plain_job_is_written_like_any_other() {
        for job in [
            Job::new("DELETE_SERVER").status("SUCCESS").begin_time(EARLY).end_time(LATE).id("12"),
            Job::new("CREATE_SERVER").begin_time(LATE).id("7").sub_jobs_total(3).stays(),
        ] {
            let begin = job.begin_time.clone().unwrap();
            let id = job.id.clone().unwrap();
            let mut expected = String::new();
            job.write(&id, &begin, &mut expected);

            let entry = Entry::new(&job, &id, &begin, 0);
            assert_eq!(entry.form, Form::Plain);
            let mut written = Text::with_capacity(0);
            entry.write(&mut written);
            assert_eq!(written.into_bytes(), expected.into_bytes());
            assert_eq!(entry.to_job(), Some(job));
        }
    }

    #[test]
    fn an_entry_stays_small() {
        assert_eq!(size_of::<Entry>(), 40);
    }
}
