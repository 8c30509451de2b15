//! An embedded server that speaks the Workspace image task API, for tests and for trying things.
//!
//! One line starts it, in any test; it listens on a free port until its handle is dropped. It
//! lists the jobs it was given, checks requests the way the API's reference page describes, and
//! misbehaves on demand.
//!
//! ```
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! use imagejobs::{Client, JobType};
//! use imagejobs_mock::{Answer, Job, Server};
//!
//! let server = Server::start()?;
//! let id = server.add(Job::new("CREATE_SERVER").status("RUNNING"));
//! server.script(Answer::status(503).header("Retry-After", "0"));
//!
//! let client = Client::builder()
//!     .endpoint(server.url())
//!     .project_id(server.project_id())
//!     .token(server.token())
//!     .build()?;
//! let page = client.list(JobType::CreateServer).send().await?;
//! assert_eq!(page.items()[0].id(), Some(&*id));
//! // It was tried again after the 503.
//! assert_eq!(server.calls(), 2);
//! # Ok(())
//! # }
//! ```
//!
//! It speaks HTTP, so whatever speaks HTTP can be tested with it, in any language:
//! `imagejobs serve` runs it as a program.
//!
//! | to | there is |
//! | --- | --- |
//! | start and stop it | [`Server::start`], [`Server::builder`], [`Server::shutdown`], dropping it |
//! | fill its lists | [`Job`], [`Server::add`], [`Server::add_all`], [`Builder::jobs`] |
//! | change them | [`Server::set_status`], [`Server::update`], [`Server::remove`], [`Server::ids`] |
//! | have several projects | [`Project`], [`Builder::project`], [`Server::project`] |
//! | let jobs move | [`Lifecycle`], [`Server::pass`], [`Server::set_frozen_jobs`], [`Builder::retention`] |
//! | let jobs come and go | [`Churn`], [`Builder::churn`], [`Job::stays`] |
//! | answer oddly throughout | [`Builder::page_cap`], [`Builder::count`] with a [`Count`] |
//! | go back to what there was | [`Server::snapshot`], [`Server::restore`] |
//! | see what it was sent | [`Server::received`], [`Server::calls`] |
//! | make the next calls fail | [`Server::script`] with an [`Answer`] |
//! | make calls fail by rules, or by chance | [`FaultPlan`], [`Builder::faults`], [`Server::set_faults`] |
//! | control it from other processes | [`Builder::control`] |
//! | look at it in a browser | [`Server::url`], see [below](#the-page-for-people) |
//! | control its time | [`Builder::manual_time`], [`Server::advance`], [`Server::wait_for_calls`] |
//! | choose who may call | [`Builder::auth`], [`Keys`], [`Builder::credentials_file`] |
//! | ask its IAM | [`User`], [`Builder::user`], [`Builder::region`] |
//! | be on a cloud server | [`Metadata`], [`Builder::metadata`] |
//! | control a client's time | [`ManualClock`] |
//!
//! # The jobs' time
//!
//! Jobs move by a time of their own: it decides when lifecycles, churn and retention go on, and it
//! is the begin time of a job that is given none and the end time of a job that ends. It is the
//! time of the server's clock and, on top, what [`Server::pass`] adds, which moves the jobs and
//! nothing else: the `Date` of an answer, signatures, tokens and delays stay where they are. With
//! [`Builder::frozen_jobs`] it moves by `pass` alone, so that over real sockets, with a real clock,
//! a test knows at each call what is in the lists.
//!
//! | | the server's clock | the jobs' time |
//! | --- | --- | --- |
//! | by itself | runs, unless [manual](Builder::manual_time) | runs along, unless [frozen](Builder::frozen_jobs) |
//! | [`Server::advance`] | moves | moves along, unless frozen |
//! | [`Server::pass`] | stays | moves |
//!
//! All that is due by then has happened before a call is answered and before a method of the
//! [`Server`] looks at the jobs or changes them. An answer that is
//! [delayed](Answer::delay) shows the jobs as they are when its delay is over.
//!
//! # Credentials
//!
//! Out of the box it takes its [token](Server::token), the tokens that its IAM issues, and requests
//! signed with its [keys](Server::keys). A signature is verified as the gateway does it: from what
//! came over the wire, with a date at most 15 minutes off. What is refused gets the gateway's
//! words, and hints that the gateway does not give; they show no secret. An access key with which
//! more than five calls in a row were refused is locked for five minutes by the server's clock; a
//! call whose `Authorization` or signed headers cannot be read counts for no key. IAM has
//! `POST /v3/auth/tokens` and `GET /v3/projects`, and the metadata service, where there is one,
//! `PUT /meta-data/latest/api/token` and `GET /openstack/latest/securitykey`.
//!
//! # The page for people
//!
//! A browser finds a page at `/`: the jobs as a table with a timeline, the last calls with their answers,
//! and the faults at work, all live. It reads `/-/events`, a stream of server-sent events, and as little
//! as a call of the control API is one of these a call to the service. Where only this machine reaches the
//! server, whoever asks by its address or by `localhost` sees what it shows; with a
//! [key](Builder::control_key) only those who have it do, and on any other address there must be one. No
//! other page in a browser sees it.
//!
//! # Log
//!
//! Each call is an event of [tracing](https://docs.rs/tracing) with the target `imagejobs_mock` and the
//! level `INFO`: its method, its path and query, what becomes of it, and which rules of a plan decided it.
//! So is what is refused without being a call, with the reason, and a client that is given up.
//! `imagejobs serve -v` prints them.
//!
//! # Limits
//!
//! A request may have 32 KiB of URI, 32 KiB of headers, 100 headers and 1 MiB of body, and under
//! HTTP/1.1 must have one `Host`. Unless time is manual, its head must come within 10 s, and so must
//! its body, or as [`Builder::read_timeout`] says. What does not keep to this is refused in the
//! gateway's shape and its connection closed; one on which nothing at all comes is closed without a
//! word. A connection whose client takes nothing of an answer for as long is reset. Of connections
//! there may be 4,096 at a time, or as [`Builder::max_connections`] says; one more gets status 503 and
//! is closed. The server speaks HTTP/1 without TLS, and closes a connection whose client ends its own
//! side before the answer has come.
//!
//! # The end
//!
//! Dropping the [`Server`] ends all calls at once. [`Server::shutdown`] takes no more of them, lets
//! those in flight end, for as long as it is told, and says how many it had to cut off; so does
//! `imagejobs serve` at an interrupt or SIGTERM.

mod access;
mod api;
mod auth;
mod body;
mod builder;
mod by_hand;
mod call;
mod churn;
mod connection;
mod control;
mod exchange;
mod failure;
mod faults;
mod gate;
mod generate;
mod iam;
mod identity;
mod job;
mod jobs;
mod keys;
mod length;
mod lifecycle;
mod limiter;
mod limits;
mod line;
mod lockout;
mod manual_clock;
mod metadata;
mod outcome;
mod page;
mod params;
mod project;
mod projects;
mod random;
mod received;
mod refusal;
mod script;
mod server;
mod signed;
mod site;
mod snapshot;
mod socket;
mod time;
mod user;
mod visitor;

pub use auth::{Auth, ParseAuthError};
pub use builder::Builder;
pub use churn::Churn;
pub use faults::{Fault, FaultPlan, FaultPlanError, Latency};
pub use job::Job;
pub use jobs::Count;
pub use keys::Keys;
pub use lifecycle::Lifecycle;
pub use manual_clock::ManualClock;
pub use metadata::Metadata;
pub use project::Project;
pub use received::Received;
pub use script::{Answer, Reply};
pub use server::{Server, Tenant};
pub use snapshot::Snapshot;
pub use user::User;

/// The README's examples are tests, too.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
