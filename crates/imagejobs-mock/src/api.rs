//! The operation, and the checks before it: path, method, credentials, project, permission, limit,
//! query, in this order.

use bytes::Bytes;
use http::{Method, Response, StatusCode};

use crate::access;
use crate::call::{Asked, json};
use crate::failure::Failure;
use crate::limits;
use crate::params::{self, Listing};
use crate::site::Site;

/// The usual answer to a call.
pub(crate) fn answer(site: &Site, asked: &Asked<'_>) -> Result<Response<Bytes>, Failure> {
    let head = asked.head;
    let project_id = project_in(head.uri.path())?;
    let project_id = params::segment("project_id", project_id).map_err(limits::malformed)?;
    if head.method != Method::GET {
        return Err(Failure::wrong_method(&head.method, "GET"));
    }
    let caller = access::authenticate(site.auth, site, asked)?;
    let project = access::authorize(site.auth, site, &caller, head, &project_id)?;
    let arrived = asked.arrived.duration_since(site.clock.epoch());
    project.admits(arrived.unsigned_abs())?;
    let listing = Listing::from_query(head.uri.query().unwrap_or(""))
        .map_err(|message| Failure::service(StatusCode::BAD_REQUEST, "WKS.0001", message))?;
    let page = project.jobs(&site.clock).page(&listing);
    Ok(json(page))
}

/// The project that a call is about, when its path is one of the API's.
pub(crate) fn project_of(path: &str) -> Option<Vec<u8>> {
    params::segment("project_id", project_in(path).ok()?).ok()
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
