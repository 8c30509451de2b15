use std::net::Shutdown;
use std::time::Duration;

use imagejobs_mock::{Answer, Server};

use crate::client::{Answered, Client, any_request, ask, open_request};

fn assert_still_serves(server: &Server) {
    assert_eq!(ask(server, any_request(server)).status, 200);
}

/// A refusal in the gateway's shape, whose message this returns.
fn assert_refused(answered: &Answered, status: u16) -> String {
    let body = answered.json();
    assert_eq!((answered.status, &body["error_code"]), (status, &"APIGW.0201".into()), "{body}");
    assert_eq!(body["request_id"].as_str(), answered.header("X-Request-Id"));
    assert_eq!(answered.header("Connection"), Some("close"));
    body["error_msg"].as_str().unwrap().to_owned()
}

#[test]
fn a_body_of_one_mebibyte_is_read() {
    let server = Server::start().unwrap();
    let mut request = open_request(&server, "job_type=CREATE_SERVER").into_bytes();
    request.extend_from_slice(b"Content-Length: 1048576\r\n\r\n");
    request.resize(request.len() + (1 << 20), b'x');
    assert_eq!(ask(&server, request).status, 200);
    assert_eq!(server.received()[0].body.len(), 1 << 20);
}

#[test]
fn a_larger_body_is_refused_and_takes_no_scripted_answer() {
    let server = Server::start().unwrap();
    server.script(Answer::status(503));
    let head = open_request(&server, "job_type=CREATE_SERVER");
    assert_refused(&ask(&server, format!("{head}Content-Length: 1048577\r\n\r\n")), 413);
    let chunk = format!("{:x}\r\n{}\r\n", 700_000, "x".repeat(700_000));
    let chunked = format!("{head}Transfer-Encoding: chunked\r\n\r\n{chunk}{chunk}0\r\n\r\n");
    assert_refused(&ask(&server, chunked), 413);
    assert_eq!((server.calls(), server.scripted()), (2, 1));
}

#[test]
fn a_refusal_reaches_a_client_that_still_sends() {
    let server = Server::start().unwrap();
    let mut client = Client::new(&server);
    client
        .send(open_request(&server, "job_type=CREATE_SERVER") + "Content-Length: 8000000\r\n\r\n");
    client.send(vec![b'x'; 8_000_000]);
    assert_refused(&client.answer().unwrap(), 413);
}

/// A server that waits no longer for a client than a test does.
fn impatient() -> Server {
    Server::builder().read_timeout(Duration::from_millis(500)).start().unwrap()
}

#[test]
fn a_body_that_does_not_come_in_time_is_refused() {
    let server = impatient();
    let head = open_request(&server, "job_type=CREATE_SERVER");
    let chunked = format!("{head}Transfer-Encoding: chunked\r\n\r\n");
    let requests = [
        format!("{head}Content-Length: 10\r\n\r\nabc"),
        format!("{head}Content-Length: 10\r\n\r\n"),
        format!("{chunked}4\r\nab"),
        format!("{chunked}4\r\nabcd\r\n"),
    ];
    let clients = requests.map(|request| {
        let mut client = Client::new(&server);
        client.send(request);
        client
    });
    for mut client in clients {
        let message = assert_refused(&client.answer().unwrap(), 408);
        assert!(message.contains("body did not come in time"), "{message}");
        assert!(client.rest().1.is_ok(), "the connection ends in peace");
    }
    let mut received: Vec<_> = server.received().into_iter().map(|call| call.body).collect();
    received.sort();
    assert_eq!(received, ["", "ab", "abc", "abcd"]);
    assert_eq!(server.calls(), 4);
    assert_still_serves(&server);
}

#[test]
fn a_head_that_does_not_come_in_time_is_refused() {
    let server = impatient();
    let starts = [(0, "G"), (0, "hello"), (0, "GET / HTTP/1.1\r\nA: b\r\n"), (1, "P")];
    let clients = starts.map(|(answered, start)| {
        let mut client = Client::new(&server);
        client.send(any_request(&server).repeat(answered) + start);
        (client, answered)
    });
    for (mut client, answered) in clients {
        for _ in 0..answered {
            assert_eq!(client.answer().unwrap().status, 200);
        }
        let message = assert_refused(&client.answer().unwrap(), 408);
        assert!(message.contains("head did not come in time"), "{message}");
        assert!(client.rest().1.is_ok());
    }
    assert_eq!(server.calls(), 1);
    assert_still_serves(&server);
}

#[test]
fn a_connection_without_a_call_is_closed_without_a_word() {
    let server = impatient();
    let mut clients = [Client::new(&server), Client::new(&server), Client::new(&server)];
    clients[1].send("\r\n");
    clients[2].send(any_request(&server));
    assert_eq!(clients[2].answer().unwrap().status, 200);
    for client in &mut clients {
        let (bytes, end) = client.rest();
        assert!(bytes.is_empty() && end.is_ok());
    }
}

#[test]
fn a_client_may_take_its_time_where_there_is_no_limit() {
    let builders = [Server::builder().manual_time(), Server::builder().read_timeout(Duration::MAX)];
    for builder in builders {
        let server = builder.start().unwrap();
        let mut client = Client::new(&server);
        let head = open_request(&server, "job_type=CREATE_SERVER");
        client.send(head + "Expect: 100-continue\r\nContent-Length: 3\r\n\r\n");
        assert_eq!(client.head().unwrap().status, 100, "the body is waited for");
        server.advance(Duration::from_secs(3600));
        client.send("abc");
        assert_eq!(client.answer().unwrap().status, 200);
    }
}

#[test]
fn a_request_that_ends_early_is_a_bad_request() {
    let server = Server::start().unwrap();
    let body = open_request(&server, "job_type=CREATE_SERVER") + "Content-Length: 10\r\n\r\nabc";
    for (request, what) in [
        ("G", "the request head ends early"),
        ("GET / HTTP/1.1\r\nHost: mock\r\nA:", "the request head ends early"),
        ("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", "HTTP/2 is not spoken here; use HTTP/1.1"),
        (&body, "the request body ends early or is malformed"),
    ] {
        let mut client = Client::new(&server);
        client.send(request);
        client.end(Shutdown::Write);
        assert_eq!(assert_refused(&client.answer().unwrap(), 400), what);
        assert!(client.rest().1.is_ok());
    }
    let mut client = Client::new(&server);
    client.end(Shutdown::Write);
    assert!(client.rest().0.is_empty());
    assert_eq!(server.calls(), 1);
    assert_still_serves(&server);
}

#[test]
fn an_answer_stays_whole_when_half_a_head_follows_the_call() {
    let server = Server::start().unwrap();
    server.script(Answer::status(200).body(vec![b'x'; 16 << 20]));
    let mut client = Client::new(&server);
    client.send(any_request(&server) + "GET / HT");
    client.end(Shutdown::Write);
    let answered = client.answer().unwrap();
    assert!(answered.body.len() == 16 << 20 && answered.body.iter().all(|&byte| byte == b'x'));
    let (bytes, end) = client.rest();
    assert!(end.is_ok() && (bytes.is_empty() || bytes.starts_with(b"HTTP/1.1 400 ")));
}

#[test]
fn every_request_names_its_host_once() {
    let server = Server::start().unwrap();
    server.script(Answer::status(503));
    for (request, what) in [
        ("GET /nothing HTTP/1.1\r\n", "the header Host is missing"),
        ("POST /nothing HTTP/1.1\r\nContent-Length: 10\r\n", "the header Host is missing"),
        ("GET http://mock/x HTTP/1.1\r\n", "the header Host is missing"),
        ("GET /x HTTP/1.1\r\nHost: a\r\nhost: a\r\n", "the header Host was sent more than once"),
        ("GET /x HTTP/1.0\r\nHost: a\r\nHost: b\r\n", "the header Host was sent more than once"),
    ] {
        let mut client = Client::new(&server);
        client.send(format!("{request}\r\n"));
        let message = assert_refused(&client.answer().unwrap(), 400);
        assert!(message.starts_with(what), "{request}: {message}");
        assert!(client.rest().1.is_ok());
    }
    assert_eq!((server.calls(), server.scripted()), (5, 1));
    server.clear_script();
    let old = any_request(&server).replace("HTTP/1.1\r\nHost: mock\r\n", "HTTP/1.0\r\n");
    assert_eq!(ask(&server, old).status, 200, "HTTP/1.0 needs no Host");
    let empty = any_request(&server).replace("Host: mock", "Host:");
    assert_eq!(ask(&server, empty).status, 200);
}

#[test]
fn uri_and_headers_may_have_32_kib() {
    let server = Server::start().unwrap();
    let ask = |uri: usize, headers: usize| {
        let start =
            format!("/v1/{}/image-server-jobs?job_type=CREATE_SERVER&x=", server.project_id());
        let uri = format!("{start}{}", "x".repeat(uri - start.len()));
        let token = format!("Host: mock\r\nX-Auth-Token: {}\r\n", server.token());
        // In several headers, none of which is large.
        let line = format!("A: {}\r\n", "x".repeat(995));
        let lines = (headers - token.len()) / line.len() - 1;
        let rest = headers - token.len() - lines * line.len() - "A: \r\n".len();
        let headers = format!("{token}{}A: {}\r\n", line.repeat(lines), "x".repeat(rest));
        ask(&server, format!("GET {uri} HTTP/1.1\r\n{headers}\r\n"))
    };
    assert_eq!(ask(32_768, 32_768).status, 200);
    for (uri, headers) in [(32_769, 1000), (32_769, 40_000), (60_000, 1000)] {
        let message = assert_refused(&ask(uri, headers.max(2100)), 414);
        assert_eq!(message, "the URI is too long; it may have at most 32768 bytes");
    }
    let message = assert_refused(&ask(1000, 32_769), 494);
    assert_eq!(message, "the headers are too large; all of them may have at most 32768 bytes");
    assert_still_serves(&server);
}

#[test]
fn a_head_that_is_never_read_to_its_end_is_refused_for_what_is_too_large() {
    let server = Server::start().unwrap();
    let huge = "x".repeat(1 << 20);
    let many = "A: b\r\n".repeat(101);
    for (request, status, what) in [
        (format!("GET /{huge}"), 414, "the URI is too long"),
        (format!("GET / HTTP/1.1\r\nA: {huge}"), 494, "the headers are too large"),
        (format!("GET / HTTP/1.1\r\n{many}\r\n{}", &huge[..300_000]), 431, "too many headers"),
    ] {
        let mut client = Client::new(&server);
        client.send(request);
        let message = assert_refused(&client.answer().unwrap(), status);
        assert!(message.contains(what), "{message}");
    }
    let mut client = Client::new(&server);
    client.send(format!("GET / HTTP/1.1\r\nHost: mock\r\nA: {}\r\n\r\n", &huge[..40_000]));
    let (bytes, _) = client.rest();
    assert!(bytes.starts_with(b"HTTP/1.1 494 Request Header Too Large\r\n"));
}

#[test]
fn a_malformed_chunk_is_a_bad_request() {
    let server = Server::start().unwrap();
    let head = open_request(&server, "job_type=CREATE_SERVER");
    assert_refused(&ask(&server, format!("{head}Transfer-Encoding: chunked\r\n\r\nzz\r\n")), 400);
}

#[test]
fn what_is_not_http_is_refused_in_the_same_shape() {
    let server = Server::start().unwrap();
    let long = "x".repeat(70_000);
    let many = "A: b\r\n".repeat(200);
    for (request, status) in [
        ("\x16\x03\x01\x02\x00\x01\r\n\r\n".to_owned(), 400),
        ("GET\r\n\r\n".to_owned(), 400),
        ("GET / HTTP/9.9\r\n\r\n".to_owned(), 400),
        ("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".to_owned(), 400),
        ("GET / HTTP/1.1\r\nno colon\r\n\r\n".to_owned(), 400),
        ("GET / HTTP/1.1\r\nContent-Length: x\r\n\r\n".to_owned(), 400),
        (format!("GET /{long} HTTP/1.1\r\n\r\n"), 414),
        (format!("GET / HTTP/1.1\r\n{many}\r\n"), 431),
    ] {
        let mut client = Client::new(&server);
        client.send(&request);
        let answered = client.answer().unwrap();
        assert_refused(&answered, status);
        assert!(client.rest().1.is_ok());
    }
    assert_eq!(server.calls(), 0);
    assert_still_serves(&server);
}

#[test]
fn no_bytes_stop_the_server() {
    let server = Server::builder().manual_time().start().unwrap();
    let request = open_request(&server, "job_type=CREATE_SERVER") + "Content-Length: 2\r\n\r\n{}";
    let mut state = 1_u64;
    let mut random = |bound: usize| {
        state =
            state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) as usize % bound
    };
    for round in 0..400 {
        let mut bytes = request.clone().into_bytes();
        for _ in 0..1 + round % 4 {
            let at = random(bytes.len());
            bytes[at] = random(256) as u8;
        }
        bytes.truncate(1 + random(2 * bytes.len()));
        Client::new(&server).send(bytes);
    }
    for request in [
        "CONNECT a:1 HTTP/1.1\r\n\r\n",
        "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
        "GET / HTTP/1.0\r\n\r\n",
    ] {
        server.script(Answer::status(200).body("x"));
        let mut client = Client::new(&server);
        client.send(request);
        let _ = client.answer();
        server.clear_script();
    }
    assert_still_serves(&server);
}

#[test]
fn a_connection_is_kept_for_the_next_call() {
    let server = Server::start().unwrap();
    let mut client = Client::new(&server);
    for _ in 0..100 {
        client.send(any_request(&server));
        assert_eq!(client.answer().unwrap().status, 200);
    }
}

#[test]
fn calls_may_be_sent_ahead_of_answers() {
    let server = Server::start().unwrap();
    for status in 200..203 {
        server.script(Answer::status(status).body("x"));
    }
    let mut client = Client::new(&server);
    client.send(any_request(&server).repeat(4));
    let statuses = [(); 4].map(|()| client.answer().unwrap().status);
    assert_eq!(statuses, [200, 201, 202, 200]);
}

#[test]
fn many_connections_are_served_at_once() {
    let server = Server::start().unwrap();
    let mut clients = (0..300).map(|_| Client::new(&server)).collect::<Vec<_>>();
    for client in &mut clients {
        client.send(any_request(&server));
    }
    for client in clients.iter_mut().rev() {
        assert_eq!(client.answer().unwrap().status, 200);
    }
}
