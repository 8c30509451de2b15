mod builder;

use std::sync::Arc;

use imagejobs_client::image_jobs;
use imagejobs_core::credentials::Credentials;
use imagejobs_core::{Endpoint, Error, ProjectId, Transport};

use crate::poller::Pollers;
use crate::project::Project;
use crate::{JobType, JobTypes, List, Wait, Watch};

pub use builder::ClientBuilder;

/// Asks for the image jobs of one project. Clones are cheap and share their connections, their
/// credentials and their budget for retries.
///
/// ```
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// # let server = imagejobs_mock::Server::start()?;
/// use imagejobs::{Client, JobType};
///
/// let client = Client::builder()
///     .endpoint(server.url())
///     .project_id(server.project_id())
///     .token(server.token())
///     .build()?;
/// let page = client.list(JobType::CreateServer).limit(50).send().await?;
/// assert!(page.items().is_empty());
///
/// // What a program may show of where it asks, and as whom.
/// assert_eq!(client.endpoint().as_str(), server.url());
/// assert_eq!(client.project_id().await?.as_str(), server.project_id());
/// let credentials = client.credentials().await?.expect("a token was given");
/// assert_eq!(credentials.origin, "the client's builder");
/// // Whether there is anybody at all, and how far the clocks are apart.
/// let ahead: Option<i64> = client.reach().await?;
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug)]
pub struct Client {
    transport: Transport,
    project: Arc<Project>,
    pollers: Arc<Pollers>,
}

impl Client {
    /// Begins a client. It needs an endpoint or a region; credentials and the project id are looked
    /// for where they usually are, unless they are given.
    pub fn builder() -> ClientBuilder {
        ClientBuilder::default()
    }

    /// Begins a list of the jobs of one type, or of several.
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
    /// use imagejobs::{JobStatus, JobType};
    ///
    /// let page = client.list(JobType::CreateServer).status(JobStatus::Failed).send().await?;
    /// let mut all = client.list([JobType::CreateServer, JobType::DeleteServer]).stream();
    /// # Ok(())
    /// # }
    /// ```
    pub fn list(&self, job_types: impl Into<JobTypes>) -> List<'_> {
        List::new(self, job_types.into())
    }

    /// Begins a wait for jobs of one type, by their ids.
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
    /// # let id = server.add(imagejobs_mock::Job::new("CREATE_SERVER").status("SUCCESS"));
    /// let jobs = client.wait(imagejobs::JobType::CreateServer, [id]).until_succeeded().await?;
    /// println!("done at {:?}", jobs[0].end_time());
    /// # Ok(())
    /// # }
    /// ```
    pub fn wait(
        &self,
        job_type: JobType,
        ids: impl IntoIterator<Item = impl Into<String>>,
    ) -> Wait<'_> {
        Wait::new(self, job_type, ids.into_iter().map(Into::into).collect())
    }

    /// Begins a watch over the jobs of one type, or of several.
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
    /// # server.add(imagejobs_mock::Job::new("CREATE_SERVER"));
    /// let mut changes = client.watch(imagejobs::JobType::ALL).stream();
    /// let first = changes.next().await.transpose()?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn watch(&self, job_types: impl Into<JobTypes>) -> Watch<'_> {
        Watch::new(self, job_types.into())
    }

    /// Where the calls go.
    #[must_use]
    pub fn endpoint(&self) -> &Endpoint {
        self.transport.endpoint()
    }

    /// The project whose jobs are asked for: as it was given, as it came with the credentials, or as
    /// IAM knows it by the region.
    ///
    /// # Errors
    /// When there are no usable credentials, or IAM knows none or several projects of the region.
    pub async fn project_id(&self) -> Result<ProjectId, Error> {
        let (id, _) = self.transport.limited("finding the project id", self.project()).await?;
        Ok(id)
    }

    pub(crate) async fn project(&self) -> Result<ProjectId, Error> {
        self.project.id(&self.transport).await
    }

    /// The credentials that the next call is sent with, and what is known about them: their `origin`
    /// says where they came from.
    ///
    /// # Errors
    /// When there are no usable credentials; the error names every place that was looked in.
    pub async fn credentials(&self) -> Result<Option<Arc<Credentials>>, Error> {
        self.transport.credentials().await
    }

    /// Asks the endpoint once, without credentials: any answer is good. Gives by how many seconds
    /// the server's clock is ahead of this machine's, when the answer tells.
    ///
    /// # Errors
    /// When no answer came.
    pub async fn reach(&self) -> Result<Option<i64>, Error> {
        let transport = self.transport.to(self.endpoint().clone(), None)?.with_max_attempts(1);
        let open = image_jobs::Client::new(transport.clone());
        let call = open.list_image_jobs().project_id("-").job_type(JobType::CreateServer).limit(1);
        match call.send().await {
            Err(error) if error.status().is_none() => Err(error),
            _ => Ok(transport.clock_skew()),
        }
    }

    pub(crate) fn pollers(&self) -> &Pollers {
        &self.pollers
    }

    pub(crate) fn transport(&self) -> &Transport {
        &self.transport
    }
}
