//! Every answer that is not a page: which error it becomes, and what of it is kept.
#![allow(clippy::unwrap_used, reason = "a test that cannot be set up should panic")]

mod support;

use std::time::Duration;

use imagejobs::{Error, JobType};
use imagejobs_mock::{Answer, ManualClock, Server};
use support::{answered, builder, client, read};

async fn failed(status: u16, body: &'static str) -> Error {
    let server = Server::start().unwrap();
    server.script(Answer::status(status).header("x-request-id", "req-1").body(body));
    client(&server).list(JobType::CreateServer).send().await.unwrap_err()
}

fn predicates(error: &Error) -> Vec<&'static str> {
    [
        ("usage", error.is_usage()),
        ("connect", error.is_connect()),
        ("timeout", error.is_timeout()),
        ("decode", error.is_decode()),
        ("unauthorized", error.is_unauthorized()),
        ("forbidden", error.is_forbidden()),
        ("not found", error.is_not_found()),
        ("throttled", error.is_throttled()),
        ("server", error.is_server()),
    ]
    .into_iter()
    .filter_map(|(name, is)| is.then_some(name))
    .collect()
}

#[tokio::test]
async fn a_body_that_is_no_text_is_kept_as_it_came() {
    let server = Server::start().unwrap();
    let body: &[u8] = b"\x1f\x8b\xff{\"error_code\":";
    for status in [200, 502] {
        server.script(Answer::status(status).body(body));
        let error = client(&server).list(JobType::CreateServer).send().await.unwrap_err();
        assert_eq!(error.body(), Some(body), "{status}");
    }
}

#[tokio::test]
async fn every_status_is_an_error_of_its_own_kind() {
    const BODY: &str = r#"{"error_code":"WKS.0001","error_msg":"no such luck"}"#;
    for (status, expected) in [
        (400, vec![]),
        (401, vec!["unauthorized"]),
        (403, vec!["forbidden"]),
        (404, vec!["not found"]),
        (405, vec![]),
        (408, vec![]),
        (409, vec![]),
        (414, vec![]),
        (429, vec!["throttled"]),
        (494, vec![]),
        (500, vec!["server"]),
        (502, vec!["server"]),
        (503, vec!["server"]),
        (504, vec!["server"]),
    ] {
        let error = failed(status, BODY).await;
        assert_eq!(predicates(&error), expected, "{status}");
        assert_eq!(error.status(), Some(status));
        assert_eq!((error.code(), error.message()), (Some("WKS.0001"), Some("no such luck")));
        assert_eq!(error.request_id(), Some("req-1"));
        let text = error.to_string();
        assert!(text.starts_with(&format!("list_image_jobs answered {status}")), "{text}");
        assert!(text.contains("WKS.0001 no such luck") && text.contains("req-1"), "{text}");
    }
}

#[tokio::test]
async fn a_403_names_the_permission() {
    let text = failed(403, "{}").await.to_string();
    assert!(text.contains("workspace:images:listImageJobs"), "{text}");
}

#[tokio::test]
async fn a_failure_without_a_readable_body_keeps_its_status() {
    for body in ["", "<html>no</html>", "gone", "{\"error_code\":", "[]"] {
        let error = failed(404, body).await;
        assert!(error.is_not_found(), "{body:?}");
        assert_eq!((error.code(), error.message()), (None, None));
        assert_eq!(error.body_excerpt(), Some(body));
    }
}

#[tokio::test]
async fn the_words_of_a_server_stay_on_one_line_without_controls() {
    let body = "{\"error_code\":\"A\\u001b[31m\",\"error_msg\":\"two\\nlines\\u202e\"}";
    let error = failed(500, body).await;
    assert_eq!(error.message(), Some("two\nlines\u{202e}"));
    let text = error.to_string();
    assert!(text.contains("A\\u{1b}[31m two\\nlines\\u{202e}"), "{text}");
}

#[tokio::test]
async fn a_redirect_is_not_followed() {
    let elsewhere = Server::start().unwrap();
    for status in [301, 302, 303, 307, 308] {
        let server = Server::start().unwrap();
        let to = format!("{}/v1?token=sentinel", elsewhere.url());
        server.script(Answer::status(status).header("location", &to));
        let error = client(&server).list(JobType::CreateServer).send().await.unwrap_err();
        assert_eq!((error.status(), predicates(&error)), (Some(status), vec![]));
        let text = error.to_string();
        assert!(text.contains("redirected") && text.contains(elsewhere.url()), "{text}");
        assert!(!text.contains("sentinel"), "{text}");
    }
    assert_eq!(elsewhere.calls(), 0);
}

#[tokio::test]
async fn a_status_of_redirects_that_leads_nowhere_is_no_redirect() {
    for status in [300, 302, 304] {
        let error = failed(status, "").await;
        assert_eq!((error.status(), predicates(&error)), (Some(status), vec![]));
        let text = error.to_string();
        assert!(
            text.contains(&format!("answered {status}")) && !text.contains("redirect"),
            "{text}"
        );
    }
}

#[tokio::test]
async fn a_success_that_is_no_page_is_an_error_that_says_so() {
    for (body, says) in [
        ("", "empty body"),
        (" \n", "empty body"),
        ("<!DOCTYPE html><html></html>", "HTML"),
        ("no json", "cannot be read"),
        ("{\"items\":[{\"id\":\"1\"}", "cannot be read"),
        ("[]", "cannot be read"),
        ("\"page\"", "cannot be read"),
        ("null", "cannot be read"),
        ("{\"items\":{}}", "cannot be read"),
        ("{\"items\":[]} x", "cannot be read"),
    ] {
        let error = read(body).await.unwrap_err();
        assert_eq!((error.status(), predicates(&error)), (Some(200), vec!["decode"]), "{body:?}");
        assert!(error.to_string().contains(says), "{body:?}: {error}");
    }
    let bytes = b"HTTP/1.1 200 OK\r\ncontent-length: 4\r\n\r\n{\"\xff\"";
    let error = answered(bytes).await.unwrap_err();
    assert!(error.is_decode() && error.to_string().contains("not UTF-8 at byte 2"), "{error}");
}

#[tokio::test]
async fn an_undocumented_success_is_an_error_that_keeps_its_status() {
    for status in [201, 202, 204] {
        let error = failed(status, "").await;
        assert_eq!((error.status(), predicates(&error)), (Some(status), vec!["decode"]));
        assert!(error.to_string().contains("does not document"), "{error}");
    }
}

#[tokio::test]
async fn an_answer_that_breaks_off_is_no_page() {
    for answer in [
        "HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n{\"items\":[]}",
        "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nc\r\n{\"items\":[]}\r\n",
        "HTTP/1.1 200 OK\r\ncont",
        "",
        "nonsense\r\n\r\n",
    ] {
        let error = answered(answer).await.unwrap_err();
        assert_eq!(predicates(&error), ["connect"], "{answer:?}: {error}");
        assert!(!error.to_string().contains("127.0.0.1"), "{error}");
    }
    let server = Server::start().unwrap();
    server.script(Answer::reset());
    let error = client(&server).list(JobType::CreateServer).send().await.unwrap_err();
    assert_eq!(predicates(&error), ["connect"], "{error}");
}

#[tokio::test]
async fn a_failure_that_breaks_off_keeps_its_status() {
    let error = answered("HTTP/1.1 503 Oh\r\ncontent-length: 100\r\n\r\nbusy").await.unwrap_err();
    assert_eq!((error.status(), error.body_excerpt()), (Some(503), Some("busy")));
}

#[tokio::test]
async fn of_a_failure_1_mib_is_kept() {
    let words = format!(r#"{{"error_code":"A","error_msg":"{}"}}"#, "x".repeat(3 << 20));
    for head in ["", "content-length: 100000000\r\n"] {
        let error = answered(format!("HTTP/1.1 500 Oh\r\n{head}\r\n{words}")).await.unwrap_err();
        assert_eq!((error.status(), error.code()), (Some(500), Some("A")));
        assert_eq!(error.body().map(<[u8]>::len), Some(1 << 20));
    }
}

#[tokio::test]
async fn of_an_answer_that_cannot_be_read_1_mib_is_kept() {
    let error = read(&"x".repeat(3 << 20)).await.unwrap_err();
    assert_eq!((error.is_decode(), error.body().map(<[u8]>::len)), (true, Some(1 << 20)));
}

#[tokio::test]
async fn nobody_there_is_a_connect_error() {
    let server = Server::start().unwrap();
    let client = client(&server);
    drop(server);
    let error = client.list(JobType::CreateServer).send().await.unwrap_err();
    assert_eq!(predicates(&error), ["connect"], "{error}");
    assert!(error.to_string().contains("refused"), "{error}");
}

#[tokio::test]
async fn an_error_beside_status_200_is_no_empty_page() {
    for body in [
        r#"{"error_code":"WKS.0001","error_msg":"no such luck"}"#,
        r#"{"count":0,"items":[],"error_code":"WKS.0001","error_msg":"no such luck"}"#,
        r#"{"items":null,"error":{"code":"WKS.0001","message":"no such luck"}}"#,
        r#"{"errorCode":"WKS.0001","message":"no such luck"}"#,
    ] {
        let error = read(body).await.unwrap_err();
        assert_eq!((error.status(), predicates(&error)), (Some(200), vec!["decode"]), "{body}");
        assert_eq!(error.code(), Some("WKS.0001"));
        let text = error.to_string();
        assert!(text.contains("answered 200 OK with an error: WKS.0001 no such luck"), "{text}");
    }
    for body in [
        r#"{"items":[{"id":"1"}],"error_code":"WKS.0001"}"#,
        r#"{"items":[],"error_code":null,"error_msg":""}"#,
        // A lone code may mean anything.
        r#"{"items":[],"code":"0"}"#,
        r#"{"more":[""],"code":200}"#,
    ] {
        assert!(read(body).await.is_ok(), "{body}");
    }
}

#[tokio::test]
async fn a_body_over_the_limit_is_an_error() {
    let page = format!("{{\"items\":[],\"more\":\"{}\"}}", "x".repeat(1000));
    let chunked = format!("{:x}\r\n{page}\r\n0\r\n\r\n", page.len());
    for (limit, fits) in [(page.len(), true), (page.len() - 1, false), (1, false)] {
        for answer in [
            format!("HTTP/1.1 200 OK\r\ncontent-length: {}\r\n\r\n{page}", page.len()),
            format!("HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n{chunked}"),
        ] {
            let server = Server::start().unwrap();
            server.script(Answer::raw(answer));
            let client = builder(&server).max_body_bytes(limit).build().unwrap();
            match client.list(JobType::CreateServer).send().await {
                Ok(_) => assert!(fits),
                Err(error) => {
                    assert!(!fits && error.is_decode(), "{error}");
                    assert_eq!(error.status(), Some(200));
                    assert!(error.to_string().contains(&format!("more than {limit} bytes")));
                }
            }
        }
    }
}

#[tokio::test]
async fn an_announced_length_reserves_nothing() {
    let error = answered("HTTP/1.1 200 OK\r\ncontent-length: 18446744073709551615\r\n\r\n{")
        .await
        .unwrap_err();
    assert!(error.is_decode() || error.is_connect(), "{error}");
}

#[tokio::test]
async fn a_head_of_2_mb_is_an_error_and_one_of_100_kb_is_read() {
    for (length, fits) in [(100_000, true), (2_000_000, false)] {
        let long = "x".repeat(length);
        let answer = format!("HTTP/1.1 200 OK\r\nx-long: {long}\r\ncontent-length: 2\r\n\r\n{{}}");
        match answered(answer).await {
            Ok(_) => assert!(fits, "{length}"),
            Err(error) => assert!(!fits && error.is_connect(), "{length}: {error}"),
        }
    }
}

#[tokio::test]
async fn a_server_that_hangs_ends_at_the_limit() {
    let defaults = (Duration::from_secs(60), Duration::from_secs(120));
    for ((attempt, operation), ends, says) in [
        (defaults, defaults.0, "an attempt did not end within 60s"),
        ((Duration::from_secs(9), defaults.1), Duration::from_secs(9), "within 9s"),
        ((defaults.0, Duration::from_secs(5)), Duration::from_secs(5), "the operation did not"),
    ] {
        let server = Server::start().unwrap();
        server.script(Answer::hang());
        let clock = ManualClock::new(server.now());
        let client = builder(&server)
            .attempt_timeout(attempt)
            .operation_timeout(operation)
            .clock(std::sync::Arc::new(clock.clone()))
            .build()
            .unwrap();
        let call = tokio::spawn(async move { client.list(JobType::CreateServer).send().await });
        let server = tokio::task::spawn_blocking(move || {
            assert!(server.wait_for_calls(1));
            server
        });
        let server = server.await.unwrap();
        clock.advance(ends - Duration::from_millis(1));
        tokio::task::yield_now().await;
        assert!(!call.is_finished());
        clock.advance(Duration::from_millis(1));
        let error = call.await.unwrap().unwrap_err();
        assert_eq!(predicates(&error), ["timeout"]);
        assert!(error.to_string().contains(says), "{error}");
        drop(server);
    }
}
