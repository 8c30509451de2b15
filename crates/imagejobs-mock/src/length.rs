//! Lengths of time as people write them, the way the program `imagejobs` takes them.

use std::time::Duration;

use serde::Serializer;
use serde::de::{Deserialize, Deserializer, Error};

/// What a length must be.
pub(crate) const RIGHT: &str =
    "a duration such as 90, 1.5s, 500ms, 2m or 1h, above 0 and at most 8784h";

const LONGEST: Duration = Duration::from_secs(8784 * 3600);

/// Whether there is sense in a length.
pub(crate) fn is_right(length: Duration) -> bool {
    !length.is_zero() && length <= LONGEST
}

/// `90`, `1.5s`, `500ms`, `2m`, `1h`.
pub(crate) fn read(text: &str) -> Option<Duration> {
    let unit = text.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(text.len());
    let seconds = match &text[unit..] {
        "ms" => 1e-3,
        "" | "s" => 1.0,
        "m" | "min" => 60.0,
        "h" => 3600.0,
        _ => return None,
    };
    let seconds = text[..unit].parse::<f64>().ok()? * seconds;
    Duration::try_from_secs_f64(seconds).ok().filter(|length| is_right(*length))
}

/// A length as it is read again. One that is too long is the longest.
pub(crate) fn shown(length: Duration) -> String {
    format!("{}s", length.min(LONGEST).as_secs_f64())
}

pub(crate) fn as_text<S: Serializer>(length: &Duration, to: S) -> Result<S::Ok, S::Error> {
    to.serialize_str(&shown(*length))
}

pub(crate) fn from_text<'de, D: Deserializer<'de>>(from: D) -> Result<Duration, D::Error> {
    let text = String::deserialize(from)?;
    read(&text).ok_or_else(|| D::Error::custom(format!("{text:?} must be {RIGHT}")))
}

pub(crate) fn maybe_from_text<'de, D: Deserializer<'de>>(
    from: D,
) -> Result<Option<Duration>, D::Error> {
    from_text(from).map(Some)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_are_read_as_people_write_them() {
        for (text, millis) in [
            ("90", 90_000),
            ("1.5s", 1_500),
            ("500ms", 500),
            ("2m", 120_000),
            ("2min", 120_000),
            ("8784h", 31_622_400_000),
        ] {
            assert_eq!(read(text), Some(Duration::from_millis(millis)), "{text}");
        }
        for text in ["", "0", "0s", "-1s", "1e9h", "ten", "5 s", "s", "1..5", "1d", "inf", "8785h"]
        {
            assert_eq!(read(text), None, "{text:?}");
        }
    }

    #[test]
    fn what_is_written_is_read_again() {
        for nanos in [1, 999, 1_500_000, 200_000_000, 61_000_000_000, 31_622_400_000_000_000] {
            let length = Duration::from_nanos(nanos);
            let written = as_text(&length, serde_json::value::Serializer).unwrap();
            assert_eq!(read(written.as_str().unwrap()), Some(length), "{written}");
        }
    }
}
