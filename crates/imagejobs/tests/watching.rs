//! Watching lists of jobs, over real sockets and in virtual time.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod support;

use std::sync::{Arc, Mutex};
use std::time::Duration;

use imagejobs::{Change, Changes, JobType};
use imagejobs_mock::{Answer, Job, Lifecycle};

use support::time::{seconds, start};

async fn next(changes: &mut Changes) -> String {
    let change = changes.next().await.unwrap().unwrap();
    let status = |status: Option<&_>| status.map_or("-".to_owned(), ToString::to_string);
    let job = change.job();
    let (id, now) = (job.id().unwrap(), status(job.status()));
    match &change {
        Change::Appeared(_) => format!("{id} appeared {now}"),
        Change::Status { from, .. } => format!("{id} {} to {now}", status(from.as_ref())),
        Change::Gone(_) => format!("{id} gone {now}"),
        _ => unreachable!("there are three kinds of changes"),
    }
}

#[tokio::test]
async fn it_starts_with_the_present_and_gives_each_change_once() {
    let (server, client) = start();
    server.add(Job::new("CREATE_SERVER").id("old").status("SUCCESS"));
    server.add(
        Job::new("DELETE_SERVER").id("new").lifecycle(Lifecycle::fails(seconds(8), seconds(10))),
    );
    let mut changes = client.watch(JobType::ALL).stream();
    assert_eq!(next(&mut changes).await, "old appeared SUCCESS");
    assert_eq!(next(&mut changes).await, "new appeared WAITING");
    assert_eq!(next(&mut changes).await, "new WAITING to RUNNING");
    server.add(Job::new("CREATE_SERVER_IMAGE").id("late").status("PAUSED"));
    assert!(server.remove("old"));
    assert_eq!(next(&mut changes).await, "late appeared PAUSED");
    // After the second whole list without it.
    assert_eq!(next(&mut changes).await, "old gone SUCCESS");
    assert_eq!(next(&mut changes).await, "new RUNNING to FAILED");
    server.add(Job::new("CREATE_SERVER").id("old").status("WAITING"));
    assert_eq!(next(&mut changes).await, "old appeared WAITING");
}

#[tokio::test]
async fn a_round_that_was_missed_is_caught_up() {
    let (server, client) = start();
    let lifecycle = Lifecycle::succeeds(seconds(3), seconds(4));
    server.add(Job::new("CREATE_SERVER").id("job").lifecycle(lifecycle));
    let troubles = Arc::new(Mutex::new(Vec::new()));
    let watch = client.watch(JobType::CreateServer).on_trouble({
        let troubles = Arc::clone(&troubles);
        move |error| troubles.lock().unwrap().push(error.status())
    });
    let mut changes = watch.stream();
    assert_eq!(next(&mut changes).await, "job appeared WAITING");
    // The round at 5 s would have seen it running.
    server.script(Answer::normal());
    server.script(Answer::status(503));
    assert_eq!(next(&mut changes).await, "job WAITING to SUCCESS");
    assert_eq!(*troubles.lock().unwrap(), [Some(503)]);
}

#[tokio::test]
async fn an_error_that_stays_ends_it_after_everything_before() {
    let (server, client) = start();
    server.add(Job::new("CREATE_SERVER").id("job"));
    server.script(Answer::normal().times(2));
    server.script(Answer::status(403));
    let mut changes = client.watch(JobType::ALL).stream();
    assert_eq!(next(&mut changes).await, "job appeared WAITING");
    assert!(changes.next().await.unwrap().unwrap_err().is_forbidden());
    assert!(changes.next().await.is_none());
    for watch in [client.watch([]), client.watch(JobType::CreateServer).interval(Duration::ZERO)] {
        let mut changes = watch.stream();
        assert!(changes.next().await.unwrap().unwrap_err().is_usage());
        assert!(changes.next().await.is_none());
    }
    assert_eq!(server.calls(), 3);
}

#[tokio::test]
async fn nothing_is_asked_for_while_nobody_takes() {
    let (server, client) = start();
    server.add_all((0..150).map(|_| Job::new("CREATE_SERVER")));
    let mut changes = client.watch(JobType::CreateServer).stream();
    assert_eq!(server.calls(), 0);
    for _ in 0..100 {
        next(&mut changes).await;
    }
    assert_eq!(server.calls(), 1);
    next(&mut changes).await;
    assert_eq!(server.calls(), 2);
}

#[tokio::test]
async fn a_list_that_cannot_be_read_holds_up_no_other() {
    let (server, client) = start();
    server.add(Job::new("DELETE_SERVER").id("job"));
    server.script(Answer::status(503));
    let mut changes = client.watch(JobType::ALL).stream();
    assert_eq!(next(&mut changes).await, "job appeared WAITING");
    assert_eq!(server.calls(), 3);
}

#[tokio::test]
async fn the_gone_are_told_in_the_order_of_their_ids() {
    let (server, client) = start();
    let ids = server.add_all((0..20).map(|_| Job::new("CREATE_SERVER")));
    let mut changes = client.watch(JobType::CreateServer).stream();
    for _ in &ids {
        next(&mut changes).await;
    }
    ids.iter().for_each(|id| assert!(server.remove(id)));
    for id in ids {
        assert_eq!(next(&mut changes).await, format!("{id} gone WAITING"));
    }
}
