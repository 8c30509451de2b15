//! Users of IAM.

use std::fmt;

use imagejobs_core::Secret;

use crate::random;

/// A user that IAM knows by a password. Its `Debug` form hides the password.
///
/// ```
/// let server = imagejobs_mock::Server::builder().user("jobs", "made-up", "mock").start()?;
/// let user = server.user();
/// assert_eq!((user.name(), user.password(), user.domain()), ("jobs", "made-up", "mock"));
/// assert!(!format!("{user:?}").contains("made-up"));
/// # std::io::Result::Ok(())
/// ```
#[derive(Clone)]
pub struct User {
    name: String,
    password: Secret,
    domain: String,
}

impl User {
    pub(crate) fn new(name: String, password: String, domain: String) -> Self {
        Self { name, password: Secret::from(password), domain }
    }

    /// The user that follows from a seed.
    pub(crate) fn from_seed(seed: u64) -> Self {
        Self::new("jobs".to_owned(), random::password(seed), "mock".to_owned())
    }

    /// The name.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The password.
    #[must_use]
    pub fn password(&self) -> &str {
        self.password.expose()
    }

    /// The name of the domain (the account) that the user belongs to.
    #[must_use]
    pub fn domain(&self) -> &str {
        &self.domain
    }
}

impl fmt::Debug for User {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("User")
            .field("name", &self.name)
            .field("domain", &self.domain)
            .finish_non_exhaustive()
    }
}
