//! Durations, as people write them on a command line.

use std::time::Duration;

/// `90`, `1.5`, `500ms`, `2m`, `1h30m`: more than nothing, at most a year.
pub(crate) fn duration(text: &str) -> Result<Duration, String> {
    seconds(text)
        .filter(|seconds| *seconds > 0.0 && *seconds <= 366.0 * 86_400.0)
        .and_then(|seconds| Duration::try_from_secs_f64(seconds).ok())
        .filter(|duration| !duration.is_zero())
        .ok_or_else(|| {
            "it must be a duration such as 90, 1.5s, 500ms, 2m or 1h, above 0 and at most 8784h"
                .to_owned()
        })
}

/// Numbers with units, added up; a number alone is of seconds.
fn seconds(text: &str) -> Option<f64> {
    let (mut rest, mut sum) = (text, 0.0);
    while !rest.is_empty() {
        let of_number = |c: char| c.is_ascii_digit() || c == '.';
        let (number, behind) = rest.split_at(rest.find(|c| !of_number(c)).unwrap_or(rest.len()));
        let (unit, behind) = behind.split_at(behind.find(of_number).unwrap_or(behind.len()));
        let factor = match unit {
            "ms" => 1e-3,
            "s" => 1.0,
            "m" | "min" => 60.0,
            "h" => 3600.0,
            // Only one that stands alone needs no unit.
            "" if number.len() == text.len() => 1.0,
            _ => return None,
        };
        sum += number.parse::<f64>().ok()? * factor;
        rest = behind;
    }
    (!text.is_empty()).then_some(sum)
}

/// A time as people say it: `31 s`, `3 min 10 s`, `2 h 5 min`, `3 d 4 h`.
pub(crate) fn spoken(time: Duration) -> String {
    let seconds = time.as_secs();
    let (days, hours) = (seconds / 86_400, seconds / 3600 % 24);
    let (large, small) = match (days, hours, seconds / 60 % 60, seconds % 60) {
        (0, 0, 0, seconds) => return format!("{seconds} s"),
        (0, 0, minutes, seconds) => ((minutes, "min"), (seconds, "s")),
        (0, hours, minutes, _) => ((hours, "h"), (minutes, "min")),
        (days, hours, _, _) => ((days, "d"), (hours, "h")),
    };
    match (large, small) {
        ((large, unit), (0, _)) => format!("{large} {unit}"),
        ((large, unit), (small, smaller)) => format!("{large} {unit} {small} {smaller}"),
    }
}

/// A time that goes on, to the minute from the first one on.
pub(crate) fn about(time: Duration) -> String {
    let seconds = time.as_secs();
    spoken(Duration::from_secs(if seconds < 60 { seconds } else { seconds / 60 * 60 }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_told_as_people_say_them() {
        for (seconds, text, while_it_goes_on) in [
            (0, "0 s", "0 s"),
            (59, "59 s", "59 s"),
            (120, "2 min", "2 min"),
            (190, "3 min 10 s", "3 min"),
            (7_500, "2 h 5 min", "2 h 5 min"),
            (273_600, "3 d 4 h", "3 d 4 h"),
        ] {
            let time = Duration::from_secs(seconds);
            assert_eq!((spoken(time).as_str(), about(time).as_str()), (text, while_it_goes_on));
        }
    }

    #[test]
    fn durations_are_read_as_people_write_them() {
        for (text, milliseconds) in
            [("90", 90_000), ("1.5s", 1_500), ("500ms", 500), ("2m", 120_000), ("1h30m", 5_400_000)]
        {
            assert_eq!(duration(text), Ok(Duration::from_millis(milliseconds)), "{text}");
        }
        for text in [
            "", "0", "0s", "-1", "1e9h", "ten", "5 s", "s", "1..5", "1d", "1h30", "30m1", "inf",
            "9999999h",
        ] {
            assert!(duration(text).is_err(), "{text:?}");
        }
    }
}
