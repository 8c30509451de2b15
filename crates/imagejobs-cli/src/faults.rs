//! `imagejobs serve --faults`: which calls fail, by plans that have a name and plans in files.

use std::fs;
use std::io::{self, Write};

use imagejobs_mock::{FaultPlan, FaultPlanError};

use crate::exit::Failure;

/// All plans as one, the first ones first.
pub(crate) fn composed(given: &[String]) -> Result<Option<FaultPlan>, Failure> {
    let plans = given.iter().map(|plan| read(plan)).collect::<Result<Vec<_>, _>>()?;
    Ok(plans.into_iter().reduce(FaultPlan::and))
}

/// The plan of this name, or in the file of this name.
fn read(plan: &str) -> Result<FaultPlan, Failure> {
    if let Some(named) = FaultPlan::named(plan) {
        return Ok(named);
    }
    let wrong = |what: String| Failure::usage(format!("--faults {plan}: {what}"));
    let text = fs::read_to_string(plan).map_err(|error| {
        let names = FaultPlan::NAMES.map(|(name, _)| name).join(", ");
        wrong(format!("{error}; it must be one of {names}, help, or a file in JSON"))
    })?;
    text.parse().map_err(|error: FaultPlanError| wrong(error.to_string()))
}

/// Which plans hold, as the server tells it.
pub(crate) fn told(given: &[String]) -> String {
    if given.is_empty() { String::new() } else { format!(", with faults: {}", given.join(", ")) }
}

/// Whether somebody wants to know what there is.
pub(crate) fn is_help(given: &[String]) -> bool {
    given.iter().any(|plan| plan == "help")
}

pub(crate) fn help() -> Result<(), Failure> {
    let mut out = io::stdout().lock();
    for (name, does) in FaultPlan::NAMES {
        writeln!(out, "{name:<9}  {does}")?;
    }
    out.write_all(FILES.as_bytes())?;
    out.flush()?;
    Ok(())
}

const FILES: &str = r#"
A file has rules of your own in JSON: which calls they are about, and what happens to them.
  {"rules": [
    {"every": 3, "status": 503, "headers": {"Retry-After": "1"}},
    {"rate": 0.2, "query": {"job_type": "CREATE_SERVER"}, "truncate_after": 9},
    {"latency": {"uniform": ["50ms", "2s"]}}
  ]}
The first rule that fires decides what is answered; latencies add up.
  which  nth, every, calls {from, to}, rate, query {name: value}, project, also (iam)
  what   status, headers, body, html, throttle {calls, window}, reset, reset_after, truncate_after,
         endless, drip {bytes, every}, content_type, date (such as -2h),
         latency {fixed, uniform or exponential}
"#;
