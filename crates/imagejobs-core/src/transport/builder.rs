use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use super::server_clock::ServerClock;
use super::{Limits, Shared, Transport};
use crate::clock::{Clock, SystemClock};
use crate::credentials::{Cache, Credentials, CredentialsProvider, Kind};
use crate::retry::{Budget, Policy};
use crate::{AuthToken, Endpoint, Error};

/// Builds a [`Transport`].
///
/// | limit | default | |
/// | --- | --- | --- |
/// | connect | 10 s | a connection, TLS included |
/// | attempt | 60 s | one request and its answer; the service's back end may itself take 30 s |
/// | operation | 120 s | a call with all its attempts |
/// | body | 8 MiB | an answer |
///
/// ```
/// use std::sync::Arc;
/// use std::time::Duration;
///
/// use imagejobs_core::Transport;
/// use imagejobs_core::clock::SystemClock;
/// use imagejobs_core::credentials::{KeyVariables, Variables};
///
/// let transport = Transport::builder()
///     .endpoint("http://127.0.0.1:8080")
///     .credentials(Arc::new(KeyVariables::vendor(&Variables::default())))
///     .project_id("0123456789abcdef0123456789abcdef")
///     .connect_timeout(Duration::from_secs(5))
///     .attempt_timeout(Duration::from_secs(40))
///     .operation_timeout(Duration::from_secs(90))
///     .max_attempts(5)
///     .backoff(Duration::from_secs(1), Duration::from_secs(30))
///     .jitter(|| 1.0)
///     .max_body_bytes(1 << 20)
///     .clock(Arc::new(SystemClock))
///     .build()?;
/// # let _ = transport;
/// # Ok::<(), imagejobs_core::Error>(())
/// ```
#[must_use]
pub struct TransportBuilder {
    endpoint: Option<String>,
    token: Option<String>,
    credentials: Option<Arc<dyn CredentialsProvider>>,
    project_id: Option<String>,
    retry: Policy,
    allow_http: bool,
    http: Option<reqwest::ClientBuilder>,
    connect_timeout: Duration,
    operation: Duration,
    limits: Limits,
    clock: Arc<dyn Clock>,
}

impl Default for TransportBuilder {
    fn default() -> Self {
        Self {
            endpoint: None,
            token: None,
            credentials: None,
            project_id: None,
            retry: Policy::default(),
            allow_http: false,
            http: None,
            connect_timeout: Duration::from_secs(10),
            operation: Duration::from_secs(120),
            limits: Limits { attempt: Duration::from_secs(60), body: 8 << 20 },
            clock: Arc::new(SystemClock),
        }
    }
}

impl TransportBuilder {
    /// Sends requests there, such as to `https://appstream.cn-north-4.myhuaweicloud.com`.
    pub fn endpoint(mut self, endpoint: impl Into<String>) -> Self {
        self.endpoint = Some(endpoint.into());
        self
    }

    /// Sends this user token in `X-Auth-Token`.
    pub fn token(mut self, token: impl Into<String>) -> Self {
        self.token = Some(token.into());
        self
    }

    /// Asks this provider for credentials, unless a [`token`](Self::token) is given.
    pub fn credentials(mut self, provider: Arc<dyn CredentialsProvider>) -> Self {
        self.credentials = Some(provider);
        self
    }

    /// Names this project in signed calls.
    pub fn project_id(mut self, project_id: impl Into<String>) -> Self {
        self.project_id = Some(project_id.into());
        self
    }

    /// Makes so many attempts in all, at least 1. The default is 3.
    pub fn max_attempts(mut self, attempts: u32) -> Self {
        self.retry.max_attempts = attempts.max(1);
        self
    }

    /// Waits up to `first` before the second attempt, twice as long before each further one, and
    /// never more than `longest`. The default is 0.5 s and 20 s.
    pub fn backoff(mut self, first: Duration, longest: Duration) -> Self {
        (self.retry.base, self.retry.longest) = (first, longest);
        self
    }

    /// Takes the jitter of the waits, a number from 0 to 1, from this function.
    pub fn jitter(mut self, random: impl Fn() -> f64 + Send + Sync + 'static) -> Self {
        self.retry.random = Arc::new(random);
        self
    }

    /// Lets the token go over plain `http` to another machine, where anybody between can read it.
    ///
    /// ```
    /// let inside = || imagejobs_core::Transport::builder().endpoint("http://gateway.internal");
    /// assert!(inside().token("T").build().is_err());
    /// assert!(inside().token("T").allow_http(true).build().is_ok());
    /// ```
    pub fn allow_http(mut self, allow: bool) -> Self {
        self.allow_http = allow;
        self
    }

    /// Starts from this builder of the HTTP client: proxies, TLS and roots are yours. Redirects,
    /// referer and the connect timeout are set over it.
    ///
    /// ```
    /// let transport = imagejobs_core::Transport::builder()
    ///     .endpoint("http://127.0.0.1:8080")
    ///     .http(reqwest::Client::builder().no_proxy())
    ///     .build()?;
    /// # let _ = transport;
    /// # Ok::<(), imagejobs_core::Error>(())
    /// ```
    pub fn http(mut self, http: reqwest::ClientBuilder) -> Self {
        self.http = Some(http);
        self
    }

    /// Limits the time that a connection may take. The default is 10 s.
    pub fn connect_timeout(mut self, limit: Duration) -> Self {
        self.connect_timeout = limit;
        self
    }

    /// Limits the time of one request and its answer. The default is 60 s.
    pub fn attempt_timeout(mut self, limit: Duration) -> Self {
        self.limits.attempt = limit;
        self
    }

    /// Limits the time of a whole operation. The default is 2 min.
    pub fn operation_timeout(mut self, limit: Duration) -> Self {
        self.operation = limit;
        self
    }

    /// Limits the size of an answer, in bytes. The default is 8 MiB.
    pub fn max_body_bytes(mut self, limit: usize) -> Self {
        self.limits.body = limit;
        self
    }

    /// Tells the time and waits by this clock.
    pub fn clock(mut self, clock: Arc<dyn Clock>) -> Self {
        self.clock = clock;
        self
    }

    /// The transport. Nothing is sent yet.
    ///
    /// # Errors
    /// A usage error when the endpoint or the token cannot be right, when the token would go over
    /// plain `http` to another machine, or when the HTTP client cannot be built.
    pub fn build(self) -> Result<Transport, Error> {
        let endpoint = self.endpoint.ok_or_else(|| Error::usage("no endpoint was given"))?;
        let endpoint: Endpoint = endpoint.parse()?;
        let given = match self.token.map(AuthToken::new).transpose()? {
            Some(token) => {
                let credentials = Credentials::new(Kind::Token(token), "the token that was given");
                Some(Arc::new(credentials) as Arc<dyn CredentialsProvider>)
            }
            None => self.credentials,
        };
        let custom = self.http.is_some();
        let http = match self.http {
            Some(http) => strict(http, self.connect_timeout)?,
            None => usual(endpoint.is_loopback(), self.connect_timeout)?,
        };
        let settings = Settings {
            http,
            custom,
            loopback: endpoint.is_loopback(),
            connect_timeout: self.connect_timeout,
            allow_http: self.allow_http,
            limits: self.limits,
            clock: self.clock,
        };
        settings.can_carry(&endpoint, given.is_some())?;
        let transport = Transport {
            shared: settings.open(endpoint, given, Arc::default()),
            retry: self.retry,
            operation: self.operation,
            spent: Duration::ZERO,
            project_id: None,
        };
        Ok(match self.project_id {
            Some(project_id) => transport.with_project_id(&project_id),
            None => transport,
        })
    }
}

/// What transports to several endpoints have in common.
#[derive(Clone)]
pub(super) struct Settings {
    pub(super) http: reqwest::Client,
    /// Whether the HTTP client is of a builder that was handed in.
    custom: bool,
    /// Whether it is one for this machine, past the proxies of the environment.
    loopback: bool,
    connect_timeout: Duration,
    allow_http: bool,
    pub(super) limits: Limits,
    pub(super) clock: Arc<dyn Clock>,
}

impl Transport {
    /// A transport to another endpoint with other credentials, but with the same limits, clock,
    /// HTTP client and budget for retries.
    ///
    /// # Errors
    /// A usage error when secrets would go over plain `http` to another machine.
    pub fn to(
        &self,
        endpoint: Endpoint,
        credentials: Option<Arc<dyn CredentialsProvider>>,
    ) -> Result<Self, Error> {
        let mut settings = self.shared.settings.clone();
        // What goes there without credentials may itself be a secret: a password.
        settings.can_carry(&endpoint, true)?;
        if !settings.custom && settings.loopback != endpoint.is_loopback() {
            settings.loopback = endpoint.is_loopback();
            settings.http = usual(settings.loopback, settings.connect_timeout)?;
        }
        let shared = settings.open(endpoint, credentials, self.shared.budget.clone());
        Ok(Self { shared, spent: Duration::ZERO, project_id: None, ..self.clone() })
    }
}

impl Settings {
    fn open(
        self,
        endpoint: Endpoint,
        credentials: Option<Arc<dyn CredentialsProvider>>,
        budget: Arc<Budget>,
    ) -> Arc<Shared> {
        let clock = self.clock.clone();
        Arc::new(Shared {
            endpoint,
            credentials: credentials.map(|provider| Cache::new(provider, clock.clone())),
            settings: self,
            budget,
            server_clock: ServerClock::new(clock),
        })
    }

    fn can_carry(&self, endpoint: &Endpoint, secrets: bool) -> Result<(), Error> {
        if endpoint.is_encrypted() && !self.custom && cfg!(not(feature = "rustls")) {
            return Err(Error::usage(format!(
                "this build has no TLS for {endpoint}; enable the feature rustls, or hand in an \
                 HTTP client that has it"
            )));
        }
        let open = !endpoint.is_encrypted() && !endpoint.is_loopback() && !self.allow_http;
        if secrets && open {
            return Err(Error::usage(format!(
                "credentials would go to {endpoint} unencrypted; use https, or allow http \
                 explicitly"
            )));
        }
        Ok(())
    }
}

/// The HTTP client where none was handed in. A proxy from the environment is no place for a
/// loopback call and its token.
fn usual(loopback: bool, timeout: Duration) -> Result<reqwest::Client, Error> {
    // What is tried again is decided here, and a client that may has a copy of each request made.
    let never = reqwest::retry::never().max_retries_per_request(0);
    let http = reqwest::Client::builder().retry(never);
    strict(if loopback { http.no_proxy() } else { http }, timeout)
}

/// An HTTP client that sends what it is told and goes where it is told, whatever it is built from.
pub(crate) fn strict(
    http: reqwest::ClientBuilder,
    connect_timeout: Duration,
) -> Result<reqwest::Client, Error> {
    install_crypto();
    // Features that another crate may have switched on in reqwest do not change what we send.
    http.redirect(reqwest::redirect::Policy::none())
        .referer(false)
        .no_gzip()
        .no_brotli()
        .no_zstd()
        .no_deflate()
        .http1_only()
        .connection_verbose(false)
        .connect_timeout(connect_timeout)
        .build()
        .map_err(|error| {
            let reasons = super::failure::reasons(&error);
            Error::usage(format!("the HTTP client cannot be built: {error} {reasons}"))
        })
}

/// Makes ring the process's provider of cryptography, unless the program chose one.
///
/// reqwest looks there, and nowhere else when it is built without a provider of its own.
fn install_crypto() {
    #[cfg(feature = "rustls")]
    if rustls::crypto::CryptoProvider::get_default().is_none() {
        // Another thread may have been faster; either way there is a provider now.
        let _ = rustls::crypto::ring::default_provider().install_default();
    }
}

impl fmt::Debug for TransportBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TransportBuilder")
            .field("token", &self.token.as_ref().map(|_| "redacted"))
            .field("allow_http", &self.allow_http)
            .field("connect_timeout", &self.connect_timeout)
            .field("limits", &self.limits)
            .finish_non_exhaustive()
    }
}
