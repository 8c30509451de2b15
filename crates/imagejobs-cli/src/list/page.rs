//! One page, and where the next one is.

use std::io;

use imagejobs::{Endpoint, List, Page};

use super::failed;
use super::notes::Notes;
use crate::exit::Failure;
use crate::flags::{Format, Output};
use crate::output::{Printer, Shape};
use crate::stderr::note;

pub(super) async fn run(
    mut list: List<'_>,
    limit: Option<u32>,
    offset: Option<u64>,
    output: &Output,
    endpoint: &Endpoint,
) -> Result<(), Failure> {
    if let Some(limit) = limit {
        list = list.limit(limit);
    }
    if let Some(offset) = offset {
        list = list.offset(offset);
    }
    let mut printer = Printer::new(output, Shape::Page, io::stdout().lock())?;
    let page = list.send().await.map_err(|error| failed(&error, endpoint))?;
    printer.page(&page, output.format)?;
    let mut notes = Notes::default();
    notes.take(page.items());
    notes.tell_odd();
    printer.cut().iter().for_each(note);
    if output.format != Format::Json {
        note_rest(&page, limit, offset.unwrap_or(0));
    }
    Ok(())
}

/// Says what the page leaves out.
fn note_rest(page: &Page, limit: Option<u32>, offset: u64) {
    const USUAL_LIMIT: u32 = 10;
    let shown = page.items().len() as u64;
    let next = offset.saturating_add(shown);
    let full = shown >= u64::from(limit.unwrap_or(USUAL_LIMIT));
    match page.count().and_then(|count| u64::try_from(count).ok()) {
        Some(count) if shown == 0 && count > 0 => {
            note(format_args!("no jobs at --offset {offset}; there are {count}"));
        }
        _ if shown == 0 => note("no jobs"),
        Some(count) if count > next => {
            note(format_args!("{shown} of {count} jobs; the next are at --offset {next}"));
        }
        // A count below what has come counts nothing.
        Some(count) if count == next => {}
        _ if full => {
            note(format_args!("{shown} jobs; there may be more at --offset {next}"));
        }
        _ => {}
    }
}
