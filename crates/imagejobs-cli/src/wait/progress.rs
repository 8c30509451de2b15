//! How the jobs are doing that are waited for, on standard error: on a terminal one line a job that
//! changes in place, elsewhere a line for each change.

use std::collections::BTreeMap;
use std::io::{self, Write};
use std::sync::{Mutex, MutexGuard, PoisonError};

use console::{Term, truncate_str};
use imagejobs::{ImageJob, without_controls};
use tracing::level_filters::LevelFilter;

use crate::duration::spoken;
use crate::output::short;
use crate::stderr::say;

/// A terminal shows so many jobs; of the others it shows how many there are.
const MOST_LINES: usize = 20;

#[derive(Debug)]
pub(super) struct Progress {
    terminal: Option<Term>,
    told: Mutex<Told>,
}

/// What was told of the jobs last.
#[derive(Debug, Default)]
struct Told {
    jobs: BTreeMap<String, Line>,
    /// The lines that the terminal shows of it.
    shown: String,
}

#[derive(Debug)]
struct Line {
    state: String,
    line: String,
}

impl Default for Progress {
    fn default() -> Self {
        let terminal = Term::stderr();
        // Lines in place and the calls that -v tells of would overwrite each other.
        let quiet = LevelFilter::current() == LevelFilter::OFF;
        Self { terminal: Some(terminal).filter(|t| quiet && t.is_term()), told: Mutex::default() }
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
        let changed = told.jobs.get(of_job.id).is_none_or(|before| before.state != state);
        if changed && self.terminal.is_none() {
            say(&line);
        }
        told.jobs.insert(of_job.id.to_owned(), Line { state, line });
        self.show(&mut told);
    }

    /// Ends the line of a job, and has its end printed.
    pub(super) fn ended<T>(&self, id: Option<&str>, print: impl FnOnce() -> T) -> T {
        let mut told = self.lock();
        self.hide(&mut told);
        id.and_then(|id| told.jobs.remove(id));
        let printed = print();
        self.show(&mut told);
        printed
    }

    /// Leaves the terminal clean.
    pub(super) fn clear(&self) {
        self.hide(&mut self.lock());
    }

    /// Shows each job in a line of its own, in place of the lines before.
    fn show(&self, told: &mut Told) {
        let Some(terminal) = &self.terminal else { return };
        let (height, width) = terminal.size();
        let most = MOST_LINES.min(usize::from(height).saturating_sub(2)).max(1);
        let jobs = told.jobs.len();
        let one_by_one = if jobs > most { most - 1 } else { jobs };
        let mut lines: Vec<_> =
            told.jobs.values().take(one_by_one).map(|job| job.line.clone()).collect();
        if jobs > one_by_one {
            lines.push(format!("… and {} more", jobs - one_by_one));
        }
        let mut text = String::new();
        for line in &lines {
            text.push_str(&truncate_str(line, usize::from(width).saturating_sub(1), "…"));
            text.push('\n');
        }
        if text != told.shown {
            write(&format!("{}{text}", up(&told.shown)));
            told.shown = text;
        }
    }

    fn hide(&self, told: &mut Told) {
        write(&up(&std::mem::take(&mut told.shown)));
    }

    fn lock(&self) -> MutexGuard<'_, Told> {
        self.told.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Goes up over these lines and clears what is below, what a terminal echoes of Ctrl-C included.
fn up(shown: &str) -> String {
    let lines = shown.lines().count();
    if lines == 0 { String::new() } else { format!("\r\x1b[{lines}A\x1b[J") }
}

/// That a terminal cannot be written to is no reason to fail.
fn write(text: &str) {
    let _ = io::stderr().write_all(text.as_bytes());
}

fn state(job: &ImageJob) -> String {
    let status = job.status().map(ToString::to_string).unwrap_or_default();
    let status = without_controls(&status);
    if status.trim().is_empty() { "no status".to_owned() } else { short(&status) }
}
