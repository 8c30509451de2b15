use std::sync::Arc;
use std::time::Duration;

use imagejobs_client::image_jobs;
use imagejobs_core::clock::Clock;
use imagejobs_core::{Endpoint, Error, ProjectId, Transport, TransportBuilder};

use crate::{JobType, List, region};

/// Asks for the image jobs of one project. Clones are cheap and share their connections.
#[derive(Clone, Debug)]
pub struct Client {
    generated: image_jobs::Client,
    transport: Transport,
    project_id: ProjectId,
}

impl Client {
    /// Begins a client. It needs an endpoint or a region, a project id, and a token.
    pub fn builder() -> ClientBuilder {
        ClientBuilder::default()
    }

    /// Begins a list of the jobs of one type.
    pub fn list(&self, job_type: JobType) -> List<'_> {
        List::new(&self.generated, &self.project_id, job_type)
    }

    /// Where the calls go.
    #[must_use]
    pub fn endpoint(&self) -> &Endpoint {
        self.transport.endpoint()
    }

    /// The project whose jobs are asked for.
    #[must_use]
    pub fn project_id(&self) -> &ProjectId {
        &self.project_id
    }
}

/// Builds a [`Client`].
///
/// | limit | default | |
/// | --- | --- | --- |
/// | connect | 10 s | a connection, TLS included |
/// | attempt | 60 s | one request and its answer; the service's back end may itself take 30 s |
/// | operation | 2 min | a call with all its attempts |
/// | body | 8 MiB | an answer |
#[must_use]
#[derive(Debug, Default)]
pub struct ClientBuilder {
    endpoint: Option<String>,
    region: Option<String>,
    project_id: Option<String>,
    transport: TransportBuilder,
}

impl ClientBuilder {
    /// Asks this endpoint, whatever the region: `https://…`, a host and perhaps a port.
    pub fn endpoint(mut self, endpoint: impl Into<String>) -> Self {
        self.endpoint = Some(endpoint.into());
        self
    }

    /// Asks the endpoint of a region, such as `cn-north-4`.
    ///
    /// The variable `HUAWEICLOUD_SDK_REGION_WORKSPACEAPP_{REGION}` (upper case, `-` as `_`) names
    /// another endpoint for it, as for the vendor's SDK.
    pub fn region(mut self, region: impl Into<String>) -> Self {
        self.region = Some(region.into());
        self
    }

    /// Asks for the jobs of this project.
    pub fn project_id(mut self, project_id: impl Into<String>) -> Self {
        self.project_id = Some(project_id.into());
        self
    }

    /// Sends this user token of IAM in `X-Auth-Token`.
    pub fn token(mut self, token: impl Into<String>) -> Self {
        self.transport = self.transport.token(token);
        self
    }

    /// Lets the token go over plain `http` to another machine, where anybody between can read it.
    pub fn allow_http(mut self, allow: bool) -> Self {
        self.transport = self.transport.allow_http(allow);
        self
    }

    /// Starts from this builder of the HTTP client: proxies, TLS and roots are yours. Redirects are
    /// not followed and no referer is sent, whatever it says; the connect timeout is set over it.
    pub fn http(mut self, http: reqwest::ClientBuilder) -> Self {
        self.transport = self.transport.http(http);
        self
    }

    /// Limits the time that a connection may take.
    pub fn connect_timeout(mut self, limit: Duration) -> Self {
        self.transport = self.transport.connect_timeout(limit);
        self
    }

    /// Limits the time of one request and its answer.
    pub fn attempt_timeout(mut self, limit: Duration) -> Self {
        self.transport = self.transport.attempt_timeout(limit);
        self
    }

    /// Limits the time of a whole operation.
    pub fn operation_timeout(mut self, limit: Duration) -> Self {
        self.transport = self.transport.operation_timeout(limit);
        self
    }

    /// Limits the size of an answer, in bytes.
    pub fn max_body_bytes(mut self, limit: usize) -> Self {
        self.transport = self.transport.max_body_bytes(limit);
        self
    }

    /// Tells the time and waits by this clock, for tests that control it.
    pub fn clock(mut self, clock: Arc<dyn Clock>) -> Self {
        self.transport = self.transport.clock(clock);
        self
    }

    /// The client. Nothing is sent yet.
    ///
    /// # Errors
    /// A usage error when something is missing or cannot be right: see [`Endpoint`], [`ProjectId`]
    /// and [`AuthToken`](imagejobs_core::AuthToken). A token is not sent over plain `http`, except
    /// to this machine, unless [`allow_http`](Self::allow_http) says so.
    pub fn build(self) -> Result<Client, Error> {
        let endpoint = match (self.endpoint, self.region) {
            (Some(endpoint), _) => endpoint,
            (None, Some(region)) => region::endpoint(&region)?,
            (None, None) => return Err(Error::usage("neither an endpoint nor a region was given")),
        };
        let project_id = self.project_id.ok_or_else(|| Error::usage("no project id was given"))?;
        let project_id = ProjectId::try_from(project_id)?;
        let transport = self.transport.endpoint(endpoint).build()?;
        let generated = image_jobs::Client::new(transport.clone());
        Ok(Client { generated, transport, project_id })
    }
}
