//! The runtime below the generated clients of `imagejobs`.
//!
//! It knows no endpoint of any service. What it does for all of them: it holds an [`Endpoint`] and
//! a token, sends requests within limits of time and size, reads answers that nobody vouches for,
//! and turns whatever went wrong into one [`Error`].
//!
//! ```
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! # let server = imagejobs_mock::Server::start()?;
//! use imagejobs_core::Transport;
//! # use imagejobs::client as imagejobs_client;
//! use imagejobs_client::image_jobs::{Client, types::JobType};
//!
//! let transport = Transport::builder()
//!     .endpoint(server.url()) // or "https://appstream.cn-north-4.myhuaweicloud.com"
//!     .token(server.token())
//!     .build()?;
//! let client = Client::new(transport);
//! let call = client.list_image_jobs().project_id(server.project_id());
//! let answer = call.job_type(JobType::CreateServer).send().await?;
//! assert_eq!(answer.count.get(), Some(&0));
//! # Ok(())
//! # }
//! ```
//!
//! A generated client is made from a [`Transport`]; an application uses the facade, the crate
//! `imagejobs`.

#![cfg_attr(docsrs, feature(doc_cfg))]

pub mod clock;
pub mod credentials;
mod endpoint;
mod error;
mod project;
mod retry;
pub mod runtime;
mod secret;
pub mod signing;
mod text;
mod transport;
pub mod value;

pub use endpoint::Endpoint;
pub use error::Error;
pub use project::ProjectId;
pub use secret::{AuthToken, Secret};
pub use text::{escape_controls, without_controls};
pub use transport::{Transport, TransportBuilder};

/// The README's examples are tests, too.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
