//! A plan at work.

use std::time::Duration;

use http::request::Parts;
use jiff::fmt::rfc2822::DateTimePrinter;
use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};

use super::FaultPlan;
use super::fault::Fault;
use crate::failure::Failure;
use crate::length;
use crate::limiter::{Limiter, Throttle};
use crate::outcome::By;
use crate::random;
use crate::script::Answer;
use crate::{api, iam, metadata, params};

/// A plan that makes sense, and what has come so far.
#[derive(Debug, Clone)]
pub(crate) struct Running {
    seed: u64,
    rules: Vec<Rule>,
}

#[derive(Debug, Clone)]
struct Rule {
    number: u64,
    fault: Fault,
    /// The calls that its query and project have left.
    calls: u64,
    /// Those of them to which it did something.
    hits: u64,
    limiter: Option<Limiter>,
}

/// What a call gets from a plan or from the script.
pub(crate) struct Verdict {
    pub(crate) answer: Answer,
    /// What takes the place of the usual answer.
    pub(crate) refusal: Option<Failure>,
    pub(crate) by: By,
}

impl From<Answer> for Verdict {
    fn from(answer: Answer) -> Self {
        Self { answer, refusal: None, by: By::Script }
    }
}

impl Running {
    /// The plan must have been checked.
    pub(crate) fn new(plan: FaultPlan, seed: u64) -> Self {
        let rule = |(number, fault): (u64, Fault)| {
            let limiter = fault.throttle.map(Limiter::new);
            Rule { number, fault, calls: 0, hits: 0, limiter }
        };
        Self { seed: plan.seed.unwrap_or(seed), rules: (0..).zip(plan.rules).map(rule).collect() }
    }

    /// The plan, as it was given.
    pub(crate) fn plan(&self) -> FaultPlan {
        let rules = self.rules.iter().map(|rule| rule.fault.clone()).collect();
        FaultPlan { seed: Some(self.seed), rules }
    }

    /// What happens to a call that has come so long after `start`, if anything does.
    pub(crate) fn next(
        &mut self,
        head: &Parts,
        start: Timestamp,
        arrived: Duration,
    ) -> Option<Verdict> {
        if metadata::has(head.uri.path()) {
            return None;
        }
        let mut decided = None;
        let mut delay = Duration::ZERO;
        let mut hit = Vec::new();
        for rule in &mut self.rules {
            // Every rule sees the call, so that counts do not hang on other rules.
            if !rule.fires(self.seed, head, arrived) {
                continue;
            }
            let decides = rule.fault.decides();
            if !decides || decided.is_none() {
                delay = delay.saturating_add(rule.latency(self.seed));
                rule.hits += 1;
                hit.push(rule.number + 1);
            }
            if decides && decided.is_none() {
                decided = Some(&rule.fault);
            }
        }
        let mut verdict = match decided {
            None if delay.is_zero() => return None,
            None => Verdict::from(Answer::from(Answer::normal())),
            Some(fault) => fault.verdict(start, arrived.saturating_add(delay)),
        };
        verdict.answer.delay = delay;
        verdict.by = By::Rules(hit);
        Some(verdict)
    }

    /// Its first rules as JSON, with how many calls each has seen, and to how many it did something;
    /// and the number of all rules.
    pub(crate) fn shown(&self, most: usize) -> (Vec<Value>, usize) {
        let shown = |rule: &Rule| {
            let fault = serde_json::to_value(&rule.fault).unwrap_or_default();
            let (number, calls, hits) = (rule.number + 1, rule.calls, rule.hits);
            json!({ "rule": number, "fault": fault, "calls": calls, "hits": hits })
        };
        (self.rules.iter().take(most).map(shown).collect(), self.rules.len())
    }
}

impl Rule {
    fn fires(&mut self, seed: u64, head: &Parts, arrived: Duration) -> bool {
        let fault = &self.fault;
        let (path, query) = (head.uri.path(), head.uri.query().unwrap_or_default());
        if iam::has(path) && fault.also.is_none() {
            return false;
        }
        let asked = fault.query.iter().all(|(name, value)| params::has(query, name, value));
        let project = |id: &String| api::project_of(path).as_deref() == Some(id.as_bytes());
        if !asked || !fault.project.iter().all(project) {
            return false;
        }
        self.calls += 1;
        let number = self.calls;
        let calls = fault.calls.unwrap_or_default();
        let holds = fault.nth.is_none_or(|nth| number == nth)
            && fault.every.is_none_or(|every| number.is_multiple_of(every))
            && calls.from.is_none_or(|from| number >= from)
            && calls.to.is_none_or(|to| number <= to)
            && fault.rate.is_none_or(|rate| self.chance(seed, random::FAULTS) < rate);
        holds && self.limiter.as_mut().is_none_or(|limiter| limiter.is_above(arrived))
    }

    fn latency(&self, seed: u64) -> Duration {
        let latency = self.fault.latency.map(|latency| latency.at(self.chance(seed, random::LATE)));
        latency.unwrap_or_default()
    }

    fn chance(&self, seed: u64, purpose: u64) -> f64 {
        random::chance(seed, self.number, self.calls, purpose)
    }
}

const PAGE: &str = "<!DOCTYPE html>\n<html><head><title>Sign in</title></head>\
                    <body><h1>Sign in to go on</h1></body></html>\n";

impl Fault {
    /// What happens when it does, at this time after `start`.
    fn verdict(&self, start: Timestamp, at: Duration) -> Verdict {
        if self.reset {
            return Answer::reset().into();
        }
        let mut reply = match self.status {
            Some(status) => Answer::status(status),
            None if self.html => Answer::status(200).body(PAGE),
            None => Answer::normal(),
        };
        if let Some(body) = &self.body {
            reply = reply.body(body.clone());
        }
        let html = self.html.then_some("text/html; charset=utf-8");
        if let Some(content_type) = self.content_type.as_deref().or(html) {
            reply = reply.header("Content-Type", content_type);
        }
        if let Some(date) = &self.date {
            reply = reply.header("Date", off(date, start, at).as_ref().unwrap_or(date));
        }
        for (name, value) in &self.headers {
            reply = reply.header(name, value);
        }
        if let Some(drip) = self.drip {
            reply = reply.drip(drip.bytes, drip.every);
        }
        if let Some(bytes) = self.truncate_after {
            reply = reply.truncate_after(bytes);
        }
        if let Some(bytes) = self.reset_after {
            reply = reply.reset_after(bytes);
        }
        if self.endless {
            reply = reply.endless();
        }
        Verdict {
            refusal: self.throttle.map(Throttle::refusal),
            ..Verdict::from(Answer::from(reply))
        }
    }
}

/// The `Date` that an offset stands for.
fn off(offset: &str, start: Timestamp, at: Duration) -> Option<String> {
    let by = SignedDuration::try_from(length::read(offset.strip_prefix(['+', '-'])?)?).ok()?;
    let by = if offset.starts_with('-') { -by } else { by };
    let date = start.checked_add(at).and_then(|now| now.checked_add(by)).ok()?;
    DateTimePrinter::new().timestamp_to_rfc9110_string(&date).ok()
}

#[cfg(test)]
mod tests {
    use http::Request;

    use super::*;
    use crate::faults::Latency;

    /// How late so many calls are.
    fn delays(plan: &FaultPlan, seed: u64, calls: usize) -> Vec<Duration> {
        let mut running = Running::new(plan.clone(), seed);
        let (head, ()) = Request::get("/v1/p/image-server-jobs").body(()).unwrap().into_parts();
        let mut next = || running.next(&head, Timestamp::UNIX_EPOCH, Duration::ZERO);
        (0..calls).map(|_| next().map_or(Duration::ZERO, |verdict| verdict.answer.delay)).collect()
    }

    fn mean(delays: &[Duration]) -> Duration {
        delays.iter().sum::<Duration>() / u32::try_from(delays.len()).unwrap()
    }

    #[test]
    fn the_same_seed_makes_the_same_calls_late() {
        let second = Duration::from_secs(1);
        let late = |latency| Fault::normal().latency(latency);
        let exponential = FaultPlan::new().rule(late(Latency::Exponential(second)));
        assert_eq!(delays(&exponential, 7, 50), delays(&exponential, 7, 50));
        assert_ne!(delays(&exponential, 7, 50), delays(&exponential, 8, 50));
        // The plan's own seed goes before the server's.
        let own = exponential.clone().seed(8);
        assert_eq!(delays(&own, 7, 50), delays(&exponential, 8, 50));

        // Each rule draws for itself, so that latencies add up to something else than twice one.
        let twice = exponential.clone().and(exponential.clone());
        let one = delays(&exponential, 7, 1_000);
        let both = delays(&twice, 7, 1_000);
        assert!(one.iter().zip(&both).all(|(one, both)| one < both && 2 * *one != *both));
        let about = |time: Duration| time.mul_f64(0.85)..time.mul_f64(1.15);
        assert!(about(second).contains(&mean(&one)), "{:?}", mean(&one));
        assert!(about(2 * second).contains(&mean(&both)), "{:?}", mean(&both));
    }

    #[test]
    fn whether_a_rule_fires_says_nothing_of_how_late_it_is() {
        let second = Duration::from_secs(1);
        let rule = Fault::normal().latency(Latency::Uniform(second, 3 * second)).rate(0.1);
        let all = delays(&FaultPlan::new().rule(rule), 7, 10_000);
        let late: Vec<_> = all.into_iter().filter(|delay| !delay.is_zero()).collect();
        assert!((850..1_150).contains(&late.len()), "{}", late.len());
        let about = 1_900..2_100;
        assert!(about.contains(&mean(&late).as_millis()), "{:?}", mean(&late));
    }
}
