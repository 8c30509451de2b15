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
        assert_eq!(ask(&server, any_request(&server)).status, 200);
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
