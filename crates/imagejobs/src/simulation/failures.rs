//! Errors as a client tells them, got once from an embedded server.

use std::sync::LazyLock;
use std::time::Duration;

use imagejobs_core::Error;
use imagejobs_mock::{Answer, Server};

use crate::{Client, JobType};

/// Whether a call fails for long, for a while, or until the service wants to be asked again.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Failure {
    Forbidden,
    Unavailable,
    Throttled(RetryAfter),
}

/// How long the service wants to be left alone.
#[derive(Clone, Copy, Debug)]
pub(crate) enum RetryAfter {
    Second,
    Minute,
    Day,
}

impl RetryAfter {
    pub(crate) fn duration(self) -> Duration {
        match self {
            Self::Second => Duration::from_secs(1),
            Self::Minute => Duration::from_secs(60),
            Self::Day => Duration::from_secs(24 * 60 * 60),
        }
    }
}

impl Failure {
    pub(crate) fn error(self) -> Error {
        let errors = &*ERRORS;
        match self {
            Self::Forbidden => &errors[0],
            Self::Unavailable => &errors[1],
            Self::Throttled(RetryAfter::Second) => &errors[2],
            Self::Throttled(RetryAfter::Minute) => &errors[3],
            Self::Throttled(RetryAfter::Day) => &errors[4],
        }
        .clone()
    }
}

static ERRORS: LazyLock<[Error; 5]> = LazyLock::new(|| {
    // A test may be in the middle of another runtime.
    std::thread::spawn(|| {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async {
            let server = Server::start().unwrap();
            server.script(Answer::status(403));
            server.script(Answer::status(503));
            for after in [RetryAfter::Second, RetryAfter::Minute, RetryAfter::Day] {
                let seconds = after.duration().as_secs().to_string();
                server.script(Answer::status(429).header("retry-after", seconds));
            }
            let client = Client::builder().endpoint(server.url()).project_id(server.project_id());
            let client = client.token(server.token()).max_attempts(1).build().unwrap();
            let mut errors = Vec::new();
            for _ in 0..5 {
                errors.push(client.list(JobType::CreateServer).send().await.unwrap_err());
            }
            errors.try_into().unwrap()
        })
    })
    .join()
    .unwrap()
});

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn they_are_what_they_are_called() {
        assert!(Failure::Forbidden.error().is_forbidden());
        assert!(Failure::Unavailable.error().is_server());
        for after in [RetryAfter::Second, RetryAfter::Minute, RetryAfter::Day] {
            let error = Failure::Throttled(after).error();
            assert!(error.is_throttled() && error.is_retryable());
            assert_eq!(error.retry_after(), Some(after.duration()));
        }
    }
}
