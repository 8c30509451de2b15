//! Times for people: in the zone they live in, and how long a job took or has taken.

use std::time::Duration;

use imagejobs::{ImageJob, JobStatus, Timestamp};
use jiff::SignedDuration;
use jiff::tz::TimeZone;

use crate::duration::{about, spoken};

/// In which zone, and how short, times are shown.
#[derive(Clone, Debug)]
pub(crate) struct Times {
    zone: TimeZone,
    now: jiff::Timestamp,
    /// Without fraction and offset.
    short: bool,
}

/// How long a job ran, or has been doing something.
#[derive(Clone, Copy, Debug)]
pub(super) enum Took {
    Ran(Duration),
    Waiting(Duration),
    Running(Duration),
}

impl Times {
    /// Times of the local zone (`TZ`, else the system's), or of UTC.
    pub(crate) fn new(utc: bool) -> Self {
        let zone = if utc { TimeZone::UTC } else { TimeZone::system() };
        Self { zone, now: jiff::Timestamp::now(), short: false }
    }

    pub(super) fn shorten(&mut self) {
        self.short = true;
    }

    /// What a time takes as the service usually writes it.
    pub(super) fn usual_width(&self) -> usize {
        let offset = if self.in_utc(self.now) { "Z" } else { "+00:00" };
        "2022-03-07T10:40:43".len() + if self.short { 0 } else { ".858".len() + offset.len() }
    }

    /// A time in the zone, as fine as it came. What is no time is not shown here.
    pub(super) fn shown(&self, time: &Timestamp) -> Option<String> {
        let moment = time.to_jiff()?;
        let there = moment.to_zoned_datetime(self.zone.clone());
        let seconds = there.strftime("%Y-%m-%dT%H:%M:%S");
        if self.short {
            return Some(seconds.to_string());
        }
        let fraction: String = match time.as_str().split_once('.') {
            Some((_, rest)) => rest.chars().take_while(char::is_ascii_digit).collect(),
            None => String::new(),
        };
        let point = if fraction.is_empty() { "" } else { "." };
        let offset =
            if self.in_utc(moment) { "Z".to_owned() } else { there.strftime("%:z").to_string() };
        Some(format!("{seconds}{point}{fraction}{offset}"))
    }

    /// What a time without offset is to be read in.
    pub(super) fn zone(&self) -> String {
        const QUARTER: SignedDuration = SignedDuration::from_hours(91 * 24);
        let offset = |quarters| {
            let moment = self.now.checked_add(QUARTER * quarters).unwrap_or(self.now);
            self.zone.to_offset(moment)
        };
        // Today's offset is not that of a time before the clocks were changed.
        if (1..4).any(|quarters| offset(quarters) != offset(0)) {
            return "in the local zone".to_owned();
        }
        if self.in_utc(self.now) {
            return "in UTC".to_owned();
        }
        format!("of {}", self.now.to_zoned_datetime(self.zone.clone()).strftime("%:z"))
    }

    fn in_utc(&self, moment: jiff::Timestamp) -> bool {
        self.zone.to_offset(moment).is_zero()
    }

    /// How long it ran, given both its times; else how long it has been waiting or running.
    pub(super) fn duration(&self, job: &ImageJob) -> Option<Took> {
        let begun = job.begin_time()?.to_jiff()?;
        let since = |end: jiff::Timestamp| Duration::try_from(end.duration_since(begun)).ok();
        if let Some(ended) = job.end_time() {
            return since(ended.to_jiff()?).map(Took::Ran);
        }
        // Its clock may be a little ahead of ours.
        let so_far = since(self.now).unwrap_or_default();
        match job.status()?.known()? {
            JobStatus::Running => Some(Took::Running(so_far)),
            JobStatus::Waiting => Some(Took::Waiting(so_far)),
            _ => None,
        }
    }

    pub(super) fn spoken_duration(&self, job: &ImageJob) -> Option<String> {
        Some(match self.duration(job)? {
            Took::Ran(time) => format!("ran {}", spoken(time)),
            Took::Running(time) => format!("running for {}", about(time)),
            Took::Waiting(time) => format!("waiting for {}", about(time)),
        })
    }
}

/// Whole seconds, for programs.
pub(super) fn seconds(took: Option<Took>) -> Option<u64> {
    let (Took::Ran(time) | Took::Running(time) | Took::Waiting(time)) = took?;
    Some(time.as_secs())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn times(zone: &str) -> Times {
        let zone = TimeZone::posix(zone).unwrap();
        Times { zone, now: "2022-03-07T12:00:00Z".parse().unwrap(), short: false }
    }

    fn job(json: &str) -> ImageJob {
        serde_json::from_str(json).unwrap()
    }

    #[test]
    fn times_are_shown_in_a_zone_as_fine_as_they_came() {
        for (came, zone, shown) in [
            ("2022-03-07T10:40:43.858Z", "UTC0", "2022-03-07T10:40:43.858Z"),
            ("2022-03-07T10:40:43.858Z", "<+08>-8", "2022-03-07T18:40:43.858+08:00"),
            (
                "2022-03-07T23:30:00.50+08:00",
                "EST5EDT,M3.2.0,M11.1.0",
                "2022-03-07T10:30:00.50-05:00",
            ),
            ("2022-03-07T10:40:43Z", "UTC0", "2022-03-07T10:40:43Z"),
        ] {
            let job = job(&format!(r#"{{"begin_time":"{came}"}}"#));
            let mut times = times(zone);
            assert_eq!(times.shown(job.begin_time().unwrap()).as_deref(), Some(shown));
            times.shorten();
            assert_eq!(times.shown(job.begin_time().unwrap()).as_deref(), Some(&shown[..19]));
        }
        let soon = job(r#"{"begin_time":"soon"}"#);
        assert_eq!(times("UTC0").shown(soon.begin_time().unwrap()), None);
    }

    #[test]
    fn an_offset_stands_for_all_times_only_where_it_never_changes() {
        for (zone, told) in [
            ("UTC0", "in UTC"),
            ("<+08>-8", "of +08:00"),
            ("EST5EDT,M3.2.0,M11.1.0", "in the local zone"),
            ("GMT0BST,M3.5.0/1,M10.5.0", "in the local zone"),
        ] {
            for now in ["2022-03-07T12:00:00Z", "2022-03-29T12:00:00Z", "2022-08-07T12:00:00Z"] {
                let times = Times { now: now.parse().unwrap(), ..times(zone) };
                assert_eq!(times.zone(), told, "{zone} {now}");
            }
        }
    }

    #[test]
    fn a_duration_is_told_of_what_has_begun() {
        for (rest, told, seconds) in [
            (
                r#""status":"SUCCESS","end_time":"2022-03-07T11:03:10Z""#,
                Some("ran 3 min 10 s"),
                Some(190),
            ),
            (r#""status":"RUNNING","end_time":null"#, Some("running for 1 h"), Some(3_600)),
            (r#""status":"WAITING""#, Some("waiting for 1 h"), Some(3_600)),
            (r#""status":"FAILED""#, None, None),
            (r#""status":"PAUSED""#, None, None),
            (r#""status":"SUCCESS","end_time":"2022-03-07T10:00:00Z""#, None, None),
            (r#""status":"SUCCESS","end_time":"soon""#, None, None),
        ] {
            let job = job(&format!(r#"{{"begin_time":"2022-03-07T11:00:00Z",{rest}}}"#));
            let times = times("UTC0");
            assert_eq!(times.spoken_duration(&job).as_deref(), told, "{rest}");
            assert_eq!(super::seconds(times.duration(&job)), seconds, "{rest}");
        }
    }
}
