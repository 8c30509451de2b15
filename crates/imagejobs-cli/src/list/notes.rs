//! What is to be said of the jobs of a list, gathered while they come.

use imagejobs::{ImageJob, without_controls};

use crate::bar;
use crate::output::short;
use crate::stderr::note;

/// Memory stays flat, however many jobs come and however odd they are.
#[derive(Debug, Default)]
pub(super) struct Notes {
    jobs: u64,
    /// The first odd values, each with the number of its job.
    odd: Vec<String>,
    more_odd: u64,
    /// How many steps of progress were told.
    steps: u64,
}

impl Notes {
    pub(super) fn take(&mut self, jobs: &[ImageJob]) {
        const MOST: usize = 5;
        for job in jobs {
            self.jobs += 1;
            for (field, json) in job.odd() {
                if self.odd.len() == MOST {
                    self.more_odd += 1;
                    continue;
                }
                let (number, json) = (self.jobs, short(&without_controls(json)));
                self.odd.push(match field {
                    "item" => format!("job {number} is not an object: {json}"),
                    _ => format!("job {number} has an unexpected {field}: {json}"),
                });
            }
        }
    }

    /// Says now and then how many jobs came, where no bar does.
    pub(super) fn tell_progress(&mut self) {
        const STEP: u64 = 10_000;
        let steps = self.jobs / STEP;
        if steps > std::mem::replace(&mut self.steps, steps) && !bar::is_shown() {
            note(format_args!("{} jobs so far", self.jobs));
        }
    }

    /// How many jobs came.
    pub(super) fn jobs(&self) -> u64 {
        self.jobs
    }

    /// Says which values are not what they should be.
    pub(super) fn tell_odd(&self) {
        self.odd.iter().for_each(note);
        match self.more_odd {
            0 => {}
            more => note(format_args!("{more} more values are unexpected")),
        }
    }

    /// What there is of a list that ended before its end.
    pub(super) fn incomplete(&self) -> String {
        match self.jobs {
            0 => "the list is incomplete: no job came".to_owned(),
            1 => "the list is incomplete: 1 job came".to_owned(),
            jobs => format!("the list is incomplete: {jobs} jobs came"),
        }
    }
}
