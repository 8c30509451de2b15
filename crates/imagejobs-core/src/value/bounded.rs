use std::fmt;
use std::str::FromStr;

use serde::de::{self, Deserializer};
use serde::{Deserialize, Serialize};

use crate::{Error, escape_controls};

/// A whole number from `MIN` to `MAX`, both included. The bounds come from the document.
///
/// ```
/// use imagejobs_core::value::Bounded;
///
/// type PageSize = Bounded<1, 100>;
/// assert_eq!(PageSize::try_from(100_u32)?.get(), 100);
/// assert!(PageSize::MIN < PageSize::MAX);
/// assert_eq!(
///     PageSize::try_from(101_u32).unwrap_err().to_string(),
///     "the value must be from 1 to 100, but is 101",
/// );
/// # Ok::<(), imagejobs_core::Error>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(transparent)]
pub struct Bounded<const MIN: u32, const MAX: u32>(u32);

impl<const MIN: u32, const MAX: u32> Bounded<MIN, MAX> {
    /// The smallest value.
    pub const MIN: Self = Self(MIN);
    /// The largest value.
    pub const MAX: Self = Self(MAX);

    /// The number.
    #[must_use]
    pub fn get(self) -> u32 {
        self.0
    }

    fn new(number: impl TryInto<u32> + fmt::Display + Copy) -> Result<Self, Error> {
        match number.try_into() {
            Ok(inside) if (MIN..=MAX).contains(&inside) => Ok(Self(inside)),
            _ => Err(Self::refusal(number)),
        }
    }

    fn refusal(got: impl fmt::Display) -> Error {
        Error::usage(format!("the value must be from {MIN} to {MAX}, but is {got}"))
    }
}

macro_rules! from_integers {
    ($($integer:ty)*) => {$(
        impl<const MIN: u32, const MAX: u32> TryFrom<$integer> for Bounded<MIN, MAX> {
            type Error = Error;

            fn try_from(number: $integer) -> Result<Self, Error> {
                Self::new(number)
            }
        }
    )*};
}

from_integers!(i8 i16 i32 i64 i128 isize u8 u16 u32 u64 u128 usize);

impl<const MIN: u32, const MAX: u32> FromStr for Bounded<MIN, MAX> {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        let digits = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
        match text.parse::<u32>() {
            Ok(number) if digits => Self::new(number),
            _ => Err(Self::refusal(format_args!("{:?}", escape_controls(text)))),
        }
    }
}

impl<const MIN: u32, const MAX: u32> fmt::Display for Bounded<MIN, MAX> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.0, f)
    }
}

impl<'de, const MIN: u32, const MAX: u32> Deserialize<'de> for Bounded<MIN, MAX> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Self::new(u32::deserialize(deserializer)?).map_err(de::Error::custom)
    }
}

#[cfg(feature = "schemars")]
impl<const MIN: u32, const MAX: u32> schemars::JsonSchema for Bounded<MIN, MAX> {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> std::borrow::Cow<'static, str> {
        format!("Bounded_{MIN}_{MAX}").into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({ "type": "integer", "minimum": MIN, "maximum": MAX })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    type PageSize = Bounded<1, 100>;

    #[test]
    fn only_numbers_inside_are_taken() {
        for number in [i64::MIN, -1, 0, 101, i64::MAX] {
            let error = PageSize::try_from(number).unwrap_err();
            assert!(error.is_usage() && error.to_string().ends_with(&format!("but is {number}")));
        }
        for text in ["", "0", "101", "ten", "+5", "5.0", " 5", "99999999999999999999"] {
            assert!(text.parse::<PageSize>().unwrap_err().is_usage(), "{text:?}");
        }
        assert_eq!("007".parse::<PageSize>().unwrap().get(), 7);
        assert_eq!((PageSize::MIN.get(), PageSize::MAX.get()), (1, 100));
    }
}
