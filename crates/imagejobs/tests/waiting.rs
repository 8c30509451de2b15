//! Waiting for jobs, over real sockets and in virtual time.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod support;

use std::sync::{Arc, Mutex};
use std::time::Duration;

use imagejobs::{Client, JobStatus, JobType};
use imagejobs_mock::{Answer, Churn, Job, Lifecycle, Server};

use support::time::{Together, seconds};

const TYPE: JobType = JobType::CreateServerImage;

/// A server whose jobs move by a client's clock, and that client.
fn start() -> (Arc<Server>, Client) {
    let server = Arc::new(Server::builder().frozen_jobs().start().unwrap());
    let clock = Arc::new(Together::new(&server));
    let client = support::builder(&server).clock(clock).jitter(|| 1.0).build().unwrap();
    (server, client)
}

fn job(lifecycle: Lifecycle) -> Job {
    Job::new(TYPE.as_str()).lifecycle(lifecycle)
}

#[tokio::test]
async fn waiting_and_running_are_pending_and_every_look_is_told() {
    let (server, client) = start();
    let id = server.add(job(Lifecycle::succeeds(seconds(5), seconds(60))));
    let told = Arc::new(Mutex::new(Vec::new()));
    let wait = client.wait(TYPE, [&id]).until_succeeded().on_progress({
        let told = Arc::clone(&told);
        move |progress| {
            let status = progress.job.and_then(|job| job.status()).unwrap().to_string();
            told.lock().unwrap().push((progress.elapsed.as_secs(), status));
        }
    });
    let jobs = wait.await.unwrap();
    assert_eq!(*jobs[0].status().unwrap(), JobStatus::Success);
    let told = told.lock().unwrap();
    let told: Vec<_> = told.iter().map(|(at, status)| (*at, status.as_str())).collect();
    let (waiting, running) = ("WAITING", "RUNNING");
    let expected =
        [(0, waiting), (2, waiting), (6, running), (14, running), (30, running), (60, running)];
    assert_eq!(told, expected);
    assert_eq!(server.calls(), 7);
}

#[tokio::test]
async fn a_job_that_fails_is_an_error_only_where_success_is_waited_for() {
    let (server, client) = start();
    let id = server.add(job(Lifecycle::fails(seconds(1), seconds(1))));
    let jobs = client.wait(TYPE, [&id]).await.unwrap();
    assert_eq!(*jobs[0].status().unwrap(), JobStatus::Failed);
    let error = client.wait(TYPE, [&id]).until_succeeded().await.unwrap_err();
    assert!(error.is_failed() && error.error().is_none());
    assert_eq!(error.job().unwrap().id(), Some(&*id));
    assert_eq!(error.to_string(), format!("job {id} failed"));
}

#[tokio::test]
async fn a_closure_says_what_is_waited_for_and_an_unknown_status_is_pending() {
    let (server, client) = start();
    let id = server.add(job(Lifecycle::succeeds(seconds(3), seconds(60))));
    let running = |job: &imagejobs::ImageJob| *job.status().unwrap() == JobStatus::Running;
    let jobs = client.wait(TYPE, [&id]).until(running).await.unwrap();
    assert_eq!(*jobs[0].status().unwrap(), JobStatus::Running);

    let odd = server.add(Job::new(TYPE.as_str()).status("PAUSED"));
    let error = client.wait(TYPE, [&odd]).deadline(seconds(100)).await.unwrap_err();
    assert!(error.is_timeout());
    assert_eq!(error.to_string(), format!("job {odd} did not end within 100s; it was last PAUSED"));
}

#[tokio::test]
async fn a_job_that_never_appears_is_not_found_after_the_grace_and_a_whole_listing() {
    let (server, client) = start();
    server.add_all((0..250).map(|_| Job::new(TYPE.as_str())));
    let error = client.wait(TYPE, ["702364883651395584"]).await.unwrap_err();
    assert!(error.is_not_found() && error.job().is_none());
    assert_eq!(
        error.to_string(),
        "job 702364883651395584 was not found: 30s later a whole list did not hold it"
    );
    // A whole listing is four calls; looks are made at 0, 2, 6, 14 and 30 seconds.
    assert_eq!(server.calls(), 5 * 4);

    let late = client.wait(TYPE, ["7"]).grace(seconds(60)).on_progress({
        let server = Arc::clone(&server);
        move |progress| {
            if progress.elapsed == seconds(30) {
                server.add(Job::new(TYPE.as_str()).id("7").status("SUCCESS"));
            }
        }
    });
    assert_eq!(late.await.unwrap()[0].id(), Some("7"));
}

#[tokio::test]
async fn a_job_that_vanishes_is_gone_with_its_last_state() {
    let (server, client) = start();
    server.add_all((0..250).map(|_| Job::new(TYPE.as_str())));
    let id = server.add(job(Lifecycle::succeeds(seconds(1), seconds(600))));
    let error = client.wait(TYPE, [&id]).on_progress({
        let (server, id) = (Arc::clone(&server), id.clone());
        move |progress| {
            if progress.elapsed == seconds(6) {
                assert!(server.remove(&id));
            }
        }
    });
    let error = error.await.unwrap_err();
    assert!(error.is_gone());
    assert_eq!(*error.job().unwrap().status().unwrap(), JobStatus::Running);
    assert_eq!(error.to_string(), format!("job {id} is gone from the list; it was last RUNNING"));
}

#[tokio::test]
async fn an_error_that_may_go_away_does_not_end_a_wait_and_any_other_does() {
    let (server, client) = start();
    let id = server.add(job(Lifecycle::succeeds(seconds(1), seconds(10))));
    server.script(Answer::status(503).times(2));
    server.script(Answer::reset());
    let told = Arc::new(Mutex::new(Vec::new()));
    let wait = client.wait(TYPE, [&id]).on_progress({
        let told = Arc::clone(&told);
        move |progress| told.lock().unwrap().push(progress.trouble.map(|error| error.status()))
    });
    assert!(wait.await.is_ok());
    assert_eq!(*told.lock().unwrap(), [Some(Some(503)), Some(Some(503)), Some(None)]);

    server.script(Answer::status(403));
    let error = client.wait(TYPE, [&id]).await.unwrap_err();
    assert_eq!(error.error().unwrap().status(), Some(403));
    assert_eq!(error.id(), Some(&*id));
}

#[tokio::test]
async fn the_deadline_ends_a_wait_whose_call_hangs() {
    let (server, client) = start();
    server.script(Answer::hang());
    let wait = client.wait(TYPE, ["7"]).deadline(seconds(20)).await;
    let error = wait.unwrap_err();
    assert!(error.is_timeout());
    assert_eq!(error.to_string(), "job 7 did not end within 20s; it was never seen");
}

#[tokio::test]
async fn jobs_are_given_as_they_end_and_together_in_the_order_of_their_ids() {
    let (server, client) = start();
    let slow = server.add(job(Lifecycle::succeeds(seconds(1), seconds(100))));
    let fast = server.add(job(Lifecycle::succeeds(seconds(1), seconds(1))));
    let mut ends = client.wait(TYPE, [&slow, &fast, "never"]).stream();
    let mut ended = Vec::new();
    while let Some(end) = ends.next().await {
        match end {
            Ok(job) => ended.push(job.id().unwrap().to_owned()),
            Err(error) => ended.push(format!("not found {}", error.is_not_found())),
        }
    }
    assert_eq!(ended, [&*fast, "not found true", &*slow]);
    let jobs = client.wait(TYPE, [&slow, &fast, &slow]).await.unwrap();
    let ids: Vec<_> = jobs.iter().map(|job| job.id().unwrap()).collect();
    assert_eq!(ids, [&*slow, &*fast, &*slow]);
}

#[tokio::test]
async fn what_cannot_be_waited_for_is_not_sent() {
    let (server, client) = start();
    let second = seconds(1);
    for (wait, says) in [
        (client.wait(TYPE, [""; 0]), "no id"),
        (client.wait(TYPE, ["1", ""]), "is empty"),
        (client.wait(TYPE, ["1"]).backoff(Duration::ZERO, second), "more than 0"),
    ] {
        let error = wait.await.unwrap_err();
        assert!(error.error().unwrap().is_usage() && error.id().is_none());
        assert!(error.to_string().contains(says), "{error}");
    }
    assert_eq!(server.calls(), 0);
}

#[tokio::test]
async fn a_thousand_waits_cost_little_more_than_one() {
    let (server, client) = start();
    let jobs = (0..1_000).map(|_| job(Lifecycle::succeeds(seconds(100), seconds(100))));
    let ids = server.add_all(jobs);
    server.add_all((0..9_000).map(|_| Job::new(TYPE.as_str())));
    server.set_churn(Some(Churn::per_call().arrivals(0..=3)));
    let waits: Vec<_> = ids
        .into_iter()
        .map(|id| {
            let client = client.clone();
            tokio::spawn(async move { client.wait(TYPE, [id]).until_succeeded().await.is_ok() })
        })
        .collect();
    for wait in waits {
        assert!(wait.await.unwrap());
    }
    // The jobs are the oldest: they are found by at most two whole listings of 102 calls, one for
    // the first that joins and one for the rest. Each further round costs eleven or twelve pages; by
    // 200 s there are at most a dozen.
    let calls = server.calls();
    assert!(calls <= 2 * 103 + 12 * 12, "{calls}");
}

#[tokio::test]
async fn one_job_among_many_costs_one_or_two_calls_a_round() {
    let (server, client) = start();
    let ids =
        server.add_all((0..10_000).map(|_| job(Lifecycle::succeeds(seconds(1), seconds(300)))));
    server.set_churn(Some(Churn::per_call().arrivals(0..=12).departures(0..=5)));
    let before = server.add(Job::new(TYPE.as_str()).stays());
    assert!(!before.is_empty());
    let middle = server.add(job(Lifecycle::succeeds(seconds(1), seconds(300))).stays());
    server.add_all((0..3_000).map(|_| Job::new(TYPE.as_str())));
    assert_eq!(ids.len(), 10_000);
    let rounds = Arc::new(Mutex::new(Vec::new()));
    let wait = client.wait(TYPE, [&middle]).on_progress({
        let (server, rounds) = (Arc::clone(&server), Arc::clone(&rounds));
        move |_| rounds.lock().unwrap().push(server.calls())
    });
    wait.await.unwrap();
    let rounds = rounds.lock().unwrap();
    assert!(rounds.len() > 5);
    let costs: Vec<_> = rounds.windows(2).map(|pair| pair[1] - pair[0]).collect();
    assert!(costs.iter().all(|cost| (1..=2).contains(cost)), "{costs:?}");
}

#[tokio::test]
async fn a_wait_that_is_given_up_takes_nothing_from_the_others_and_the_last_stops_the_calls() {
    let (server, client) = start();
    let id = server.add(job(Lifecycle::succeeds(seconds(1), seconds(50))));
    server.script(Answer::hang());
    let first = tokio::spawn({
        let (client, id) = (client.clone(), id.clone());
        async move { client.wait(TYPE, [id]).await }
    });
    server.called(1).await;
    assert_eq!(server.waiting(), 1);
    first.abort();
    assert!(first.await.unwrap_err().is_cancelled());
    // A call in flight is given up with the last wait, and a new one begins anew.
    let jobs = client.wait(TYPE, [&id]).await.unwrap();
    assert_eq!(*jobs[0].status().unwrap(), JobStatus::Success);

    server.script(Answer::normal());
    let other = server.add(job(Lifecycle::succeeds(seconds(1), seconds(50))));
    let mut given_up = client.wait(TYPE, [&other]).stream();
    let others = client.wait(TYPE, [&other]);
    tokio::select! {
        biased;
        _ = given_up.next() => unreachable!("the job runs for 50 seconds"),
        () = server.called(server.calls() + 1) => {}
    }
    drop(given_up);
    assert!(others.await.is_ok());
}
