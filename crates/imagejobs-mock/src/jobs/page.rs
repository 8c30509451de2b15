//! What a page has, and what it says of the whole list.

use crate::job::{Job, Moment};
use crate::params::Listing;

use super::Jobs;
use super::ids::Ids;
use super::text::Text;

/// What the `count` of a page says.
///
/// ```
/// use imagejobs_mock::{Count, Server};
///
/// // What the example of the service's reference page has beside one job.
/// let server = Server::builder().jobs(1).count(Count::Fixed(0)).start()?;
/// // One too few, from now on.
/// server.set_count(Count::Off(-1));
/// # std::io::Result::Ok(())
/// ```
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Count {
    /// The number of jobs in the list that was asked for.
    #[default]
    Honest,
    /// This number, whatever is in the list.
    Fixed(i64),
    /// The honest number plus this one, which may be below 0, as may the result.
    Off(i64),
    /// Nothing: a page has no `count`.
    Missing,
}

impl Count {
    fn of(self, jobs: usize) -> Option<i64> {
        let jobs = i64::try_from(jobs).unwrap_or(i64::MAX);
        match self {
            Self::Honest => Some(jobs),
            Self::Fixed(count) => Some(count),
            Self::Off(by) => Some(jobs.saturating_add(by)),
            Self::Missing => None,
        }
    }
}

/// How pages differ from what is asked for.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Pages {
    /// At most so many jobs, and at least one.
    pub(crate) cap: Option<usize>,
    pub(crate) count: Count,
}

impl Jobs {
    /// Writes the page as the lists stand, newest jobs first.
    pub(super) fn write_page(&self, asked: &Listing) -> Vec<u8> {
        let list = self.lists.get(asked.job_type, asked.status);
        let offset = usize::try_from(asked.offset).unwrap_or(usize::MAX);
        let limit = self.pages.cap.map_or(asked.limit, |cap| asked.limit.min(cap.max(1)));
        let jobs = list.len().saturating_sub(offset).min(limit);

        let mut body = Text::with_capacity(64 + 200 * jobs);
        body.put(&opening(self.pages.count.of(list.len())));
        for (number, slot) in list.newest(offset).take(limit).enumerate() {
            if number > 0 {
                body.put(",");
            }
            self.store.write(slot, &mut body);
        }
        body.put("]}");
        body.into_bytes()
    }
}

/// Writes a page that is in no list: these jobs, with this total.
pub(crate) fn page_of(count: u64, jobs: impl IntoIterator<Item = Job>) -> String {
    let mut ids = Ids::from(0);
    let mut body = opening(Some(count));
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

fn opening(count: Option<impl std::fmt::Display>) -> String {
    let count = count.map_or(String::new(), |count| format!(r#""count":{count},"#));
    format!(r#"{{{count}"items":["#)
}
