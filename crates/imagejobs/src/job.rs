use imagejobs_client::image_jobs::types::ImageJobInfo;
use imagejobs_client::value::{Lenient, Open, Timestamp};
use serde::{Deserialize, Serialize};

use crate::{JobKind, JobStatus};

/// One image job, as the service reports it.
///
/// No field is promised by the service, so each accessor gives `None` where nothing readable came.
/// What came instead is seen by [`odd`](Self::odd), and is written again as it came when a job is
/// serialised.
///
/// ```
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// # let server = imagejobs_mock::Server::start()?;
/// # let client = imagejobs::Client::builder()
/// #     .endpoint(server.url())
/// #     .project_id(server.project_id())
/// #     .token(server.token())
/// #     .build()?;
/// # use imagejobs_mock::{Answer, Job};
/// use imagejobs::{JobKind, JobStatus, JobType};
///
/// # let job = Job::new("CREATE_SERVER").id("7").status("RUNNING");
/// # server.add(job.field("sub_jobs_total", "ten".into()));
/// let jobs = client.list(JobType::CreateServer).send().await?.into_items();
/// let job = &jobs[0];
/// assert_eq!(job.id(), Some("7"));
/// assert_eq!(*job.job_type().unwrap(), JobKind::CreateServer);
/// assert_eq!(*job.status().unwrap(), JobStatus::Running);
/// assert!(job.begin_time().unwrap().to_system_time().is_some());
/// assert!(job.end_time().is_none());
///
/// // The service sent "ten" where a number should be: it costs this value, and is not lost.
/// assert_eq!(job.sub_jobs_total(), None);
/// assert_eq!(job.odd().collect::<Vec<_>>(), [("sub_jobs_total", "\"ten\"")]);
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(transparent)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema), schemars(transparent))]
pub struct ImageJob(Lenient<ImageJobInfo>);

impl ImageJob {
    /// The id: a text of 18 digits, as far as is known.
    #[must_use]
    pub fn id(&self) -> Option<&str> {
        self.info()?.id.get().map(|id| id.as_str())
    }

    /// What the job does.
    #[must_use]
    pub fn job_type(&self) -> Option<&Open<JobKind>> {
        self.info()?.job_type.get()
    }

    /// When the job was created.
    #[must_use]
    pub fn begin_time(&self) -> Option<&Timestamp> {
        self.info()?.begin_time.get()
    }

    /// When the job ended.
    #[must_use]
    pub fn end_time(&self) -> Option<&Timestamp> {
        self.info()?.end_time.get()
    }

    /// How far the job has come.
    #[must_use]
    pub fn status(&self) -> Option<&Open<JobStatus>> {
        self.info()?.status.get()
    }

    /// How many subtasks the job has.
    #[must_use]
    pub fn sub_jobs_total(&self) -> Option<i64> {
        self.info()?.sub_jobs_total.get().copied()
    }

    /// The values that are not of their field's type, each with the field's name and its JSON text.
    /// Where the job itself is no object, it stands alone under the name `item`.
    pub fn odd(&self) -> impl Iterator<Item = (&'static str, &str)> {
        let whole = self.0.odd().map(|json| ("item", json));
        let fields = self.info().into_iter().flat_map(|info| {
            [
                ("id", info.id.odd()),
                ("job_type", info.job_type.odd()),
                ("begin_time", info.begin_time.odd()),
                ("end_time", info.end_time.odd()),
                ("status", info.status.odd()),
                ("sub_jobs_total", info.sub_jobs_total.odd()),
            ]
        });
        whole.into_iter().chain(fields.filter_map(|(name, json)| Some((name, json?))))
    }

    fn info(&self) -> Option<&ImageJobInfo> {
        self.0.get()
    }
}

impl From<Lenient<ImageJobInfo>> for ImageJob {
    fn from(info: Lenient<ImageJobInfo>) -> Self {
        Self(info)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn job(json: &str) -> ImageJob {
        serde_json::from_str(json).unwrap()
    }

    #[test]
    fn what_is_odd_is_seen_under_its_name() {
        let odd = job(r#"{"id":7,"status":"PAUSED","sub_jobs_total":"10","begin_time":""}"#);
        assert_eq!(odd.odd().collect::<Vec<_>>(), [("id", "7"), ("sub_jobs_total", "\"10\"")]);
        assert_eq!(odd.status().unwrap().as_str(), "PAUSED");
        assert!(odd.id().is_none() && odd.begin_time().is_none());
        assert_eq!(job("[1]").odd().collect::<Vec<_>>(), [("item", "[1]")]);
        assert_eq!(job("null").odd().count(), 0);
    }

    #[test]
    fn known_values_match_exactly() {
        let known = job(r#"{"job_type":"BUILD_IMAGE","status":"SUCCESS"}"#);
        assert_eq!(*known.job_type().unwrap(), JobKind::BuildImage);
        assert_eq!(*known.status().unwrap(), JobStatus::Success);
        let unknown = job(r#"{"job_type":"createServer","status":"success"}"#);
        assert_eq!(unknown.job_type().unwrap().known(), None);
        assert_eq!(unknown.status().unwrap().known(), None);
    }
}
