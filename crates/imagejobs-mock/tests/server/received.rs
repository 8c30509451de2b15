use imagejobs_mock::Server;

use crate::client::{any_request, ask};

#[test]
fn a_call_is_kept_as_it_was_sent() {
    let server = Server::start().unwrap();
    let request = "PUT /a%2fb/./c?x=%C3%A9&&y=+&y HTTP/1.1\r\nHost: mock\r\nB: 2\r\nA:  1 \r\nContent-Length: 4\r\nB: 3\r\n\r\n\x00\r\n\x01";
    ask(&server, request);
    let [call] = <[_; 1]>::try_from(server.received()).unwrap();
    assert_eq!((call.method.as_str(), call.target.as_str()), ("PUT", "/a%2fb/./c?x=%C3%A9&&y=+&y"));
    let headers = call.headers.iter().map(|(name, value)| (name.as_str(), value.as_ref()));
    assert_eq!(
        headers.collect::<Vec<_>>(),
        [
            ("host", b"mock".as_slice()),
            ("b", b"2"),
            ("b", b"3"),
            ("a", b"1"),
            ("content-length", b"4")
        ]
    );
    assert_eq!(call.header("Content-LENGTH"), Some("4"));
    assert_eq!(call.body.as_ref(), b"\x00\r\n\x01");
}

#[test]
fn a_chunked_body_is_put_together() {
    let server = Server::start().unwrap();
    ask(
        &server,
        "POST / HTTP/1.1\r\nHost: m\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n",
    );
    assert_eq!(server.received()[0].body.as_ref(), b"abcde");
}

#[test]
fn calls_are_counted_even_when_they_are_forgotten() {
    let server = Server::start().unwrap();
    ask(&server, any_request(&server));
    server.clear_received();
    ask(&server, any_request(&server));
    assert_eq!((server.calls(), server.received().len()), (2, 1));
}

#[test]
fn debug_forms_hide_secrets() {
    let server = Server::builder().token("topsecret").start().unwrap();
    let headers = "X-Auth-Token: topsecret\r\nAuthorization: topsecret\r\nX-Security-Token: topsecret\r\nPlain: shown\r\nContent-Length: 9\r\n";
    ask(&server, format!("GET /any HTTP/1.1\r\nHost: mock\r\n{headers}\r\ntopsecret"));
    let shown =
        format!("{:?} {server:?} {:?}", server.received(), Server::builder().token("topsecret"));
    assert!(shown.contains("shown") && !shown.contains("topsecret"), "{shown}");
    let reply = imagejobs_mock::Answer::status(201).header("X-Subject-Token", "topsecret");
    let raw = imagejobs_mock::Answer::raw("topsecret");
    let shown = format!("{:?} {raw:?}", reply.body("topsecret"));
    assert!(!shown.contains("topsecret"), "{shown}");
}
