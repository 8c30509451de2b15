//! Jobs that move, come and go, seen over sockets.

use std::collections::HashSet;
use std::time::Duration;

use imagejobs_mock::{Answer, Churn, Count, Job, Lifecycle, Server};
use jiff::Timestamp;
use serde_json::json;

use crate::client::{Client, any_request, ask, list, open_request, request};

const SECOND: Duration = Duration::from_secs(1);
const HOUR: Duration = Duration::from_secs(3600);

fn frozen() -> Server {
    Server::builder().frozen_jobs().start().unwrap()
}

fn server_job() -> Job {
    Job::new("CREATE_SERVER")
}

/// The ids in this status, as a call gets them and as a look does.
fn with(server: &Server, status: &str) -> Vec<String> {
    let ids = list(server, &format!("job_type=CREATE_SERVER&status={status}&limit=100")).ids();
    assert_eq!(ids, server.ids("CREATE_SERVER", Some(status)));
    ids
}

#[test]
fn a_frozen_job_goes_its_way_by_pass_alone() {
    let server = frozen();
    let id = server.add(server_job().lifecycle(Lifecycle::succeeds(SECOND, HOUR)));
    server.advance(HOUR * 9);
    assert_eq!(with(&server, "WAITING"), [id.as_str()]);
    server.pass(SECOND);
    assert_eq!(with(&server, "RUNNING"), [id.as_str()]);
    assert_eq!(with(&server, "WAITING").len(), 0);
    server.pass(HOUR - SECOND);
    assert_eq!(with(&server, "RUNNING"), [id.as_str()]);
    server.pass(SECOND);
    assert_eq!(with(&server, "SUCCESS"), [id.as_str()]);
    let page = list(&server, "job_type=CREATE_SERVER").json();
    assert_eq!(page["items"][0]["begin_time"], "2026-01-01T00:00:00.000Z");
    assert_eq!(page["items"][0]["end_time"], "2026-01-01T01:00:01.000Z");
}

#[test]
fn the_date_and_tokens_stay_on_the_servers_clock() {
    let server = Server::builder().manual_time().start().unwrap();
    let id = server.add(server_job().lifecycle(Lifecycle::fails(HOUR, HOUR * 24 * 365)));
    server.pass(HOUR);
    let answered = ask(&server, any_request(&server));
    assert_eq!(answered.header("Date"), Some("Thu, 01 Jan 2026 00:00:00 GMT"));
    assert_eq!(answered.json()["items"][0]["status"], "RUNNING");
    server.pass(HOUR * 24 * 365);
    assert_eq!(with(&server, "FAILED"), [id]);
    assert_eq!(server.jobs_now().duration_since(server.now()).unwrap(), HOUR * (24 * 365 + 1));
}

#[test]
fn without_freezing_the_jobs_move_with_the_servers_clock() {
    let server = Server::builder().manual_time().start().unwrap();
    let id = server.add(server_job().lifecycle(Lifecycle::succeeds(HOUR, HOUR)));
    server.advance(HOUR);
    assert_eq!(with(&server, "RUNNING"), [id.as_str()]);
    server.pass(HOUR - SECOND);
    server.advance(SECOND);
    assert_eq!(with(&server, "SUCCESS"), [id]);
    // On a real clock too: an hour of it has not gone by in this test.
    let server = Server::start().unwrap();
    let id = server.add(server_job().lifecycle(Lifecycle::succeeds(HOUR, HOUR)));
    assert_eq!(with(&server, "WAITING"), [id.as_str()]);
    server.pass(HOUR);
    assert_eq!(with(&server, "RUNNING"), [id]);
}

#[test]
fn a_delayed_answer_shows_the_jobs_at_its_end() {
    let server = Server::builder().manual_time().start().unwrap();
    server.add(server_job().lifecycle(Lifecycle::succeeds(HOUR, HOUR)));
    server.script(Answer::normal().delay(HOUR));
    let mut client = Client::new(&server);
    client.send(any_request(&server));
    assert!(server.wait_for_calls(1));
    server.advance(HOUR);
    assert_eq!(client.answer().unwrap().json()["items"][0]["status"], "RUNNING");
}

#[test]
fn jobs_are_changed_and_removed_by_hand() {
    let server = frozen();
    let ids = server.add_all((0..5).map(|_| server_job()));
    assert!(server.set_status(&ids[1], "RUNNING") && server.remove(&ids[3]));
    assert!(!server.remove(&ids[3]) && !server.set_status("nobody", "RUNNING"));
    assert_eq!(with(&server, "RUNNING"), [ids[1].as_str()]);
    assert_eq!(with(&server, "WAITING"), [&*ids[4], &*ids[2], &*ids[0]]);
    assert_eq!(server.ids("CREATE_SERVER", None), [&*ids[4], &*ids[2], &*ids[1], &*ids[0]]);
    assert_eq!(server.job_count(), 4);

    server.pass(SECOND);
    server.set_status(&ids[1], "FAILED");
    let page = list(&server, "job_type=CREATE_SERVER&status=FAILED").json();
    assert_eq!(page["items"][0]["end_time"], "2026-01-01T00:00:01.000Z");
}

#[test]
fn nothing_is_listed_under_what_no_call_can_ask_for() {
    let server = frozen();
    server.add(server_job().status("PAUSED"));
    assert_eq!(server.ids("CREATE_SERVER", None).len(), 1);
    assert_eq!(server.ids("createServer", None).len(), 0);
    assert_eq!(server.ids("CREATE_SERVER", Some("PAUSED")).len(), 0);
}

#[test]
fn churn_comes_between_any_two_pages_and_only_there() {
    let churn = Churn::per_call().arrivals(1..=1);
    let server = Server::builder().frozen_jobs().churn(churn).start().unwrap();
    let count = || list(&server, "job_type=CREATE_SERVER").json()["count"].clone();
    assert_eq!((count(), count()), (json!(0), json!(1)));

    // None of these is a page of the lists.
    server.script(Answer::status(503));
    server.script(Answer::page(0, []));
    for _ in 0..2 {
        ask(&server, any_request(&server));
    }
    assert_eq!(ask(&server, request(&server, "job_type=NONE")).status, 400);
    assert_eq!(ask(&server, "GET /any HTTP/1.1\r\nHost: mock\r\n\r\n").status, 404);
    assert_eq!(server.ids("CREATE_SERVER", None).len(), 1);
    assert_eq!(count(), 2);

    // This one is.
    server.script(Answer::normal().header("X-Odd", "1"));
    assert_eq!(count(), 3);
    assert_eq!(server.ids("DELETE_SERVER", None).len(), 0);
    server.set_churn(None);
    assert_eq!(count(), 3);
}

#[test]
fn what_stays_is_there_throughout_a_traversal() {
    let churn = Churn::per_call().arrivals(0..=12).departures(0..=30);
    let server = Server::builder().seed(3).frozen_jobs().churn(churn).start().unwrap();
    let jobs = |count| (0..count).map(|_| server_job().status("RUNNING"));
    let mut stay = HashSet::new();
    for _ in 0..20 {
        server.add_all(jobs(50));
        stay.extend(server.add_all(jobs(5).map(Job::stays)));
    }
    let mut client = Client::new(&server);
    for _ in 0..30 {
        client.send(open_request(&server, "job_type=CREATE_SERVER&limit=100") + "\r\n");
        assert_eq!(client.answer().unwrap().status, 200);
        let ids = server.ids("CREATE_SERVER", Some("RUNNING")).into_iter().collect::<HashSet<_>>();
        assert!(stay.is_subset(&ids));
    }
    assert!(server.job_count() < 1100, "more depart than arrive");
}

#[test]
fn equal_seeds_and_calls_see_equal_lists() {
    let see = |seed| {
        let churn = Churn::per_call()
            .arrivals(0..=5)
            .departures(0..=5)
            .endings(0..=2)
            .lifecycle(Lifecycle::mostly_succeeds(SECOND, SECOND));
        let builder = Server::builder().seed(seed).jobs(300).frozen_jobs().churn(churn);
        let server = builder.start().unwrap();
        let pages = (0..20).map(|_| {
            server.pass(SECOND);
            list(&server, "job_type=CREATE_SERVER&limit=100").text().to_owned()
        });
        pages.collect::<Vec<_>>()
    };
    assert_eq!(see(1), see(1));
    assert_ne!(see(1), see(2));
}

#[test]
fn generated_jobs_may_live_on() {
    let way = Lifecycle::succeeds(SECOND, SECOND);
    let server = Server::builder().jobs(100).frozen_jobs().lifecycle(way).start().unwrap();
    let unfinished = || {
        let kinds = ["CREATE_SERVER", "CREATE_SERVER_IMAGE", "DELETE_SERVER"];
        let of = |status| kinds.iter().map(|kind| server.ids(kind, Some(status)).len()).sum();
        let [waiting, running]: [usize; 2] = ["WAITING", "RUNNING"].map(of);
        (waiting, running)
    };
    let (waiting, running) = unfinished();
    assert!(waiting == 3 && running > 0);
    server.pass(SECOND);
    assert_eq!(unfinished(), (0, 3));
    server.pass(SECOND);
    assert_eq!(unfinished(), (0, 0));
    assert_eq!(server.job_count(), 100);
}

#[test]
fn ended_jobs_leave_after_their_retention() {
    let server = Server::builder().frozen_jobs().retention(HOUR).start().unwrap();
    server.add(server_job().lifecycle(Lifecycle::succeeds(SECOND, SECOND)));
    server.pass(HOUR + SECOND);
    assert_eq!(with(&server, "SUCCESS").len(), 1);
    server.pass(SECOND);
    assert_eq!(list(&server, "job_type=CREATE_SERVER").text(), r#"{"count":0,"items":[]}"#);
}

#[test]
fn a_page_is_no_longer_than_the_cap() {
    let server = Server::builder().page_cap(3).start().unwrap();
    let ids = server.add_all((0..10).map(|_| server_job()));
    let newest = |skip, count| ids.iter().rev().skip(skip).take(count).cloned().collect::<Vec<_>>();
    for (cap, limit, items) in
        [(Some(3), 100, 3), (Some(3), 2, 2), (Some(1), 100, 1), (Some(0), 5, 1), (None, 100, 7)]
    {
        server.set_page_cap(cap);
        let page = list(&server, &format!("job_type=CREATE_SERVER&offset=3&limit={limit}"));
        assert_eq!(page.ids(), newest(3, items), "{cap:?}");
        assert_eq!(page.json()["count"], 10);
    }
    let capped = Server::builder().page_cap(3).jobs(100).start().unwrap();
    assert_eq!(list(&capped, "job_type=CREATE_SERVER").ids().len(), 3);
}

#[test]
fn a_count_says_what_it_is_told_to() {
    let server = Server::builder().count(Count::Fixed(-1)).start().unwrap();
    server.add_all((0..10).map(|_| server_job()));
    let count = || list(&server, "job_type=CREATE_SERVER&offset=10").json().get("count").cloned();
    assert_eq!(count(), Some(json!(-1)));
    for (said, expected) in [
        (Count::Honest, Some(10)),
        (Count::Off(5), Some(15)),
        (Count::Off(-11), Some(-1)),
        (Count::Off(i64::MAX), Some(i64::MAX)),
        (Count::Fixed(0), Some(0)),
        (Count::Missing, None),
    ] {
        server.set_count(said);
        assert_eq!(count(), expected.map(|count| json!(count)), "{said:?}");
    }
    assert_eq!(list(&server, "job_type=DELETE_SERVER").text(), r#"{"items":[]}"#);
}

#[test]
fn generated_jobs_that_move_are_of_today_and_others_the_same_on_each_day() {
    let begins = |server: &Server| -> Vec<Timestamp> {
        let items = list(server, "job_type=CREATE_SERVER&limit=100").json()["items"].clone();
        let begin =
            |item: &serde_json::Value| item["begin_time"].as_str().unwrap().parse().unwrap();
        items.as_array().unwrap().iter().map(begin).collect()
    };
    let start = Timestamp::now();
    let way = Lifecycle::succeeds(Duration::MAX, Duration::MAX);
    let moving = Server::builder().jobs(60).lifecycle(way).start().unwrap();
    let (end, hour) = (Timestamp::now(), HOUR);
    assert!(begins(&moving).iter().all(|begin| (start - hour..=end).contains(begin)));
    let still = begins(&Server::builder().jobs(60).start().unwrap());
    let new_year: Timestamp = "2026-01-01T00:00:00Z".parse().unwrap();
    assert!(still.iter().all(|begin| (new_year - hour..=new_year).contains(begin)));
}
