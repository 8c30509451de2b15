//! What happens to calls by a plan, and to which.

use std::io::ErrorKind;
use std::time::Duration;

use imagejobs_mock::{Answer, Fault, FaultPlan, Latency, Server};

use crate::client::{Client, any_request, ask, list, request};

const MINUTE: Duration = Duration::from_secs(60);

fn server(rules: impl IntoIterator<Item = Fault>) -> Server {
    let plan = rules.into_iter().fold(FaultPlan::new(), FaultPlan::rule);
    Server::builder().manual_time().faults(plan).start().unwrap()
}

/// The statuses of so many calls; 0 is a connection that is reset before any byte.
fn statuses(server: &Server, calls: usize) -> Vec<u16> {
    let call = |_| {
        let mut client = Client::new(server);
        client.send(any_request(server));
        match client.head() {
            Ok(head) => head.status,
            Err(error) => {
                assert_eq!(error.kind(), ErrorKind::ConnectionReset);
                0
            }
        }
    };
    (0..calls).map(call).collect()
}

#[test]
fn a_rule_fires_for_the_calls_that_it_names() {
    let fault = || Fault::status(503);
    for (fault, expected) in [
        (fault(), [503, 503, 503, 503, 503, 503]),
        (fault().nth(2), [200, 503, 200, 200, 200, 200]),
        (fault().every(3), [200, 200, 503, 200, 200, 503]),
        (fault().calls(2..=4), [200, 503, 503, 503, 200, 200]),
        (fault().calls(2..4), [200, 503, 503, 200, 200, 200]),
        (fault().calls(5..), [200, 200, 200, 200, 503, 503]),
        (fault().calls(..=2), [503, 503, 200, 200, 200, 200]),
        (fault().rate(0.0), [200; 6]),
        (fault().rate(1.0), [503; 6]),
        (fault().every(2).calls(3..), [200, 200, 200, 503, 200, 503]),
    ] {
        let server = server([fault.clone()]);
        assert_eq!(statuses(&server, 6), expected, "{fault:?}");
    }
}

#[test]
fn a_rule_counts_the_calls_that_its_query_and_project_leave() {
    let server = server([Fault::status(503)
        .query("job_type", "DELETE_SERVER")
        .query("status", "RUN NING")
        .every(2)]);
    let asked = |query: &str| ask(&server, request(&server, query)).status;
    let right = "limit=1&job_type=DELETE%5FSERVER&status=RUN+NING";
    assert_eq!([asked(right), asked("job_type=DELETE_SERVER"), asked(right)], [400, 200, 503]);

    for (project, expected) in [("p 1", 503), ("p", 200)] {
        let plan = FaultPlan::new().rule(Fault::status(503).project(project));
        let server = Server::builder().project_id("p 1").faults(plan).start().unwrap();
        let call = any_request(&server).replacen("/p 1/", "/p%201/", 1);
        assert_eq!(ask(&server, call).status, expected, "{project}");
    }
}

#[test]
fn chance_fails_about_as_many_calls_as_the_rate_says() {
    let server = server([Fault::status(503).rate(0.2)]);
    let failed = statuses(&server, 1_000).iter().filter(|status| **status == 503).count();
    assert!((150..250).contains(&failed), "{failed}");
}

#[test]
fn the_same_seed_fails_the_same_calls() {
    let plan =
        || FaultPlan::new().rule(Fault::reset().rate(0.1)).rule(Fault::status(500).rate(0.2));
    let two = |seed| {
        let composed = plan().and(FaultPlan::new().seed(seed).rule(Fault::status(418).rate(0.3)));
        statuses(&Server::builder().faults(composed).start().unwrap(), 60)
    };
    assert_eq!(two(7), two(7));
    assert_ne!(two(7), two(8));

    // A plan without a seed has the server's.
    let of_server = |seed| {
        let builder = Server::builder().seed(seed).faults(plan());
        statuses(&builder.start().unwrap(), 60)
    };
    assert_eq!(of_server(7), of_server(7));
    assert_ne!(of_server(7), of_server(8));
}

#[test]
fn the_first_rule_that_fires_decides_and_every_rule_counts() {
    let server = server([
        Fault::status(500).nth(2),
        Fault::status(502).every(2),
        Fault::status(503).every(3),
    ]);
    assert_eq!(statuses(&server, 6), [200, 500, 503, 502, 200, 502]);
}

#[test]
fn a_script_goes_before_a_plan_which_does_not_count_its_calls() {
    let server = server([Fault::status(503).nth(1)]);
    server.script(Answer::status(418));
    assert_eq!(statuses(&server, 3), [418, 503, 200]);
}

#[test]
fn a_plan_can_begin_anew_and_end() {
    let server = Server::start().unwrap();
    let plan = FaultPlan::new().rule(Fault::status(503).nth(2));
    for _ in 0..2 {
        server.set_faults(Some(plan.clone())).unwrap();
        assert_eq!(statuses(&server, 2), [200, 503]);
    }
    server.set_faults(Some(FaultPlan::new().rule(Fault::status(503)))).unwrap();
    // One that makes no sense leaves the present one where it is.
    let error = server.set_faults(Some(FaultPlan::new())).unwrap_err();
    assert_eq!(error.to_string(), "rules is empty; it must have one rule at least");
    assert_eq!(statuses(&server, 1), [503]);
    server.set_faults(None).unwrap();
    assert_eq!(statuses(&server, 1), [200]);
}

#[test]
fn iam_meets_a_fault_where_a_rule_says_so_and_the_metadata_service_never() {
    for (fault, iam) in [(Fault::status(503), 200), (Fault::status(503).also_iam(), 503)] {
        let server = server([fault]);
        let asked = |path: &str| {
            let token = server.token();
            let head = format!("GET {path} HTTP/1.1\r\nHost: mock\r\nX-Auth-Token: {token}");
            ask(&server, head + "\r\n\r\n").status
        };
        assert_eq!(asked("/v3/projects"), iam);
        assert_eq!(asked("/openstack/latest/securitykey"), 404);
        assert_eq!(statuses(&server, 1), [503]);
    }
}

#[test]
fn a_status_has_the_headers_and_the_body_that_are_said() {
    let server = server([Fault::status(502).header("Retry-After", "1").body("<p>oh</p>")]);
    let answered = ask(&server, any_request(&server));
    assert_eq!((answered.status, answered.text()), (502, "<p>oh</p>"));
    assert_eq!(answered.header("Retry-After"), Some("1"));
}

#[test]
fn an_html_page_has_status_200() {
    let server = server([Fault::html()]);
    let answered = ask(&server, any_request(&server));
    assert_eq!(answered.status, 200);
    assert_eq!(answered.header("Content-Type"), Some("text/html; charset=utf-8"));
    assert!(answered.text().starts_with("<!DOCTYPE html>"));
}

#[test]
fn the_type_of_a_body_may_be_wrong() {
    let server = server([Fault::normal().content_type("text/plain")]);
    let answered = list(&server, "job_type=CREATE_SERVER");
    assert_eq!(answered.header("Content-Type"), Some("text/plain"));
    assert_eq!(answered.json()["count"], 0);
}

#[test]
fn a_date_may_be_off_or_none() {
    for (date, expected) in [
        ("-2h", "Wed, 31 Dec 2025 22:01:00 GMT"),
        ("+30s", "Thu, 01 Jan 2026 00:01:30 GMT"),
        ("yesterday", "yesterday"),
    ] {
        let server = server([Fault::normal().date(date)]);
        server.advance(MINUTE);
        let answered = list(&server, "job_type=CREATE_SERVER");
        assert_eq!(answered.header("Date"), Some(expected), "{date}");
    }
}

#[test]
fn a_connection_is_reset_before_any_byte() {
    let server = server([Fault::reset().nth(1)]);
    assert_eq!(statuses(&server, 2), [0, 200]);
}

#[test]
fn a_body_may_break_off_or_be_reset() {
    let server = server([Fault::normal().truncate_after(4).nth(1), Fault::normal().reset_after(4)]);
    for broken in [false, true] {
        let mut client = Client::new(&server);
        client.send(any_request(&server));
        assert_eq!(client.head().unwrap().header("Content-Length"), Some("22"));
        let (bytes, end) = client.rest();
        assert_eq!((bytes.as_slice(), end.is_err()), (br#"{"co"#.as_slice(), broken));
    }
}

#[test]
fn a_body_may_have_no_end() {
    let server = server([Fault::normal().endless()]);
    let mut client = Client::new(&server);
    client.send(any_request(&server));
    assert_eq!(client.head().unwrap().header("Content-Length"), None);
    assert!(client.bytes(1 << 20).ends_with(b"   "));
}

#[test]
fn a_body_may_come_in_bits() {
    let server = server([Fault::normal().drip(20, MINUTE)]);
    let mut client = Client::new(&server);
    client.send(any_request(&server));
    client.head().unwrap();
    assert_eq!(client.bytes(20).len(), 20);
    assert_eq!(server.waiting(), 1);
    server.advance(MINUTE);
    assert_eq!(client.bytes(2), b"]}");
}

#[test]
fn latencies_add_up_with_each_other_and_with_what_happens() {
    let late = |minutes| Fault::normal().latency(Latency::Fixed(minutes * MINUTE));
    // What decides nothing because another rule has decided adds nothing either.
    let server = server([
        late(1),
        Fault::status(503).latency(Latency::Fixed(2 * MINUTE)),
        Fault::status(500).latency(Latency::Fixed(90 * MINUTE)),
        late(4),
    ]);
    let mut client = Client::new(&server);
    client.send(any_request(&server));
    assert!(server.wait_for_calls(1));
    server.advance(7 * MINUTE - Duration::from_nanos(1));
    assert_eq!(server.waiting(), 1);
    server.advance(Duration::from_nanos(1));
    assert_eq!(client.answer().unwrap().status, 503);
}

#[test]
fn a_limiter_lets_so_many_calls_through_in_each_window() {
    let server = server([Fault::throttle(2, 2 * MINUTE)]);
    assert_eq!(statuses(&server, 3), [200, 200, 429]);
    server.advance(2 * MINUTE - Duration::from_nanos(1));
    let refused = ask(&server, any_request(&server));
    assert_eq!((refused.status, refused.header("Retry-After")), (429, None));
    let (body, id) = (refused.json(), refused.header("X-Request-Id").unwrap());
    assert_eq!(body["error_code"], "APIGW.0308");
    assert_eq!(
        body["error_msg"],
        "The throttling threshold has been reached: policy user over \
         ratelimit,limit:2,time:2 minute"
    );
    assert_eq!(body["request_id"], id);
    server.advance(Duration::from_nanos(1));
    assert_eq!(statuses(&server, 3), [200, 200, 429]);
}

#[test]
fn a_limiter_tells_its_window_in_the_largest_unit_that_fits() {
    for (seconds, words) in
        [(1, "1 second"), (90, "90 second"), (60, "1 minute"), (7_200, "2 hour"), (86_400, "1 day")]
    {
        let server = server([Fault::throttle(1, Duration::from_secs(seconds))]);
        assert_eq!(statuses(&server, 1), [200]);
        let message = ask(&server, any_request(&server)).json()["error_msg"].to_string();
        assert!(message.ends_with(&format!("limit:1,time:{words}\"")), "{message}");
    }
}

#[test]
fn a_server_takes_no_plan_that_makes_no_sense() {
    for (fault, message) in [
        (Fault::normal().every(3), "faults: rules[0] does not say what happens; it must have"),
        (Fault::status(42), "faults: rules[0].status is 42; it must be a status from 200 to 999"),
        (Fault::reset().rate(f64::NAN), "faults: rules[0].rate is NaN; it must be a number"),
        (Fault::reset().calls(..1), "faults: rules[0].calls.to is 0; it must be"),
        (
            Fault::normal().latency(Latency::Fixed(Duration::ZERO)),
            "faults: rules[0].latency.fixed is 0ns; it must be a duration",
        ),
    ] {
        let plan = FaultPlan::new().rule(fault);
        let error = Server::builder().faults(plan).start().unwrap_err();
        assert_eq!(error.kind(), std::io::ErrorKind::InvalidInput);
        assert!(error.to_string().starts_with(message), "{error}");
    }
}
