use std::fmt;
use std::time::SystemTime;

use serde::de::{self, Deserializer};
use serde::{Deserialize, Serialize};

use super::Text;

/// A moment as a server wrote it. The text is kept and parsed on demand.
///
/// A time is what RFC 3339 calls one: `2022-03-07T10:39:49.61Z`, where a space may stand for the `T`,
/// an offset (`+08:00`) for the `Z`, and the letters may be small. The fraction of a second may have
/// any length; what is finer than a nanosecond is cut off. A text that is no time (`yesterday`) stays
/// readable through [`as_str`](Self::as_str).
///
/// ```
/// use std::time::{Duration, SystemTime};
///
/// use imagejobs_core::value::Timestamp;
///
/// let time: Timestamp = serde_json::from_str("\"1970-01-01T00:00:01.50Z\"")?;
/// assert_eq!(time.as_str(), "1970-01-01T00:00:01.50Z");
/// let after = SystemTime::UNIX_EPOCH + Duration::from_millis(1_500);
/// assert_eq!(time.to_system_time(), Some(after));
/// let odd: Timestamp = serde_json::from_str("\"yesterday\"")?;
/// assert_eq!((odd.as_str(), odd.to_system_time()), ("yesterday", None));
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Clone, PartialEq, Eq, Hash, Serialize)]
#[serde(transparent)]
pub struct Timestamp(Text);

impl Timestamp {
    /// The time as it came.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The moment, or `None` when the text is not a time by RFC 3339.
    #[must_use]
    pub fn to_system_time(&self) -> Option<SystemTime> {
        self.parse()?.try_into().ok()
    }

    /// The moment, or `None` when the text is not a time by RFC 3339.
    ///
    /// ```
    /// use imagejobs_core::value::Timestamp;
    ///
    /// let time: Timestamp = serde_json::from_str("\"1970-01-01T00:00:01Z\"")?;
    /// assert_eq!(time.to_jiff().map(|time| time.as_second()), Some(1));
    /// # Ok::<(), serde_json::Error>(())
    /// ```
    #[cfg(feature = "jiff")]
    #[must_use]
    pub fn to_jiff(&self) -> Option<jiff::Timestamp> {
        self.parse()
    }

    fn parse(&self) -> Option<jiff::Timestamp> {
        let (seconds, fraction, offset) = parts(&self.0)?;
        if fraction.len() <= MOST_DIGITS {
            return self.0.parse().ok();
        }
        let fraction = &fraction[..MOST_DIGITS];
        format!("{seconds}.{fraction}{offset}").parse().ok()
    }
}

/// How many digits of a fraction there are to a nanosecond.
const MOST_DIGITS: usize = 9;

/// The seconds, the digits of the fraction and the offset of a text in the shape of RFC 3339.
fn parts(text: &str) -> Option<(&str, &str, &str)> {
    let (seconds, rest) = text.split_at_checked("0000-00-00T00:00:00".len())?;
    let (fraction, offset) = match rest.strip_prefix('.') {
        Some(rest) => rest.split_at(rest.find(|c: char| !c.is_ascii_digit())?),
        None => ("", rest),
    };
    let right = has_shape(seconds, "0000-00-00T00:00:00")
        && (offset.eq_ignore_ascii_case("z") || has_shape(offset, "+00:00"))
        && !(fraction.is_empty() && rest.starts_with('.'));
    right.then_some((seconds, fraction, offset))
}

fn has_shape(text: &str, shape: &str) -> bool {
    text.len() == shape.len()
        && text.bytes().zip(shape.bytes()).all(|(byte, shape)| match shape {
            b'0' => byte.is_ascii_digit(),
            b'T' => matches!(byte, b'T' | b't' | b' '),
            b'+' => matches!(byte, b'+' | b'-'),
            _ => byte == shape,
        })
}

impl<'de> Deserialize<'de> for Timestamp {
    /// Takes any text but the empty one, which is how a service writes that there is no time.
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = Text::deserialize(deserializer)?;
        if text.is_empty() {
            return Err(de::Error::custom("an empty text is no time"));
        }
        Ok(Self(text))
    }
}

impl fmt::Debug for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.0, f)
    }
}

impl fmt::Display for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.0, f)
    }
}

#[cfg(feature = "schemars")]
impl schemars::JsonSchema for Timestamp {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Timestamp".into()
    }

    fn json_schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
        Text::json_schema(generator)
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn a_fraction_of_any_length_is_read() {
        for (text, nanoseconds) in [
            ("\"1970-01-01T00:00:01Z\"", 1_000_000_000),
            ("\"1970-01-01T00:00:01.61Z\"", 1_610_000_000),
            ("\"1970-01-01T00:00:01.858Z\"", 1_858_000_000),
            ("\"1970-01-01T01:00:01.000000001+01:00\"", 1_000_000_001),
            ("\"1970-01-01T01:00:01.0000000019999999999999999999+01:00\"", 1_000_000_001),
            ("\"1970-01-01 00:00:01.5z\"", 1_500_000_000),
        ] {
            let time: Timestamp = serde_json::from_str(text).unwrap();
            let since = time.to_system_time().unwrap().duration_since(SystemTime::UNIX_EPOCH);
            assert_eq!(since.unwrap(), Duration::from_nanos(nanoseconds), "{text}");
        }
    }

    #[test]
    fn only_times_by_rfc_3339_are_read() {
        for text in [
            "1970-01-01T00:00:01",
            "1970-01-01T00:00Z",
            "1970-01-01",
            "19700101T000001Z",
            "+001970-01-01T00:00:01Z",
            "1970-01-01T00:00:01,5Z",
            "1970-01-01T00:00:01.Z",
            "1970-01-01T00:00:01.5",
            "1970-01-01T00:00:01+01",
            "1970-01-01T00:00:01Z[UTC]",
            "1970-13-01T00:00:01Z",
            "1970-01-01T00:00:01ü",
        ] {
            let time: Timestamp = serde_json::from_value(text.into()).unwrap();
            assert_eq!(time.to_system_time(), None, "{text}");
        }
    }

    #[test]
    fn a_text_that_is_no_time_is_kept() {
        let time: Timestamp = serde_json::from_str("\"yesterday\"").unwrap();
        assert_eq!((time.as_str(), time.to_system_time()), ("yesterday", None));
    }
}
