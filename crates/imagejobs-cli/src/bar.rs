//! What moves on the terminal while work is long. Where standard error is no terminal, or nothing but
//! errors shall be said, nothing is drawn.

use std::io;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use console::Term;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle, TermLike};

use crate::stderr::{bars, voice};

/// How often it moves while nothing happens.
const TICK: Duration = Duration::from_millis(250);

/// Whether there is anything to see.
pub(crate) fn is_shown() -> bool {
    Term::stderr().is_term() && !voice().quiet
}

/// Writes to what may be the same terminal. Without bars nobody waits for anybody.
pub(crate) fn aside<T>(write: impl FnOnce() -> T) -> T {
    if is_shown() { bars().suspend(write) } else { write() }
}

/// How many jobs have come, of how many there may be.
pub(crate) fn jobs() -> ProgressBar {
    begun(ProgressBar::no_length(), "{spinner} {human_pos} jobs, {elapsed}")
}

/// Says how many jobs there may be: a count is a hint.
pub(crate) fn expect(bar: &ProgressBar, jobs: u64) {
    if bar.length().is_none() {
        bar.set_style(style("{spinner} [{wide_bar}] {human_pos} of {human_len} jobs, {elapsed}"));
    }
    bar.set_length(jobs);
}

/// How many of so many jobs have ended.
pub(crate) fn tally(jobs: u64) -> ProgressBar {
    let told = if jobs == 1 {
        "{spinner} waiting, {elapsed}"
    } else {
        "{spinner} [{wide_bar}] {pos} of {len} ended, {elapsed}"
    };
    begun(ProgressBar::new(jobs), told)
}

/// A line of text above a bar.
pub(crate) fn line(above: &ProgressBar) -> ProgressBar {
    let bar = bars().insert_before(above, ProgressBar::new_spinner());
    bar.set_style(style("{wide_msg}"));
    bar
}

/// Takes a bar from the terminal.
pub(crate) fn end(bar: &ProgressBar) {
    bar.disable_steady_tick();
    // That a terminal cannot be written to is no reason to fail.
    let _ = bars().clear();
    bars().remove(bar);
}

fn begun(bar: ProgressBar, told: &str) -> ProgressBar {
    if !is_shown() {
        bar.set_draw_target(ProgressDrawTarget::hidden());
        return bar;
    }
    let bar = bars().add(bar.with_style(style(told)));
    bar.enable_steady_tick(TICK);
    bar
}

/// In ASCII, which every terminal has.
fn style(told: &str) -> ProgressStyle {
    let style = ProgressStyle::with_template(told).unwrap_or_else(|_| ProgressStyle::default_bar());
    style.progress_chars("=> ").tick_chars("-\\|/ ")
}

/// Where bars are drawn.
pub(crate) fn target() -> ProgressDrawTarget {
    const A_SECOND: u8 = 10;
    let term = Term::stderr();
    if !term.is_term() {
        return ProgressDrawTarget::hidden();
    }
    let lines = Lines { term, first: AtomicBool::new(true), filling: AtomicBool::new(false) };
    ProgressDrawTarget::term_like_with_hz(Box::new(lines), A_SECOND)
}

/// A terminal whose lines are not filled to their ends, but end.
///
/// A terminal echoes Ctrl-C where the cursor is: behind a full line that were the next one, and a
/// line of the bars would stay behind.
#[derive(Debug)]
struct Lines {
    term: Term,
    /// Whether the next line is the first one.
    first: AtomicBool,
    /// Whether the next text fills up a line.
    filling: AtomicBool,
}

impl TermLike for Lines {
    fn width(&self) -> u16 {
        // The echo, and a column behind it.
        self.term.size().1.saturating_sub(3).max(1)
    }

    fn height(&self) -> u16 {
        self.term.size().0
    }

    fn move_cursor_up(&self, lines: usize) -> io::Result<()> {
        self.first.store(true, Ordering::Relaxed);
        self.term.move_cursor_up(lines)
    }

    fn move_cursor_down(&self, lines: usize) -> io::Result<()> {
        self.term.move_cursor_down(lines)
    }

    fn move_cursor_right(&self, columns: usize) -> io::Result<()> {
        self.term.move_cursor_right(columns)
    }

    fn move_cursor_left(&self, columns: usize) -> io::Result<()> {
        self.term.move_cursor_left(columns)
    }

    fn write_line(&self, text: &str) -> io::Result<()> {
        self.term.write_line(text)
    }

    fn write_str(&self, text: &str) -> io::Result<()> {
        if text == "\r" || self.filling.swap(false, Ordering::Relaxed) {
            return self.term.write_str(text);
        }
        self.filling.store(true, Ordering::Relaxed);
        if !self.first.swap(false, Ordering::Relaxed) {
            self.term.write_str("\n")?;
        }
        self.term.write_str(text)
    }

    fn clear_line(&self) -> io::Result<()> {
        self.term.clear_line()
    }

    fn flush(&self) -> io::Result<()> {
        self.term.flush()
    }
}
