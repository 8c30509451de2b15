//! Many calls of one client to a server that often fails: each ends in its answer or in its error,
//! and nothing stays behind.
//!
//! `IMAGEJOBS_SOAK_CALLS` says how many; the promise is made, and CI holds it, for 200,000.
#![allow(clippy::unwrap_used, reason = "a test that cannot be set up should panic")]

mod fault;
mod process;
mod site;

use std::pin::pin;
use std::sync::Arc;
use std::task::Poll;
use std::time::{Duration, SystemTime};

use imagejobs::clock::{Clock, Sleep};
use imagejobs::{Client, JobType};
use tokio::task::JoinSet;

use fault::Fault;
use site::Site;

const FEW: u64 = 3_000;
const IN_FLIGHT: usize = 64;
/// Every so manieth call is given up when it was begun.
const GIVEN_UP: u64 = 97;
/// From so many calls on, memory has a plateau to be measured against.
const MANY: u64 = 50_000;

/// Waits between attempts are over at once; limits of time are never reached.
#[derive(Debug)]
struct Hurried;

impl Clock for Hurried {
    fn now(&self) -> SystemTime {
        SystemTime::now()
    }

    fn sleep(&self, duration: Duration) -> Sleep {
        if duration < Duration::from_secs(50) {
            return Box::pin(std::future::ready(()));
        }
        Box::pin(std::future::pending())
    }
}

#[tokio::test]
async fn every_call_ends_as_it_should_and_nothing_stays_behind() {
    let wanted = std::env::var("IMAGEJOBS_SOAK_CALLS");
    let calls = wanted.map_or(FEW, |calls| calls.parse().expect("a number of calls"));
    let files = process::open_files();
    let site = Site::open().await;
    let client = Client::builder()
        .endpoint(site.url())
        .project_id("0123456789abcdef0123456789abcdef")
        .keys("AKEXAMPLE", "a secret key", None)
        .clock(Arc::new(Hurried))
        .build()
        .unwrap();

    let mut running = JoinSet::new();
    let mut memory = Vec::new();
    let mut ended = [0_u64; 3];
    for number in 0..calls {
        if running.len() == IN_FLIGHT {
            ended[running.join_next().await.unwrap().unwrap() as usize] += 1;
        }
        running.spawn(call(client.clone(), site.clone(), number));
        if number % (calls / 20).max(1) == 0 {
            memory.push(process::resident_kib());
        }
    }
    while let Some(end) = running.join_next().await {
        ended[end.unwrap() as usize] += 1;
    }
    drop(client);
    site.close().await;

    println!("{calls} calls: {ended:?} answered, failed, given up; resident {memory:?} KiB");
    assert_eq!(ended.iter().sum::<u64>(), calls);
    assert!(ended.iter().all(|end| *end > 0), "{ended:?}");
    assert_eq!(process::open_files(), files);
    if let Some(memory) = memory.into_iter().collect::<Option<Vec<_>>>()
        && calls >= MANY
    {
        // The first tenth is two of the twenty samples.
        let mut settled = memory[2..].to_vec();
        settled.sort_unstable();
        let (middle, most) = (settled[settled.len() / 2], settled[settled.len() - 1]);
        assert!(most * 100 <= middle * 105, "grows: {memory:?} KiB");
    }
}

#[derive(Clone, Copy)]
enum End {
    Answered,
    Failed,
    GivenUp,
}

/// Makes a call, whose number says what the server does to it, and judges how it ends.
async fn call(client: Client, site: Site, number: u64) -> End {
    let fault = Fault::of(number);
    let list = client.list(JobType::CreateServer).offset(number).limit(100);
    let mut call = pin!(list.send());
    if number % GIVEN_UP == GIVEN_UP - 1 {
        // Far enough to have begun, wherever that is.
        for _ in 0..number / GIVEN_UP % 8 {
            let polled = std::future::poll_fn(|context| Poll::Ready(call.as_mut().poll(context)));
            if polled.await.is_ready() {
                break;
            }
            tokio::task::yield_now().await;
        }
        return End::GivenUp;
    }
    let result = call.await;
    let answers = site.forget(number);
    match result {
        Ok(page) => {
            assert_eq!(Some(answers), fault.answers_to_success(), "{number} {fault:?}");
            let ids: Vec<_> = page.items().iter().filter_map(|job| job.id()).collect();
            assert_eq!(ids, fault::ids(number), "{number} {fault:?}");
            End::Answered
        }
        Err(error) => {
            assert!(fault.is_told_by(&error), "{number} {fault:?}: {error}");
            assert_eq!(error.attempts(), answers, "{number} {fault:?}: {error}");
            let enough = fault.answers_to_success().is_none_or(|needed| answers < needed);
            assert!(enough, "{number} {fault:?}: {error}");
            End::Failed
        }
    }
}
