use imagejobs_client::image_jobs;
use imagejobs_client::value::Lenient;
use imagejobs_core::Error;
use serde::Serialize;

use crate::{Client, ImageJob, JobStatus, JobType, PageSize};

/// A list of jobs to ask for: made by [`Client::list`](crate::Client::list).
#[must_use = "a list does nothing until it is sent"]
#[derive(Clone, Debug)]
pub struct List<'a> {
    client: &'a Client,
    max_attempts: Option<u32>,
    job_type: JobType,
    status: Option<JobStatus>,
    limit: Option<u32>,
    offset: Option<u64>,
}

impl<'a> List<'a> {
    pub(crate) fn new(client: &'a Client, job_type: JobType) -> Self {
        let (status, limit, offset, max_attempts) = (None, None, None, None);
        Self { client, max_attempts, job_type, status, limit, offset }
    }

    /// Lists only jobs in this status.
    pub fn status(mut self, status: JobStatus) -> Self {
        self.status = Some(status);
        self
    }

    /// Lists this many jobs at the most: 1 to 100. The service's default is 10.
    pub fn limit(mut self, limit: u32) -> Self {
        self.limit = Some(limit);
        self
    }

    /// Skips this many jobs. The service's default is 0.
    pub fn offset(mut self, offset: u64) -> Self {
        self.offset = Some(offset);
        self
    }

    /// Makes so many attempts in all for this call, at least 1; otherwise as many as the client
    /// makes.
    pub fn max_attempts(mut self, attempts: u32) -> Self {
        self.max_attempts = Some(attempts);
        self
    }

    /// Asks for one page.
    ///
    /// # Errors
    /// A usage error, before anything is sent, when the limit is not from 1 to 100; otherwise
    /// whatever kept the page from coming, as [`Error`] tells.
    pub async fn send(self) -> Result<Page, Error> {
        let limit = self.limit.map(page_size).transpose()?;
        let transport = self.client.transport();
        let project_id = self.client.project();
        let (project_id, spent) = transport.limited("finding the project id", project_id).await?;
        let mut transport = transport.clone().with_time_spent(spent);
        transport = transport.with_project_id(project_id.as_str());
        if let Some(attempts) = self.max_attempts {
            transport = transport.with_max_attempts(attempts);
        }
        let generated = image_jobs::Client::new(transport);
        let mut call = generated.list_image_jobs().project_id(project_id).job_type(self.job_type);
        if let Some(limit) = limit {
            call = call.limit(limit);
        }
        if let Some(offset) = self.offset {
            call = call.offset(offset);
        }
        if let Some(status) = self.status {
            call = call.status(status);
        }
        let answer = call.send().await?.into_inner();
        Ok(Page {
            count: answer.count,
            items: answer.items.into_iter().map(ImageJob::from).collect(),
        })
    }
}

fn page_size(limit: u32) -> Result<PageSize, Error> {
    PageSize::try_from(limit).map_err(|_| {
        let (min, max) = (PageSize::MIN, PageSize::MAX);
        Error::usage(format!("the limit must be from {min} to {max}, but is {limit}"))
    })
}

/// One page of jobs.
///
/// It serialises as the service's answer, values as they came.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
pub struct Page {
    count: Lenient<i64>,
    items: Vec<ImageJob>,
}

impl Page {
    /// How many jobs there are in all, as the service counts. It is a hint: the example of the
    /// service's reference page has 0 beside one job.
    #[must_use]
    pub fn count(&self) -> Option<i64> {
        self.count.get().copied()
    }

    /// The jobs, in the order of the service.
    #[must_use]
    pub fn items(&self) -> &[ImageJob] {
        &self.items
    }

    /// The jobs, in the order of the service.
    #[must_use]
    pub fn into_items(self) -> Vec<ImageJob> {
        self.items
    }
}
