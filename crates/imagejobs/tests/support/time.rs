//! Virtual time for a client and for the jobs of its server.

use std::fmt;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use imagejobs::clock::{Clock, Sleep};
use imagejobs_mock::{ManualClock, Server};

pub(crate) const fn seconds(seconds: u64) -> Duration {
    Duration::from_secs(seconds)
}

/// A client's clock that moves by itself when somebody waits for the next look, and takes the jobs
/// of a server along. Limits of time, which are longer, are met only by many looks.
pub(crate) struct Together {
    clock: ManualClock,
    server: Arc<Server>,
}

impl Together {
    /// Longer than the longest interval between two looks.
    const LIMIT: Duration = seconds(45);

    pub(crate) fn new(server: &Arc<Server>) -> Self {
        let clock = ManualClock::skipping(server.jobs_now(), Self::LIMIT);
        Self { clock, server: Arc::clone(server) }
    }
}

impl Clock for Together {
    fn now(&self) -> SystemTime {
        self.clock.now()
    }

    fn sleep(&self, duration: Duration) -> Sleep {
        let (sleep, server) = (self.clock.sleep(duration), Arc::clone(&self.server));
        Box::pin(async move {
            // Whoever has something to do before the time goes on does it first.
            for _ in 0..3 {
                tokio::task::yield_now().await;
            }
            sleep.await;
            if duration < Self::LIMIT {
                server.pass(duration);
            }
        })
    }
}

impl fmt::Debug for Together {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.clock.fmt(f)
    }
}
