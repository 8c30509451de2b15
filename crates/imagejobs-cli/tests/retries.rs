//! How often `list` tries, and when it does not wait.

mod support;

use imagejobs_mock::{Answer, Reply, Server};
use support::{list, server};

/// An answer that asks to be called again at once.
fn at_once(status: u16) -> Reply {
    Answer::status(status).header("Retry-After", "0")
}

#[test]
fn what_may_go_away_is_tried_again() {
    for status in [408, 429, 500, 502, 503, 504] {
        for (flags, calls) in
            [("", 3), ("--max-attempts 1", 1), ("--max-attempts 2", 2), ("--max-attempts=5", 5)]
        {
            let server = server(at_once(status));
            let code = if status == 408 { 1 } else { 7 };
            let stderr = list(flags).at(&server).run().failed(code);
            assert_eq!(server.calls(), calls, "{status} {flags}");
            let told = stderr.contains(&format!("{calls} attempts in "));
            assert_eq!(told, calls > 1, "{stderr}");
        }
    }
}

#[test]
fn a_broken_connection_is_tried_again() {
    for (flags, calls) in [("--max-attempts 1", 1), ("--max-attempts 2", 2)] {
        let server = server(Answer::reset());
        list(flags).at(&server).run().failed(7);
        assert_eq!(server.calls(), calls, "{flags}");
    }
}

#[test]
fn what_would_not_go_away_is_not_tried_again() {
    for (status, code) in [(400, 1), (401, 3), (403, 3), (404, 4), (405, 1), (501, 7)] {
        let server = server(at_once(status));
        list("").at(&server).run().failed(code);
        assert_eq!(server.calls(), 1, "{status}");
    }
}

#[test]
fn a_failure_that_went_away_is_not_told() {
    let server = Server::builder().jobs(100).start().unwrap();
    server.script(at_once(503));
    server.script(at_once(429));
    let ended = list("").at(&server).run();
    assert_eq!(ended.stderr, list("").at(&server).run().stderr);
    assert_eq!(ended.good().lines().count(), 11);
    assert_eq!(server.calls(), 4);
}

#[test]
fn a_wait_that_does_not_fit_is_told_at_once() {
    let throttled = r#"{"error_msg":"The throttling threshold has been reached: policy user over ratelimit,limit:200,time:5 minute","error_code":"APIGW.0308"}"#;
    for (answer, seconds) in [
        (Answer::status(429).body(throttled), 300),
        (Answer::status(503).header("Retry-After", "3600"), 3600),
        (Answer::status(429).header("Retry-After", "61"), 61),
    ] {
        let server = server(answer);
        let stderr = list("--timeout 60s").at(&server).run().failed(7);
        assert_eq!(server.calls(), 1);
        let (error, help) = stderr.split_once('\n').unwrap();
        assert!(error.contains(&format!("(try again in {seconds} s")), "{stderr}");
        assert_eq!(
            help,
            "help: call again then, or let the program wait: --timeout and --max-attempts limit it\n"
        );
    }
}
