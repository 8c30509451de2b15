//! The line between those who ask and the services of worlds: calls on it take time, fail or hang, and
//! it remembers each, with what was true when it was answered.

use std::collections::VecDeque;
use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::Duration;

use fastrand::Rng;
use imagejobs_core::Error;
use imagejobs_core::clock::Clock;
use imagejobs_mock::ManualClock;

use super::failures::{Failure, RetryAfter};
use super::jobs::{Id, Jobs, serial};
use super::world::World;
use crate::call::{Answer, Ask, Call, Source};
use crate::{ImageJob, JobStatus, JobType, Page};

/// A line to the worlds of some job types. Clones are the same one.
#[derive(Clone)]
pub(crate) struct Line {
    /// The clock of the first world is that of the line; the others have no time of their own.
    worlds: Arc<[(JobType, World)]>,
    state: Arc<Mutex<State>>,
}

/// How calls fare, beside those whose fate is [scripted](Line::script).
#[derive(Clone, Debug, Default)]
pub(crate) struct Habits {
    /// A call takes up to so many milliseconds there, and as many back; at least one of each, unless
    /// it is 0.
    pub(crate) latency: u64,
    /// How probable it is that a call fails in these ways, or is never answered.
    pub(crate) unavailable: f64,
    pub(crate) throttled: f64,
    pub(crate) forbidden: f64,
    pub(crate) hangs: f64,
}

#[derive(Clone, Copy, Debug)]
pub(crate) enum Fate {
    Answered,
    Failed(Failure),
    Hanging,
}

/// A call that was made.
#[derive(Clone, Debug)]
pub(crate) struct Made {
    pub(crate) job_type: JobType,
    /// The round in which it was made, as [told](Line::rounds).
    pub(crate) round: u64,
    pub(crate) offset: u64,
    pub(crate) began: Duration,
    /// When it ended; never when it hangs or was given up.
    pub(crate) ended: Option<Duration>,
    pub(crate) error: Option<Error>,
    /// The followed jobs of the page that it gave, and the length of the page.
    pub(crate) page: Vec<Seen>,
    pub(crate) length: usize,
    /// The followed jobs that were in the list when it was answered.
    pub(crate) there: Vec<Seen>,
}

/// A job on a page or in a list.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Seen {
    /// What its id is made of.
    pub(crate) number: u64,
    pub(crate) serial: i64,
    pub(crate) place: u64,
    /// Its status as answers tell it.
    pub(crate) status: &'static str,
}

type Happening = Box<dyn FnOnce(&mut Jobs) + Send>;

struct State {
    rng: Rng,
    habits: Habits,
    script: VecDeque<Fate>,
    round: Box<dyn Fn() -> u64 + Send>,
    follows: fn(&Id) -> Option<u64>,
    happenings: Vec<(JobType, Duration, Happening)>,
    calls: Vec<Made>,
    in_flight: usize,
    most_in_flight: usize,
}

impl Line {
    /// A line to these worlds, that follows the jobs whose ids have a number.
    pub(crate) fn new(
        seed: u64,
        worlds: impl IntoIterator<Item = (JobType, World)>,
        follows: fn(&Id) -> Option<u64>,
    ) -> Self {
        let state = State {
            rng: Rng::with_seed(seed ^ 0x11AE),
            habits: Habits::default(),
            script: VecDeque::new(),
            round: Box::new(|| 0),
            follows,
            happenings: Vec::new(),
            calls: Vec::new(),
            in_flight: 0,
            most_in_flight: 0,
        };
        Self { worlds: worlds.into_iter().collect(), state: Arc::new(Mutex::new(state)) }
    }

    pub(crate) fn with_habits(self, habits: Habits) -> Self {
        self.lock().habits = habits;
        self
    }

    /// The next calls fare like this.
    pub(crate) fn script(&self, fates: impl IntoIterator<Item = Fate>) {
        self.lock().script.extend(fates);
    }

    /// Whoever asks tells by this which round it is.
    pub(crate) fn rounds(&self, round: impl Fn() -> u64 + Send + 'static) {
        self.lock().round = Box::new(round);
    }

    /// This happens to the list of a type when so much time has passed in all.
    pub(crate) fn at(
        &self,
        job_type: JobType,
        time: Duration,
        happens: impl FnOnce(&mut Jobs) + Send + 'static,
    ) {
        let mut state = self.lock();
        let place = state.happenings.partition_point(|(_, earlier, _)| *earlier <= time);
        state.happenings.insert(place, (job_type, time, Box::new(happens)));
    }

    pub(crate) fn world(&self, job_type: JobType) -> &World {
        let world = self.worlds.iter().find(|(known, _)| *known == job_type);
        &world.expect("each type that is asked for has a world").1
    }

    pub(crate) fn clock(&self) -> &ManualClock {
        self.worlds[0].1.clock()
    }

    pub(crate) fn now(&self) -> Duration {
        self.clock().monotonic()
    }

    pub(crate) fn calls(&self) -> Vec<Made> {
        self.lock().calls.clone()
    }

    pub(crate) fn calls_made(&self) -> usize {
        self.lock().calls.len()
    }

    pub(crate) fn in_flight(&self) -> usize {
        self.lock().in_flight
    }

    pub(crate) fn most_in_flight(&self) -> usize {
        self.lock().most_in_flight
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap()
    }

    /// What is due by now happens.
    fn settle(&self) {
        let now = self.now();
        let mut state = self.lock();
        let due = state.happenings.partition_point(|(_, at, _)| *at <= now);
        let happenings: Vec<_> = state.happenings.drain(..due).collect();
        drop(state);
        for (job_type, _, happens) in happenings {
            self.world(job_type).change(happens);
        }
    }

    /// Remembers what was there when a call was answered with so many jobs.
    fn note(&self, call: usize, jobs: &Jobs, length: usize) {
        let mut state = self.lock();
        let follows = state.follows;
        let there = (0..).zip(jobs.all()).filter_map(|(place, job)| {
            let status = told(job.serial, job.status);
            Some(Seen { number: follows(&job.id)?, serial: job.serial, place, status })
        });
        let made = &mut state.calls[call];
        made.there = there.collect();
        let page = made.offset..made.offset + length as u64;
        made.page = made.there.iter().filter(|seen| page.contains(&seen.place)).copied().collect();
        made.length = length;
    }
}

impl Source for Line {
    fn call(&self, ask: Ask) -> Call {
        let flight = Flight::begin(self, ask);
        Box::pin(async move {
            let line = &flight.line;
            line.clock().sleep(flight.there).await;
            let answer = match flight.fate {
                Fate::Hanging => std::future::pending().await,
                Fate::Failed(failure) => Err(failure.error()),
                Fate::Answered => {
                    line.settle();
                    let world = line.world(ask.job_type);
                    let answer = world.call(ask).await;
                    let length = answer.as_ref().map_or(0, |answer| answer.page.items().len());
                    world.change(|jobs| line.note(flight.number, jobs, length));
                    answer.map(|answer| Answer { page: veiled(answer.page), ..answer })
                }
            };
            line.clock().sleep(flight.back).await;
            flight.end(answer.as_ref().err());
            answer
        })
    }
}

/// A call in flight, until it ends or is given up.
struct Flight {
    line: Line,
    number: usize,
    there: Duration,
    back: Duration,
    fate: Fate,
}

impl Flight {
    fn begin(line: &Line, ask: Ask) -> Self {
        let began = line.now();
        let mut state = line.lock();
        let round = (state.round)();
        let State { rng, habits, script, calls, .. } = &mut *state;
        let by_chance = habits.fate(rng);
        let fate = script.pop_front().unwrap_or(by_chance);
        let [there, back] = [(); 2]
            .map(|()| Duration::from_millis(rng.u64(habits.latency.min(1)..=habits.latency)));
        let number = calls.len();
        calls.push(Made {
            job_type: ask.job_type,
            round,
            offset: ask.offset.unwrap_or(0),
            began,
            ended: None,
            error: None,
            page: Vec::new(),
            length: 0,
            there: Vec::new(),
        });
        state.in_flight += 1;
        state.most_in_flight = state.most_in_flight.max(state.in_flight);
        drop(state);
        Self { line: line.clone(), number, there, back, fate }
    }

    fn end(&self, error: Option<&Error>) {
        let now = self.line.now();
        let made = &mut self.line.lock().calls[self.number];
        (made.ended, made.error) = (Some(now), error.cloned());
    }
}

impl Drop for Flight {
    fn drop(&mut self) {
        self.line.lock().in_flight -= 1;
    }
}

impl Habits {
    fn fate(&self, rng: &mut Rng) -> Fate {
        let after = [RetryAfter::Second, RetryAfter::Minute][usize::from(rng.u8(..5) == 0)];
        let mut chance = rng.f64();
        for (probability, fate) in [
            (self.unavailable, Fate::Failed(Failure::Unavailable)),
            (self.throttled, Fate::Failed(Failure::Throttled(after))),
            (self.forbidden, Fate::Failed(Failure::Forbidden)),
            (self.hangs, Fate::Hanging),
        ] {
            chance -= probability;
            if chance < 0.0 {
                return fate;
            }
        }
        Fate::Answered
    }
}

/// Some jobs that wait do so with a status that nobody knows, and some with none.
fn told(serial: i64, status: JobStatus) -> &'static str {
    match (status, serial % 7) {
        (JobStatus::Waiting, 3) => "PAUSED",
        (JobStatus::Waiting, 5) => "-",
        (JobStatus::Waiting, _) => "WAITING",
        (JobStatus::Running, _) => "RUNNING",
        (JobStatus::Success, _) => "SUCCESS",
        (JobStatus::Failed, _) => "FAILED",
        _ => unreachable!("a status that no world has"),
    }
}

/// The status of a job, as [`Seen`] has it.
pub(crate) fn status(job: &ImageJob) -> &str {
    job.status().map_or("-", |status| status.as_str())
}

fn veiled(page: Page) -> Page {
    let (count, mut items) = page.into_parts();
    for job in &mut items {
        let known = job.status().and_then(|status| status.known()).copied();
        let told = told(serial(job), known.expect("a world knows the status of its jobs"));
        if told != status(job) {
            let json = serde_json::to_string(&*job).unwrap();
            let mut json: serde_json::Value = serde_json::from_str(&json).unwrap();
            json["status"] = if told == "-" { serde_json::Value::Null } else { told.into() };
            *job = serde_json::from_str(&json.to_string()).unwrap();
        }
    }
    Page::new(count, items)
}

impl fmt::Debug for Line {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Line").field("worlds", &self.worlds).finish_non_exhaustive()
    }
}
