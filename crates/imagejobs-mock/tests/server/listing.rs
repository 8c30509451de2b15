use imagejobs_mock::{Job, Server};
use serde_json::json;

use crate::client::{ask, list, open_request, request};

const EARLY: &str = "2022-03-07T10:40:43.858Z";
const LATE: &str = "2022-03-07T10:40:44.1Z";

#[test]
fn a_page_is_sent_as_documented() {
    let server = Server::start().unwrap();
    let job = Job::new("CREATE_SERVER").begin_time(EARLY).end_time(EARLY).status("SUCCESS");
    server.add(job.id("702364883651395584").sub_jobs_total(10));

    let answered = list(&server, "job_type=CREATE_SERVER");
    assert_eq!(
        answered.text(),
        r#"{"count":1,"items":[{"id":"702364883651395584","job_type":"CREATE_SERVER","begin_time":"2022-03-07T10:40:43.858Z","end_time":"2022-03-07T10:40:43.858Z","status":"SUCCESS","sub_jobs_total":10}]}"#
    );
    assert_eq!(answered.header("Content-Type"), Some("application/json"));
    assert_eq!(answered.header("Server"), Some("imagejobs-mock"));
}

#[test]
fn a_list_may_be_empty() {
    let server = Server::start().unwrap();
    assert_eq!(list(&server, "job_type=DELETE_SERVER").text(), r#"{"count":0,"items":[]}"#);
}

#[test]
fn what_a_job_leaves_open_is_filled_in() {
    let server = Server::builder().manual_time().start().unwrap();
    let id = server.add(Job::new("CREATE_SERVER"));
    assert!(id.len() == 18 && id.bytes().all(|byte| byte.is_ascii_digit()), "{id}");
    assert_eq!(
        list(&server, "job_type=CREATE_SERVER").json()["items"],
        json!([{
            "id": id,
            "job_type": "CREATE_SERVER",
            "begin_time": "2026-01-01T00:00:00.000Z",
            "status": "WAITING",
            "sub_jobs_total": 1,
        }])
    );
}

#[test]
fn only_a_job_that_has_ended_has_an_end_time() {
    for (status, ends) in
        [("WAITING", false), ("RUNNING", false), ("SUCCESS", true), ("FAILED", true), ("?", false)]
    {
        let server = Server::start().unwrap();
        server.add(Job::new("CREATE_SERVER").status(status));
        let page = list(&server, "job_type=CREATE_SERVER").json();
        assert_eq!(page["items"][0].get("end_time").is_some(), ends, "{status}");
    }
}

#[test]
fn the_newest_job_is_first_then_the_one_added_last() {
    let server = Server::start().unwrap();
    let job = |id: &str, time: &str| Job::new("CREATE_SERVER").id(id).begin_time(time);
    server.add(job("late", LATE));
    server.add(job("early", EARLY));
    server.add_all([job("late too", LATE), job("early too", EARLY), job("no time", "soon")]);
    assert_eq!(
        list(&server, "job_type=CREATE_SERVER").ids(),
        ["late too", "late", "early too", "early", "no time"]
    );
}

#[test]
fn filters_and_pages_choose_from_the_list() {
    let server = Server::start().unwrap();
    for number in 0..40 {
        let kind = if number % 2 == 0 { "CREATE_SERVER" } else { "CREATE_SERVER_IMAGE" };
        let status = if number % 4 < 2 { "RUNNING" } else { "FAILED" };
        server.add(Job::new(kind).status(status).id(number.to_string()).begin_time(EARLY));
    }
    for (query, count, first, items) in [
        ("job_type=CREATE_SERVER", 20, Some("38"), 10),
        ("job_type=CREATE_SERVER_IMAGE", 20, Some("39"), 10),
        ("job_type=DELETE_SERVER", 0, None, 0),
        ("job_type=CREATE_SERVER&status=RUNNING", 10, Some("36"), 10),
        ("job_type=CREATE_SERVER&status=FAILED&limit=3", 10, Some("38"), 3),
        ("job_type=CREATE_SERVER&status=WAITING", 0, None, 0),
        ("job_type=CREATE_SERVER&limit=100", 20, Some("38"), 20),
        ("job_type=CREATE_SERVER&limit=1&offset=19", 20, Some("0"), 1),
        ("job_type=CREATE_SERVER&offset=15", 20, Some("8"), 5),
        ("job_type=CREATE_SERVER&offset=20", 20, None, 0),
        ("job_type=CREATE_SERVER&offset=2147483648", 20, None, 0),
        ("job_type=CREATE_SERVER&offset=9999999999999999999999999999999999999999", 20, None, 0),
        ("sort=up&job_type=CREATE_SERVER&limit=1&sort=down&project_id", 20, Some("38"), 1),
    ] {
        let answered = list(&server, query);
        let ids = answered.ids();
        assert_eq!(answered.json()["count"], count, "{query}");
        assert_eq!((ids.first().map(String::as_str), ids.len()), (first, items), "{query}");
    }
}

#[test]
fn a_job_of_any_type_and_status_can_be_reached() {
    let server = Server::start().unwrap();
    server.add(Job::new("createServer").id("1"));
    server.add(Job::new("BUILD_IMAGE").listed_under("CREATE_SERVER_IMAGE").id("2"));
    server.add(Job::new("CREATE_SERVER").listed_under("NOWHERE").id("3"));
    server.add(Job::new("DELETE_SERVER").status("PAUSED").id("4"));
    for (query, ids) in [
        ("job_type=CREATE_SERVER", vec!["1"]),
        ("job_type=CREATE_SERVER_IMAGE", vec!["2"]),
        ("job_type=DELETE_SERVER", vec!["4"]),
        ("job_type=DELETE_SERVER&status=WAITING", vec![]),
    ] {
        assert_eq!(list(&server, query).ids(), ids, "{query}");
    }
}

#[test]
fn odd_fields_are_sent_as_they_are() {
    let server = Server::start().unwrap();
    let job = Job::new("CREATE_SERVER").field("end_time", json!(null)).field("id", json!(12));
    let id = server.add(job.field("quota", json!({"left": 1.5})).without("begin_time").id("7"));
    assert_eq!(id, "7");
    assert_eq!(
        list(&server, "job_type=CREATE_SERVER&status=WAITING").text(),
        r#"{"count":1,"items":[{"id":12,"job_type":"CREATE_SERVER","end_time":null,"status":"WAITING","sub_jobs_total":1,"quota":{"left":1.5}}]}"#
    );
}

#[test]
fn generated_jobs_follow_from_the_seed() {
    let start = |seed| Server::builder().seed(seed).jobs(500).start().unwrap();
    let all = |server: &Server| {
        ["CREATE_SERVER", "CREATE_SERVER_IMAGE", "DELETE_SERVER"]
            .map(|kind| list(server, &format!("job_type={kind}&limit=100")).json())
    };
    let (one, same, other) = (start(1), start(1), start(2));
    assert_eq!(all(&one), all(&same));
    assert_ne!(all(&one), all(&other));
    assert_eq!(one.job_count(), 500);
    let counts = all(&one).map(|page| page["count"].as_u64().unwrap());
    assert!(counts.iter().all(|&count| count > 50) && counts.iter().sum::<u64>() == 500);
}

#[test]
fn a_hundred_thousand_jobs_are_listed_without_a_gap() {
    let server = Server::builder().jobs(100_000).start().unwrap();
    let total = list(&server, "job_type=CREATE_SERVER").json()["count"].as_u64().unwrap();
    let mut previous = String::from("9");
    let mut seen = 0;
    let mut client = crate::client::Client::new(&server);
    loop {
        client.send(request(&server, &format!("job_type=CREATE_SERVER&limit=100&offset={seen}")));
        let page = client.answer().unwrap().json();
        let items = page["items"].as_array().unwrap();
        for item in items {
            let begin = item["begin_time"].as_str().unwrap().to_owned();
            assert!(begin < previous, "{begin} after {previous}");
            previous = begin;
            seen += 1;
        }
        if items.is_empty() {
            break;
        }
    }
    assert_eq!(seen, total);
}

#[test]
fn ids_differ_whatever_is_added() {
    let server = Server::start().unwrap();
    let mut ids = server.add_all((0..5000).map(|_| Job::new("CREATE_SERVER")));
    ids.extend((0..50).map(|_| server.add(Job::new("DELETE_SERVER"))));
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), 5050);
}

#[test]
fn a_body_on_the_request_is_ignored() {
    let server = Server::start().unwrap();
    let request = open_request(&server, "job_type=CREATE_SERVER") + "Content-Length: 2\r\n\r\n{}";
    assert_eq!(ask(&server, request).status, 200);
}
