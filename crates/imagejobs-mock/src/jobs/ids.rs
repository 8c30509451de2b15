//! Ids: those that jobs were given, and those that they get.

use std::collections::HashSet;

/// Gives out ids of 18 digits that no job has or had.
#[derive(Debug, Clone)]
pub(super) struct Ids {
    last: u64,
    given: HashSet<u64>,
}

impl Ids {
    /// Begins so far behind the first of all: below 2^48, so that ids keep their 18 digits.
    pub(super) fn from(number: u64) -> Self {
        Self { last: 702_364_883_651_395_583 + (number >> 16), given: HashSet::new() }
    }

    pub(super) fn given(&mut self, id: &str) {
        self.given.extend(number(id));
    }

    pub(super) fn next(&mut self) -> u64 {
        loop {
            // An odd step, so that ids don't end in the same digit; 2^50 of them have 18 digits.
            self.last += 257;
            if !self.given.contains(&self.last) {
                return self.last;
            }
        }
    }
}

/// An id that is the usual way to write a number.
pub(super) fn number(id: &str) -> Option<u64> {
    let canonical = id.bytes().all(|byte| byte.is_ascii_digit()) && !id.starts_with('0');
    if canonical { id.parse().ok() } else { None }
}
