//! Virtual time for a client and for the jobs of its server.

use std::fmt;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use imagejobs::clock::{Clock, Sleep};
use imagejobs::{Client, JobType};
use imagejobs_mock::{Job, Lifecycle, ManualClock, Server};

pub(crate) const fn seconds(seconds: u64) -> Duration {
    Duration::from_secs(seconds)
}

/// A client's clock that moves by itself when somebody waits for the next look, and takes the jobs
/// of a server along. Limits of time, which are longer, are met only by many looks.
struct Together {
    clock: ManualClock,
    server: Arc<Server>,
}

impl Together {
    /// Longer than the longest interval between two looks.
    const LIMIT: Duration = seconds(45);

    fn new(server: &Arc<Server>) -> Self {
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

/// What the tests wait for.
pub(crate) const TYPE: JobType = JobType::CreateServerImage;

/// A job that lives so.
pub(crate) fn job(lifecycle: Lifecycle) -> Job {
    Job::new(TYPE.as_str()).lifecycle(lifecycle)
}

/// A server whose jobs move by a client's clock, and that client.
pub(crate) fn start() -> (Arc<Server>, Client) {
    let (server, client, _) = start_with_clock();
    (server, client)
}

/// The same with the hands of the clock.
pub(crate) fn start_with_clock() -> (Arc<Server>, Client, ManualClock) {
    let server = Arc::new(Server::builder().frozen_jobs().start().unwrap());
    let clock = Arc::new(Together::new(&server));
    let hands = clock.clock.clone();
    let client = super::builder(&server).clock(clock).jitter(|| 1.0).build().unwrap();
    (server, client, hands)
}
