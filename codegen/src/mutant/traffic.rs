//! Changes of the traffic.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::{Change, Mutant};
use crate::claim::{Aspect, Claims, Subject};
use crate::page::Location;

/// What a proxy between client and server changes.
///
/// Fields of answers are changed at every depth of a JSON body.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Traffic {
    /// Sends another method.
    Method(String),
    /// Sends another path, query aside.
    Path(String),
    /// Gives a parameter of the query another name.
    RenameQuery(String, String),
    /// Leaves a parameter of the query out.
    DropQuery(String),
    /// Gives a parameter of the query this value when it is not sent.
    DefaultQuery(String, String),
    /// Gives a parameter of the query this value when it is sent.
    SetQuery(String, String),
    /// Leaves a header of the request out.
    DropHeader(String),
    /// Adds a header to the request, or replaces it.
    AddHeader(String, String),
    /// Turns one status into another.
    Status(u16, u16),
    /// Leaves a field of answers out.
    DropField(String),
    /// Gives a field of answers another name.
    RenameField(String, String),
    /// Makes a text of a field of answers that is a number, and a number of any other.
    RetypeField(String),
    /// Turns one text in the answers into another.
    Text(String, String),
    /// Gives answers another media type.
    MediaType(String),
}

impl fmt::Display for Traffic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Method(method) => write!(f, "calls become {method}"),
            Self::Path(path) => write!(f, "calls go to {path}"),
            Self::RenameQuery(from, to) => write!(f, "{from} is sent as {to}"),
            Self::DropQuery(name) => write!(f, "{name} is not sent"),
            Self::DefaultQuery(name, value) => write!(f, "{name} is {value} when it is not sent"),
            Self::SetQuery(name, value) => write!(f, "{name} becomes {value}"),
            Self::DropHeader(name) => write!(f, "the header {name} is not sent"),
            Self::AddHeader(name, value) => write!(f, "the header {name}: {value} is sent, too"),
            Self::Status(from, to) => write!(f, "status {from} becomes {to}"),
            Self::DropField(name) => write!(f, "answers lose {name}"),
            Self::RenameField(from, to) => write!(f, "answers have {to} for {from}"),
            Self::RetypeField(name) => write!(f, "answers have another type of {name}"),
            Self::Text(from, to) => write!(f, "answers say {to} for {from}"),
            Self::MediaType(to) => write!(f, "answers are {to}"),
        }
    }
}

/// Each fact that crosses the wire arrives otherwise.
pub(super) fn mutants(claims: &Claims) -> Vec<Mutant> {
    let mut mutants = Vec::new();
    let mut add = |named: String, traffic: Traffic| {
        mutants.push(Mutant {
            what: format!("{named}: {traffic}"),
            named_by: vec![named],
            change: Change::Traffic(traffic),
        });
    };
    for (name, claim) in claims {
        let subject = name.subject.to_string();
        let said = claim.value.as_str();
        match (&name.subject, &name.aspect) {
            (Subject::Operation, Aspect::Method) => {
                add(name.to_string(), Traffic::Method("PUT".to_owned()));
            }
            (Subject::Operation, Aspect::Path) => {
                add(name.to_string(), Traffic::Path("/v1/other/jobs".to_owned()));
            }
            (Subject::Parameter(Location::Query, parameter), Aspect::Exists) => {
                let other = format!("{parameter}_x");
                add(subject.clone(), Traffic::RenameQuery(parameter.clone(), other));
                add(subject, Traffic::DropQuery(parameter.clone()));
            }
            (Subject::Parameter(Location::Query, parameter), Aspect::Default) => {
                let other = claim.value.as_i64().unwrap_or_default() + 1;
                let change = Traffic::DefaultQuery(parameter.clone(), other.to_string());
                add(name.to_string(), change);
            }
            (Subject::Parameter(Location::Query, parameter), Aspect::Minimum | Aspect::Maximum) => {
                // Whatever is sent arrives as the bound, so that nothing beyond it is refused.
                let change = Traffic::SetQuery(parameter.clone(), claim.value.to_string());
                add(name.to_string(), change);
            }
            (Subject::Parameter(Location::Query, parameter), Aspect::Value(_)) => {
                let other = claims.listed(&name.subject).find(|other| **other != claim.value);
                if let Some(other) = other.and_then(serde_json::Value::as_str) {
                    let change = Traffic::SetQuery(parameter.clone(), other.to_owned());
                    add(name.to_string(), change);
                }
            }
            (Subject::Parameter(Location::Header, header), Aspect::Exists) => {
                add(subject.clone(), Traffic::DropHeader(header.clone()));
                add(subject, Traffic::AddHeader("X-Another".to_owned(), "1".to_owned()));
            }
            (Subject::Parameter(Location::Header, header), Aspect::Mandatory) => {
                add(subject, Traffic::AddHeader(header.clone(), "another".to_owned()));
            }
            (Subject::Security(_), Aspect::Scheme) => {
                let header = said.and_then(|said| said.strip_prefix("header "));
                let header = header.unwrap_or("authorization");
                add(subject, Traffic::DropHeader(header.to_owned()));
            }
            (Subject::Status(status), Aspect::Exists) => {
                if let Ok(number) = status.parse() {
                    add(subject, Traffic::Status(number, if number == 502 { 504 } else { 502 }));
                }
            }
            (Subject::Status(status), Aspect::MediaType) if status.starts_with('2') => {
                add(subject, Traffic::MediaType("text/html".to_owned()));
            }
            (Subject::ResponseField(_, field) | Subject::Field(_, field), Aspect::Exists) => {
                add(subject.clone(), Traffic::DropField(field.clone()));
                add(subject, Traffic::RenameField(field.clone(), format!("{field}_x")));
            }
            (Subject::ResponseField(_, field) | Subject::Field(_, field), Aspect::Type) => {
                add(subject, Traffic::RetypeField(field.clone()));
            }
            (Subject::Field(..), Aspect::Value(value)) => {
                add(name.to_string(), Traffic::Text(value.clone(), format!("{value}_X")));
            }
            _ => {}
        }
    }
    add(
        "status 200: media type".to_owned(),
        Traffic::AddHeader("Accept".to_owned(), "text/html".to_owned()),
    );
    mutants
}
