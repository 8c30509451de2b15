//! Secrets, in one type that shows itself to nobody.

use std::cell::RefCell;
use std::fmt;

use http::HeaderValue;
use serde::{Deserialize, Deserializer, Serialize, Serializer, ser};
use zeroize::Zeroizing;

use crate::Error;

/// A text that must not be seen: its `Debug` is redacted, it has no `Display`, and its memory is
/// wiped when it is dropped. It is serialised into the body of the request that carries it, and an
/// error everywhere else.
///
/// ```
/// let secret = imagejobs_core::Secret::from("open sesame".to_owned());
/// assert_eq!(format!("{secret:?}"), "Secret(redacted)");
/// assert_eq!(secret.expose(), "open sesame");
/// ```
#[derive(Clone)]
pub struct Secret(Zeroizing<String>);

impl Secret {
    /// The text itself. Whoever calls this answers for where it goes.
    #[must_use]
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl From<String> for Secret {
    fn from(text: String) -> Self {
        Self(Zeroizing::new(text))
    }
}

thread_local! {
    /// The secrets that were written into the body of a request, while one is being written.
    static BODY: RefCell<Option<Vec<Secret>>> = const { RefCell::new(None) };
}

/// Runs what writes the body of a request, where secrets may stand, and gives those that do.
pub(crate) fn in_a_body<T>(write: impl FnOnce() -> T) -> (T, Vec<Secret>) {
    struct Leave(Option<Vec<Secret>>);
    impl Drop for Leave {
        fn drop(&mut self) {
            BODY.set(self.0.take());
        }
    }
    let _leave = Leave(BODY.replace(Some(Vec::new())));
    let written = write();
    (written, BODY.take().unwrap_or_default())
}

impl Serialize for Secret {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let noted = BODY.with_borrow_mut(|body| body.as_mut().map(|body| body.push(self.clone())));
        if noted.is_none() {
            let refused = "a secret is written only into the request that carries it";
            return Err(ser::Error::custom(refused));
        }
        serializer.serialize_str(self.expose())
    }
}

impl<'de> Deserialize<'de> for Secret {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer).map(Self::from)
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(redacted)")
    }
}

/// A user token of IAM that can stand in a header: not empty, visible ASCII only.
///
/// Source: the reference page's header `X-Auth-Token`; the value is what IAM returns in
/// `X-Subject-Token`.
///
/// ```
/// use imagejobs_core::AuthToken;
///
/// let token = AuthToken::new("MIIExampleToken")?;
/// assert_eq!(format!("{token:?}"), "AuthToken(Secret(redacted))");
/// let error = AuthToken::new("MIIExample\n").unwrap_err();
/// assert_eq!(
///     error.to_string(),
///     "the token holds a line break at byte 10; a token is one word of visible ASCII",
/// );
/// # Ok::<(), imagejobs_core::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct AuthToken(Secret);

impl AuthToken {
    /// Takes a token as it is.
    ///
    /// # Errors
    /// A usage error when it is empty or holds a character that cannot stand in a header, such as
    /// a line break. The error tells the character's place and never shows the token.
    pub fn new(token: impl Into<String>) -> Result<Self, Error> {
        let token = Secret::from(token.into());
        if token.expose().is_empty() {
            return Err(Error::usage("the token is empty"));
        }
        let bad =
            token.expose().char_indices().find(|(_, character)| !character.is_ascii_graphic());
        match bad {
            None => Ok(Self(token)),
            Some((at, character)) => {
                let what = match character {
                    '\n' | '\r' => "a line break",
                    ' ' | '\t' => "white space",
                    _ if character.is_control() => "a control character",
                    _ => "a character outside ASCII",
                };
                Err(Error::usage(format!(
                    "the token holds {what} at byte {at}; a token is one word of visible ASCII"
                )))
            }
        }
    }

    pub(crate) fn expose(&self) -> &str {
        self.0.expose()
    }

    pub(crate) fn header(&self) -> HeaderValue {
        let mut value = HeaderValue::from_str(self.0.expose())
            .expect("an auth token is visible ASCII, which every header value may hold");
        value.set_sensitive(true);
        value
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_that_cannot_stand_in_a_header_is_refused_unseen() {
        for (token, reason) in [
            ("", "is empty"),
            ("sentinel\n", "a line break at byte 8"),
            ("sen tinel", "white space at byte 3"),
            ("sentinel\u{7f}", "a control character at byte 8"),
            ("sentinelü", "outside ASCII at byte 8"),
        ] {
            let error = AuthToken::new(token).unwrap_err();
            assert!(error.is_usage());
            assert!(error.to_string().contains(reason), "{error}");
            assert!(!format!("{error} {error:?}").contains("sentinel"), "{error}");
        }
    }

    #[test]
    fn a_secret_is_written_only_into_a_body() {
        let secret = Secret::from("sentinel".to_owned());
        assert!(serde_json::to_string(&secret).is_err());
        let (written, secrets) = in_a_body(|| serde_json::to_string(&secret));
        assert_eq!((written.unwrap().as_str(), secrets.len()), ("\"sentinel\"", 1));
        assert!(serde_json::to_string(&secret).is_err());
    }

    #[test]
    fn a_token_is_not_shown() {
        let token = AuthToken::new("sentinel").unwrap();
        assert!(!format!("{token:?} {:?}", token.header()).contains("sentinel"));
    }
}
