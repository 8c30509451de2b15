//! Which plans make sense.

use http::{HeaderName, HeaderValue};

use super::fault::{Calls, Fault};
use super::{FaultPlan, FaultPlanError, Latency};
use crate::failure::shown;
use crate::length;

/// Where in a rule something is wrong, and what is said of it.
type Wrong = (&'static str, String);

impl FaultPlan {
    /// # Errors
    ///
    /// Tells the first rule that makes no sense, without a place in a text.
    pub(crate) fn check(&self) -> Result<(), FaultPlanError> {
        if self.rules.is_empty() {
            return Err(FaultPlanError::new("rules", "is empty; it must have one rule at least"));
        }
        for (number, rule) in self.rules.iter().enumerate() {
            rule.check().map_err(|(field, what)| {
                let dot = if field.is_empty() { "" } else { "." };
                FaultPlanError::new(format!("rules[{number}]{dot}{field}"), what)
            })?;
        }
        Ok(())
    }
}

impl Fault {
    /// The fields that say what happens, as far as they are given.
    fn whats(&self) -> Vec<&'static str> {
        let whats = [
            ("status", self.status.is_some()),
            ("html", self.html),
            ("throttle", self.throttle.is_some()),
            ("reset", self.reset),
            ("reset_after", self.reset_after.is_some()),
            ("truncate_after", self.truncate_after.is_some()),
            ("endless", self.endless),
            ("headers", !self.headers.is_empty()),
            ("body", self.body.is_some()),
            ("drip", self.drip.is_some()),
            ("content_type", self.content_type.is_some()),
            ("date", self.date.is_some()),
            ("latency", self.latency.is_some()),
        ];
        whats.into_iter().filter_map(|(name, given)| given.then_some(name)).collect()
    }

    /// Whether the rule decides what is answered.
    pub(super) fn decides(&self) -> bool {
        self.whats() != ["latency"]
    }

    fn check(&self) -> Result<(), Wrong> {
        self.check_which()?;
        self.check_what()?;
        self.check_lengths()?;
        let whats = self.whats();
        if whats.is_empty() {
            let what = "does not say what happens; it must have one of status, html, throttle, \
                        reset, reset_after, truncate_after, endless, headers, body, drip, \
                        content_type, date, latency";
            return Err(("", what.to_owned()));
        }
        let has = |name: &&&str| whats.contains(*name);
        for group in EXCLUSIVE {
            let mut both = group.iter().filter(has);
            if let (Some(one), Some(other)) = (both.next(), both.next()) {
                return Err(exclude(one, other));
            }
        }
        let other = whats.iter().find(|what| !["reset", "latency"].contains(*what));
        if let (true, Some(other)) = (self.reset, other) {
            return Err(exclude("reset", other));
        }
        for (field, header) in [("content_type", "content-type"), ("date", "date")] {
            let twice = self.headers.keys().any(|name| name.eq_ignore_ascii_case(header));
            if whats.contains(&field) && twice {
                return Err((
                    field,
                    format!("excludes {header} in headers; leave one of them out"),
                ));
            }
        }
        Ok(())
    }

    fn check_which(&self) -> Result<(), Wrong> {
        let Calls { from, to } = self.calls.unwrap_or_default();
        for (field, number) in
            [("nth", self.nth), ("every", self.every), ("calls.from", from), ("calls.to", to)]
        {
            if number == Some(0) {
                return Err((field, "is 0; it must be a whole number from 1 up".to_owned()));
            }
        }
        match (from, to) {
            (None, None) if self.calls.is_some() => {
                return Err(("calls", "is empty; it must have from, to or both".to_owned()));
            }
            (Some(from), Some(to)) if from > to => {
                let what = format!("is {to}; it must be {from}, which is from, or more");
                return Err(("calls.to", what));
            }
            _ => {}
        }
        if let Some(rate) = self.rate.filter(|rate| !(0.0..=1.0).contains(rate)) {
            return Err(("rate", format!("is {rate}; it must be a number from 0 to 1")));
        }
        if self.query.contains_key("") {
            return Err((
                "query",
                "has an empty name; it must have names of parameters".to_owned(),
            ));
        }
        if self.project.as_ref().is_some_and(String::is_empty) {
            return Err(("project", "is empty; it must be the id of a project".to_owned()));
        }
        Ok(())
    }

    fn check_what(&self) -> Result<(), Wrong> {
        if let Some(status) = self.status.filter(|status| !(200..=999).contains(status)) {
            return Err(("status", format!("is {status}; it must be a status from 200 to 999")));
        }
        for (name, value) in &self.headers {
            if name.parse::<HeaderName>().is_err() {
                let what = format!("has the name {}, which is none of a header's", shown(name));
                return Err(("headers", what));
            }
            if HeaderValue::from_str(value).is_err() {
                return Err(("headers", format!("has a value of {name} that no header can have")));
            }
        }
        for (field, text) in [("content_type", &self.content_type), ("date", &self.date)] {
            if text.as_ref().is_some_and(|text| HeaderValue::from_str(text).is_err()) {
                let what = "has characters that no header can have; use printable ASCII";
                return Err((field, what.to_owned()));
            }
        }
        if let Some(date) = &self.date
            && date.starts_with(['+', '-'])
            && length::read(&date[1..]).is_none()
        {
            let what = format!(
                "is {}; it must be a date, or a sign and {} such as -2h",
                shown(date),
                length::RIGHT
            );
            return Err(("date", what));
        }
        if self.drip.is_some_and(|drip| drip.bytes == 0) {
            return Err(("drip.bytes", "is 0; it must be a whole number from 1 up".to_owned()));
        }
        Ok(())
    }

    fn check_lengths(&self) -> Result<(), Wrong> {
        let (mut lengths, mut order) = (Vec::new(), None);
        match self.latency {
            None => {}
            Some(Latency::Fixed(time)) => lengths.push(("latency.fixed", time)),
            Some(Latency::Exponential(mean)) => lengths.push(("latency.exponential", mean)),
            Some(Latency::Uniform(from, to)) => {
                lengths.extend([("latency.uniform[0]", from), ("latency.uniform[1]", to)]);
                order = (from > to).then_some((from, to));
            }
        }
        lengths.extend(self.drip.map(|drip| ("drip.every", drip.every)));
        if let Some((field, wrong)) = lengths.into_iter().find(|it| !length::is_right(it.1)) {
            return Err((field, format!("is {wrong:?}; it must be {}", length::RIGHT)));
        }
        if let Some((from, to)) = order {
            let what = format!("is {to:?}; it must be {from:?}, which stands before it, or more");
            return Err(("latency.uniform[1]", what));
        }
        let Some(throttle) = self.throttle else { return Ok(()) };
        throttle.check().map_err(|(field, what)| match field {
            "calls" => ("throttle.calls", what),
            _ => ("throttle.window", what),
        })
    }
}

/// At most one of each can happen to a call.
const EXCLUSIVE: [&[&str]; 4] = [
    &["status", "html", "throttle"],
    &["body", "html"],
    &["body", "throttle"],
    &["reset_after", "truncate_after", "endless"],
];

fn exclude(one: &'static str, other: &str) -> Wrong {
    (one, format!("excludes {other}; leave one of them out"))
}
