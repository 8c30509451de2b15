//! How many clients there may be, and what those who do not read are worth.

use std::io::ErrorKind;
use std::thread;
use std::time::Duration;

use imagejobs_mock::{Answer, Server};

use crate::client::{Client, any_request, ask};

#[test]
fn a_client_that_does_not_read_is_given_up() {
    let limit = Duration::from_millis(500);
    let server = Server::builder().read_timeout(limit).start().unwrap();
    // The one is written by hyper, the other by hand.
    let whole = Answer::status(200).body(vec![b'x'; 64 << 20]);
    for answer in [whole, Answer::status(200).endless()] {
        server.script(answer.drip(1 << 20, Duration::ZERO));
        let mut client = Client::new(&server);
        client.send(any_request(&server));
        assert_eq!(client.head().unwrap().status, 200);
        // It is held up until it is given up.
        while server.waiting() > 0 {
            thread::yield_now();
        }
        let (_, end) = client.rest();
        assert_eq!(end.unwrap_err().kind(), ErrorKind::ConnectionReset);
    }
}

#[test]
fn a_client_that_reads_slowly_gets_all() {
    let server = Server::builder().manual_time().start().unwrap();
    server.script(Answer::status(200).body(vec![b'x'; 16 << 20]));
    let mut client = Client::new(&server);
    client.send(any_request(&server));
    assert!(server.wait_for_calls(1));
    // With manual time nobody is given up, however little is read.
    server.advance(Duration::from_secs(3600));
    assert_eq!(client.answer().unwrap().body.len(), 16 << 20);
}

#[test]
fn a_connection_too_many_is_refused_until_another_ends() {
    for (most, said) in [(2, 2), (1, 1), (0, 1)] {
        let server = Server::builder().max_connections(most).start().unwrap();
        let mut clients = (0..said).map(|_| Client::new(&server)).collect::<Vec<_>>();
        for client in &mut clients {
            client.send(any_request(&server));
            assert_eq!(client.answer().unwrap().status, 200);
        }
        let mut more = Client::new(&server);
        more.send(any_request(&server));
        let refused = more.answer().unwrap();
        let (body, message) = (refused.json(), "there are too many connections; ");
        assert_eq!((refused.status, &body["error_code"]), (503, &"APIGW.0613".into()), "{body}");
        assert_eq!(body["error_msg"], format!("{message}{said} may be open at a time"));
        assert_eq!(body["request_id"].as_str(), refused.header("X-Request-Id"));
        assert_eq!(refused.header("Connection"), Some("close"));
        let (rest, end) = more.rest();
        assert!(rest.is_empty() && end.is_ok(), "it ends in peace: {end:?}");
        // Those who are in notice nothing.
        for client in &mut clients {
            client.send(any_request(&server));
            assert_eq!(client.answer().unwrap().status, 200);
        }
        assert_eq!(server.calls(), 2 * said);
        drop(clients.pop());
        while ask(&server, any_request(&server)).status == 503 {}
    }
}

#[test]
fn a_crowd_that_is_refused_holds_nobody_up() {
    let server = Server::builder().max_connections(1).start().unwrap();
    let mut client = Client::new(&server);
    client.send(any_request(&server));
    assert_eq!(client.answer().unwrap().status, 200);
    // They do not leave by themselves.
    let mut crowd = (0..300).map(|_| Client::new(&server)).collect::<Vec<_>>();
    client.send(any_request(&server));
    assert_eq!(client.answer().unwrap().status, 200);
    for refused in &mut crowd {
        assert_eq!(refused.answer().unwrap().status, 503);
    }
}
