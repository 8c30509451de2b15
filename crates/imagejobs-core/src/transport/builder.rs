use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use super::{Inner, Limits, Transport};
use crate::clock::{Clock, SystemClock};
use crate::{AuthToken, Endpoint, Error};

/// Builds a [`Transport`].
///
/// | limit | default | |
/// | --- | --- | --- |
/// | connect | 10 s | a connection, TLS included |
/// | attempt | 60 s | one request and its answer; the service's back end may itself take 30 s |
/// | operation | 120 s | a call with all its attempts |
/// | body | 8 MiB | an answer |
#[must_use]
pub struct TransportBuilder {
    endpoint: Option<String>,
    token: Option<String>,
    allow_http: bool,
    http: Option<reqwest::ClientBuilder>,
    connect_timeout: Duration,
    limits: Limits,
    clock: Arc<dyn Clock>,
}

impl Default for TransportBuilder {
    fn default() -> Self {
        Self {
            endpoint: None,
            token: None,
            allow_http: false,
            http: None,
            connect_timeout: Duration::from_secs(10),
            limits: Limits {
                attempt: Duration::from_secs(60),
                operation: Duration::from_secs(120),
                body: 8 << 20,
            },
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

    /// Lets the token go over plain `http` to another machine, where anybody between can read it.
    pub fn allow_http(mut self, allow: bool) -> Self {
        self.allow_http = allow;
        self
    }

    /// Starts from this builder of the HTTP client: proxies, TLS and roots are yours. Redirects,
    /// referer and the connect timeout are set over it.
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
        self.limits.operation = limit;
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
        let token = self.token.map(AuthToken::new).transpose()?;
        let in_the_open = !endpoint.is_encrypted() && !endpoint.is_loopback();
        if token.is_some() && in_the_open && !self.allow_http {
            return Err(Error::usage(format!(
                "a token would go to {endpoint} unencrypted; use https, or allow http explicitly"
            )));
        }
        install_crypto();
        let http = self.http.unwrap_or_else(|| {
            let http = reqwest::Client::builder();
            // A proxy from the environment is no place for a loopback call and its token.
            if endpoint.is_loopback() { http.no_proxy() } else { http }
        });
        let http = http
            .redirect(reqwest::redirect::Policy::none())
            .referer(false)
            .connect_timeout(self.connect_timeout)
            .build()
            .map_err(|error| {
                let reasons = super::reasons(&error);
                Error::usage(format!("the HTTP client cannot be built: {error} {reasons}"))
            })?;
        Ok(Transport(Arc::new(Inner {
            http,
            endpoint,
            token,
            limits: self.limits,
            clock: self.clock,
        })))
    }
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
