//! The facade, and an embedded server that answers it as a target says.

use std::time::{Duration, SystemTime};

use imagejobs::clock::{Clock, Sleep};
use imagejobs::{Client, ClientBuilder, Error, JobType, Page};
use imagejobs_mock::{Answer, Server};
use std::sync::Arc;
use tokio::runtime::Runtime;

/// The client's time of day, and the server's.
pub(super) const NOW: Duration = Duration::from_secs(1_767_225_600);

pub(super) struct Service {
    runtime: Runtime,
    server: Server,
    client: Client,
}

impl Service {
    /// A service whose client is built further, with credentials.
    pub(super) fn start(with: impl FnOnce(ClientBuilder) -> ClientBuilder) -> Result<Self, String> {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
        let server = Server::builder().manual_time().start().map_err(|error| error.to_string())?;
        let client = Client::builder()
            .endpoint(server.url())
            .project_id(server.project_id())
            .attempt_timeout(Duration::from_secs(30))
            .clock(Arc::new(Still))
            .max_attempts(1);
        let client = with(client).build().map_err(|error| error.to_string())?;
        Ok(Self { runtime: runtime.map_err(|error| error.to_string())?, server, client })
    }

    /// What a list call gives that gets this answer.
    pub(super) fn answered(&self, answer: impl Into<Answer>) -> Result<Page, Error> {
        self.server.clear_received();
        self.server.clear_script();
        self.server.script(answer);
        self.runtime.block_on(async { self.client.list(JobType::CreateServer).send().await })
    }
}

/// A time of day that stands still, while limits of time pass.
#[derive(Debug)]
struct Still;

impl Clock for Still {
    fn now(&self) -> SystemTime {
        SystemTime::UNIX_EPOCH + NOW
    }

    fn sleep(&self, duration: Duration) -> Sleep {
        Box::pin(tokio::time::sleep(duration))
    }
}
