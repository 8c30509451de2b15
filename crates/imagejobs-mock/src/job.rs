//! A job as a test describes it, and as it is sent.

use std::fmt::Write as _;

use jiff::Timestamp;
use serde_json::Value;

use imagejobs_client::image_jobs::types::{JobStatus, JobType};

use crate::lifecycle::Lifecycle;

/// An image task that the server is to list.
///
/// What is left open is filled in when the job is [added](crate::Server::add): the id is a new
/// one of 18 digits, the status is `WAITING`, the job began at the [jobs'](crate#the-jobs-time)
/// present time, it has one subtask, and it has an end time only when its status is `SUCCESS` or `FAILED` (the begin
/// time, unless another is given).
///
/// ```
/// use imagejobs_mock::Job;
/// use serde_json::json;
///
/// let job = Job::new("CREATE_SERVER")
///     .status("FAILED")
///     .begin_time("2022-03-07T10:40:43.858Z")
///     .end_time("2022-03-07T10:43:01.2Z")
///     .sub_jobs_total(3)
///     .field("error_detail", json!({"reason": "no address left"}))
///     .without("end_time");
/// ```
#[derive(Debug, Clone, PartialEq)]
#[must_use = "a job is in no list before it is added to a server"]
pub struct Job {
    pub(crate) id: Option<String>,
    pub(crate) job_type: String,
    pub(crate) status: String,
    pub(crate) begin_time: Option<Moment>,
    pub(crate) end_time: Option<Moment>,
    pub(crate) sub_jobs_total: u32,
    pub(crate) listed_under: Option<String>,
    pub(crate) stays: bool,
    pub(crate) lifecycle: Option<Lifecycle>,
    /// Fields sent otherwise than above; `None` leaves the field out.
    pub(crate) odd_fields: Vec<(String, Option<Value>)>,
}

impl Job {
    /// A job of this type.
    ///
    /// Requests ask for `CREATE_SERVER`, `CREATE_SERVER_IMAGE` or `DELETE_SERVER`. A job of any
    /// other type is listed under `CREATE_SERVER`, unless [`listed_under`](Self::listed_under)
    /// says something else.
    pub fn new(job_type: impl Into<String>) -> Self {
        Self {
            id: None,
            job_type: job_type.into(),
            status: JobStatus::Waiting.as_str().to_owned(),
            begin_time: None,
            end_time: None,
            sub_jobs_total: 1,
            listed_under: None,
            stays: false,
            lifecycle: None,
            odd_fields: Vec::new(),
        }
    }

    /// Sets the id. Nothing keeps two jobs from having the same one.
    pub fn id(mut self, id: impl Into<String>) -> Self {
        self.id = Some(id.into());
        self
    }

    /// Sets the status, a known one or not. A job in an unknown status is only listed when a
    /// request leaves the status open.
    pub fn status(mut self, status: impl Into<String>) -> Self {
        self.status = status.into();
        self
    }

    /// Sets when the job was created, sent exactly as given. It decides the place in the list; a
    /// text that is not an RFC 3339 time counts as older than any time.
    pub fn begin_time(mut self, time: impl Into<String>) -> Self {
        self.begin_time = Some(Moment::new(time.into()));
        self
    }

    /// Sets when the job ended, sent exactly as given, in any status.
    pub fn end_time(mut self, time: impl Into<String>) -> Self {
        self.end_time = Some(Moment::new(time.into()));
        self
    }

    /// Sets the number of subtasks.
    pub fn sub_jobs_total(mut self, total: u32) -> Self {
        self.sub_jobs_total = total;
        self
    }

    /// Gives the job a [lifecycle](Lifecycle), which begins when the job is added.
    ///
    /// A job that is given the status `RUNNING` does not wait any more: it runs as long as the
    /// lifecycle says, and ends. In any status but `WAITING` and `RUNNING` it stays as it is.
    ///
    /// ```
    /// use std::time::Duration;
    ///
    /// use imagejobs_mock::{Job, Lifecycle};
    ///
    /// let way = Lifecycle::fails(Duration::ZERO, Duration::from_secs(60));
    /// let job = Job::new("CREATE_SERVER").status("RUNNING").lifecycle(way);
    /// ```
    pub fn lifecycle(mut self, lifecycle: Lifecycle) -> Self {
        self.lifecycle = Some(lifecycle);
        self
    }

    /// Keeps the job in its list: neither a [churn](crate::Churn) nor a
    /// [retention](crate::Builder::retention) takes it out, and no churn ends it. Its own lifecycle
    /// goes on.
    ///
    /// ```
    /// use imagejobs_mock::{Churn, Job, Server};
    ///
    /// let server = Server::builder().churn(Churn::per_call().departures(9..=9)).start()?;
    /// let id = server.add(Job::new("CREATE_SERVER").stays());
    /// # std::io::Result::Ok(())
    /// ```
    pub fn stays(mut self) -> Self {
        self.stays = true;
        self
    }

    /// Names the type under which requests find the job. Under a type that no request can ask
    /// for, the job is in no list.
    ///
    /// ```
    /// use imagejobs_mock::{Job, Server};
    ///
    /// let server = Server::start()?;
    /// let id = server.add(Job::new("RESTART_SERVER").listed_under("DELETE_SERVER"));
    /// assert_eq!(server.ids("DELETE_SERVER", None), [id]);
    /// # std::io::Result::Ok(())
    /// ```
    pub fn listed_under(mut self, job_type: impl Into<String>) -> Self {
        self.listed_under = Some(job_type.into());
        self
    }

    /// Sends a field with any value: `null`, a wrong type, a field that is not documented.
    ///
    /// This changes what is sent, not where the job is listed: a job with
    /// `.field("status", json!(null))` is still found by the status it was given before.
    pub fn field(mut self, name: impl Into<String>, value: Value) -> Self {
        self.set_odd(name.into(), Some(value));
        self
    }

    /// Leaves a field out of what is sent.
    pub fn without(mut self, name: impl Into<String>) -> Self {
        self.set_odd(name.into(), None);
        self
    }

    fn set_odd(&mut self, name: String, value: Option<Value>) {
        match self.odd_fields.iter_mut().find(|(known, _)| *known == name) {
            Some((_, known)) => *known = value,
            None => self.odd_fields.push((name, value)),
        }
    }

    pub(crate) fn generated(
        kind: JobType,
        status: JobStatus,
        begin: i64,
        end: Option<i64>,
    ) -> Self {
        Self {
            begin_time: Some(Moment::Millis(begin)),
            end_time: end.map(Moment::Millis),
            ..Self::new(kind.as_str()).status(status.as_str())
        }
    }

    /// The list the job is in.
    pub(crate) fn list(&self) -> Option<JobType> {
        match &self.listed_under {
            Some(name) => name.parse::<JobType>().ok(),
            None => Some(self.job_type.parse::<JobType>().ok().unwrap_or(JobType::CreateServer)),
        }
    }

    /// The end that is sent: the given one, or the begin of a job that has ended.
    pub(crate) fn end<'a>(&'a self, begin: &'a Moment) -> Option<&'a Moment> {
        let ended = || {
            self.status
                .parse::<JobStatus>()
                .ok()
                .is_some_and(|status| matches!(status, JobStatus::Success | JobStatus::Failed))
        };
        self.end_time.as_ref().or_else(|| ended().then_some(begin))
    }

    /// Writes the job as JSON, the documented fields first and in the order of the page.
    pub(crate) fn write(&self, id: &str, begin: &Moment, out: &mut String) {
        let begin_time = Some(begin.to_text());
        let end_time = self.end(begin).map(Moment::to_text);
        let documented = [
            ("id", Some(Value::from(id))),
            ("job_type", Some(Value::from(self.job_type.as_str()))),
            ("begin_time", begin_time.map(Value::from)),
            ("end_time", end_time.map(Value::from)),
            ("status", Some(Value::from(self.status.as_str()))),
            ("sub_jobs_total", Some(Value::from(self.sub_jobs_total))),
        ];
        let is_documented = |name: &str| documented.iter().any(|(known, _)| *known == name);
        let odd = |name: &str| self.odd_fields.iter().find(|(known, _)| known == name);

        let fields = documented
            .iter()
            .map(|(name, usual)| (*name, odd(name).map_or(usual, |(_, value)| value)));
        let extra = self
            .odd_fields
            .iter()
            .filter(|(name, _)| !is_documented(name))
            .map(|(name, value)| (name.as_str(), value));

        let mut separator = '{';
        for (name, value) in fields.chain(extra) {
            if let Some(value) = value {
                // Writing to a string cannot fail.
                let _ = write!(out, "{separator}{}:{value}", Value::from(name));
                separator = ',';
            }
        }
        out.push_str(if separator == '{' { "{}" } else { "}" });
    }
}

/// A time on the wire: one that is written the usual way, with milliseconds, or any text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Moment {
    Millis(i64),
    Text(String),
}

impl Moment {
    fn new(text: String) -> Self {
        match text.parse::<Timestamp>() {
            Ok(time) if format!("{time:.3}") == text => Self::Millis(time.as_millisecond()),
            _ => Self::Text(text),
        }
    }

    /// Orders jobs, in microseconds since 1970.
    pub(crate) fn micros(&self) -> i64 {
        match self {
            Self::Millis(millis) => millis.saturating_mul(1000),
            Self::Text(text) => text.parse().map_or(i64::MIN, Timestamp::as_microsecond),
        }
    }

    pub(crate) fn to_text(&self) -> String {
        match self {
            Self::Millis(millis) => millis_text(*millis),
            Self::Text(text) => text.clone(),
        }
    }
}

/// Writes a time the way the page does: `2022-03-07T10:40:43.858Z`.
pub(crate) fn millis_text(millis: i64) -> String {
    let time = Timestamp::from_millisecond(millis).unwrap_or(Timestamp::UNIX_EPOCH);
    format!("{time:.3}")
}

/// When a job ends whose status changes `now`, and which ended `before` if it had.
pub(crate) fn end_after<T>(had_ended: bool, ends: bool, before: Option<T>, now: T) -> Option<T> {
    match (had_ended, ends) {
        (true, true) => before,
        (false, true) => Some(now),
        (_, false) => None,
    }
}

/// Whether a task in this status has an end.
pub(crate) fn has_ended(status: JobStatus) -> bool {
    matches!(status, JobStatus::Success | JobStatus::Failed)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn sent(job: &Job) -> String {
        let mut out = String::new();
        let begin = job.begin_time.clone().unwrap_or(Moment::Millis(0));
        job.write("1", &begin, &mut out);
        out
    }

    #[test]
    fn fields_come_in_the_order_of_the_page() {
        let job = Job::new("createServer").status("SUCCESS").sub_jobs_total(10);
        assert_eq!(
            sent(&job),
            r#"{"id":"1","job_type":"createServer","begin_time":"1970-01-01T00:00:00.000Z","end_time":"1970-01-01T00:00:00.000Z","status":"SUCCESS","sub_jobs_total":10}"#
        );
    }

    #[test]
    fn odd_fields_take_the_place_of_usual_ones_and_follow_them() {
        let job = Job::new("CREATE_SERVER")
            .field("end_time", json!(null))
            .field("extra", json!([1]))
            .field("id", json!(7))
            .without("begin_time")
            .without("sub_jobs_total");
        assert_eq!(
            sent(&job),
            r#"{"id":7,"job_type":"CREATE_SERVER","end_time":null,"status":"WAITING","extra":[1]}"#
        );
    }

    #[test]
    fn a_job_may_lose_all_its_fields() {
        let names = ["id", "job_type", "begin_time", "end_time", "status", "sub_jobs_total"];
        let job = names.into_iter().fold(Job::new("X"), Job::without);
        assert_eq!(sent(&job), "{}");
    }

    #[test]
    fn times_are_sent_exactly_as_given() {
        for time in ["2022-03-07T10:39:49.61Z", "2022-03-07 10:39", "", "2022-03-07T10:40:43.858Z"]
        {
            let job = Job::new("X").begin_time(time);
            assert!(sent(&job).contains(&format!(r#""begin_time":"{time}""#)), "{time}");
        }
    }
}
