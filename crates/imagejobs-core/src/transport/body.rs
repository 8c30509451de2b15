use bytes::{Bytes, BytesMut};

use super::failure::failed;
use crate::Error;
use crate::runtime::Operation;

pub(super) struct Body {
    pub(super) bytes: Bytes,
    pub(super) too_large: bool,
}

/// How much of a failure's body is read: its words are short, whatever an answer may be.
const FAILURE: usize = 1 << 20;

/// Reads a body to its end, or to the limit.
pub(super) async fn read(
    response: &mut reqwest::Response,
    operation: &'static Operation,
    limit: usize,
) -> Result<Body, Error> {
    // A length that is only announced reserves nothing: the bytes must come first.
    let too_large = response.content_length().is_some_and(|length| length > limit as u64);
    let is_success = response.status().is_success();
    let limit = if is_success { limit } else { limit.min(FAILURE) };
    if too_large && is_success {
        return Ok(Body { bytes: Bytes::new(), too_large });
    }
    // A page mostly comes at once, and is then kept as it came. A failure may be kept in its error, and
    // shall not keep the connection's whole buffer with it.
    let mut first = Bytes::new();
    let mut whole = BytesMut::new();
    loop {
        let chunk = match response.chunk().await {
            Ok(None) => break,
            Ok(Some(chunk)) => chunk,
            // A failure keeps its status, and as much of its words as came.
            Err(_) if !is_success => break,
            Err(error) => return Err(failed(operation, error)),
        };
        if is_success && first.is_empty() && whole.is_empty() && chunk.len() <= limit {
            first = chunk;
            continue;
        }
        if whole.is_empty() {
            whole.reserve(first.len() + chunk.len());
            whole.extend_from_slice(&first);
        }
        if whole.len() + chunk.len() > limit {
            whole.extend_from_slice(&chunk[..limit - whole.len()]);
            return Ok(Body { bytes: whole.freeze(), too_large: true });
        }
        whole.extend_from_slice(&chunk);
    }
    let bytes = if whole.is_empty() { first } else { whole.freeze() };
    Ok(Body { bytes, too_large: false })
}
