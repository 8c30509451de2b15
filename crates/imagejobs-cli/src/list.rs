//! `imagejobs list`: one page of jobs.

use std::io::{self, BufWriter, Write};

use imagejobs::{Page, without_controls};

use crate::exit::Failure;
use crate::flags::{Format, List};
use crate::{block_on, output};

pub(crate) fn run(flags: &List) -> Result<(), Failure> {
    let client = flags.connection.client()?;
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
    let page = block_on(async { Ok(list.send().await?) })?;
    let mut out = BufWriter::new(io::stdout().lock());
    match flags.output {
        Format::Table => output::table(&mut out, page.items())?,
        Format::Json => output::json(&mut out, &page)?,
        Format::Jsonl => page.items().iter().try_for_each(|job| output::json(&mut out, job))?,
    }
    out.flush()?;
    note(&page, flags);
    Ok(())
}

/// What the page leaves out, on standard error.
fn note(page: &Page, flags: &List) {
    for (index, job) in page.items().iter().enumerate() {
        for (field, json) in job.odd() {
            let json = without_controls(json);
            eprintln!("note: job {index} has an unexpected {field}: {}", output::short(&json));
        }
    }
    if !matches!(flags.output, Format::Table) {
        return;
    }
    let shown = page.items().len();
    let next = flags.offset.unwrap_or(0).saturating_add(shown as u64);
    match page.count() {
        _ if shown == 0 => eprintln!("note: no jobs"),
        Some(count) if u64::try_from(count).is_ok_and(|count| count > next) => {
            eprintln!("note: {shown} of {count} jobs; the next are at --offset {next}");
        }
        _ => {}
    }
}
