//! The client of the Workspace image task API, generated from its OpenAPI document.
//!
//! `cargo xtask codegen` writes what is in here from `spec/image-jobs.yaml`; the few lines around it
//! only hold it. An application rather uses the facade, the crate `imagejobs`; this crate is for
//! those who want the API as the document has it, with core's behaviour below.
//!
//! ```no_run
//! use imagejobs_client::Transport;
//! use imagejobs_client::image_jobs::{Client, types::JobType};
//!
//! # async fn list() -> Result<(), imagejobs_client::Error> {
//! let transport = Transport::builder()
//!     .endpoint("https://appstream.cn-north-4.myhuaweicloud.com")
//!     .token("MIIExampleToken")
//!     .build()?;
//! let answer = Client::new(transport)
//!     .list_image_jobs()
//!     .project_id("0123456789abcdef0123456789abcdef")
//!     .job_type(JobType::CreateServer)
//!     .send()
//!     .await?;
//! for job in answer.items.iter().filter_map(|job| job.get()) {
//!     println!("{:?} {:?}", job.id, job.status);
//! }
//! # Ok(())
//! # }
//! ```

mod generated;

pub use generated::{iam, image_jobs};
pub use imagejobs_core::{
    AuthToken, Endpoint, Error, ProjectId, Secret, Transport, TransportBuilder, clock, credentials,
    value,
};
