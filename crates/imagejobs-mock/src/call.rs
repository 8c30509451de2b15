//! A call as the services behind the listener see it, and which of them answers.

use bytes::Bytes;
use http::request::Parts;
use http::{HeaderName, HeaderValue, Response, header};
use jiff::Timestamp;

use crate::failure::Failure;
use crate::site::Site;
use crate::{api, iam, metadata};

/// What came in, and when.
pub(crate) struct Asked<'a> {
    pub(crate) head: &'a Parts,
    pub(crate) body: &'a [u8],
    /// Credentials must have been good at this time, however late the answer is.
    pub(crate) arrived: Timestamp,
}

/// The usual answer of whichever service has the path.
pub(crate) fn answer(site: &Site, asked: &Asked<'_>) -> Result<Response<Bytes>, Failure> {
    let path = asked.head.uri.path();
    if iam::has(path) {
        return iam::answer(site, asked);
    }
    match &site.metadata {
        Some(server) if metadata::has(path) => metadata::answer(server, &site.identity, asked),
        _ => api::answer(site, asked),
    }
}

/// The header that tells a call's id.
pub(crate) fn id_header(path: &str) -> HeaderName {
    HeaderName::from_static(if iam::has(path) { "x-iam-trace-id" } else { "x-request-id" })
}

/// An answer with status 200 and a body in JSON.
pub(crate) fn json(body: impl Into<Bytes>) -> Response<Bytes> {
    let mut response = Response::new(body.into());
    let json = HeaderValue::from_static("application/json");
    response.headers_mut().insert(header::CONTENT_TYPE, json);
    response
}
