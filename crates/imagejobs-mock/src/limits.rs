//! What a request must keep to before anybody looks at its path.

use http::request::Parts;
use http::{StatusCode, Version, header};

use crate::failure::Failure;

/// The most bytes of a body.
pub(crate) const LARGEST_BODY: usize = 1 << 20;

/// The most headers. It is hyper's own limit, which need not be set: where it is, hyper makes room for
/// so many in each request.
const MOST_HEADERS: usize = 100;

/// The most bytes of a URI, as it was sent.
const LONGEST_URI: usize = 32 << 10;

/// The most bytes of all headers, line ends included.
const LARGEST_HEADERS: usize = 32 << 10;

/// The most bytes that are kept of a head until it is refused: a crowd of large ones is no reason to fill
/// the memory.
pub(crate) const LARGEST_HEAD: usize = 2 * (LONGEST_URI + LARGEST_HEADERS);

/// Looks at the length of the URI, the size of the headers, and `Host` (RFC 9112, section 3.2).
pub(crate) fn check(head: &Parts) -> Result<(), Failure> {
    let uri = &head.uri;
    let path = uri.path_and_query().map_or(0, |path| path.as_str().len());
    // Most have nothing before the path.
    let whole = uri.authority().map_or(path, |_| uri.to_string().len());
    if whole > LONGEST_URI {
        return Err(uri_too_long());
    }
    let sizes = head.headers.iter().map(|(name, value)| name.as_str().len() + value.len() + 4);
    if sizes.sum::<usize>() > LARGEST_HEADERS {
        return Err(headers_too_large());
    }
    match head.headers.get_all(header::HOST).iter().count() {
        1 => Ok(()),
        0 if head.version < Version::HTTP_11 => Ok(()),
        0 => Err(malformed("the header Host is missing; HTTP/1.1 requires it")),
        _ => Err(malformed("the header Host was sent more than once; send it once")),
    }
}

/// Why a head, or what has come of it, is too large to be read.
pub(crate) fn too_large(head: &[u8]) -> Failure {
    let line = head.iter().position(|&byte| byte == b'\n');
    let Some(line) = line.filter(|&length| length <= LONGEST_URI) else {
        return uri_too_long();
    };
    let end = head.windows(4).position(|bytes| bytes == b"\r\n\r\n").unwrap_or(head.len());
    if end - line.min(end) > LARGEST_HEADERS {
        return headers_too_large();
    }
    let message = format!("the request has too many headers; at most {MOST_HEADERS} are read");
    refusal(StatusCode::REQUEST_HEADER_FIELDS_TOO_LARGE, message)
}

fn uri_too_long() -> Failure {
    let message = format!("the URI is too long; it may have at most {LONGEST_URI} bytes");
    refusal(StatusCode::URI_TOO_LONG, message)
}

fn headers_too_large() -> Failure {
    let message =
        format!("the headers are too large; all of them may have at most {LARGEST_HEADERS} bytes");
    // The gateway's own status, which no standard knows.
    let status = StatusCode::from_u16(494).unwrap_or(StatusCode::REQUEST_HEADER_FIELDS_TOO_LARGE);
    refusal(status, message)
}

pub(crate) fn body_too_large() -> Failure {
    let message = format!("the request body is too large; at most {LARGEST_BODY} bytes are read");
    refusal(StatusCode::PAYLOAD_TOO_LARGE, message)
}

/// There are as many connections as there may be.
pub(crate) fn too_many_connections(most: usize) -> Failure {
    let message = format!("there are too many connections; {most} may be open at a time");
    Failure::gateway(StatusCode::SERVICE_UNAVAILABLE, "APIGW.0613", message)
}

/// A part of the request did not come in time.
pub(crate) fn late(part: &str) -> Failure {
    let message = format!("the request {part} did not come in time; send it without a pause");
    refusal(StatusCode::REQUEST_TIMEOUT, message)
}

pub(crate) fn malformed(message: impl Into<String>) -> Failure {
    refusal(StatusCode::BAD_REQUEST, message)
}

fn refusal(status: StatusCode, message: impl Into<String>) -> Failure {
    Failure::gateway(status, "APIGW.0201", message)
}
