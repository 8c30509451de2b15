//! `imagejobs wait`: is my image done?

mod progress;
mod verdict;

use std::io::{self, StdoutLock};
use std::sync::Arc;
use std::time::{Duration, Instant};

use imagejobs::ImageJob;
use tokio::time::timeout;

use crate::exit::Failure;
use crate::flags::Wait;
use crate::output::{Printer, Shape};
use crate::signal::Interrupts;
use crate::stderr;
use progress::Progress;
use verdict::Verdict;

/// The longest interval between two looks, unless the first is longer.
const LONGEST: Duration = Duration::from_secs(30);

/// How long to wait in all, unless a flag says otherwise.
const USUAL_LIMIT: Duration = Duration::from_secs(60 * 60);

pub(crate) async fn run(flags: &Wait, interrupts: &Interrupts) -> Result<(), Failure> {
    let mut interrupts = interrupts.attend();
    let printer = Printer::new(&flags.output, Shape::Jobs, io::stdout().lock())?;
    let mut out = Out { printer, reader_gone: false };
    let configured = flags.connection.configure(None)?;
    let (limit, started) = (flags.timeout.unwrap_or(USUAL_LIMIT), Instant::now());
    match interrupts.run(timeout(limit, configured.find_access())).await {
        None => return Err(Failure::interrupted()),
        Some(Err(_)) => return Err(Failure::late("credentials and project", limit)),
        Some(Ok(access)) => access.map_err(Failure::with_doctor)?,
    }
    let client = &configured.client;
    let mut wait = client.wait(flags.job_type, &flags.ids).until_succeeded();
    // What took no time to speak of is no reason to tell of another limit than the one given.
    let spent = Some(started.elapsed()).filter(|spent| *spent >= Duration::from_secs(1));
    wait = wait.deadline(limit.saturating_sub(spent.unwrap_or_default()));
    if let Some(grace) = flags.grace {
        wait = wait.grace(grace);
    }
    if let Some(first) = flags.interval {
        wait = wait.backoff(first, first.max(LONGEST));
    }
    let progress = Arc::new(Progress::of(flags.ids.len()));
    let tell = Arc::clone(&progress);
    let mut ends = wait.on_progress(move |of_job| tell.tell(of_job)).stream();

    let mut verdict = Verdict::default();
    loop {
        match interrupts.run(ends.next()).await {
            None => {
                let known = progress.end();
                if stderr::voice().json {
                    return Err(
                        Failure::interrupted().beside(&known.join("; ").replace("  ", ": "))
                    );
                }
                known.iter().for_each(stderr::note);
                return Err(Failure::interrupted());
            }
            Some(None) => break,
            Some(Some(Ok(job))) => {
                progress.ended(job.id(), || out.print(&job))?;
                verdict.succeeded();
                if flags.any {
                    break;
                }
            }
            Some(Some(Err(error))) => {
                let failed = error.job().filter(|_| error.is_failed());
                let printed =
                    progress.ended(error.id(), || failed.map_or(Ok(()), |job| out.print(job)));
                verdict.take(&error, client.endpoint());
                printed?;
            }
        }
    }
    progress.end();
    out.printer.cut().iter().for_each(stderr::note);
    verdict.end(flags.any)
}

/// Where jobs are printed that ended.
struct Out {
    printer: Printer<StdoutLock<'static>>,
    /// Nobody reads any more: how the jobs end matters all the same.
    reader_gone: bool,
}

impl Out {
    /// One line for a job.
    fn print(&mut self, job: &ImageJob) -> io::Result<()> {
        if self.reader_gone {
            return Ok(());
        }
        match self.printer.records([job.into()]) {
            Err(error) if error.kind() == io::ErrorKind::BrokenPipe => {
                self.reader_gone = true;
                Ok(())
            }
            written => written,
        }
    }
}
