//! How the jobs are doing that are waited for, on standard error: on a terminal one line a job that
//! changes in place, elsewhere a line for each change.

use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use console::Term;
use imagejobs::{ImageJob, without_controls};
use indicatif::ProgressBar;

use crate::bar::{self, line, tally};
use crate::duration::spoken;
use crate::output::short;
use crate::stderr::{say, voice};

/// A terminal shows so many jobs; of the others it shows how many there are.
const MOST_LINES: usize = 20;

#[derive(Debug)]
pub(super) struct Progress {
    told: Mutex<Told>,
}

/// What was told of the jobs last.
#[derive(Debug)]
struct Told {
    jobs: BTreeMap<String, Line>,
    /// The lines that the terminal shows of it, above the tally.
    shown: Vec<ProgressBar>,
    /// How many have ended, of how many.
    tally: ProgressBar,
}

#[derive(Debug)]
struct Line {
    state: String,
    line: String,
}

impl Progress {
    pub(super) fn of(jobs: usize) -> Self {
        let told = Told { jobs: BTreeMap::new(), shown: Vec::new(), tally: tally(jobs as u64) };
        Self { told: Mutex::new(told) }
    }

    pub(super) fn tell(&self, of_job: &imagejobs::Progress<'_>) {
        let mut state = of_job.job.map_or_else(|| "not seen yet".to_owned(), state);
        if let Some(trouble) = of_job.trouble {
            state = format!("{state}; the last look failed: {trouble}");
        }
        let id = short(&without_controls(of_job.id));
        let line = format!("{id}  {state}, {} on", spoken(of_job.elapsed));
        let mut told = self.lock();
        let changed = told.jobs.get(of_job.id).is_none_or(|before| before.state != state);
        if changed && !bar::is_shown() && !voice().quiet {
            say(&line);
        }
        told.jobs.insert(of_job.id.to_owned(), Line { state, line });
        told.show();
    }

    /// Ends the line of a job, and has its end printed.
    pub(super) fn ended<T>(&self, id: Option<&str>, print: impl FnOnce() -> T) -> T {
        let mut told = self.lock();
        if id.and_then(|id| told.jobs.remove(id)).is_some() {
            told.tally.inc(1);
        }
        told.show();
        // What is printed may write to the same terminal.
        drop(told);
        bar::aside(print)
    }

    /// Leaves the terminal clean, and gives what is known of the jobs that have not ended.
    pub(super) fn end(&self) -> Vec<String> {
        let mut told = self.lock();
        told.shown.drain(..).for_each(|line| bar::end(&line));
        bar::end(&told.tally);
        told.jobs.values().map(|job| job.line.clone()).collect()
    }

    fn lock(&self) -> MutexGuard<'_, Told> {
        self.told.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Told {
    /// Shows each job in a line of its own, in place of the lines before.
    fn show(&mut self) {
        if !bar::is_shown() {
            return;
        }
        let height = usize::from(Term::stderr().size().0);
        let most = MOST_LINES.min(height.saturating_sub(3)).max(1);
        let jobs = self.jobs.len();
        let one_by_one = if jobs > most { most - 1 } else { jobs };
        let mut lines: Vec<_> =
            self.jobs.values().take(one_by_one).map(|job| job.line.clone()).collect();
        if jobs > one_by_one {
            lines.push(format!("and {} more", jobs - one_by_one));
        }
        while self.shown.len() > lines.len() {
            self.shown.pop().iter().for_each(bar::end);
        }
        while self.shown.len() < lines.len() {
            self.shown.push(line(&self.tally));
        }
        for (bar, line) in self.shown.iter().zip(lines) {
            bar.set_message(line);
        }
    }
}

fn state(job: &ImageJob) -> String {
    let status = job.status().map(ToString::to_string).unwrap_or_default();
    let status = without_controls(&status);
    if status.trim().is_empty() { "no status".to_owned() } else { short(&status) }
}
