//! Access keys that the gateway has locked, after too many failures in a row.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use jiff::Timestamp;

use crate::time::after;

/// So many failures in a row do not lock a key.
const BORNE: u32 = 5;

const LOCKED_FOR: Duration = Duration::from_secs(5 * 60);

/// So many failing keys are remembered. Any text can be sent as an access key, and memory has an
/// end.
const MOST_KEYS: usize = 1000;

/// The keys whose last authentication failed.
#[derive(Default)]
pub(crate) struct Lockout(Mutex<HashMap<String, Failures>>);

#[derive(Clone, Copy, Default)]
struct Failures {
    in_a_row: u32,
    locked_until: Option<Timestamp>,
}

impl Lockout {
    pub(crate) fn is_locked(&self, access_key: &str, now: Timestamp) -> bool {
        let failures = self.failures().get(access_key).copied().unwrap_or_default();
        failures.locked_until.is_some_and(|until| until > now)
    }

    pub(crate) fn failed(&self, access_key: &str, now: Timestamp) {
        let mut all = self.failures();
        if all.len() >= MOST_KEYS && !all.contains_key(access_key) {
            all.clear();
        }
        let failures = all.entry(access_key.to_owned()).or_default();
        if failures.locked_until.is_some() {
            // The lock has gone by: nobody gets here before.
            *failures = Failures::default();
        }
        failures.in_a_row += 1;
        if failures.in_a_row > BORNE {
            failures.locked_until = Some(after(now, LOCKED_FOR));
        }
    }

    pub(crate) fn succeeded(&self, access_key: &str) {
        self.failures().remove(access_key);
    }

    fn failures(&self) -> MutexGuard<'_, HashMap<String, Failures>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_so_many_keys_are_remembered() {
        let lockout = Lockout::default();
        for number in 0..3 * MOST_KEYS {
            lockout.failed(&number.to_string(), Timestamp::UNIX_EPOCH);
        }
        assert!(lockout.failures().len() <= MOST_KEYS);
    }
}
