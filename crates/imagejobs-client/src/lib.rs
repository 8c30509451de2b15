//! The client of the Workspace image task API, generated from its OpenAPI document.
//!
//! `cargo xtask codegen` writes what is in here from `spec/image-jobs.yaml`; the few lines around it
//! only hold it. An application rather uses the facade, the crate `imagejobs`; this crate is for
//! those who want the API as the document has it, with core's behaviour below.
//!
//! ```
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! # let server = imagejobs_mock::Server::start()?;
//! # server.add(imagejobs_mock::Job::new("CREATE_SERVER").id("7").status("RUNNING"));
//! use imagejobs_client::Transport;
//! use imagejobs_client::image_jobs::{Client, types::JobType};
//!
//! let transport = Transport::builder()
//!     .endpoint(server.url()) // or "https://appstream.cn-north-4.myhuaweicloud.com"
//!     .token(server.token())
//!     .build()?;
//! let answer = Client::new(transport)
//!     .list_image_jobs()
//!     .project_id(server.project_id())
//!     .job_type(JobType::CreateServer)
//!     .limit(50)
//!     .send()
//!     .await?;
//! for job in answer.items.iter().filter_map(|job| job.get()) {
//!     println!("{:?} {:?}", job.id, job.status);
//! }
//! # assert_eq!(answer.items.len(), 1);
//! # Ok(())
//! # }
//! ```

#![cfg_attr(docsrs, feature(doc_cfg))]

mod generated;

pub use generated::{iam, image_jobs};
pub use imagejobs_core::{
    AuthToken, Endpoint, Error, ProjectId, Secret, Transport, TransportBuilder, clock, credentials,
    value,
};

/// The README's examples are tests, too.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
