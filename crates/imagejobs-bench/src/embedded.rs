//! The embedded server, and what it is measured with: a bare hyper server beside it, and how long
//! any page takes.

use std::convert::Infallible;
use std::io;
use std::net::SocketAddr;
use std::time::Instant;

use bytes::Bytes;
use http_body_util::Full;
use hyper::Response;
use hyper::header::{CONTENT_TYPE, HeaderValue};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use imagejobs_client::image_jobs::types::{JobStatus, JobType};
use imagejobs_mock::Server;
use serde::Serialize;
use tokio::net::TcpListener;

use crate::peers::{Asking, Connection, Failure};

/// One with so many jobs, with credentials that [`Asking`] has.
///
/// # Errors
/// When the system gives no port.
pub fn start(jobs: usize) -> io::Result<Server> {
    Server::builder().jobs(jobs).start()
}

/// A page of 100 jobs as it writes it.
///
/// # Errors
/// When it cannot be asked.
pub async fn page() -> Result<Bytes, Failure> {
    let server = start(1000)?;
    let mut connection = Connection::to(server.addr()).await?;
    let request = Asking::new()?.request("job_type=CREATE_SERVER&limit=100");
    let seen = connection.get(&request).await?;
    Ok(Bytes::copy_from_slice(connection.body(seen)))
}

/// Serves this page to whoever connects, by hyper alone.
///
/// # Errors
/// When no connection can be taken any more.
pub async fn bare(listener: TcpListener, page: Bytes) -> io::Result<()> {
    loop {
        let (stream, _) = listener.accept().await?;
        stream.set_nodelay(true)?;
        let page = page.clone();
        let service = service_fn(move |_| {
            let mut response = Response::new(Full::new(page.clone()));
            let json = HeaderValue::from_static("application/json");
            response.headers_mut().insert(CONTENT_TYPE, json);
            async { Ok::<_, Infallible>(response) }
        });
        // A connection that breaks is the peer's affair.
        tokio::spawn(http1::Builder::new().serve_connection(TokioIo::new(stream), service));
    }
}

/// The page that takes longest.
#[derive(Debug, Serialize)]
pub struct Slowest {
    /// How long it takes, in milliseconds: the middle one of its calls.
    pub millis: f64,
    /// What was asked for.
    pub query: String,
}

/// Asks for pages of 100 jobs of every type, in every status or in any, at the begin of the list, in
/// its middle, near its end and behind it, so many times each.
///
/// # Errors
/// What a call ends with.
pub async fn slowest(server: SocketAddr, times: usize) -> Result<Slowest, Failure> {
    let asking = Asking::new()?;
    let mut connection = Connection::to(server).await?;
    let mut slowest = Slowest { millis: 0.0, query: String::new() };
    let statuses = JobStatus::ALL.iter().map(|status| format!("&status={status}"));
    let statuses: Vec<_> = std::iter::once(String::new()).chain(statuses).collect();
    for kind in JobType::ALL {
        for status in &statuses {
            let list = format!("job_type={kind}&limit=100{status}");
            let jobs = connection.get(&asking.request(&list)).await?.jobs;
            for offset in [0, jobs / 2, jobs.saturating_sub(100), jobs + 1000] {
                let query = format!("{list}&offset={offset}");
                let request = asking.request(&query);
                let mut millis = Vec::with_capacity(times);
                for _ in 0..times {
                    let begun = Instant::now();
                    connection.get(&request).await?;
                    millis.push(begun.elapsed().as_secs_f64() * 1e3);
                }
                millis.sort_by(f64::total_cmp);
                let median = millis.get(times / 2).copied().unwrap_or_default();
                if median > slowest.millis {
                    slowest = Slowest { millis: median, query };
                }
            }
        }
    }
    Ok(slowest)
}
