use std::sync::Arc;
use std::time::Duration;

use serde::Deserialize;

use super::{Credentials, CredentialsProvider, Keys, Kind, Loading};
use crate::clock::{Clock, within};
use crate::{Endpoint, Error, Secret, escape_controls};

/// Where every cloud server finds its metadata.
const ADDRESS: &str = "http://169.254.169.254";

/// How long one request may take. Off the cloud nothing answers at all.
const LIMIT: Duration = Duration::from_secs(3);

/// How large an answer may be.
const MOST: usize = 64 << 10;

/// The metadata service of the cloud server that the program runs on.
///
/// It is asked by a client of its own: never through a proxy, never redirected. Off the cloud the
/// connection simply fails, which means that there are no credentials here.
#[derive(Debug)]
pub struct Metadata {
    endpoint: Endpoint,
    http: reqwest::Client,
    clock: Arc<dyn Clock>,
}

#[derive(Deserialize)]
struct Answer {
    credential: Issued,
}

#[derive(Deserialize)]
struct Issued {
    access: String,
    secret: String,
    securitytoken: String,
    expires_at: String,
}

enum Refusal {
    /// Nobody there, or nobody who speaks of keys.
    Nothing,
    /// A metadata token that is no longer good.
    Token,
    Final(Error),
}

impl Metadata {
    /// The service at another address; `None` for the usual one.
    ///
    /// # Errors
    /// A usage error when the address cannot be one.
    pub fn new(address: Option<&str>, clock: Arc<dyn Clock>) -> Result<Self, Error> {
        let endpoint = address.unwrap_or(ADDRESS).parse()?;
        crate::transport::install_crypto();
        let http = reqwest::Client::builder()
            .no_proxy()
            .redirect(reqwest::redirect::Policy::none())
            .referer(false)
            .connect_timeout(LIMIT)
            .build()
            .map_err(|error| Error::usage(format!("the HTTP client cannot be built: {error}")))?;
        Ok(Self { endpoint, http, clock })
    }

    async fn find(&self) -> Result<Option<Credentials>, Error> {
        let token = match self.token().await {
            Ok(token) => token,
            Err(Refusal::Nothing | Refusal::Token) => return Ok(None),
            Err(Refusal::Final(error)) => return Err(error),
        };
        let keys = match self.keys(token.as_ref()).await {
            Err(Refusal::Token) => match self.token().await {
                Ok(token) => self.keys(token.as_ref()).await,
                Err(refusal) => Err(refusal),
            },
            first => first,
        };
        match keys {
            Ok(credentials) => Ok(Some(credentials)),
            Err(Refusal::Nothing) => Ok(None),
            Err(Refusal::Token) => {
                Err(self.failed("refused the token that it had just given (401)"))
            }
            Err(Refusal::Final(error)) => Err(error),
        }
    }

    /// A metadata token, or none where the server does without.
    async fn token(&self) -> Result<Option<Secret>, Refusal> {
        let request = self
            .http
            .put(format!("{}/meta-data/latest/api/token", self.endpoint))
            .header("x-metadata-token-ttl-seconds", "21600");
        match self.ask(request).await? {
            (200, text) if is_token(text.trim()) => Ok(Some(Secret::from(text.trim().to_owned()))),
            (404 | 405 | 503, _) => Ok(None),
            (status @ 500.., _) => {
                Err(Refusal::Final(self.failed(&format!("answered {status} for a token"))))
            }
            // Another cloud's service, or a portal that answers for everything.
            _ => Err(Refusal::Nothing),
        }
    }

    async fn keys(&self, token: Option<&Secret>) -> Result<Credentials, Refusal> {
        let mut request = self.http.get(format!("{}/openstack/latest/securitykey", self.endpoint));
        if let Some(token) = token {
            request = request.header("x-metadata-token", token.expose());
        }
        let (status, text) = self.ask(request).await?;
        match status {
            200 => self.read(&text).map_err(Refusal::Final),
            401 if text.contains("Please configure Cloud Service Agency first") => {
                Err(Refusal::Final(
                    self.failed("has no keys: give this cloud server an agency for the service"),
                ))
            }
            401 => Err(Refusal::Token),
            ..500 => Err(Refusal::Nothing),
            status => Err(Refusal::Final(self.failed(&format!("answered {status} for keys")))),
        }
    }

    fn read(&self, text: &str) -> Result<Credentials, Error> {
        let Answer { credential } = serde_json::from_str(text)
            .map_err(|_| self.failed("gave keys in a form that cannot be read"))?;
        let Issued { access, secret, securitytoken, expires_at } = credential;
        let end = expires_at.parse::<jiff::Timestamp>().ok().and_then(|end| end.try_into().ok());
        let end = end.ok_or_else(|| {
            let shown = escape_controls(crate::text::beginning(&expires_at, 64)).into_owned();
            self.failed(&format!("gave keys that expire at {shown:?}, which is no time"))
        })?;
        let token = Some(securitytoken).filter(|token| !token.is_empty());
        let keys = Keys::new(access, secret, token).map_err(|error| error.at(self.place()))?;
        let mut credentials = Credentials::new(Kind::Keys(keys), self.place());
        credentials.expires_at = Some(end);
        Ok(credentials)
    }

    /// Status and text. A service that cannot be reached is not there.
    async fn ask(&self, request: reqwest::RequestBuilder) -> Result<(u16, String), Refusal> {
        let asked = async {
            let mut response = request.send().await.map_err(|_| Refusal::Nothing)?;
            let mut body = Vec::new();
            while let Some(chunk) = response.chunk().await.map_err(|_| Refusal::Nothing)? {
                body.extend_from_slice(&chunk);
                if body.len() > MOST {
                    return Err(Refusal::Final(self.failed("answered without an end")));
                }
            }
            Ok((response.status().as_u16(), String::from_utf8_lossy(&body).into_owned()))
        };
        within(&*self.clock, LIMIT, asked).await.unwrap_or(Err(Refusal::Nothing))
    }

    fn failed(&self, what: &str) -> Error {
        Error::credentials(format!("{} {what}", self.place()))
    }
}

fn is_token(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_graphic())
}

impl CredentialsProvider for Metadata {
    fn load(&self) -> Loading<'_> {
        Box::pin(self.find())
    }

    fn place(&self) -> String {
        format!("the metadata service at {}", self.endpoint)
    }
}
