//! `Retry-After` and `Date`, one a line, against a reading of RFC 9110 by hand.

use std::time::Duration;

use imagejobs_mock::Answer;
use proptest::prelude::{Just, Strategy, any, prop_oneof};
use proptest::strategy::BoxedStrategy;

use super::service::{NOW, Service};
use crate::Target;
use crate::target::{Check, hold};

pub(super) const TARGET: Target = Target {
    name: "retry-after",
    promise: "both forms of Retry-After are read, by the server's clock where it tells it",
    words: &[" GMT", "Sun, ", "Sunday, ", "-94 ", "06 Nov 1994", "08:49:37", "+0800", "1", "\n"],
    inputs,
    start,
};

fn start() -> Result<Check, String> {
    let service = Service::start(|client| client.token("MIIExampleToken"))?;
    Ok(Box::new(move |input| {
        // A header holds one line of visible ASCII.
        let Ok(text) = std::str::from_utf8(input) else { return Ok(()) };
        let mut lines = text.split('\n');
        let (value, date) = (lines.next().unwrap_or_default(), lines.next());
        let sendable = |text: &str| text.bytes().all(|byte| matches!(byte, b'\t' | b' '..=b'~'));
        if !sendable(value) || !date.is_none_or(sendable) {
            return Ok(());
        }
        let mut answer = Answer::status(503).header("Retry-After", value);
        if let Some(date) = date {
            answer = answer.header("Date", date);
        }
        let Err(error) = service.answered(answer) else {
            return Err("a call with status 503 succeeded".to_owned());
        };
        hold!(error.status() == Some(503), "the status is gone: {error}");
        let told = error.retry_after();
        hold!(error.to_string().contains("try again in ") == told.is_some(), "tells {error}");
        match wait(value, date) {
            Reading::Wait(wait) => hold!(told == Some(wait), "waits {told:?}, not {wait:?}"),
            Reading::Nothing => hold!(told.is_none(), "waits {told:?}"),
            // Other times of mail are read, too, and end with the year 9999.
            Reading::Unknown => {
                let most = Duration::from_secs(2 * 9999 * 366 * 86_400);
                hold!(told.is_none_or(|told| told < most), "waits {told:?}");
            }
        }
        Ok(())
    }))
}

enum Reading {
    Wait(Duration),
    Nothing,
    /// A text that this reading leaves open.
    Unknown,
}

fn wait(value: &str, date: Option<&str>) -> Reading {
    let value = value.trim_matches([' ', '\t']);
    if value.is_empty() {
        return Reading::Nothing;
    }
    if value.bytes().all(|byte| byte.is_ascii_digit()) {
        return Reading::Wait(Duration::from_secs(value.parse().unwrap_or(u64::MAX)));
    }
    if !value.contains([':', ',']) {
        return Reading::Nothing;
    }
    let now = match date.map(|date| date.trim_matches([' ', '\t'])) {
        // The server's own.
        None => Some(NOW.as_secs().cast_signed()),
        Some(date) => seconds(date),
    };
    match (seconds(value), now) {
        (Some(at), Some(now)) => {
            Reading::Wait(Duration::from_secs(u64::try_from(at - now).unwrap_or(0)))
        }
        _ => Reading::Unknown,
    }
}

const DAYS: [&str; 7] =
    ["Thursday", "Friday", "Saturday", "Sunday", "Monday", "Tuesday", "Wednesday"];
const MONTHS: [&str; 12] =
    ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/// The seconds since 1970 of a time in one of the three forms, to the letter.
fn seconds(text: &str) -> Option<i64> {
    let words: Vec<&str> = text.split(' ').collect();
    let (long, name, day, month, year, time) = match *words.as_slice() {
        [name, day, month, year, time, "GMT"] if day.len() == 2 && year.len() == 4 => {
            (false, name.strip_suffix(',')?, day, month, number(year)?, time)
        }
        [name, date, time, "GMT"] => {
            let [day, month, year] = date.split('-').collect::<Vec<_>>().try_into().ok()?;
            if day.len() != 2 || year.len() != 2 {
                return None;
            }
            let year = number(year)?;
            let century = if year >= 69 { 1900 } else { 2000 };
            (true, name.strip_suffix(',')?, day, month, century + year, time)
        }
        [name, month, day, time, year] if day.len() == 2 && year.len() == 4 => {
            (false, name, day, month, number(year)?, time)
        }
        [name, month, "", day, time, year] if day.len() == 1 && year.len() == 4 => {
            (false, name, day, month, number(year)?, time)
        }
        _ => return None,
    };
    let [hour, minute, second] = time.split(':').collect::<Vec<_>>().try_into().ok()?;
    if [hour, minute, second].iter().any(|part| part.len() != 2) {
        return None;
    }
    let (hour, minute, second) = (number(hour)?, number(minute)?, number(second)?);
    let month = MONTHS.iter().position(|known| *known == month)?;
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let lengths = [31, if leap { 29 } else { 28 }, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
    let day = number(day)?;
    if !(1..=lengths[month]).contains(&day) || hour > 23 || minute > 59 || second > 59 || year < 1 {
        return None;
    }
    let before = year - 1;
    let leaps = before / 4 - before / 100 + before / 400;
    // 719162 days of the Gregorian calendar stand before 1970.
    let days = before * 365 + leaps - 719_162 + lengths[..month].iter().sum::<i64>() + day - 1;
    let weekday = DAYS[usize::try_from(days.rem_euclid(7)).ok()?];
    let right = if long { name == weekday } else { name == &weekday[..3] };
    // The last days of all times are left open.
    let known = right && year < 9999;
    known.then_some(days * 86_400 + hour * 3_600 + minute * 60 + second)
}

fn number(text: &str) -> Option<i64> {
    if text.bytes().all(|byte| byte.is_ascii_digit()) { text.parse().ok() } else { None }
}

fn inputs() -> BoxedStrategy<Vec<u8>> {
    let value = prop_oneof![
        1 => any::<u64>().prop_map(|number| number.to_string()),
        1 => "[0-9]{1,30}",
        1 => "[ -~]{0,40}",
        6 => time(),
    ];
    let date = prop_oneof![1 => Just(None), 3 => time().prop_map(Some)];
    (value, date)
        .prop_map(|(value, date)| {
            let date = date.map(|date| format!("\n{date}")).unwrap_or_default();
            format!("{value}{date}").into_bytes()
        })
        .boxed()
}

/// A time in one of the three forms, mostly with its right day of the week.
fn time() -> BoxedStrategy<String> {
    let part = |end: i64| prop_oneof![9 => 0..end, 1 => 0..100_i64];
    let year = prop_oneof![4 => 1970_i64..2070, 1 => 1_i64..10_000];
    (0_usize..3, year, 0_usize..12, 1_i64..32, (part(24), part(60), part(60)), 0_usize..9)
        .prop_map(|(form, year, month, day, (hour, minute, second), off)| {
            let time = format!("{hour:02}:{minute:02}:{second:02}");
            let month = MONTHS[month];
            let write = |name: &str| match form {
                0 => format!("{}, {day:02} {month} {year:04} {time} GMT", &name[..3]),
                1 => format!("{name}, {day:02}-{month}-{:02} {time} GMT", year % 100),
                _ => format!("{} {month} {day:>2} {time} {year:04}", &name[..3]),
            };
            // The day is the one of seven that makes it a time.
            let right = DAYS.iter().find(|name| seconds(&write(name)).is_some());
            write(right.filter(|_| off > 0).unwrap_or(&DAYS[off % 7]))
        })
        .boxed()
}
