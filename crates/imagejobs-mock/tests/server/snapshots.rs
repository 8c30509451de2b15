use std::time::Duration;

use imagejobs_mock::{Answer, Churn, Fault, FaultPlan, Job, Project, Server};

use crate::client::{any_request, ask, list};

const MINUTE: Duration = Duration::from_secs(60);

#[test]
fn after_each_return_the_same_happens_by_chance() {
    let churn = Churn::per_call().arrivals(0..=5).departures(0..=5);
    let plan = FaultPlan::new().rule(Fault::status(503).rate(0.5));
    let builder = Server::builder().jobs(200).frozen_jobs().churn(churn);
    let server = builder.faults(plan).start().unwrap();
    ask(&server, any_request(&server));
    let before = server.snapshot();
    let run = || {
        (0..20)
            .map(|_| {
                let answered = ask(&server, any_request(&server));
                (answered.status, answered.body)
            })
            .collect::<Vec<_>>()
    };
    let first = run().into_iter().filter(|(status, _)| *status == 200).collect::<Vec<_>>();
    assert!((1..20).contains(&first.len()));
    server.restore(&before).unwrap();
    let again = run().into_iter().filter(|(status, _)| *status == 200).collect::<Vec<_>>();
    assert_eq!(first, again);
}

#[test]
fn projects_script_and_page_caps_come_back_and_what_was_received_stays() {
    let server = Server::builder().project(Project::new("own")).start().unwrap();
    server.add_project(Project::new("other")).unwrap().add(Job::new("CREATE_SERVER"));
    server.script(Answer::status(503).times(2));
    server.set_page_cap(Some(3));
    let before = server.snapshot();
    assert_eq!(ask(&server, any_request(&server)).status, 503);
    server.clear_script();
    server.set_page_cap(None);
    server.remove_project("other");
    server.add_project(Project::new("third")).unwrap();
    server.add_all((0..9).map(|_| Job::new("CREATE_SERVER")));

    server.restore(&before).unwrap();
    assert_eq!((server.scripted(), server.calls()), (2, 1));
    assert_eq!(server.project("other").unwrap().job_count(), 1);
    assert!(server.project("third").is_none() && server.job_count() == 0);
    server.clear_script();
    server.add_all((0..9).map(|_| Job::new("CREATE_SERVER")));
    assert_eq!(list(&server, "job_type=CREATE_SERVER").ids().len(), 3);
}

#[test]
fn the_time_of_the_jobs_goes_back_and_that_of_the_server_does_not() {
    let server = Server::builder().manual_time().start().unwrap();
    server.pass(MINUTE);
    let (before, now, jobs_now) = (server.snapshot(), server.now(), server.jobs_now());
    server.advance(MINUTE);
    server.pass(MINUTE);
    server.restore(&before).unwrap();
    assert_eq!((server.now(), server.jobs_now()), (now + MINUTE, jobs_now));
    server.advance(MINUTE);
    assert_eq!(server.jobs_now(), jobs_now + MINUTE);
}

#[test]
fn a_snapshot_of_another_server_is_refused() {
    let (one, other) = (Server::start().unwrap(), Server::start().unwrap());
    one.add(Job::new("CREATE_SERVER"));
    let error = other.restore(&one.snapshot()).unwrap_err();
    assert_eq!(error.to_string(), "the snapshot is of another server");
    assert_eq!(other.job_count(), 0);
}

#[test]
fn a_limit_is_used_up_as_far_as_it_was() {
    let builder = Server::builder().manual_time().project(Project::new("one").limit(2, MINUTE));
    let server = builder.start().unwrap();
    let statuses = || [(); 3].map(|()| ask(&server, any_request(&server)).status);
    let fresh = server.snapshot();
    for _ in 0..2 {
        assert_eq!(statuses(), [200, 200, 429]);
        server.restore(&fresh).unwrap();
    }
    assert_eq!(ask(&server, any_request(&server)).status, 200);
    let used = server.snapshot();
    assert_eq!(statuses(), [200, 429, 429]);
    server.restore(&used).unwrap();
    assert_eq!(statuses(), [200, 429, 429]);
}

#[test]
fn the_time_of_all_projects_stands_still_at_one_moment() {
    let builder = Server::builder().project(Project::new("one")).project(Project::new("two"));
    let server = builder.start().unwrap();
    server.set_frozen_jobs(true);
    let add = |id: &str| server.project(id).unwrap().add(Job::new("CREATE_SERVER"));
    let ids = ["one", "two"].map(|id| (id, add(id)));
    let begins = ids.map(|(id, job)| {
        let mut begin = None;
        server.project(id).unwrap().update(&job, |job| {
            begin = Some(format!("{job:?}"));
            job
        });
        begin.unwrap().split_once("begin_time: ").unwrap().1.split(", ").next().unwrap().to_owned()
    });
    assert_eq!(begins[0], begins[1]);
}
