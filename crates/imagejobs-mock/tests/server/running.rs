use std::io::ErrorKind;
use std::net::TcpStream;
use std::time::Duration;

use imagejobs_mock::{Answer, Server};

use crate::client::{Client, any_request, ask};

#[test]
fn the_url_is_the_address_without_a_slash() {
    let server = Server::start().unwrap();
    assert_eq!(server.url(), format!("http://127.0.0.1:{}", server.addr().port()));
}

#[test]
fn token_and_project_follow_from_the_seed() {
    let start = |seed| Server::builder().seed(seed).start().unwrap();
    let (one, same, other) = (start(1), start(1), start(2));
    assert_eq!((one.token(), one.project_id()), (same.token(), same.project_id()));
    assert_ne!(one.token(), other.token());
    assert_ne!(one.project_id(), other.project_id());
    let id = one.project_id();
    assert!(id.len() == 32 && id.bytes().all(|byte| byte.is_ascii_hexdigit()), "{id}");
}

#[test]
fn token_and_project_can_be_given() {
    let server = Server::builder().token("t").project_id("p").start().unwrap();
    let request = "GET /v1/p/image-server-jobs?job_type=CREATE_SERVER HTTP/1.1\r\nHost: m\r\nX-Auth-Token: t\r\n\r\n";
    assert_eq!(ask(&server, request).status, 200);
}

#[test]
fn a_token_or_project_that_cannot_be_sent_is_an_error() {
    for builder in [
        Server::builder().token(""),
        Server::builder().token("a\nb"),
        Server::builder().token(" a"),
        Server::builder().project_id(""),
    ] {
        assert_eq!(builder.start().unwrap_err().kind(), ErrorKind::InvalidInput);
    }
}

#[test]
fn an_address_in_use_is_an_error() {
    let server = Server::start().unwrap();
    let error = Server::builder().listen(server.addr()).start().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::AddrInUse);
}

#[test]
fn a_server_on_all_addresses_names_one_that_can_be_reached() {
    let server = Server::builder().listen("0.0.0.0:0".parse().unwrap()).start().unwrap();
    assert!(server.url().starts_with("http://127.0.0.1:"), "{}", server.url());
}

#[test]
fn dropping_the_server_ends_calls_in_flight() {
    let server = Server::builder().manual_time().start().unwrap();
    server.script(Answer::hang());
    server.script(Answer::normal().delay(Duration::from_secs(1)));
    server.script(Answer::status(200).body("0123").drip(1, Duration::from_secs(1)));
    server
        .script(Answer::status(200).body("0123").drip(1, Duration::from_secs(1)).truncate_after(3));
    let mut clients = [(); 6].map(|()| Client::new(&server));
    for client in &mut clients[..4] {
        client.send(any_request(&server));
    }
    clients[4].send("GET / HT");
    assert!(server.wait_for_calls(4));
    let addr = server.addr();
    drop(server);
    for client in &mut clients {
        let (_, end) = client.rest();
        let kind = end.err().map(|error| error.kind());
        assert!(matches!(kind, None | Some(ErrorKind::ConnectionReset)), "{kind:?}");
    }
    assert!(TcpStream::connect(addr).is_err());
}

#[test]
fn servers_can_be_started_used_and_dropped_in_async_code() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let server = Server::start().unwrap();
        let request = any_request(&server);
        let addr = server.addr();
        let caller = std::thread::spawn(move || {
            use std::io::Write;
            let mut socket = TcpStream::connect(addr).unwrap();
            socket.write_all(request.as_bytes()).unwrap();
            socket
        });
        server.called(1).await;
        drop(caller.join().unwrap());
        assert_eq!(server.received()[0].method, "GET");
        assert!(Server::builder().listen(server.addr()).start().is_err());
    });
}

#[test]
fn a_hundred_servers_can_run_at_once() {
    let servers = (0..100).map(|seed| Server::builder().seed(seed).start().unwrap());
    let servers = servers.collect::<Vec<_>>();
    for server in &servers {
        assert_eq!(ask(server, any_request(server)).status, 200);
    }
}
