//! One request on its way: stamped, signed, sent, and its answer read.

use std::sync::Arc;

use http::HeaderValue;
use http::header::{CONTENT_TYPE, HOST, USER_AGENT};

use super::failure::failed;
use super::{Transport, body};
use crate::credentials::{Credentials, Keys, Kind};
use crate::runtime::{Context, Operation, Request, Response};
use crate::{Error, signing};

const AGENT: &str = concat!("imagejobs/", env!("CARGO_PKG_VERSION"));

impl Transport {
    pub(super) async fn send(
        &self,
        request: &Request,
        operation: &'static Operation,
        credentials: Option<&Arc<Credentials>>,
        stamped: i64,
    ) -> Result<Response, Error> {
        let url = self.shared.endpoint.at(&request.target);
        let mut outgoing = self
            .shared
            .settings
            .http
            .request(request.method.clone(), url)
            .headers(request.headers.clone())
            .header(USER_AGENT, HeaderValue::from_static(AGENT));
        match credentials.map(|credentials| &credentials.kind) {
            None => {}
            Some(Kind::Token(token)) => outgoing = outgoing.header("x-auth-token", token.header()),
            Some(Kind::Keys(keys)) => {
                let project_id = self.project_id.as_deref();
                let project_id =
                    project_id.or_else(|| credentials.and_then(|c| c.project_id.as_deref()));
                for (name, value) in self.signed(request, keys, project_id, stamped) {
                    outgoing = outgoing.header(name, value);
                }
            }
        }
        if !request.body.is_empty() {
            outgoing = outgoing.body(request.body.clone());
        }
        let mut incoming = outgoing.send().await.map_err(|error| failed(operation, error))?;
        let body = body::read(&mut incoming, operation, self.shared.settings.limits.body).await?;
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
                response.status, self.shared.settings.limits.body
            );
            return Err(Error::undecodable(&response, what));
        }
        Ok(response)
    }

    /// The headers that sign a request, now.
    fn signed(
        &self,
        request: &Request,
        keys: &Keys,
        project_id: Option<&str>,
        stamped: i64,
    ) -> Vec<(&'static str, HeaderValue)> {
        let date = signing::date(self.shared.server_clock.at(stamped));
        let content_type = request.headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok());
        let project_id = project_id.filter(|id| HeaderValue::from_str(id).is_ok());
        let token = keys.security_token().map(|token| token.expose());
        let added = [
            ("x-project-id", project_id),
            (signing::DATE_HEADER, Some(date.as_str())),
            ("x-security-token", token),
        ];
        let mut headers: Vec<(&'static str, &str)> =
            added.iter().filter_map(|(name, value)| Some((*name, (*value)?))).collect();
        let sent: Vec<(&'static str, HeaderValue)> = headers
            .iter()
            .filter_map(|(name, value)| {
                Some((*name, sensitive(HeaderValue::from_str(value).ok()?)))
            })
            .collect();
        headers.push((HOST.as_str(), self.shared.endpoint.authority()));
        headers.push((USER_AGENT.as_str(), AGENT));
        headers.extend(content_type.map(|value| (CONTENT_TYPE.as_str(), value)));
        let (path, query) = request.target.split_once('?').unwrap_or((&request.target, ""));
        let signable = signing::Signable {
            method: request.method.as_str(),
            path,
            query,
            headers: &headers,
            body: &request.body,
        };
        tracing::trace!(canonical_request = %canonical_for_log(&signable), "signing");
        let authorization =
            signing::authorization(keys.access_key(), keys.secret_key(), &date, &signable);
        let authorization = HeaderValue::from_str(&authorization).ok().map(sensitive);
        sent.into_iter().chain(authorization.map(|value| ("authorization", value))).collect()
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
