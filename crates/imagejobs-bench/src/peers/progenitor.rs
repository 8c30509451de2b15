//! The client that progenitor makes of the document, without what codegen does to it.

use std::hint::black_box;
use std::net::SocketAddr;

use self::generated::Client;
use self::generated::types::{JobType, ProjectId};
use super::{Failure, Peer};

#[allow(
    clippy::all,
    missing_docs,
    missing_debug_implementations,
    unreachable_pub,
    reason = "progenitor writes it"
)]
mod generated {
    progenitor::generate_api!(spec = "../../spec/image-jobs.yaml", interface = Builder);
}

/// progenitor's own client.
#[derive(Clone, Debug)]
pub struct Progenitor {
    client: Client,
    items: u32,
}

impl Peer for Progenitor {
    fn new(server: SocketAddr, items: u32) -> Result<Self, Failure> {
        let http = super::reqwest::http()?;
        Ok(Self { client: Client::new_with_client(&format!("http://{server}"), http), items })
    }

    async fn page(&mut self) -> Result<usize, Failure> {
        let project: ProjectId = "0123456789abcdef0123456789abcdef".parse()?;
        let call =
            self.client.list_image_jobs().project_id(project).job_type(JobType::CreateServer);
        let limit = std::num::NonZeroU64::try_from(u64::from(self.items))?;
        let page = call.limit(limit).send().await?.into_inner();
        Ok(black_box(page).items.len())
    }
}
