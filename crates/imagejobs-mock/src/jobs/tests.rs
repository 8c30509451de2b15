mod model;

use super::*;
use crate::lifecycle::Lifecycle;

const EARLY: &str = "2022-03-07T10:40:43.000Z";
const LATE: &str = "2022-03-07T10:40:44.000Z";

fn jobs(rules: Rules) -> Jobs {
    Jobs::new(rules, Timestamp::UNIX_EPOCH)
}

fn none() -> Jobs {
    jobs(Rules::default())
}

fn churning(churn: Churn) -> Jobs {
    jobs(Rules { churn: Some(churn), ..Rules::default() })
}

fn seconds(seconds: u64) -> Duration {
    Duration::from_secs(seconds)
}

fn image() -> Job {
    Job::new("CREATE_SERVER_IMAGE")
}

fn images(jobs: &Jobs, status: Option<JobStatus>) -> Vec<String> {
    jobs.ids(JobType::CreateServerImage, status)
}

/// How many images wait, run, ended well, and failed.
fn counts(jobs: &Jobs) -> [usize; 4] {
    let statuses = [JobStatus::Waiting, JobStatus::Running, JobStatus::Success, JobStatus::Failed];
    statuses.map(|status| images(jobs, Some(status)).len())
}

/// Asks for images.
fn page(jobs: &mut Jobs) -> serde_json::Value {
    let asked = Listing::from_query("job_type=CREATE_SERVER_IMAGE&limit=100").unwrap();
    serde_json::from_slice(&jobs.page(&asked)).unwrap()
}

fn three() -> [Job; 3] {
    let job = |id: &str, time: &str| Job::new("CREATE_SERVER").id(id).begin_time(time);
    [job("late", LATE), job("early", EARLY), job("early too", EARLY)]
}

#[test]
fn one_by_one_or_in_a_batch_the_newest_is_first() {
    let mut one_by_one = none();
    for job in three() {
        one_by_one.add(job);
    }
    let mut batch = none();
    batch.add_all(three(), drop);
    for jobs in [one_by_one, batch] {
        assert_eq!(jobs.ids(JobType::CreateServer, None), ["late", "early too", "early"]);
    }
}

#[test]
fn an_id_is_never_given_out_twice() {
    let mut jobs = none();
    let first = jobs.add(Job::new("CREATE_SERVER"));
    let taken = first.parse::<u64>().unwrap() + 257;
    jobs.add(Job::new("CREATE_SERVER").id(taken.to_string()));
    let next = jobs.add(Job::new("CREATE_SERVER"));
    assert_eq!(next, (taken + 257).to_string());
}

#[test]
fn a_lifecycle_moves_a_job_exactly_at_its_moments() {
    let mut jobs = none();
    jobs.pass(seconds(100));
    jobs.add(image().lifecycle(Lifecycle::succeeds(seconds(5), seconds(60))));
    jobs.add(image().lifecycle(Lifecycle::fails(seconds(5), seconds(60))));
    let nano = Duration::from_nanos(1);
    for (by, expected) in [
        (Duration::ZERO, [2, 0, 0, 0]),
        (seconds(5) - nano, [2, 0, 0, 0]),
        (nano, [0, 2, 0, 0]),
        (seconds(60) - nano, [0, 2, 0, 0]),
        (nano, [0, 0, 1, 1]),
        (Duration::MAX, [0, 0, 1, 1]),
    ] {
        jobs.pass(by);
        assert_eq!(counts(&jobs), expected, "after {by:?}");
    }
    let page = page(&mut jobs);
    for item in [&page["items"][0], &page["items"][1]] {
        assert_eq!(item["begin_time"], "1970-01-01T00:01:40.000Z");
        assert_eq!(item["end_time"], "1970-01-01T00:02:45.000Z");
    }
}

#[test]
fn a_job_ends_when_it_does_and_not_when_somebody_looks() {
    let mut jobs = none();
    jobs.add(image().lifecycle(Lifecycle::succeeds(seconds(1), seconds(2))));
    jobs.pass(seconds(3600));
    assert_eq!(page(&mut jobs)["items"][0]["end_time"], "1970-01-01T00:00:03.000Z");
}

#[test]
fn a_duration_of_zero_leaves_its_status_out() {
    for (waiting, running, expected) in
        [(0, 1, [0, 1, 0, 0]), (1, 0, [1, 0, 0, 0]), (0, 0, [0, 0, 1, 0])]
    {
        let way = Lifecycle::succeeds(seconds(waiting), seconds(running));
        let mut single = none();
        single.add(image().lifecycle(way));
        let mut batch = none();
        batch.add_all([image().lifecycle(way)], drop);
        for mut jobs in [single, batch] {
            assert_eq!(counts(&jobs), expected);
            jobs.pass(seconds(1));
            assert_eq!(counts(&jobs), [0, 0, 1, 0]);
        }
    }
}

#[test]
fn a_lifecycle_begins_where_the_job_stands() {
    let mut jobs = none();
    let way = Lifecycle::succeeds(seconds(10), seconds(1));
    for status in ["RUNNING", "FAILED", "PAUSED"] {
        jobs.add(image().status(status).lifecycle(way));
    }
    jobs.pass(seconds(1));
    assert_eq!(counts(&jobs), [0, 0, 1, 1]);
    jobs.pass(seconds(10));
    assert_eq!(counts(&jobs), [0, 0, 1, 1]);
}

#[test]
fn an_endless_lifecycle_never_ends() {
    let mut jobs = none();
    jobs.pass(seconds(1));
    jobs.add(image().lifecycle(Lifecycle::succeeds(seconds(1), Duration::MAX)));
    jobs.add(image().lifecycle(Lifecycle::succeeds(Duration::MAX, seconds(1))));
    jobs.pass(Duration::MAX);
    assert_eq!(counts(&jobs), [1, 1, 0, 0]);
}

#[test]
fn one_lifecycle_in_ten_fails_as_the_seed_says() {
    let ended = |seed| {
        let mut jobs = jobs(Rules { seed, ..Rules::default() });
        let way = Lifecycle::mostly_succeeds(seconds(1), seconds(1));
        jobs.add_all((0..1000).map(|_| image().lifecycle(way)), drop);
        jobs.pass(seconds(2));
        jobs
    };
    let failed = |jobs: &Jobs| images(jobs, Some(JobStatus::Failed));
    let [one, same, other] = [1, 1, 2].map(ended);
    assert_eq!(failed(&one), failed(&same));
    assert_ne!(failed(&one), failed(&other));
    assert!((50..200).contains(&failed(&one).len()), "{}", failed(&one).len());
}

#[test]
fn odd_jobs_live_too() {
    let mut jobs = none();
    let way = Lifecycle::fails(seconds(1), seconds(1));
    jobs.add(image().id("an id").field("extra", 7.into()).lifecycle(way));
    jobs.pass(seconds(2));
    let expected = serde_json::json!({"count": 1, "items": [{
        "id": "an id",
        "job_type": "CREATE_SERVER_IMAGE",
        "begin_time": "1970-01-01T00:00:00.000Z",
        "end_time": "1970-01-01T00:00:02.000Z",
        "status": "FAILED",
        "sub_jobs_total": 1,
        "extra": 7,
    }]});
    assert_eq!(page(&mut jobs), expected);
}

#[test]
fn a_hundred_thousand_jobs_may_end_at_once_among_more() {
    let mut jobs = none();
    let way = Lifecycle::succeeds(seconds(1), seconds(1));
    let job = |number| if number % 3 == 0 { image().lifecycle(way) } else { image() };
    jobs.add_all((0..300_000).map(job), drop);
    jobs.pass(seconds(2));
    assert_eq!(counts(&jobs), [200_000, 0, 100_000, 0]);
}

#[test]
fn ended_jobs_leave_when_the_retention_is_over() {
    let mut jobs = jobs(Rules { retention: Some(seconds(10)), ..Rules::default() });
    jobs.add(image().id("ended").status("SUCCESS").begin_time(EARLY).end_time(LATE));
    jobs.add(image().id("stays").status("SUCCESS").stays());
    jobs.add(image().id("waits"));
    jobs.add(image().id("lives").lifecycle(Lifecycle::fails(seconds(1), seconds(1))));
    let expect = |jobs: &Jobs, ids: &[&str]| {
        let mut found = images(jobs, None);
        found.sort_unstable();
        assert_eq!(found, ids);
    };
    jobs.pass(seconds(9));
    expect(&jobs, &["ended", "lives", "stays", "waits"]);
    // It ended long ago: nothing counts anew.
    jobs.set_status("ended", "FAILED");
    jobs.pass(seconds(1));
    expect(&jobs, &["lives", "stays", "waits"]);
    jobs.pass(seconds(1));
    jobs.set_status("lives", "RUNNING");
    jobs.pass(seconds(100));
    expect(&jobs, &["lives", "stays", "waits"]);
    jobs.set_status("lives", "SUCCESS");
    jobs.pass(seconds(10));
    expect(&jobs, &["stays", "waits"]);
}

#[test]
fn what_shares_an_id_changes_together() {
    let mut jobs = none();
    for id in ["7", "7", "07", "seven"] {
        jobs.add(image().id(id));
    }
    jobs.add(image().id("seven").lifecycle(Lifecycle::fails(seconds(1), seconds(1))));
    assert!(jobs.set_status("7", "RUNNING") && !jobs.set_status("8", "RUNNING"));
    assert_eq!(images(&jobs, Some(JobStatus::Running)), ["7", "7"]);
    assert!(jobs.remove("seven") && !jobs.remove("seven"));
    jobs.pass(seconds(2));
    assert_eq!(images(&jobs, None), ["07", "7", "7"]);
    // A slot that is free again is found by its new id, and by no old one.
    jobs.add(image().id("8"));
    assert!(jobs.remove("8") && !jobs.remove("seven"));
    assert_eq!(jobs.len(), 3);
}

#[test]
fn a_status_that_is_set_ends_the_lifecycle() {
    let mut jobs = none();
    let way = Lifecycle::fails(seconds(5), seconds(5));
    let id = jobs.add(image().lifecycle(way));
    jobs.pass(seconds(4));
    jobs.set_status(&id, "RUNNING");
    jobs.pass(seconds(100));
    assert_eq!(counts(&jobs), [0, 1, 0, 0]);
    for (status, end) in [
        ("SUCCESS", Some("1970-01-01T00:01:44.000Z")),
        ("FAILED", Some("1970-01-01T00:01:44.000Z")),
        ("PAUSED", None),
        ("FAILED", Some("1970-01-01T00:01:47.000Z")),
        ("WAITING", None),
    ] {
        jobs.set_status(&id, status);
        let page = page(&mut jobs);
        assert_eq!(page["items"][0]["status"], status);
        assert_eq!(page["items"][0]["end_time"].as_str(), end, "{status}");
        jobs.pass(seconds(1));
    }
}

#[test]
fn churn_per_call_begins_with_the_second_page() {
    let mut jobs = churning(Churn::per_call().arrivals(2..=2).departures(3..=3));
    jobs.add_all((0..20).map(|_| image()), drop);
    jobs.add_all((0..20).map(|_| Job::new("DELETE_SERVER")), drop);
    for left in [20, 19, 18] {
        assert_eq!(page(&mut jobs)["count"], left);
    }
    assert_eq!(jobs.ids(JobType::DeleteServer, None).len(), 20);
    jobs.set_churn(Some(Churn::per_call().departures(18..=18)));
    assert_eq!(page(&mut jobs)["count"], 18);
    assert_eq!(page(&mut jobs)["count"], 0);
}

#[test]
fn arrivals_are_in_front_whatever_was_there() {
    let mut jobs = churning(Churn::per_call().arrivals(1..=1));
    jobs.add(image().begin_time("2199-01-01T00:00:00.0009Z"));
    page(&mut jobs);
    let page = page(&mut jobs);
    assert_eq!(page["items"][0]["begin_time"], "2199-01-01T00:00:00.001Z");
    assert_eq!(page["items"][0]["status"], "RUNNING");
}

#[test]
fn what_stays_is_never_touched_by_churn() {
    let mut jobs = churning(Churn::per_call().departures(0..=9).endings(0..=9).arrivals(0..=1));
    let running = || image().status("RUNNING");
    let kept = (0..100).map(|_| jobs.add(running().stays())).collect::<Vec<_>>();
    jobs.add_all((0..300).map(|_| running()), drop);
    for _ in 0..500 {
        page(&mut jobs);
    }
    let running = images(&jobs, Some(JobStatus::Running));
    assert!(kept.iter().all(|id| running.contains(id)));
    assert!(running.len() < 120, "the others have gone");
}

#[test]
fn an_ending_leaves_the_running_jobs_and_stays_in_the_list() {
    let mut jobs = churning(Churn::per_call().endings(4..=4));
    jobs.add_all((0..10).map(|_| image().status("RUNNING")), drop);
    for running in [10, 6, 2, 0, 0] {
        assert_eq!(page(&mut jobs)["count"], 10);
        assert_eq!(counts(&jobs)[1], running);
    }
}

#[test]
fn churn_in_time_takes_its_turns_and_arriving_jobs_live() {
    let way = Lifecycle::succeeds(seconds(1), seconds(2));
    let mut jobs = churning(Churn::every(seconds(10)).arrivals(1..=1).lifecycle(way));
    jobs.pass(seconds(9));
    assert_eq!(jobs.len(), 0);
    jobs.pass(seconds(1));
    assert_eq!((jobs.len(), counts(&jobs)), (3, [1, 0, 0, 0]));
    jobs.pass(seconds(12));
    assert_eq!((jobs.len(), counts(&jobs)), (6, [0, 1, 1, 0]));
    jobs.set_churn(None);
    jobs.pass(seconds(1000));
    assert_eq!((jobs.len(), counts(&jobs)), (6, [0, 0, 2, 0]));
}

#[test]
fn of_very_many_turns_the_last_ones_happen() {
    for (interval, by) in [(0, Duration::MAX), (1, seconds(100_000)), (1, seconds(10_000))] {
        let mut jobs = churning(Churn::every(seconds(interval)).arrivals(1..=1));
        jobs.pass(by);
        assert_eq!(jobs.len(), 30_000);
    }
    let mut jobs = churning(Churn::every(seconds(7)).arrivals(1..=1));
    jobs.pass(seconds(7 * 12_345 + 6));
    assert_eq!(jobs.len(), 30_000);
    jobs.pass(seconds(1));
    assert_eq!(jobs.len(), 30_003);
}

#[test]
fn an_empty_range_is_none_and_a_full_one_is_taken() {
    #[allow(clippy::reversed_empty_ranges, reason = "that is the case")]
    let mut jobs = churning(Churn::per_call().arrivals(5..=2).departures(0..=usize::MAX));
    jobs.add_all((0..20).map(|_| image()), drop);
    page(&mut jobs);
    assert_eq!(page(&mut jobs)["count"], 0);
}

#[test]
fn equal_seeds_and_calls_give_equal_lists() {
    let run = |seed| {
        let churn = Churn::per_call().arrivals(0..=12).departures(0..=10).endings(0..=3);
        let mut jobs = jobs(Rules { seed, churn: Some(churn), ..Rules::default() });
        jobs.add_all((0..200).map(|_| image()), drop);
        let pages = (0..50).map(|_| page(&mut jobs).to_string());
        pages.collect::<Vec<_>>()
    };
    assert_eq!(run(1), run(1));
    assert_ne!(run(1), run(2));
}
