//! The jobs against a model so plain that it cannot be wrong: a vector that is searched each time.

use proptest::prelude::*;

use super::*;

/// What a test may do to the jobs. Times are in seconds.
#[derive(Clone, Debug)]
enum Step {
    Add(Described),
    AddAll(Vec<Described>),
    Remove(usize),
    SetStatus(usize, usize),
    Pass(u64),
}

#[derive(Clone, Debug)]
struct Described {
    id: u64,
    kind: usize,
    status: usize,
    begin: Option<i64>,
    way: Option<(u64, u64, bool)>,
    stays: bool,
    odd: bool,
}

/// The last one is in no list of a status.
const STATUSES: [&str; 5] = ["WAITING", "RUNNING", "SUCCESS", "FAILED", "PAUSED"];

fn described() -> impl Strategy<Value = Described> {
    let way = prop::option::of((0..4_u64, 0..4_u64, any::<bool>()));
    let begin = prop::option::of(0..20_i64);
    let flags = (any::<bool>(), any::<bool>());
    // Few ids, so that some are there twice.
    (0..40_u64, 0..3_usize, 0..5_usize, begin, way, flags).prop_map(
        |(id, kind, status, begin, way, (stays, odd))| Described {
            id: id + 1,
            kind,
            status,
            begin,
            way,
            stays,
            odd,
        },
    )
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        3 => described().prop_map(Step::Add),
        1 => prop::collection::vec(described(), 0..30).prop_map(Step::AddAll),
        2 => (0..42_usize).prop_map(Step::Remove),
        3 => (0..42_usize, 0..5_usize).prop_map(|(id, status)| Step::SetStatus(id, status)),
        3 => (0..4_u64).prop_map(Step::Pass),
    ]
}

impl Described {
    fn job(&self) -> Job {
        let mut job = Job::new(JobType::ALL[self.kind].as_str())
            .status(STATUSES[self.status])
            .id(self.id.to_string());
        if let Some(begin) = self.begin {
            job = job.begin_time(format!("1970-01-01T00:00:{begin:02}.000Z"));
        }
        if let Some((waiting, running, ends_well)) = self.way {
            let way = if ends_well { Lifecycle::succeeds } else { Lifecycle::fails };
            job = job.lifecycle(way(seconds(waiting), seconds(running)));
        }
        if self.odd {
            job = job.field("odd", true.into());
        }
        if self.stays { job.stays() } else { job }
    }
}

struct Modelled {
    id: String,
    kind: usize,
    status: &'static str,
    begin: i64,
    end: Option<i64>,
    stays: bool,
    /// What is still to happen, first things first; no status is leaving.
    plan: Vec<(u64, Option<&'static str>)>,
}

#[derive(Default)]
struct Model {
    jobs: Vec<Modelled>,
    now: u64,
    retention: Option<u64>,
}

fn ended(status: &str) -> bool {
    ["SUCCESS", "FAILED"].contains(&status)
}

impl Model {
    fn add(&mut self, described: &Described) {
        let now = self.now;
        let status = STATUSES[described.status];
        let begin = described.begin.unwrap_or(now as i64);
        let mut job = Modelled {
            id: described.id.to_string(),
            kind: described.kind,
            status,
            begin,
            end: ended(status).then_some(begin),
            stays: described.stays,
            plan: Vec::new(),
        };
        if let Some((waiting, running, ends_well)) = described.way {
            let end = Some(if ends_well { "SUCCESS" } else { "FAILED" });
            match status {
                "WAITING" => {
                    let runs = now + waiting;
                    job.plan = vec![(runs, Some("RUNNING")), (runs + running, end)];
                }
                "RUNNING" => job.plan = vec![(now + running, end)],
                _ => {}
            }
        }
        if ended(status) {
            job.leave(now, self.retention);
        }
        self.jobs.push(job);
        self.happen();
    }

    fn happen(&mut self) {
        let (now, retention) = (self.now, self.retention);
        self.jobs.retain_mut(|job| {
            while let Some(&(at, status)) = job.plan.first().filter(|(at, _)| *at <= now) {
                job.plan.remove(0);
                match status {
                    Some(status) => job.change(status, at, retention),
                    None => return false,
                }
            }
            true
        });
    }

    fn set_status(&mut self, id: &str, status: &'static str) -> bool {
        let (now, retention) = (self.now, self.retention);
        let mut any = false;
        for job in self.jobs.iter_mut().filter(|job| job.id == id) {
            any = true;
            if !(ended(job.status) && ended(status)) {
                job.plan.clear();
            }
            job.change(status, now, retention);
        }
        self.happen();
        any
    }

    fn list(&self, kind: usize, status: Option<&str>) -> Vec<&Modelled> {
        let of_status = |job: &&Modelled| status.is_none_or(|status| status == job.status);
        let of_kind = self.jobs.iter().filter(|job| job.kind == kind);
        let mut list = of_kind.filter(of_status).collect::<Vec<_>>();
        list.sort_by_key(|job| job.begin);
        list.reverse();
        list
    }
}

impl Modelled {
    fn change(&mut self, status: &'static str, at: u64, retention: Option<u64>) {
        if ended(status) && !ended(self.status) {
            self.end = Some(at as i64);
            self.leave(at, retention);
        } else if !ended(status) {
            self.end = None;
        }
        self.status = status;
    }

    fn leave(&mut self, now: u64, retention: Option<u64>) {
        if let (Some(retention), false) = (retention, self.stays) {
            self.plan.push((now + retention, None));
        }
    }
}

fn check(jobs: &mut Jobs, model: &Model) -> Result<(), TestCaseError> {
    prop_assert_eq!(jobs.len(), model.jobs.len());
    for (number, &kind) in JobType::ALL.iter().enumerate() {
        let statuses = STATUSES[..4].iter().copied().map(Some).chain([None]);
        for status in statuses {
            let expected = model.list(number, status);
            let expected_ids = expected.iter().map(|job| job.id.as_str()).collect::<Vec<_>>();
            let parsed = status.map(|status| status.parse::<JobStatus>().unwrap());
            prop_assert_eq!(jobs.ids(kind, parsed), expected_ids);
            if status.is_some() {
                continue;
            }
            let asked = Listing { job_type: kind, status: None, offset: 1, limit: 50 };
            let page = serde_json::from_slice::<serde_json::Value>(&jobs.page(&asked)).unwrap();
            prop_assert_eq!(&page["count"], expected.len());
            let items = page["items"].as_array().unwrap();
            prop_assert_eq!(items.len(), expected.len().saturating_sub(1).min(50));
            for (item, job) in items.iter().zip(expected.iter().skip(1)) {
                let time =
                    |time: i64| format!("1970-01-01T00:{:02}:{:02}.000Z", time / 60, time % 60);
                prop_assert_eq!(item["id"].as_str(), Some(job.id.as_str()));
                prop_assert_eq!(item["status"].as_str(), Some(job.status));
                let (begin, end) = (time(job.begin), job.end.map(time));
                prop_assert_eq!(item["begin_time"].as_str(), Some(begin.as_str()));
                prop_assert_eq!(item["end_time"].as_str(), end.as_deref());
            }
        }
    }
    Ok(())
}

proptest! {
    #[test]
    fn the_lists_are_what_a_plain_model_says(
        steps in prop::collection::vec(step(), 1..50),
        retention in prop::option::of(0..6_u64),
    ) {
        let mut jobs =
            jobs(Rules { retention: retention.map(seconds), ..Rules::default() });
        let mut model = Model { retention, ..Model::default() };
        for step in &steps {
            match step {
                Step::Add(described) => {
                    jobs.add(described.job());
                    model.add(described);
                }
                Step::AddAll(all) => {
                    jobs.add_all(all.iter().map(Described::job), drop);
                    all.iter().for_each(|described| model.add(described));
                }
                Step::Remove(id) => {
                    let id = id.to_string();
                    let before = model.jobs.len();
                    model.jobs.retain(|job| job.id != id);
                    prop_assert_eq!(jobs.remove(&id), model.jobs.len() < before);
                }
                Step::SetStatus(id, status) => {
                    let (id, status) = (id.to_string(), STATUSES[*status]);
                    prop_assert_eq!(jobs.set_status(&id, status), model.set_status(&id, status));
                }
                Step::Pass(by) => {
                    jobs.pass(seconds(*by));
                    model.now += by;
                    model.happen();
                }
            }
            check(&mut jobs, &model)?;
        }
    }

    /// Which jobs a churn takes is its own affair; that its lists agree is not.
    #[test]
    fn the_lists_agree_with_each_other_under_churn(
        steps in prop::collection::vec(step(), 1..40),
        [arrivals, departures, endings] in [0..4_usize, 0..4, 0..4],
        per_call in any::<bool>(),
        seed in any::<u64>(),
    ) {
        let churn = if per_call { Churn::per_call() } else { Churn::every(seconds(1)) };
        let churn = churn.arrivals(0..=arrivals).departures(0..=departures).endings(0..=endings);
        let churn = churn.lifecycle(Lifecycle::mostly_succeeds(seconds(1), seconds(2)));
        let rules = Rules { churn: Some(churn), seed, retention: Some(seconds(5)), ..Rules::default() };
        let mut jobs = jobs(rules);
        for step in &steps {
            match step {
                Step::Add(described) => drop(jobs.add(described.job())),
                Step::AddAll(all) => jobs.add_all(all.iter().map(Described::job), drop),
                Step::Remove(id) => drop(jobs.remove(&id.to_string())),
                Step::SetStatus(id, status) => {
                    jobs.set_status(&id.to_string(), STATUSES[*status]);
                }
                Step::Pass(by) => jobs.pass(seconds(*by)),
            }
            let mut total = 0;
            for &kind in JobType::ALL {
                let asked = Listing { job_type: kind, status: None, offset: 0, limit: 10_000 };
                let page = jobs.page(&asked);
                let page = serde_json::from_slice::<serde_json::Value>(&page).unwrap();
                let items = page["items"].as_array().unwrap();
                let begins = items.iter().map(|item| item["begin_time"].as_str().unwrap());
                prop_assert!(begins.rev().is_sorted());
                total += items.len();
                for status in &STATUSES[..4] {
                    let of_status = items.iter().filter(|item| item["status"] == *status);
                    let ids = of_status.map(|item| item["id"].as_str().unwrap());
                    let parsed = status.parse::<JobStatus>().unwrap();
                    prop_assert_eq!(jobs.ids(kind, Some(parsed)), ids.collect::<Vec<_>>());
                }
            }
            // A call for one type lets jobs of no other come or go.
            prop_assert_eq!(jobs.len(), total);
        }
    }
}
