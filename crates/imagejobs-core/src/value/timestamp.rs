use std::fmt;
use std::time::SystemTime;

use serde::de::{self, Deserializer};
use serde::{Deserialize, Serialize};

use super::Text;

/// A moment as a server wrote it. The text is kept and parsed on demand.
///
/// A text that is no time (`yesterday`) stays readable through [`as_str`](Self::as_str). The
/// fraction of a second may have any length (`10:39:49.61Z`).
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
    #[cfg(feature = "jiff")]
    #[must_use]
    pub fn to_jiff(&self) -> Option<jiff::Timestamp> {
        self.parse()
    }

    fn parse(&self) -> Option<jiff::Timestamp> {
        self.0.parse().ok()
    }
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
        ] {
            let time: Timestamp = serde_json::from_str(text).unwrap();
            let since = time.to_system_time().unwrap().duration_since(SystemTime::UNIX_EPOCH);
            assert_eq!(since.unwrap(), Duration::from_nanos(nanoseconds), "{text}");
        }
    }

    #[test]
    fn a_text_that_is_no_time_is_kept() {
        let time: Timestamp = serde_json::from_str("\"yesterday\"").unwrap();
        assert_eq!((time.as_str(), time.to_system_time()), ("yesterday", None));
    }
}
