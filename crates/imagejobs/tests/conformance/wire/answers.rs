//! What goes from the server to the facade.

use imagejobs::{Error, Open, Page};
use imagejobs_codegen::claim::{Aspect, Claim, Subject};
use serde_json::{Map, Value, json};

use super::world::{Answered, Oddly, World, as_json, job_as_json};
use super::{expect, unknown};

pub(super) async fn status(
    world: &World<'_>,
    status: &str,
    aspect: &Aspect,
    claim: &Claim,
) -> Result<(), String> {
    let number = status.parse().map_err(|_| format!("nothing answers with {status}"))?;
    match aspect {
        Aspect::Exists if is_success(number) => {
            let answered = world.whole_page().await?.status;
            expect(answered == number, || format!("the server answers {answered}"))?;
            world.facade_page().await.map(drop)
        }
        Aspect::Exists => {
            if let Some(answered) = provoked(world, number).await? {
                let status = answered.status;
                expect(status == number, || format!("the server answers {status} in its place"))?;
            }
            failed(world.scripted(number, &json!({})).await, number).map(drop)
        }
        Aspect::MediaType => {
            let media_type = match provoked(world, number).await? {
                Some(answered) => answered.media_type,
                None => scripted(world, number).await?.media_type,
            };
            expect(claim.value == media_type.as_str(), || format!("answers are {media_type}"))?;
            world.facade_page().await?;
            let received = world.received()?;
            let accept = received.header("accept").unwrap_or_default();
            expect(claim.value == accept, || format!("the facade accepts {accept}"))
        }
        Aspect::Examples => {
            for example in claim.value.as_array().into_iter().flatten() {
                shown(world, number, example).await?;
            }
            Ok(())
        }
        other => unknown(other),
    }
}

/// An example reaches whoever uses the facade.
async fn shown(world: &World<'_>, status: u16, example: &Value) -> Result<(), String> {
    let ended = world.scripted(status, example).await;
    if is_success(status) {
        let page = ended.map_err(|error| format!("the example ends in: {error}"))?;
        let page = as_json(&page);
        return expect(page == *example, || format!("the facade makes of the example {page}"));
    }
    let error = failed(ended, status)?;
    for (field, value) in example.as_object().into_iter().flatten() {
        let told = told(&error, field)?;
        expect(told.as_deref() == value.as_str(), || {
            format!("the facade tells {told:?} for {field}")
        })?;
    }
    Ok(())
}

pub(super) async fn field(
    world: &World<'_>,
    status: &str,
    field: &str,
    aspect: &Aspect,
    claim: &Claim,
) -> Result<(), String> {
    let number = status.parse().map_err(|_| format!("nothing answers with {status}"))?;
    if is_success(number) {
        let answered = world.whole_page().await?;
        let given = as_json(&world.facade_page().await?);
        return held(&answered.body, &given, field, aspect, claim);
    }
    if let Some(answered) = provoked(world, number).await? {
        let body = &answered.body;
        held(body, body, field, aspect, claim)?;
    }
    let words = format!("words of {field}");
    let mut body = Map::new();
    for subject in world.claims.subjects() {
        if let Subject::ResponseField(known, other) = subject
            && known == status
        {
            let words = if other == field { words.clone() } else { "other words".to_owned() };
            body.insert(other.clone(), words.into());
        }
    }
    let error = failed(world.scripted(number, &body.into()).await, number)?;
    let told = told(&error, field)?;
    expect(told.as_deref() == Some(words.as_str()), || format!("the facade tells {told:?}"))
}

pub(super) async fn field_of_job(
    world: &World<'_>,
    field: &str,
    aspect: &Aspect,
    claim: &Claim,
) -> Result<(), String> {
    let answered = world.whole_page().await?;
    let page = world.facade_page().await?;
    let sent = answered.body["items"].as_array().cloned().unwrap_or_default();
    expect(!sent.is_empty() && sent.len() == page.items().len(), || {
        format!("the server sends {} jobs, the facade gives {}", sent.len(), page.items().len())
    })?;
    if let Aspect::Value(_) = aspect {
        let of_value = |job: &Value| job[field] == claim.value;
        expect(sent.iter().any(of_value), || "the server sends no such value".to_owned())?;
        let known = page.items().iter().any(|job| {
            let status = job.status().and_then(Open::known);
            of_value(&job_as_json(job))
                && status.is_some_and(|status| claim.value == status.as_str())
        });
        return expect(known, || "the facade does not know it".to_owned());
    }
    for (sent, job) in sent.iter().zip(page.items()) {
        held(sent, &job_as_json(job), field, aspect, claim)?;
        let odd: Vec<_> = job.odd().collect();
        expect(odd.is_empty(), || format!("the facade finds {odd:?} odd"))?;
    }
    Ok(())
}

/// A field is in what was sent and in what was given, with the same value, of the type.
fn held(
    sent: &Value,
    given: &Value,
    field: &str,
    aspect: &Aspect,
    claim: &Claim,
) -> Result<(), String> {
    let Some(value) = sent.get(field) else {
        return Err("the server does not send it".to_owned());
    };
    expect(given.get(field) == Some(value), || {
        format!("the server sends {value}, the facade gives {}", given[field])
    })?;
    match aspect {
        Aspect::Exists => Ok(()),
        Aspect::Type => {
            let right = match claim.value.as_str().unwrap_or_default() {
                "string" => value.is_string(),
                "integer" | "long" => value.is_i64() || value.is_u64(),
                "number" | "float" | "double" => value.is_f64(),
                "boolean" => value.is_boolean(),
                array if array.starts_with("array of ") => {
                    let first = value.get(0);
                    value.is_array() && first.is_none_or(|first| is_of(first, &array[9..]))
                }
                _ => value.is_object(),
            };
            expect(right, || format!("the server sends {value}"))
        }
        other => unknown(other),
    }
}

fn is_of(value: &Value, kind: &str) -> bool {
    match kind {
        "string" => value.is_string(),
        "integer" | "long" => value.is_i64(),
        _ => value.is_object(),
    }
}

fn is_success(status: u16) -> bool {
    (200..300).contains(&status)
}

/// A failure as the facade tells it.
fn failed(ended: Result<Page, Error>, status: u16) -> Result<Error, String> {
    match ended {
        Ok(_) => Err(format!("a {status} reads as a page")),
        Err(error) if error.status() == Some(status) => Ok(error),
        Err(error) => Err(format!("a {status} reads as: {error}")),
    }
}

/// What an error tells of a field of the body.
fn told(error: &Error, field: &str) -> Result<Option<String>, String> {
    match field {
        "error_code" => Ok(error.code().map(str::to_owned)),
        "error_msg" => Ok(error.message().map(str::to_owned)),
        _ => Err("the facade tells no such field".to_owned()),
    }
}

/// The server's own answer of a status, where a call by hand can bring it about.
async fn provoked(world: &World<'_>, status: u16) -> Result<Option<Answered>, String> {
    let path = world.path(world.server.project_id());
    let asked = match status {
        200 => world.whole_page().await?,
        400 => world.ask(&[("limit", Some("abc"))], Oddly::default()).await?,
        401 => world.ask(&[], Oddly { token: Some("nobody's"), ..Oddly::default() }).await?,
        403 => {
            let path = Some(world.path("another-project"));
            world.ask(&[], Oddly { path, ..Oddly::default() }).await?
        }
        404 => {
            let path = Some(format!("{path}/nothing"));
            world.ask(&[], Oddly { path, ..Oddly::default() }).await?
        }
        405 => world.ask(&[], Oddly { method: Some("DELETE"), ..Oddly::default() }).await?,
        _ => return Ok(None),
    };
    Ok(Some(asked))
}

/// An answer that the server is told to give, as a call by hand sees it.
async fn scripted(world: &World<'_>, status: u16) -> Result<Answered, String> {
    let reply = imagejobs_mock::Answer::status(status);
    world.server.script(reply.header("content-type", "application/json").body("{}"));
    let answered = world.ask(&[], Oddly::default()).await;
    world.server.clear_script();
    answered
}
