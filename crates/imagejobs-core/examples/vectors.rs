//! Checks a file of signing vectors: `cargo xtask vectors FILE`.
//!
//! The file is a JSON array of cases, each with the request (`access_key`, `secret_key`,
//! `security_token`, `project_id`, `date`, `method`, `host`, `path`, `query`, `headers`, `body`) and
//! what must come of it (`canonical_request`, `authorization`).

use std::collections::BTreeMap;
use std::process::ExitCode;

use imagejobs_core::runtime::encode_path;
use imagejobs_core::{Secret, escape_controls, signing};
use serde::Deserialize;
use serde_json::Value;

#[derive(Deserialize)]
struct Case {
    name: String,
    access_key: String,
    secret_key: String,
    security_token: Option<String>,
    project_id: Option<String>,
    date: String,
    method: String,
    host: String,
    path: String,
    #[serde(default)]
    query: Vec<(String, Value)>,
    #[serde(default)]
    headers: BTreeMap<String, String>,
    #[serde(default)]
    body: String,
    canonical_request: String,
    authorization: String,
}

fn main() -> ExitCode {
    let Some(file) = std::env::args_os().nth(1) else {
        eprintln!("error: no file was given; usage: cargo xtask vectors FILE");
        return ExitCode::from(2);
    };
    let shown = file.to_string_lossy().into_owned();
    let cases: Vec<Case> = match std::fs::read_to_string(&file)
        .map_err(|error| error.to_string())
        .and_then(|text| serde_json::from_str(&text).map_err(|error| error.to_string()))
    {
        Ok(cases) => cases,
        Err(error) => {
            eprintln!("error: {shown}: {error}; expected a JSON array of signing vectors");
            return ExitCode::FAILURE;
        }
    };
    let mut failed = false;
    for case in &cases {
        match check(case) {
            Ok(()) => println!("ok {}", escape_controls(&case.name)),
            Err(difference) => {
                println!("FAIL {}: {difference}", escape_controls(&case.name));
                failed = true;
            }
        }
    }
    if cases.is_empty() {
        eprintln!("error: {shown} holds no case");
        failed = true;
    }
    if failed { ExitCode::FAILURE } else { ExitCode::SUCCESS }
}

fn check(case: &Case) -> Result<(), String> {
    let mut headers: Vec<(&str, &str)> = case
        .headers
        .iter()
        .map(|(name, value)| (name.as_str(), value.as_str()))
        .filter(|(name, _)| !["host", signing::DATE_HEADER].contains(&&*name.to_ascii_lowercase()))
        .collect();
    headers.extend([("host", case.host.as_str()), (signing::DATE_HEADER, case.date.as_str())]);
    headers.extend(case.project_id.as_deref().map(|id| ("x-project-id", id)));
    headers.extend(case.security_token.as_deref().map(|token| ("x-security-token", token)));
    let json = ["application/json", "application/bson"];
    let unsigned = case
        .headers
        .get("Content-Type")
        .is_some_and(|of| !of.is_empty() && !json.iter().any(|json| of.starts_with(json)));
    headers.extend(unsigned.then_some((signing::CONTENT_HEADER, "UNSIGNED-PAYLOAD")));
    let query: Vec<_> = case
        .query
        .iter()
        .flat_map(|(name, value)| match value {
            Value::Array(values) => values.iter().map(|value| pair(name, value)).collect(),
            value => vec![pair(name, value)],
        })
        .collect();
    let request = signing::Signable {
        method: &case.method,
        path: &case.path,
        query: &query.join("&"),
        headers: &headers,
        body: case.body.as_bytes(),
    };
    let secret = Secret::from(case.secret_key.clone());
    let canonical = signing::canonical_request(&request);
    let authorization = signing::authorization(&case.access_key, &secret, &case.date, &request);
    same("canonical request", &case.canonical_request, &canonical)?;
    same("authorization", &case.authorization, &authorization)
}

/// A parameter as it is on the wire; what is no text is written as the vendor's signer does.
fn pair(name: &str, value: &Value) -> String {
    let value = match value {
        Value::String(text) => text.clone(),
        Value::Null => "None".to_owned(),
        other => other.to_string(),
    };
    format!("{}={}", encode_path(name), encode_path(&value))
}

/// The first line that differs.
fn same(what: &str, expected: &str, got: &str) -> Result<(), String> {
    if expected == got {
        return Ok(());
    }
    let (mut left, mut right) = (expected.split('\n'), got.split('\n'));
    for line in 1.. {
        let (expected, got) = (left.next(), right.next());
        if expected != got {
            let (expected, got) = (expected.unwrap_or("its end"), got.unwrap_or("its end"));
            return Err(format!("{what}, line {line}: expected {expected:?}, got {got:?}"));
        }
    }
    Ok(())
}
