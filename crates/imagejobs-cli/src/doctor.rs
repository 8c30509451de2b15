//! `imagejobs doctor`: would a list call work, and if not, why?
//!
//! Steps are checked in the order in which a call needs them, each as far as it can be when an
//! earlier one has failed. Credentials are told last but one: only a call shows whether they are
//! accepted.

use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use imagejobs::credentials::{Credentials, Kind};
use imagejobs::{Client, Error, JobType};

use crate::connection::Configured;
use crate::exit::Failure;
use crate::flags::Doctor;
use crate::report::{Origin, Report, Setting, Step};

pub(crate) async fn run(flags: &Doctor) -> Result<(), Failure> {
    let mut report = Report::new(flags.format);
    let configured = match flags.connection.configure(Some(&flags.timeout)) {
        Ok(configured) => configured,
        Err(failure) => {
            report.problem(Step::Configuration, failure)?;
            report.skipped_from(Step::Name)?;
            return report.end();
        }
    };
    report.configuration(configured.settings())?;
    let reached = reach(&configured.client, &mut report).await?;
    let credentials = configured.client.credentials().await;
    match reached {
        Some(skew) => clock(skew, credentials.as_ref().ok(), &mut report)?,
        None => report.skipped(Step::Clock)?,
    }
    match credentials {
        Err(error) => {
            report.problem(Step::Credentials, Failure::of_credentials(&error))?;
            report.skipped_from(Step::ProjectId)?;
        }
        Ok(credentials) => {
            report.found(of_credentials(credentials.as_deref()));
            let iam = credentials.as_deref().and_then(|found| found.iam_endpoint.clone());
            if let Some(endpoint) = iam.filter(|_| !configured.has_iam_endpoint()) {
                let origin = of_credentials(credentials.as_deref());
                report.found(Setting { name: "iam_endpoint", value: Some(endpoint), ..origin });
            }
            access(&configured, credentials, reached.is_some(), &mut report).await?;
        }
    }
    report.end()
}

/// Name and answer: gives the server's clock when it answers.
async fn reach(client: &Client, report: &mut Report) -> Result<Option<Option<i64>>, Failure> {
    let endpoint = client.endpoint();
    let addresses = look_up(endpoint.host(), endpoint.port()).await;
    if let Ok(told) = &addresses {
        report.ok(Step::Name, std::slice::from_ref(told))?;
    }
    let reached = client.reach().await;
    match (addresses, &reached) {
        (Ok(_), _) => {}
        (Err(why), Ok(_)) => {
            let told = format!("{why}, but it is reached: a proxy resolves it");
            report.ok(Step::Name, &[told])?;
        }
        (Err(why), Err(_)) => {
            let failure = Failure::unreachable(why)
                .help(format!("check the endpoint {endpoint}, the network, and the resolver"));
            report.problem(Step::Name, failure)?;
            report.skipped(Step::Answer)?;
            return Ok(None);
        }
    }
    match reached {
        Ok(skew) => {
            report.ok(Step::Answer, &[format!("{endpoint} answers")])?;
            Ok(Some(skew))
        }
        Err(error) => {
            report.problem(Step::Answer, Failure::of_call(&error, endpoint))?;
            Ok(None)
        }
    }
}

/// The addresses of a host, in words; otherwise why there are none.
async fn look_up(host: &str, port: u16) -> Result<String, String> {
    const LIMIT: Duration = Duration::from_secs(10);
    const MOST: usize = 4;
    if host.trim_matches(['[', ']']).parse::<IpAddr>().is_ok() {
        return Ok(format!("{host} is an address"));
    }
    let found = match tokio::time::timeout(LIMIT, tokio::net::lookup_host((host, port))).await {
        Ok(Ok(found)) => found.map(|address: SocketAddr| address.ip().to_string()).collect(),
        Ok(Err(error)) => return Err(format!("{host} does not resolve: {error}")),
        Err(_) => return Err(format!("{host} does not resolve within 10 s")),
    };
    let found: Vec<String> = found;
    let shown = found.iter().take(MOST).cloned().collect::<Vec<_>>().join(", ");
    let more = if found.len() > MOST { ", …" } else { "" };
    Ok(format!("{host} resolves to {shown}{more}"))
}

/// How far a clock may be off before it is told.
const TOLD: u64 = 5 * 60;
/// How far off it is when the gateway refuses signed calls.
const REFUSED: u64 = 15 * 60;

fn clock(
    skew: Option<i64>,
    credentials: Option<&Option<Arc<Credentials>>>,
    report: &mut Report,
) -> Result<(), Failure> {
    let Some(skew) = skew else {
        return report
            .ok(Step::Clock, &["not compared: the server does not tell the time".to_owned()]);
    };
    let apart = skew.unsigned_abs();
    let how = if skew > 0 { "behind" } else { "ahead of" };
    let told = format!("this machine's clock is {apart} s {how} the server's");
    let signs = credentials
        .and_then(Option::as_ref)
        .is_some_and(|credentials| matches!(credentials.kind, Kind::Keys(_)));
    const HELP: &str = "set it right: signed calls are refused from 15 minutes on";
    if apart >= REFUSED && signs {
        report.problem(Step::Clock, Failure::refused(told).help(HELP))
    } else if apart >= TOLD {
        report.warning(Step::Clock, told, HELP)
    } else if apart >= 60 {
        report.ok(Step::Clock, &[told])
    } else {
        let told = "this machine's clock and the server's agree to the minute";
        report.ok(Step::Clock, &[told.to_owned()])
    }
}

/// What kind of credentials there are, and where they were found.
fn of_credentials(found: Option<&Credentials>) -> Setting {
    let name = "credentials";
    let Some(found) = found else {
        return Setting { name, value: None, origin: Origin::None, by: None };
    };
    let kind = match &found.kind {
        Kind::Token(_) => "a token",
        Kind::Keys(keys) if keys.security_token().is_some() => "a temporary key pair",
        _ => "a key pair",
    };
    let origin = if found.origin.contains("profile") {
        Origin::Profile
    } else if found.origin.contains("variable") {
        Origin::Variable
    } else {
        Origin::Credentials
    };
    Setting { name, value: Some(kind.to_owned()), origin, by: Some(found.origin.clone()) }
}

/// Credentials, project id and the call.
async fn access(
    configured: &Configured,
    credentials: Option<Arc<Credentials>>,
    reached: bool,
    report: &mut Report,
) -> Result<(), Failure> {
    let client = &configured.client;
    let found = credentials.as_ref().map_or("none are needed", |found| &found.origin);
    let found = format!("found in {found}");
    let project_id = match client.project_id().await {
        Ok(id) => id,
        Err(error) => {
            let failure = Failure::of_project(&error);
            if error.is_unauthorized() {
                report.problem(Step::Credentials, failure)?;
                return report.skipped_from(Step::ProjectId);
            }
            report.ok(Step::Credentials, &[found])?;
            report.problem(Step::ProjectId, failure)?;
            return report.skipped(Step::ListCall);
        }
    };
    let with_them = credentials.filter(|found| found.project_id.is_some());
    let by = match (configured.project_id_by(), with_them) {
        (Some(by), _) => format!("by {by}"),
        (None, Some(found)) => {
            report.found(Setting {
                name: "project_id",
                value: Some(project_id.to_string()),
                ..of_credentials(Some(&found))
            });
            "which came with the credentials".to_owned()
        }
        (None, None) => {
            report.found(Setting {
                name: "project_id",
                value: Some(project_id.to_string()),
                origin: Origin::Iam,
                by: None,
            });
            "which IAM gave for the region".to_owned()
        }
    };
    let project = [format!("{project_id}, {by}")];
    if !reached {
        report.ok(Step::Credentials, &[found])?;
        report.ok(Step::ProjectId, &project)?;
        return report.skipped(Step::ListCall);
    }
    let called = client.list(JobType::CreateServer).limit(1).send().await;
    let failure = |error: &Error| Failure::of_call(error, client.endpoint());
    match called {
        Err(error) if error.is_unauthorized() => {
            report.problem(Step::Credentials, failure(&error))?;
            report.ok(Step::ProjectId, &project)?;
            report.skipped(Step::ListCall)
        }
        Err(error) => {
            let accepted = if error.is_forbidden() { ", and accepted" } else { "" };
            report.ok(Step::Credentials, &[format!("{found}{accepted}")])?;
            report.ok(Step::ProjectId, &project)?;
            report.problem(Step::ListCall, failure(&error))
        }
        Ok(_) => {
            report.ok(Step::Credentials, &[format!("{found}, and accepted")])?;
            report.ok(Step::ProjectId, &project)?;
            report.ok(Step::ListCall, &["answered; the permission is there".to_owned()])
        }
    }
}
