//! Two operations of IAM, on the same listener: a token for a password, and the projects of a
//! region.
//!
//! A token is good for one project. A password that is wrong, and a project that is not there, are
//! both told with status 401, as OpenStack's Keystone does, which IAM descends from.

use bytes::Bytes;
use http::{HeaderName, HeaderValue, Method, Response, StatusCode, header};
use serde_json::{Value, json};

use crate::access;
use crate::auth::Auth;
use crate::call::{self, Asked};
use crate::failure::Failure;
use crate::identity::{Caller, Identity};
use crate::params;
use crate::projects::{Projects, Region};
use crate::random;
use crate::signed::equal;
use crate::site::Site;
use crate::time::{after, microseconds};
use crate::user::User;

/// Whether a path is IAM's.
pub(crate) fn has(path: &str) -> bool {
    path.starts_with("/v3/")
}

pub(crate) fn answer(site: &Site, asked: &Asked<'_>) -> Result<Response<Bytes>, Failure> {
    let method = &asked.head.method;
    match asked.head.uri.path() {
        "/v3/auth/tokens" if method == Method::POST => issue(site, asked),
        "/v3/auth/tokens" => Err(Failure::wrong_method(method, "POST")),
        "/v3/projects" if method == Method::GET => projects(site, asked),
        "/v3/projects" => Err(Failure::wrong_method(method, "GET")),
        _ => {
            let message = "the API does not exist; IAM has /v3/auth/tokens and /v3/projects here";
            Err(Failure::gateway(StatusCode::NOT_FOUND, "APIGW.0101", message))
        }
    }
}

/// `POST /v3/auth/tokens`.
fn issue(site: &Site, asked: &Asked<'_>) -> Result<Response<Bytes>, Failure> {
    let identity = &site.identity;
    let request = Request::read(asked.body)
        .map_err(|message| Failure::iam(StatusCode::BAD_REQUEST, message))?;
    let user = identity.users.iter().find(|user| request.is_by(user)).ok_or_else(|| {
        let message = "The username or password is wrong.";
        Failure::iam(StatusCode::UNAUTHORIZED, message)
    })?;
    let project = request.project(&site.projects).ok_or_else(|| {
        let message = format!("Could not find project: {}.", request.scope.text());
        Failure::iam(StatusCode::UNAUTHORIZED, message)
    })?;

    let until = after(asked.arrived, identity.token_lifetime);
    let token = identity.issue_token(&project.project_id, until);
    let domain = domain(identity, user.domain());
    let body = json!({"token": {
        "catalog": [],
        "expires_at": microseconds(until),
        "issued_at": microseconds(asked.arrived),
        "methods": ["password"],
        "project": {"domain": domain, "id": project.project_id, "name": project.name},
        "roles": [],
        "user": {
            "domain": domain,
            "id": random::id(identity.seed, user.name()),
            "name": user.name(),
            "password_expires_at": "",
        },
    }});
    let mut response = call::json(body.to_string());
    *response.status_mut() = StatusCode::CREATED;
    if let Ok(token) = HeaderValue::from_str(&token) {
        response.headers_mut().insert(HeaderName::from_static("x-subject-token"), token);
    }
    Ok(response)
}

/// `GET /v3/projects`.
fn projects(site: &Site, asked: &Asked<'_>) -> Result<Response<Bytes>, Failure> {
    let identity = &site.identity;
    let auth = if site.auth == Auth::None { Auth::None } else { Auth::Any };
    let caller = access::authenticate(auth, site, asked)?;
    let query = asked.head.uri.query().unwrap_or("");
    let wanted = params::first(query, "name");

    let host = asked.head.headers.get(header::HOST).and_then(|host| host.to_str().ok());
    let link = |rest: &str| format!("http://{}/v3/projects{rest}", host.unwrap_or("localhost"));
    let domain_id = random::id(identity.seed, identity.users[0].domain());
    let project = |region: &Region| {
        json!({
            "description": "",
            "domain_id": domain_id,
            "enabled": true,
            "id": region.project_id,
            "is_domain": false,
            "links": {"self": link(&format!("/{}", region.project_id))},
            "name": region.name,
            "parent_id": domain_id,
        })
    };
    let known = match &caller {
        Caller::Keys(id) => site.projects.regions_of(id),
        Caller::Account | Caller::Token(_) => site.projects.regions(),
    };
    let named =
        known.iter().filter(|region| wanted.as_ref().is_none_or(|name| region.name == *name));
    let projects: Vec<_> = named.map(project).collect();
    let own = if query.is_empty() { link("") } else { link(&format!("?{query}")) };
    let links = json!({"next": null, "previous": null, "self": own});
    Ok(call::json(json!({"links": links, "projects": projects}).to_string()))
}

/// A request for a token.
struct Request {
    user: String,
    password: String,
    domain: String,
    scope: Scope,
}

enum Scope {
    Id(String),
    Name(String),
}

impl Scope {
    fn text(&self) -> &str {
        let (Self::Id(text) | Self::Name(text)) = self;
        text
    }
}

impl Request {
    /// Reads a body; the error says what is missing.
    fn read(body: &[u8]) -> Result<Self, String> {
        let body: Value =
            serde_json::from_slice(body).map_err(|_| "the body is not JSON".to_owned())?;
        let methods = body.pointer("/auth/identity/methods").and_then(Value::as_array);
        let methods = methods.ok_or("auth.identity.methods is missing")?;
        if !methods.iter().any(|method| method == "password") {
            return Err("auth.identity.methods does not have password, the only one here".into());
        }
        let text = |at: &str| {
            let text = body.pointer(at).and_then(Value::as_str).filter(|text| !text.is_empty());
            text.map(str::to_owned).ok_or_else(|| {
                format!("{} is missing", at.trim_start_matches('/').replace('/', "."))
            })
        };
        let project = "auth.scope.project.name or auth.scope.project.id is missing";
        Ok(Self {
            user: text("/auth/identity/password/user/name")?,
            password: text("/auth/identity/password/user/password")?,
            domain: text("/auth/identity/password/user/domain/name")?,
            scope: text("/auth/scope/project/id")
                .map(Scope::Id)
                .or_else(|_| text("/auth/scope/project/name").map(Scope::Name))
                .map_err(|_| project)?,
        })
    }

    fn is_by(&self, user: &User) -> bool {
        let right = equal(self.password.as_bytes(), user.password().as_bytes());
        right && self.user == user.name() && self.domain == user.domain()
    }

    /// The project that is asked for; the first one, when several have the name.
    fn project(&self, projects: &Projects) -> Option<Region> {
        let regions = match &self.scope {
            Scope::Name(name) => {
                projects.regions().into_iter().filter(|region| region.name == *name).collect()
            }
            Scope::Id(id) if projects.get(id.as_bytes()).is_some() => projects.regions_of(id),
            Scope::Id(_) => Vec::new(),
        };
        regions.into_iter().next()
    }
}

fn domain(identity: &Identity, name: &str) -> Value {
    json!({"id": random::id(identity.seed, name), "name": name})
}
