//! What goes from the facade to the server.

use imagejobs_codegen::claim::{Aspect, Claim, Subject};
use imagejobs_codegen::page::Location;
use imagejobs_mock::Answer;
use serde_json::Value;

use super::world::{Oddly, World, job_as_json, query as query_of};
use super::{expect, unknown};

pub(super) async fn operation(
    world: &World<'_>,
    aspect: &Aspect,
    claim: &Claim,
) -> Result<(), String> {
    let said = claim.value.as_str().unwrap_or_default();
    match aspect {
        Aspect::Method => {
            world.facade_page().await?;
            let method = world.received()?.method;
            expect(method == said, || format!("the server received {method}"))
        }
        Aspect::Path => {
            world.facade_page().await?;
            let target = world.received()?.target;
            let path = target.split('?').next().unwrap_or_default();
            let right = world.path(world.server.project_id());
            expect(path == right, || format!("the server received {path}"))
        }
        // Both are named by an error.
        Aspect::Id => {
            let error = failure(world, 400).await?;
            expect(error.contains(said), || format!("an error says only: {error}"))
        }
        Aspect::Action(action) => {
            let error = failure(world, 403).await?;
            expect(error.contains(action.as_str()), || format!("a 403 says only: {error}"))
        }
        other => unknown(other),
    }
}

async fn failure(world: &World<'_>, status: u16) -> Result<String, String> {
    world.server.script(Answer::status(status));
    let ended = world.client.list(world.job_type()?).send().await;
    world.server.clear_script();
    match ended {
        Ok(_) => Err(format!("a {status} reads as a page")),
        Err(error) if error.status() != Some(status) => {
            Err(format!("a {status} reads as: {error}"))
        }
        Err(error) => Ok(error.to_string()),
    }
}

pub(super) async fn query(
    world: &World<'_>,
    parameter: &str,
    aspect: &Aspect,
    claim: &Claim,
) -> Result<(), String> {
    let subject = Subject::Parameter(Location::Query, parameter.to_owned());
    let by_hand =
        async |value: Option<&str>| world.ask(&[(parameter, value)], Oddly::default()).await;
    let refused = async |value: &str| {
        let status = by_hand(Some(value)).await?.status;
        expect(status == 400, || format!("the server answers {status} to {value}"))
    };
    match aspect {
        Aspect::Exists => crosses(world, parameter, &world.sample(parameter)).await,
        Aspect::Type => {
            let status = by_hand(Some(&world.sample(parameter))).await?.status;
            expect((200..300).contains(&status), || format!("the server answers {status}"))?;
            let listed = world.claims.listed(&subject).next().is_some();
            match claim.value.as_str() {
                Some("integer" | "long") => refused("abc").await,
                Some("string") if listed => refused("NO_SUCH_VALUE").await,
                Some("string") => {
                    let status = by_hand(Some("abc")).await?.status;
                    expect(status != 400, || "the server refuses the text abc".to_owned())
                }
                _ => Err(format!("nothing sends a value of the type {}", claim.value)),
            }
        }
        Aspect::Mandatory => {
            let status = by_hand(None).await?.status;
            if claim.value == true {
                return expect(status == 400, || format!("without it the server answers {status}"));
            }
            expect(status == 200, || format!("without it the server answers {status}"))?;
            world.sent(world.client.list(world.job_type()?)).await?;
            let sent = query_of(&world.received()?);
            expect(!sent.iter().any(|(name, _)| name == parameter), || {
                "it is sent though nobody asked for it".to_owned()
            })
        }
        Aspect::Value(value) => {
            crosses(world, parameter, value).await?;
            let page = world.sent(world.list(parameter, value)?).await?;
            let jobs: Vec<_> = page.items().iter().map(job_as_json).collect();
            let others = jobs.iter().filter_map(|job| job.get(parameter));
            let mut others = others.filter(|found| **found != value.as_str());
            expect(!jobs.is_empty(), || "no job is listed for it".to_owned())?;
            expect(others.next().is_none(), || "other jobs are listed for it".to_owned())
        }
        Aspect::Minimum => beyond(world, parameter, claim, -1).await,
        Aspect::Maximum => beyond(world, parameter, claim, 1).await,
        Aspect::Default => {
            let default = match &claim.value {
                Value::String(text) => text.clone(),
                other => other.to_string(),
            };
            let (unsent, sent) = (by_hand(None).await?, by_hand(Some(&default)).await?);
            expect(unsent.body == sent.body && sent.status == 200, || {
                format!("{default} is answered otherwise than nothing")
            })?;
            let Some(number) = claim.value.as_i64() else { return Ok(()) };
            let other = by_hand(Some(&(number + 1).to_string())).await?;
            expect(unsent.body != other.body, || "any value is answered alike".to_owned())
        }
        other => unknown(other),
    }
}

/// The facade sends a parameter, the server has it, and there is none that the document lacks.
async fn crosses(world: &World<'_>, parameter: &str, value: &str) -> Result<(), String> {
    world.sent(world.list(parameter, value)?).await?;
    let sent = query_of(&world.received()?);
    let arrived =
        sent.iter().any(|(name, sent)| (name.as_str(), sent.as_str()) == (parameter, value));
    expect(arrived, || format!("the server received {sent:?}"))?;
    let parameters = world.parameters();
    let stray = sent.iter().find(|(name, _)| !parameters.iter().any(|(known, _)| known == name));
    match stray {
        Some((name, _)) => Err(format!("{name} is sent, which the document does not have")),
        None => Ok(()),
    }
}

/// The bound is taken, and what is beyond is refused.
async fn beyond(
    world: &World<'_>,
    parameter: &str,
    claim: &Claim,
    step: i64,
) -> Result<(), String> {
    let bound = claim.value.as_i64().ok_or("it is no whole number")?;
    crosses(world, parameter, &bound.to_string()).await?;
    let beyond = (bound + step).to_string();
    let status = world.ask(&[(parameter, Some(&beyond))], Oddly::default()).await?.status;
    expect(status == 400, || format!("the server answers {status} to {beyond}"))
}

pub(super) async fn path(
    world: &World<'_>,
    parameter: &str,
    aspect: &Aspect,
    claim: &Claim,
) -> Result<(), String> {
    let template = world.claims.value(&Subject::Operation, Aspect::Path);
    let at = template.as_str().and_then(|template| {
        template.split('/').position(|part| part == format!("{{{parameter}}}"))
    });
    match aspect {
        Aspect::Exists => {
            world.facade_page().await?;
            let target = world.received()?.target;
            let sent = at.and_then(|at| target.split(['/', '?']).nth(at));
            expect(sent == Some(world.server.project_id()), || {
                format!("the server received {target}")
            })
        }
        Aspect::Type => expect(claim.value == "string", || "it is sent as a text".to_owned()),
        Aspect::Mandatory => {
            let oddly = Oddly { path: Some(world.path("")), ..Oddly::default() };
            let answered = world.ask(&[], oddly).await?.status;
            expect((claim.value == true) == (answered >= 400), || {
                format!("without it the server answers {answered}")
            })
        }
        other => unknown(other),
    }
}

pub(super) async fn header(
    world: &World<'_>,
    parameter: &str,
    aspect: &Aspect,
    claim: &Claim,
) -> Result<(), String> {
    match aspect {
        Aspect::Exists => {
            world.facade_page().await?;
            let received = world.received()?;
            let arrived = received.header(parameter) == Some(world.server.token());
            expect(arrived, || "the server received no such header".to_owned())?;
            let documented = |name: &str| {
                ["host", "accept", "user-agent"].contains(&name)
                    || world.claims.subjects().iter().any(|subject| {
                        matches!(subject, Subject::Parameter(Location::Header, known)
                            if known.eq_ignore_ascii_case(name))
                    })
            };
            match received.headers.iter().find(|(name, _)| !documented(name)) {
                Some((name, _)) => Err(format!("{name} is sent, which the document does not have")),
                None => Ok(()),
            }
        }
        Aspect::Type => expect(claim.value == "string", || "it is sent as a text".to_owned()),
        Aspect::Mandatory => {
            let signed = world.sent(world.signing.list(world.job_type()?)).await;
            let without = signed.is_ok() && world.received()?.header(parameter).is_none();
            expect(without != (claim.value == true), || match (&signed, without) {
                (Err(error), _) => format!("a signed call without it fails: {error}"),
                (_, true) => "a signed call without it succeeds".to_owned(),
                (_, false) => "a signed call has it, too".to_owned(),
            })
        }
        other => unknown(other),
    }
}

pub(super) async fn security(world: &World<'_>, claim: &Claim) -> Result<(), String> {
    let said = claim.value.as_str().unwrap_or_default();
    let nobody = world.ask(&[], Oddly { token: Some("nobody's"), ..Oddly::default() }).await?;
    expect(nobody.status == 401, || format!("a wrong token is answered {}", nobody.status))?;
    match said.split_once(' ') {
        Some(("header", header)) => {
            world.facade_page().await?;
            let received = world.received()?;
            expect(received.header(header) == Some(world.server.token()), || {
                format!("the server received no token in {header}")
            })
        }
        Some(("http", scheme)) => {
            world.sent(world.signing.list(world.job_type()?)).await?;
            let received = world.received()?;
            let authorization = received.header("authorization").unwrap_or_default();
            expect(authorization.split(' ').next() == Some(scheme), || {
                "the server received another scheme".to_owned()
            })
        }
        _ => Err(format!("the facade does not authenticate by {said}")),
    }
}
