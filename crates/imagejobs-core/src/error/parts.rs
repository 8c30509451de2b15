//! What an error knows of the answer and of the attempts.

use std::time::Duration;

use super::{Error, Kind};

/// # What is known of it
impl Error {
    /// The HTTP status of the answer, when one came.
    #[must_use]
    pub fn status(&self) -> Option<u16> {
        self.0.answer.as_ref().map(|answer| answer.status.as_u16())
    }

    /// The service's error code (`WKS.0001`, `APIGW.0301`), as it came.
    #[must_use]
    pub fn code(&self) -> Option<&str> {
        self.0.answer.as_ref()?.report.code.as_deref()
    }

    /// The service's error message, as it came. It may hold control characters.
    #[must_use]
    pub fn message(&self) -> Option<&str> {
        self.0.answer.as_ref()?.report.message.as_deref()
    }

    /// What identifies the call to the service's support: the answer's header `X-Request-Id` (IAM:
    /// `X-IAM-Trace-Id`), else the body's `request_id`.
    #[must_use]
    pub fn request_id(&self) -> Option<&str> {
        self.0.answer.as_ref()?.report.request_id.as_deref()
    }

    /// The first 512 bytes of the answer's body, control characters escaped.
    #[must_use]
    pub fn body_excerpt(&self) -> Option<&str> {
        self.0.answer.as_ref().map(|answer| answer.excerpt.as_str())
    }

    /// The answer's body, as far as it was read, and 1 MiB of it at the most.
    #[must_use]
    pub fn body(&self) -> Option<&[u8]> {
        self.0.answer.as_ref().map(|answer| &*answer.body)
    }

    /// The error's class, for `error.type` of a span.
    pub(crate) fn kind(&self) -> &'static str {
        match self.0.kind {
            Kind::Usage => "usage",
            Kind::Credentials => "credentials",
            Kind::Connect => "connect",
            Kind::Timeout => "timeout",
            Kind::Status => "status",
            Kind::Decode => "decode",
            Kind::Incomplete | Kind::Changed => "incomplete",
        }
    }

    /// How many attempts were made; 0 when nothing was sent.
    #[must_use]
    pub fn attempts(&self) -> u32 {
        self.0.attempts.made
    }

    /// How long the call took with all its attempts.
    #[must_use]
    pub fn elapsed(&self) -> Duration {
        self.0.attempts.over
    }

    /// How long to wait before calling again, when the service said so: in `Retry-After`, or by the
    /// window of its throttling.
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
    /// # use imagejobs::JobType;
    /// # use imagejobs_mock::Answer;
    /// server.script(Answer::status(429).header("Retry-After", "600"));
    /// let error = client.list(JobType::CreateServer).send().await.unwrap_err();
    /// // Ten minutes do not fit into an operation, so the call ended at once.
    /// assert!(error.is_throttled() && error.elapsed().as_secs() < 600);
    /// assert_eq!(error.retry_after().map(|wait| wait.as_secs()), Some(600));
    /// # Ok(())
    /// # }
    /// ```
    #[must_use]
    pub fn retry_after(&self) -> Option<Duration> {
        self.0.retry_after
    }
}
