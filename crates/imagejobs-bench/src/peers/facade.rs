//! The facade, as applications use it: retries on, limits on.

use std::hint::black_box;
use std::net::SocketAddr;

use imagejobs::{Client, ClientBuilder, JobType};

use super::{Failure, Peer};

/// The facade with signed calls.
#[derive(Clone, Debug)]
pub struct Facade(Asking);

/// The facade with a token.
#[derive(Clone, Debug)]
pub struct FacadeByToken(Asking);

#[derive(Clone, Debug)]
struct Asking {
    client: Client,
    items: u32,
}

/// A client that signs its calls to this server.
///
/// # Errors
/// None: the values are right.
pub fn client(server: SocketAddr) -> Result<Client, Failure> {
    Ok(signing(to(server)).build()?)
}

fn to(server: SocketAddr) -> ClientBuilder {
    Client::builder()
        .endpoint(format!("http://{server}"))
        .project_id("0123456789abcdef0123456789abcdef")
}

fn signing(builder: ClientBuilder) -> ClientBuilder {
    builder.keys("ACCESSKEYOFNOBODY", "a secret key that is none", None)
}

impl Asking {
    async fn page(&self) -> Result<usize, Failure> {
        let page = self.client.list(JobType::CreateServer).limit(self.items).send().await?;
        Ok(black_box(page).items().len())
    }
}

impl Peer for Facade {
    fn new(server: SocketAddr, items: u32) -> Result<Self, Failure> {
        Ok(Self(Asking { client: client(server)?, items }))
    }

    async fn page(&mut self) -> Result<usize, Failure> {
        self.0.page().await
    }
}

impl Peer for FacadeByToken {
    fn new(server: SocketAddr, items: u32) -> Result<Self, Failure> {
        let client = to(server).token("a-token-that-is-none").build()?;
        Ok(Self(Asking { client, items }))
    }

    async fn page(&mut self) -> Result<usize, Failure> {
        self.0.page().await
    }
}
