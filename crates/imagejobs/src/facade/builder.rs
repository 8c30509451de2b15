use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use imagejobs_core::clock::{Clock, SystemClock};
use imagejobs_core::credentials::{Credentials, CredentialsProvider, Keys, Kind, Variables};
use imagejobs_core::{AuthToken, Error, ProjectId, TransportBuilder};

use crate::iam::{self, Iam};
use crate::project::Project;
use crate::{Client, chain, region};

/// Builds a [`Client`].
///
/// | limit | default | |
/// | --- | --- | --- |
/// | connect | 10 s | a connection, TLS included |
/// | attempt | 60 s | one request and its answer; the service's back end may itself take 30 s |
/// | operation | 2 min | a call with all its attempts |
/// | attempts | 3 | in all |
/// | body | 8 MiB | an answer |
///
/// Credentials that are not given are looked for in this order, and the first found are used: the
/// variable `IMAGEJOBS_AUTH_TOKEN`; `HUAWEICLOUD_SDK_AK` and `_SK`; `HW_AUTH_TOKEN`; `HW_ACCESS_KEY`
/// and `HW_SECRET_KEY`; `HW_USER_NAME`, `HW_PASSWORD` and `HW_DOMAIN_NAME`, exchanged at IAM for a
/// token; the profile file; the metadata service of the cloud server.
/// The region is otherwise that of `HW_REGION_NAME`. Credentials that are given beat a profile, and
/// a profile beats the environment.
///
/// ```
/// use std::time::Duration;
///
/// let client = imagejobs::Client::builder()
///     .region("cn-north-4")
///     .project_id("0123456789abcdef0123456789abcdef")
///     .token("MIIExampleToken")
///     .connect_timeout(Duration::from_secs(5))
///     .attempt_timeout(Duration::from_secs(40))
///     .operation_timeout(Duration::from_secs(90))
///     .max_attempts(5)
///     .backoff(Duration::from_secs(1), Duration::from_secs(30))
///     .max_body_bytes(1 << 20)
///     .build()?;
/// # Ok::<(), imagejobs::Error>(())
/// ```
#[must_use]
#[derive(Default)]
pub struct ClientBuilder {
    endpoint: Option<String>,
    region: Option<String>,
    project_id: Option<String>,
    credentials: Option<Given>,
    profile: Option<String>,
    iam_endpoint: Option<String>,
    variables: Variables,
    clock: Option<Arc<dyn Clock>>,
    transport: TransportBuilder,
}

impl fmt::Debug for ClientBuilder {
    /// Endpoints are shown when they are parsed: what was given may hold a password.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ClientBuilder")
            .field("region", &self.region)
            .field("project_id", &self.project_id)
            .field("profile", &self.profile)
            .field("transport", &self.transport)
            .finish_non_exhaustive()
    }
}

/// Credentials that were given, rather than looked for.
enum Given {
    Ready(Result<Kind, Error>),
    Provider(Arc<dyn CredentialsProvider>),
}

impl ClientBuilder {
    /// Asks this endpoint, whatever the region: `https://…`, a host and perhaps a port.
    ///
    /// ```
    /// use imagejobs::Client;
    ///
    /// let client = Client::builder().endpoint("https://wks.example.com:8443").token("T").build()?;
    /// assert_eq!(client.endpoint().port(), 8443);
    /// let wrong = Client::builder().endpoint("https://wks.example.com/v1").token("T").build();
    /// assert!(wrong.unwrap_err().to_string().contains("has a path"));
    /// # Ok::<(), imagejobs::Error>(())
    /// ```
    pub fn endpoint(mut self, endpoint: impl Into<String>) -> Self {
        self.endpoint = Some(endpoint.into());
        self
    }

    /// Asks the endpoint of a region, such as `cn-north-4`.
    ///
    /// The variable `HUAWEICLOUD_SDK_REGION_WORKSPACEAPP_{REGION}` (upper case, `-` as `_`) names
    /// another endpoint for it, as for the vendor's SDK.
    ///
    /// ```
    /// let client = imagejobs::Client::builder().region("eu-nowhere-1").token("T").build();
    /// let told = client.unwrap_err().to_string();
    /// assert!(told.starts_with("the region \"eu-nowhere-1\" is not known; known are "));
    /// ```
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
        self.credentials = Some(Given::Ready(AuthToken::new(token).map(Kind::Token)));
        self
    }

    /// Signs with this key pair; temporary keys come with a security token.
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// # let server = imagejobs_mock::Server::start()?;
    /// let client = imagejobs::Client::builder()
    ///     .endpoint(server.url())
    ///     .project_id(server.project_id())
    ///     .keys(server.access_key(), server.secret_key(), None)
    ///     .build()?;
    /// client.list(imagejobs::JobType::CreateServer).send().await?;
    /// let signature = server.received()[0].header("authorization").unwrap().to_owned();
    /// assert!(signature.starts_with("SDK-HMAC-SHA256 "));
    /// # Ok(())
    /// # }
    /// ```
    pub fn keys(
        mut self,
        access_key: impl Into<String>,
        secret_key: impl Into<String>,
        security_token: Option<String>,
    ) -> Self {
        let keys = Keys::new(access_key, secret_key, security_token).map(Kind::Keys);
        self.credentials = Some(Given::Ready(keys));
        self
    }

    /// Asks this provider for credentials.
    ///
    /// ```
    /// use std::sync::Arc;
    ///
    /// use imagejobs::credentials::{Chain, KeyVariables, ProfileFile, Variables};
    ///
    /// // The vendor's variables, then the profile file, and nothing else.
    /// let variables = Variables::default();
    /// let chain = Chain::new(vec![
    ///     Box::new(KeyVariables::vendor(&variables)),
    ///     Box::new(ProfileFile::new(&variables)),
    /// ]);
    /// let client = imagejobs::Client::builder().region("cn-north-4").credentials(Arc::new(chain));
    /// let client = client.build()?;
    /// # Ok::<(), imagejobs::Error>(())
    /// ```
    pub fn credentials(mut self, provider: Arc<dyn CredentialsProvider>) -> Self {
        self.credentials = Some(Given::Provider(provider));
        self
    }

    /// Uses this section of the profile file, and looks nowhere else.
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// use imagejobs::credentials::Variables;
    ///
    /// let nowhere = Variables::new(|name| {
    ///     (name == "HUAWEICLOUD_SDK_CREDENTIALS_FILE").then(|| "/no/such/file".into())
    /// });
    /// let client = imagejobs::Client::builder()
    ///     .region("cn-north-4")
    ///     .profile("staging")
    ///     .variables(nowhere)
    ///     .build()?;
    /// let error = client.credentials().await.unwrap_err();
    /// assert!(error.to_string().starts_with("the profile file /no/such/file cannot be read"));
    /// # Ok(())
    /// # }
    /// ```
    pub fn profile(mut self, name: impl Into<String>) -> Self {
        self.profile = Some(name.into());
        self
    }

    /// Asks IAM there, where a token or the project id is got from it.
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// # let server = imagejobs_mock::Server::start()?;
    /// // No project id is given: IAM knows it by the region.
    /// let client = imagejobs::Client::builder()
    ///     .endpoint(server.url())
    ///     .iam_endpoint(server.url())
    ///     .region("cn-north-4")
    ///     .token(server.token())
    ///     .build()?;
    /// assert_eq!(client.project_id().await?.as_str(), server.project_id());
    /// # Ok(())
    /// # }
    /// ```
    pub fn iam_endpoint(mut self, endpoint: impl Into<String>) -> Self {
        self.iam_endpoint = Some(endpoint.into());
        self
    }

    /// Reads variables from there rather than from the environment.
    ///
    /// ```
    /// use imagejobs::credentials::Variables;
    ///
    /// let variables =
    ///     Variables::new(|name| (name == "HW_REGION_NAME").then(|| "cn-north-4".into()));
    /// let client = imagejobs::Client::builder().variables(variables).build()?;
    /// assert_eq!(client.endpoint().host(), "appstream.cn-north-4.myhuaweicloud.com");
    /// # Ok::<(), imagejobs::Error>(())
    /// ```
    pub fn variables(mut self, variables: Variables) -> Self {
        self.variables = variables;
        self
    }

    /// Makes so many attempts in all, at least 1. The default is 3.
    pub fn max_attempts(mut self, attempts: u32) -> Self {
        self.transport = self.transport.max_attempts(attempts);
        self
    }

    /// Waits up to `first` before the second attempt, twice as long before each further one, and
    /// never more than `longest`. The default is 0.5 s and 20 s.
    pub fn backoff(mut self, first: Duration, longest: Duration) -> Self {
        self.transport = self.transport.backoff(first, longest);
        self
    }

    /// Takes the jitter of the waits, a number from 0 to 1, from this function.
    ///
    /// ```
    /// // The longest waits, every time: what a test can reckon with.
    /// let builder = imagejobs::Client::builder().jitter(|| 1.0);
    /// ```
    pub fn jitter(mut self, random: impl Fn() -> f64 + Send + Sync + 'static) -> Self {
        self.transport = self.transport.jitter(random);
        self
    }

    /// Lets the token go over plain `http` to another machine, where anybody between can read it.
    ///
    /// ```
    /// let inside = || imagejobs::Client::builder().endpoint("http://gateway.internal").token("T");
    /// assert!(inside().build().unwrap_err().to_string().contains("unencrypted"));
    /// assert!(inside().allow_http(true).build().is_ok());
    /// ```
    pub fn allow_http(mut self, allow: bool) -> Self {
        self.transport = self.transport.allow_http(allow);
        self
    }

    /// Starts from this builder of the HTTP client: proxies, TLS and roots are yours. Redirects are
    /// not followed and no referer is sent, whatever it says; the connect timeout is set over it.
    ///
    /// ```
    /// use imagejobs::reqwest;
    ///
    /// let proxy = reqwest::Proxy::https("http://proxy.example.com:3128")?;
    /// let client = imagejobs::Client::builder()
    ///     .region("cn-north-4")
    ///     .token("MIIExampleToken")
    ///     .http(reqwest::Client::builder().proxy(proxy))
    ///     .build()?;
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
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
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// use std::sync::Arc;
    /// use std::time::Duration;
    ///
    /// use imagejobs_mock::{Answer, ManualClock, Server};
    ///
    /// let server = Server::start()?;
    /// server.script(Answer::status(503).header("Retry-After", "30"));
    /// let clock = ManualClock::skipping(server.now(), Duration::from_secs(45));
    /// let client = imagejobs::Client::builder()
    ///     .endpoint(server.url())
    ///     .project_id(server.project_id())
    ///     .token(server.token())
    ///     .clock(Arc::new(clock.clone()))
    ///     .build()?;
    /// // Half a minute is waited for, and no time goes by.
    /// client.list(imagejobs::JobType::CreateServer).send().await?;
    /// assert!(clock.slept().contains(&Duration::from_secs(30)));
    /// # Ok(())
    /// # }
    /// ```
    pub fn clock(mut self, clock: Arc<dyn Clock>) -> Self {
        self.clock = Some(clock);
        self
    }

    /// The client. Nothing is sent yet.
    ///
    /// # Errors
    /// A usage error when something is missing or cannot be right: see
    /// [`Endpoint`](crate::Endpoint), [`ProjectId`] and [`AuthToken`]. A token is not sent over plain
    /// `http`, except to this machine, unless [`allow_http`](Self::allow_http) says so.
    pub fn build(self) -> Result<Client, Error> {
        let variables = self.variables;
        let region = match (self.region, &self.profile) {
            (None, None) => variables.get("HW_REGION_NAME")?,
            (region, _) => region,
        };
        let endpoint = match (self.endpoint, &region) {
            (Some(endpoint), _) => endpoint,
            (None, Some(region)) => region::endpoint(region, &variables)?,
            (None, None) => return Err(Error::usage("neither an endpoint nor a region was given")),
        };
        let project_id = self.project_id.map(ProjectId::try_from).transpose()?;
        let clock = self.clock.unwrap_or_else(|| Arc::new(SystemClock));
        let open = self.transport.endpoint(endpoint).clock(clock.clone()).build()?;
        let given = self.iam_endpoint.as_deref().map(iam::endpoint).transpose()?;
        let iam = Iam { transport: open.clone(), given, region, variables };
        let provider: Arc<dyn CredentialsProvider> = match (self.credentials, self.profile) {
            (Some(Given::Ready(kind)), _) => {
                Arc::new(Credentials::new(kind?, "the client's builder"))
            }
            (Some(Given::Provider(provider)), _) => provider,
            (None, Some(profile)) => chain::profile(&iam, profile),
            (None, None) => chain::usual(&iam, project_id.as_ref(), clock)?,
        };
        let transport = open.to(open.endpoint().clone(), Some(provider))?;
        let project = Arc::new(Project::new(project_id, iam));
        Ok(Client { transport, project, pollers: Arc::default() })
    }
}
