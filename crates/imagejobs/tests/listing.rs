//! All jobs of a list, over real sockets.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod support;

use imagejobs::JobType;
use imagejobs_mock::{Answer, Job, Server};

use support::{client, listed};

fn server(jobs: usize) -> Server {
    let server = Server::start().unwrap();
    server.add_all((0..jobs).map(|_| Job::new("CREATE_SERVER").status("RUNNING")));
    server
}

#[tokio::test]
async fn a_list_at_rest_comes_whole_in_as_few_calls_as_overlapping_pages_allow() {
    for jobs in [0, 1, 2, 99, 100, 101, 150, 199, 200, 1_000, 10_099] {
        for concurrency in [1, 8] {
            let server = server(jobs);
            let client = client(&server);
            let stream = client.list(JobType::CreateServer).concurrency(concurrency).stream();
            let (mut ids, error) = listed(stream).await;
            assert!(error.is_none(), "{jobs} jobs: {error:?}");
            let calls = server.calls() as usize;
            assert!(calls <= jobs.saturating_sub(1).div_ceil(99) + 2, "{jobs} jobs: {calls}");
            assert_eq!(ids.len(), jobs);
            ids.sort_unstable();
            ids.dedup();
            assert_eq!(ids.len(), jobs);
        }
    }
}

#[tokio::test]
async fn several_types_come_one_after_the_other() {
    let server = Server::builder().jobs(1_000).start().unwrap();
    let (ids, error) = listed(client(&server).list(JobType::ALL).stream()).await;
    assert!(error.is_none(), "{error:?}");
    assert_eq!(ids.len(), 1_000);
}

#[tokio::test]
async fn what_cannot_be_streamed_is_not_sent() {
    let server = server(3);
    let client = client(&server);
    let list = || client.list(JobType::CreateServer);
    for (stream, says) in [
        (list().limit(10).stream(), "it takes no limit and no offset"),
        (list().offset(0).stream(), "it takes no limit and no offset"),
        (list().concurrency(0).stream(), "must be 1 or more"),
        (client.list([]).stream(), "no job type"),
    ] {
        let (ids, error) = listed(stream).await;
        let error = error.unwrap();
        assert!(ids.is_empty() && error.is_usage(), "{error}");
        assert!(error.to_string().contains(says), "{error}");
    }
    assert!(client.list(JobType::ALL).send().await.unwrap_err().is_usage());
    assert_eq!(server.calls(), 0);
}

#[tokio::test]
async fn an_error_comes_after_everything_before_it() {
    for concurrency in [1, 8] {
        let server = server(1_000);
        let all = listed(client(&server).list(JobType::CreateServer).stream()).await.0;
        server.script(Answer::normal().times(3));
        server.script(Answer::status(500).times(100));
        let client = client(&server);
        let stream = client.list(JobType::CreateServer).concurrency(concurrency).stream();
        let (ids, error) = listed(stream).await;
        assert_eq!(error.unwrap().status(), Some(500));
        // Calls that are in flight together may take the script's answers in any order.
        let pages = if concurrency == 1 { vec![298] } else { vec![100, 199, 298] };
        assert!(pages.contains(&ids.len()), "{}", ids.len());
        assert_eq!(ids, all[..ids.len()]);
    }
}
