//! Where the jobs are, each in a slot of its own as long as it is there.

use std::collections::{BTreeSet, HashMap};

use imagejobs_client::image_jobs::types::JobStatus;

use crate::job::{Job, Moment, end_after, has_ended};

use super::entry::{Entry, Form, id_key};
use super::ids::Ids;
use super::order::Key;
use super::text::Text;

#[derive(Debug, Clone)]
pub(super) struct Store {
    entries: Vec<Entry>,
    /// The jobs that are not plain, with their ids and begin times.
    odd: HashMap<u32, Box<Job>>,
    free: Vec<u32>,
    added: u64,
    ids: Ids,
    /// The slots by what follows from their ids. Only who changes jobs by their ids pays for it.
    index: Option<BTreeSet<(u64, u32)>>,
}

impl Store {
    pub(super) fn new(ids: Ids) -> Self {
        Self {
            entries: Vec::new(),
            odd: HashMap::new(),
            free: Vec::new(),
            added: 0,
            ids,
            index: None,
        }
    }

    pub(super) fn len(&self) -> usize {
        self.entries.len() - self.free.len()
    }

    pub(super) fn slots(&self) -> Vec<u32> {
        present(&self.entries).map(|(slot, _)| slot).collect()
    }

    /// Keeps a job that begins at `now`, in milliseconds since 1970, unless it says otherwise.
    pub(super) fn insert(&mut self, mut job: Job, now: i64) -> u32 {
        let id = match job.id.take() {
            Some(id) => {
                self.ids.given(&id);
                id
            }
            None => self.ids.next().to_string(),
        };
        let begin = job.begin_time.take().unwrap_or(Moment::Millis(now));
        let entry = Entry::new(&job, &id, &begin, self.added);
        self.added += 1;
        let (key, form) = (entry.id, entry.form);
        let slot = match self.free.pop() {
            Some(slot) => {
                self.entries[slot as usize] = entry;
                slot
            }
            None => {
                self.entries.push(entry);
                position(self.entries.len() - 1)
            }
        };
        self.keep_odd(slot, form, Job { id: Some(id), begin_time: Some(begin), ..job });
        if let Some(index) = &mut self.index {
            index.insert((key, slot));
        }
        slot
    }

    /// Puts another job in the place of one. Its id stays, and its place among those that began at one
    /// time with it.
    pub(super) fn replace(&mut self, slot: u32, mut job: Job) {
        let (id, before) = (self.id(slot), self.entry(slot));
        let begin = job.begin_time.take().unwrap_or(Moment::Millis(before.begin_millis()));
        let entry = Entry::new(&job, &id, &begin, before.number);
        let form = entry.form;
        self.entries[slot as usize] = entry;
        self.keep_odd(slot, form, Job { id: Some(id), begin_time: Some(begin), ..job });
    }

    /// Keeps the whole job where it is not plain, and none otherwise.
    fn keep_odd(&mut self, slot: u32, form: Form, job: Job) {
        if form == Form::Odd {
            self.odd.insert(slot, Box::new(job));
        } else {
            self.odd.remove(&slot);
        }
    }

    /// Whether the job of this number is in the slot.
    pub(super) fn is(&self, slot: u32, number: u64) -> bool {
        let entry = self.entry(slot);
        entry.form != Form::Gone && entry.number == number
    }

    /// A job as a test would have described it, at rest.
    pub(super) fn job(&self, slot: u32) -> Job {
        let plain = || self.entry(slot).to_job();
        let odd = self.odd.get(&slot).map(|job| Job { lifecycle: None, ..(**job).clone() });
        odd.or_else(plain).unwrap_or_else(|| Job::new(""))
    }

    pub(super) fn remove(&mut self, slot: u32) {
        let entry = &mut self.entries[slot as usize];
        if let Some(index) = &mut self.index {
            index.remove(&(entry.id, slot));
        }
        entry.form = Form::Gone;
        self.odd.remove(&slot);
        self.free.push(slot);
    }

    pub(super) fn entry(&self, slot: u32) -> &Entry {
        &self.entries[slot as usize]
    }

    /// What orders the lists.
    pub(super) fn key(&self, slot: u32) -> Key {
        self.entry(slot).key()
    }

    pub(super) fn id(&self, slot: u32) -> String {
        let given = self.odd.get(&slot).and_then(|job| job.id.clone());
        given.unwrap_or_else(|| self.entry(slot).id.to_string())
    }

    /// The jobs with this id.
    pub(super) fn with_id(&mut self, id: &str) -> Vec<u32> {
        let entries = &self.entries;
        let index = self.index.get_or_insert_with(|| {
            present(entries).map(|(slot, entry)| (entry.id, slot)).collect()
        });
        let key = id_key(id);
        let alike = index.range((key, 0)..=(key, u32::MAX)).map(|&(_, slot)| slot);
        let alike = alike.collect::<Vec<_>>();
        // Two texts may lead to one number.
        alike.into_iter().filter(|&slot| self.id(slot) == id).collect()
    }

    /// Changes the status of a job. Where it ends by that, it ends `now`; where it has not ended any
    /// more, it has no end.
    pub(super) fn set_status(&mut self, slot: u32, status: &str, now: i64) {
        let known = status.parse::<JobStatus>().ok();
        let entry = &mut self.entries[slot as usize];
        if let (Form::Plain, Some(status)) = (entry.form, known) {
            return entry.set_status(status, now);
        }
        if let Some(job) = entry.to_job().filter(|_| entry.form == Form::Plain) {
            entry.form = Form::Odd;
            self.odd.insert(slot, Box::new(job));
        }
        let had_ended = entry.status.is_some_and(has_ended);
        entry.status = known;
        let Some(job) = self.odd.get_mut(&slot) else { return };
        status.clone_into(&mut job.status);
        let (ends, before) = (known.is_some_and(has_ended), job.end_time.take());
        job.end_time = end_after(had_ended, ends, before, Moment::Millis(now));
    }

    pub(super) fn write(&self, slot: u32, out: &mut Text) {
        let entry = self.entry(slot);
        if entry.form == Form::Plain {
            return entry.write(out);
        }
        let Some(job) = self.odd.get(&slot) else { return };
        if let (Some(id), Some(begin)) = (&job.id, &job.begin_time) {
            let mut text = String::new();
            job.write(id, begin, &mut text);
            out.put(&text);
        }
    }
}

/// Those that are there, and their slots.
fn present(entries: &[Entry]) -> impl Iterator<Item = (u32, &Entry)> {
    let entries = entries.iter().enumerate().map(|(at, entry)| (position(at), entry));
    entries.filter(|(_, entry)| entry.form != Form::Gone)
}

fn position(at: usize) -> u32 {
    u32::try_from(at).expect("memory ends before four thousand million jobs")
}
