//! The runtime below the generated clients of `imagejobs`.
//!
//! It knows no endpoint of any service. What it does for all of them: it holds an [`Endpoint`] and
//! a token, sends requests within limits of time and size, reads answers that nobody vouches for,
//! and turns whatever went wrong into one [`Error`].
//!
//! ```no_run
//! use imagejobs_core::Transport;
//!
//! # fn main() -> Result<(), imagejobs_core::Error> {
//! let transport = Transport::builder()
//!     .endpoint("https://appstream.cn-north-4.myhuaweicloud.com")
//!     .token("MIIExampleToken")
//!     .build()?;
//! # let _ = transport;
//! # Ok(())
//! # }
//! ```
//!
//! A generated client is made from a [`Transport`]; an application uses the facade, the crate
//! `imagejobs`.

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
