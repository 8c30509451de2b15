//! Time, handed in.
//!
//! Whatever waits or asks for the time does so through a [`Clock`], so that tests and the embedded
//! server hold the hands of it: no test sleeps.

use std::fmt;
use std::future::{Future, poll_fn};
use std::pin::Pin;
use std::sync::LazyLock;
use std::task::Poll;
use std::time::{Duration, Instant, SystemTime};

/// What a [`Clock`] gives to wait on.
///
/// ```
/// use imagejobs_core::clock::Sleep;
///
/// /// What a clock gives on which no time goes by.
/// fn at_once() -> Sleep {
///     Box::pin(std::future::ready(()))
/// }
/// # drop(at_once());
/// ```
pub type Sleep = Pin<Box<dyn Future<Output = ()> + Send>>;

/// Tells the time and waits.
///
/// ```
/// use std::time::{Duration, SystemTime};
///
/// use imagejobs_core::clock::{Clock, Sleep, SystemClock};
///
/// /// The machine's clock, as it would be tomorrow.
/// #[derive(Debug)]
/// struct Tomorrow;
///
/// impl Clock for Tomorrow {
///     fn now(&self) -> SystemTime {
///         SystemClock.now() + Duration::from_secs(24 * 60 * 60)
///     }
///
///     fn monotonic(&self) -> Duration {
///         SystemClock.monotonic()
///     }
///
///     fn sleep(&self, duration: Duration) -> Sleep {
///         SystemClock.sleep(duration)
///     }
/// }
///
/// assert!(Tomorrow.now() > SystemTime::now());
/// ```
pub trait Clock: fmt::Debug + Send + Sync {
    /// The time of day.
    fn now(&self) -> SystemTime;

    /// The time since some fixed moment, for measuring: it never goes back.
    ///
    /// Unless a clock says otherwise, it is measured by the time of day.
    fn monotonic(&self) -> Duration {
        self.now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default()
    }

    /// Ends when `duration` has passed on this clock.
    fn sleep(&self, duration: Duration) -> Sleep;
}

/// The machine's clock, and tokio's timer.
///
/// ```
/// use imagejobs_core::clock::{Clock, SystemClock};
///
/// let before = SystemClock.monotonic();
/// assert!(SystemClock.monotonic() >= before);
/// ```
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    fn now(&self) -> SystemTime {
        SystemTime::now()
    }

    fn monotonic(&self) -> Duration {
        static START: LazyLock<Instant> = LazyLock::new(Instant::now);
        START.elapsed()
    }

    fn sleep(&self, duration: Duration) -> Sleep {
        Box::pin(tokio::time::sleep(duration))
    }
}

/// What the future gives, or nothing when the limit passes first. A future that is ready is never
/// late, and costs no timer. It is borrowed: one that was handed over would be kept twice.
pub(crate) async fn within<T>(
    clock: &dyn Clock,
    limit: Duration,
    mut future: Pin<&mut impl Future<Output = T>>,
) -> Option<T> {
    let mut sleep: Option<Sleep> = None;
    poll_fn(|context| {
        if let Poll::Ready(value) = future.as_mut().poll(context) {
            return Poll::Ready(Some(value));
        }
        let sleep = sleep.get_or_insert_with(|| clock.sleep(limit));
        sleep.as_mut().poll(context).map(|()| None)
    })
    .await
}
