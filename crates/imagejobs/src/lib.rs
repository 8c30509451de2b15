//! Is my image done? A client for the Workspace image tasks of a cloud tenant.
//!
//! Creating an image server, building an image on it, deleting it: each is an asynchronous job, and
//! one endpoint tells how they are doing. This crate asks it.
//!
//! ```
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! # let project_id = "0123456789abcdef0123456789abcdef";
//! # let server = imagejobs_mock::Server::builder().project_id(project_id).start()?;
//! # let (endpoint, token) = (server.url(), server.token());
//! use imagejobs::{Client, JobStatus, JobType};
//!
//! let client = Client::builder()
//!     .endpoint(endpoint) // or a region, such as `.region("cn-north-4")`
//!     .project_id("0123456789abcdef0123456789abcdef")
//!     .token(token)
//!     .build()?;
//! let running = client.list(JobType::CreateServer).status(JobStatus::Running);
//! for job in running.limit(50).send().await?.items() {
//!     println!("{} since {:?}", job.id().unwrap_or("-"), job.begin_time());
//! }
//! # Ok(())
//! # }
//! ```
//!
//! What a server sends is read leniently: a value that is missing, unknown or of the wrong type costs
//! neither its job nor the page, and can be seen. What a caller asks for is strict: a value that
//! cannot be right is an error before anything is sent.
//!
//! The [guide] says how to page, wait, test and more, in ten minutes a chapter at the most.
//!
//! # Features
//! - `rustls` (default): TLS by rustls on ring. Another stack comes in through
//!   [`ClientBuilder::http`].
//! - `schemars`: JSON Schema of the values.
//! - `jiff`: conversions of times to [jiff](https://docs.rs/jiff)'s.

#![cfg_attr(docsrs, feature(doc_cfg))]

mod call;
mod chain;
mod facade;
// Only documentation: programs compile nothing of it.
#[cfg(any(doc, doctest))]
pub mod guide;
mod iam;
mod job;
mod job_types;
mod list;
mod listing;
mod pace;
mod poller;
mod project;
mod region;
#[cfg(test)]
mod simulation;
mod stream;
mod wait;
mod watch;

pub use facade::{Client, ClientBuilder};
pub use job::ImageJob;
pub use job_types::JobTypes;
pub use list::{List, Page};
pub use region::endpoint_variable;
pub use stream::{Jobs, Pages};
pub use wait::{Ends, Progress, Wait, WaitError};
pub use watch::{Change, Changes, Watch};

/// The generated client, for whatever the facade leaves out.
pub use imagejobs_client as client;
pub use imagejobs_client::image_jobs::types::{JobKind, JobStatus, JobType, PageSize, ProjectId};
pub use imagejobs_client::value::{Open, Timestamp};
pub use imagejobs_core::{AuthToken, Endpoint, Error, Secret, escape_controls, without_controls};
pub use imagejobs_core::{clock, credentials};
/// What [`ClientBuilder::http`] takes a builder of.
pub use reqwest;

/// The README's examples are tests, too.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
