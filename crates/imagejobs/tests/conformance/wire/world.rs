//! A server with jobs of every kind, a facade that calls it through the proxy, and calls by hand.

use std::net::SocketAddr;
use std::time::Duration;

use imagejobs::{Client, ClientBuilder, Error, ImageJob, JobStatus, JobType, List, Page, reqwest};
use imagejobs_codegen::claim::{Aspect, Claims, Subject};
use imagejobs_codegen::mutant::Traffic;
use imagejobs_codegen::page::Location;
use imagejobs_mock::{Answer, Job, Received, Server};
use serde_json::{Value, json};

use crate::proxy;

/// More jobs of each type than a page holds by default.
const JOBS: usize = 12;

/// No call takes that long, on whatever machine; one that does hangs.
const LIMIT: Duration = Duration::from_secs(30);

pub(super) struct World<'d> {
    pub(super) claims: &'d Claims,
    pub(super) server: Server,
    /// Calls with a token.
    pub(super) client: Client,
    /// Calls with a signature.
    pub(super) signing: Client,
    http: reqwest::Client,
    proxy: SocketAddr,
}

/// An answer to a call by hand.
pub(super) struct Answered {
    pub(super) status: u16,
    pub(super) media_type: String,
    pub(super) body: Value,
}

/// How a call by hand differs from a right one.
#[derive(Default)]
pub(super) struct Oddly<'a> {
    pub(super) method: Option<&'a str>,
    pub(super) path: Option<String>,
    pub(super) token: Option<&'a str>,
}

impl<'d> World<'d> {
    pub(super) async fn new(claims: &'d Claims, change: Option<Traffic>) -> Self {
        let server = Server::builder().frozen_jobs().start().unwrap();
        for job_type in JobType::ALL {
            for (number, status) in (0..JOBS).zip(JobStatus::ALL.iter().cycle()) {
                server.add(
                    Job::new(job_type.as_str())
                        .id(format!("{job_type}-{number}"))
                        .status(status.as_str())
                        .begin_time("2022-03-07T10:40:43.858Z")
                        .end_time("2022-03-07T10:41:43.858Z")
                        .sub_jobs_total(3),
                );
            }
        }
        let proxy = proxy::start(server.addr(), change).await.unwrap();
        let builder = || -> ClientBuilder {
            Client::builder()
                .endpoint(format!("http://{proxy}"))
                .project_id(server.project_id())
                .max_attempts(1)
                .operation_timeout(LIMIT)
        };
        let client = builder().token(server.token()).build().unwrap();
        let signing =
            builder().keys(server.access_key(), server.secret_key(), None).build().unwrap();
        let http = reqwest::Client::builder().no_proxy().timeout(LIMIT).build().unwrap();
        Self { claims, server, client, signing, http, proxy }
    }

    /// A value that a parameter of the query can have, as the document says.
    pub(super) fn sample(&self, parameter: &str) -> String {
        let subject = Subject::Parameter(Location::Query, parameter.to_owned());
        let listed = self.claims.listed(&subject).next();
        let said = listed.unwrap_or_else(|| match self.claims.value(&subject, Aspect::Minimum) {
            Value::Null => self.claims.value(&subject, Aspect::Default),
            minimum => minimum,
        });
        match said {
            Value::Null => "1".to_owned(),
            Value::String(text) => text.clone(),
            other => other.to_string(),
        }
    }

    /// The parameters of the query, and whether they must be sent.
    pub(super) fn parameters(&self) -> Vec<(&str, bool)> {
        let subjects = self.claims.subjects().into_iter();
        subjects
            .filter_map(|subject| match subject {
                Subject::Parameter(Location::Query, name) => {
                    let mandatory = self.claims.value(subject, Aspect::Mandatory) == true;
                    Some((name.as_str(), mandatory))
                }
                _ => None,
            })
            .collect()
    }

    /// The path, filled in.
    pub(super) fn path(&self, project_id: &str) -> String {
        let template = self.claims.value(&Subject::Operation, Aspect::Path);
        template.as_str().unwrap_or_default().replace("{project_id}", project_id)
    }

    /// Asks by hand: with what must be sent, and with these parameters; `None` leaves one out.
    pub(super) async fn ask(
        &self,
        query: &[(&str, Option<&str>)],
        oddly: Oddly<'_>,
    ) -> Result<Answered, String> {
        let given = |name: &str| query.iter().find(|(known, _)| *known == name);
        let mut pairs = Vec::new();
        for (name, mandatory) in self.parameters() {
            match given(name) {
                None if mandatory => pairs.push((name, self.sample(name))),
                Some((_, Some(value))) => pairs.push((name, (*value).to_owned())),
                _ => {}
            }
        }
        let path = oddly.path.unwrap_or_else(|| self.path(self.server.project_id()));
        let method = self.claims.value(&Subject::Operation, Aspect::Method);
        let method = oddly.method.or(method.as_str()).unwrap_or_default();
        let method = reqwest::Method::from_bytes(method.as_bytes()).map_err(|e| e.to_string())?;
        let query: Vec<_> = pairs.iter().map(|(name, value)| format!("{name}={value}")).collect();
        let url = format!("http://{}{path}?{}", self.proxy, query.join("&"));
        let token = oddly.token.unwrap_or(self.server.token());
        let request = self.http.request(method, url).header("X-Auth-Token", token);
        let answer = request.send().await.map_err(|error| error.to_string())?;
        let status = answer.status().as_u16();
        let media_type = answer.headers().get("content-type").and_then(|kind| kind.to_str().ok());
        let media_type = media_type.and_then(|kind| kind.split(';').next()).unwrap_or_default();
        let media_type = media_type.to_owned();
        let body = answer.bytes().await.map_err(|error| error.to_string())?;
        let body = serde_json::from_slice(&body).unwrap_or_default();
        Ok(Answered { status, media_type, body })
    }

    /// A page of the longest kind, by hand.
    pub(super) async fn whole_page(&self) -> Result<Answered, String> {
        self.ask(&[("limit", Some("100"))], Oddly::default()).await
    }

    /// The same through the facade.
    pub(super) async fn facade_page(&self) -> Result<Page, String> {
        self.sent(self.client.list(self.job_type()?).limit(100)).await
    }

    /// What the facade asks for when nothing else is said.
    pub(super) fn job_type(&self) -> Result<JobType, String> {
        let text = self.sample("job_type");
        text.parse().map_err(|_| format!("the facade knows no job type {text}"))
    }

    /// The facade's list with a parameter.
    pub(super) fn list(&self, parameter: &str, value: &str) -> Result<List<'_>, String> {
        let refused = || format!("the facade takes no {value} for it");
        let list = || Ok::<_, String>(self.client.list(self.job_type()?));
        match parameter {
            "job_type" => Ok(self.client.list(value.parse::<JobType>().map_err(|_| refused())?)),
            "status" => Ok(list()?.status(value.parse::<JobStatus>().map_err(|_| refused())?)),
            "limit" => Ok(list()?.limit(value.parse().map_err(|_| refused())?)),
            "offset" => Ok(list()?.offset(value.parse().map_err(|_| refused())?)),
            _ => Err("the facade has no such parameter".to_owned()),
        }
    }

    /// What the facade gives for a call.
    pub(super) async fn sent(&self, list: List<'_>) -> Result<Page, String> {
        list.send().await.map_err(|error| format!("the facade ends in: {error}"))
    }

    /// What the server received last.
    pub(super) fn received(&self) -> Result<Received, String> {
        self.server.received().pop().ok_or_else(|| "the server received nothing".to_owned())
    }

    /// What the facade makes of an answer that the server is told to give.
    pub(super) async fn scripted(&self, status: u16, body: &Value) -> Result<Page, Error> {
        let reply = Answer::status(status).header("content-type", "application/json");
        self.server.script(reply.body(body.to_string()));
        let page = self.client.list(JobType::CreateServer).send().await;
        self.server.clear_script();
        page
    }
}

/// The query of a call, as pairs.
pub(super) fn query(call: &Received) -> Vec<(String, String)> {
    let (_, query) = call.target.split_once('?').unwrap_or_default();
    let pairs = query.split('&').filter_map(|pair| pair.split_once('='));
    pairs.map(|(name, value)| (name.to_owned(), value.to_owned())).collect()
}

/// A page as the document has it.
pub(super) fn as_json(page: &Page) -> Value {
    let items: Vec<_> = page.items().iter().map(job_as_json).collect();
    json!({ "count": page.count(), "items": items })
}

pub(super) fn job_as_json(job: &ImageJob) -> Value {
    serde_json::to_value(job).unwrap()
}
