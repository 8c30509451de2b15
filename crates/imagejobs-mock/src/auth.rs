//! Which credentials the server takes.

use std::fmt;
use std::str::FromStr;

/// Which credentials the image-jobs API takes; made from and shown as `none`, `token`, `signed` and
/// `any`.
///
/// IAM on the same server takes its own choice: the password in a request for a token, and any of
/// the server's credentials for a list of projects. Under [`Auth::None`] the list is open to
/// anybody, too.
///
/// ```
/// use imagejobs_mock::Auth;
///
/// assert_eq!("signed".parse(), Ok(Auth::Signed));
/// assert_eq!(Auth::default().to_string(), "any");
/// assert_eq!(Auth::ALL.map(Auth::as_str), ["none", "token", "signed", "any"]);
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Auth {
    /// Nobody is asked: every call may see any project of the server.
    None,
    /// A token in the header `X-Auth-Token`; signatures are not looked at.
    Token,
    /// A signature by one of the server's key pairs; tokens are not looked at.
    Signed,
    /// Either. A call with both is judged by its signature.
    #[default]
    Any,
}

impl Auth {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::None, Self::Token, Self::Signed, Self::Any];

    /// The name, such as `signed`.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Token => "token",
            Self::Signed => "signed",
            Self::Any => "any",
        }
    }
}

impl fmt::Display for Auth {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl FromStr for Auth {
    type Err = ParseAuthError;

    fn from_str(text: &str) -> Result<Self, ParseAuthError> {
        Self::ALL.into_iter().find(|auth| auth.as_str() == text).ok_or(ParseAuthError)
    }
}

/// The text is not the name of an [`Auth`].
///
/// ```
/// let error = "key".parse::<imagejobs_mock::Auth>().unwrap_err();
/// assert_eq!(error, imagejobs_mock::ParseAuthError);
/// assert_eq!(error.to_string(), "it must be one of none, token, signed, any");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ParseAuthError;

impl fmt::Display for ParseAuthError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("it must be one of none, token, signed, any")
    }
}

impl std::error::Error for ParseAuthError {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_read_as_they_are_shown() {
        for auth in Auth::ALL {
            assert_eq!(auth.to_string().parse(), Ok(auth));
        }
        for wrong in ["", "Any", "key", " any"] {
            assert_eq!(wrong.parse::<Auth>(), Err(ParseAuthError), "{wrong}");
        }
    }
}
