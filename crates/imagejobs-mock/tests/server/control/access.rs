//! Who may control a server, and what is refused.

use imagejobs_mock::Server;
use serde_json::json;

use super::{control, error, server, with_header};
use crate::client::ask;

#[test]
fn health_is_told_to_whoever_asks_and_all_else_is_off_unless_it_is_asked_for() {
    let server = Server::start().unwrap();
    let health = control(&server, "GET /-/health", "");
    assert_eq!((health.status, health.json()), (200, json!({ "status": "ok" })));
    for line in ["POST /-/jobs", "GET /-/received", "DELETE /-/faults", "GET /-/nonsense", "GET /-"]
    {
        let off = control(&server, line, "{}");
        assert_eq!(off.status, 403, "{line}");
        assert!(error(&off).contains("imagejobs serve --control"), "{line}");
    }
    assert_eq!(server.calls(), 0, "a call of the control API is none to the service");
}

#[test]
fn a_key_is_asked_for_where_there_is_one_and_must_be_where_others_reach_the_server() {
    let anywhere = || Server::builder().listen("0.0.0.0:0".parse().unwrap());
    let error = anywhere().control().start().unwrap_err();
    assert_eq!(error.kind(), std::io::ErrorKind::InvalidInput);
    assert!(error.to_string().contains("with a key only"), "{error}");
    for key in ["", "a b", "\u{fc}"] {
        assert!(anywhere().control_key(key).start().is_err(), "{key:?}");
    }
    let server = Server::builder().control_key("made-up").start().unwrap();
    for (header, status) in [
        ("Accept: */*", 401),
        ("X-Control-Key: made-u", 401),
        ("X-Control-Key: made-up1", 401),
        ("X-Control-Key: made-up", 200),
    ] {
        assert_eq!(with_header(&server, "GET /-/received", header, "").status, status, "{header}");
    }
}

#[test]
fn what_makes_no_sense_is_refused_with_what_would_be_right() {
    let server = server(Server::builder());
    for (line, body, status, says) in [
        ("POST /-/jobs", "", 400, "EOF while parsing"),
        ("DELETE /-/jobs?project=%ff", "", 400, "project is \"%ff\", which is not UTF-8"),
        ("DELETE /-/jobs?project=a&project=b", "", 400, "project is given twice"),
        ("PUT /-/projects/%ff", "", 400, "the path is not UTF-8"),
        (
            "DELETE /-/jobs?projekt=a",
            "",
            400,
            "there is no parameter \"projekt\"; there are project,",
        ),
        ("POST /-/time?x=1", "{}", 400, "there is no parameter \"x\""),
        ("PUT /-/snapshots/", "", 404, "/-/snapshots/{name}"),
        ("DELETE /-/jobs/", "", 404, "/-/jobs/{id}"),
        ("POST /-/jobs", "7", 400, "a job must be an object"),
        ("POST /-/jobs", r#"[{"job_type":"A"},["A"]]"#, 400, "[1]: a job must be an object"),
        ("POST /-/jobs", r#"[{"job_type":"A"},{"id":7}]"#, 400, "[1]: invalid type: integer `7`"),
        ("POST /-/jobs", r#"[{}]"#, 400, "[0]: job_type is missing"),
        ("POST /-/jobs", r#"{"job_type":"A","lifecycle":"5s"}"#, 400, "an object with waits, runs"),
        ("PATCH /-/jobs/1", r#"{"lifecycle":null}"#, 400, "invalid type: null"),
        ("PATCH /-/jobs/1", r#"{"end_time":null}"#, 400, "invalid type: null"),
        ("POST /-/time", r#"{"freeze":null}"#, 400, "invalid type: null"),
        ("POST /-/time", "[]", 400, "what is done to time must be an object"),
        ("PUT /-/projects/a", "[]", 400, "a project must be an object"),
        ("PUT /-/projects/a", r#"{"limit":5}"#, 400, "a limit, which is an object with calls"),
        ("PUT /-/faults", "[]", 400, "the plan at line 1, column 1 is a list"),
        ("PUT /-/faults", r#"["slow", {"rules": [{"rate": 2}]}]"#, 400, "rules[0].rate"),
        ("GET /-/-/jobs", "", 404, "/-/received"),
        ("PUT /-/projects/a", r#"{"jobs":5000000000}"#, 400, "it must be at most 10000000"),
        ("POST /-/jobs", r#"{"id":"1"}"#, 400, "job_type is missing"),
        ("POST /-/jobs", r#"[{"job_type":"A","color":1}]"#, 400, "unknown field `color`, expected"),
        ("POST /-/jobs", r#"{"job_type":"A","lifecycle":{"runs":"ten"}}"#, 400, "500ms, 2m or 1h"),
        ("PATCH /-/jobs/1", "{}", 404, "there is no job with the id \"1\""),
        ("PATCH /-/jobs/1", r#"{"id":"2"}"#, 400, "the id of a job stays"),
        ("PATCH /-/jobs/1", r#"{"status":7}"#, 400, "expected a string"),
        ("GET /-/jobs/1", "", 404, "there is no job with the id \"1\""),
        ("DELETE /-/jobs?project=nobodys", "", 404, "there is no project \"nobodys\"; there are "),
        ("PUT /-/projects/a", r#"{"id":"b"}"#, 400, "id is \"b\"; it must be \"a\""),
        ("PUT /-/projects/a", r#"{"limit":{"calls":0,"window":"1s"}}"#, 400, "limit.calls is 0"),
        ("DELETE /-/projects/a", "", 404, "there is no project \"a\""),
        ("GET /-/projects/a", "", 405, "use PUT, DELETE"),
        ("POST /-/snapshots/a/restore", "", 404, "there is no snapshot \"a\""),
        ("DELETE /-/snapshots/a", "", 404, "there is no snapshot \"a\""),
        ("POST /-/snapshots/a", "", 405, "use PUT, DELETE"),
        ("POST /-/time", r#"{"freeze":"yes"}"#, 400, "expected a boolean"),
        ("POST /-/time", r#"{"advance":"-1s"}"#, 400, "\"-1s\" must be a duration"),
        ("PUT /-/faults", r#"{"rules":[{"every":0}]}"#, 400, "rules[0]"),
        ("PUT /-/jobs", "", 405, "use GET, POST, DELETE"),
        ("GET /-/jobs?job_type=ALL", "", 400, "job_type is \"ALL\"; it must be one of"),
        ("GET /-/jobs?limit=0", "", 400, "limit is \"0\"; it must be an integer from 1 to 100"),
        ("POST /-/health", "", 405, "use GET"),
        ("GET /-/nonsense", "", 404, "/-/received"),
    ] {
        let refused = control(&server, line, body);
        assert_eq!(refused.status, status, "{line} {body}");
        assert!(error(&refused).contains(says), "{line} {body}: {}", error(&refused));
        assert_eq!(refused.header("allow").is_some(), status == 405);
    }
}

#[test]
fn no_page_in_a_browser_controls_the_server() {
    let server = server(Server::builder());
    for header in ["Origin: http://127.0.0.1", "Origin: null", "Sec-Fetch-Site: cross-site"] {
        let page = with_header(&server, "POST /-/jobs", header, r#"{"job_type":"A"}"#);
        assert_eq!(
            (page.status, &*error(&page)),
            (403, "no page in a browser controls the server")
        );
    }
    // Nor one whose name somebody lets lead to this machine.
    let named = |host: &str| {
        ask(&server, format!("GET /-/received HTTP/1.1\r\nHost: {host}\r\n\r\n")).status
    };
    let hosts = ["rebound.example", "rebound.example:80", "127.0.0.1.example", "a@b"];
    assert_eq!(hosts.map(named), [403; 4]);
    assert_eq!(["localhost:1", "LOCALHOST", "[::1]:80", "127.0.0.1:80"].map(named), [200; 4]);
    let keyed = Server::builder().control_key("made-up").start().unwrap();
    let head = "GET /-/received HTTP/1.1\r\nHost: a-name\r\nX-Control-Key: made-up\r\n\r\n";
    assert_eq!(ask(&keyed, head).status, 200);
    assert_eq!(server.job_count(), 0);
}

#[test]
fn a_call_that_is_refused_before_it_is_read_is_not_recorded_either() {
    let server = Server::builder().control_key("sentinel").start().unwrap();
    let head = "PUT /-/projects/a HTTP/1.1\r\nHost: mock\r\nX-Control-Key: sentinel";
    let refused = ask(&server, format!("{head}\r\nContent-Length: 9999999\r\n\r\n"));
    assert_eq!((refused.status, server.calls()), (413, 0));
    // Who sends the key with every call does not find it again.
    let asked = ask(
        &server,
        "GET /v1/p/image-server-jobs HTTP/1.1\r\nHost: mock\r\nX-Control-Key: sentinel\r\n\r\n",
    );
    assert_eq!(asked.status, 401);
    let told = with_header(&server, "GET /-/received", "X-Control-Key: sentinel", "");
    assert!(told.text().contains("x-control-key"), "{}", told.text());
    assert!(
        !told.text().contains("sentinel")
            && !format!("{:?}", server.received()).contains("sentinel")
    );
}
