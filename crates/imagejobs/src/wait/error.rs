use std::fmt;
use std::time::Duration;

use imagejobs_core::{Error, escape_controls};

use crate::ImageJob;

/// Why a job did not end as it was waited for.
///
/// Its `Display` is one line that names the job and its last state.
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
/// # use imagejobs_mock::Job;
/// # let id = server.add(Job::new("CREATE_SERVER_IMAGE").id("7").status("FAILED"));
/// let wait = client.wait(imagejobs::JobType::CreateServerImage, [&id]).until_succeeded();
/// match wait.await {
///     Ok(jobs) => println!("done at {:?}", jobs[0].end_time()),
///     Err(error) if error.is_failed() => {
///         assert_eq!(error.to_string(), "job 7 failed");
///         println!("look at job {:?}: {:?}", error.id(), error.job());
///     }
///     Err(error) if error.is_timeout() => println!("not yet: {error}"),
///     Err(error) if error.is_not_found() || error.is_gone() => println!("no such job: {error}"),
///     // The last call failed for good.
///     Err(error) => println!("{:?}", error.error().and_then(|cause| cause.status())),
/// }
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct WaitError(Box<Inner>);

#[derive(Clone)]
struct Inner {
    kind: Kind,
    id: Option<String>,
    job: Option<ImageJob>,
    error: Option<Error>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Failed,
    NotFound(Duration),
    Gone,
    Late(Duration),
    Call,
}

impl WaitError {
    pub(super) fn failed(id: &str, job: ImageJob) -> Self {
        Self::new(Kind::Failed, Some(id), Some(job), None)
    }

    pub(super) fn not_found(id: &str, grace: Duration) -> Self {
        Self::new(Kind::NotFound(grace), Some(id), None, None)
    }

    pub(super) fn gone(id: &str, job: ImageJob) -> Self {
        Self::new(Kind::Gone, Some(id), Some(job), None)
    }

    pub(super) fn late(
        id: &str,
        job: Option<ImageJob>,
        limit: Duration,
        trouble: Option<Error>,
    ) -> Self {
        Self::new(Kind::Late(limit), Some(id), job, trouble)
    }

    pub(super) fn call(id: Option<&str>, job: Option<ImageJob>, error: Error) -> Self {
        Self::new(Kind::Call, id, job, Some(error))
    }

    fn new(kind: Kind, id: Option<&str>, job: Option<ImageJob>, error: Option<Error>) -> Self {
        Self(Box::new(Inner { kind, id: id.map(str::to_owned), job, error }))
    }

    /// Whether the job failed, where success was waited for.
    #[must_use]
    pub fn is_failed(&self) -> bool {
        self.0.kind == Kind::Failed
    }

    /// Whether the job was never seen, and not in a whole listing after the grace.
    #[must_use]
    pub fn is_not_found(&self) -> bool {
        matches!(self.0.kind, Kind::NotFound(_))
    }

    /// Whether the job was seen, and then was in neither of two whole listings in a row.
    #[must_use]
    pub fn is_gone(&self) -> bool {
        self.0.kind == Kind::Gone
    }

    /// Whether the deadline passed.
    #[must_use]
    pub fn is_timeout(&self) -> bool {
        matches!(self.0.kind, Kind::Late(_))
    }

    /// The id of the job; none when what was asked for cannot be right.
    #[must_use]
    pub fn id(&self) -> Option<&str> {
        self.0.id.as_deref()
    }

    /// The job as it was seen last.
    #[must_use]
    pub fn job(&self) -> Option<&ImageJob> {
        self.0.job.as_ref()
    }

    /// What went wrong with the last call: the end of the wait, or why nothing was known at the
    /// deadline.
    #[must_use]
    pub fn error(&self) -> Option<&Error> {
        self.0.error.as_ref()
    }
}

impl fmt::Display for WaitError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Inner { kind, id, job, error } = &*self.0;
        let id = escape_controls(id.as_deref().unwrap_or_default());
        let status = job.as_ref().and_then(ImageJob::status).map(ToString::to_string);
        let last = match (&status, job) {
            (Some(status), _) => format!("it was last {}", escape_controls(status)),
            (None, Some(_)) => "it was last seen without a status".to_owned(),
            (None, None) => "it was never seen".to_owned(),
        };
        match kind {
            Kind::Failed => write!(f, "job {id} failed")?,
            Kind::NotFound(grace) => {
                write!(f, "job {id} was not found: {grace:?} later a whole list did not hold it")?;
            }
            Kind::Gone => write!(f, "job {id} is gone from the list; {last}")?,
            Kind::Late(limit) => write!(f, "job {id} did not end within {limit:?}; {last}")?,
            Kind::Call if id.is_empty() => {}
            Kind::Call => write!(f, "waiting for job {id}: ")?,
        }
        match (kind, error) {
            (Kind::Call, Some(error)) => error.fmt(f),
            (_, Some(error)) => write!(f, "; the last look failed: {error}"),
            (_, None) => Ok(()),
        }
    }
}

impl fmt::Debug for WaitError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("WaitError")
            .field("kind", &self.0.kind)
            .field("message", &format_args!("{self}"))
            .field("job", &self.0.job)
            .finish_non_exhaustive()
    }
}

impl std::error::Error for WaitError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.0.error.as_ref().map(|error| error as _)
    }
}
