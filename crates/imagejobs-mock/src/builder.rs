//! How a server is to be.

mod start;

use std::fmt;
use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::time::Duration;

use crate::auth::Auth;
use crate::churn::Churn;
use crate::control::Control;
use crate::faults::FaultPlan;
use crate::jobs::{Count, Rules};
use crate::keys::Keys;
use crate::lifecycle::Lifecycle;
use crate::metadata::Metadata;
use crate::project::Project;
use crate::projects::Region;
use crate::user::User;

/// How a [`Server`](crate::Server) is to be, made by [`Server::builder`](crate::Server::builder).
///
/// ```
/// use std::time::Duration;
///
/// use imagejobs_mock::{Auth, Churn, Count, FaultPlan, Keys, Lifecycle, Metadata, Project, Server};
///
/// let server = Server::builder()
///     // Who it is.
///     .listen("127.0.0.1:0".parse().unwrap())
///     .seed(7)
///     .token("a-token")
///     .project_id("0123456789abcdef0123456789abcdef")
///     // Whom it knows.
///     .auth(Auth::Any)
///     .keys(Keys::new("AKEXAMPLE", "made-up"))
///     .credentials_file("[other]\nak = AKOTHER\nsk = made-up\n")?
///     .user("jobs", "made-up", "mock")
///     .region("cn-north-4", "0123456789abcdef0123456789abcdef")
///     .project(Project::new("another").region("cn-east-3"))
///     .token_lifetime(Duration::from_secs(3600))
///     .metadata(Metadata::new())
///     // What is in its lists, and what becomes of it.
///     .jobs(1_000)
///     .lifecycle(Lifecycle::mostly_succeeds(Duration::from_secs(5), Duration::from_secs(60)))
///     .churn(Churn::per_call().arrivals(0..=3))
///     .retention(Duration::from_secs(24 * 3600))
///     .page_cap(50)
///     .count(Count::Missing)
///     // What goes wrong.
///     .faults(FaultPlan::named("flaky").unwrap())
///     // How time goes by, and how many may come.
///     .frozen_jobs()
///     .read_timeout(Duration::from_secs(2))
///     .max_connections(100)
///     .start()?;
/// assert_eq!(server.job_count(), 1_000);
/// # std::io::Result::Ok(())
/// ```
#[derive(Clone)]
#[must_use = "nothing runs before `start`"]
pub struct Builder {
    listen: SocketAddr,
    seed: u64,
    jobs: usize,
    auth: Auth,
    token: Option<String>,
    project_id: Option<String>,
    keys: Vec<Keys>,
    projects: Vec<Project>,
    users: Vec<User>,
    regions: Vec<Region>,
    token_lifetime: Duration,
    metadata: Option<Metadata>,
    manual_time: bool,
    read_timeout: Duration,
    max_connections: usize,
    lifecycle: Option<Lifecycle>,
    rules: Rules,
    faults: Option<FaultPlan>,
    control: Control,
}

impl Builder {
    pub(crate) fn new() -> Self {
        Self {
            listen: SocketAddr::from((Ipv4Addr::LOCALHOST, 0)),
            seed: 0,
            jobs: 0,
            auth: Auth::Any,
            token: None,
            project_id: None,
            keys: Vec::new(),
            projects: Vec::new(),
            users: Vec::new(),
            regions: Vec::new(),
            token_lifetime: Duration::from_secs(24 * 3600),
            metadata: None,
            manual_time: false,
            read_timeout: Duration::from_secs(10),
            max_connections: 4096,
            lifecycle: None,
            rules: Rules::default(),
            faults: None,
            control: Control::Off,
        }
    }

    /// Listens on this address instead of a free port of 127.0.0.1.
    pub fn listen(mut self, addr: SocketAddr) -> Self {
        self.listen = addr;
        self
    }

    /// Sets the number from which the token, the project id, the first key pair, the first user,
    /// what is issued, the request ids, the generated jobs, and what happens to jobs and calls by
    /// chance follow. It is 0 otherwise.
    pub fn seed(mut self, seed: u64) -> Self {
        self.seed = seed;
        self
    }

    /// Begins with so many generated jobs in each project that does not
    /// [say otherwise](Project::jobs): one in every minute before 2026, of all types, most of them ended
    /// well. The same seed and number give the same jobs.
    pub fn jobs(mut self, count: usize) -> Self {
        self.jobs = count;
        self
    }

    /// Sets which credentials the image-jobs API takes. It takes any otherwise.
    pub fn auth(mut self, auth: Auth) -> Self {
        self.auth = auth;
        self
    }

    /// Sets the token.
    pub fn token(mut self, token: impl Into<String>) -> Self {
        self.token = Some(token.into());
        self
    }

    /// Sets the id of the server's own project. It is that of the first [`project`](Self::project)
    /// otherwise, or follows from the seed.
    pub fn project_id(mut self, id: impl Into<String>) -> Self {
        self.project_id = Some(id.into());
        self
    }

    /// Adds a project, with jobs, credentials, permissions and a limit of its own. One with the id of
    /// the server's own project says how that one is.
    pub fn project(mut self, project: Project) -> Self {
        self.projects.push(project);
        self
    }

    /// Adds a key pair, of the whole account unless it [owns one project](Keys::project_id). Without
    /// any, it is that of the server's own project, or one pair that follows from the seed.
    pub fn keys(mut self, keys: Keys) -> Self {
        self.keys.push(keys);
        self
    }

    /// Adds the key pairs of a profile file, given its text: `ak` and `sk` of every section, with
    /// `security_token` and `project_id` where they are there.
    ///
    /// # Errors
    ///
    /// When the text is no such file, has no section, or a section lacks `ak` or `sk` (kind
    /// [`InvalidInput`](io::ErrorKind::InvalidInput)). The error shows no value.
    pub fn credentials_file(mut self, text: &str) -> io::Result<Self> {
        self.keys.extend(Keys::from_file(text)?);
        Ok(self)
    }

    /// Adds a user that IAM knows. Without any, one user follows from the seed.
    pub fn user(
        mut self,
        name: impl Into<String>,
        password: impl Into<String>,
        domain: impl Into<String>,
    ) -> Self {
        self.users.push(User::new(name.into(), password.into(), domain.into()));
        self
    }

    /// Adds a region that IAM knows, and the id of its project. Several projects may have one name,
    /// although they could not in the cloud. Without any region, there is `cn-north-4` with the
    /// server's own project. A project that is not there yet is added, as usual as it can be.
    pub fn region(mut self, name: impl Into<String>, project_id: impl Into<String>) -> Self {
        self.regions.push(Region { name: name.into(), project_id: project_id.into() });
        self
    }

    /// Sets how long a token that IAM issues is good, by the server's clock: 24 hours otherwise.
    pub fn token_lifetime(mut self, lifetime: Duration) -> Self {
        self.token_lifetime = lifetime;
        self
    }

    /// Lets the generated jobs that have not ended live this lifecycle from the server's start:
    /// those that are `RUNNING` run as long as it says, and end. The generated jobs lie before the start
    /// then, not before 2026.
    pub fn lifecycle(mut self, lifecycle: Lifecycle) -> Self {
        self.lifecycle = Some(lifecycle);
        self
    }

    /// Lets jobs come and go by themselves. Nothing does otherwise.
    pub fn churn(mut self, churn: Churn) -> Self {
        self.rules.churn = Some(churn);
        self
    }

    /// Lets jobs leave their lists so long after their end, in the
    /// [jobs' time](crate#the-jobs-time). They stay otherwise.
    ///
    /// A job ends by its lifecycle, by a [churn](Churn::endings) or by
    /// [`Server::set_status`](crate::Server::set_status); one that has ended when it is added counts
    /// from then, whatever end time it is given.
    ///
    /// ```
    /// use std::time::Duration;
    ///
    /// use imagejobs_mock::{Job, Server};
    ///
    /// let server = Server::builder().frozen_jobs().retention(Duration::from_secs(60)).start()?;
    /// server.add(Job::new("CREATE_SERVER").status("SUCCESS"));
    /// server.pass(Duration::from_secs(60));
    /// assert_eq!(server.job_count(), 0);
    /// # std::io::Result::Ok(())
    /// ```
    pub fn retention(mut self, retention: Duration) -> Self {
        self.rules.retention = Some(retention);
        self
    }

    /// Gives at most so many jobs in a page, whatever the call asks for; 0 counts as 1. A page is
    /// as long as the call asks otherwise.
    pub fn page_cap(mut self, jobs: usize) -> Self {
        self.rules.pages.cap = Some(jobs);
        self
    }

    /// Sets what the `count` of a page says. It is honest otherwise.
    pub fn count(mut self, count: Count) -> Self {
        self.rules.pages.count = count;
        self
    }

    /// Lets calls fail by the rules of a plan; plans are composed by [`FaultPlan::and`]. No call
    /// fails otherwise.
    pub fn faults(mut self, plan: FaultPlan) -> Self {
        self.faults = Some(plan);
        self
    }

    /// Lets whoever reaches the server control it, by calls below `/-/`: the guide's chapter on other
    /// languages lists them. It is for this machine: on another address than loopback it needs a
    /// [key](Self::control_key).
    ///
    /// ```
    /// use std::io::{Read, Write};
    ///
    /// let server = imagejobs_mock::Server::builder().control().start()?;
    /// let mut stream = std::net::TcpStream::connect(server.addr())?;
    /// let body = r#"{"job_type": "CREATE_SERVER", "id": "7"}"#;
    /// let head = "POST /-/jobs HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close";
    /// write!(stream, "{head}\r\nContent-Length: {}\r\n\r\n{body}", body.len())?;
    /// let mut answer = String::new();
    /// stream.read_to_string(&mut answer)?;
    /// assert!(answer.ends_with(r#"{"ids":["7"]}"#), "{answer}");
    /// # std::io::Result::Ok(())
    /// ```
    pub fn control(mut self) -> Self {
        self.control = Control::Open;
        self
    }

    /// Lets whoever has this key control the server: they send it in the header `X-Control-Key`.
    ///
    /// ```
    /// use imagejobs_mock::Server;
    ///
    /// let server = Server::builder().control_key("made-up").start()?;
    /// // Where others reach it, nobody controls it without a key.
    /// let anywhere = Server::builder().listen("0.0.0.0:0".parse().unwrap());
    /// assert!(anywhere.control().start().is_err());
    /// # std::io::Result::Ok(())
    /// ```
    pub fn control_key(mut self, key: impl Into<String>) -> Self {
        self.control = Control::Key(key.into());
        self
    }

    /// Adds the metadata service of a cloud server.
    pub fn metadata(mut self, metadata: Metadata) -> Self {
        self.metadata = Some(metadata);
        self
    }

    /// Freezes the server's clock at 2026-01-01T00:00:00Z, until the test moves it with
    /// [`Server::advance`](crate::Server::advance): then delays and drips go by, and so do the `Date` of
    /// an answer and the begin times of jobs that are given none, and the lives of signatures, tokens
    /// and keys.
    ///
    /// ```
    /// use std::time::Duration;
    ///
    /// let server = imagejobs_mock::Server::builder().manual_time().start()?;
    /// let before = server.now();
    /// server.advance(Duration::from_secs(3600));
    /// assert_eq!(server.now(), before + Duration::from_secs(3600));
    /// # std::io::Result::Ok(())
    /// ```
    pub fn manual_time(mut self) -> Self {
        self.manual_time = true;
        self
    }

    /// Freezes the [jobs' time](crate#the-jobs-time) at 2026-01-01T00:00:00Z, until the test moves
    /// it with [`Server::pass`](crate::Server::pass). The server's clock runs on, and no longer moves
    /// the jobs.
    pub fn frozen_jobs(mut self) -> Self {
        self.rules.frozen = true;
        self
    }

    /// Sets how long a client may take to send a request's head, and then its body, in real time:
    /// 10 s each otherwise. A client that takes longer gets status 408. One that takes no byte of an
    /// answer for as long is given up: its connection is reset. With
    /// [`manual_time`](Self::manual_time) there is no such limit.
    pub fn read_timeout(mut self, limit: Duration) -> Self {
        self.read_timeout = limit;
        self
    }

    /// Sets how many connections there may be at a time: 4,096 otherwise; 0 counts as 1. One more gets
    /// status 503 and is closed, whatever it would ask for; that is no call.
    pub fn max_connections(mut self, connections: usize) -> Self {
        self.max_connections = connections;
        self
    }
}

impl fmt::Debug for Builder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Builder")
            .field("listen", &self.listen)
            .field("seed", &self.seed)
            .field("jobs", &self.jobs)
            .field("auth", &self.auth)
            .field("project_id", &self.project_id)
            .field("keys", &self.keys)
            .field("projects", &self.projects)
            .field("users", &self.users)
            .field("regions", &self.regions)
            .field("token_lifetime", &self.token_lifetime)
            .field("metadata", &self.metadata)
            .field("manual_time", &self.manual_time)
            .field("read_timeout", &self.read_timeout)
            .field("max_connections", &self.max_connections)
            .field("lifecycle", &self.lifecycle)
            .field("rules", &self.rules)
            .field("faults", &self.faults)
            .finish_non_exhaustive()
    }
}
