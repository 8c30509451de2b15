//! A server that stops lets its calls end.

use std::io::ErrorKind;
use std::net::{Shutdown, TcpStream};
use std::thread;
use std::time::Duration;

use imagejobs_mock::{Answer, Server};

use crate::client::{Client, any_request, open_request};

const MINUTE: Duration = Duration::from_secs(60);

/// Longer than any test.
const LONG: Duration = Duration::from_secs(3600);

fn server() -> Server {
    Server::builder().manual_time().start().unwrap()
}

/// A client that has asked for what is scripted.
fn asking(server: &Server, answer: impl Into<Answer>) -> Client {
    let calls = server.calls();
    server.script(answer);
    let mut client = Client::new(server);
    client.send(any_request(server));
    assert!(server.wait_for_calls(calls + 1));
    client
}

/// A connection that ends in peace, without another byte.
fn assert_closed(client: &mut Client) {
    let (bytes, end) = client.rest();
    assert!(bytes.is_empty() && end.is_ok(), "{end:?}: {}", String::from_utf8_lossy(&bytes));
}

#[test]
fn calls_in_flight_get_whole_answers_which_say_that_they_are_the_last() {
    let server = server();
    let drip = || Answer::status(200).body("0123456789").drip(3, MINUTE);
    let mut clients = [
        asking(&server, Answer::normal().delay(MINUTE)),
        asking(&server, Answer::status(503).delay(MINUTE)),
        asking(&server, drip().delay(MINUTE)),
        // These are written by hand.
        asking(&server, Answer::status(200).body("0123456789").truncate_after(10).delay(MINUTE)),
        asking(&server, drip().truncate_after(10).delay(MINUTE)),
    ];
    assert_eq!(server.close(), 5);
    server.advance(MINUTE);
    server.advance(LONG);
    let answers = clients.each_mut().map(|client| client.answer().unwrap());
    assert_eq!(answers.each_ref().map(|answer| answer.status), [200, 503, 200, 200, 200]);
    for answer in &answers {
        assert_eq!(answer.header("Connection"), Some("close"));
    }
    for answer in &answers[2..] {
        assert_eq!(answer.text(), "0123456789");
    }
    clients.iter_mut().for_each(assert_closed);
    assert_eq!(server.shutdown(LONG), 0);
}

#[test]
fn an_answer_that_has_begun_goes_on_to_its_end() {
    let server = server();
    let whole = Answer::status(200).body("0123456789");
    let by_hand = whole.clone().truncate_after(10);
    let mut clients = [whole, by_hand].map(|answer| {
        let mut client = asking(&server, answer.drip(4, MINUTE));
        assert_eq!(client.head().unwrap().header("Connection"), None);
        assert_eq!(client.bytes(4), b"0123");
        client
    });
    assert_eq!(server.close(), 2);
    server.advance(LONG);
    for client in &mut clients {
        assert_eq!(client.bytes(6), b"456789");
        assert_closed(client);
    }
    assert_eq!(server.shutdown(LONG), 0);
}

#[test]
fn an_answer_that_its_client_has_not_read_yet_is_in_flight() {
    let server = server();
    let mut client = asking(&server, Answer::status(200).body(vec![b'x'; 64 << 20]));
    assert_eq!(client.head().unwrap().status, 200);
    assert_eq!(server.close(), 1);
    assert_eq!(client.bytes(64 << 20).len(), 64 << 20);
    assert_closed(&mut client);
    assert_eq!(server.shutdown(LONG), 0);
}

#[test]
fn a_request_that_has_begun_to_come_is_in_flight() {
    let server = server();
    let request = any_request(&server);
    let (start, rest) = request.split_at(20);
    let mut clients = [(); 6].map(|()| Client::new(&server));
    // The first call of a connection, and a later one; its head, and its body.
    clients[0].send(start);
    clients[1].send(&request);
    assert_eq!(clients[1].answer().unwrap().status, 200);
    clients[1].send(start);
    let with_body = open_request(&server, "job_type=CREATE_SERVER") + "Content-Length: 3\r\n\r\n";
    clients[2].send(with_body + "a");
    // What comes ahead of an answer.
    server.script(Answer::normal().delay(MINUTE));
    clients[3].send(request.clone() + start);
    assert!(server.wait_for_calls(2));
    // What comes together with the call before it, which is answered.
    clients[4].send(request.clone() + start);
    assert_eq!(clients[4].answer().unwrap().status, 200);
    // Nothing but an empty line, which may come before a head.
    clients[5].send(request.clone() + "\r\n");
    assert_eq!(clients[5].answer().unwrap().status, 200);

    assert_eq!(server.close(), 5);
    assert_closed(&mut clients[5]);
    server.advance(MINUTE);
    assert_eq!(clients[3].answer().unwrap().header("Connection"), Some("close"));
    assert_closed(&mut clients[3]);
    clients[2].send("bc");
    for at in [0, 1, 4] {
        clients[at].send(rest);
    }
    for at in [0, 1, 2, 4] {
        let answer = clients[at].answer().unwrap();
        assert_eq!((answer.status, answer.header("Connection")), (200, Some("close")), "{at}");
        assert_closed(&mut clients[at]);
    }
    assert_eq!(server.shutdown(LONG), 0);
}

#[test]
fn whoever_asked_before_the_end_is_answered() {
    let server = server();
    let mut clients = [(); 100].map(|()| Client::new(&server));
    for client in &mut clients {
        client.send(any_request(&server));
    }
    // Most of them have not been looked at yet, some not even been let in.
    server.close();
    for client in &mut clients {
        assert_eq!(client.answer().unwrap().status, 200);
    }
    assert_eq!(server.shutdown(LONG), 0);
}

#[test]
fn connections_on_which_nothing_is_asked_are_closed_at_once() {
    let server = server();
    let mut clients = [(); 4].map(|()| Client::new(&server));
    clients[1].send(any_request(&server));
    assert_eq!(clients[1].answer().unwrap().status, 200);
    clients[2].send("\r\n");
    // The server would wait for a while until this one leaves.
    server.script(Answer::raw("HTTP/1.1 204 No Content\r\n\r\n"));
    clients[3].send(any_request(&server));
    assert_eq!(clients[3].answer().unwrap().status, 204);
    assert_eq!(server.shutdown(LONG), 0);
    clients.iter_mut().for_each(assert_closed);
}

#[test]
fn the_port_is_closed_and_can_be_taken_by_another() {
    let server = server();
    let _asked = asking(&server, Answer::hang());
    assert_eq!((server.close(), server.close()), (1, 1));
    let refused = TcpStream::connect(server.addr()).unwrap_err();
    assert_eq!(refused.kind(), ErrorKind::ConnectionRefused);
    assert_eq!(server.calls(), 1);
    assert_eq!(server.shutdown(Duration::ZERO), 1);
}

#[test]
fn what_never_ends_is_cut_off_after_the_grace() {
    let server = server();
    let mut hung = asking(&server, Answer::hang());
    let mut delayed = asking(&server, Answer::normal().delay(MINUTE));
    let mut endless = asking(&server, Answer::status(200).endless());
    let mut half = Client::new(&server);
    half.send("GET / HT");
    let mut idle = Client::new(&server);
    assert_eq!(server.close(), 4);
    assert_closed(&mut idle);
    let addr = server.addr();
    assert_eq!(server.shutdown(Duration::ZERO), 4);
    for client in [&mut hung, &mut delayed, &mut half] {
        assert!(client.answer().is_err());
    }
    assert!(endless.rest().0.starts_with(b"HTTP/1.1 200 OK\r\n"));
    assert!(TcpStream::connect(addr).is_err());
}

#[test]
fn a_shutdown_waits_for_the_last_call_and_no_longer() {
    let server = Server::start().unwrap();
    server.script(Answer::status(200).body(vec![b'x'; 64 << 20]));
    let mut client = Client::new(&server);
    client.send(any_request(&server));
    assert_eq!(client.head().unwrap().status, 200);
    let stopped = thread::spawn(move || server.shutdown(LONG));
    assert_eq!(client.bytes(64 << 20).len(), 64 << 20);
    // The client does not leave, and is not waited for.
    assert_eq!(stopped.join().unwrap(), 0);
    assert_closed(&mut client);
}

#[test]
fn a_refusal_reaches_a_client_that_still_sends_while_the_server_stops() {
    let server = Server::start().unwrap();
    let mut client = Client::new(&server);
    let head = open_request(&server, "job_type=CREATE_SERVER");
    client.send(head + "Content-Length: 8000000\r\n\r\n");
    assert!(server.wait_for_calls(1));
    assert_eq!(server.close(), 1);
    let stopped = thread::spawn(move || server.shutdown(LONG));
    client.send(vec![b'x'; 8_000_000]);
    assert_eq!(client.answer().unwrap().status, 413);
    client.end(Shutdown::Both);
    assert_eq!(stopped.join().unwrap(), 0);
}

#[test]
fn a_server_without_calls_stops_at_once() {
    assert_eq!(Server::start().unwrap().shutdown(LONG), 0);
    let server = Server::start().unwrap();
    assert_eq!((server.close(), server.calls()), (0, 0));
}

/// Whether calls are answered that come when the port is closed, on connections that are open: one
/// on which nothing was asked, and one that is kept.
fn last_moment() -> bool {
    let server = Server::start().unwrap();
    let mut clients = [(); 2].map(|()| Client::new(&server));
    clients[1].send(any_request(&server));
    assert_eq!(clients[1].answer().unwrap().status, 200);
    let (request, addr) = (any_request(&server), server.addr());
    let stopped = thread::spawn(move || server.shutdown(LONG));
    while TcpStream::connect(addr).is_ok() {}
    for client in &mut clients {
        client.send(&request);
    }
    let answered = clients.each_mut().map(|client| {
        // There is a whole answer or none.
        let answer = client.answer().ok()?;
        assert_eq!((answer.status, answer.header("Connection")), (200, Some("close")));
        assert_closed(client);
        Some(())
    });
    assert_eq!(stopped.join().unwrap(), 0);
    answered.iter().all(Option::is_some)
}

#[test]
fn what_is_asked_in_the_last_moment_is_answered() {
    // A machine that is busy lets the moment go by, but not every time.
    assert!((0..100).any(|_| last_moment()));
}
