use std::fmt;
use std::str::FromStr;

use serde::de::{self, Deserializer, Visitor};
use serde::{Deserialize, Serialize, Serializer};

use super::Text;

/// A value of an enum that may grow: one that we know, or whatever the server sent instead.
///
/// A known value compares with the enum itself, so an unknown one needs a thought only where it
/// matters. Values match exactly, letter by letter.
///
/// ```
/// # use imagejobs_core::value::Open;
/// # #[derive(Debug, PartialEq)] enum Status { Running }
/// # impl std::str::FromStr for Status { type Err = (); fn from_str(s: &str) -> Result<Self, ()> {
/// #     if s == "RUNNING" { Ok(Self::Running) } else { Err(()) } } }
/// # impl AsRef<str> for Status { fn as_ref(&self) -> &str { "RUNNING" } }
/// assert_eq!(Open::from("RUNNING"), Status::Running);
/// assert_eq!(Open::<Status>::from("PAUSED").known(), None);
/// assert_eq!(Open::<Status>::from("PAUSED").as_str(), "PAUSED");
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Open<E> {
    /// A value of the enum.
    Known(E),
    /// Another value, as it came.
    Unknown(Text),
}

impl<E> Open<E> {
    /// The value of the enum, or `None` for another one.
    pub fn known(&self) -> Option<&E> {
        match self {
            Self::Known(value) => Some(value),
            Self::Unknown(_) => None,
        }
    }
}

impl<E: AsRef<str>> Open<E> {
    /// The value as it stands on the wire.
    pub fn as_str(&self) -> &str {
        match self {
            Self::Known(value) => value.as_ref(),
            Self::Unknown(text) => text,
        }
    }
}

impl<E: FromStr> From<&str> for Open<E> {
    fn from(text: &str) -> Self {
        text.parse().map_or_else(|_| Self::Unknown(text.into()), Self::Known)
    }
}

impl<E: PartialEq> PartialEq<E> for Open<E> {
    fn eq(&self, other: &E) -> bool {
        self.known() == Some(other)
    }
}

impl<E: AsRef<str>> fmt::Display for Open<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl<E: AsRef<str>> Serialize for Open<E> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

impl<'de, E: FromStr> Deserialize<'de> for Open<E> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct OpenVisitor<E>(std::marker::PhantomData<E>);

        impl<E: FromStr> Visitor<'_> for OpenVisitor<E> {
            type Value = Open<E>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a string")
            }

            fn visit_str<X: de::Error>(self, text: &str) -> Result<Open<E>, X> {
                Ok(text.into())
            }
        }

        deserializer.deserialize_str(OpenVisitor(std::marker::PhantomData))
    }
}

#[cfg(feature = "schemars")]
impl<E> schemars::JsonSchema for Open<E> {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Open".into()
    }

    /// Any string: the known values are examples of it, not its bounds.
    fn json_schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
        String::json_schema(generator)
    }
}
