//! When a call is tried again, how long it waits before, and what the error tells of it.
#![allow(clippy::unwrap_used, reason = "a test that cannot be set up should panic")]

mod support;

use std::sync::Arc;
use std::time::Duration;

use imagejobs::{Client, Error, JobType, Page};
use imagejobs_mock::{Answer, Auth, ManualClock, Reply, Server};
use support::{at_once, builder};

const THROTTLED: &str = r#"{"error_msg":"The throttling threshold has been reached: policy user over ratelimit,limit:200,time:30 second","error_code":"APIGW.0308","request_id":"r"}"#;

/// Waits up to this are over at once; the limits of time are longer.
const SKIPPED: Duration = Duration::from_secs(59);

struct Tried {
    result: Result<Page, Error>,
    calls: u64,
    /// The waits between attempts, in milliseconds.
    waits: Vec<u128>,
}

async fn tried(answers: impl IntoIterator<Item = Answer>, max_attempts: u32) -> Tried {
    let server = Server::start().unwrap();
    for answer in answers {
        server.script(answer);
    }
    let clock = ManualClock::skipping(server.now(), SKIPPED);
    let client = builder(&server)
        .max_attempts(max_attempts)
        .jitter(|| 1.0)
        .clock(Arc::new(clock.clone()))
        .build()
        .unwrap();
    let result = client.list(JobType::CreateServer).send().await;
    let waits = clock.slept().into_iter().filter(|wait| *wait < SKIPPED);
    Tried { result, calls: server.calls(), waits: waits.map(|wait| wait.as_millis()).collect() }
}

fn status(status: u16) -> Reply {
    Answer::status(status)
}

fn after(code: u16, header: &str) -> Answer {
    status(code).header("retry-after", header).into()
}

/// Its name, the answers, the attempts allowed; the status of the error, the calls, the waits.
type Case = (&'static str, Vec<Answer>, u32, Option<u16>, u64, Vec<u128>);

#[tokio::test]
async fn the_policy_as_a_table() {
    let broken = || Answer::from(status(200).body("{\"items\":[]}").truncate_after(5));
    let cases: Vec<Case> = vec![
        ("a success", vec![], 3, None, 1, vec![]),
        ("one failure", vec![status(503).into()], 3, None, 2, vec![500]),
        ("two failures", vec![status(500).times(2).into()], 3, None, 3, vec![500, 1000]),
        ("an outage", vec![status(503).times(9).into()], 3, Some(503), 3, vec![500, 1000]),
        ("one attempt", vec![status(503).times(9).into()], 1, Some(503), 1, vec![]),
        (
            "five attempts",
            vec![status(502).times(9).into()],
            5,
            Some(502),
            5,
            vec![500, 1000, 2000, 4000],
        ),
        ("408", vec![status(408).into()], 3, None, 2, vec![500]),
        ("429", vec![status(429).into()], 3, None, 2, vec![500]),
        ("504", vec![status(504).into()], 3, None, 2, vec![500]),
        ("a reset", vec![Answer::reset()], 3, None, 2, vec![500]),
        ("a broken body", vec![broken()], 3, None, 2, vec![500]),
        ("no HTTP", vec![Answer::raw("nonsense\r\n\r\n")], 3, None, 2, vec![500]),
        ("400", vec![status(400).into()], 3, Some(400), 1, vec![]),
        ("401", vec![status(401).into()], 3, Some(401), 1, vec![]),
        ("403", vec![status(403).into()], 3, Some(403), 1, vec![]),
        ("404", vec![status(404).into()], 3, Some(404), 1, vec![]),
        ("409", vec![status(409).into()], 3, Some(409), 1, vec![]),
        ("501", vec![status(501).into()], 3, Some(501), 1, vec![]),
        ("a redirect", vec![status(302).into()], 3, Some(302), 1, vec![]),
        ("HTML", vec![status(200).body("<html>").into()], 3, Some(200), 1, vec![]),
        ("204", vec![status(204).into()], 3, Some(204), 1, vec![]),
        ("Retry-After", vec![after(503, "7")], 3, None, 2, vec![7000]),
        ("Retry-After 0", vec![after(429, "0")], 3, None, 2, vec![0]),
        ("a bad Retry-After", vec![after(503, "soon")], 3, None, 2, vec![500]),
        ("a window", vec![status(429).body(THROTTLED).into()], 3, None, 2, vec![30_000]),
        (
            "Retry-After before the window",
            vec![status(429).header("retry-after", "2").body(THROTTLED).into()],
            3,
            None,
            2,
            vec![2000],
        ),
        ("a wait that does not fit", vec![after(503, "121")], 3, Some(503), 1, vec![]),
        ("an endless wait", vec![after(429, "99999999999999999999")], 3, Some(429), 1, vec![]),
    ];
    for (case, answers, attempts, failed, calls, waits) in cases {
        let tried = tried(answers, attempts).await;
        assert_eq!(tried.result.as_ref().err().and_then(Error::status), failed, "{case}");
        assert_eq!((tried.calls, tried.waits), (calls, waits), "{case}");
    }
}

#[tokio::test]
async fn a_date_in_retry_after_is_read_by_the_servers_clock() {
    let reply = status(503)
        .header("date", "Sun, 06 Nov 1994 08:49:37 GMT")
        .header("retry-after", "Sun, 06 Nov 1994 08:49:47 GMT");
    assert_eq!(tried([reply.into()], 3).await.waits, [10_000]);
}

#[tokio::test]
async fn an_error_tells_how_often_it_was_tried_and_what_went_wrong_first() {
    let tried = tried([Answer::reset(), status(503).times(2).into()], 3).await;
    let error = tried.result.unwrap_err();
    assert_eq!((error.attempts(), error.status()), (3, Some(503)));
    assert_eq!(error.elapsed(), Duration::from_millis(1500));
    let text = error.to_string();
    assert!(text.contains("3 attempts in 1.5 s") && text.contains("before that it"), "{text}");
    let first = std::error::Error::source(&error).unwrap().downcast_ref::<Error>().unwrap();
    assert!(first.is_connect(), "{first}");
}

#[tokio::test]
async fn a_wait_that_does_not_fit_ends_at_once_and_says_when_to_come_again() {
    let window = THROTTLED.replace("30 second", "5 minute");
    let error = tried([status(429).body(window).into()], 3).await.result.unwrap_err();
    assert!(error.is_throttled() && error.is_retryable());
    assert_eq!(error.retry_after(), Some(Duration::from_secs(300)));
    assert!(error.to_string().contains("try again in 300 s"), "{error}");
}

#[tokio::test]
async fn one_call_may_have_other_attempts_than_the_client() {
    let server = Server::start().unwrap();
    server.script(status(503).times(10));
    let clock = ManualClock::skipping(server.now(), SKIPPED);
    let client = builder(&server).max_attempts(3).clock(Arc::new(clock)).build().unwrap();
    client.list(JobType::CreateServer).max_attempts(1).send().await.unwrap_err();
    assert_eq!(server.calls(), 1);
    client.list(JobType::CreateServer).max_attempts(5).send().await.unwrap_err();
    assert_eq!(server.calls(), 6);
}

#[tokio::test]
async fn a_total_outage_costs_120_attempts_for_100_calls_and_heals() {
    let server = Server::start().unwrap();
    server.script(status(503).times(120));
    let clock = ManualClock::skipping(server.now(), SKIPPED);
    let client = builder(&server).max_attempts(3).clock(Arc::new(clock)).build().unwrap();
    for _ in 0..100 {
        // Clones share one budget.
        client.clone().list(JobType::CreateServer).send().await.unwrap_err();
    }
    assert_eq!((server.calls(), server.scripted()), (120, 0));
    for _ in 0..5 {
        client.list(JobType::CreateServer).send().await.unwrap();
    }
    server.script(status(503));
    client.list(JobType::CreateServer).send().await.unwrap();
}

#[tokio::test]
async fn every_attempt_is_stamped_and_signed_anew() {
    let server = Server::builder().auth(Auth::Signed).manual_time().start().unwrap();
    server.script(after(503, "40"));
    let clock = ManualClock::skipping(server.now(), SKIPPED);
    let client = signed(&server, &clock);
    client.list(JobType::CreateServer).send().await.unwrap();
    let stamps: Vec<_> = server
        .received()
        .iter()
        .map(|call| call.header("x-sdk-date").unwrap().to_owned())
        .collect();
    assert!(stamps.len() == 2 && stamps[0] != stamps[1], "{stamps:?}");
}

#[tokio::test]
async fn a_clock_that_is_off_is_learned_once_and_told() {
    for off in [-7200_i64, 7200] {
        let server = Server::builder().auth(Auth::Signed).manual_time().start().unwrap();
        let apart = Duration::from_secs(off.unsigned_abs());
        let ours = if off < 0 { server.now() - apart } else { server.now() + apart };
        let clock = ManualClock::skipping(ours, SKIPPED);
        let client = signed(&server, &clock);
        client.list(JobType::CreateServer).send().await.unwrap();
        assert_eq!(server.calls(), 2, "learned from the first answer");
        client.list(JobType::CreateServer).send().await.unwrap();
        assert_eq!(server.calls(), 3, "known from then on");

        let once = signed(&server, &clock);
        let error = once.list(JobType::CreateServer).max_attempts(1).send().await.unwrap_err();
        let how = if off < 0 { "7200 s behind" } else { "7200 s ahead of" };
        assert!(error.is_unauthorized() && error.to_string().contains(how), "{error}");
    }
}

#[tokio::test]
async fn an_answer_that_cannot_be_read_tells_all_attempts() {
    let answers = [status(503).into(), status(200).body("<html>").into()];
    let Tried { result, calls, .. } = tried(answers, 3).await;
    let error = result.unwrap_err();
    assert!(error.is_decode() && calls == 2 && error.attempts() == 2, "{error}");
    let text = error.to_string();
    assert!(text.contains("before that it answered 503") && text.contains("2 attempts"), "{text}");
}

#[tokio::test]
async fn many_calls_at_once_learn_a_clock_that_is_off_and_unlearn_it_when_it_is_set_right() {
    let server = Server::builder().auth(Auth::Signed).manual_time().start().unwrap();
    let clock = ManualClock::skipping(server.now() - Duration::from_secs(7200), SKIPPED);
    let client = signed(&server, &clock);
    // More than five failures in a row would lock the key.
    assert!(at_once(&client, 5).await.iter().all(Result::is_ok));
    clock.advance(Duration::from_secs(7200));
    assert!(at_once(&client, 5).await.iter().all(Result::is_ok));
}

#[tokio::test]
async fn a_wrong_key_is_tried_once() {
    let server = Server::builder().auth(Auth::Signed).start().unwrap();
    let client = builder(&server).keys(server.access_key(), "wrong", None).max_attempts(3);
    let error = client.build().unwrap().list(JobType::CreateServer).send().await.unwrap_err();
    assert!(error.is_unauthorized(), "{error}");
    assert!(error.to_string().contains("the credentials came from"), "{error}");
    assert_eq!(server.calls(), 1);
}

#[tokio::test]
async fn a_body_that_drips_ends_at_the_attempts_limit() {
    let server = Server::builder().manual_time().start().unwrap();
    let page = format!("{{\"items\":[],\"more\":\"{}\"}}", "x".repeat(500));
    server.script(status(200).body(page).drip(1, Duration::from_secs(1)));
    let clock = ManualClock::new(server.now());
    let client = builder(&server).clock(Arc::new(clock.clone())).build().unwrap();
    let call = tokio::spawn(async move { client.list(JobType::CreateServer).send().await });
    server.called(1).await;
    for _ in 0..60 {
        server.advance(Duration::from_secs(1));
        clock.advance(Duration::from_secs(1));
        tokio::task::yield_now().await;
    }
    let error = call.await.unwrap().unwrap_err();
    assert!(error.is_timeout(), "{error}");
}

fn signed(server: &Server, clock: &ManualClock) -> Client {
    builder(server)
        .keys(server.access_key(), server.secret_key(), None)
        .max_attempts(3)
        .clock(Arc::new(clock.clone()))
        .build()
        .unwrap()
}

#[tokio::test]
async fn whatever_a_server_answers_it_is_reached_with_one_call_and_no_secret() {
    let server = Server::builder().manual_time().start().unwrap();
    let clock = ManualClock::new(server.now() - Duration::from_secs(90));
    let builder = || support::builder(&server).max_attempts(3).clock(Arc::new(clock.clone()));
    for answer in [Answer::normal(), Answer::status(503), Answer::status(200)] {
        server.script(answer);
        assert_eq!(builder().build().unwrap().reach().await.unwrap(), Some(90));
    }
    let calls = server.received();
    assert_eq!(calls.len(), 3);
    let secrets = ["x-auth-token", "authorization"];
    let mut headers = calls.iter().flat_map(|call| &call.headers);
    assert!(headers.all(|(name, _)| !secrets.contains(&name.as_str())));
    server.script(Answer::reset());
    assert!(builder().build().unwrap().reach().await.unwrap_err().is_connect());
}
