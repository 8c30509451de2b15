//! What IAM is asked: a token for a password, the project of a region.
#![allow(clippy::unwrap_used, reason = "a test that cannot be set up should panic")]

mod support;

use std::sync::Arc;
use std::time::Duration;

use imagejobs::credentials::Variables;
use imagejobs::{Client, ClientBuilder, JobType};
use imagejobs_mock::{Answer, Auth, ManualClock, Server};
use support::at_once;

fn client(server: &Server, password: &str) -> ClientBuilder {
    anywhere(server, password).region("cn-north-4")
}

/// The same without a region.
fn anywhere(server: &Server, password: &str) -> ClientBuilder {
    let (name, domain) = (server.user().name().to_owned(), server.user().domain().to_owned());
    let (password, iam) = (password.to_owned(), server.url().to_owned());
    let variables = Variables::new(move |variable| {
        Some(match variable {
            "HW_USER_NAME" => name.as_str().into(),
            "HW_PASSWORD" => password.as_str().into(),
            "HW_DOMAIN_NAME" => domain.as_str().into(),
            "HUAWEICLOUD_SDK_IAM_ENDPOINT" => iam.as_str().into(),
            "IMAGEJOBS_METADATA_ENDPOINT" => "".into(),
            _ => return None,
        })
    });
    Client::builder().endpoint(server.url()).max_attempts(1).variables(variables)
}

#[tokio::test]
async fn a_password_reaches_the_body_and_nothing_else() {
    let server = Server::builder().auth(Auth::Token).start().unwrap();
    let password = server.user().password();
    let client = client(&server, password).build().unwrap();
    assert!(!format!("{client:?}").contains(password));
    client.list(JobType::CreateServer).send().await.unwrap();
    client.list(JobType::CreateServer).send().await.unwrap();
    let calls = server.received();
    assert_eq!(calls.len(), 3, "one exchange for both calls");
    assert_eq!(
        (calls[0].method.as_str(), calls[0].target.as_str()),
        ("POST", "/v3/auth/tokens?nocatalog=true")
    );
    let body = String::from_utf8(calls[0].body.to_vec()).unwrap();
    let expected = format!(
        r#"{{"auth":{{"identity":{{"methods":["password"],"password":{{"user":{{"name":"{}","password":"{password}","domain":{{"name":"{}"}}}}}}}},"scope":{{"project":{{"name":"cn-north-4"}}}}}}}}"#,
        server.user().name(),
        server.user().domain(),
    );
    assert_eq!(body, expected);
    let parts = calls.iter().flat_map(|call| {
        let headers =
            call.headers.iter().map(|(_, value)| String::from_utf8_lossy(value).into_owned());
        headers.chain([call.target.clone()]).collect::<Vec<_>>()
    });
    assert!(parts.into_iter().all(|part| !part.contains(password)));
    // The project came with the token.
    assert!(calls[1].target.starts_with(&format!("/v1/{}/", server.project_id())));
}

#[tokio::test]
async fn a_wrong_password_is_told_without_it() {
    let server = Server::builder().auth(Auth::Token).start().unwrap();
    let client = client(&server, "sentinel").build().unwrap();
    let error = client.list(JobType::CreateServer).send().await.unwrap_err();
    assert!(error.is_unauthorized(), "{error}");
    assert!(error.to_string().starts_with("create_token answered 401"), "{error}");
    assert!(error.request_id().is_some());
    assert!(!format!("{error} {error:?}").contains("sentinel"));
}

#[tokio::test]
async fn the_project_of_a_region_is_looked_up_once() {
    let server = Server::builder().auth(Auth::Signed).start().unwrap();
    let client =
        client(&server, "").keys(server.access_key(), server.secret_key(), None).build().unwrap();
    for _ in 0..2 {
        client.list(JobType::CreateServer).send().await.unwrap();
    }
    assert_eq!(client.project_id().await.unwrap().as_str(), server.project_id());
    let targets: Vec<_> = server.received().into_iter().map(|call| call.target).collect();
    assert_eq!(targets.len(), 3);
    assert_eq!(targets[0], "/v3/projects?name=cn-north-4");
}

#[tokio::test]
async fn no_project_or_several_is_an_error_that_names_what_was_found() {
    let server = Server::builder()
        .auth(Auth::Signed)
        .region("cn-north-4", "aaaa")
        .region("cn-north-4", "bbbb")
        .start()
        .unwrap();
    let keyed = |region: &str| {
        client(&server, "")
            .region(region)
            .keys(server.access_key(), server.secret_key(), None)
            .build()
            .unwrap()
    };
    let error = keyed("cn-north-4").list(JobType::CreateServer).send().await.unwrap_err();
    let text = error.to_string();
    assert!(error.is_credentials() && text.contains("aaaa") && text.contains("bbbb"), "{text}");
    let error = keyed("cn-east-3").list(JobType::CreateServer).send().await.unwrap_err();
    assert!(error.to_string().contains("no project of the region \"cn-east-3\""), "{error}");
}

#[tokio::test]
async fn an_iam_that_fails_is_asked_as_often_as_a_call_may_be_and_no_more() {
    let server = Server::builder().auth(Auth::Token).start().unwrap();
    server.script(Answer::status(503).times(20));
    let clock = ManualClock::skipping(server.now(), Duration::from_secs(30));
    let password = server.user().password();
    let client = client(&server, password).max_attempts(3).clock(Arc::new(clock)).build().unwrap();
    let list = client.list(JobType::CreateServer);
    let error = list.send().await.unwrap_err();
    assert!(error.to_string().starts_with("create_token answered 503"), "{error}");
    assert_eq!((server.calls(), error.attempts()), (3, 3));
}

#[tokio::test]
async fn an_outage_of_iam_is_shared_by_those_who_wait() {
    let server = Server::builder().auth(Auth::Signed).start().unwrap();
    server.script(Answer::status(503).times(1000));
    let clock = ManualClock::skipping(server.now(), Duration::from_secs(30));
    let client = client(&server, "")
        .keys(server.access_key(), server.secret_key(), None)
        .max_attempts(3)
        .clock(Arc::new(clock))
        .build()
        .unwrap();
    for ended in at_once(&client, 100).await {
        let error = ended.unwrap_err();
        assert!(error.to_string().starts_with("list_projects answered 503"), "{error}");
    }
    assert_eq!(server.calls(), 3);
}

#[tokio::test]
async fn an_iam_that_hangs_ends_at_the_operations_limit() {
    let server = Server::builder().auth(Auth::Signed).start().unwrap();
    server.script(Answer::hang());
    let clock = ManualClock::new(server.now());
    let client = client(&server, "")
        .keys(server.access_key(), server.secret_key(), None)
        .operation_timeout(Duration::from_secs(5))
        .clock(Arc::new(clock.clone()))
        .build()
        .unwrap();
    let call = tokio::spawn(async move { client.list(JobType::CreateServer).send().await });
    server.called(1).await;
    clock.advance(Duration::from_secs(5));
    let error = call.await.unwrap().unwrap_err();
    assert!(error.is_timeout(), "{error}");
}

#[tokio::test]
async fn a_password_whose_exchange_hangs_ends_at_the_operations_limit() {
    let server = Server::builder().auth(Auth::Token).start().unwrap();
    server.script(Answer::hang());
    let clock = ManualClock::new(server.now());
    let client = client(&server, server.user().password())
        .project_id(server.project_id())
        .operation_timeout(Duration::from_secs(5))
        .clock(Arc::new(clock.clone()))
        .build()
        .unwrap();
    let call = tokio::spawn(async move { client.list(JobType::CreateServer).send().await });
    server.called(1).await;
    clock.advance(Duration::from_secs(5));
    let error = call.await.unwrap().unwrap_err();
    assert!(error.is_timeout(), "{error}");
    assert_eq!(server.calls(), 1);
}

#[tokio::test]
async fn a_password_that_gets_no_token_is_told_why() {
    let server = Server::builder().auth(Auth::Token).start().unwrap();
    let password = server.user().password();
    let name = "x-subject-token";
    for (answer, says) in [
        (Answer::status(201), "IAM answered without a token in the header X-Subject-Token"),
        (Answer::status(201).header(name, ""), "IAM gave a token, but the token is empty"),
    ] {
        server.script(answer.body("{}"));
        let client = client(&server, password).build().unwrap();
        let error = client.credentials().await.unwrap_err();
        assert!(error.is_credentials() && error.to_string().contains(says), "{says}: {error}");
    }
    let client = anywhere(&server, password).build().unwrap();
    let error = client.credentials().await.unwrap_err();
    assert!(error.to_string().contains("needs a region or a project id"), "{error}");
    assert_eq!(server.calls(), 2);
}
