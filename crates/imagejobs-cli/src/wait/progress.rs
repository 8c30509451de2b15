//! How the jobs are doing that are waited for, on standard error: on a terminal one line a job that
//! changes in place, elsewhere a line for each change.

use std::collections::HashMap;
use std::io::{self, IsTerminal};
use std::sync::{Mutex, MutexGuard, PoisonError};

use imagejobs::{ImageJob, without_controls};
use indicatif::{MultiProgress, ProgressBar, ProgressStyle};
use tracing::level_filters::LevelFilter;

use crate::duration::spoken;
use crate::output::short;
use crate::stderr::say;

/// A terminal shows so many jobs; the others are told of when they end.
const MOST_LINES: usize = 20;

#[derive(Debug)]
pub(super) struct Progress {
    terminal: Option<MultiProgress>,
    told: Mutex<HashMap<String, Told>>,
}

/// What was told of a job last.
#[derive(Debug)]
struct Told {
    state: String,
    line: Option<ProgressBar>,
}

impl Default for Progress {
    fn default() -> Self {
        // Lines in place and the calls that -v tells of would overwrite each other.
        let quiet = LevelFilter::current() == LevelFilter::OFF;
        let terminal = (io::stderr().is_terminal() && quiet).then(MultiProgress::new);
        Self { terminal, told: Mutex::default() }
    }
}

impl Progress {
    pub(super) fn tell(&self, of_job: &imagejobs::Progress<'_>) {
        let mut state = of_job.job.map_or_else(|| "not seen yet".to_owned(), state);
        if let Some(trouble) = of_job.trouble {
            state = format!("{state}; the last look failed: {trouble}");
        }
        let id = short(&without_controls(of_job.id));
        let line = format!("{id}  {state}, {} on", spoken(of_job.elapsed));
        let mut told = self.lock();
        let lines = told.values().filter(|told| told.line.is_some()).count();
        let before = told.entry(of_job.id.to_owned()).or_insert_with(|| Told {
            state: String::new(),
            line: self.terminal.as_ref().filter(|_| lines < MOST_LINES).map(|terminal| {
                let style = ProgressStyle::with_template("{wide_msg}");
                let bar = terminal.add(ProgressBar::no_length());
                style.map_or(bar.clone(), |style| bar.with_style(style))
            }),
        });
        match &before.line {
            Some(bar) => bar.set_message(line),
            None if self.terminal.is_none() && before.state != state => say(&line),
            None => {}
        }
        before.state = state;
    }

    /// Ends the line of a job, and has its end printed.
    pub(super) fn ended<T>(&self, id: Option<&str>, print: impl FnOnce() -> T) -> T {
        let told = id.and_then(|id| self.lock().remove(id));
        if let Some(bar) = told.and_then(|told| told.line) {
            bar.finish_and_clear();
        }
        match &self.terminal {
            Some(terminal) => terminal.suspend(print),
            None => print(),
        }
    }

    /// Leaves the terminal clean.
    pub(super) fn clear(&self) {
        self.lock().drain().filter_map(|(_, told)| told.line).for_each(|b| b.finish_and_clear());
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<String, Told>> {
        self.told.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn state(job: &ImageJob) -> String {
    let status = job.status().map(ToString::to_string).unwrap_or_default();
    let status = without_controls(&status);
    if status.trim().is_empty() { "no status".to_owned() } else { short(&status) }
}
