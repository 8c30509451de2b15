use std::collections::VecDeque;
use std::collections::hash_map::{Entry, HashMap, RandomState};
use std::hash::BuildHasher;

/// So many ids are remembered.
const WIDTH: usize = 10_000;

/// The ids that were given last, and in which order.
///
/// An id is kept as two hashes under keys of the process, so that its length is no matter and nobody
/// can make two ids collide.
#[derive(Debug, Default)]
pub(super) struct Window {
    keys: (RandomState, RandomState),
    given: u64,
    places: HashMap<Fingerprint, u64>,
    order: VecDeque<Fingerprint>,
}

type Fingerprint = (u64, u64);

impl Window {
    pub(super) fn new() -> Self {
        Self::default()
    }

    /// As which one an id was given, if it is remembered.
    pub(super) fn place(&self, id: &str) -> Option<u64> {
        self.places.get(&self.fingerprint(id)).copied()
    }

    /// Remembers an id. Says whether it is new.
    pub(super) fn insert(&mut self, id: &str) -> bool {
        let fingerprint = self.fingerprint(id);
        let Entry::Vacant(place) = self.places.entry(fingerprint) else { return false };
        place.insert(self.given);
        self.given += 1;
        self.order.push_back(fingerprint);
        if self.order.len() > WIDTH
            && let Some(oldest) = self.order.pop_front()
        {
            self.places.remove(&oldest);
        }
        true
    }

    /// Whether every id that was given is still remembered.
    pub(super) fn is_complete(&self) -> bool {
        self.given == self.order.len() as u64
    }

    fn fingerprint(&self, id: &str) -> Fingerprint {
        (self.keys.0.hash_one(id), self.keys.1.hash_one(id))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_ten_thousand_ids_are_remembered() {
        let mut window = Window::new();
        for number in 0..WIDTH {
            assert!(window.insert(&number.to_string()));
        }
        assert!(window.is_complete() && !window.insert("0"));
        assert!(window.insert("one more") && !window.is_complete());
        assert_eq!((window.place("0"), window.place("1")), (None, Some(1)));
        assert_eq!((window.places.len(), window.order.len()), (WIDTH, WIDTH));
    }
}
