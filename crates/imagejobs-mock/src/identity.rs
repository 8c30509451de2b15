//! Who may call: the key pairs and users that the whole account has, and what it was issued.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use jiff::Timestamp;

use crate::keys::Keys;
use crate::lockout::Lockout;
use crate::random;
use crate::user::User;

pub(crate) struct Identity {
    pub(crate) seed: u64,
    /// At least one. Those of one project stand there.
    pub(crate) keys: Vec<Keys>,
    /// At least one.
    pub(crate) users: Vec<User>,
    pub(crate) token_lifetime: Duration,
    pub(crate) issued: Mutex<Issued>,
    pub(crate) lockout: Lockout,
}

/// Who calls.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Caller {
    /// Keys of the whole account, or anybody where nobody is asked: all projects are theirs.
    Account,
    /// Keys of one project, which know of no other.
    Keys(String),
    /// A token of one project, whose user knows of the others.
    Token(String),
}

impl Caller {
    /// Whether a project of the server is theirs.
    pub(crate) fn owns(&self, project_id: &str) -> bool {
        match self {
            Self::Account => true,
            Self::Keys(id) | Self::Token(id) => id == project_id,
        }
    }
}

impl Identity {
    /// The key pair with this access key, lasting or issued.
    pub(crate) fn keys(&self, access_key: &str, now: Timestamp) -> Option<Found> {
        if let Some(keys) = self.keys.iter().find(|keys| keys.access_key() == access_key) {
            return Some(Found { keys: keys.clone(), expired: false });
        }
        let issued = self.issued();
        let (keys, until) = issued.keys.get(access_key)?;
        Some(Found { keys: keys.clone(), expired: *until <= now })
    }

    /// Whose token this is, which IAM has issued.
    pub(crate) fn token(&self, token: &[u8], now: Timestamp) -> Option<Caller> {
        let issued = self.issued();
        let (project_id, until) = issued.tokens.get(std::str::from_utf8(token).ok()?)?;
        (*until > now).then(|| Caller::Token(project_id.clone()))
    }

    pub(crate) fn issue_token(&self, project_id: &str, until: Timestamp) -> String {
        let mut issued = self.issued();
        let token = random::issued_token(self.seed, issued.next());
        issued.tokens.insert(token.clone(), (project_id.to_owned(), until));
        token
    }

    pub(crate) fn forget_tokens_of(&self, project_id: &str) {
        self.issued().tokens.retain(|_, (of, _)| of != project_id);
    }

    pub(crate) fn issue_keys(&self, until: Timestamp) -> Keys {
        let mut issued = self.issued();
        let keys = random::temporary_keys(self.seed, issued.next());
        issued.keys.insert(keys.access_key().to_owned(), (keys.clone(), until));
        keys
    }

    pub(crate) fn issue_metadata_token(&self, until: Timestamp) -> String {
        let mut issued = self.issued();
        let token = random::issued_token(self.seed, issued.next());
        issued.metadata_tokens.insert(token.clone(), until);
        token
    }

    pub(crate) fn is_metadata_token(&self, token: &str, now: Timestamp) -> bool {
        self.issued().metadata_tokens.get(token).is_some_and(|until| *until > now)
    }

    fn issued(&self) -> MutexGuard<'_, Issued> {
        self.issued.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

pub(crate) struct Found {
    pub(crate) keys: Keys,
    pub(crate) expired: bool,
}

impl Found {
    pub(crate) fn caller(&self) -> Caller {
        self.keys.project().map_or(Caller::Account, |id| Caller::Keys(id.to_owned()))
    }
}

/// What was handed out, and until when it is good. It stays known when it is good no more, so that
/// a refusal can say so.
#[derive(Default)]
pub(crate) struct Issued {
    count: u64,
    tokens: HashMap<String, (String, Timestamp)>,
    keys: HashMap<String, (Keys, Timestamp)>,
    metadata_tokens: HashMap<String, Timestamp>,
}

impl Issued {
    fn next(&mut self) -> u64 {
        self.count += 1;
        self.count
    }
}
