//! The handle of a server, and the thread it runs on.

use std::fmt;
use std::io;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, TcpListener};
use std::sync::{Arc, mpsc};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use http::HeaderValue;
use tokio::sync::oneshot;

use crate::connection;
use crate::generate;
use crate::job::Job;
use crate::random;
use crate::received::Received;
use crate::script::Answer;
use crate::site::Site;
use crate::time::Clock;

/// A running server. Dropping it stops it, with whatever calls it has at the time.
///
/// It has a thread and a runtime of its own, so it works in any test, blocking or not.
pub struct Server {
    site: Arc<Site>,
    addr: SocketAddr,
    url: String,
    stop: Option<oneshot::Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

/// How long [`Server::wait_for_calls`] waits at most, in real time.
const CALLS_COME_WITHIN: Duration = Duration::from_secs(30);

impl Server {
    /// Starts a server without jobs on a free port of 127.0.0.1.
    ///
    /// # Errors
    ///
    /// When the system gives no port or no thread.
    pub fn start() -> io::Result<Self> {
        Self::builder().start()
    }

    /// Starts a server otherwise.
    pub fn builder() -> Builder {
        Builder {
            listen: SocketAddr::from((Ipv4Addr::LOCALHOST, 0)),
            seed: 0,
            jobs: 0,
            token: None,
            project_id: None,
            manual_time: false,
        }
    }

    /// The endpoint: `http://127.0.0.1:PORT`, without a slash at the end.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// The address it listens on.
    pub fn addr(&self) -> SocketAddr {
        self.addr
    }

    /// The only token it takes.
    pub fn token(&self) -> &str {
        &self.site.token
    }

    /// The only project the token owns.
    pub fn project_id(&self) -> &str {
        &self.site.project_id
    }

    /// Adds a job to the lists and returns its id.
    pub fn add(&self, job: Job) -> String {
        let now = self.site.clock.now();
        self.site.jobs().add(job, now)
    }

    /// Adds many jobs, faster than one by one, and returns their ids.
    pub fn add_all(&self, jobs: impl IntoIterator<Item = Job>) -> Vec<String> {
        // The iterator may use this server, so it runs to its end before the lists are locked.
        let jobs = jobs.into_iter().collect::<Vec<_>>();
        let mut ids = Vec::with_capacity(jobs.len());
        let now = self.site.clock.now();
        self.site.jobs().add_all(jobs, now, |id| ids.push(id));
        ids
    }

    /// The number of jobs, of all types.
    pub fn job_count(&self) -> usize {
        self.site.jobs().len()
    }

    /// Puts an answer at the end of the script: each call, to any path, takes the first answer
    /// that is left. Calls without one get the usual answer. A request that is not HTTP, or whose
    /// body is too large, is refused without taking one.
    pub fn script(&self, answer: impl Into<Answer>) {
        self.site.script().push(answer.into());
    }

    /// The number of calls that will still get a scripted answer.
    pub fn scripted(&self) -> usize {
        self.site.script().left()
    }

    /// Forgets what is left of the script.
    pub fn clear_script(&self) {
        self.site.script().clear();
    }

    /// The last calls, oldest first: at most 10,000 and about 64 MiB.
    pub fn received(&self) -> Vec<Received> {
        self.site.journal.last()
    }

    /// Forgets the calls so far, but not their number.
    pub fn clear_received(&self) {
        self.site.journal.clear();
    }

    /// The number of calls so far. What is not HTTP is no call.
    pub fn calls(&self) -> u64 {
        self.site.journal.calls()
    }

    /// Blocks until the server has received so many calls since its start. Says whether they have
    /// come; after 30 s of real time it gives up.
    ///
    /// A call counts when its body has come and its delay has begun, so an
    /// [`advance`](Self::advance) from then on counts for it.
    #[must_use]
    pub fn wait_for_calls(&self, calls: u64) -> bool {
        self.site.journal.wait(calls, CALLS_COME_WITHIN)
    }

    /// Like [`wait_for_calls`](Self::wait_for_calls), for async code on any runtime, and for as
    /// long as it takes.
    pub async fn called(&self, calls: u64) {
        self.site.journal.called(calls).await;
    }

    /// The number of calls that are held up by a delay, a drip or a hang.
    pub fn waiting(&self) -> usize {
        self.site.held()
    }

    /// Moves the server's clock on. With [`manual_time`](Builder::manual_time) it moves in no other
    /// way; otherwise this comes on top of the time that goes by.
    pub fn advance(&self, by: Duration) {
        self.site.clock.advance(by);
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        drop(self.stop.take());
        if let Some(thread) = self.thread.take() {
            // A thread that panicked has stopped, too.
            let _ = thread.join();
        }
    }
}

impl fmt::Debug for Server {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Server")
            .field("url", &self.url)
            .field("project_id", &self.site.project_id)
            .field("calls", &self.calls())
            .finish_non_exhaustive()
    }
}

/// How a [`Server`] is to be, made by [`Server::builder`].
#[derive(Clone)]
#[must_use = "nothing runs before `start`"]
pub struct Builder {
    listen: SocketAddr,
    seed: u64,
    jobs: usize,
    token: Option<String>,
    project_id: Option<String>,
    manual_time: bool,
}

impl Builder {
    /// Listens on this address instead of a free port of 127.0.0.1.
    pub fn listen(mut self, addr: SocketAddr) -> Self {
        self.listen = addr;
        self
    }

    /// Sets the number from which the token, the project id, the request ids and the generated
    /// jobs follow. It is 0 otherwise.
    pub fn seed(mut self, seed: u64) -> Self {
        self.seed = seed;
        self
    }

    /// Begins with so many generated jobs: one in every minute before 2026, of all types, most of
    /// them ended well. The same seed and number give the same jobs.
    pub fn jobs(mut self, count: usize) -> Self {
        self.jobs = count;
        self
    }

    /// Sets the token.
    pub fn token(mut self, token: impl Into<String>) -> Self {
        self.token = Some(token.into());
        self
    }

    /// Sets the project id.
    pub fn project_id(mut self, id: impl Into<String>) -> Self {
        self.project_id = Some(id.into());
        self
    }

    /// Freezes the server's clock at 2026-01-01T00:00:00Z, until the test moves it with
    /// [`Server::advance`]: then delays and drips go by, and so do the `Date` of an answer and the
    /// begin times of jobs that are given none.
    pub fn manual_time(mut self) -> Self {
        self.manual_time = true;
        self
    }

    /// Starts the server.
    ///
    /// # Errors
    ///
    /// When it cannot listen on the address, the system gives no thread, or the token or project id
    /// is one that no request can carry (kind [`InvalidInput`](io::ErrorKind::InvalidInput)).
    pub fn start(self) -> io::Result<Server> {
        let token = self.token.unwrap_or_else(|| random::token(self.seed));
        let sendable = HeaderValue::from_str(&token).is_ok() && token.trim() == token;
        if token.is_empty() || !sendable {
            let message = "the token is empty or cannot be a header's value";
            return Err(io::Error::new(io::ErrorKind::InvalidInput, message));
        }
        let project_id = self.project_id.unwrap_or_else(|| random::project_id(self.seed));
        if project_id.is_empty() {
            return Err(io::Error::new(io::ErrorKind::InvalidInput, "the project id is empty"));
        }

        let clock = if self.manual_time { Clock::manual() } else { Clock::real() };
        let site = Arc::new(Site::new(self.seed, token, project_id, clock));
        let now = site.clock.now();
        site.jobs().add_all(generate::jobs(self.seed, self.jobs), now, drop);

        let listener = TcpListener::bind(self.listen)?;
        listener.set_nonblocking(true)?;
        let addr = listener.local_addr()?;
        let (stop, stopped) = oneshot::channel();
        let thread = run(listener, Arc::clone(&site), stopped)?;
        let url = format!("http://{}", reachable(addr));
        Ok(Server { site, addr, url, stop: Some(stop), thread: Some(thread) })
    }
}

impl fmt::Debug for Builder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Builder")
            .field("listen", &self.listen)
            .field("seed", &self.seed)
            .field("jobs", &self.jobs)
            .field("project_id", &self.project_id)
            .field("manual_time", &self.manual_time)
            .finish_non_exhaustive()
    }
}

/// Serves on a thread of its own until `stopped`, and returns when it does.
///
/// The runtime is made and dropped on that thread: in the caller's, which may belong to another
/// runtime, dropping it would panic. Dropping it ends all connections wherever they are.
fn run(
    listener: TcpListener,
    site: Arc<Site>,
    stopped: oneshot::Receiver<()>,
) -> io::Result<JoinHandle<()>> {
    let (started, starts) = mpsc::channel();
    let serve = move || {
        let runtime = match tokio::runtime::Builder::new_current_thread().enable_all().build() {
            Ok(runtime) => runtime,
            Err(error) => return drop(started.send(Err(error))),
        };
        runtime.block_on(async {
            let listener = tokio::net::TcpListener::from_std(listener);
            let begun = listener.map(|listener| drop(tokio::spawn(accept(listener, site))));
            let runs = begun.is_ok();
            let _ = started.send(begun);
            if runs {
                let _ = stopped.await;
            }
        });
    };
    let thread = thread::Builder::new().name("imagejobs-mock".to_owned()).spawn(serve)?;
    starts.recv().map_err(|_| io::Error::other("the server's thread ended at its start"))??;
    Ok(thread)
}

async fn accept(listener: tokio::net::TcpListener, site: Arc<Site>) {
    loop {
        match listener.accept().await {
            Ok((stream, _)) => drop(tokio::spawn(connection::serve(stream, Arc::clone(&site)))),
            // Out of file descriptors, mostly: some will be free again soon.
            Err(_) => tokio::time::sleep(Duration::from_millis(10)).await,
        }
    }
}

/// The address under which a client on this machine reaches a listener.
fn reachable(addr: SocketAddr) -> SocketAddr {
    let ip = match addr.ip() {
        IpAddr::V4(ip) if ip.is_unspecified() => Ipv4Addr::LOCALHOST.into(),
        IpAddr::V6(ip) if ip.is_unspecified() => Ipv6Addr::LOCALHOST.into(),
        ip => ip,
    };
    SocketAddr::new(ip, addr.port())
}
