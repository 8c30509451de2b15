//! Key pairs that may sign requests.

use std::fmt;
use std::io;

use imagejobs_core::Secret;
use imagejobs_core::credentials::{Profile, Profiles};

use crate::random;

/// A key pair that the server knows. Its `Debug` form shows no secret.
///
/// ```
/// use imagejobs_mock::{Keys, Server};
///
/// let keys = Keys::new("AKEXAMPLE", "made-up-secret").security_token("made-up-token");
/// let server = Server::builder().keys(keys).start()?;
/// assert_eq!(server.access_key(), "AKEXAMPLE");
/// let keys = server.keys();
/// assert_eq!((keys.access_key(), keys.secret_key()), ("AKEXAMPLE", "made-up-secret"));
/// assert_eq!((keys.token(), keys.project()), (Some("made-up-token"), None));
/// # std::io::Result::Ok(())
/// ```
#[derive(Clone)]
#[must_use = "a server knows the keys only when they are passed to `Builder::keys`"]
pub struct Keys {
    access_key: String,
    secret_key: Secret,
    security_token: Option<Secret>,
    project_id: Option<String>,
}

impl Keys {
    /// A permanent pair, which owns all projects of the server.
    pub fn new(access_key: impl Into<String>, secret_key: impl Into<String>) -> Self {
        Self {
            access_key: access_key.into(),
            secret_key: Secret::from(secret_key.into()),
            security_token: None,
            project_id: None,
        }
    }

    /// Makes the keys temporary ones: requests must show this token.
    pub fn security_token(mut self, token: impl Into<String>) -> Self {
        self.security_token = Some(Secret::from(token.into()));
        self
    }

    /// Makes the keys own this project and no other.
    ///
    /// ```
    /// use imagejobs_mock::{Keys, Server};
    ///
    /// // Calls for the server's other projects are forbidden to this pair.
    /// let keys = Keys::new("AKEXAMPLE", "made-up").project_id("0123456789abcdef0123456789abcdef");
    /// let server = Server::builder().keys(keys).start()?;
    /// # std::io::Result::Ok(())
    /// ```
    pub fn project_id(mut self, id: impl Into<String>) -> Self {
        self.project_id = Some(id.into());
        self
    }

    /// The access key.
    #[must_use]
    pub fn access_key(&self) -> &str {
        &self.access_key
    }

    /// The secret key.
    #[must_use]
    pub fn secret_key(&self) -> &str {
        self.secret_key.expose()
    }

    /// The security token of temporary keys.
    #[must_use]
    pub fn token(&self) -> Option<&str> {
        self.security_token.as_ref().map(Secret::expose)
    }

    /// The only project that the keys own, when they don't own all.
    #[must_use]
    pub fn project(&self) -> Option<&str> {
        self.project_id.as_deref()
    }

    pub(crate) fn secret(&self) -> &Secret {
        &self.secret_key
    }

    /// The pair that follows from a seed.
    pub(crate) fn from_seed(seed: u64) -> Self {
        Self::new(random::access_key(seed), random::secret_key(seed))
    }

    /// The pairs of a profile file, one a section.
    pub(crate) fn from_file(text: &str) -> io::Result<Vec<Self>> {
        let profiles = Profiles::parse(text).map_err(|error| invalid(error.to_string()))?;
        let keys = profiles.iter().map(Self::from_section).collect::<io::Result<Vec<_>>>()?;
        if keys.is_empty() {
            return Err(invalid("no [section] has keys; a section needs ak and sk"));
        }
        Ok(keys)
    }

    fn from_section(section: Profile<'_>) -> io::Result<Self> {
        let (ak, sk) = (section.get("ak"), section.get("sk"));
        let (Some(ak), Some(sk)) = (ak, sk) else {
            let missing = match (ak, sk) {
                (None, None) => "ak and sk are",
                (None, Some(_)) => "ak is",
                _ => "sk is",
            };
            return Err(invalid(format!("section [{}]: {missing} missing", section.name())));
        };
        let mut keys = Self::new(ak, sk);
        keys.security_token =
            section.get("security_token").map(|text| Secret::from(text.to_owned()));
        keys.project_id = section.get("project_id").map(str::to_owned);
        let wrong = |what| invalid(format!("section [{}]: {what}", section.name()));
        keys.check().map_err(wrong)?;
        Ok(keys)
    }

    /// Whether requests can carry the keys; says what is wrong with them.
    pub(crate) fn check(&self) -> Result<(), &'static str> {
        let word = |text: &str| {
            !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_graphic() && byte != b',')
        };
        if !word(&self.access_key) {
            return Err("the access key must be one word of visible ASCII without a comma");
        }
        let line = |text: &str| !text.is_empty() && !text.contains(char::is_control);
        if !line(self.secret_key()) {
            return Err("the secret key is empty or has a control character");
        }
        if self.token().is_some_and(|token| !word(token)) {
            return Err("the security token must be one word of visible ASCII without a comma");
        }
        if self.project().is_some_and(|id| !line(id)) {
            return Err("the project id is empty or has a control character");
        }
        Ok(())
    }
}

pub(crate) fn invalid(message: impl Into<String>) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidInput, message.into())
}

impl fmt::Debug for Keys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Keys")
            .field("access_key", &self.access_key)
            .field("temporary", &self.security_token.is_some())
            .field("project_id", &self.project_id)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_section_of_a_file_is_a_pair() {
        let text = "[DEFAULT]\nproject_id = shared\n[basic]\nak = AK1\nsk = one/+=\n\n\
                    [temporary]\nAK: AK2\nSK: two\nsecurity_token: token\nproject_id: own\n";
        let keys = Keys::from_file(text).unwrap();
        let seen = keys.iter().map(|k| (k.access_key(), k.secret_key(), k.token(), k.project()));
        assert_eq!(
            seen.collect::<Vec<_>>(),
            [("AK1", "one/+=", None, Some("shared")), ("AK2", "two", Some("token"), Some("own"))]
        );
        assert!(!format!("{keys:?}").contains("one/+="));
    }

    #[test]
    fn a_file_without_whole_pairs_is_refused_unseen() {
        for (text, message) in [
            ("", "no [section] has keys; a section needs ak and sk"),
            ("[DEFAULT]\nak=a\nsk=sentinel\n", "no [section] has keys; a section needs ak and sk"),
            ("[basic]\nak = AK\n[b]\nak=b\nsk=sentinel", "section [basic]: sk is missing"),
            ("[b]\nak=b\nsk=sentinel\n[c]\nsk = sentinel\nak =", "section [c]: ak is missing"),
            ("[d]\nproject_id = p", "section [d]: ak and sk are missing"),
            ("[basic]\nak = sentinel\n sentinel\nsk = x", "section [basic]: the access key must"),
            ("[basic]\nsentinel", "line 2: "),
        ] {
            let error = Keys::from_file(text).unwrap_err().to_string();
            assert!(error.starts_with(message), "{text:?}: {error}");
            assert!(!error.contains("sentinel"), "{error}");
        }
    }
}
