use std::time::Duration;

use imagejobs_mock::{Auth, Keys, Server};
use serde_json::{Value, json};

use crate::client::{Answered, ask};
use crate::signing::{Call, refused};

fn server() -> Server {
    let builder = Server::builder().manual_time().user("ann", "sentinel", "acme");
    let builder = builder.region("cn-north-4", "p1").region("cn-east-3", "p2");
    builder.region("twice", "p3").region("twice", "p4").start().unwrap()
}

fn body() -> Value {
    json!({"auth": {
        "identity": {"methods": ["password"], "password": {"user": {
            "name": "ann", "password": "sentinel", "domain": {"name": "acme"},
        }}},
        "scope": {"project": {"name": "cn-north-4"}},
    }})
}

fn with(at: &str, value: impl Into<Value>) -> Value {
    let mut body = body();
    *body.pointer_mut(at).unwrap() = value.into();
    body
}

fn post(server: &Server, body: impl AsRef<str>) -> Answered {
    let (body, path) = (body.as_ref(), "/v3/auth/tokens?nocatalog=true");
    let length = body.len();
    ask(
        server,
        format!("POST {path} HTTP/1.1\r\nHost: mock\r\nContent-Length: {length}\r\n\r\n{body}"),
    )
}

fn token(server: &Server, body: &Value) -> String {
    let answered = post(server, body.to_string());
    assert_eq!(answered.status, 201, "{}", answered.text());
    answered.header("X-Subject-Token").unwrap().to_owned()
}

fn list_with(server: &Server, project: &str, token: &str) -> Answered {
    let path = format!("/v1/{project}/image-server-jobs");
    Call::get(server, &path, "job_type=CREATE_SERVER").with("x-auth-token", token).ask(server)
}

#[test]
fn a_password_gives_a_token_of_the_project() {
    let server = server();
    let answered = post(&server, body().to_string());
    assert_eq!(answered.status, 201, "{}", answered.text());
    let told = &answered.json()["token"];
    assert_eq!(told["issued_at"], "2026-01-01T00:00:00.000000Z");
    assert_eq!(told["expires_at"], "2026-01-02T00:00:00.000000Z");
    assert_eq!(told["methods"], json!(["password"]));
    assert_eq!(
        (&told["project"]["id"], &told["project"]["name"]),
        (&json!("p1"), &json!("cn-north-4"))
    );
    assert_eq!(
        (&told["user"]["name"], &told["user"]["domain"]["name"]),
        (&json!("ann"), &json!("acme"))
    );
    assert_eq!(answered.header("X-IAM-Trace-Id").unwrap().len(), 32);
    assert_eq!(answered.header("X-Request-Id"), None);

    let token = answered.header("X-Subject-Token").unwrap();
    assert!(!answered.text().contains(token));
    for (project, status) in [("p1", 200), ("p2", 403), (server.project_id(), 403)] {
        assert_eq!(list_with(&server, project, token).status, status, "{project}");
    }
}

#[test]
fn a_project_may_be_asked_for_by_name_or_id() {
    let server = server();
    let own = server.project_id();
    for (scope, project) in [
        (json!({"name": "cn-east-3"}), "p2"),
        (json!({"name": "cn-east-3", "domain": {"name": "acme"}}), "p2"),
        (json!({"id": "p3"}), "p3"),
        (json!({"id": "p4"}), "p4"),
        (json!({"name": "twice"}), "p3"),
        (json!({ "id": own }), own),
    ] {
        let token = token(&server, &with("/auth/scope/project", scope.clone()));
        assert_eq!(list_with(&server, project, &token).status, 200, "{scope}");
    }
}

#[test]
fn a_token_is_good_until_it_expires_and_never_given_twice() {
    let builder = Server::builder().manual_time().token_lifetime(Duration::from_secs(60));
    let server = builder.user("ann", "sentinel", "acme").start().unwrap();
    let (first, project) = (token(&server, &body()), server.project_id());
    server.advance(Duration::from_millis(59_999));
    let second = token(&server, &body());
    assert_ne!(first, second);
    assert_eq!(list_with(&server, project, &first).status, 200);
    server.advance(Duration::from_millis(1));
    assert_eq!(refused(&list_with(&server, project, &first)), "decrypt token fail");
    assert_eq!(list_with(&server, project, &second).status, 200);
    assert_eq!(list_with(&server, project, server.token()).status, 200);
}

#[test]
fn who_is_not_known_is_told_in_iams_shape() {
    let server = server();
    let wrong = "The username or password is wrong.";
    for (body, message) in [
        (with("/auth/identity/password/user/password", "wrong"), wrong),
        (with("/auth/identity/password/user/password", "sentinel "), wrong),
        (with("/auth/identity/password/user/name", "bob"), wrong),
        (with("/auth/identity/password/user/domain/name", "Acme"), wrong),
        (with("/auth/scope/project/name", "nowhere"), "Could not find project: nowhere."),
        (with("/auth/scope/project", json!({"id": "p9"})), "Could not find project: p9."),
    ] {
        let answered = post(&server, body.to_string());
        let expected = json!({"error": {"code": 401, "message": message, "title": "Unauthorized"}});
        assert_eq!((answered.status, answered.json()), (401, expected));
        assert!(answered.header("X-IAM-Trace-Id").is_some());
        assert_eq!(answered.header("X-Subject-Token"), None);
    }
}

#[test]
fn a_request_that_lacks_something_is_told_what() {
    let server = server();
    let user = "/auth/identity/password/user";
    for (body, message) in [
        (String::new(), "the body is not JSON"),
        ("[]".to_owned(), "auth.identity.methods is missing"),
        (
            with("/auth/identity/methods", json!(["token"])).to_string(),
            "auth.identity.methods does not",
        ),
        (with(user, json!(null)).to_string(), "auth.identity.password.user.name is missing"),
        (
            with(&format!("{user}/name"), 5).to_string(),
            "auth.identity.password.user.name is missing",
        ),
        (
            with(&format!("{user}/password"), "").to_string(),
            "auth.identity.password.user.password is missing",
        ),
        (
            with(&format!("{user}/domain"), json!({})).to_string(),
            "auth.identity.password.user.domain.name is missing",
        ),
        (
            with("/auth/scope", json!({"domain": {"name": "acme"}})).to_string(),
            "auth.scope.project.name or auth.scope.project.id is missing",
        ),
    ] {
        let answered = post(&server, &body);
        let error = &answered.json()["error"];
        assert_eq!((answered.status, &error["title"]), (400, &json!("Bad Request")), "{body}");
        assert!(error["message"].as_str().unwrap().starts_with(message), "{body}: {error}");
        assert!(!error.to_string().contains("sentinel"));
    }
}

#[test]
fn a_region_has_its_projects() {
    let server = server();
    for (query, found) in [
        ("name=cn-north-4", vec!["p1"]),
        ("name=cn%2Deast-3&page=1", vec!["p2"]),
        ("name=twice", vec!["p3", "p4"]),
        ("name=nowhere", vec![]),
        ("name=", vec![]),
        ("", vec!["p1", "p2", "p3", "p4"]),
    ] {
        let by_key = Call::get(&server, "/v3/projects", query).sign(server.keys());
        let by_token =
            Call::get(&server, "/v3/projects", query).with("x-auth-token", server.token());
        for call in [by_key, by_token] {
            let answered = call.ask(&server);
            assert_eq!(answered.status, 200, "{}", answered.text());
            let projects = answered.json()["projects"].as_array().unwrap().clone();
            let ids: Vec<_> = projects.iter().map(|p| p["id"].as_str().unwrap()).collect();
            assert_eq!(ids, found, "{query}");
            assert!(projects.iter().all(|p| p["enabled"] == true && p["domain_id"].is_string()));
            let own = answered.json()["links"]["self"].as_str().unwrap().to_owned();
            assert!(own.starts_with("http://mock/v3/projects"), "{own}");
        }
    }
}

#[test]
fn keys_with_a_project_see_only_that_one() {
    let builder = Server::builder().region("cn-north-4", "p1").region("cn-east-3", "p2");
    let mine = Keys::new("AK1", "one").project_id("mine");
    let second = Keys::new("AK2", "two").project_id("p2");
    let server = builder.keys(mine.clone()).keys(second.clone()).start().unwrap();
    for (keys, query, found) in [
        (&mine, "name=cn-north-4", vec![("mine", "cn-north-4")]),
        (&mine, "name=cn-east-3", vec![]),
        (&second, "", vec![("p2", "cn-east-3")]),
    ] {
        let answered = Call::get(&server, "/v3/projects", query).sign(keys).ask(&server);
        let projects = answered.json()["projects"].as_array().unwrap().clone();
        let seen =
            projects.iter().map(|p| (p["id"].as_str().unwrap(), p["name"].as_str().unwrap()));
        assert_eq!(seen.collect::<Vec<_>>(), found, "{keys:?} {query}");
    }
}

#[test]
fn without_arrangement_there_is_one_region_and_one_user() {
    let server = Server::start().unwrap();
    let answered = Call::get(&server, "/v3/projects", "").sign(server.keys()).ask(&server);
    let projects = &answered.json()["projects"];
    assert_eq!(projects[0]["name"], "cn-north-4");
    assert_eq!(
        (projects[0]["id"].as_str(), &projects[1]),
        (Some(server.project_id()), &Value::Null)
    );

    let user = server.user();
    let mut body = with("/auth/identity/password/user/name", user.name());
    body["auth"]["identity"]["password"]["user"]["password"] = user.password().into();
    body["auth"]["identity"]["password"]["user"]["domain"]["name"] = user.domain().into();
    let token = token(&server, &body);
    assert_eq!(list_with(&server, server.project_id(), &token).status, 200);
    assert_ne!(user.password(), Server::builder().seed(1).start().unwrap().user().password());
}

#[test]
fn projects_are_for_those_who_are_known() {
    for auth in [Auth::Token, Auth::Signed, Auth::Any] {
        let server = Server::builder().auth(auth).start().unwrap();
        let call = || Call::get(&server, "/v3/projects", "");
        let refusal = call().ask(&server);
        assert!(refused(&refusal).starts_with("decrypt token fail"));
        let id = refusal.json()["request_id"].clone();
        assert_eq!(refusal.header("X-IAM-Trace-Id"), id.as_str());
        assert_eq!(call().sign(&Keys::new("AK", "x")).ask(&server).status, 401);
        assert_eq!(call().sign(server.keys()).ask(&server).status, 200);
    }
    let server = Server::builder().auth(Auth::None).start().unwrap();
    assert_eq!(Call::get(&server, "/v3/projects", "").ask(&server).status, 200);
}

#[test]
fn other_paths_and_methods_of_iam_are_told() {
    let server = Server::start().unwrap();
    for (line, status, allow) in [
        ("GET /v3/auth/tokens", 405, Some("POST")),
        ("HEAD /v3/projects/", 404, None),
        ("POST /v3/projects", 405, Some("GET")),
        ("GET /v3/users", 404, None),
    ] {
        let mut client = crate::client::Client::new(&server);
        client.send(format!("{line} HTTP/1.1\r\nHost: mock\r\n\r\n"));
        let answered = client.head().unwrap();
        assert_eq!((answered.status, answered.header("Allow")), (status, allow), "{line}");
        assert!(answered.header("X-IAM-Trace-Id").is_some());
    }
}

#[test]
fn a_password_is_in_no_debug_form() {
    let server = server();
    post(&server, body().to_string());
    let builder = Server::builder().user("ann", "sentinel", "acme");
    let shown = format!("{server:?} {:?} {:?} {builder:?}", server.user(), server.received());
    assert!(shown.contains("ann") && !shown.contains("sentinel"), "{shown}");
}
