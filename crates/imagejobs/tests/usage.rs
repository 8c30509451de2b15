//! Values that cannot be right are refused before anything is sent.
#![allow(clippy::unwrap_used, reason = "a test that cannot be set up should panic")]

mod support;

use imagejobs::credentials::Variables;
use imagejobs::{Client, ClientBuilder, JobType};
use imagejobs_mock::Server;
use support::client;

fn builder() -> ClientBuilder {
    Client::builder().endpoint("http://127.0.0.1:1").project_id("p")
}

#[tokio::test]
async fn a_limit_outside_its_bounds_is_refused_unsent() {
    let server = Server::start().unwrap();
    for limit in [0, 101, u32::MAX] {
        let error = client(&server).list(JobType::CreateServer).limit(limit).send().await;
        let error = error.unwrap_err();
        assert!(error.is_usage() && error.status().is_none());
        assert_eq!(error.to_string(), format!("the limit must be from 1 to 100, but is {limit}"));
    }
    assert_eq!(server.calls(), 0);
    for limit in [1, 100] {
        client(&server).list(JobType::CreateServer).limit(limit).send().await.unwrap();
    }
}

#[test]
fn a_client_needs_an_endpoint_and_values_that_can_be_right() {
    for (builder, says) in [
        (
            Client::builder().variables(Variables::new(|_| None)).project_id("p"),
            "neither an endpoint nor a region",
        ),
        (
            Client::builder().region("nowhere").project_id("p"),
            "the region \"nowhere\" is not known",
        ),
        (builder().project_id(""), "the project id is empty"),
        (builder().project_id(".."), "would change the path"),
        (builder().project_id("a/b"), "holds '/'"),
        (builder().project_id("x".repeat(129)), "129 characters"),
        (builder().endpoint(""), "is empty"),
        (builder().endpoint("https://a.example/v1"), "has a path"),
        (builder().endpoint("https://a.example?x"), "query"),
        (builder().endpoint("https://u:p@a.example"), "user information"),
        (builder().token("two\nlines"), "a line break"),
        (builder().token(""), "the token is empty"),
    ] {
        let error = builder.build().unwrap_err();
        assert!(error.is_usage());
        assert!(error.to_string().contains(says), "{says}: {error}");
    }
    assert!(builder().endpoint("https://a.example/").build().is_ok());
}

#[tokio::test]
async fn without_a_project_id_or_a_region_to_look_it_up_by_nothing_is_sent() {
    let server = Server::start().unwrap();
    let client = Client::builder()
        .endpoint(server.url())
        .variables(Variables::new(|_| None))
        .token(server.token());
    let error = client.build().unwrap().list(JobType::CreateServer).send().await.unwrap_err();
    assert!(error.is_usage() && error.to_string().contains("no project id was given"), "{error}");
    assert_eq!(server.calls(), 0);
}

#[test]
fn a_token_goes_over_plain_http_only_to_this_machine_or_when_allowed() {
    let open = |endpoint: &str| builder().endpoint(endpoint).token("t");
    let error = open("http://a.example").build().unwrap_err();
    assert!(error.is_usage() && error.to_string().contains("unencrypted"), "{error}");
    assert!(open("http://a.example").allow_http(true).build().is_ok());
    assert!(open("http://localhost:8080").build().is_ok());
    assert!(open("https://a.example").build().is_ok());
}

#[test]
fn a_token_is_never_shown() {
    let builder = builder().token("sentinel");
    assert!(!format!("{builder:?}").contains("sentinel"));
    assert!(!format!("{:?}", builder.build().unwrap()).contains("sentinel"));
}

#[tokio::test]
async fn a_proxy_of_the_environment_is_not_asked_for_this_machine() {
    // The variable is read when a client is built; this test file is a process of its own, and
    // nothing else in it leaves the machine.
    let proxy = Server::start().unwrap();
    let server = Server::start().unwrap();
    let program = std::env::current_exe().unwrap();
    if std::env::var_os("IMAGEJOBS_TEST_ENDPOINT").is_none() {
        let status = std::process::Command::new(program)
            .args(["--exact", "a_proxy_of_the_environment_is_not_asked_for_this_machine"])
            .env("IMAGEJOBS_TEST_ENDPOINT", server.url())
            .env("http_proxy", proxy.url())
            .env_remove("no_proxy")
            .env_remove("NO_PROXY")
            .status()
            .unwrap();
        assert!(status.success());
        assert_eq!((proxy.calls(), server.calls()), (0, 1));
        return;
    }
    let endpoint = std::env::var("IMAGEJOBS_TEST_ENDPOINT").unwrap();
    let client = Client::builder().endpoint(endpoint).project_id("p").token("t").build().unwrap();
    let error = client.list(JobType::CreateServer).send().await.unwrap_err();
    assert!(error.is_unauthorized(), "{error}");
}
