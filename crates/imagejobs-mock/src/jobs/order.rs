//! One list, in order.
//!
//! A page must cost the same at any offset, and a job must enter and leave anywhere at little cost.
//! So the list is cut into chunks: a binary search finds the chunk and the place in it, little
//! memory moves, and an offset is found by adding up the lengths of some hundred chunks.

/// The sort key of a job; no two jobs have the same.
pub(super) type Key = (i64, u64);

/// Jobs by their slots, oldest first.
#[derive(Debug, Default, Clone)]
pub(super) struct Order {
    /// None is empty.
    chunks: Vec<Vec<u32>>,
    len: usize,
}

const CHUNK: usize = 4096;

impl Order {
    pub(super) fn len(&self) -> usize {
        self.len
    }

    /// The newest jobs first, without the first few.
    pub(super) fn newest(&self, mut skip: usize) -> impl Iterator<Item = u32> {
        let mut chunks = self.chunks.as_slice();
        let mut first: &[u32] = &[];
        while let [before @ .., last] = chunks {
            chunks = before;
            if skip < last.len() {
                first = &last[..last.len() - skip];
                break;
            }
            skip -= last.len();
        }
        first.iter().rev().chain(chunks.iter().rev().flat_map(|chunk| chunk.iter().rev())).copied()
    }

    pub(super) fn insert(&mut self, slot: u32, key: impl Fn(u32) -> Key) {
        self.len += 1;
        let new = key(slot);
        let at = self.chunk(new, &key);
        let Some(chunk) = self.chunks.get_mut(at) else {
            return self.chunks.push(vec![slot]);
        };
        let place = chunk.partition_point(|&other| key(other) < new);
        if chunk.len() < CHUNK {
            return chunk.insert(place, slot);
        }
        // Jobs mostly come in order: what follows a full chunk begins one, which halves nothing.
        let mut next = if place == CHUNK { Vec::new() } else { chunk.split_off(CHUNK / 2) };
        match place.checked_sub(chunk.len()) {
            Some(place) => next.insert(place, slot),
            None => chunk.insert(place, slot),
        }
        self.chunks.insert(at + 1, next);
    }

    /// Inserts many, which are in no order.
    pub(super) fn insert_all(&mut self, mut slots: Vec<u32>, key: impl Fn(u32) -> Key) {
        if slots.len() < self.len / 64 {
            return slots.into_iter().for_each(|slot| self.insert(slot, &key));
        }
        let mut all = self.chunks.concat();
        all.append(&mut slots);
        if !all.is_sorted_by_key(|&slot| key(slot)) {
            all.sort_by_key(|&slot| key(slot));
        }
        self.len = all.len();
        self.chunks = all.chunks(CHUNK).map(<[u32]>::to_vec).collect();
    }

    /// Takes out a job that is in the list.
    pub(super) fn remove(&mut self, slot: u32, key: impl Fn(u32) -> Key) {
        let old = key(slot);
        let at = self.chunk(old, &key);
        let Some(chunk) = self.chunks.get_mut(at) else { return };
        let place = chunk.partition_point(|&other| key(other) < old);
        if chunk.get(place) != Some(&slot) {
            return;
        }
        chunk.remove(place);
        self.len -= 1;
        let left = chunk.len();
        if left == 0 {
            self.chunks.remove(at);
        } else if self.chunks.get(at + 1).is_some_and(|next| left + next.len() <= CHUNK / 2) {
            let next = self.chunks.remove(at + 1);
            self.chunks[at].extend(next);
        }
    }

    /// The chunk in which a key has its place.
    fn chunk(&self, key: Key, of: impl Fn(u32) -> Key) -> usize {
        self.chunks.partition_point(|chunk| of(chunk[0]) <= key).saturating_sub(1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::Random;

    /// Slots that lie in no order.
    fn key(slot: u32) -> Key {
        (i64::from(slot.wrapping_mul(0x9e37_79b9) >> 8), u64::from(slot))
    }

    #[test]
    fn it_is_what_a_sorted_vector_is() {
        let mut random = Random::new(1, 0);
        let (mut order, mut model) = (Order::default(), Vec::new());
        let mut next = 0..;
        for step in 0..60_000 {
            // It grows over many chunks, then shrinks to nothing.
            if random.below(10) < if step < 30_000 { 9 } else { 1 } {
                let slot = next.next().unwrap();
                order.insert(slot, key);
                let at = model.partition_point(|&other| key(other) < key(slot));
                model.insert(at, slot);
            } else if !model.is_empty() {
                let slot = model.remove(random.below(model.len() as u64) as usize);
                order.remove(slot, key);
            }
            if step % 1000 == 0 {
                assert_eq!(order.len(), model.len());
                let skip = random.below(1 + model.len() as u64) as usize;
                assert!(order.newest(skip).eq(model.iter().rev().copied().skip(skip)), "{step}");
                assert!(order.chunks.iter().all(|chunk| !chunk.is_empty() && chunk.len() <= CHUNK));
            }
        }
        assert!(order.chunks.len() <= 2, "chunks are joined when they are small");
    }

    #[test]
    fn a_batch_is_like_one_by_one() {
        let (mut batch, mut single) = (Order::default(), Order::default());
        for slots in [0..20_000, 20_000..20_010, 20_010..20_011, 20_011..60_000] {
            batch.insert_all(slots.clone().collect(), key);
            slots.for_each(|slot| single.insert(slot, key));
            assert_eq!(batch.len(), single.len());
            assert!(batch.newest(0).eq(single.newest(0)));
        }
    }

    #[test]
    fn jobs_in_order_fill_their_chunks() {
        let in_order = |slot| (i64::from(slot), 0);
        let mut order = Order::default();
        (0..10 * CHUNK as u32).for_each(|slot| order.insert(slot, in_order));
        assert_eq!(order.chunks.len(), 10);
    }

    #[test]
    fn what_is_not_in_the_list_cannot_be_taken_out() {
        let mut order = Order::default();
        order.remove(3, key);
        order.insert(4, key);
        order.remove(3, key);
        assert_eq!(order.newest(0).collect::<Vec<_>>(), [4]);
    }
}
