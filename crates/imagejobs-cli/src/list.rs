//! `imagejobs list`: one page of jobs.

use std::io::{self, BufWriter, Write};

use imagejobs::{Page, without_controls};

use crate::exit::Failure;
use crate::flags::{Format, List};
use crate::output::{self, short};
use crate::stderr::say;

pub(crate) async fn run(flags: &List) -> Result<(), Failure> {
    let configured = flags.connection.configure()?;
    let client = &configured.client;
    configured.find_access().await.map_err(with_doctor)?;
    let mut list = client.list(flags.job_type);
    if let Some(status) = flags.status {
        list = list.status(status);
    }
    if let Some(limit) = flags.limit {
        list = list.limit(limit);
    }
    if let Some(offset) = flags.offset {
        list = list.offset(offset);
    }
    let page = list
        .send()
        .await
        .map_err(|error| with_doctor(Failure::of_call(&error, client.endpoint())))?;
    let mut out = BufWriter::new(io::stdout().lock());
    match flags.output {
        Format::Table => output::table(&mut out, page.items())?,
        Format::Json => output::json(&mut out, &page)?,
        Format::Jsonl => page.items().iter().try_for_each(|job| output::json(&mut out, job))?,
    }
    out.flush()?;
    note_odd(&page);
    if !matches!(flags.output, Format::Json) {
        note_rest(&page, flags);
    }
    Ok(())
}

fn with_doctor(failure: Failure) -> Failure {
    failure.help_on_access("imagejobs doctor checks configuration, clock and credentials")
}

/// Says which values are not what they should be.
fn note_odd(page: &Page) {
    const MOST: usize = 5;
    let jobs = (1_usize..).zip(page.items());
    let mut odd = jobs.flat_map(|(number, job)| job.odd().map(move |odd| (number, odd)));
    for (number, (field, json)) in odd.by_ref().take(MOST) {
        let json = without_controls(json);
        match field {
            "item" => say(format_args!("note: job {number} is not an object: {}", short(&json))),
            _ => {
                say(format_args!("note: job {number} has an unexpected {field}: {}", short(&json)))
            }
        }
    }
    match odd.count() {
        0 => {}
        more => say(format_args!("note: {more} more values are unexpected")),
    }
}

/// Says what the page leaves out.
fn note_rest(page: &Page, flags: &List) {
    const USUAL_LIMIT: u32 = 10;
    let shown = page.items().len() as u64;
    let offset = flags.offset.unwrap_or(0);
    let next = offset.saturating_add(shown);
    let full = shown >= u64::from(flags.limit.unwrap_or(USUAL_LIMIT));
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
