use std::time::Duration;

use imagejobs_mock::{Answer, Job, Server};

use crate::client::{Client, any_request, ask, list};

const HOUR: Duration = Duration::from_secs(3600);

fn manual() -> Server {
    Server::builder().manual_time().start().unwrap()
}

#[test]
fn a_manual_clock_stands_still_and_moves_with_advance() {
    let server = manual();
    let date = || ask(&server, any_request(&server)).header("Date").unwrap().to_owned();
    assert_eq!(date(), "Thu, 01 Jan 2026 00:00:00 GMT");
    server.advance(HOUR * 25);
    assert_eq!(date(), "Fri, 02 Jan 2026 01:00:00 GMT");
}

#[test]
fn a_job_begins_at_the_servers_present_time() {
    let server = manual();
    let first = server.add(Job::new("CREATE_SERVER"));
    server.advance(Duration::from_millis(90_001));
    let second = server.add(Job::new("CREATE_SERVER"));
    let page = list(&server, "job_type=CREATE_SERVER");
    assert_eq!(page.ids(), [second, first]);
    assert_eq!(page.json()["items"][0]["begin_time"], "2026-01-01T00:01:30.001Z");
}

#[test]
fn a_delayed_answer_waits_for_the_clock() {
    let server = manual();
    server.script(Answer::normal().delay(HOUR));
    let mut client = Client::new(&server);
    client.send(any_request(&server));
    assert!(server.wait_for_calls(1));
    assert_eq!(server.waiting(), 1);

    server.advance(HOUR - Duration::from_nanos(1));
    assert_eq!(server.waiting(), 1);
    server.add(Job::new("CREATE_SERVER").id("added meanwhile"));
    server.advance(Duration::from_nanos(1));
    assert_eq!(client.answer().unwrap().ids(), ["added meanwhile"]);
    assert_eq!(server.waiting(), 0);
}

#[test]
fn an_advance_right_after_the_arrival_is_not_missed() {
    let server = manual();
    server.script(Answer::status(503).delay(HOUR).times(200));
    let mut client = Client::new(&server);
    for call in 1..=200 {
        client.send(any_request(&server));
        assert!(server.wait_for_calls(call));
        server.advance(HOUR);
        assert_eq!(client.answer().unwrap().status, 503);
    }
}

#[test]
fn resets_and_raw_answers_can_be_delayed() {
    let server = manual();
    for (call, answer) in [(1, Answer::reset()), (2, Answer::raw("x"))] {
        server.script(answer.delay(HOUR));
        let mut client = Client::new(&server);
        client.send(any_request(&server));
        assert!(server.wait_for_calls(call));
        assert_eq!(server.waiting(), 1);
        server.advance(HOUR);
        let (bytes, end) = client.rest();
        assert_eq!((bytes.len(), end.is_ok()), (call as usize - 1, call == 2));
    }
}

#[test]
fn a_dripping_body_comes_bit_by_bit() {
    for broken in [false, true] {
        let server = manual();
        let reply = Answer::status(200).body("0123456789").drip(4, HOUR);
        server.script(if broken { reply.truncate_after(9) } else { reply });
        let mut client = Client::new(&server);
        client.send(any_request(&server));
        assert_eq!(client.head().unwrap().header("Content-Length"), Some("10"));
        assert_eq!(client.bytes(4), b"0123");
        assert_eq!(server.waiting(), 1);
        server.advance(HOUR);
        assert_eq!(client.bytes(4), b"4567");
        server.advance(HOUR);
        if broken {
            assert_eq!(client.rest().0, b"8");
        } else {
            assert_eq!(client.bytes(2), b"89");
            client.send(any_request(&server));
            assert_eq!(client.answer().unwrap().status, 200, "the connection lives on");
        }
    }
}

#[test]
fn one_long_advance_lets_all_bits_through() {
    let server = manual();
    server.script(Answer::status(200).body(vec![b'x'; 5000]).drip(0, HOUR).delay(HOUR));
    let mut client = Client::new(&server);
    client.send(any_request(&server));
    assert!(server.wait_for_calls(1));
    server.advance(Duration::MAX);
    assert_eq!(client.answer().unwrap().body.len(), 5000);
}

#[test]
fn a_call_that_hangs_is_let_go_when_the_client_leaves() {
    let server = manual();
    server.script(Answer::hang());
    let mut client = Client::new(&server);
    client.send(any_request(&server));
    assert!(server.wait_for_calls(1));
    server.advance(Duration::MAX);
    assert_eq!(server.waiting(), 1);
    drop(client);
    while server.waiting() > 0 {
        std::thread::yield_now();
    }
}

#[test]
fn a_real_clock_can_be_moved_on_too() {
    let server = Server::start().unwrap();
    server.script(Answer::status(503).delay(HOUR));
    let mut client = Client::new(&server);
    client.send(any_request(&server));
    assert!(server.wait_for_calls(1));
    server.advance(HOUR);
    assert_eq!(client.answer().unwrap().status, 503);
}

#[test]
fn a_real_clock_runs_by_itself() {
    let server = Server::start().unwrap();
    server.script(
        Answer::status(503)
            .body("0123")
            .drip(1, Duration::from_millis(2))
            .delay(Duration::from_millis(20)),
    );
    let begun = std::time::Instant::now();
    assert_eq!(ask(&server, any_request(&server)).text(), "0123");
    assert!(begun.elapsed() >= Duration::from_millis(26));
}

#[test]
fn endless_delays_are_no_trouble() {
    for server in [manual(), Server::start().unwrap()] {
        server.script(Answer::normal().delay(Duration::MAX));
        server.script(Answer::status(200).body("abc").drip(1, Duration::MAX));
        let mut clients = [Client::new(&server), Client::new(&server)];
        for client in &mut clients {
            client.send(any_request(&server));
        }
        assert!(server.wait_for_calls(2));
        assert_eq!(server.waiting(), 2);
    }
}
