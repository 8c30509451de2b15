//! `imagejobs wait`: is my image done?

mod progress;
mod verdict;

use std::io::{self, Write};
use std::sync::Arc;
use std::time::Duration;

use imagejobs::ImageJob;

use crate::exit::Failure;
use crate::flags::{Format, Wait};
use crate::output::{self, Table};
use crate::signal::Interrupts;
use progress::Progress;
use verdict::Verdict;

/// The longest interval between two looks, unless the first is longer.
const LONGEST: Duration = Duration::from_secs(30);

pub(crate) async fn run(flags: &Wait, interrupts: &Interrupts) -> Result<(), Failure> {
    let mut interrupts = interrupts.attend();
    let configured = flags.connection.configure(None)?;
    let Some(access) = interrupts.run(configured.find_access()).await else {
        return Err(Failure::interrupted());
    };
    access.map_err(Failure::with_doctor)?;
    let client = &configured.client;
    let mut wait = client.wait(flags.job_type, &flags.ids).until_succeeded();
    if let Some(limit) = flags.timeout {
        wait = wait.deadline(limit);
    }
    if let Some(grace) = flags.grace {
        wait = wait.grace(grace);
    }
    if let Some(first) = flags.interval {
        wait = wait.backoff(first, first.max(LONGEST));
    }
    let progress = Arc::new(Progress::default());
    let tell = Arc::clone(&progress);
    let mut ends = wait.on_progress(move |of_job| tell.tell(of_job)).stream();

    let mut verdict = Verdict::default();
    loop {
        match interrupts.run(ends.next()).await {
            None => {
                progress.clear();
                return Err(Failure::interrupted());
            }
            Some(None) => break,
            Some(Some(Ok(job))) => {
                progress.ended(job.id(), || print(flags.output, &job))?;
                verdict.succeeded();
                if flags.any {
                    break;
                }
            }
            Some(Some(Err(error))) => {
                let failed = error.job().filter(|_| error.is_failed());
                progress.ended(error.id(), || {
                    let printed = failed.map_or(Ok(()), |job| print(flags.output, job));
                    verdict.take(&error, client.endpoint());
                    printed
                })?;
            }
        }
    }
    progress.clear();
    verdict.end(flags.any)
}

/// One line for a job that ended.
fn print(format: Format, job: &ImageJob) -> io::Result<()> {
    let mut out = io::stdout().lock();
    match format {
        Format::Table => Table::of_rows().write(&mut out, std::slice::from_ref(job))?,
        Format::Json | Format::Jsonl => output::json(&mut out, job)?,
    }
    out.flush()
}
