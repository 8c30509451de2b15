//! How it ends when it is asked to.

use std::io::{BufReader, Read, Write};
use std::net::TcpStream;
use std::process::ChildStderr;

use crate::support::{closed_pipe, imagejobs, next_line};
use crate::{Serving, serve, serving};

#[test]
fn it_ends_well_when_it_is_asked_to_stop() {
    for signal in ["INT", "TERM"] {
        let mut server = serve("--jobs 3");
        server.running.signal(signal);
        let ended = server.running.end();
        assert_eq!(ended.code, Some(0), "{signal}: {ended:?}");
        assert!(["", "serving 3 jobs; interrupt to stop\n"].contains(&ended.stderr.as_str()));
    }
}

/// A server whose calls are late by an hour, which the control API can let go by, and what it says.
fn late(flags: &str) -> (Serving, BufReader<ChildStderr>) {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("plan.json");
    std::fs::write(&file, r#"{"rules": [{"latency": {"fixed": "1h"}}]}"#).unwrap();
    let mut server = serve(&format!("--jobs 3 --control {flags} --faults {}", file.display()));
    let mut stderr = server.running.take_stderr();
    if flags != "-q" {
        assert!(next_line(&mut stderr).starts_with("serving 3 jobs, with faults: "));
    }
    (server, stderr)
}

/// A connection on which this was sent.
fn sent(server: &Serving, bytes: &str) -> TcpStream {
    let mut socket = TcpStream::connect(server.url.strip_prefix("http://").unwrap()).unwrap();
    socket.write_all(bytes.as_bytes()).unwrap();
    socket
}

/// Whether it still takes connections.
fn is_open(server: &Serving) -> bool {
    TcpStream::connect(server.url.strip_prefix("http://").unwrap()).is_ok()
}

const CALL: &str = "GET /v1/p/image-server-jobs?job_type=all HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n";

fn rest(mut socket: TcpStream) -> String {
    let mut text = String::new();
    socket.read_to_string(&mut text).unwrap();
    text
}

#[test]
fn calls_in_flight_get_whole_answers() {
    for signal in ["INT", "TERM"] {
        let (mut server, mut stderr) = late("");
        let (called, idle) = (sent(&server, CALL), sent(&server, ""));
        let body = r#"{"advance":"1h"}"#;
        // The server waits for a head that has begun, too.
        let mut control = sent(&server, "POST /-/time HTTP/1.1\r\nHost: 127.0.0.1\r\n");
        server.running.signal(signal);
        let said = "note: waiting for 2 calls in flight, 5s at most; interrupt to end now";
        assert_eq!(next_line(&mut stderr), said, "{signal}");
        assert_eq!(rest(idle), "");
        assert!(!is_open(&server));
        write!(control, "Content-Length: {}\r\n\r\n{body}", body.len()).unwrap();
        let answers = [rest(control), rest(called)];
        assert!(answers[0].starts_with("HTTP/1.1 200 OK\r\n"), "{}", answers[0]);
        assert!(answers[1].contains("\r\nConnection: close\r\n"), "{}", answers[1]);
        assert!(answers[1].starts_with("HTTP/1.1 401 ") && answers[1].ends_with('}'));
        assert_eq!(server.running.end().code, Some(0), "{signal}");
        let mut more = String::new();
        stderr.read_to_string(&mut more).unwrap();
        assert_eq!(more, "", "{signal}");
    }
}

#[test]
fn a_second_signal_ends_it_at_once() {
    for (first, second) in [("INT", "INT"), ("TERM", "TERM"), ("TERM", "INT")] {
        let (mut server, mut stderr) = late("");
        let mut called = sent(&server, CALL);
        server.running.signal(first);
        let said = "note: waiting for 1 call in flight, 5s at most; interrupt to end now";
        assert_eq!(next_line(&mut stderr), said);
        server.running.signal(second);
        assert_eq!(next_line(&mut stderr), "error: interrupted");
        assert_eq!(server.running.end().code, Some(130), "{first} {second}");
        let mut nothing = String::new();
        assert!(!matches!(called.read_to_string(&mut nothing), Ok(1..)), "{nothing}");
    }
}

#[test]
fn it_says_nothing_of_calls_where_it_is_to_be_quiet() {
    let (mut server, mut stderr) = late("-q");
    let _called = sent(&server, CALL);
    server.running.signal("TERM");
    // Then the first signal has come.
    while is_open(&server) {}
    server.running.signal("INT");
    assert_eq!(next_line(&mut stderr), "error: interrupted");
    assert_eq!(server.running.end().code, Some(130));
}

#[test]
fn more_connections_than_it_may_have_are_refused() {
    let mut server = serve("--jobs 3 --max-connections 1 -v");
    let health = "GET /-/health HTTP/1.1\r\nHost: 127.0.0.1\r\n";
    let mut first = sent(&server, &format!("{health}\r\n"));
    first.read_exact(&mut [0; 12]).unwrap();
    assert!(rest(sent(&server, "")).starts_with("HTTP/1.1 503 "));
    first.write_all(format!("{health}Connection: close\r\n\r\n").as_bytes()).unwrap();
    assert!(rest(first).contains("\r\nConnection: close\r\n"));
    server.running.signal("INT");
    let ended = server.running.end();
    assert_eq!(ended.code, Some(0));
    let told: Vec<_> = ended.stderr.lines().filter(|line| line.starts_with("info: ")).collect();
    let refused = "info: no call, 503: there are too many connections; 1 may be open at a time";
    let health = "info: GET /-/health 200";
    assert_eq!(told, [health, refused, health], "{}", ended.stderr);
}

#[test]
fn it_waits_for_calls_also_where_it_cannot_say_so() {
    let line = imagejobs(["serve"]).stderr(closed_pipe());
    let mut server = serving(line, 3);
    let _half = sent(&server, "GET /");
    server.running.signal("TERM");
    while is_open(&server) {}
    server.running.signal("TERM");
    assert_eq!(server.running.end().code, Some(130));
}
