use imagejobs_mock::{Answer, Server};

use crate::client::{Answered, Client, any_request, ask, open_request};

fn assert_still_serves(server: &Server) {
    assert_eq!(ask(server, any_request(server)).status, 200);
}

fn assert_refused(answered: &Answered, status: u16) {
    let body = answered.json();
    assert_eq!((answered.status, &body["error_code"]), (status, &"APIGW.0201".into()), "{body}");
    assert_eq!(body["request_id"].as_str(), answered.header("X-Request-Id"));
    assert_eq!(answered.header("Connection"), Some("close"));
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
