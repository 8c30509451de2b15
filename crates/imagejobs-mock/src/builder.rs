//! How a server is to be.

use std::fmt;
use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::time::Duration;

use http::HeaderValue;

use crate::auth::Auth;
use crate::churn::Churn;
use crate::control::Control;
use crate::faults::FaultPlan;
use crate::generate;
use crate::identity::{Identity, Issued, Region};
use crate::jobs::{Count, Rules};
use crate::keys::{Keys, invalid};
use crate::lifecycle::Lifecycle;
use crate::lockout::Lockout;
use crate::metadata::Metadata;
use crate::random;
use crate::server::Server;
use crate::site::Site;
use crate::time::Clock;
use crate::user::User;

/// How a [`Server`] is to be, made by [`Server::builder`].
///
/// ```
/// use std::time::Duration;
///
/// use imagejobs_mock::{Auth, Churn, Count, FaultPlan, Keys, Lifecycle, Metadata, Server};
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
///     // How time goes by.
///     .frozen_jobs()
///     .read_timeout(Duration::from_secs(2))
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
    users: Vec<User>,
    regions: Vec<Region>,
    token_lifetime: Duration,
    metadata: Option<Metadata>,
    manual_time: bool,
    read_timeout: Duration,
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
            users: Vec::new(),
            regions: Vec::new(),
            token_lifetime: Duration::from_secs(24 * 3600),
            metadata: None,
            manual_time: false,
            read_timeout: Duration::from_secs(10),
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

    /// Begins with so many generated jobs: one in every minute before 2026, of all types, most of
    /// them ended well. The same seed and number give the same jobs.
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

    /// Sets the project id.
    pub fn project_id(mut self, id: impl Into<String>) -> Self {
        self.project_id = Some(id.into());
        self
    }

    /// Adds a key pair. Without any, one pair follows from the seed.
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
    /// server's own project.
    ///
    /// All projects have the same jobs.
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
    /// those that are `RUNNING` run as long as it says, and end.
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
    /// A job ends by its lifecycle, by a [churn](Churn::endings) or by [`Server::set_status`]; one
    /// that has ended when it is added counts from then, whatever end time it is given.
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

    /// Lets whoever reaches the server control it, by calls below `/-/`: the guide's chapter on
    /// testing lists them. It is for this machine: on another address than loopback it needs a
    /// [key](Self::control_key).
    ///
    /// ```
    /// use std::io::{Read, Write};
    ///
    /// let server = imagejobs_mock::Server::builder().control().start()?;
    /// let mut stream = std::net::TcpStream::connect(server.addr())?;
    /// let body = r#"{"job_type": "CREATE_SERVER", "id": "7"}"#;
    /// let head = "POST /-/jobs HTTP/1.1\r\nHost: mock\r\nConnection: close";
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
    /// [`Server::advance`]: then delays and drips go by, and so do the `Date` of an answer and the
    /// begin times of jobs that are given none, and the lives of signatures, tokens and keys.
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
    /// it with [`Server::pass`]. The server's clock runs on, and no longer moves the jobs.
    pub fn frozen_jobs(mut self) -> Self {
        self.rules.frozen = true;
        self
    }

    /// Sets how long a client may take to send a request's head, and then its body, in real time:
    /// 10 s each otherwise. A client that takes longer gets status 408. With
    /// [`manual_time`](Self::manual_time) there is no such limit.
    pub fn read_timeout(mut self, limit: Duration) -> Self {
        self.read_timeout = limit;
        self
    }

    /// Starts the server.
    ///
    /// # Errors
    ///
    /// When it cannot listen on the address, the system gives no thread, or the token, a project id
    /// or a key is one that no request can carry, or two key pairs have one access key, or the plan
    /// of faults makes no sense (kind [`InvalidInput`](io::ErrorKind::InvalidInput)).
    pub fn start(self) -> io::Result<Server> {
        let identity = self.identity()?;
        self.control.check(self.listen).map_err(invalid)?;
        let checked = self.faults.as_ref().map_or(Ok(()), FaultPlan::check);
        checked.map_err(|error| invalid(format!("faults: {error}")))?;
        let clock = if self.manual_time { Clock::manual() } else { Clock::real() };
        let rules = Rules { seed: self.seed, ..self.rules };
        let read_timeout = (!self.manual_time).then_some(self.read_timeout);
        let site =
            Site::new(self.auth, identity, self.metadata, clock, read_timeout, rules, self.control);
        site.set_faults(self.faults);
        let generated = generate::jobs(self.seed, self.jobs);
        site.jobs().add_all(
            generated.map(|job| match self.lifecycle {
                Some(lifecycle) => job.lifecycle(lifecycle),
                None => job,
            }),
            drop,
        );
        Server::run(self.listen, site)
    }

    fn identity(&self) -> io::Result<Identity> {
        let seed = self.seed;
        let token = self.token.clone().unwrap_or_else(|| random::token(seed));
        let sendable = HeaderValue::from_str(&token).is_ok() && token.trim() == token;
        if token.is_empty() || !sendable {
            return Err(invalid("the token is empty or cannot be a header's value"));
        }
        let project_id = self.project_id.clone().unwrap_or_else(|| random::project_id(seed));
        let of_regions = self.regions.iter().map(|region| &region.project_id);
        if of_regions.chain([&project_id]).any(String::is_empty) {
            return Err(invalid("the project id is empty"));
        }
        for (number, keys) in self.keys.iter().enumerate() {
            keys.check().map_err(invalid)?;
            let twice = |other: &Keys| other.access_key() == keys.access_key();
            if self.keys[..number].iter().any(twice) {
                let ak = keys.access_key();
                return Err(invalid(format!("two key pairs have the access key {ak}")));
            }
        }
        let region = || Region { name: "cn-north-4".to_owned(), project_id: project_id.clone() };
        Ok(Identity {
            seed,
            token,
            regions: one_at_least(&self.regions, region),
            project_id,
            keys: one_at_least(&self.keys, || Keys::from_seed(seed)),
            users: one_at_least(&self.users, || User::from_seed(seed)),
            token_lifetime: self.token_lifetime,
            issued: Issued::default().into(),
            lockout: Lockout::default(),
        })
    }
}

fn one_at_least<T: Clone>(given: &[T], usual: impl FnOnce() -> T) -> Vec<T> {
    if given.is_empty() { vec![usual()] } else { given.to_vec() }
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
            .field("users", &self.users)
            .field("regions", &self.regions)
            .field("token_lifetime", &self.token_lifetime)
            .field("metadata", &self.metadata)
            .field("manual_time", &self.manual_time)
            .field("read_timeout", &self.read_timeout)
            .field("lifecycle", &self.lifecycle)
            .field("rules", &self.rules)
            .field("faults", &self.faults)
            .finish_non_exhaustive()
    }
}
