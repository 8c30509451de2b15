//! How waits share their looks, over real sockets and in virtual time.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

mod support;

use std::pin::Pin;
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll};

use futures_core::Stream;
use imagejobs::JobStatus;
use imagejobs::credentials::{CredentialsProvider, Loading};
use imagejobs_mock::{Answer, Churn, Job, Lifecycle, Server};
use tokio::sync::Notify;

use support::time::{TYPE, job, seconds, start};

#[tokio::test]
async fn nothing_is_asked_for_after_the_deadline_of_a_wait_that_nobody_polls() {
    let (server, client) = start();
    let id = server.add(Job::new(TYPE.as_str()).status("RUNNING"));
    let mut ends = client.wait(TYPE, [&id]).deadline(seconds(300)).stream();
    std::future::poll_fn(|context| {
        let polled = Pin::new(&mut ends).poll_next(context);
        assert!(polled.is_pending());
        Poll::Ready(())
    })
    .await;
    // Looks at 0, 2, 6, 14 and 30 seconds, and then every 30 seconds.
    server.called(5 + 8).await;
    for _ in 0..1_000 {
        tokio::task::yield_now().await;
    }
    assert_eq!(server.calls(), 5 + 8);
}

#[test]
fn a_wait_outside_a_runtime_is_an_error() {
    let (_server, client) = start();
    let mut ends = client.wait(TYPE, ["7"]).stream();
    let mut context = Context::from_waker(std::task::Waker::noop());
    let Poll::Ready(Some(Err(error))) = Pin::new(&mut ends).poll_next(&mut context) else {
        panic!("nothing is waited for");
    };
    assert!(error.error().unwrap().is_usage(), "{error}");
}

#[test]
fn a_wait_goes_on_when_the_runtime_of_another_is_no_longer_driven() {
    let (server, client) = start();
    let short = server.add(Job::new(TYPE.as_str()).status("RUNNING"));
    let long = server.add(Job::new(TYPE.as_str()).status("RUNNING"));
    let runtime = || tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let (first, second) = (runtime(), runtime());
    // A connection that is kept would stand still with its runtime, too.
    server.script(Answer::normal().header("Connection", "close").times(1_000));
    let mut shorts = client.wait(TYPE, [&short]).stream();
    let mut longs = client.wait(TYPE, [&long]).stream();
    for (runtime, ends) in [(&first, &mut shorts), (&second, &mut longs)] {
        runtime.block_on(std::future::poll_fn(|context| {
            assert!(Pin::new(&mut *ends).poll_next(context).is_pending());
            Poll::Ready(())
        }));
    }
    assert!(server.set_status(&short, "SUCCESS"));
    assert!(first.block_on(shorts.next()).unwrap().is_ok());
    drop(shorts);
    assert!(server.set_status(&long, "SUCCESS"));
    assert!(second.block_on(longs.next()).unwrap().is_ok());
    drop(first);
}

#[tokio::test]
async fn a_provider_that_panics_ends_every_wait() {
    #[derive(Debug)]
    struct Panics;
    impl CredentialsProvider for Panics {
        fn load(&self) -> Loading<'_> {
            Box::pin(async { panic!("a provider of somebody's") })
        }

        fn place(&self) -> String {
            "somewhere".to_owned()
        }
    }
    let server = Server::start().unwrap();
    let builder = support::builder(&server).credentials(Arc::new(Panics));
    let client = builder.build().unwrap();
    let error = client.wait(TYPE, ["7"]).await.unwrap_err();
    assert_eq!(error.to_string(), "waiting for job 7: a look at the jobs panicked");
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

    let other = server.add(job(Lifecycle::succeeds(seconds(1), seconds(50))));
    let joined = Arc::new(Notify::new());
    let mut given_up = client.wait(TYPE, [&other]).stream();
    let others = tokio::spawn({
        let (client, other, joined) = (client.clone(), other.clone(), Arc::clone(&joined));
        let wait = client.wait(TYPE, [other]).on_progress(move |_| joined.notify_one());
        wait.into_future()
    });
    tokio::select! {
        biased;
        _ = given_up.next() => unreachable!("the job runs for 50 seconds"),
        () = joined.notified() => {}
    }
    drop(given_up);
    assert!(others.await.unwrap().is_ok());
}

#[tokio::test]
async fn where_pages_are_capped_a_job_costs_one_or_two_calls_a_round() {
    for cap in [30, 50] {
        let (server, client) = start();
        server.set_page_cap(Some(cap));
        let id = server.add(job(Lifecycle::succeeds(seconds(1), seconds(200))));
        server.add_all((0..1_000).map(|_| Job::new(TYPE.as_str())));
        server.set_churn(Some(Churn::per_call().arrivals(0..=2)));
        let rounds = Arc::new(Mutex::new(Vec::new()));
        let wait = client.wait(TYPE, [&id]).on_progress({
            let (server, rounds) = (Arc::clone(&server), Arc::clone(&rounds));
            move |_| rounds.lock().unwrap().push(server.calls())
        });
        wait.await.unwrap();
        let rounds = rounds.lock().unwrap();
        let costs: Vec<_> = rounds.windows(2).map(|pair| pair[1] - pair[0]).collect();
        assert!(costs.len() > 5 && costs.iter().all(|cost| (1..=2).contains(cost)), "{costs:?}");
    }
}
