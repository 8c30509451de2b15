//! One page, and where the next one is.

use std::io::{self, BufWriter, Write};

use imagejobs::{Endpoint, List, Page};

use super::failed;
use super::notes::Notes;
use crate::exit::Failure;
use crate::flags::Format;
use crate::output::{self, Table};
use crate::stderr::say;

pub(super) async fn run(
    mut list: List<'_>,
    limit: Option<u32>,
    offset: Option<u64>,
    format: Format,
    endpoint: &Endpoint,
) -> Result<(), Failure> {
    if let Some(limit) = limit {
        list = list.limit(limit);
    }
    if let Some(offset) = offset {
        list = list.offset(offset);
    }
    let page = list.send().await.map_err(|error| failed(&error, endpoint))?;
    let mut out = BufWriter::new(io::stdout().lock());
    match format {
        Format::Table => Table::of_one_page().write(&mut out, page.items())?,
        Format::Json => output::json(&mut out, &page)?,
        Format::Jsonl => page.items().iter().try_for_each(|job| output::json(&mut out, job))?,
    }
    out.flush()?;
    let mut notes = Notes::default();
    notes.take(page.items());
    notes.tell_odd();
    if !matches!(format, Format::Json) {
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
            say(format_args!("note: no jobs at --offset {offset}; there are {count}"));
        }
        _ if shown == 0 => say("note: no jobs"),
        Some(count) if count > next => {
            say(format_args!("note: {shown} of {count} jobs; the next are at --offset {next}"));
        }
        // A count below what has come counts nothing.
        Some(count) if count == next => {}
        _ if full => {
            say(format_args!("note: {shown} jobs; there may be more at --offset {next}"));
        }
        _ => {}
    }
}
