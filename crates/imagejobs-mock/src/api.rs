//! The operation, and the checks before it: path, method, token, project, query, in this order.

use bytes::Bytes;
use http::request::Parts;
use http::{HeaderMap, HeaderValue, Method, Response, StatusCode, header};

use crate::failure::Failure;
use crate::params::Listing;
use crate::site::Site;

/// The usual answer to a call.
pub(crate) fn answer(site: &Site, head: &Parts) -> Result<Response<Bytes>, Failure> {
    let project_id = project_in(head.uri.path())?;
    if head.method != Method::GET {
        let message = format!("the method {} is not allowed here; use GET", head.method);
        return Err(
            Failure::gateway(StatusCode::METHOD_NOT_ALLOWED, "APIGW.0101", message).allowing("GET")
        );
    }
    authenticate(site, &head.headers)?;
    authorize(site, project_id)?;
    let asked = Listing::from_query(head.uri.query().unwrap_or(""))
        .map_err(|message| Failure::service(StatusCode::BAD_REQUEST, "WKS.0001", message))?;

    let mut response = Response::new(Bytes::from(site.jobs().page(&asked)));
    let json = HeaderValue::from_static("application/json");
    response.headers_mut().insert(header::CONTENT_TYPE, json);
    Ok(response)
}

/// Takes the project id, as it was sent, out of `/v1/{project_id}/image-server-jobs`.
fn project_in(path: &str) -> Result<&str, Failure> {
    let project_id =
        path.strip_prefix("/v1/").and_then(|rest| rest.strip_suffix("/image-server-jobs"));
    project_id.filter(|id| !id.is_empty() && !id.contains('/')).ok_or_else(|| {
        let message = "the API does not exist; this server has /v1/{project_id}/image-server-jobs";
        Failure::gateway(StatusCode::NOT_FOUND, "APIGW.0101", message)
    })
}

fn authenticate(site: &Site, headers: &HeaderMap) -> Result<(), Failure> {
    let mut tokens = headers.get_all("x-auth-token").iter();
    let hint = match (tokens.next(), tokens.next()) {
        (Some(token), None) if token.as_bytes() == site.token.as_bytes() => return Ok(()),
        (None, _) => "; send a user token in the header X-Auth-Token",
        (Some(_), None) => "",
        (Some(_), Some(_)) => "; send the header X-Auth-Token once",
    };
    let message = format!("Incorrect IAM authentication information: decrypt token fail{hint}");
    Err(Failure::gateway(StatusCode::UNAUTHORIZED, "APIGW.0301", message))
}

fn authorize(site: &Site, project_id: &str) -> Result<(), Failure> {
    let decoded = percent_encoding::percent_decode_str(project_id);
    if decoded.eq(site.project_id.bytes()) {
        return Ok(());
    }
    let message = "The IAM user is not authorized to access the API: \
                   the token does not belong to the project in the path";
    Err(Failure::gateway(StatusCode::FORBIDDEN, "APIGW.0302", message))
}
