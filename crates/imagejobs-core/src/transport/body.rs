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

#[cfg(test)]
mod tests {
    use std::convert::Infallible;
    use std::pin::Pin;
    use std::sync::Arc;
    use std::sync::atomic::{AtomicUsize, Ordering};
    use std::task::{Context, Poll};

    use hyper::body::Frame;

    use super::*;

    static CHUNK: [u8; 1 << 16] = [b'x'; 1 << 16];

    /// A body without end, which counts the chunks that are taken.
    struct Endless(Arc<AtomicUsize>);

    impl hyper::body::Body for Endless {
        type Data = Bytes;
        type Error = Infallible;

        fn poll_frame(
            self: Pin<&mut Self>,
            _: &mut Context<'_>,
        ) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
            self.0.fetch_add(1, Ordering::Relaxed);
            Poll::Ready(Some(Ok(Frame::data(Bytes::from_static(&CHUNK)))))
        }
    }

    #[tokio::test]
    async fn a_body_without_end_is_read_to_the_limit_and_a_failure_to_1_mib_at_the_most() {
        static OPERATION: Operation = Operation::new("TestOperation", "/v1/test", &[]);
        let mib = 1 << 20;
        for (status, limit, most) in [
            (200, 8 * mib, 8 * mib),
            (200, mib / 2, mib / 2),
            (500, 8 * mib, mib),
            (404, mib, mib),
            (429, mib / 2, mib / 2),
        ] {
            let taken = Arc::new(AtomicUsize::new(0));
            let body = reqwest::Body::wrap(Endless(taken.clone()));
            let answer = http::Response::builder().status(status).body(body).unwrap();
            let body = read(&mut answer.into(), &OPERATION, limit).await.unwrap();
            assert_eq!((body.bytes.len(), body.too_large), (most, true), "{status}");
            // The chunk that is too much is the last that is asked for.
            let taken = taken.load(Ordering::Relaxed);
            assert_eq!(taken, most / CHUNK.len() + 1, "{status}, at most {limit}");
        }
    }
}
