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
    let mut whole = BytesMut::new();
    loop {
        let chunk = match response.chunk().await {
            Ok(None) => return Ok(Body { bytes: whole.freeze(), too_large: false }),
            Ok(Some(chunk)) => chunk,
            // A failure keeps its status, and as much of its words as came.
            Err(_) if !is_success => return Ok(Body { bytes: whole.freeze(), too_large: false }),
            Err(error) => return Err(failed(operation, error)),
        };
        if whole.len() + chunk.len() > limit {
            whole.extend_from_slice(&chunk[..limit - whole.len()]);
            return Ok(Body { bytes: whole.freeze(), too_large: true });
        }
        whole.extend_from_slice(&chunk);
    }
}
