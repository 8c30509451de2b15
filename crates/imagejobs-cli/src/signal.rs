//! Interrupts, so that the program ends on purpose.

use std::future::{Future, poll_fn};
use std::io;
use std::pin::pin;
use std::task::Poll;

use crate::exit::Failure;

/// What the future gives, unless an interrupt comes first.
pub(crate) async fn or_interrupt<T>(
    future: impl Future<Output = Result<T, Failure>>,
) -> Result<T, Failure> {
    let mut future = pin!(future);
    let mut interrupt = pin!(tokio::signal::ctrl_c());
    poll_fn(|context| {
        if let Poll::Ready(done) = future.as_mut().poll(context) {
            return Poll::Ready(done);
        }
        match interrupt.as_mut().poll(context) {
            Poll::Ready(Ok(())) => Poll::Ready(Err(Failure::interrupted())),
            // Without a handler an interrupt ends the process as it always did.
            Poll::Ready(Err(_)) | Poll::Pending => Poll::Pending,
        }
    })
    .await
}

/// Ends when the process is asked to stop: by an interrupt, or by SIGTERM.
pub(crate) async fn stop() -> io::Result<()> {
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};

        let mut terminate = signal(SignalKind::terminate())?;
        let mut interrupt = signal(SignalKind::interrupt())?;
        poll_fn(|context| {
            let stopped =
                terminate.poll_recv(context).is_ready() || interrupt.poll_recv(context).is_ready();
            if stopped { Poll::Ready(()) } else { Poll::Pending }
        })
        .await;
        Ok(())
    }
    #[cfg(not(unix))]
    tokio::signal::ctrl_c().await
}
