use std::pin::pin;
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use serde::Deserialize;
use zeroize::Zeroizing;

use super::{Credentials, CredentialsProvider, Keys, Kind, Loading};
use crate::clock::{Clock, within};
use crate::{AuthToken, Endpoint, Error, escape_controls};

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
///
/// ```
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// use std::sync::Arc;
///
/// use imagejobs_core::clock::SystemClock;
/// use imagejobs_core::credentials::{CredentialsProvider, Kind, Metadata};
///
/// # let server = imagejobs_mock::Server::builder().metadata(imagejobs_mock::Metadata::new());
/// # let server = server.start()?;
/// # let address = server.url();
/// let service = Metadata::new(Some(address), Arc::new(SystemClock))?;
/// let found = service.load().await?.expect("the cloud server has an agency");
/// assert!(matches!(found.kind, Kind::Keys(_)) && found.expires_at.is_some());
/// # Ok(())
/// # }
/// ```
#[derive(Debug)]
pub struct Metadata {
    endpoint: Endpoint,
    /// Built when the service is first asked, which most programs never do.
    http: OnceLock<reqwest::Client>,
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
        Ok(Self { endpoint, http: OnceLock::new(), clock })
    }

    fn http(&self) -> Result<&reqwest::Client, Refusal> {
        if let Some(http) = self.http.get() {
            return Ok(http);
        }
        let http = reqwest::Client::builder().no_proxy();
        let http = crate::transport::strict(http, LIMIT).map_err(Refusal::Final)?;
        Ok(self.http.get_or_init(|| http))
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
    async fn token(&self) -> Result<Option<AuthToken>, Refusal> {
        let request = self
            .http()?
            .put(format!("{}/meta-data/latest/api/token", self.endpoint))
            .header("x-metadata-token-ttl-seconds", "21600");
        match self.ask(request).await? {
            // Anything but a token comes from a portal that answers for everything.
            (200, text) => {
                AuthToken::new(text_of(&text).trim()).map(Some).map_err(|_| Refusal::Nothing)
            }
            (404 | 405 | 503, _) => Ok(None),
            (status @ 500.., _) => {
                Err(Refusal::Final(self.failed(&format!("answered {status} for a token"))))
            }
            // Another cloud's service.
            _ => Err(Refusal::Nothing),
        }
    }

    fn asking_for_keys(
        &self,
        token: Option<&AuthToken>,
    ) -> Result<reqwest::RequestBuilder, Refusal> {
        let request = self.http()?.get(format!("{}/openstack/latest/securitykey", self.endpoint));
        Ok(match token {
            Some(token) => request.header("x-metadata-token", token.header()),
            None => request,
        })
    }

    async fn keys(&self, token: Option<&AuthToken>) -> Result<Credentials, Refusal> {
        let (status, body) = self.ask(self.asking_for_keys(token)?).await?;
        let text = text_of(&body);
        match status {
            200 => self.read(text).map_err(Refusal::Final),
            401 if text.contains("Please configure Cloud Service Agency first") => {
                Err(Refusal::Final(
                    self.failed("has no keys: give this cloud server an agency for the service"),
                ))
            }
            401 if token.is_some() => Err(Refusal::Token),
            // Without a token, that is another cloud's service.
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

    /// Status and body. A service that cannot be reached is not there.
    async fn ask(&self, request: reqwest::RequestBuilder) -> Result<(u16, Body), Refusal> {
        let asked = async {
            let mut response = request.send().await.map_err(|_| Refusal::Nothing)?;
            // As much as there may be, at once: a buffer that grew would leave copies.
            let mut body = Zeroizing::new(Vec::with_capacity(MOST));
            while let Some(chunk) = response.chunk().await.map_err(|_| Refusal::Nothing)? {
                if body.len() + chunk.len() > MOST {
                    return Err(Refusal::Final(self.failed("answered without an end")));
                }
                body.extend_from_slice(&chunk);
            }
            Ok((response.status().as_u16(), body))
        };
        within(&*self.clock, LIMIT, pin!(asked)).await.unwrap_or(Err(Refusal::Nothing))
    }

    fn failed(&self, what: &str) -> Error {
        Error::credentials(format!("{} {what}", self.place()))
    }
}

/// What was answered. It is wiped, because it may be a token or a key.
type Body = Zeroizing<Vec<u8>>;

/// A body's text. One that is not UTF-8 is neither a token nor keys.
fn text_of(body: &Body) -> &str {
    std::str::from_utf8(body).unwrap_or_default()
}

impl CredentialsProvider for Metadata {
    fn load(&self) -> Loading<'_> {
        Box::pin(self.find())
    }

    fn place(&self) -> String {
        format!("the metadata service at {}", self.endpoint)
    }
}

#[cfg(test)]
mod tests {
    use std::io::{Read, Write};
    use std::net::TcpListener;
    use std::thread;

    use super::*;
    use crate::clock::SystemClock;

    /// What is found where these are the answers, one a connection, and the heads that were sent.
    async fn found(answers: &[(u16, &str)]) -> (Result<Option<Credentials>, Error>, Vec<String>) {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = format!("http://{}", listener.local_addr().unwrap());
        let answers: Vec<_> = answers
            .iter()
            .map(|(status, body)| {
                let length = body.len();
                format!(
                    "HTTP/1.1 {status} x\r\ncontent-length: {length}\r\nconnection: close\r\n\r\n{body}"
                )
            })
            .collect();
        let server = thread::spawn(move || {
            let answer = |answer: &String| {
                let (mut stream, _) = listener.accept().unwrap();
                let mut head = Vec::new();
                while !head.ends_with(b"\r\n\r\n") {
                    let mut byte = [0];
                    stream.read_exact(&mut byte).unwrap();
                    head.extend(byte);
                }
                // A client that has had enough may hang up.
                let _ = stream.write_all(answer.as_bytes());
                String::from_utf8(head).unwrap()
            };
            answers.iter().map(answer).collect()
        });
        let metadata = Metadata::new(Some(&address), Arc::new(SystemClock)).unwrap();
        assert!(metadata.http.get().is_none());
        let found = metadata.find().await;
        (found, server.join().unwrap())
    }

    #[tokio::test]
    async fn a_service_without_tokens_that_refuses_is_another_clouds() {
        for status in [404, 405, 503] {
            let (nothing, heads) = found(&[(status, ""), (401, "no token")]).await;
            assert!(nothing.unwrap().is_none() && !heads[1].contains("x-metadata-token"));
        }
        let no_agency = "Please configure Cloud Service Agency first";
        let error = found(&[(404, ""), (401, no_agency)]).await.0.unwrap_err();
        assert!(error.to_string().contains("an agency"), "{error}");
    }

    #[tokio::test]
    async fn a_token_that_is_refused_twice_is_an_error() {
        let (found, heads) =
            found(&[(200, "first\n"), (401, ""), (200, "second"), (401, "")]).await;
        let error = found.unwrap_err();
        assert!(error.to_string().contains("the token that it had just given"), "{error}");
        for (head, token) in [(&heads[1], "first"), (&heads[3], "second")] {
            assert!(head.contains(&format!("x-metadata-token: {token}\r\n")), "{head}");
            assert!(!head.contains("accept-encoding"), "{head}");
        }
    }

    #[tokio::test]
    async fn an_answer_that_is_no_token_or_does_not_end_is_not_taken() {
        assert!(found(&[(200, "<html> </html>")]).await.0.unwrap().is_none());
        let error = found(&[(200, &"x".repeat(MOST + 1))]).await.0.unwrap_err();
        assert!(error.to_string().contains("without an end"), "{error}");
    }

    #[test]
    fn a_metadata_token_is_marked_in_its_header() {
        let metadata = Metadata::new(None, Arc::new(SystemClock)).unwrap();
        let token = AuthToken::new("sentinel").unwrap();
        let request = metadata.asking_for_keys(Some(&token)).ok().unwrap().build().unwrap();
        assert!(request.headers()["x-metadata-token"].is_sensitive());
    }
}
