//! Where credentials come from, how long they are kept, and what is said when there are none.
#![allow(clippy::unwrap_used, reason = "a test that cannot be set up should panic")]

mod support;

use std::collections::HashMap;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use imagejobs::credentials::{Credentials, CredentialsProvider, Kind, Loading, Variables};
use imagejobs::{AuthToken, Client, ClientBuilder, Error, JobType};
use imagejobs_mock::{Answer, Auth, Keys, ManualClock, Metadata, Server};
use support::at_once;

const METADATA: &str = "IMAGEJOBS_METADATA_ENDPOINT";

/// A client that finds everything but the endpoint in these variables.
fn found(server: &Server, variables: &[(&str, &str)]) -> ClientBuilder {
    let mut all: HashMap<String, String> =
        variables.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
    all.entry(METADATA.to_owned()).or_default();
    let variables = Variables::new(move |name| all.get(name).map(Into::into));
    Client::builder().endpoint(server.url()).max_attempts(1).variables(variables)
}

async fn asked(builder: ClientBuilder) -> Result<String, Error> {
    let client = builder.build()?;
    client.list(JobType::CreateServer).send().await?;
    Ok(client.credentials().await?.unwrap().origin.clone())
}

#[tokio::test]
async fn the_first_place_that_has_some_wins() {
    let server = Server::builder().auth(Auth::Any).start().unwrap();
    let (ak, sk, token) = (server.access_key(), server.secret_key(), server.token());
    let user = server.user();
    let every = [
        ("IMAGEJOBS_AUTH_TOKEN", token),
        ("HUAWEICLOUD_SDK_AK", ak),
        ("HUAWEICLOUD_SDK_SK", sk),
        ("HW_AUTH_TOKEN", token),
        ("HW_ACCESS_KEY", ak),
        ("HW_SECRET_KEY", sk),
        ("HW_USER_NAME", user.name()),
        ("HW_PASSWORD", user.password()),
        ("HW_DOMAIN_NAME", user.domain()),
    ];
    for (from, origin) in [
        (0, "the variable IMAGEJOBS_AUTH_TOKEN"),
        (1, "the variables HUAWEICLOUD_SDK_AK and HUAWEICLOUD_SDK_SK"),
        (3, "the variable HW_AUTH_TOKEN"),
        (4, "the variables HW_ACCESS_KEY and HW_SECRET_KEY"),
        (6, "the variables HW_USER_NAME, HW_PASSWORD and HW_DOMAIN_NAME"),
    ] {
        let builder = found(&server, &every[from..]).project_id(server.project_id());
        let builder = builder.iam_endpoint(server.url()).region("cn-north-4");
        assert_eq!(asked(builder.endpoint(server.url())).await.unwrap(), origin);
    }
    let given = found(&server, &every).project_id(server.project_id()).token(token);
    assert_eq!(asked(given).await.unwrap(), "the client's builder");
}

#[tokio::test]
async fn an_empty_variable_counts_as_unset() {
    let server = Server::start().unwrap();
    let variables = [
        ("IMAGEJOBS_AUTH_TOKEN", ""),
        ("HUAWEICLOUD_SDK_AK", ""),
        ("HUAWEICLOUD_SDK_SK", ""),
        ("HW_AUTH_TOKEN", server.token()),
        ("HW_PROJECT_ID", server.project_id()),
    ];
    assert_eq!(asked(found(&server, &variables)).await.unwrap(), "the variable HW_AUTH_TOKEN");
}

#[tokio::test]
async fn what_cannot_be_used_is_an_error_that_names_the_place_and_no_secret() {
    let server = Server::start().unwrap();
    for (variables, says) in [
        (
            vec![("HUAWEICLOUD_SDK_AK", "AK")],
            "HUAWEICLOUD_SDK_AK is set, but HUAWEICLOUD_SDK_SK is not",
        ),
        (vec![("HUAWEICLOUD_SDK_SK", "sentinel")], "but HUAWEICLOUD_SDK_AK is not"),
        (vec![("HW_ACCESS_KEY", "AK")], "but HW_SECRET_KEY is not"),
        (vec![("HW_PASSWORD", "sentinel")], "HW_PASSWORD is set, but HW_USER_NAME is not"),
        (vec![("HW_USER_NAME", "u"), ("HW_PASSWORD", "sentinel")], "but HW_DOMAIN_NAME is not"),
        (
            vec![("IMAGEJOBS_AUTH_TOKEN", "sentinel\nx")],
            "the variable IMAGEJOBS_AUTH_TOKEN: the token",
        ),
        (
            vec![("HW_ACCESS_KEY", "A K"), ("HW_SECRET_KEY", "sentinel")],
            "the access key is not one",
        ),
        (vec![], "no credentials were found in the variable IMAGEJOBS_AUTH_TOKEN, "),
    ] {
        let error = asked(found(&server, &variables).project_id("p")).await.unwrap_err();
        assert!(error.is_credentials() && error.to_string().contains(says), "{says}: {error}");
        assert!(!format!("{error} {error:?}").contains("sentinel"), "{error}");
    }
    assert_eq!(server.calls(), 0);
}

fn profile(server: &Server, text: &str, name: Option<&str>) -> (tempfile::TempDir, ClientBuilder) {
    let home = tempfile::tempdir().unwrap();
    let folder = home.path().join(".huaweicloud");
    std::fs::create_dir(&folder).unwrap();
    std::fs::write(folder.join("credentials"), text).unwrap();
    let builder = found(server, &[("HOME", path(home.path()))]);
    (
        home,
        match name {
            Some(name) => builder.profile(name),
            None => builder,
        },
    )
}

fn path(path: &Path) -> &str {
    path.to_str().unwrap()
}

#[tokio::test]
async fn a_profile_is_found_at_home_and_brings_its_project() {
    let server = Server::builder().auth(Auth::Signed).start().unwrap();
    let (ak, sk, project) = (server.access_key(), server.secret_key(), server.project_id());
    let text = format!(
        "[DEFAULT]\nproject_id={project}\n[basic]\nak={ak}\nsk={sk}\n[other]\nAK: {ak}\nSK: {sk}\n"
    );
    let (_home, builder) = profile(&server, &text, None);
    assert!(asked(builder).await.unwrap().starts_with("the profile [basic] of "));
    let (_home, builder) = profile(&server, &text, Some("other"));
    assert!(asked(builder).await.unwrap().starts_with("the profile [other] of "));
}

#[tokio::test]
async fn an_odd_profile_is_an_error_that_names_the_place() {
    let server = Server::start().unwrap();
    for (text, name, says) in [
        ("[basic]\nak=A\n", None, "[basic]"),
        ("[basic]\nak=A\n", None, "has no sk"),
        ("[basic]\nsk=sentinel\n", Some("basic"), "has no ak"),
        ("[basic]\nak=A\nsk=sentinel\n", Some("prod"), "there is no profile [prod]"),
        ("[basic]\nak=A\nsk=sentinel\n", Some("prod"), "it has basic"),
        ("ak=A\n", Some("basic"), "line 1: a key stands before the first [section]"),
        ("[basic]\nsentinel\n", None, "line 2: expected [section], or key = value"),
    ] {
        let (_home, builder) = profile(&server, text, name);
        let error = asked(builder.project_id("p")).await.unwrap_err();
        assert!(error.is_credentials() && error.to_string().contains(says), "{says}: {error}");
        assert!(!error.to_string().contains("sentinel"), "{error}");
    }
    let missing = found(&server, &[("HUAWEICLOUD_SDK_CREDENTIALS_FILE", "/nonexistent/file")]);
    let error = asked(missing.profile("basic").project_id("p")).await.unwrap_err();
    assert!(error.to_string().contains("/nonexistent/file cannot be read"), "{error}");
}

#[tokio::test]
async fn a_profile_skips_the_environment() {
    let server = Server::builder().auth(Auth::Any).start().unwrap();
    let builder = found(&server, &[("IMAGEJOBS_AUTH_TOKEN", server.token())]);
    let error = asked(builder.profile("basic").project_id("p")).await.unwrap_err();
    assert!(error.is_credentials(), "{error}");
}

#[tokio::test]
async fn a_cloud_server_gives_keys_with_and_without_tokens() {
    for metadata in [
        Metadata::new(),
        Metadata::new().whole_seconds(),
        Metadata::new().without_tokens(404),
        Metadata::new().without_tokens(405),
        Metadata::new().without_tokens(503),
    ] {
        let server = Server::builder().auth(Auth::Signed).metadata(metadata).start().unwrap();
        let builder = found(&server, &[(METADATA, server.url())]).project_id(server.project_id());
        assert!(asked(builder).await.unwrap().starts_with("the metadata service at "));
    }
}

#[tokio::test]
async fn a_cloud_server_without_an_agency_or_none_at_all_is_told() {
    let server = Server::builder().metadata(Metadata::new().without_agency()).start().unwrap();
    let builder = found(&server, &[(METADATA, server.url())]).project_id("p");
    let error = asked(builder).await.unwrap_err();
    assert!(error.is_credentials() && error.to_string().contains("an agency"), "{error}");

    let gone = Server::start().unwrap().url().to_owned();
    let builder = found(&server, &[(METADATA, gone.as_str())]).project_id("p");
    let text = asked(builder).await.unwrap_err().to_string();
    for place in [
        "IMAGEJOBS_AUTH_TOKEN",
        "HUAWEICLOUD_SDK_AK",
        "HW_AUTH_TOKEN",
        "HW_ACCESS_KEY",
        "HW_USER_NAME",
        "profile file",
        gone.as_str(),
    ] {
        assert!(text.contains(place), "{place}: {text}");
    }
}

#[tokio::test]
async fn a_metadata_service_that_does_not_answer_or_is_another_clouds_is_not_there() {
    for answer in [
        Answer::hang(),
        Answer::status(403).into(),
        Answer::status(400).into(),
        Answer::status(302).into(),
        Answer::status(200).body("<html>Log in to the network</html>").into(),
        Answer::reset(),
    ] {
        let server = Server::start().unwrap();
        server.script(answer);
        // The service's limit of 3 s is over at once.
        let clock = ManualClock::skipping(server.now(), Duration::from_secs(4));
        let builder = found(&server, &[(METADATA, server.url())]).project_id("p");
        let error = asked(builder.clock(Arc::new(clock))).await.unwrap_err();
        assert!(error.is_credentials(), "{error}");
        assert!(error.to_string().contains("no credentials were found in"), "{error}");
        assert!(server.calls() <= 1, "one silence is enough");
    }
}

/// A client that has its keys from the server's metadata service.
fn on_a_cloud_server(server: &Server, clock: &ManualClock) -> Client {
    found(server, &[(METADATA, server.url())])
        .project_id(server.project_id())
        .clock(Arc::new(clock.clone()))
        .build()
        .unwrap()
}

/// A server that gives keys of this lifetime, and whose time a test moves.
fn giving_keys(lifetime: Duration) -> Server {
    let metadata = Metadata::new().key_lifetime(lifetime);
    Server::builder().auth(Auth::Signed).metadata(metadata).manual_time().start().unwrap()
}

/// How often the metadata service was asked for keys.
fn fetches(server: &Server) -> usize {
    server.received().iter().filter(|call| call.target.contains("securitykey")).count()
}

#[tokio::test]
async fn a_hundred_calls_on_an_empty_cache_make_one_request_and_so_does_a_renewal() {
    let server = giving_keys(Duration::from_secs(3 * 3600));
    let clock = ManualClock::new(server.now());
    let client = on_a_cloud_server(&server, &clock);
    assert!(at_once(&client, 100).await.iter().all(Result::is_ok));
    assert_eq!(fetches(&server), 1);
    // With 40 minutes left they are renewed, and not before.
    for (minutes, expected) in [(139, 1), (2, 2)] {
        let passed = Duration::from_secs(minutes * 60);
        clock.advance(passed);
        server.advance(passed);
        assert!(at_once(&client, 100).await.iter().all(Result::is_ok));
        assert_eq!(fetches(&server), expected);
    }
}

#[tokio::test]
async fn short_lived_keys_are_not_fetched_on_every_call() {
    let server = giving_keys(Duration::from_secs(15 * 60));
    let clock = ManualClock::new(server.now());
    let client = on_a_cloud_server(&server, &clock);
    for (minutes, expected) in [(0, 1), (9, 1), (2, 2)] {
        let passed = Duration::from_secs(minutes * 60);
        clock.advance(passed);
        server.advance(passed);
        client.list(JobType::CreateServer).send().await.unwrap();
        assert_eq!(fetches(&server), expected, "after {minutes} more minutes");
    }
}

#[tokio::test]
async fn what_is_still_good_is_kept_when_renewal_fails() {
    let server = giving_keys(Duration::from_secs(3 * 3600));
    let clock = ManualClock::new(server.now());
    let client = on_a_cloud_server(&server, &clock);
    client.list(JobType::CreateServer).send().await.unwrap();
    let passed = Duration::from_secs(150 * 60);
    clock.advance(passed);
    server.advance(passed);
    server.script(Answer::status(500));
    client.list(JobType::CreateServer).send().await.unwrap();
    assert_eq!(server.scripted(), 0, "the renewal was tried");
    client.list(JobType::CreateServer).send().await.unwrap();
    assert_eq!(fetches(&server), 1, "and is left alone for a while");
}

#[tokio::test]
async fn a_renewal_that_hangs_does_not_take_what_is_still_good() {
    let server = giving_keys(Duration::from_secs(3 * 3600));
    let clock = ManualClock::skipping(server.now(), Duration::from_secs(11));
    let silent = Arc::new(std::sync::atomic::AtomicBool::new(false));
    #[derive(Debug)]
    struct Hanging(Credentials, Arc<std::sync::atomic::AtomicBool>);
    impl CredentialsProvider for Hanging {
        fn load(&self) -> Loading<'_> {
            let hang = self.1.swap(true, std::sync::atomic::Ordering::SeqCst);
            Box::pin(async move {
                if hang {
                    std::future::pending::<()>().await;
                }
                Ok(Some(self.0.clone()))
            })
        }

        fn place(&self) -> String {
            "a place that hangs".to_owned()
        }
    }
    let keys = imagejobs::credentials::Keys::new(server.access_key(), server.secret_key(), None);
    let mut held = Credentials::new(Kind::Keys(keys.unwrap()), "a place that hangs");
    held.expires_at = Some(server.now() + Duration::from_secs(3 * 3600));
    let client = found(&server, &[])
        .project_id(server.project_id())
        .credentials(Arc::new(Hanging(held, silent)))
        .clock(Arc::new(clock.clone()))
        .build()
        .unwrap();
    client.list(JobType::CreateServer).send().await.unwrap();
    let passed = Duration::from_secs(150 * 60);
    clock.advance(passed);
    server.advance(passed);
    client.list(JobType::CreateServer).send().await.unwrap();
    client.list(JobType::CreateServer).send().await.unwrap();
}

#[tokio::test]
async fn a_refused_token_is_renewed_once_and_only_another_one_is_tried() {
    let server = Server::builder().auth(Auth::Token).manual_time().start().unwrap();
    let user = server.user();
    let variables = [
        ("HW_USER_NAME", user.name()),
        ("HW_PASSWORD", user.password()),
        ("HW_DOMAIN_NAME", user.domain()),
    ];
    // The client's clock stands still, so that only the server knows that the token has expired.
    let clock = ManualClock::new(server.now());
    let client = found(&server, &variables)
        .iam_endpoint(server.url())
        .region("cn-north-4")
        .endpoint(server.url())
        .max_attempts(3)
        .clock(Arc::new(clock))
        .build()
        .unwrap();
    client.list(JobType::CreateServer).send().await.unwrap();
    assert_eq!(server.calls(), 2);
    server.advance(Duration::from_secs(25 * 3600));
    client.list(JobType::CreateServer).send().await.unwrap();
    assert_eq!(server.calls(), 5, "refused, renewed, answered");
}

#[tokio::test]
async fn temporary_keys_carry_their_token() {
    let keys = Keys::new("AKTEMP", "made-up").security_token("security-token");
    let server = Server::builder().auth(Auth::Signed).keys(keys).start().unwrap();
    let variables = [
        ("HUAWEICLOUD_SDK_AK", "AKTEMP"),
        ("HUAWEICLOUD_SDK_SK", "made-up"),
        ("HUAWEICLOUD_SDK_SECURITY_TOKEN", "security-token"),
        ("HUAWEICLOUD_SDK_PROJECT_ID", server.project_id()),
    ];
    asked(found(&server, &variables)).await.unwrap();
    let without = found(&server, &variables[..2]).project_id(server.project_id());
    assert!(asked(without).await.unwrap_err().is_unauthorized());
}

#[tokio::test]
async fn a_call_that_is_refused_again_with_other_credentials_ends() {
    let server = Server::builder().auth(Auth::Token).start().unwrap();
    /// Has another token each time.
    #[derive(Debug, Default)]
    struct Fickle(std::sync::atomic::AtomicU32);
    impl CredentialsProvider for Fickle {
        fn load(&self) -> Loading<'_> {
            let number = self.0.fetch_add(1, std::sync::atomic::Ordering::SeqCst);
            Box::pin(async move {
                let token = AuthToken::new(format!("refused-{number}"))?;
                Ok(Some(Credentials::new(Kind::Token(token), "a fickle place")))
            })
        }

        fn place(&self) -> String {
            "a fickle place".to_owned()
        }
    }
    let client = found(&server, &[])
        .project_id(server.project_id())
        .credentials(Arc::new(Fickle::default()))
        .max_attempts(9)
        .build()
        .unwrap();
    let error = client.list(JobType::CreateServer).send().await.unwrap_err();
    assert!(error.is_unauthorized(), "{error}");
    assert_eq!((error.attempts(), server.calls()), (2, 2));
}
