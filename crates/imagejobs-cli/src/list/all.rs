//! All jobs, printed while their pages come.

use std::io;

use imagejobs::{Endpoint, Pages};

use super::failed;
use super::notes::Notes;
use super::printer::Printer;
use crate::exit::Failure;
use crate::flags::Format;
use crate::signal::Interrupts;
use crate::stderr::say;

pub(super) async fn run(
    mut pages: Pages,
    format: Format,
    endpoint: &Endpoint,
    interrupts: &Interrupts,
) -> Result<(), Failure> {
    let mut interrupts = interrupts.attend();
    // The lock is held to the end, so that an exit elsewhere does not wait to flush it.
    let mut printer = Printer::new(format, io::stdout().lock());
    let mut notes = Notes::default();
    let ended = loop {
        match interrupts.run(pages.next()).await {
            None => break Err(Failure::interrupted()),
            Some(None) => break Ok(()),
            Some(Some(Err(error))) => break Err(failed(&error, endpoint)),
            Some(Some(Ok(page))) => {
                printer.page(page.items())?;
                notes.take(page.items());
            }
        }
    };
    let closed = printer.end(ended.is_ok());
    notes.tell_odd();
    if ended.is_err() {
        notes.tell_incomplete();
    } else if notes.jobs() == 0 && !matches!(format, Format::Json) {
        say("note: no jobs");
    }
    // What kept the jobs from coming is worse than that its mark could not be printed.
    ended.and(closed.map_err(Failure::from))
}
