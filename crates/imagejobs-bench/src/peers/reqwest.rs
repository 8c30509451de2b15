//! reqwest, as one uses it for an API that is small.

use std::hint::black_box;
use std::net::SocketAddr;

use reqwest::header::ACCEPT;
use reqwest::{Client, RequestBuilder};

use super::strings::Page;
use super::{Failure, Peer};
use crate::page::PATH;

/// reqwest, and structs of `String`s.
#[derive(Clone, Debug)]
pub struct ReqwestStrings(Asking);

/// reqwest, with the body left as it came: what HTTP alone costs.
#[derive(Clone, Debug)]
pub struct ReqwestBytes(Asking);

/// reqwest's own client; this build of it has no cryptography by itself.
pub(super) fn http() -> Result<Client, Failure> {
    // Whoever was faster has installed one, too.
    let _ = rustls::crypto::ring::default_provider().install_default();
    Ok(Client::builder().no_proxy().build()?)
}

#[derive(Clone, Debug)]
struct Asking {
    http: Client,
    url: String,
}

impl Asking {
    fn new(server: SocketAddr, items: u32) -> Result<Self, Failure> {
        let http = http()?;
        let url = format!("http://{server}{PATH}?job_type=CREATE_SERVER&limit={items}");
        Ok(Self { http, url })
    }

    fn get(&self) -> RequestBuilder {
        let get = self.http.get(&self.url).header(ACCEPT, "application/json");
        get.header("x-auth-token", "a-token-that-is-none")
    }
}

impl Peer for ReqwestStrings {
    fn new(server: SocketAddr, items: u32) -> Result<Self, Failure> {
        Ok(Self(Asking::new(server, items)?))
    }

    async fn page(&mut self) -> Result<usize, Failure> {
        let body = self.0.get().send().await?.error_for_status()?.bytes().await?;
        let page: Page = serde_json::from_slice(&body)?;
        Ok(black_box(page).items.len())
    }
}

impl Peer for ReqwestBytes {
    fn new(server: SocketAddr, items: u32) -> Result<Self, Failure> {
        Ok(Self(Asking::new(server, items)?))
    }

    async fn page(&mut self) -> Result<usize, Failure> {
        let body = self.0.get().send().await?.error_for_status()?.bytes().await?;
        Ok(usize::from(!black_box(body).is_empty()))
    }
}
