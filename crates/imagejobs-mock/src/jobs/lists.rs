//! The lists that requests ask for: one of each type, and one of each type and status.

use imagejobs_client::image_jobs::types::{JobStatus, JobType};

use super::order::Order;
use super::store::Store;

/// By type; first the whole list, then one per status.
#[derive(Debug, Default, Clone)]
pub(super) struct Lists([[Order; PER_TYPE]; JobType::ALL.len()]);

const PER_TYPE: usize = 1 + JobStatus::ALL.len();

/// Where a list is.
type Place = (usize, usize);

impl Lists {
    pub(super) fn get(&self, kind: JobType, status: Option<JobStatus>) -> &Order {
        &self.0[kind as usize][of_status(status)]
    }

    pub(super) fn insert(&mut self, slot: u32, store: &Store) {
        for (kind, status) in places(slot, store).into_iter().flatten() {
            self.0[kind][status].insert(slot, |slot| store.key(slot));
        }
    }

    pub(super) fn insert_all(&mut self, slots: &[u32], store: &Store) {
        let mut new = <[[Vec<u32>; PER_TYPE]; JobType::ALL.len()]>::default();
        for &slot in slots {
            for (kind, status) in places(slot, store).into_iter().flatten() {
                new[kind][status].push(slot);
            }
        }
        for (list, new) in self.0.iter_mut().flatten().zip(new.into_iter().flatten()) {
            list.insert_all(new, |slot| store.key(slot));
        }
    }

    pub(super) fn remove(&mut self, slot: u32, store: &Store) {
        for (kind, status) in places(slot, store).into_iter().flatten() {
            self.0[kind][status].remove(slot, |slot| store.key(slot));
        }
    }

    /// Takes a job out of the list of its status, and lets it into that of the one that it has
    /// after the change.
    pub(super) fn around(&mut self, slot: u32, store: &mut Store, change: impl FnOnce(&mut Store)) {
        let [_, before] = places(slot, store);
        change(store);
        let [_, after] = places(slot, store);
        if before == after {
            return;
        }
        if let Some((kind, status)) = before {
            self.0[kind][status].remove(slot, |slot| store.key(slot));
        }
        if let Some((kind, status)) = after {
            self.0[kind][status].insert(slot, |slot| store.key(slot));
        }
    }
}

/// The whole list that a job is in, and that of its status.
fn places(slot: u32, store: &Store) -> [Option<Place>; 2] {
    let entry = store.entry(slot);
    let kind = entry.list.map(|kind| kind as usize);
    let status = entry.status.map(|status| of_status(Some(status)));
    [kind.map(|kind| (kind, 0)), kind.zip(status)]
}

fn of_status(status: Option<JobStatus>) -> usize {
    status.map_or(0, |status| 1 + status as usize)
}
