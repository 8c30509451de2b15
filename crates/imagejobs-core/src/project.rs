//! Project ids that can stand in a path.

use std::fmt;
use std::str::FromStr;

use crate::{Error, escape_controls};

/// The unique id of a project: 1 to 128 characters that are safe in a path.
///
/// `.`, `..` and the characters `/ \ % ? #` are refused because URL parsers and servers resolve
/// them, so that a call would reach another path; everything else is percent-encoded on the wire.
/// Source of the length: the vendor's API definition.
///
/// ```
/// use imagejobs_core::ProjectId;
///
/// let project: ProjectId = "0123456789abcdef0123456789abcdef".parse()?;
/// assert_eq!(project.as_str(), "0123456789abcdef0123456789abcdef");
/// assert!(ProjectId::try_from("..").is_err());
/// # Ok::<(), imagejobs_core::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ProjectId(String);

impl ProjectId {
    /// The id as it was given.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for ProjectId {
    type Err = Error;

    fn from_str(id: &str) -> Result<Self, Error> {
        Self::try_from(id.to_owned())
    }
}

impl TryFrom<&str> for ProjectId {
    type Error = Error;

    fn try_from(id: &str) -> Result<Self, Error> {
        id.parse()
    }
}

impl TryFrom<String> for ProjectId {
    type Error = Error;

    fn try_from(id: String) -> Result<Self, Error> {
        let length = id.chars().count();
        let refused =
            id.chars().find(|&c| c.is_control() || matches!(c, '/' | '\\' | '%' | '?' | '#'));
        if id.is_empty() {
            Err(Error::usage("the project id is empty"))
        } else if length > 128 {
            Err(Error::usage(format!(
                "the project id has {length} characters, but a project id has 1 to 128"
            )))
        } else if id == "." || id == ".." {
            Err(Error::usage(format!(
                "the project id is {id:?}, which would change the path of the call"
            )))
        } else if let Some(refused) = refused {
            Err(Error::usage(format!(
                "the project id {:?} holds {refused:?}, which would change the path of the call",
                escape_controls(&id)
            )))
        } else {
            Ok(Self(id))
        }
    }
}

impl fmt::Display for ProjectId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_that_would_change_the_path_is_refused() {
        let long = "x".repeat(129);
        for id in ["", ".", "..", "a/b", "a\\b", "a%2e", "a?b", "a#b", "a\nb", "a\u{0}", &long] {
            assert!(ProjectId::try_from(id).unwrap_err().is_usage(), "{id:?}");
        }
        let longest = "ü".repeat(128);
        for id in ["a", "...", "a b", "ü+&=", &longest] {
            assert_eq!(ProjectId::try_from(id).unwrap().as_str(), id);
        }
    }
}
