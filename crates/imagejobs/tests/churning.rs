//! Lists that change while they are read, and servers that page oddly, over real sockets.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod support;

use std::collections::{HashMap, HashSet};

use imagejobs::{JobStatus, JobType};
use imagejobs_mock::{Answer, Churn, Count, Job, Server};

use support::{client, listed};

const TYPE: JobType = JobType::CreateServer;

fn running(jobs: usize) -> impl Iterator<Item = Job> {
    (0..jobs).map(|_| Job::new("CREATE_SERVER").status("RUNNING"))
}

/// A list of so many running jobs of which every other one stays, and the ids of those.
fn restless(seed: u64, jobs: usize, churn: Churn) -> (Server, Vec<String>) {
    let server = Server::builder().seed(seed).frozen_jobs().churn(churn).start().unwrap();
    let both = running(jobs / 2).flat_map(|job| [job.clone(), job.stays()]);
    let ids = server.add_all(both);
    (server, ids.into_iter().skip(1).step_by(2).collect())
}

#[tokio::test]
async fn what_stays_comes_once_and_what_moves_at_most_once() {
    for seed in 0..10 {
        for status in [None, Some(JobStatus::Running)] {
            for concurrency in [1, 8] {
                let churn = Churn::per_call().arrivals(0..=12).departures(0..=20).endings(0..=10);
                let (server, stays) = restless(seed, 2_000, churn);
                let client = client(&server);
                let mut list = client.list(TYPE).concurrency(concurrency);
                if let Some(status) = status {
                    list = list.status(status);
                }
                let (ids, error) = listed(list.stream()).await;
                let world = format!("seed {seed}, {status:?}, {concurrency} in flight");
                assert!(error.is_none(), "{world}: {error:?}");
                let mut given = HashMap::new();
                ids.iter().for_each(|id| *given.entry(id).or_insert(0) += 1);
                assert!(given.values().all(|times| *times == 1), "{world}: a job came twice");
                let lost = stays.iter().filter(|id| !given.contains_key(id)).count();
                assert_eq!(lost, 0, "{world}: lost {lost} jobs");
            }
        }
    }
}

/// The test above can fail: offsets alone lose jobs of the same lists.
#[tokio::test]
async fn offsets_alone_lose_jobs() {
    let churn = Churn::per_call().arrivals(0..=12).departures(0..=20).endings(0..=10);
    let (server, stays) = restless(0, 2_000, churn);
    let client = client(&server);
    let mut given = HashSet::new();
    loop {
        let list = client.list(TYPE).status(JobStatus::Running);
        let page = list.limit(100).offset(given.len() as u64).send().await.unwrap();
        if page.items().is_empty() {
            break;
        }
        given.extend(page.items().iter().map(|job| job.id().unwrap().to_owned()));
    }
    assert!(stays.iter().any(|id| !given.contains(id)));
}

#[tokio::test]
async fn caps_and_wrong_counts_lose_nothing() {
    let counts = [Count::Honest, Count::Fixed(0), Count::Fixed(7), Count::Off(500), Count::Missing];
    for cap in [2, 30, 50, 100] {
        for count in counts {
            for (jobs, concurrency) in [(51, 1), (50, 8), (100, 1), (1_000, 8), (1_001, 3)] {
                let server = Server::builder().page_cap(cap).count(count).start().unwrap();
                let mut expected = server.add_all(running(jobs.min(cap * 40)));
                let list = client(&server);
                let list = list.list(TYPE).concurrency(concurrency);
                let (ids, error) = listed(list.stream()).await;
                let world = format!("{jobs} jobs, {cap} a page, {count:?}, {concurrency}");
                assert!(error.is_none(), "{world}: {error:?}");
                expected.reverse();
                assert!(ids == expected, "{world}: {} of {}", ids.len(), expected.len());
            }
        }
    }
}

#[tokio::test]
async fn a_server_that_proves_no_end_is_an_error_after_what_came() {
    let page = |ids: [&str; 3]| Answer::page(3, ids.map(|id| Job::new("CREATE_SERVER").id(id)));
    let no_ids = || (0..100).map(|_| Job::new("CREATE_SERVER").without("id"));
    let full = (0..100).map(|id| Job::new("CREATE_SERVER").id(id.to_string()));
    for (name, answer, came, calls) in [
        ("the same page for ever", page(["1", "2", "3"]).times(100), 3, 65),
        ("a full page without ids", Answer::page(0, no_ids()).times(100), 100, 3),
        ("the same full page", Answer::page(100, full).times(100), 100, 65),
        ("an empty page that counts", Answer::page(9, []).times(100), 0, 1),
    ] {
        let server = Server::start().unwrap();
        server.script(answer);
        let (ids, error) = listed(client(&server).list(TYPE).stream()).await;
        let error = error.unwrap();
        assert!(error.is_incomplete(), "{name}: {error}");
        assert_eq!((ids.len(), server.calls()), (came, calls), "{name}: {error}");
    }
    let server = Server::builder().page_cap(1).start().unwrap();
    server.add_all(running(3));
    let (ids, error) = listed(client(&server).list(TYPE).stream()).await;
    assert_eq!(ids.len(), 1);
    assert!(error.unwrap().to_string().contains("one job a page"));
}

#[tokio::test]
async fn a_list_that_changes_too_fast_is_an_error_and_not_begun_again() {
    let server = Server::start().unwrap();
    for page in 0..1_000 {
        let id = |job| format!("{page}-{job}");
        let jobs = (0..100).map(|job| Job::new("CREATE_SERVER").id(id(job)));
        server.script(Answer::page(20_000, jobs));
    }
    let (ids, error) = listed(client(&server).list(TYPE).stream()).await;
    // While every id is remembered, a first page of new jobs is a list from its beginning.
    assert!(ids.len() >= 10_000, "{}", ids.len());
    let error = error.unwrap();
    assert!(error.is_incomplete() && error.is_retryable());
    assert!(error.to_string().contains("the list changed too fast"), "{error}");
}

#[tokio::test]
async fn throttled_calls_lose_nothing() {
    let server = Server::start().unwrap();
    server.add_all(running(3_000));
    server.script(Answer::normal().times(2));
    server.script(Answer::status(429).header("Retry-After", "0").times(3));
    let client = support::builder(&server).max_attempts(5).build().unwrap();
    let (ids, error) = listed(client.list(TYPE).concurrency(8).stream()).await;
    assert!(error.is_none(), "{error:?}");
    assert_eq!(ids.len(), 3_000);
}

#[tokio::test]
async fn a_call_ahead_of_need_that_failed_for_the_moment_is_made_again_when_it_is_wanted() {
    let server = Server::start().unwrap();
    let mut expected = server.add_all(running(1_000));
    server.script(Answer::normal().times(3));
    server.script(Answer::status(503).header("Retry-After", "0").times(6));
    // Whichever call the failures meet: the one that is wanted may meet them all.
    let client = support::builder(&server).max_attempts(7).build().unwrap();
    let (ids, error) = listed(client.list(TYPE).concurrency(8).stream()).await;
    assert!(error.is_none(), "{error:?}");
    expected.reverse();
    assert_eq!(ids, expected);
}
