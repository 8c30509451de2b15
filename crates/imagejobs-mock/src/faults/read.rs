//! Plans from JSON.

use std::collections::BTreeMap;
use std::str::FromStr;
use std::time::Duration;

use serde::de::{Deserialize, Deserializer, Error};
use serde_json::Value;

use super::fault::{Also, Bits, Calls, Fault};
use super::node::Node;
use super::{FaultPlan, FaultPlanError, Latency};
use crate::length;
use crate::limiter::Throttle;

/// Reads a plan from JSON. The error tells where it stands: by its path, its line and its column.
impl FromStr for FaultPlan {
    type Err = FaultPlanError;

    fn from_str(text: &str) -> Result<Self, FaultPlanError> {
        // Some editors write a mark before the text.
        let text = text.trim_start_matches('\u{feff}');
        let plan = plan(&Node::root(text)?)?;
        plan.check().map_err(|error| {
            let place = Node::root(text).ok().map(|root| root.place_of(&error.path));
            FaultPlanError { place, ..error }
        })?;
        Ok(plan)
    }
}

/// Reads a plan from anything that is like JSON. The error tells its path.
impl<'de> Deserialize<'de> for FaultPlan {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let text = Value::deserialize(from)?.to_string();
        let placeless = |error| FaultPlanError { place: None, ..error };
        text.parse().map_err(|error| D::Error::custom(placeless(error)))
    }
}

const PLAN: &[&str] = &["seed", "rules"];

#[rustfmt::skip]
const RULE: &[&str] = &[
    "nth", "every", "calls", "rate", "query", "project", "also", "status", "headers", "body",
    "html", "throttle", "reset", "reset_after", "truncate_after", "endless", "drip", "content_type",
    "date", "latency",
];

const WHOLE: &str = "a whole number from 0 up";
const FROM_ONE: &str = "a whole number from 1 up";
const TEXT: &str = "a text";

fn plan(node: &Node<'_>) -> Result<FaultPlan, FaultPlanError> {
    let mut plan = FaultPlan::new();
    let mut rules = None;
    for (name, node) in node.object("an object with rules")? {
        match name.as_str() {
            "seed" => plan.seed = Some(node.read(WHOLE)?),
            "rules" => rules = Some(node.list("a list of rules")?),
            _ => return Err(unknown(&node, PLAN)),
        }
    }
    let rules = rules.ok_or_else(|| node.says("has no rules; it must have a list of them"))?;
    plan.rules = rules.iter().map(rule).collect::<Result<_, _>>()?;
    Ok(plan)
}

fn rule(node: &Node<'_>) -> Result<Fault, FaultPlanError> {
    let mut fault = Fault::default();
    for (name, node) in node.object("an object, which is a rule")? {
        match name.as_str() {
            "nth" => fault.nth = Some(node.read(FROM_ONE)?),
            "every" => fault.every = Some(node.read(FROM_ONE)?),
            "calls" => fault.calls = Some(calls(&node)?),
            "rate" => fault.rate = Some(node.read("a number from 0 to 1")?),
            "query" => fault.query = texts(&node)?,
            "project" => fault.project = Some(node.read(TEXT)?),
            "also" => fault.also = Some(also(&node)?),
            "status" => fault.status = Some(node.read("a status from 200 to 999")?),
            "headers" => fault.headers = texts(&node)?,
            "body" => fault.body = Some(body(&node)),
            "html" => fault.html = truth(&node)?,
            "throttle" => fault.throttle = Some(throttle(&node)?),
            "reset" => fault.reset = truth(&node)?,
            "reset_after" => fault.reset_after = Some(node.read(WHOLE)?),
            "truncate_after" => fault.truncate_after = Some(node.read(WHOLE)?),
            "endless" => fault.endless = truth(&node)?,
            "drip" => fault.drip = Some(drip(&node)?),
            "content_type" => fault.content_type = Some(node.read(TEXT)?),
            "date" => fault.date = Some(node.read(TEXT)?),
            "latency" => fault.latency = Some(latency(&node)?),
            _ => return Err(unknown(&node, RULE)),
        }
    }
    Ok(fault)
}

fn also(node: &Node<'_>) -> Result<Also, FaultPlanError> {
    const RIGHT: &str = r#""iam""#;
    let who: String = node.read(RIGHT)?;
    if who == "iam" { Ok(Also::Iam) } else { Err(node.wrong(RIGHT)) }
}

fn calls(node: &Node<'_>) -> Result<Calls, FaultPlanError> {
    let mut calls = Calls::default();
    for (name, node) in node.object("an object with from, to or both")? {
        match name.as_str() {
            "from" => calls.from = Some(node.read(FROM_ONE)?),
            "to" => calls.to = Some(node.read(FROM_ONE)?),
            _ => return Err(unknown(&node, &["from", "to"])),
        }
    }
    Ok(calls)
}

fn throttle(node: &Node<'_>) -> Result<Throttle, FaultPlanError> {
    let (calls, window) = two(node, ["calls", "window"])?;
    Ok(Throttle { calls: calls.read(FROM_ONE)?, window: time(&window)? })
}

fn drip(node: &Node<'_>) -> Result<Bits, FaultPlanError> {
    let (bytes, every) = two(node, ["bytes", "every"])?;
    Ok(Bits { bytes: bytes.read(FROM_ONE)?, every: time(&every)? })
}

/// The two fields of an object that has both and no other.
fn two<'t>(node: &Node<'t>, names: [&str; 2]) -> Result<(Node<'t>, Node<'t>), FaultPlanError> {
    let [first, second] = names;
    let right = format!("an object with {first} and {second}");
    let mut given = BTreeMap::new();
    for (name, node) in node.object(&right)? {
        if !names.contains(&name.as_str()) {
            return Err(unknown(&node, &names));
        }
        given.insert(name, node);
    }
    match (given.remove(first), given.remove(second)) {
        (Some(one), Some(other)) => Ok((one, other)),
        (None, _) => Err(node.says(format!("has no {first}; it must be {right}"))),
        (_, None) => Err(node.says(format!("has no {second}; it must be {right}"))),
    }
}

fn latency(node: &Node<'_>) -> Result<Latency, FaultPlanError> {
    const RIGHT: &str = "an object with one of fixed, uniform, exponential";
    let mut kinds = node.object(RIGHT)?;
    let (Some((name, kind)), true) = (kinds.pop(), kinds.is_empty()) else {
        return Err(node.says("has none of its kinds, or several; it must be ".to_owned() + RIGHT));
    };
    match name.as_str() {
        "fixed" => Ok(Latency::Fixed(time(&kind)?)),
        "exponential" => Ok(Latency::Exponential(time(&kind)?)),
        "uniform" => {
            const RIGHT: &str = "a list of two durations";
            match kind.list(RIGHT)?.as_slice() {
                [from, to] => Ok(Latency::Uniform(time(from)?, time(to)?)),
                others => {
                    Err(kind.says(format!("has {} values; it must be {RIGHT}", others.len())))
                }
            }
        }
        _ => Err(unknown(&kind, &["fixed", "uniform", "exponential"])),
    }
}

fn time(node: &Node<'_>) -> Result<Duration, FaultPlanError> {
    let text: String = node.read(length::RIGHT)?;
    length::read(&text).ok_or_else(|| node.wrong(length::RIGHT))
}

/// A text, or else what stands there.
fn body(node: &Node<'_>) -> String {
    node.read(TEXT).unwrap_or_else(|_| node.as_it_stands().to_owned())
}

fn truth(node: &Node<'_>) -> Result<bool, FaultPlanError> {
    const RIGHT: &str = "true; leave it out otherwise";
    if node.read(RIGHT)? { Ok(true) } else { Err(node.wrong(RIGHT)) }
}

fn texts(node: &Node<'_>) -> Result<BTreeMap<String, String>, FaultPlanError> {
    let pairs = node.object("an object of texts")?;
    pairs.into_iter().map(|(name, node)| Ok((name, node.read(TEXT)?))).collect()
}

fn unknown(node: &Node<'_>, known: &[&str]) -> FaultPlanError {
    node.says(format!("is no field; it must be one of {}", known.join(", ")))
}
