//! Waiting for jobs, over real sockets and in virtual time.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

mod support;

use std::sync::{Arc, Mutex};
use std::time::Duration;

use imagejobs::JobStatus;
use imagejobs_mock::{Answer, Job, Lifecycle};

use support::time::{TYPE, job, seconds, start, start_with_clock};

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
    let (server, client, clock) = start_with_clock();
    let id = server.add(job(Lifecycle::succeeds(seconds(3), seconds(60))));
    let running = |job: &imagejobs::ImageJob| *job.status().unwrap() == JobStatus::Running;
    let jobs = client.wait(TYPE, [&id]).until(running).await.unwrap();
    assert_eq!(*jobs[0].status().unwrap(), JobStatus::Running);

    let odd = server.add(Job::new(TYPE.as_str()).status("PAUSED"));
    let wait = client.wait(TYPE, [&odd]).deadline(seconds(100)).on_progress(move |progress| {
        // The next look would come after the deadline, and is not made.
        if progress.elapsed == seconds(90) {
            clock.advance(seconds(10));
        }
    });
    let error = wait.await.unwrap_err();
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
    let cause = std::error::Error::source(&error).unwrap().downcast_ref::<imagejobs::Error>();
    assert!(cause.unwrap().is_forbidden());
    assert!(error.to_string().starts_with(&format!("waiting for job {id}: list_image_jobs")));
}

#[tokio::test]
async fn at_the_deadline_it_is_told_what_was_known_and_why_no_more_was() {
    let (server, client, clock) = start_with_clock();
    let id = server.add(Job::new(TYPE.as_str()).without("status"));
    for (answer, says) in [
        (Answer::normal(), "; it was last seen without a status"),
        (
            Answer::status(503),
            "; it was never seen; the last look failed: list_image_jobs answered",
        ),
    ] {
        server.script(answer.times(7));
        let clock = clock.clone();
        let wait = client.wait(TYPE, [&id]).deadline(seconds(100)).on_progress(move |progress| {
            // The next look would come after the deadline, and is not made.
            if progress.elapsed == seconds(90) {
                clock.advance(seconds(10));
            }
        });
        let error = wait.await.unwrap_err();
        assert!(error.is_timeout() && error.to_string().contains(says), "{error}");
    }
}

#[tokio::test]
async fn the_deadline_ends_a_wait_whose_call_hangs() {
    let (server, client, clock) = start_with_clock();
    server.script(Answer::hang());
    let wait = tokio::spawn(client.wait(TYPE, ["7"]).deadline(seconds(50)).into_future());
    server.called(1).await;
    clock.advance(seconds(50));
    let error = wait.await.unwrap().unwrap_err();
    assert!(error.is_timeout());
    assert_eq!(error.to_string(), "job 7 did not end within 50s; it was never seen");
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
