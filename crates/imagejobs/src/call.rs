use std::fmt;
use std::pin::Pin;

use imagejobs_client::image_jobs;
use imagejobs_core::Error;

use crate::{Client, ImageJob, JobStatus, JobType, Page, PageSize};

/// What a call asks for.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Ask {
    pub(crate) job_type: JobType,
    pub(crate) status: Option<JobStatus>,
    pub(crate) limit: Option<PageSize>,
    pub(crate) offset: Option<u64>,
}

/// What a call gives.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) page: Page,
    /// Whether an attempt was told that there are too many calls.
    pub(crate) throttled: bool,
}

pub(crate) type Call = Pin<Box<dyn Future<Output = Result<Answer, Error>> + Send>>;

/// Where pages come from: a service, or what a test puts in its place.
pub(crate) trait Source: fmt::Debug + Send + Sync {
    fn call(&self, ask: Ask) -> Call;
}

/// The calls to the service of a client.
#[derive(Clone, Debug)]
pub(crate) struct Calls {
    client: Client,
    max_attempts: Option<u32>,
}

impl Calls {
    pub(crate) fn new(client: &Client, max_attempts: Option<u32>) -> Self {
        Self { client: client.clone(), max_attempts }
    }

    pub(crate) async fn send(&self, ask: Ask) -> Result<Answer, Error> {
        let transport = self.client.transport();
        let project_id = self.client.project();
        let (project_id, spent) = transport.limited("finding the project id", project_id).await?;
        let mut transport = transport.clone().with_time_spent(spent);
        transport = transport.with_project_id(project_id.as_str());
        if let Some(attempts) = self.max_attempts {
            transport = transport.with_max_attempts(attempts);
        }
        let generated = image_jobs::Client::new(transport);
        let mut call = generated.list_image_jobs().project_id(project_id).job_type(ask.job_type);
        if let Some(limit) = ask.limit {
            call = call.limit(limit);
        }
        if let Some(offset) = ask.offset {
            call = call.offset(offset);
        }
        if let Some(status) = ask.status {
            call = call.status(status);
        }
        let answer = call.send().await?;
        // An error without jobs is no empty page, whatever the status beside it.
        if answer.items.is_empty()
            && let Some(error) = answer.failure()
        {
            return Err(error);
        }
        let throttled = answer.throttled();
        let answer = answer.into_inner();
        let items = answer.items.into_iter().map(ImageJob::from).collect();
        Ok(Answer { page: Page::new(answer.count, items), throttled })
    }
}

impl Source for Calls {
    fn call(&self, ask: Ask) -> Call {
        let calls = self.clone();
        Box::pin(async move { calls.send(ask).await })
    }
}
