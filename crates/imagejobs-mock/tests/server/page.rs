use std::thread;
use std::time::Duration;

use imagejobs_mock::{Answer, Builder, Fault, FaultPlan, Job, Server};
use serde_json::{Value, json};

use crate::client::{Answered, Client, any_request, ask};

/// A call of the page by a browser that is pointed at 127.0.0.1.
fn get(server: &Server, target: &str, header: &str) -> Answered {
    ask(server, request(target, header))
}

fn request(target: &str, header: &str) -> String {
    format!("GET {target} HTTP/1.1\r\nHost: 127.0.0.1:8080\r\n{header}\r\n\r\n")
}

const PLAIN: &str = "Accept: */*";

/// A stream of events.
struct Stream {
    client: Client,
    text: String,
}

impl Stream {
    fn open(server: &Server, query: &str) -> Self {
        let mut client = Client::new(server);
        client.send(request(&format!("/-/events{query}"), PLAIN));
        let head = client.head().unwrap();
        assert_eq!((head.status, head.header("content-type")), (200, Some(EVENTS)));
        assert_eq!(head.header("cache-control"), Some("no-store"));
        Self { client, text: String::new() }
    }

    /// The next event.
    fn next(&mut self) -> Value {
        loop {
            if let Some((block, rest)) = self.text.split_once("\n\n") {
                let data =
                    block.strip_prefix("data: ").map(|data| serde_json::from_str(data).unwrap());
                self.text = rest.to_owned();
                match data {
                    Some(event) => return event,
                    None => continue,
                }
            }
            self.text += std::str::from_utf8(&self.client.chunk()).unwrap();
        }
    }

    /// The first event of which this holds.
    fn until(&mut self, holds: impl Fn(&Value) -> bool) -> Value {
        loop {
            let event = self.next();
            if holds(&event) {
                return event;
            }
        }
    }
}

const EVENTS: &str = "text/event-stream; charset=utf-8";

/// The first event.
fn seen(server: &Server, query: &str) -> Value {
    Stream::open(server, query).next()
}

fn ids(event: &Value) -> Vec<&str> {
    let jobs = event["jobs"].as_array().unwrap();
    jobs.iter().map(|job| job["job"]["id"].as_str().unwrap()).collect()
}

/// What is said of a call that is refused.
fn error(answered: &Answered) -> String {
    answered.json()["error"].as_str().unwrap().to_owned()
}

#[test]
fn the_page_and_its_files_come_with_a_strict_policy() {
    let server = Server::start().unwrap();
    let page = get(&server, "/?x=1", PLAIN);
    let files = page.text().split('"').filter(|text| text.starts_with("/-/"));
    let imports = get(&server, "/-/page.js", PLAIN);
    let imports = imports.text().split('\'').filter_map(|text| text.strip_prefix("./"));
    let files: Vec<_> =
        files.map(str::to_owned).chain(imports.map(|path| format!("/-/{path}"))).collect();
    assert!(files.len() > 8, "{files:?}");
    for (path, kind) in [("/", "html"), ("/?x=1", "html")].into_iter().chain(
        files
            .iter()
            .map(|path| (path.as_str(), if path.ends_with("css") { "css" } else { "javascript" })),
    ) {
        let file = get(&server, path, PLAIN);
        assert_eq!(file.status, 200, "{path}");
        let header = |name| file.header(name).unwrap();
        assert_eq!(header("content-type"), format!("text/{kind}; charset=utf-8"), "{path}");
        let policy = header("content-security-policy");
        assert!(policy.starts_with("default-src 'none'; script-src 'self'; style-src 'self';"));
        assert!(
            !policy.contains("unsafe") && policy.contains("frame-ancestors 'none'"),
            "{policy}"
        );
        assert_eq!(header("x-content-type-options"), "nosniff");
        assert_eq!(header("referrer-policy"), "no-referrer");
        assert_eq!(header("cache-control"), "no-store");
        // Nothing comes from another host, and nothing stands where the policy forbids it.
        let text = file.text();
        let text = text.replace("http://www.w3.org/2000/svg", "");
        for banned in
            ["http:", "https:", "@import", "url(", " style=", " onclick=", "innerHTML", "eval("]
        {
            assert!(!text.contains(banned), "{path} has {banned}");
        }
    }
}

#[test]
fn only_what_the_page_asks_for_is_taken_from_the_service() {
    let server = Server::start().unwrap();
    server.script(Answer::status(503).times(2));
    let mut client = Client::new(&server);
    // A HEAD has no body, so the next answer follows.
    client.send(request("/", PLAIN).replace("GET", "HEAD"));
    let head = client.head().unwrap();
    assert!(head.status == 200 && head.header("content-length").is_some());
    client.send(request("/-/page.css", PLAIN));
    assert_eq!(client.answer().unwrap().status, 200);
    seen(&server, "");
    assert_eq!((server.calls(), server.scripted()), (0, 2));

    assert_eq!(ask(&server, request("/", PLAIN).replace("GET", "PUT")).status, 503);
    assert_eq!(get(&server, "/favicon.ico", PLAIN).status, 503);
    assert_eq!(server.calls(), 2);
    for path in ["/-/events", "/-/page.js"] {
        let refused = ask(&server, request(path, PLAIN).replace("GET", "POST"));
        assert_eq!((refused.status, refused.header("allow")), (405, Some("GET")), "{path}");
        assert!(error(&refused).contains("use GET"));
    }
}

#[test]
fn an_event_comes_at_once_and_another_one_when_something_has_changed() {
    let server = Server::builder().frozen_jobs().start().unwrap();
    let mut stream = Stream::open(&server, "");
    let first = stream.next();
    assert_eq!(
        (&first["total"], &first["offset"], &first["jobs"]),
        (&json!(0), &json!(0), &json!([]))
    );
    assert_eq!(first["project"], server.project_id());
    assert_eq!(
        (&first["runs"], &first["jobs_now"]),
        (&json!(false), &json!("2026-01-01T00:00:00Z"))
    );
    assert_eq!(first["faults"], Value::Null);

    let odd = Job::new("REBUILD").listed_under("DELETE_SERVER").status("PAUSED");
    let id = server.add(odd.field("sub_jobs_total", json!(null)));
    let second = stream.next();
    assert_eq!(ids(&second), [&id]);
    let job = &second["jobs"][0];
    assert_eq!((&job["number"], &job["listed"]), (&json!(0), &json!("DELETE_SERVER")));
    assert_eq!(
        (&job["job"]["status"], &job["job"]["sub_jobs_total"]),
        (&json!("PAUSED"), &Value::Null)
    );
    let counts =
        json!({ "all": 1, "WAITING": 0, "RUNNING": 0, "SUCCESS": 0, "FAILED": 0, "unknown": 1 });
    assert_eq!(second["counts"]["DELETE_SERVER"], counts);

    server.set_status(&id, "SUCCESS");
    assert_eq!(stream.next()["jobs"][0]["job"]["end_time"], "2026-01-01T00:00:00.000Z");
    server.pass(Duration::from_millis(1));
    assert_eq!(stream.next()["jobs_now"], "2026-01-01T00:00:00.001Z");
    server.remove(&id);
    assert_eq!(stream.next()["total"], 0);
    assert_eq!(server.calls(), 0);
}

#[test]
fn time_that_is_moved_makes_an_event_where_it_runs_too() {
    let server = Server::start().unwrap();
    let mut stream = Stream::open(&server, "");
    let start = stream.next();
    assert_eq!(start["runs"], true);
    server.pass(Duration::from_secs(3600));
    let hour = |event: &Value| event["jobs_now"].as_str().unwrap()[..13].to_owned();
    let moved = stream.until(|event| hour(event) != hour(&start));
    assert_eq!(start["counts"], moved["counts"]);
}

#[test]
fn a_page_has_a_hundred_jobs_of_the_list_that_is_asked_for() {
    let server = Server::builder().jobs(10_000).frozen_jobs().start().unwrap();
    let all = seen(&server, "");
    assert_eq!(
        (&all["total"], &all["listed"], ids(&all).len()),
        (&json!(10_000), &json!(10_000), 100)
    );
    assert!(all.to_string().len() < 64 << 10, "{}", all.to_string().len());
    let mut walked = ids(&all).iter().map(|&id| id.to_owned()).collect::<Vec<_>>();
    for offset in (100..10_000).step_by(100) {
        let page = seen(&server, &format!("?offset={offset}"));
        walked.extend(ids(&page).iter().map(|&id| id.to_owned()));
    }
    walked.sort_unstable();
    walked.dedup();
    assert_eq!(walked.len(), 10_000);

    let failed = seen(&server, "?job_type=DELETE_SERVER&status=FAILED&offset=100");
    let expected = server.ids("DELETE_SERVER", Some("FAILED"));
    assert_eq!(failed["listed"], expected.len());
    assert_eq!(failed["counts"]["DELETE_SERVER"]["FAILED"], expected.len());
    assert!(expected.iter().skip(100).take(100).eq(ids(&failed)), "{failed}");
    let running = seen(&server, "?status=RUNNING");
    let jobs = running["jobs"].as_array().unwrap();
    assert!(!jobs.is_empty() && jobs.iter().all(|job| job["job"]["status"] == "RUNNING"));

    // Behind the end there is the last page.
    assert_eq!(seen(&server, "?offset=99999999999999999999")["offset"], 9_900);
}

#[test]
fn the_last_calls_are_shown_with_their_answers_and_without_secrets() {
    let server = Server::start().unwrap();
    let mut stream = Stream::open(&server, "");
    assert_eq!(stream.next()["calls"], json!({ "count": 0, "last": [] }));
    for _ in 0..40 {
        ask(&server, any_request(&server));
    }
    server.script(Answer::reset());
    let mut client = Client::new(&server);
    client.send(any_request(&server));
    client.rest().1.unwrap_err();
    let event = stream.until(|event| event["calls"]["last"][0]["answer"] == "is reset");
    let (count, last) = (&event["calls"]["count"], event["calls"]["last"].as_array().unwrap());
    assert_eq!((count, last.len()), (&json!(41), 30));
    let (reset, usual) = (&last[0], &last[1]);
    assert_eq!(
        (&reset["number"], &reset["status"], &reset["script"]),
        (&json!(41), &Value::Null, &json!(true))
    );
    assert_eq!(
        (&usual["number"], &usual["status"], &usual["method"]),
        (&json!(40), &json!(200), &json!("GET"))
    );
    assert!(
        usual["target"].as_str().unwrap().ends_with("/image-server-jobs?job_type=CREATE_SERVER")
    );
    assert!(!event.to_string().contains(server.token()));
}

#[test]
fn the_faults_at_work_are_shown_with_what_they_did() {
    let plan = FaultPlan::new()
        .rule(Fault::status(503).header("X-Subject-Token", "topsecret").every(2))
        .rule(Fault::status(500).body("x".repeat(5_000)).query("job_type", "DELETE_SERVER"));
    let server = Server::builder().faults(plan).start().unwrap();
    for _ in 0..3 {
        ask(&server, any_request(&server));
    }
    let mut stream = Stream::open(&server, "");
    let event = stream.next();
    let rules = &event["faults"]["rules"];
    assert_eq!(
        (&rules[0]["calls"], &rules[0]["hits"], &rules[0]["fault"]["every"]),
        (&json!(3), &json!(1), &json!(2))
    );
    assert_eq!((&rules[1]["rule"], &rules[1]["calls"]), (&json!(2), &json!(0)));
    assert_eq!(rules[0]["fault"]["headers"]["X-Subject-Token"], "(hidden)");
    assert!(rules[1]["fault"]["body"].as_str().unwrap().len() < 400);
    assert_eq!(event["calls"]["last"][1]["rules"], json!([1]));
    server.set_faults(None).unwrap();
    assert_eq!(stream.next()["faults"], Value::Null);
}

#[test]
fn events_are_given_to_the_servers_own_page_only() {
    let server = Server::start().unwrap();
    let refused = |header: &str, status, says: &str| {
        let refused = get(&server, "/-/events", header);
        assert_eq!(refused.status, status, "{header}");
        assert!(error(&refused).contains(says), "{header}: {}", error(&refused));
        assert_eq!(refused.header("x-content-type-options"), Some("nosniff"));
    };
    refused("Origin: http://127.0.0.1:8080", 403, "own page");
    refused("Sec-Fetch-Site: cross-site", 403, "own page");
    refused("Sec-Fetch-Site: same-site", 403, "own page");
    for (host, status) in [
        ("127.0.0.1", 200),
        ("127.0.0.1:80", 200),
        ("[::1]:8080", 200),
        ("LOCALHOST:8080", 200),
        ("evil.example", 403),
        ("evil.example:8080", 403),
        ("127.0.0.1.evil.example", 403),
        ("localhost.evil.example", 403),
        ("localhost@evil.example", 403),
    ] {
        let mut client = Client::new(&server);
        client.send(format!(
            "GET /-/events HTTP/1.1\r\nHost: {host}\r\nSec-Fetch-Site: same-origin\r\n\r\n"
        ));
        assert_eq!(client.head().unwrap().status, status, "{host}");
    }
}

#[test]
fn a_key_is_asked_for_where_there_is_one() {
    let anywhere = || Server::builder().listen("0.0.0.0:0".parse().unwrap());
    let open = anywhere().start().unwrap();
    let refused = get(&open, "/-/events", PLAIN);
    assert!(refused.status == 403 && error(&refused).contains("with a key only"), "{refused:?}");
    assert_eq!(get(&open, "/", PLAIN).status, 200);
    let local = |builder: Builder| builder.control_key("made-up").start().unwrap();
    for server in [local(Server::builder()), local(anywhere())] {
        for (header, status) in [
            (PLAIN, 401),
            ("X-Control-Key: made-u", 401),
            ("X-Control-Key: made-up", 200),
            // Whoever has the key may know the server by a name.
            ("X-Control-Key: made-up\r\nSec-Fetch-Site: same-origin", 200),
            ("X-Control-Key: made-up\r\nOrigin: http://evil.example", 403),
        ] {
            let mut client = Client::new(&server);
            client.send(format!("GET /-/events HTTP/1.1\r\nHost: mock.test\r\n{header}\r\n\r\n"));
            assert_eq!(client.head().unwrap().status, status, "{header}");
        }
        // A key is in no address.
        assert_eq!(get(&server, "/-/events?key=made-up", PLAIN).status, 401);
    }
}

#[test]
fn wrong_parameters_are_refused_with_what_would_be_right() {
    let server = Server::start().unwrap();
    for (query, status, says) in [
        ("job_type=A", 400, "one of CREATE_SERVER"),
        ("status=DONE", 400, "one of WAITING"),
        ("status=", 400, "status is empty"),
        ("offset=-1", 400, "an integer from 0 up"),
        ("offset=1&offset=2", 400, "give it once"),
        ("project=%zz", 400, "valid percent-encoding"),
        ("project=another", 404, server.project_id()),
    ] {
        let refused = get(&server, &format!("/-/events?{query}"), PLAIN);
        assert_eq!(refused.status, status, "{query}");
        assert!(error(&refused).contains(says), "{query}: {}", error(&refused));
    }
    let own = seen(&server, &format!("?project={}", server.project_id()));
    assert_eq!(own["projects"], json!([{ "id": server.project_id() }]));
}

#[test]
fn a_server_that_is_dropped_ends_its_streams() {
    let server = Server::start().unwrap();
    let mut stream = Stream::open(&server, "");
    stream.next();
    drop(server);
    // It ends in one way or the other; the test would hang if it did not.
    let _ = stream.client.rest();
}

#[test]
fn a_stream_too_many_is_refused_until_another_ends() {
    let server = Server::start().unwrap();
    let mut streams: Vec<_> = (0..64).map(|_| Stream::open(&server, "")).collect();
    let refused = get(&server, "/-/events", PLAIN);
    assert_eq!(refused.status, 503);
    assert!(error(&refused).starts_with("64 streams of events are open"), "{}", error(&refused));
    streams.pop();
    // The server hears of it soon.
    while get(&server, "/-/events", PLAIN).status == 503 {
        thread::yield_now();
    }
}

#[test]
fn an_event_of_jobs_without_measure_has_one() {
    let server = Server::start().unwrap();
    let large = "x".repeat(300_000);
    let odd = || Job::new("CREATE_SERVER").field("more", large.clone().into());
    server.add_all((0..50).map(|_| odd()));
    let event = seen(&server, "");
    assert_eq!((event["jobs"].as_array().unwrap().len(), &event["listed"]), (4, &50.into()));
}
