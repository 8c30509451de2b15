//! Who is measured: the facade, and what does the same with less or by other means.

mod bare;
mod facade;
mod hyper;
#[cfg(feature = "progenitor")]
mod progenitor;
mod reqwest;
mod strings;

use std::future::Future;
use std::net::SocketAddr;

pub use self::bare::{Asking, Bare, Connection, Seen};
pub use self::facade::{Facade, FacadeByToken, client};
pub use self::hyper::{HyperOurs, HyperStrings};
#[cfg(feature = "progenitor")]
pub use self::progenitor::Progenitor;
pub use self::reqwest::{ReqwestBytes, ReqwestStrings};
pub use self::strings::Page as StringPage;

/// What a call may end with.
pub type Failure = Box<dyn std::error::Error + Send + Sync>;

/// Gets pages of the list, again and again, on connections of its own: the first page, where it does
/// not say otherwise.
pub trait Peer: Clone + Send + Sized + 'static {
    /// One that asks a server for pages of so many jobs.
    ///
    /// # Errors
    /// When it cannot be set up.
    fn new(server: SocketAddr, items: u32) -> Result<Self, Failure>;

    /// Gets a page and reads it; gives how many jobs stand in it.
    fn page(&mut self) -> impl Future<Output = Result<usize, Failure>> + Send;
}
