//! Plans that have a name, and what the client makes of them.

use std::sync::Arc;
use std::time::Duration;

use imagejobs::{Client, Error, JobType};
use imagejobs_mock::{FaultPlan, Job, ManualClock, Server};

const SECOND: Duration = Duration::from_secs(1);

/// A server with a named plan, and a client that waits for nobody.
fn named(name: &str, attempts: u32) -> (Server, Client, ManualClock) {
    let plan = FaultPlan::named(name).unwrap().seed(7);
    let server = Server::builder().manual_time().faults(plan).start().unwrap();
    server.add(Job::new("CREATE_SERVER"));
    let clock = ManualClock::skipping(server.now(), 45 * SECOND);
    let client = Client::builder()
        .endpoint(server.url())
        .project_id(server.project_id())
        .token(server.token())
        .max_attempts(attempts)
        .clock(Arc::new(clock.clone()))
        .build()
        .unwrap();
    (server, client, clock)
}

/// What so many calls end in: a number of jobs, or an error.
async fn calls(client: &Client, calls: usize) -> Vec<Result<usize, Error>> {
    let mut ends = Vec::with_capacity(calls);
    for _ in 0..calls {
        let page = client.list(JobType::CreateServer).send().await;
        ends.push(page.map(|page| page.items().len()));
    }
    ends
}

#[tokio::test]
async fn a_client_that_tries_again_does_not_mind_that_the_server_is_flaky() {
    let (_server, once, _) = named("flaky", 1);
    let ends = calls(&once, 200).await;
    let failed: Vec<_> = ends.iter().filter_map(|end| end.as_ref().err()).collect();
    assert!((25..=55).contains(&failed.len()), "{}", failed.len());
    assert!(failed.iter().all(|error| error.is_retryable()));
    assert!(failed.iter().any(|error| error.is_connect()));
    assert!(failed.iter().any(|error| error.is_server()));

    let (_server, again, _) = named("flaky", 6);
    // Not so many that the budget for attempts is used up.
    for end in calls(&again, 100).await {
        assert_eq!(end.unwrap(), 1);
    }
}

#[tokio::test]
async fn no_attempt_helps_in_an_outage_until_it_is_over() {
    let (server, client, _) = named("outage", 3);
    assert!(calls(&client, 2).await.iter().all(|end| end.as_ref().is_err_and(Error::is_server)));
    assert_eq!(server.calls(), 6);
    server.set_faults(None).unwrap();
    assert!(calls(&client, 1).await[0].is_ok());
}

#[tokio::test]
async fn a_throttled_client_reads_the_window_and_comes_again_behind_it() {
    let (server, client, clock) = named("throttled", 2);
    assert!(calls(&client, 10).await.iter().all(Result::is_ok));
    // The server's clock stands still, so the second attempt is refused, too.
    let end = calls(&client, 1).await.remove(0);
    assert!(end.unwrap_err().is_throttled());
    let window = 10 * SECOND..=11 * SECOND;
    assert!(clock.slept().iter().any(|slept| window.contains(slept)), "{:?}", clock.slept());
    server.advance(10 * SECOND);
    assert!(calls(&client, 10).await.iter().all(Result::is_ok));
}

#[tokio::test]
async fn a_slow_server_answers_when_time_goes_by() {
    let (server, client, _) = named("slow", 1);
    for call in 1..=20 {
        let page = tokio::spawn({
            let client = client.clone();
            async move { client.list(JobType::CreateServer).send().await }
        });
        server.called(call).await;
        server.advance(60 * SECOND);
        assert_eq!(page.await.unwrap().unwrap().items().len(), 1);
    }
}

#[tokio::test]
async fn a_client_gets_the_page_or_an_error_from_a_hostile_server() {
    let (_server, client, _) = named("hostile", 1);
    let ends = calls(&client, 100).await;
    let errors: Vec<_> = ends.iter().filter_map(|end| end.as_ref().err()).collect();
    // A wrong type and a wrong date harm nobody.
    assert!((25..=60).contains(&errors.len()), "{}", errors.len());
    assert!(errors.iter().all(|error| error.is_connect() || error.is_decode()), "{errors:?}");
    assert!(ends.iter().flatten().all(|jobs| *jobs == 1));
}

#[test]
fn every_name_has_a_plan_that_a_server_takes() {
    for (name, does) in FaultPlan::NAMES {
        let plan = FaultPlan::named(name).unwrap();
        assert!(!does.is_empty() && !does.contains('\n'));
        assert_eq!(serde_json::to_string(&plan).unwrap().parse(), Ok(plan.clone()), "{name}");
        Server::builder().faults(plan).start().unwrap();
    }
    assert_eq!(FaultPlan::named("Flaky"), None);
}
