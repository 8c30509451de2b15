mod access;

use std::time::Duration;

use imagejobs_mock::{Answer, Builder, Fault, FaultPlan, Job, Latency, Lifecycle, Project, Server};
use serde_json::json;

use crate::client::{Answered, Client, any_request, ask};

/// A call of the control API.
fn control(server: &Server, line: &str, body: &str) -> Answered {
    with_header(server, line, "Accept: */*", body)
}

fn with_header(server: &Server, line: &str, header: &str, body: &str) -> Answered {
    let length = body.len();
    let head =
        format!("{line} HTTP/1.1\r\nHost: 127.0.0.1\r\n{header}\r\nContent-Length: {length}");
    ask(server, format!("{head}\r\n\r\n{body}"))
}

/// What it says of a call that it refuses.
fn error(answered: &Answered) -> String {
    answered.json()["error"].as_str().unwrap().to_owned()
}

fn server(builder: Builder) -> Server {
    builder.control().start().unwrap()
}

#[test]
fn jobs_are_added_changed_and_removed() {
    let server = server(Server::builder().frozen_jobs());
    let one = r#"{"job_type":"CREATE_SERVER","id":"a/b","begin_time":"2026-01-01T00:00:00Z"}"#;
    assert_eq!(control(&server, "POST /-/jobs", one).json(), json!({ "ids": ["a/b"] }));
    let many = r#" [{"job_type":"CREATE_SERVER","lifecycle":{"waits":"1m","runs":"1m","ends":"FAILED"}},
        {"job_type":"REBUILD","listed_under":"DELETE_SERVER","status":"PAUSED","sub_jobs_total":7,
         "fields":{"more":[1],"status":null},"without":["end_time"]}]"#;
    let ids = control(&server, "POST /-/jobs", many).json()["ids"].clone();
    let id = |at: usize| ids[at].as_str().unwrap();
    assert_eq!(server.ids("DELETE_SERVER", None), [id(1)]);

    assert_eq!(control(&server, "PATCH /-/jobs/a%2Fb", r#"{"status":"SUCCESS"}"#).status, 204);
    assert_eq!(server.ids("CREATE_SERVER", Some("SUCCESS")), ["a/b"]);
    let moved = control(&server, "POST /-/time", r#"{"pass":"3m"}"#);
    assert_eq!(moved.json()["jobs_now"], "2026-01-01T00:03:00Z");
    assert_eq!(server.ids("CREATE_SERVER", Some("FAILED")), [id(0)]);

    assert_eq!(control(&server, "DELETE /-/jobs/a%2Fb", "").status, 204);
    let gone = control(&server, "DELETE /-/jobs/a%2Fb", "");
    assert_eq!((gone.status, error(&gone).as_str()), (404, "there is no job with the id \"a/b\""));
}

#[test]
fn a_job_is_shown_as_it_can_be_added_again() {
    let server = server(Server::builder().frozen_jobs());
    for (sent, shown) in [
        (
            json!({"job_type": "CREATE_SERVER", "id": "1"}),
            json!({"job_type": "CREATE_SERVER", "id": "1", "status": "WAITING", "sub_jobs_total": 1,
                   "begin_time": "2026-01-01T00:00:00.000Z"}),
        ),
        (
            json!({"job_type": "REBUILD", "id": "2", "status": "SUCCESS", "begin_time": "soon",
                   "end_time": "never", "sub_jobs_total": 0, "listed_under": "DELETE_SERVER",
                   "stays": true, "fields": {"more": null}, "without": ["id"]}),
            json!({"job_type": "REBUILD", "id": "2", "status": "SUCCESS", "begin_time": "soon",
                   "end_time": "never", "sub_jobs_total": 0, "listed_under": "DELETE_SERVER",
                   "stays": true, "fields": {"more": null}, "without": ["id"]}),
        ),
        (
            json!({"job_type": "CREATE_SERVER", "id": "3", "status": "RUNNING",
                   "lifecycle": {"waits": "1m", "runs": "90s", "ends": "FAILED"}}),
            json!({"job_type": "CREATE_SERVER", "id": "3", "status": "RUNNING", "sub_jobs_total": 1,
                   "begin_time": "2026-01-01T00:00:00.000Z",
                   "lifecycle": {"runs": "90s", "ends": "FAILED"}}),
        ),
    ] {
        let added = control(&server, "POST /-/jobs", &sent.to_string());
        assert_eq!(added.status, 200, "{}", added.text());
        let line = format!("GET /-/jobs/{}", sent["id"].as_str().unwrap());
        let told = control(&server, &line, "").json();
        assert_eq!(told, shown);
        // Another server has the same from it.
        let other = Server::builder().frozen_jobs().control().start().unwrap();
        control(&other, "POST /-/jobs", &told.to_string());
        assert_eq!(control(&other, &line, "").json(), shown);
    }
    assert_eq!(control(&server, "DELETE /-/jobs", "").status, 204);
    assert_eq!(server.job_count(), 0);
}

#[test]
fn jobs_are_listed_newest_first_of_one_type_or_of_all() {
    let server = server(Server::builder().frozen_jobs().project(Project::new("own").jobs(0)));
    let other = server.add_project(Project::new("other")).unwrap();
    for (id, kind, status) in [
        ("1", "CREATE_SERVER", "RUNNING"),
        ("2", "DELETE_SERVER", "RUNNING"),
        ("3", "CREATE_SERVER", "WAITING"),
        ("4", "CREATE_SERVER", "PAUSED"),
    ] {
        server.add(Job::new(kind).id(id).status(status));
    }
    other.add(Job::new("CREATE_SERVER").id("5"));
    for (query, count, ids) in [
        ("", 4, "4321"),
        ("?limit=2&offset=1", 4, "32"),
        ("?job_type=CREATE_SERVER", 3, "431"),
        ("?status=RUNNING", 2, "21"),
        ("?job_type=CREATE_SERVER&status=RUNNING", 1, "1"),
        ("?offset=18446744073709551616", 4, ""),
        ("?project=other", 1, "5"),
    ] {
        let told = control(&server, &format!("GET /-/jobs{query}"), "").json();
        let jobs = told["jobs"].as_array().unwrap();
        let seen: String = jobs.iter().map(|job| job["id"].as_str().unwrap()).collect();
        assert_eq!((&told["count"], &*seen), (&json!(count), ids), "{query}");
        assert!(jobs.iter().all(|job| job["begin_time"] == "2026-01-01T00:00:00.000Z"));
    }
    let left = |query: &str| {
        assert_eq!(control(&server, &format!("DELETE /-/jobs{query}"), "").status, 204);
        server.job_count()
    };
    assert_eq!(left("?job_type=CREATE_SERVER&status=RUNNING"), 3);
    assert_eq!(left("?job_type=CREATE_SERVER"), 1);
    assert_eq!((left(""), other.job_count()), (0, 1));
}

#[test]
fn a_job_becomes_what_a_change_says_and_stays_the_rest() {
    let server = server(Server::builder().frozen_jobs());
    server.add(Job::new("CREATE_SERVER").id("7").sub_jobs_total(3));
    let change = |body: &str| assert_eq!(control(&server, "PATCH /-/jobs/7", body).status, 204);
    change(r#"{"begin_time": "2025-12-31T00:00:00.000Z", "lifecycle": {"waits": "1m"}}"#);
    server.pass(Duration::from_secs(30));
    change(r#"{"id": "7", "fields": {"sub_jobs_total": "many"}, "job_type": "DELETE_SERVER"}"#);
    assert_eq!(
        control(&server, "GET /-/jobs/7", "").json(),
        json!({"job_type": "DELETE_SERVER", "id": "7", "status": "WAITING", "sub_jobs_total": 3,
               "begin_time": "2025-12-31T00:00:00.000Z", "fields": {"sub_jobs_total": "many"},
               "lifecycle": {"waits": "30s", "ends": "SUCCESS"}})
    );
    assert_eq!(server.ids("DELETE_SERVER", Some("WAITING")), ["7"]);
    let shown = || control(&server, "GET /-/jobs/7", "").json();
    change(r#"{"stays": true}"#);
    assert_eq!((&shown()["stays"], &shown()["lifecycle"]["waits"]), (&json!(true), &json!("30s")));
    change(r#"{"stays": false, "status": "RUNNING"}"#);
    assert_eq!((&shown()["stays"], &shown()["lifecycle"]), (&json!(null), &json!(null)));
    change(r#"{"status": "WAITING", "lifecycle": {"waits": "30s"}, "end_time": "soon"}"#);
    change(r#"{"status": "RUNNING", "lifecycle": {"runs": "1m"}, "end_time": "soon"}"#);
    assert_eq!(
        (&shown()["end_time"], &shown()["lifecycle"]["runs"]),
        (&json!("soon"), &json!("60s"))
    );
}

#[test]
fn projects_come_and_go_and_have_jobs_of_their_own() {
    let server = server(Server::builder().project(Project::new("own")));
    let described = r#"{"region": "cn-east-3", "jobs": 3, "limit": {"calls": 5, "window": "1s"},
                        "keys": [{"ak": "AK", "sk": "made-up"}], "permissions": []}"#;
    let added = control(&server, "PUT /-/projects/a%2Fb", described).json();
    assert_eq!(
        (&added["id"], &added["keys"]),
        (&json!("a/b"), &json!([{"ak": "AK", "sk": "made-up"}]))
    );
    let again = control(&server, "PUT /-/projects/a%2Fb", "");
    assert_eq!((again.status, error(&again)), (409, "there is a project a/b already".to_owned()));

    let shown = control(&server, "GET /-/projects", "");
    assert!(!shown.text().contains("made-up") && !shown.text().contains(server.token()));
    assert_eq!(
        shown.json()["projects"][0],
        json!({"id": "a/b", "own": false, "regions": ["cn-east-3"], "jobs": 3, "access_keys": ["AK"],
               "permissions": [], "limit": {"calls": 5, "window": "1s"}})
    );
    assert_eq!(shown.json()["projects"][1]["access_keys"], json!([server.access_key()]));
    let job = r#"{"job_type": "CREATE_SERVER", "id": "7"}"#;
    control(&server, "POST /-/jobs?project=a%2Fb", job);
    assert_eq!((server.project("a/b").unwrap().job_count(), server.job_count()), (4, 0));
    assert_eq!(control(&server, "GET /-/jobs/7", "").status, 404);
    assert_eq!(control(&server, "GET /-/jobs/7?project=a%2Fb", "").status, 200);

    assert_eq!(control(&server, "DELETE /-/projects/a%2Fb", "").status, 204);
    assert!(server.project("a/b").is_none());
    let own = control(&server, "DELETE /-/projects/own", "");
    assert_eq!(
        (own.status, error(&own)),
        (409, "own is the server's own project, which stays".into())
    );
}

#[test]
fn time_stands_still_when_it_is_told_to() {
    let server = server(Server::builder().manual_time());
    let told = control(&server, "POST /-/time", r#"{"freeze": true, "advance": "1h"}"#).json();
    assert_eq!(
        (&told["jobs_now"], &told["frozen"]),
        (&json!("2026-01-01T00:00:00Z"), &json!(true))
    );
    let told = control(&server, "POST /-/time", r#"{"pass": "1m"}"#).json();
    assert_eq!(
        (&told["now"], &told["jobs_now"]),
        (&json!("2026-01-01T01:00:00Z"), &json!("2026-01-01T00:01:00Z"))
    );
    // What went by meanwhile is not made up for.
    let told = control(&server, "POST /-/time", r#"{"freeze": false, "advance": "1m"}"#).json();
    assert_eq!(
        (&told["jobs_now"], &told["frozen"]),
        (&json!("2026-01-01T00:02:00Z"), &json!(false))
    );
}

#[test]
fn snapshots_are_taken_told_and_restored() {
    let server = server(Server::builder().manual_time());
    let way = Lifecycle::succeeds(Duration::ZERO, Duration::from_secs(120));
    server.add(Job::new("CREATE_SERVER").status("RUNNING").lifecycle(way));
    assert_eq!(control(&server, "PUT /-/snapshots/at%20first", "").status, 204);
    control(&server, "POST /-/time", r#"{"advance": "3m"}"#);
    server.add(Job::new("CREATE_SERVER"));
    assert_eq!(server.ids("CREATE_SERVER", Some("SUCCESS")).len(), 1);
    assert_eq!(
        control(&server, "GET /-/snapshots", "").json(),
        json!({"snapshots": [{"name": "at first", "jobs": 1, "jobs_now": "2026-01-01T00:00:00Z"}]})
    );
    for _ in 0..2 {
        assert_eq!(control(&server, "POST /-/snapshots/at%20first/restore", "").status, 204);
        assert_eq!(
            (server.job_count(), server.ids("CREATE_SERVER", Some("RUNNING")).len()),
            (1, 1)
        );
        let told = control(&server, "POST /-/time", r#"{"advance": "2m"}"#).json();
        assert_eq!(told["jobs_now"], "2026-01-01T00:02:00Z");
        assert_eq!(server.ids("CREATE_SERVER", Some("SUCCESS")).len(), 1);
    }
    assert_eq!(control(&server, "DELETE /-/snapshots/at%20first", "").status, 204);
    assert_eq!(control(&server, "GET /-/snapshots", "").json(), json!({"snapshots": []}));
    for number in 0..100 {
        assert_eq!(control(&server, &format!("PUT /-/snapshots/{number}"), "").status, 204);
    }
    assert_eq!(control(&server, "PUT /-/snapshots/7", "").status, 204);
    assert_eq!(control(&server, "PUT /-/snapshots/more", "").status, 400);
}

#[test]
fn time_is_moved_and_told() {
    let server = server(Server::builder().manual_time());
    let before = server.now();
    let told = control(&server, "POST /-/time", r#"{"advance":"1.5s"}"#).json();
    assert_eq!(server.now().duration_since(before).unwrap(), Duration::from_millis(1_500));
    assert_eq!(told, control(&server, "GET /-/time", "").json());
    assert_eq!(told["now"], "2026-01-01T00:00:01.5Z");
}

#[test]
fn faults_come_and_go_and_the_control_api_meets_none() {
    let server = server(Server::builder());
    let usual = || ask(&server, any_request(&server)).status;
    assert_eq!(usual(), 200);
    assert_eq!(control(&server, "PUT /-/faults", r#"{"rules":[{"status":503}]}"#).status, 204);
    assert_eq!((usual(), control(&server, "GET /-/health", "").status), (503, 200));
    let plan = json!({"seed": 0, "rules": [{"status": 503}]});
    assert_eq!(control(&server, "GET /-/faults", "").json(), json!({ "plan": plan }));
    assert_eq!(control(&server, "PUT /-/faults", r#""outage""#).status, 204);
    assert_eq!(usual(), 503);
    for plans in ["outage", r#"["slow", "outage"]"#, r#"[{"rules": [{"status": 503}]}, "flaky"]"#] {
        control(&server, "DELETE /-/faults", "");
        assert_eq!(
            (control(&server, "PUT /-/faults", plans).status, usual()),
            (204, 503),
            "{plans}"
        );
    }
    let wrong = control(&server, "PUT /-/faults", r#""outrage""#);
    assert_eq!(
        (wrong.status, &*error(&wrong)),
        (400, "there is no plan \"outrage\"; there are flaky, outage, throttled, slow, hostile",)
    );
    let wrong = control(&server, "PUT /-/faults", r#"{"rules":[{"status":42}]}"#);
    assert!(wrong.status == 400 && error(&wrong).contains("rules[0].status"), "{}", error(&wrong));
    assert_eq!(usual(), 503);
    assert_eq!(control(&server, "DELETE /-/faults", "").status, 204);
    assert_eq!(control(&server, "GET /-/faults", "").json(), json!({ "plan": null }));
    assert_eq!(usual(), 200);
}

#[test]
fn what_was_received_is_told_without_secrets() {
    let server = server(Server::builder());
    ask(&server, any_request(&server));
    let told = control(&server, "GET /-/received", "").json();
    assert_eq!((&told["calls"], told["received"].as_array().unwrap().len()), (&json!(1), 1));
    assert_eq!(told["received"][0]["method"], "GET");
    assert_eq!(told["received"][0]["outcome"]["status"], 200);
    assert!(!told.to_string().contains(server.token()), "{told}");
    let password = r#"{"auth": {"password": "sentinel"}}"#;
    control(&server, "POST /v3/auth/tokens?nocatalog=true", password);
    let told = control(&server, "GET /-/received", "").json();
    assert_eq!(told["received"][1]["body"], "(hidden)");
    assert!(!told.to_string().contains("sentinel"), "{told}");
    assert_eq!(control(&server, "DELETE /-/received", "").status, 204);
    let told = control(&server, "GET /-/received", "").json();
    assert_eq!(told, json!({ "calls": 2, "received": [] }));
}

#[test]
fn what_became_of_each_call_is_told_with_the_rules_that_did_it() {
    let second = Duration::from_secs(1);
    let plan = FaultPlan::new()
        .rule(Fault::status(503).nth(1))
        .rule(Fault::normal().latency(Latency::Fixed(second)).nth(2))
        .rule(Fault::normal().truncate_after(9).nth(2));
    let server = server(Server::builder().faults(plan).manual_time());
    let mut clients = [(); 5].map(|()| Client::new(&server));
    clients[0].send(any_request(&server));
    assert_eq!(clients[0].answer().unwrap().status, 503);
    clients[1].send(any_request(&server));
    assert!(server.wait_for_calls(2));
    server.advance(second);
    assert_eq!(clients[1].head().unwrap().status, 200);
    server.script(Answer::reset());
    server.script(Answer::raw("abc"));
    server.script(Answer::normal().delay(second));
    clients[2].send(any_request(&server));
    clients[2].rest().1.unwrap_err();
    clients[3].send(any_request(&server));
    assert_eq!(clients[3].rest().0, b"abc");
    clients[4].send(any_request(&server));
    assert!(server.wait_for_calls(5));

    let told = control(&server, "GET /-/received", "").json();
    let outcomes = told["received"].as_array().unwrap().iter().map(|call| call["outcome"].clone());
    let start = "2026-01-01T00:00:00Z";
    let script = |answer, took| json!({ "time": "2026-01-01T00:00:01Z", "status": null, "answer": answer, "took_ms": took, "script": true });
    let mut pending = script("waits for its answer", 0);
    pending.as_object_mut().unwrap().remove("took_ms");
    assert_eq!(
        outcomes.collect::<Vec<_>>(),
        [
            json!({ "time": start, "status": 503, "answer": "503", "took_ms": 0, "rules": [1] }),
            json!({ "time": start, "status": 200, "answer": "200, cut off", "took_ms": 1_000, "rules": [2, 3] }),
            script("is reset", 0),
            script("gets 3 bytes of a script", 0),
            pending,
        ]
    );
}
