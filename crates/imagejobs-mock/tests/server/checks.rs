use imagejobs_mock::Server;

use crate::client::{Answered, Client, ask, request};

fn raw(server: &Server, line: &str, headers: &str) -> Answered {
    let line = line.replace("{p}", server.project_id());
    let headers = headers.replace("{t}", server.token());
    ask(server, format!("{line} HTTP/1.1\r\nHost: mock\r\n{headers}\r\n"))
}

fn assert_gateway_error(answered: &Answered, status: u16, code: &str) {
    let body = answered.json();
    assert_eq!((answered.status, body["error_code"].as_str()), (status, Some(code)), "{body}");
    assert!(!body["error_msg"].as_str().unwrap().is_empty());
    assert_eq!(body["request_id"].as_str(), answered.header("X-Request-Id"));
    assert_eq!(answered.header("Content-Type"), Some("application/json"));
}

#[test]
fn another_path_is_not_found() {
    let server = Server::start().unwrap();
    for path in [
        "/",
        "*",
        "/v1",
        "/v1/{p}",
        "/v1/{p}/image-server-jobs/",
        "/v1/{p}/image-server-jobs/1",
        "/v1//image-server-jobs",
        "/v1/image-server-jobs",
        "/v1/{p}/x/image-server-jobs",
        "/v2/{p}/image-server-jobs",
        "//v1/{p}/image-server-jobs",
        "/V1/{p}/image-server-jobs",
    ] {
        let answered = raw(&server, &format!("OPTIONS {path}"), "");
        assert_gateway_error(&answered, 404, "APIGW.0101");
    }
}

#[test]
fn another_method_is_not_allowed() {
    let server = Server::start().unwrap();
    for method in ["POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "get", "LIST"] {
        let answered = raw(&server, &format!("{method} /v1/{{p}}/image-server-jobs"), "");
        assert_gateway_error(&answered, 405, "APIGW.0101");
        assert_eq!(answered.header("Allow"), Some("GET"), "{method}");
    }
}

#[test]
fn a_long_method_is_clipped_in_the_message() {
    let server = Server::start().unwrap();
    let method = "LONG".repeat(2000);
    let answered = raw(&server, &format!("{method} /v1/{{p}}/image-server-jobs"), "");
    assert_gateway_error(&answered, 405, "APIGW.0101");
    let expected = format!("the method {}… is not allowed here; use GET", &method[..60]);
    assert_eq!(answered.json()["error_msg"], expected);
}

#[test]
fn head_is_not_allowed_and_gets_no_body() {
    let server = Server::start().unwrap();
    let mut client = Client::new(&server);
    let path = format!("/v1/{}/image-server-jobs", server.project_id());
    client.send(format!("HEAD {path} HTTP/1.1\r\nHost: mock\r\n\r\n"));
    let answered = client.head().unwrap();
    assert_eq!((answered.status, answered.header("Allow")), (405, Some("GET")));
    client.send(request(&server, "job_type=CREATE_SERVER"));
    assert_eq!(client.answer().unwrap().status, 200, "the next answer follows at once");
}

#[test]
fn a_missing_or_wrong_token_is_unauthorized() {
    let server = Server::start().unwrap();
    for (headers, hint) in [
        ("", "X-Auth-Token"),
        ("Authorization: Bearer {t}\r\n", "X-Auth-Token"),
        ("X-Auth-Token: \r\n", "decrypt token fail"),
        ("X-Auth-Token: wrong\r\n", "decrypt token fail"),
        ("X-Auth-Token: {t}x\r\n", "decrypt token fail"),
        ("X-Auth-Token: {t}\r\nX-Auth-Token: {t}\r\n", "once"),
    ] {
        let answered = raw(&server, "GET /v1/elsewhere/image-server-jobs", headers);
        assert_gateway_error(&answered, 401, "APIGW.0301");
        let message = answered.json()["error_msg"].as_str().unwrap().to_owned();
        assert!(
            message.starts_with("Incorrect IAM authentication information: decrypt token fail")
        );
        assert!(message.contains(hint), "{headers}: {message}");
        assert!(!message.contains(server.token()));
    }
}

#[test]
fn a_project_of_others_is_forbidden() {
    let server = Server::start().unwrap();
    for project_id in ["0123456789abcdef0123456789abcdef", "%FF", "%7Bproject_id%7D", "{p}0"] {
        let line = format!("GET /v1/{project_id}/image-server-jobs");
        let answered = raw(&server, &line, "X-Auth-Token: {t}\r\n");
        assert_gateway_error(&answered, 403, "APIGW.0302");
    }
}

#[test]
fn a_project_id_that_cannot_be_decoded_is_a_bad_request() {
    let server = Server::start().unwrap();
    for segment in ["%zz", "%", "%4", "{p}%", "%25%é"] {
        for headers in ["X-Auth-Token: {t}\r\n", ""] {
            let answered = raw(&server, &format!("GET /v1/{segment}/image-server-jobs"), headers);
            assert_gateway_error(&answered, 400, "APIGW.0201");
            let message = answered.json()["error_msg"].as_str().unwrap().to_owned();
            assert!(message.starts_with("project_id is \""), "{message}");
            assert!(message.contains("percent-encoding"), "{message}");
        }
    }
}

#[test]
fn the_project_id_may_be_encoded() {
    let server = Server::builder().project_id("a/b é").start().unwrap();
    for segment in ["a%2Fb%20%C3%A9", "a%2fb%20%c3%a9", "%61%2Fb%20%C3%A9"] {
        let line = format!("GET /v1/{segment}/image-server-jobs?job_type=CREATE_SERVER");
        assert_eq!(raw(&server, &line, "X-Auth-Token: {t}\r\n").status, 200, "{segment}");
    }
}

#[test]
fn a_query_that_is_wrong_is_a_bad_request() {
    let server = Server::start().unwrap();
    let types = "one of CREATE_SERVER, CREATE_SERVER_IMAGE, DELETE_SERVER";
    let statuses = "one of WAITING, RUNNING, SUCCESS, FAILED";
    let limits = "an integer from 1 to 100";
    let offsets = "an integer from 0 up";
    for (query, parts) in [
        ("", ["job_type is missing", types]),
        ("status=RUNNING&limit=5", ["job_type is missing", types]),
        ("job_type", ["job_type is empty", types]),
        ("job_type=", ["job_type is empty", types]),
        ("job_type=createServer", ["job_type is \"createServer\"", types]),
        ("job_type=create_server", ["job_type is \"create_server\"", types]),
        ("job_type=BUILD_IMAGE", ["job_type is \"BUILD_IMAGE\"", types]),
        ("job_type=CREATE_SERVER+", ["job_type is \"CREATE_SERVER \"", types]),
        ("JOB_TYPE=CREATE_SERVER", ["job_type is missing", types]),
        ("job_type=CREATE_SERVER&job_type=CREATE_SERVER", ["job_type is given twice", "once"]),
        ("job_type=CREATE_SERVER&status=", ["status is empty", statuses]),
        ("job_type=CREATE_SERVER&status=running", ["status is \"running\"", statuses]),
        ("job_type=CREATE_SERVER&status=DONE", ["status is \"DONE\"", statuses]),
        (
            "job_type=CREATE_SERVER&status=FAILED&status=RUNNING",
            ["status is given twice", "\"RUNNING\""],
        ),
        ("job_type=CREATE_SERVER&limit=0", ["limit is \"0\"", limits]),
        ("job_type=CREATE_SERVER&limit=101", ["limit is \"101\"", limits]),
        ("job_type=CREATE_SERVER&limit=-1", ["limit is \"-1\"", limits]),
        ("job_type=CREATE_SERVER&limit=1.0", ["limit is \"1.0\"", limits]),
        ("job_type=CREATE_SERVER&limit=+5", ["limit is \" 5\"", limits]),
        ("job_type=CREATE_SERVER&limit=%2B5", ["limit is \"+5\"", limits]),
        ("job_type=CREATE_SERVER&limit=ten", ["limit is \"ten\"", limits]),
        ("job_type=CREATE_SERVER&limit=", ["limit is empty", limits]),
        ("job_type=CREATE_SERVER&limit=99999999999999999999999", ["limit is", limits]),
        ("job_type=CREATE_SERVER&limit=%D9%A5", ["limit is \"٥\"", limits]),
        ("job_type=CREATE_SERVER&limit=5&limit=5", ["limit is given twice", "once"]),
        ("job_type=CREATE_SERVER&offset=-1", ["offset is \"-1\"", offsets]),
        ("job_type=CREATE_SERVER&offset=1e3", ["offset is \"1e3\"", offsets]),
        ("job_type=CREATE_SERVER&offset=", ["offset is empty", offsets]),
        ("job_type=CREATE_SERVER&offset=0&offset=1", ["offset is given twice", "once"]),
        ("job_type=CREATE%5", ["job_type is \"CREATE%5\"", "percent-encoding"]),
        ("job_type=CREATE_SERVER&limit=%zz", ["limit is \"%zz\"", "percent-encoding"]),
        ("job_type=CREATE_SERVER&limit=%", ["limit is \"%\"", "percent-encoding"]),
        ("job_type=CREATE_SERVER&status=%ff", ["status is \"%ff\"", "is not UTF-8"]),
        ("job_type=CREATE_SERVER&limit=%2B+%C3", ["limit is \"%2B+%C3\"", "is not UTF-8"]),
        ("job_type=CREATE_SERVER&limit=%C3%", ["limit is \"%C3%\"", "percent-encoding"]),
    ] {
        let answered = ask(&server, request(&server, query));
        let body = answered.json();
        let message = body["error_msg"].as_str().unwrap();
        assert_eq!((answered.status, &body["error_code"]), (400, &"WKS.0001".into()), "{query}");
        assert_eq!(body.as_object().unwrap().len(), 2, "{body}");
        for part in parts {
            assert!(message.contains(part), "{query}: {part} is not in: {message}");
        }
    }
}

#[test]
fn a_parameter_that_the_api_does_not_know_may_be_anything() {
    let server = Server::start().unwrap();
    for other in ["x=%FF", "x=%zz", "x=%", "%C3=1", "%zz=1", "%", "=", "x=1&x=2", "limi%74%00=0"] {
        let answered = ask(&server, request(&server, &format!("{other}&job_type=CREATE_SERVER")));
        assert_eq!(answered.status, 200, "{other}: {}", answered.text());
    }
}

#[test]
fn checks_come_in_the_order_path_method_token_project_query() {
    let server = Server::start().unwrap();
    for (line, headers, status) in [
        ("POST /v1/x/nothing?limit=0", "", 404),
        ("POST /v1/x/image-server-jobs?limit=0", "", 405),
        ("GET /v1/x/image-server-jobs?limit=0", "", 401),
        ("GET /v1/x/image-server-jobs?limit=0", "X-Auth-Token: {t}\r\n", 403),
        ("GET /v1/{p}/image-server-jobs?limit=0", "X-Auth-Token: {t}\r\n", 400),
        ("GET /v1/{p}/image-server-jobs?job_type=DELETE_SERVER", "X-Auth-Token: {t}\r\n", 200),
        (
            "GET http://elsewhere/v1/{p}/image-server-jobs?job_type=DELETE_SERVER",
            "x-auth-token:{t}\r\n",
            200,
        ),
    ] {
        assert_eq!(raw(&server, line, headers).status, status, "{line}");
    }
}

#[test]
fn every_answer_has_a_request_id_of_its_own_that_follows_from_the_seed() {
    let ids = |seed| {
        let server = Server::builder().seed(seed).start().unwrap();
        ["GET /", "GET /v1/{p}/image-server-jobs", "POST /v1/{p}/image-server-jobs", "GET /"].map(
            |line| {
                let answered = raw(&server, line, "");
                answered.header("X-Request-Id").unwrap().to_owned()
            },
        )
    };
    let (one, other) = (ids(1), ids(2));
    assert_eq!(one, ids(1));
    for (number, id) in one.iter().enumerate() {
        assert!(id.len() == 32 && id.bytes().all(|byte| byte.is_ascii_hexdigit()), "{id}");
        assert!(!one[..number].contains(id) && !other.contains(id), "{id}");
    }
}
