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
