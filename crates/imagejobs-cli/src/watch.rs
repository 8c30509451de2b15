//! `imagejobs watch`: what changes in the lists.

use std::io;

use imagejobs::Change;

use crate::exit::Failure;
use crate::flags::{Format, Watch};
use crate::output::{Changed, Printer, Record, Shape};
use crate::stderr::note;

pub(crate) async fn run(flags: &Watch) -> Result<(), Failure> {
    let mut printer = Printer::new(&flags.output, Shape::Changes, io::stdout().lock())?;
    let configured = flags.connection.configure(Some(&flags.timeout))?;
    configured.find_access().await.map_err(Failure::with_doctor)?;
    let client = &configured.client;
    let mut watch = client.watch(flags.job_type.clone());
    if let Some(interval) = flags.interval {
        watch = watch.interval(interval);
    }
    let mut changes = watch.on_trouble(|error| note(error)).stream();
    if matches!(flags.output.format, Format::Table | Format::Csv) {
        printer.records([])?;
        printer.cut().iter().for_each(note);
    }
    while let Some(change) = changes.next().await {
        let change =
            change.map_err(|error| Failure::of_call(&error, client.endpoint()).with_doctor())?;
        printer.records([record(&change)])?;
    }
    Ok(())
}

fn record(change: &Change) -> Record<'_> {
    let (name, from) = match change {
        Change::Status { from, .. } => ("status", Some(from.as_ref())),
        Change::Gone(_) => ("gone", None),
        _ => ("appeared", None),
    };
    Record { job: change.job(), change: Some(Changed { name, from }) }
}
