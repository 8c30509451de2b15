//! One request on its way: stamped, signed, sent, and its answer read.

use std::sync::Arc;

use http::header::{AUTHORIZATION, CONTENT_TYPE, HOST, USER_AGENT};
use http::{HeaderMap, HeaderName, HeaderValue};

use super::failure::failed;
use super::{Transport, body};
use crate::credentials::{Credentials, Keys, Kind};
use crate::runtime::{Context, Operation, Request, Response};
use crate::{Error, signing};

const AGENT: &str = concat!("imagejobs/", env!("CARGO_PKG_VERSION"));

const AUTH_TOKEN: HeaderName = HeaderName::from_static("x-auth-token");
const DATE: HeaderName = HeaderName::from_static(signing::DATE_HEADER);
const PROJECT_ID: HeaderName = HeaderName::from_static("x-project-id");
const SECURITY_TOKEN: HeaderName = HeaderName::from_static("x-security-token");

impl Transport {
    pub(super) async fn send(
        &self,
        request: &Request,
        operation: &'static Operation,
        credentials: Option<&Arc<Credentials>>,
        stamped: i64,
    ) -> Result<Response, Error> {
        let settings = &self.shared.settings;
        let outgoing = self.outgoing(request, credentials, stamped);
        let sent = settings.http.execute(outgoing).await;
        let mut incoming = sent.map_err(|error| failed(operation, error))?;
        let body = body::read(&mut incoming, operation, settings.limits.body).await?;
        let response = Response {
            operation,
            status: incoming.status(),
            headers: std::mem::take(incoming.headers_mut()),
            body: body.bytes,
            context: Context {
                used: credentials.cloned(),
                carried: request.secrets.clone(),
                ..Context::default()
            },
        };
        self.shared.server_clock.note(&response);
        // A failure's body is kept as far as it was read; a success must be whole.
        if body.too_large && response.status.is_success() {
            let what = format!(
                "answered {} with a body of more than {} bytes, the limit",
                response.status, settings.limits.body
            );
            return Err(Error::undecodable(&response, what));
        }
        Ok(response)
    }

    /// A request as it goes out: stamped, and authenticated.
    fn outgoing(
        &self,
        request: &Request,
        credentials: Option<&Arc<Credentials>>,
        stamped: i64,
    ) -> reqwest::Request {
        let url = self.shared.endpoint.at(&request.target);
        let mut outgoing = reqwest::Request::new(request.method.clone(), url);
        *outgoing.headers_mut() = request.headers.clone();
        let headers = outgoing.headers_mut();
        headers.insert(USER_AGENT, HeaderValue::from_static(AGENT));
        if let Some(credentials) = credentials {
            match &credentials.kind {
                Kind::Token(token) => {
                    headers.insert(AUTH_TOKEN, token.header());
                }
                Kind::Keys(keys) => {
                    let project_id = self.project_id.as_deref();
                    let project_id = project_id.or(credentials.project_id.as_deref());
                    self.sign(request, keys, project_id, stamped, headers);
                }
            }
        }
        if !request.body.is_empty() {
            *outgoing.body_mut() = Some(request.body.clone().into());
        }
        outgoing
    }

    /// Adds the headers that sign a request, now.
    fn sign(
        &self,
        request: &Request,
        keys: &Keys,
        project_id: Option<&str>,
        stamped: i64,
        headers: &mut HeaderMap,
    ) {
        let date = signing::date(self.shared.server_clock.at(stamped));
        let added = [
            (PROJECT_ID, project_id),
            (DATE, Some(date.as_str())),
            (SECURITY_TOKEN, keys.security_token().map(|token| token.expose())),
        ];
        let content_type = request.headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok());
        let mut signed = Vec::with_capacity(added.len() + 3);
        for (name, value) in &added {
            let Some(value) = *value else { continue };
            // What no header can hold goes nowhere.
            let Ok(header) = HeaderValue::from_str(value) else { continue };
            headers.insert(name, sensitive(header));
            signed.push((name.as_str(), value));
        }
        signed.push((HOST.as_str(), self.shared.endpoint.authority()));
        signed.push((USER_AGENT.as_str(), AGENT));
        signed.extend(content_type.map(|value| (CONTENT_TYPE.as_str(), value)));
        let (path, query) = request.target.split_once('?').unwrap_or((&request.target, ""));
        let signable = signing::Signable {
            method: request.method.as_str(),
            path,
            query,
            headers: &signed,
            body: &request.body,
        };
        tracing::trace!(canonical_request = %canonical_for_log(&signable), "signing");
        let authorization =
            signing::authorization(keys.access_key(), keys.secret_key(), &date, &signable);
        if let Ok(authorization) = HeaderValue::from_str(&authorization) {
            headers.insert(AUTHORIZATION, sensitive(authorization));
        }
    }
}

/// The canonical request without the security token, which is a secret.
fn canonical_for_log(signable: &signing::Signable<'_>) -> String {
    let headers: Vec<_> = signable
        .headers
        .iter()
        .map(|&(name, value)| (name, if name == "x-security-token" { "redacted" } else { value }))
        .collect();
    signing::canonical_request(&signing::Signable { headers: &headers, ..*signable })
}

fn sensitive(mut value: HeaderValue) -> HeaderValue {
    value.set_sensitive(true);
    value
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::AuthToken;

    fn outgoing(kind: Kind) -> reqwest::Request {
        let transport = Transport::builder().endpoint("http://127.0.0.1").build().unwrap();
        let client = crate::runtime::Client::new(transport.clone());
        let request = client.get("/v1/jobs".to_owned()).build().unwrap();
        let credentials = Arc::new(Credentials::new(kind, "the test"));
        transport.outgoing(&request, Some(&credentials), 0)
    }

    #[test]
    fn headers_that_carry_secrets_are_marked_so_and_not_shown() {
        let token = Kind::Token(AuthToken::new("sentinel-token").unwrap());
        let keys = Keys::new("AK", "sentinel-secret", Some("sentinel-security".to_owned()));
        let keys = Kind::Keys(keys.unwrap());
        for (kind, secret) in
            [(token, vec![AUTH_TOKEN]), (keys, vec![AUTHORIZATION, SECURITY_TOKEN])]
        {
            let request = outgoing(kind);
            for name in secret {
                let value = &request.headers()[&name];
                assert!(value.is_sensitive(), "{name}");
                assert_eq!(format!("{value:?}"), "Sensitive");
            }
            let shown = format!("{request:?}");
            assert!(shown.contains(AGENT), "{shown}");
            assert!(!shown.contains("sentinel") && !shown.contains("Signature="), "{shown}");
        }
    }
}
