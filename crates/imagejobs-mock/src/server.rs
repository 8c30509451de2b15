//! The handle of a server.

mod lists;
mod tenant;
mod thread;

use std::fmt;
use std::io;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, TcpListener};
use std::sync::Arc;
use std::thread::JoinHandle;
use std::time::{Duration, SystemTime};

use tokio::sync::mpsc::UnboundedSender;

use crate::auth::Auth;
use crate::builder::Builder;
use crate::faults::{FaultPlan, FaultPlanError};
use crate::keys::Keys;
use crate::received::Received;
use crate::script::Answer;
use crate::site::Site;
use crate::user::User;

pub use tenant::Tenant;
use thread::End;

/// A running server. Dropping it stops it, with whatever calls it has at the time;
/// [`shutdown`](Self::shutdown) lets them end.
///
/// It has a thread and a runtime of its own, so it works in any test, blocking or not.
///
/// ```
/// use std::time::Duration;
///
/// use imagejobs_mock::{Job, Lifecycle, Server};
///
/// let server = Server::builder().frozen_jobs().start()?;
/// assert_eq!(server.url(), format!("http://{}", server.addr()));
///
/// let way = Lifecycle::succeeds(Duration::from_secs(5), Duration::from_secs(60));
/// let id = server.add(Job::new("CREATE_SERVER").lifecycle(way));
/// let more = server.add_all((0..9).map(|_| Job::new("CREATE_SERVER").status("RUNNING")));
/// assert_eq!(server.job_count(), 10);
///
/// let before = server.jobs_now();
/// server.pass(Duration::from_secs(65));
/// assert_eq!(server.jobs_now(), before + Duration::from_secs(65));
/// assert_eq!(server.ids("CREATE_SERVER", Some("SUCCESS")), [id]);
///
/// assert!(server.set_status(&more[0], "FAILED") && server.remove(&more[1]));
/// assert_eq!(server.ids("CREATE_SERVER", Some("RUNNING")).len(), 7);
/// # std::io::Result::Ok(())
/// ```
pub struct Server {
    site: Arc<Site>,
    addr: SocketAddr,
    url: String,
    ends: Option<UnboundedSender<End>>,
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
    ///
    /// ```
    /// use imagejobs_mock::{Auth, Server};
    ///
    /// let server = Server::builder().jobs(250).auth(Auth::Signed).start()?;
    /// assert_eq!(server.auth(), Auth::Signed);
    /// # std::io::Result::Ok(())
    /// ```
    pub fn builder() -> Builder {
        Builder::new()
    }

    /// Runs on this address until the handle is dropped.
    pub(crate) fn run(listen: SocketAddr, mut site: Site) -> io::Result<Self> {
        let listener = TcpListener::bind(listen)?;
        listener.set_nonblocking(true)?;
        let addr = listener.local_addr()?;
        site.is_local = addr.ip().is_loopback();
        let site = Arc::new(site);
        let (ends, thread) = thread::run(listener, Arc::clone(&site))?;
        let url = format!("http://{}", reachable(addr));
        Ok(Self { site, addr, url, ends: Some(ends), thread: Some(thread) })
    }

    /// The endpoint: `http://127.0.0.1:PORT`, without a slash at the end.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// The address it listens on.
    pub fn addr(&self) -> SocketAddr {
        self.addr
    }

    /// The token of the server's own project, which is always good. Others are issued by IAM.
    pub fn token(&self) -> &str {
        self.site.projects.own.token.expose()
    }

    /// The server's own project, the only one that the token owns. [`project`](Self::project) has others.
    pub fn project_id(&self) -> &str {
        &self.site.projects.own.id
    }

    /// The first key pair.
    ///
    /// ```
    /// let server = imagejobs_mock::Server::start()?;
    /// assert_eq!(server.keys().access_key(), server.access_key());
    /// assert_eq!(server.keys().secret_key(), server.secret_key());
    /// # std::io::Result::Ok(())
    /// ```
    pub fn keys(&self) -> &Keys {
        &self.site.identity.keys[0]
    }

    /// The access key of the first pair.
    pub fn access_key(&self) -> &str {
        self.keys().access_key()
    }

    /// The secret key of the first pair.
    pub fn secret_key(&self) -> &str {
        self.keys().secret_key()
    }

    /// The first user that IAM knows.
    ///
    /// ```
    /// let server = imagejobs_mock::Server::start()?;
    /// assert_eq!(server.user().domain(), "mock");
    /// # std::io::Result::Ok(())
    /// ```
    pub fn user(&self) -> &User {
        &self.site.identity.users[0]
    }

    /// Which credentials the image-jobs API takes.
    pub fn auth(&self) -> Auth {
        self.site.auth
    }

    /// The time of day, by the server's clock.
    pub fn now(&self) -> SystemTime {
        self.site.clock.now().try_into().unwrap_or(SystemTime::UNIX_EPOCH)
    }

    /// Puts an answer at the end of the script: each call, to any path, takes the first answer
    /// that is left. Calls without one get the usual answer. A request that does not keep to the
    /// [limits](crate#limits) is refused without taking one.
    ///
    /// ```
    /// use imagejobs_mock::{Answer, Server};
    ///
    /// let server = Server::start()?;
    /// server.script(Answer::status(503).times(2));
    /// server.script(Answer::reset());
    /// assert_eq!(server.scripted(), 3);
    /// server.clear_script();
    /// assert_eq!(server.scripted(), 0);
    /// # std::io::Result::Ok(())
    /// ```
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

    /// Lets calls fail by the rules of a plan from now on, or not any more; see
    /// [`Builder::faults`]. A scripted answer goes before the plan.
    ///
    /// # Errors
    ///
    /// When the plan makes no sense; then the server goes on as before.
    ///
    /// ```
    /// use imagejobs_mock::{FaultPlan, Server};
    ///
    /// let server = Server::start()?;
    /// server.set_faults(FaultPlan::named("outage"))?;
    /// // And now it is over.
    /// server.set_faults(None)?;
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn set_faults(&self, plan: Option<FaultPlan>) -> Result<(), FaultPlanError> {
        plan.as_ref().map_or(Ok(()), FaultPlan::check)?;
        self.site.set_faults(plan);
        Ok(())
    }

    /// The last calls, oldest first: at most 10,000 and about 64 MiB.
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// # let server = imagejobs_mock::Server::start()?;
    /// # let client = imagejobs::Client::builder()
    /// #     .endpoint(server.url())
    /// #     .project_id(server.project_id())
    /// #     .token(server.token())
    /// #     .build()?;
    /// client.list(imagejobs::JobType::CreateServer).send().await?;
    /// assert_eq!(server.received().len(), 1);
    /// server.clear_received();
    /// assert_eq!((server.received().len(), server.calls()), (0, 1));
    /// # Ok(())
    /// # }
    /// ```
    pub fn received(&self) -> Vec<Received> {
        self.site.journal.last()
    }

    /// Forgets the calls so far, but not their number.
    pub fn clear_received(&self) {
        self.site.journal.clear();
    }

    /// The number of calls so far. What cannot be read as HTTP is no call.
    pub fn calls(&self) -> u64 {
        self.site.journal.calls()
    }

    /// Blocks until the server has received so many calls since its start. Says whether they have
    /// come; after 30 s of real time it gives up.
    ///
    /// A call counts when its body has come and its delay has begun, so an
    /// [`advance`](Self::advance) from then on counts for it.
    ///
    /// ```
    /// use std::io::Write as _;
    /// use std::net::TcpStream;
    /// use std::time::Duration;
    ///
    /// use imagejobs_mock::{Answer, Server};
    ///
    /// let server = Server::builder().manual_time().start()?;
    /// server.script(Answer::normal().delay(Duration::from_secs(40)));
    /// let mut socket = TcpStream::connect(server.addr())?;
    /// socket.write_all(b"GET /any HTTP/1.1\r\nHost: mock\r\n\r\n")?;
    /// assert!(server.wait_for_calls(1));
    /// assert_eq!(server.waiting(), 1);
    /// server.advance(Duration::from_secs(40));
    /// # std::io::Result::Ok(())
    /// ```
    #[must_use]
    pub fn wait_for_calls(&self, calls: u64) -> bool {
        self.site.journal.wait(calls, CALLS_COME_WITHIN)
    }

    /// Like [`wait_for_calls`](Self::wait_for_calls), for async code on any runtime, and for as
    /// long as it takes.
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// # let server = imagejobs_mock::Server::start()?;
    /// # let client = imagejobs::Client::builder()
    /// #     .endpoint(server.url())
    /// #     .project_id(server.project_id())
    /// #     .token(server.token())
    /// #     .build()?;
    /// server.script(imagejobs_mock::Answer::hang());
    /// let call = tokio::spawn(async move {
    ///     client.list(imagejobs::JobType::CreateServer).send().await
    /// });
    /// server.called(1).await;
    /// // Now it is under way.
    /// call.abort();
    /// # Ok(())
    /// # }
    /// ```
    pub async fn called(&self, calls: u64) {
        self.site.journal.called(calls).await;
    }

    /// The number of calls that are held up by a delay, a drip or a hang.
    pub fn waiting(&self) -> usize {
        self.site.held()
    }

    /// Moves the server's clock on, and the jobs with it unless they are
    /// [frozen](Builder::frozen_jobs). With [`manual_time`](Builder::manual_time) it moves in no other
    /// way; otherwise this comes on top of the time that goes by.
    pub fn advance(&self, by: Duration) {
        self.site.clock.advance(by);
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        drop(self.ends.take());
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
            .field("project_id", &self.project_id())
            .field("calls", &self.calls())
            .finish_non_exhaustive()
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
