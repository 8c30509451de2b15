//! Which entries of two lists stand for each other.

use std::collections::HashMap;
use std::hash::Hash;

/// How many entries are held against one.
const MOST_TRIED: usize = 1_000;

/// Positions in two lists.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Alignment {
    /// Entries that stand for each other, in the order of the old list.
    pub(super) pairs: Vec<(usize, usize)>,
    /// Entries that only the old list has.
    pub(super) removed: Vec<usize>,
    /// Entries that only the new list has.
    pub(super) added: Vec<usize>,
}

impl Alignment {
    /// Aligns entries by what they are known by; the first of several alike stand for each other.
    pub(super) fn by<K: Eq + Hash>(old: &[K], new: &[K]) -> Self {
        let mut places: HashMap<&K, Vec<usize>> = HashMap::new();
        for (index, key) in new.iter().enumerate().rev() {
            places.entry(key).or_default().push(index);
        }
        let mut alignment = Self::default();
        for (index, key) in old.iter().enumerate() {
            match places.get_mut(key).and_then(Vec::pop) {
                Some(place) => alignment.pairs.push((index, place)),
                None => alignment.removed.push(index),
            }
        }
        alignment.added = places.into_values().flatten().collect();
        alignment.added.sort_unstable();
        alignment
    }

    /// Lets the entries without a counterpart stand for each other where they may, each for the
    /// first that is left. Lists are expected to be short here: each is held against each.
    pub(super) fn match_rest(&mut self, may: impl Fn(usize, usize) -> bool) {
        let Self { pairs, removed, added } = self;
        removed.retain(|&old| match added.iter().take(MOST_TRIED).position(|&new| may(old, new)) {
            Some(index) => {
                pairs.push((old, added.remove(index)));
                false
            }
            None => true,
        });
    }

    /// Whether the entries that both lists have come in another order.
    pub(super) fn is_reordered(&self) -> bool {
        !self.pairs.is_sorted_by_key(|(_, new)| *new)
    }
}

#[cfg(test)]
mod tests {
    use super::Alignment;

    #[test]
    fn entries_are_paired_by_key_then_by_order() {
        let mut alignment = Alignment::by(&["a", "b", "c", "a"], &["c", "a", "x", "y"]);
        assert_eq!(alignment.pairs, [(0, 1), (2, 0)]);
        assert_eq!((&alignment.removed[..], &alignment.added[..]), (&[1, 3][..], &[2, 3][..]));
        assert!(alignment.is_reordered());
        alignment.match_rest(|old, new| (old, new) != (3, 3));
        assert_eq!(alignment.pairs, [(0, 1), (2, 0), (1, 2)]);
        assert_eq!((&alignment.removed[..], &alignment.added[..]), (&[3][..], &[3][..]));
    }
}
