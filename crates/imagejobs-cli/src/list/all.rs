//! All jobs, printed while their pages come.

use std::io;

use imagejobs::{Endpoint, Pages};

use super::failed;
use super::notes::Notes;
use crate::bar;
use crate::exit::Failure;
use crate::flags::{Format, Output};
use crate::output::{Printer, Record, Shape};
use crate::signal::Interrupts;
use crate::stderr::{self, note};

pub(super) async fn run(
    mut pages: Pages,
    output: &Output,
    mixed: bool,
    endpoint: &Endpoint,
    interrupts: &Interrupts,
) -> Result<(), Failure> {
    let mut interrupts = interrupts.attend();
    // The lock is held to the end, so that an exit elsewhere does not wait to flush it.
    let mut printer = Printer::new(output, Shape::All { mixed }, io::stdout().lock())?;
    let mut notes = Notes::default();
    let bar = bar::jobs();
    let ended = loop {
        match interrupts.run(pages.next()).await {
            None => break Err(Failure::interrupted()),
            Some(None) => break Ok(()),
            Some(Some(Err(error))) => break Err(failed(&error, endpoint)),
            Some(Some(Ok(page))) => {
                // Both may be the same terminal.
                bar::aside(|| printer.records(page.items().iter().map(Record::from)))?;
                notes.take(page.items());
                bar.set_position(notes.jobs());
                // A page counts the jobs of its own type.
                let count = page.count().filter(|_| !mixed);
                if let Some(count) = count.and_then(|count| u64::try_from(count).ok()) {
                    bar::expect(&bar, count.max(notes.jobs()));
                }
                notes.tell_progress();
            }
        }
    };
    bar::end(&bar);
    let closed = printer.end(ended.is_ok());
    notes.tell_odd();
    printer.cut().iter().for_each(note);
    let ended = match ended {
        // A program reads one line of an error, and who wants no notes reads no other.
        Err(failure) if stderr::voice().json || stderr::voice().quiet => {
            Err(failure.beside(&notes.incomplete()))
        }
        Err(failure) => {
            note(notes.incomplete());
            Err(failure)
        }
        Ok(()) => {
            if notes.jobs() == 0 && output.format != Format::Json {
                note("no jobs");
            }
            Ok(())
        }
    };
    // What kept the jobs from coming is worse than that its mark could not be printed.
    ended.and(closed.map_err(Failure::from))
}
