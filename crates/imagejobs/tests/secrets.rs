//! Everything runs at TRACE, through every kind of credential and every kind of failure, and no secret
//! is in any output.
#![allow(clippy::unwrap_used, reason = "a test that cannot be set up should panic")]

mod support;

use std::io::{self, Write};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use imagejobs::credentials::Variables;
use imagejobs::{Client, Error, JobType};
use imagejobs_mock::{Answer, Auth, Keys, ManualClock, Metadata, Server};
use tracing_subscriber::fmt::MakeWriter;

/// What was logged.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl Write for Log {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl<'a> MakeWriter<'a> for Log {
    type Writer = Self;

    fn make_writer(&'a self) -> Self {
        self.clone()
    }
}

const SECRETS: [&str; 4] =
    ["sentinel-token", "sentinel-secret", "sentinel-security", "sentinel-password"];

/// Every way to authenticate, as variables.
fn ways(server: &Server) -> Vec<Vec<(&'static str, String)>> {
    let text = str::to_owned;
    vec![
        vec![("IMAGEJOBS_AUTH_TOKEN", text("sentinel-token"))],
        vec![
            ("HUAWEICLOUD_SDK_AK", text("AKONE")),
            ("HUAWEICLOUD_SDK_SK", text("sentinel-secret")),
        ],
        vec![
            ("HW_ACCESS_KEY", text("AKTWO")),
            ("HW_SECRET_KEY", text("sentinel-secret")),
            ("HW_SECURITY_TOKEN", text("sentinel-security")),
        ],
        vec![
            ("HW_USER_NAME", text("somebody")),
            ("HW_PASSWORD", text("sentinel-password")),
            ("HW_DOMAIN_NAME", text("account")),
        ],
        vec![("IMAGEJOBS_METADATA_ENDPOINT", server.url().to_owned())],
    ]
}

#[tokio::test]
async fn no_secret_is_in_any_output() {
    let log = Log::default();
    let subscriber = tracing_subscriber::fmt()
        .with_max_level(tracing::Level::TRACE)
        .with_span_events(tracing_subscriber::fmt::format::FmtSpan::FULL)
        .with_writer(log.clone())
        .finish();
    let _guard = tracing::subscriber::set_default(subscriber);
    let server = Server::builder()
        .auth(Auth::Any)
        .token("sentinel-token")
        .keys(Keys::new("AKONE", "sentinel-secret"))
        .keys(Keys::new("AKTWO", "sentinel-secret").security_token("sentinel-security"))
        .user("somebody", "sentinel-password", "account")
        .metadata(Metadata::new())
        .start()
        .unwrap();
    let mut told = Vec::new();
    for way in ways(&server) {
        let values = way.iter().map(|(_, value)| value.clone());
        let held: Vec<_> = values.filter(|value| value.starts_with("sentinel")).collect();
        let variables = Variables::new(move |name| {
            let found = way.iter().find(|(known, _)| *known == name).map(|(_, value)| value.into());
            found.or_else(|| (name == "IMAGEJOBS_METADATA_ENDPOINT").then(Default::default))
        });
        let client = Client::builder()
            .endpoint(server.url())
            .region("cn-north-4")
            .iam_endpoint(server.url())
            .project_id(server.project_id())
            // Waits between attempts are over at once; the limits of time are longer.
            .clock(Arc::new(ManualClock::skipping(server.now(), Duration::from_secs(2))))
            .variables(variables)
            .build()
            .unwrap();
        for answer in failures(&server, &held) {
            // The first of them meets IAM, where a password is exchanged.
            server.script(answer);
            if let Err(error) = client.list(JobType::CreateServer).send().await {
                told.push(all_of(&error));
            }
            server.clear_script();
        }
        client.list(JobType::CreateServer).send().await.unwrap();
        told.push(format!("{client:?}"));
    }
    let log = String::from_utf8(log.0.lock().unwrap().clone()).unwrap();
    assert!(log.contains("list_image_jobs") && log.contains("trying again"), "it was logged");
    assert!(log.contains("canonical_request"), "to the last detail");
    // IAM and the metadata service gave secrets of their own.
    let issued = issued(&server);
    assert!(!issued.is_empty());
    for secret in SECRETS.iter().map(|secret| (*secret).to_owned()).chain(issued) {
        for (place, text) in [("the log", &log), ("errors and Debug", &told.join("\n"))] {
            let at = text.find(&secret).map(|at| &text[at.saturating_sub(200)..]);
            assert!(at.is_none(), "{secret} is in {place}: {:.400}", at.unwrap_or_default());
        }
    }
}

/// Failures of all kinds, by a server that echoes these secrets where it can.
fn failures(server: &Server, secrets: &[String]) -> Vec<Answer> {
    let elsewhere = format!("{}/elsewhere", server.url());
    // The gateway echoes the signed headers when it refuses a signature.
    let echo = format!("canonicalRequest:GET|/|x-security-token:{}|", secrets.join("|"));
    let echo =
        |status| Answer::status(status).header("x-request-id", secrets.concat()).body(echo.clone());
    vec![
        echo(401).into(),
        echo(403).into(),
        echo(200).into(),
        Answer::status(401)
            .body(format!(
                "{{\"error_code\":\"APIGW.0301\",\"error_msg\":\"{}\"}}",
                secrets.join(" ")
            ))
            .into(),
        Answer::status(401).into(),
        Answer::status(403).into(),
        Answer::status(302).header("location", elsewhere).into(),
        Answer::status(503).times(3).into(),
        Answer::status(200).body("<html>").into(),
        Answer::reset().times(3),
    ]
}

/// The tokens that were sent, whoever made them.
fn issued(server: &Server) -> Vec<String> {
    let calls = server.received();
    let headers = calls.iter().flat_map(|call| &call.headers);
    let secret = headers.filter(|(name, _)| {
        matches!(name.as_str(), "x-auth-token" | "x-security-token" | "x-metadata-token")
    });
    secret.map(|(_, value)| String::from_utf8(value.to_vec()).unwrap()).collect()
}

fn all_of(error: &Error) -> String {
    let mut text = format!("{error} {error:?} {error:#?}");
    let mut source = std::error::Error::source(error);
    while let Some(next) = source {
        text.push_str(&format!(" {next} {next:?}"));
        source = next.source();
    }
    text
}
