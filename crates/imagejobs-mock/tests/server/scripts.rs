use std::io::ErrorKind;

use imagejobs_mock::{Answer, Job, Server};

use crate::client::{Client, any_request, ask, list};

#[test]
fn calls_take_scripted_answers_in_order_on_any_path() {
    let server = Server::start().unwrap();
    server.script(Answer::status(503).times(2));
    server.script(Answer::status(299).header("X-Odd", "1").header("X-Odd", "2").body("[]"));
    server.script(Answer::status(500).times(0));
    assert_eq!(server.scripted(), 3);

    let mut client = Client::new(&server);
    let mut statuses = Vec::new();
    for _ in 0..2 {
        client.send("POST /anywhere HTTP/1.1\r\nHost: mock\r\n\r\n");
        statuses.push(client.answer().unwrap().status);
    }
    client.send(any_request(&server));
    let odd = client.answer().unwrap();
    client.send(any_request(&server));
    statuses.extend([odd.status, client.answer().unwrap().status]);
    assert_eq!(statuses, [503, 503, 299, 200]);
    assert_eq!(odd.headers.iter().filter(|(name, _)| name == "X-Odd").count(), 2);
    assert_eq!((odd.text(), odd.header("Content-Type")), ("[]", Some("application/json")));
    assert_eq!(server.scripted(), 0);
}

#[test]
fn a_script_can_be_forgotten() {
    let server = Server::start().unwrap();
    server.script(Answer::hang().times(usize::MAX));
    server.clear_script();
    assert_eq!(ask(&server, any_request(&server)).status, 200);
}

#[test]
fn a_script_may_set_the_headers_that_every_answer_has() {
    let server = Server::start().unwrap();
    let names = ["X-Request-Id", "Server", "Date", "Content-Type"];
    server.script(
        names
            .iter()
            .fold(Answer::status(502).body("<p>"), |reply, name| reply.header(name, "mine")),
    );
    server.script(Answer::status(502));
    let own = ask(&server, any_request(&server));
    for name in names {
        assert_eq!(own.header(name), Some("mine"), "{name}");
    }
    let usual = ask(&server, any_request(&server));
    assert_eq!(usual.header("X-Request-Id").map(str::len), Some(32));
    assert_eq!(usual.header("Server"), Some("imagejobs-mock"));
    assert!(usual.header("Date").is_some() && usual.header("Content-Type").is_none());
}

#[test]
fn the_usual_answer_can_be_changed() {
    let server = Server::start().unwrap();
    server.script(Answer::normal().header("Content-Type", "text/html"));
    server.script(Answer::normal().body("{"));
    let renamed = ask(&server, any_request(&server));
    assert_eq!(renamed.header("Content-Type"), Some("text/html"));
    assert_eq!(renamed.text(), r#"{"count":0,"items":[]}"#);
    let emptied = ask(&server, any_request(&server));
    assert_eq!((emptied.status, emptied.text()), (200, "{"));
}

#[test]
fn a_scripted_page_holds_the_given_jobs_and_total() {
    let server = Server::start().unwrap();
    server.script(Answer::page(0, [Job::new("createServer").id("1"), Job::new("X")]));
    let page = list(&server, "job_type=DELETE_SERVER");
    assert_eq!(page.json()["count"], 0);
    assert_eq!(page.ids().len(), 2);
}

#[test]
fn a_truncated_answer_announces_more_than_it_sends() {
    for reply in [Answer::status(200).body("0123456789"), Answer::normal().body("0123456789")] {
        let server = Server::start().unwrap();
        server.script(reply.truncate_after(4));
        let mut client = Client::new(&server);
        client.send(any_request(&server));
        let head = client.head().unwrap();
        assert_eq!((head.status, head.header("Content-Length")), (200, Some("10")));
        assert_eq!(head.header("X-Request-Id").map(str::len), Some(32));
        let (bytes, end) = client.rest();
        assert_eq!((bytes.as_slice(), end.unwrap()), (b"0123".as_slice(), 4));
    }
}

#[test]
fn truncating_beyond_the_end_sends_everything() {
    let server = Server::start().unwrap();
    server.script(Answer::status(200).body("0123456789").truncate_after(11));
    let mut client = Client::new(&server);
    client.send(any_request(&server));
    assert_eq!(client.answer().unwrap().text(), "0123456789");
    assert!(client.rest().1.is_ok(), "and the connection is closed");
}

#[test]
fn a_reset_comes_before_any_byte() {
    let server = Server::start().unwrap();
    server.script(Answer::reset());
    let mut client = Client::new(&server);
    client.send(any_request(&server));
    let (bytes, end) = client.rest();
    assert!(bytes.is_empty());
    assert_eq!(end.unwrap_err().kind(), ErrorKind::ConnectionReset);
    assert_eq!(server.calls(), 1);
}

#[test]
fn a_reset_may_come_within_the_body() {
    let server = Server::start().unwrap();
    server.script(Answer::status(200).body("0123456789").reset_after(4));
    let mut client = Client::new(&server);
    client.send(any_request(&server));
    let (bytes, end) = client.rest();
    assert_eq!(end.unwrap_err().kind(), ErrorKind::ConnectionReset);
    let text = String::from_utf8(bytes).unwrap();
    assert!(
        text.contains("\r\nContent-Length: 10\r\n") && text.ends_with("\r\n\r\n0123"),
        "{text}"
    );
}

#[test]
fn an_endless_body_goes_on_for_as_long_as_it_is_read() {
    let server = Server::start().unwrap();
    server.script(Answer::status(500).body("oh").endless());
    let mut client = Client::new(&server);
    client.send(any_request(&server));
    let head = client.head().unwrap();
    assert_eq!((head.status, head.header("Content-Length")), (500, None));
    let bytes = client.bytes(1 << 20);
    assert!(bytes.starts_with(b"oh") && bytes[2..].iter().all(|byte| *byte == b' '));

    // A call that gets no body gets no end of one either.
    server.script(Answer::normal().endless());
    let mut client = Client::new(&server);
    client.send(any_request(&server).replacen("GET", "HEAD", 1));
    assert_eq!(client.head().unwrap().status, 405);
    assert!(client.rest().0.is_empty());
}

#[test]
fn raw_bytes_are_all_there_is() {
    let server = Server::start().unwrap();
    for bytes in [
        b"".as_slice(),
        b"HTTP/1.1 200 OK\r\n",
        b"\x15\x03\x01\x00\xff\r\n\r\n",
        b"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n",
    ] {
        server.script(Answer::raw(bytes));
        let mut client = Client::new(&server);
        client.send(any_request(&server));
        let (received, end) = client.rest();
        assert!(end.is_ok());
        assert_eq!(received, bytes);
    }
}

#[test]
fn a_raw_answer_waits_for_the_answers_before_it() {
    let server = Server::start().unwrap();
    server.script(Answer::status(201).body("first"));
    server.script(Answer::raw("second"));
    let mut client = Client::new(&server);
    client.send(any_request(&server).repeat(2));
    assert_eq!(client.answer().unwrap().text(), "first");
    assert_eq!(client.rest().0, b"second");
}

#[test]
fn a_length_may_be_a_lie() {
    let server = Server::start().unwrap();
    for (name, value) in
        [("Content-Length", "3"), ("Content-Length", "x"), ("Transfer-Encoding", "chunked")]
    {
        server.script(Answer::status(200).header(name, value).body("0123456789"));
        let mut client = Client::new(&server);
        client.send(any_request(&server));
        let head = client.head().unwrap();
        assert_eq!(head.header(name), Some(value));
        assert_eq!(client.rest().0, b"0123456789");
    }
}

#[test]
fn an_answer_without_a_body_gets_none() {
    let server = Server::start().unwrap();
    let mut client = Client::new(&server);
    for status in [204, 304] {
        server.script(Answer::status(status).body("no place for this"));
        client.send(any_request(&server));
        assert_eq!(client.head().unwrap().status, status);
        client.send(any_request(&server));
        assert_eq!(client.answer().unwrap().status, 200);
    }
}

#[test]
fn what_cannot_be_sent_is_explained() {
    let server = Server::start().unwrap();
    for (reply, reason) in [
        (Answer::status(101), "101 is not a status from 200 to 999"),
        (Answer::status(1000), "1000 is not a status from 200 to 999"),
        (Answer::status(200).header("a b", "c"), "\"a b\" is not a header name"),
        (Answer::status(200).header("A", "b\nc"), "the value of the header A is not one"),
    ] {
        server.script(reply);
        let answered = ask(&server, any_request(&server));
        let body = answered.json();
        assert_eq!((answered.status, &body["error_code"]), (500, &"MOCK.0001".into()));
        let message = body["error_msg"].as_str().unwrap();
        assert_eq!(message, format!("the scripted answer cannot be sent: {reason}"));
    }
}
