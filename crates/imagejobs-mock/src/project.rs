//! A project as a test describes it.

use std::time::Duration;

use imagejobs_core::Secret;
use serde::de::Error;
use serde::{Deserialize, Deserializer};
use serde_json::Value;

use crate::keys::Keys;
use crate::length;
use crate::limiter::Throttle;

/// A project of the server, beside others: with jobs, credentials, permissions and a limit of its own.
/// For [`Builder::project`](crate::Builder::project) and
/// [`Server::add_project`](crate::Server::add_project).
///
/// What is left open is usual: a token and a key pair that follow from the server's seed and the id, as
/// many generated jobs as [`Builder::jobs`](crate::Builder::jobs) says, every permission, and no limit.
///
/// ```
/// use std::time::Duration;
///
/// use imagejobs_mock::{Job, Keys, Project, Server};
///
/// let research = Project::new("research")
///     .region("cn-north-4")
///     .token("a-token")
///     .keys(Keys::new("AKRESEARCH", "made-up"))
///     .jobs(0)
///     .permissions(["workspace:images:listImageJobs"])
///     .limit(10, Duration::from_secs(1));
/// let server = Server::builder().project(research).project(Project::new("sales")).start()?;
///
/// let sales = server.project("sales").unwrap();
/// sales.add(Job::new("CREATE_SERVER"));
/// // The first one is the server's own.
/// assert_eq!(server.project_id(), "research");
/// assert_eq!((sales.job_count(), server.job_count()), (1, 0));
/// assert_eq!(server.projects().len(), 2);
/// # std::io::Result::Ok(())
/// ```
///
/// # JSON
///
/// It is read from an object such as
/// `{"id": "research", "region": "cn-north-4", "token": "…", "keys": [{"ak": "…", "sk": "…"}],
/// "jobs": 0, "permissions": [], "limit": {"calls": 10, "window": "1s"}}`, where all but the `id` may be
/// missing. Keys may have a `security_token`.
///
/// ```
/// let project = serde_json::from_str::<imagejobs_mock::Project>(r#"{"id": "sales", "jobs": 7}"#)?;
/// assert_eq!(project.id(), "sales");
/// # serde_json::Result::Ok(())
/// ```
#[derive(Clone, Debug)]
#[must_use = "a project is in no server before it is added to one"]
pub struct Project {
    pub(crate) id: String,
    pub(crate) region: Option<String>,
    pub(crate) token: Option<Secret>,
    pub(crate) keys: Vec<Keys>,
    pub(crate) jobs: Option<usize>,
    pub(crate) permissions: Option<Vec<String>>,
    pub(crate) limit: Option<Throttle>,
}

impl Project {
    /// The project with this id.
    pub fn new(id: impl Into<String>) -> Self {
        Self {
            id: id.into(),
            region: None,
            token: None,
            keys: Vec::new(),
            jobs: None,
            permissions: None,
            limit: None,
        }
    }

    /// The id.
    #[must_use]
    pub fn id(&self) -> &str {
        &self.id
    }

    /// Lets IAM know the project as the one of this region, which is the project's name there.
    pub fn region(mut self, name: impl Into<String>) -> Self {
        self.region = Some(name.into());
        self
    }

    /// Sets the token that is always good for this project.
    pub fn token(mut self, token: impl Into<String>) -> Self {
        self.token = Some(Secret::from(token.into()));
        self
    }

    /// Adds a key pair, which owns this project and no other.
    pub fn keys(mut self, keys: Keys) -> Self {
        self.keys.push(keys.project_id(self.id.clone()));
        self
    }

    /// Begins with so many generated jobs, at most 10,000,000.
    pub fn jobs(mut self, count: usize) -> Self {
        self.jobs = Some(count);
        self
    }

    /// Sets what is allowed in this project. Without `workspace:images:listImageJobs` among it a call
    /// gets status 403, whoever makes it.
    pub fn permissions(mut self, actions: impl IntoIterator<Item = impl Into<String>>) -> Self {
        self.permissions = Some(actions.into_iter().map(Into::into).collect());
        self
    }

    /// Lets so many calls through in each window of whole seconds, by the server's clock. The others get
    /// status 429, in the gateway's words.
    pub fn limit(mut self, calls: u64, window: Duration) -> Self {
        self.limit = Some(Throttle { calls, window });
        self
    }

    /// Why no server can have it.
    pub(crate) fn check(&self) -> Result<(), String> {
        let id = &self.id;
        if id.is_empty() || id.contains(char::is_control) {
            return Err("the project id is empty or has a control character".to_owned());
        }
        if self.region.as_ref().is_some_and(String::is_empty) {
            return Err(format!("project {id}: the region is empty"));
        }
        if self.token.as_ref().is_some_and(|token| !sendable(token.expose())) {
            return Err(format!("project {id}: the token is empty or cannot be a header's value"));
        }
        for (at, keys) in self.keys.iter().enumerate() {
            keys.check().map_err(|what| format!("project {id}: {what}"))?;
            let ak = keys.access_key();
            if self.keys[..at].iter().any(|other| other.access_key() == ak) {
                return Err(format!("project {id}: two key pairs have the access key {ak}"));
            }
        }
        if let Some(jobs) = self.jobs.filter(|jobs| *jobs > MOST_JOBS) {
            return Err(format!("project {id}: jobs is {jobs}; it must be at most {MOST_JOBS}"));
        }
        let limit = self.limit.map_or(Ok(()), Throttle::check);
        limit.map_err(|(field, what)| format!("project {id}: limit.{field} {what}"))
    }
}

/// The most jobs that a project begins with.
const MOST_JOBS: usize = 10_000_000;

/// Whether a text can be the value of a header.
pub(crate) fn sendable(token: &str) -> bool {
    http::HeaderValue::from_str(token).is_ok() && token.trim() == token && !token.is_empty()
}

/// A project in JSON; where a path names it, it needs no id.
#[derive(Deserialize)]
#[serde(deny_unknown_fields, expecting = "a project, which is an object")]
pub(crate) struct Written {
    id: Option<String>,
    region: Option<String>,
    #[serde(default, deserialize_with = "token")]
    token: Option<String>,
    #[serde(default, deserialize_with = "pairs")]
    keys: Vec<Pair>,
    jobs: Option<usize>,
    permissions: Option<Vec<String>>,
    limit: Option<Limit>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Pair {
    ak: String,
    sk: String,
    security_token: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, expecting = "a limit, which is an object with calls and window")]
struct Limit {
    calls: u64,
    #[serde(deserialize_with = "length::from_text")]
    window: Duration,
}

/// Reads a token; the error does not show what stands in its place.
fn token<'de, D: Deserializer<'de>>(from: D) -> Result<Option<String>, D::Error> {
    match Value::deserialize(from)? {
        Value::String(token) => Ok(Some(token)),
        _ => Err(D::Error::custom("the token must be a text")),
    }
}

/// Reads key pairs; the error does not show what stands in their place.
fn pairs<'de, D: Deserializer<'de>>(from: D) -> Result<Vec<Pair>, D::Error> {
    const RIGHT: &str = "keys must be a list of objects with ak and sk, which are texts";
    let Value::Array(pairs) = Value::deserialize(from)? else {
        return Err(D::Error::custom(RIGHT));
    };
    let pair = |value| {
        serde_json::from_value::<Pair>(value).map_err(|error| {
            let error = error.to_string();
            let names = ["missing field", "unknown field"].iter().any(|it| error.starts_with(it));
            D::Error::custom(if names { format!("keys: {error}") } else { RIGHT.to_owned() })
        })
    };
    pairs.into_iter().map(pair).collect()
}

impl Written {
    /// The project, with this id where it tells none of its own.
    pub(crate) fn project(self, id: Option<&str>) -> Result<Project, String> {
        let id = match (self.id, id) {
            (Some(own), Some(id)) if own != id => {
                return Err(format!(
                    "id is {own:?}; it must be {id:?}, as in the path, or missing"
                ));
            }
            (own, id) => own.or_else(|| id.map(str::to_owned)).ok_or("the id is missing")?,
        };
        let mut project = Project {
            region: self.region,
            token: self.token.map(Secret::from),
            jobs: self.jobs,
            permissions: self.permissions,
            limit: self.limit.map(|Limit { calls, window }| Throttle { calls, window }),
            ..Project::new(id)
        };
        for Pair { ak, sk, security_token } in self.keys {
            let keys = Keys::new(ak, sk);
            project = project.keys(match security_token {
                Some(token) => keys.security_token(token),
                None => keys,
            });
        }
        project.check()?;
        Ok(project)
    }
}

impl<'de> Deserialize<'de> for Project {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        Written::deserialize(from)?.project(None).map_err(D::Error::custom)
    }
}
