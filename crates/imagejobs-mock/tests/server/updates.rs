use std::time::Duration;

use imagejobs_mock::{Job, Lifecycle, Server};
use serde_json::{Value, json};

use crate::client::list;

const MINUTE: Duration = Duration::from_secs(60);

fn items(server: &Server) -> Value {
    list(server, "job_type=CREATE_SERVER").json()["items"].clone()
}

#[test]
fn a_job_is_changed_in_any_way_and_keeps_its_id() {
    let server = Server::builder().frozen_jobs().start().unwrap();
    let id = server.add(Job::new("CREATE_SERVER"));
    let changed = server.update(&id, |job| {
        job.id("another").begin_time("yesterday").sub_jobs_total(7).field("more", json!([1]))
    });
    assert!(changed);
    assert_eq!(
        items(&server),
        json!([{"id": id, "job_type": "CREATE_SERVER", "begin_time": "yesterday",
                "status": "WAITING", "sub_jobs_total": 7, "more": [1]}])
    );
    // What was odd is changed once more, and moves to the list of another type.
    assert!(server.update(&id, |job| job.listed_under("DELETE_SERVER").without("begin_time")));
    assert_eq!(items(&server), json!([]));
    assert_eq!(server.ids("DELETE_SERVER", Some("WAITING")), [&*id]);
    assert!(!server.update("another", |job| job));
}

#[test]
fn a_status_that_changes_ends_the_job_as_set_status_does() {
    let server = Server::builder().frozen_jobs().start().unwrap();
    let id = server.add(Job::new("CREATE_SERVER").status("RUNNING"));
    server.pass(MINUTE);
    server.update(&id, |job| job.status("FAILED"));
    assert_eq!(items(&server)[0]["end_time"], "2026-01-01T00:01:00.000Z");
    server.pass(MINUTE);
    server.update(&id, |job| job.status("SUCCESS"));
    assert_eq!(items(&server)[0]["end_time"], "2026-01-01T00:01:00.000Z");
    server.update(&id, |job| job.status("RUNNING"));
    assert_eq!(items(&server)[0]["end_time"], Value::Null);
    server.update(&id, |job| job.status("FAILED").end_time("2026-01-01T00:00:30.000Z"));
    assert_eq!(items(&server)[0]["end_time"], "2026-01-01T00:00:30.000Z");
}

#[test]
fn what_is_left_of_a_lifecycle_goes_on_unless_it_is_changed() {
    let server = Server::builder().frozen_jobs().start().unwrap();
    let ids =
        server.add_all((0..4).map(|_| {
            Job::new("CREATE_SERVER").lifecycle(Lifecycle::succeeds(2 * MINUTE, 2 * MINUTE))
        }));
    server.pass(MINUTE);
    server.update(&ids[0], |job| job.sub_jobs_total(2));
    server.update(&ids[1], |job| job.lifecycle(Lifecycle::fails(5 * MINUTE, MINUTE)));
    server.update(&ids[2], |job| job.status("RUNNING"));
    server.update(&ids[3], Job::stays);
    let with = |status| {
        let mut ids = server.ids("CREATE_SERVER", Some(status));
        ids.sort();
        ids
    };
    server.pass(MINUTE);
    assert_eq!(with("RUNNING"), [&*ids[0], &ids[2], &ids[3]]);
    server.pass(2 * MINUTE);
    assert_eq!(
        (with("SUCCESS"), with("RUNNING")),
        (vec![ids[0].clone(), ids[3].clone()], vec![ids[2].clone()])
    );
    server.pass(3 * MINUTE);
    assert_eq!(with("FAILED"), [&*ids[1]]);
}

#[test]
fn jobs_of_one_moment_keep_their_order() {
    let server = Server::builder().frozen_jobs().start().unwrap();
    let ids = server.add_all((0..3).map(|_| Job::new("CREATE_SERVER")));
    server.update(&ids[0], |job| job.field("odd", json!(true)));
    server.update(&ids[1], |job| job.sub_jobs_total(9));
    let newest_first: Vec<_> = ids.iter().rev().cloned().collect();
    assert_eq!(server.ids("CREATE_SERVER", None), newest_first);
}

#[test]
fn a_job_that_is_to_stay_no_longer_leaves() {
    let server = Server::builder().frozen_jobs().retention(MINUTE).start().unwrap();
    let id = server.add(Job::new("CREATE_SERVER").status("SUCCESS"));
    server.update(&id, Job::stays);
    server.pass(2 * MINUTE);
    assert_eq!(server.ids("CREATE_SERVER", None), [id]);
}

#[test]
fn what_is_said_counts_where_it_says_the_same_as_before() {
    let server = Server::builder().frozen_jobs().start().unwrap();
    let way = || Lifecycle::succeeds(Duration::ZERO, MINUTE);
    let id = server.add(Job::new("CREATE_SERVER").status("RUNNING").lifecycle(way()));
    let waiting = Lifecycle::succeeds(MINUTE, MINUTE);
    server.update(&id, |job| job.status("WAITING").lifecycle(waiting));
    server.update(&id, |job| job.status("RUNNING").lifecycle(waiting).end_time("soon"));
    server.update(&id, |job| job.status("WAITING").lifecycle(waiting).end_time("soon"));
    assert_eq!(items(&server)[0]["end_time"], "soon");
    server.pass(2 * MINUTE);
    assert_eq!(server.ids("CREATE_SERVER", Some("SUCCESS")), [id]);
}

#[test]
fn a_lifecycle_of_a_job_that_has_ended_does_not_keep_it() {
    let server = Server::builder().frozen_jobs().retention(2 * MINUTE).start().unwrap();
    let id = server.add(Job::new("CREATE_SERVER").status("SUCCESS"));
    server.pass(MINUTE);
    server.update(&id, |job| job.lifecycle(Lifecycle::succeeds(MINUTE, MINUTE)));
    server.pass(MINUTE);
    assert_eq!(server.job_count(), 0);
}

#[test]
fn a_change_may_use_the_server() {
    let server = Server::start().unwrap();
    let id = server.add(Job::new("CREATE_SERVER"));
    assert!(server.update(&id, |job| {
        assert_eq!(server.job_count(), 1);
        // A job that leaves meanwhile is left alone, and so is who takes its place.
        server.remove(&id);
        server.add(Job::new("DELETE_SERVER"));
        job.status("FAILED")
    }));
    assert_eq!((server.job_count(), server.ids("DELETE_SERVER", Some("WAITING")).len()), (1, 1));
}
