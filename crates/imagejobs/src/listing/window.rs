use std::collections::BTreeMap;
use std::collections::hash_map::{HashMap, RandomState};
use std::hash::BuildHasher;

/// Fewer jobs than this may come or go between two calls.
pub(super) const WIDTH: usize = 10_000;

/// So many ids are remembered: as many jobs may have come since those that a page links to.
const REMEMBERED: usize = 2 * WIDTH;

/// The ids that were given last, and in which order they were seen.
///
/// An id is kept as two hashes under keys of the process, so that its length is no matter and nobody
/// can make two ids collide.
#[derive(Debug, Default)]
pub(super) struct Window {
    keys: (RandomState, RandomState),
    given: usize,
    seen: u64,
    places: HashMap<Fingerprint, u64>,
    order: BTreeMap<u64, Fingerprint>,
}

type Fingerprint = (u64, u64);

impl Window {
    pub(super) fn new() -> Self {
        Self::default()
    }

    /// As which one an id was seen, if it is remembered.
    pub(super) fn place(&self, id: &str) -> Option<u64> {
        self.places.get(&self.fingerprint(id)).copied()
    }

    /// Remembers an id as the last one seen. Says whether it is new.
    pub(super) fn insert(&mut self, id: &str) -> bool {
        let fingerprint = self.fingerprint(id);
        let before = self.places.insert(fingerprint, self.seen);
        if let Some(before) = before {
            self.order.remove(&before);
        }
        self.order.insert(self.seen, fingerprint);
        self.seen += 1;
        self.given += usize::from(before.is_none());
        if self.order.len() > REMEMBERED
            && let Some((_, oldest)) = self.order.pop_first()
        {
            self.places.remove(&oldest);
        }
        before.is_none()
    }

    /// Whether every id that was given is remembered, and will be while fewer jobs than the width
    /// come.
    pub(super) fn is_complete(&self) -> bool {
        self.given <= WIDTH
    }

    fn fingerprint(&self, id: &str) -> Fingerprint {
        (self.keys.0.hash_one(id), self.keys.1.hash_one(id))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn at_least_the_last_ten_thousand_ids_are_remembered() {
        let mut window = Window::new();
        for number in 0..REMEMBERED {
            assert_eq!(window.is_complete(), number <= WIDTH);
            assert!(window.insert(&number.to_string()));
        }
        // Seen again, it is not the oldest any longer.
        assert!(!window.insert("0"));
        assert!(window.insert("one more"));
        assert_eq!((window.place("1"), window.place("2")), (None, Some(2)));
        assert_eq!(window.place("0"), Some(REMEMBERED as u64));
        assert_eq!((window.places.len(), window.order.len()), (REMEMBERED, REMEMBERED));
    }
}
