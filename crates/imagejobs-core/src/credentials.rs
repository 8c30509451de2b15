//! Credentials: what they are, where they come from, and how long they are good.
//!
//! A [`CredentialsProvider`] finds credentials in one place. A [`Chain`] asks several in order and
//! keeps to the one that had some; a cache keeps what was found, renews it before it expires, and
//! lets one caller do so while the others wait. A transport asks its cache before every attempt.

mod cache;
mod chain;
mod environment;
mod metadata;
mod profile;
mod profile_file;

use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::time::SystemTime;

use crate::{AuthToken, Error, Secret};

pub(crate) use cache::Cache;
pub use chain::Chain;
pub use environment::{KeyVariables, TokenVariable, Variables};
pub use metadata::Metadata;
pub use profile::{Profile, ProfileError, Profiles};
pub use profile_file::ProfileFile;

/// What authenticates a call, and what is known about it.
///
/// ```
/// use std::time::{Duration, SystemTime};
///
/// use imagejobs_core::AuthToken;
/// use imagejobs_core::credentials::{Credentials, Kind};
///
/// let token = Kind::Token(AuthToken::new("MIIExampleToken")?);
/// let mut credentials = Credentials::new(token, "the vault");
/// // They are renewed before this, and kept while they are good when that fails.
/// credentials.expires_at = Some(SystemTime::now() + Duration::from_secs(24 * 60 * 60));
/// assert!(!format!("{credentials:?}").contains("MIIExampleToken"));
/// # Ok::<(), imagejobs_core::Error>(())
/// ```
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Credentials {
    /// The credentials themselves.
    pub kind: Kind,
    /// The project that they came with.
    pub project_id: Option<String>,
    /// The region that they came with.
    pub region: Option<String>,
    /// The IAM endpoint that they came with.
    pub iam_endpoint: Option<String>,
    /// When they expire; `None` when that is not known.
    pub expires_at: Option<SystemTime>,
    /// Where they came from, in words: "the variable IMAGEJOBS_AUTH_TOKEN".
    pub origin: String,
}

/// The kinds of credentials.
///
/// ```
/// use imagejobs_core::AuthToken;
/// use imagejobs_core::credentials::{Keys, Kind};
///
/// let token = Kind::Token(AuthToken::new("MIIExampleToken")?);
/// let keys = Kind::Keys(Keys::new("AKEXAMPLE", "made-up", None)?);
/// # let _ = (token, keys);
/// # Ok::<(), imagejobs_core::Error>(())
/// ```
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum Kind {
    /// A user token of IAM, sent in `X-Auth-Token`.
    Token(AuthToken),
    /// A key pair that requests are signed with.
    Keys(Keys),
}

/// A key pair, permanent or temporary.
///
/// ```
/// use imagejobs_core::credentials::Keys;
///
/// let keys = Keys::new("AKEXAMPLE", "made-up", Some("made-up-token".to_owned()))?;
/// assert_eq!(keys.access_key(), "AKEXAMPLE");
/// assert_eq!(keys.secret_key().expose(), "made-up");
/// assert!(keys.security_token().is_some());
/// assert_eq!(format!("{keys:?}"), "Keys { access_key: \"AKEXAMPLE\", temporary: true, .. }");
/// # Ok::<(), imagejobs_core::Error>(())
/// ```
#[derive(Clone)]
pub struct Keys {
    access_key: String,
    secret_key: Secret,
    security_token: Option<Secret>,
}

impl Keys {
    /// A key pair; temporary ones come with a security token.
    ///
    /// # Errors
    /// A usage error when one is empty, or cannot stand in a header. It shows neither.
    pub fn new(
        access_key: impl Into<String>,
        secret_key: impl Into<String>,
        security_token: Option<String>,
    ) -> Result<Self, Error> {
        let (access_key, secret_key) = (access_key.into(), Secret::from(secret_key.into()));
        let word =
            |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_graphic());
        if !word(&access_key) || access_key.contains(',') {
            return Err(Error::usage("the access key is not one word of visible ASCII"));
        }
        if secret_key.expose().trim().is_empty() {
            return Err(Error::usage("the secret key is empty"));
        }
        if security_token.as_deref().is_some_and(|token| !word(token)) {
            return Err(Error::usage("the security token is not one word of visible ASCII"));
        }
        Ok(Self { access_key, secret_key, security_token: security_token.map(Secret::from) })
    }

    /// The access key, which is no secret.
    #[must_use]
    pub fn access_key(&self) -> &str {
        &self.access_key
    }

    /// The secret key.
    #[must_use]
    pub fn secret_key(&self) -> &Secret {
        &self.secret_key
    }

    /// The security token of temporary keys.
    #[must_use]
    pub fn security_token(&self) -> Option<&Secret> {
        self.security_token.as_ref()
    }
}

impl fmt::Debug for Keys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Keys")
            .field("access_key", &self.access_key)
            .field("temporary", &self.security_token.is_some())
            .finish_non_exhaustive()
    }
}

impl Credentials {
    /// Credentials of which nothing else is known. `origin` says where they came from.
    #[must_use]
    pub fn new(kind: Kind, origin: impl Into<String>) -> Self {
        Self {
            kind,
            project_id: None,
            region: None,
            iam_endpoint: None,
            expires_at: None,
            origin: origin.into(),
        }
    }

    /// The texts that must not be seen.
    pub(crate) fn secrets(&self) -> impl Iterator<Item = &str> {
        let (one, other) = match &self.kind {
            Kind::Token(token) => (Some(token.expose()), None),
            Kind::Keys(keys) => {
                (Some(keys.secret_key.expose()), keys.security_token.as_ref().map(Secret::expose))
            }
        };
        [one, other].into_iter().flatten()
    }

    /// Whether these would authenticate just as the others do.
    pub(crate) fn same_as(&self, other: &Self) -> bool {
        match (&self.kind, &other.kind) {
            (Kind::Token(one), Kind::Token(two)) => one.expose() == two.expose(),
            (Kind::Keys(one), Kind::Keys(two)) => {
                one.access_key == two.access_key
                    && one.secret_key.expose() == two.secret_key.expose()
                    && one.security_token.as_ref().map(Secret::expose)
                        == two.security_token.as_ref().map(Secret::expose)
            }
            _ => false,
        }
    }
}

/// What a provider is doing when it loads.
///
/// ```
/// use imagejobs_core::credentials::Loading;
///
/// /// What a provider does whose place is empty.
/// fn nothing() -> Loading<'static> {
///     Box::pin(std::future::ready(Ok(None)))
/// }
/// # drop(nothing());
/// ```
pub type Loading<'a> =
    Pin<Box<dyn Future<Output = Result<Option<Credentials>, Error>> + Send + 'a>>;

/// Finds credentials in one place.
///
/// ```
/// use imagejobs_core::credentials::{Credentials, CredentialsProvider, Kind, Loading};
/// use imagejobs_core::AuthToken;
///
/// #[derive(Debug)]
/// struct Vault;
///
/// impl CredentialsProvider for Vault {
///     fn load(&self) -> Loading<'_> {
///         Box::pin(async {
///             let token = AuthToken::new("what-the-vault-says")?;
///             Ok(Some(Credentials::new(Kind::Token(token), "the vault")))
///         })
///     }
///
///     fn place(&self) -> String {
///         "the vault".to_owned()
///     }
/// }
/// ```
pub trait CredentialsProvider: fmt::Debug + Send + Sync {
    /// Loads the credentials: `None` when there are none in this place, an error when there are some
    /// that cannot be used.
    fn load(&self) -> Loading<'_>;

    /// The place, in words, for the error that lists all places where nothing was.
    fn place(&self) -> String;
}

/// Credentials that are always there.
impl CredentialsProvider for Credentials {
    fn load(&self) -> Loading<'_> {
        Box::pin(async { Ok(Some(self.clone())) })
    }

    fn place(&self) -> String {
        self.origin.clone()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_that_cannot_be_used_are_refused_and_not_shown() {
        let token = |token: &str| Some(token.to_owned());
        for (access_key, secret_key, security_token, says) in [
            ("", "sentinel", None, "the access key is not one word"),
            ("A K", "sentinel", None, "the access key is not one word"),
            ("A,K", "sentinel", None, "the access key is not one word"),
            ("AK", "", None, "the secret key is empty"),
            ("AK", " \t", None, "the secret key is empty"),
            ("AK", "sentinel", token(""), "the security token is not one word"),
            ("AK", "sentinel", token("sentinel\n"), "the security token is not one word"),
            ("AK", "sentinel", token("sentinel\u{fc}"), "the security token is not one word"),
        ] {
            let error = Keys::new(access_key, secret_key, security_token).unwrap_err();
            assert!(error.is_usage() && error.to_string().contains(says), "{says}: {error}");
            assert!(!format!("{error} {error:?}").contains("sentinel"), "{error}");
        }
    }

    #[test]
    fn credentials_of_different_kinds_are_never_the_same() {
        let kinds = [
            Kind::Token(AuthToken::new("one").unwrap()),
            Kind::Token(AuthToken::new("two").unwrap()),
            Kind::Keys(Keys::new("one", "one", None).unwrap()),
            Kind::Keys(Keys::new("one", "two", None).unwrap()),
            Kind::Keys(Keys::new("two", "one", None).unwrap()),
            Kind::Keys(Keys::new("one", "one", Some("one".to_owned())).unwrap()),
        ];
        for (at, one) in kinds.iter().enumerate() {
            for (other_at, other) in kinds.iter().enumerate() {
                let [one, other] = [one, other].map(|kind| Credentials::new(kind.clone(), "here"));
                assert_eq!(one.same_as(&other), at == other_at, "{at} and {other_at}");
            }
        }
    }
}
