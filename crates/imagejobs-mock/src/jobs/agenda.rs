//! What will happen to jobs, and when.

use std::collections::{BTreeMap, HashMap};
use std::time::Duration;

use crate::lifecycle::Next;

/// One event at the most for a job. Events of one moment happen in the order in which they were
/// set.
#[derive(Debug, Default, Clone)]
pub(super) struct Agenda {
    events: BTreeMap<(Duration, u64), (u32, Next)>,
    by_slot: HashMap<u32, (Duration, u64)>,
    set: u64,
}

impl Agenda {
    /// When the first event is due.
    pub(super) fn first(&self) -> Option<Duration> {
        self.events.first_key_value().map(|(&(at, _), _)| at)
    }

    /// What happens to a job next, and when.
    pub(super) fn of(&self, slot: u32) -> Option<(Duration, Next)> {
        let key = self.by_slot.get(&slot)?;
        self.events.get(key).map(|&(_, next)| (key.0, next))
    }

    pub(super) fn pop(&mut self) -> Option<(u32, Next)> {
        let (_, (slot, next)) = self.events.pop_first()?;
        self.by_slot.remove(&slot);
        Some((slot, next))
    }

    /// Sets what happens to a job next, in place of what was set before.
    pub(super) fn set(&mut self, slot: u32, at: Duration, next: Next) {
        self.cancel(slot);
        let key = (at, self.set);
        self.set += 1;
        self.events.insert(key, (slot, next));
        self.by_slot.insert(slot, key);
    }

    pub(super) fn cancel(&mut self, slot: u32) {
        if let Some(key) = self.by_slot.remove(&slot) {
            self.events.remove(&key);
        }
    }
}
