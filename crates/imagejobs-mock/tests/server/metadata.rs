use std::time::Duration;

use imagejobs_mock::{Keys, Metadata, Server};
use serde_json::Value;

use crate::client::{Answered, ask};
use crate::signing::{Call, refused};

const HOUR: Duration = Duration::from_secs(3600);

fn server(metadata: Metadata) -> Server {
    Server::builder().manual_time().metadata(metadata).start().unwrap()
}

fn put(server: &Server, headers: &str) -> Answered {
    ask(server, format!("PUT /meta-data/latest/api/token HTTP/1.1\r\nHost: m\r\n{headers}\r\n"))
}

fn token(server: &Server, seconds: u64) -> String {
    let answered = put(server, &format!("X-Metadata-Token-Ttl-Seconds: {seconds}\r\n"));
    assert_eq!(answered.status, 200, "{}", answered.text());
    answered.text().to_owned()
}

fn fetch(server: &Server, token: &str) -> Answered {
    let headers =
        if token.is_empty() { String::new() } else { format!("X-Metadata-Token: {token}\r\n") };
    ask(server, format!("GET /openstack/latest/securitykey HTTP/1.1\r\nHost: m\r\n{headers}\r\n"))
}

fn keys(answered: &Answered) -> (Keys, String) {
    assert_eq!(answered.status, 200, "{}", answered.text());
    let told = answered.json();
    let text = |name: &str| told["credential"][name].as_str().unwrap().to_owned();
    let keys = Keys::new(text("access"), text("secret")).security_token(text("securitytoken"));
    (keys, text("expires_at"))
}

fn list_with(server: &Server, keys: &Keys) -> Answered {
    let call = Call::list(server).signing("x-security-token", keys.token().unwrap());
    call.sign(keys).ask(server)
}

#[test]
fn a_token_gives_keys_that_are_good_until_they_expire() {
    let server = server(Metadata::new().key_lifetime(HOUR));
    let token = token(&server, 21_600);
    let (first, expires_at) = keys(&fetch(&server, &token));
    assert_eq!(expires_at, "2026-01-01T01:00:00.000000Z");
    server.advance(HOUR - Duration::from_millis(500));
    let (second, expires_at) = keys(&fetch(&server, &token));
    assert_eq!(expires_at, "2026-01-01T01:59:59.500000Z");
    assert_ne!(first.access_key(), second.access_key());
    assert_eq!(list_with(&server, &first).status, 200);
    server.advance(Duration::from_millis(500));
    let refusal = refused(&list_with(&server, &first));
    assert!(refusal.ends_with(&format!("token of ak {} has expired", first.access_key())));
    assert_eq!(list_with(&server, &second).status, 200);

    let other = second.security_token(first.token().unwrap());
    assert!(refused(&list_with(&server, &other)).contains("is not the one of ak"));
    let fetches = server.received().iter().filter(|call| call.target.ends_with("key")).count();
    assert_eq!(fetches, 2);
}

#[test]
fn a_token_must_be_shown_and_good() {
    let server = server(Metadata::new());
    let good = token(&server, 60);
    assert_ne!(good, token(&server, 60));
    for wrong in ["", "wrong", server.token()] {
        let answered = fetch(&server, wrong);
        assert_eq!(
            (answered.status, answered.header("Content-Type")),
            (401, Some("text/plain; charset=utf-8"))
        );
        assert!(answered.text().starts_with("X-Metadata-Token is"));
    }
    server.advance(Duration::from_secs(59));
    assert_eq!(fetch(&server, &good).status, 200);
    server.advance(Duration::from_secs(1));
    assert_eq!(fetch(&server, &good).status, 401);
}

#[test]
fn a_token_lives_from_a_second_to_six_hours() {
    let server = server(Metadata::new());
    for (headers, status) in [
        ("X-Metadata-Token-Ttl-Seconds: 1\r\n", 200),
        ("X-Metadata-Token-Ttl-Seconds: 21600\r\n", 200),
        ("X-Metadata-Token-Ttl-Seconds: 21601\r\n", 400),
        ("X-Metadata-Token-Ttl-Seconds: 0\r\n", 400),
        ("X-Metadata-Token-Ttl-Seconds: soon\r\n", 400),
        ("", 400),
    ] {
        assert_eq!(put(&server, headers).status, status, "{headers}");
    }
}

#[test]
fn a_server_without_tokens_asks_for_none() {
    for status in [404, 405, 503] {
        let server = server(Metadata::new().without_tokens(status));
        assert_eq!(put(&server, "X-Metadata-Token-Ttl-Seconds: 60\r\n").status, status);
        let (keys, _) = keys(&fetch(&server, ""));
        assert_eq!(list_with(&server, &keys).status, 200);
    }
}

#[test]
fn a_server_without_an_agency_says_so() {
    let server = server(Metadata::new().without_agency());
    let answered = fetch(&server, &token(&server, 60));
    assert_eq!(answered.status, 401);
    assert!(answered.text().contains("Please configure Cloud Service Agency first"));
}

#[test]
fn an_expiry_may_have_no_fraction() {
    let server = server(Metadata::new().key_lifetime(HOUR).whole_seconds());
    server.advance(Duration::from_millis(1500));
    let (keys, expires_at) = keys(&fetch(&server, &token(&server, 60)));
    assert_eq!(expires_at, "2026-01-01T01:00:01Z");
    server.advance(HOUR - Duration::from_millis(501));
    assert_eq!(list_with(&server, &keys).status, 200);
    server.advance(Duration::from_millis(1));
    assert_eq!(list_with(&server, &keys).status, 401);
}

#[test]
fn elsewhere_there_is_no_such_service() {
    let server = Server::start().unwrap();
    for answered in [put(&server, ""), fetch(&server, "")] {
        assert_eq!(
            (answered.status, &answered.json()["error_code"]),
            (404, &Value::from("APIGW.0101"))
        );
    }
    let server = Server::builder().metadata(Metadata::default()).start().unwrap();
    for (line, status) in [
        ("POST /meta-data/latest/api/token", 405),
        ("PUT /openstack/latest/securitykey", 405),
        ("GET /openstack/latest/meta_data.json", 404),
    ] {
        assert_eq!(ask(&server, format!("{line} HTTP/1.1\r\nHost: m\r\n\r\n")).status, status);
    }
}
