//! `imagejobs watch`: what changes in the lists.

use std::io::{self, Write};

use imagejobs::{Change, JobStatus, Open};
use serde::Serialize;

use crate::exit::Failure;
use crate::flags::{ChangeFormat, Watch};
use crate::output::{self, cell};
use crate::stderr::say;

pub(crate) async fn run(flags: &Watch) -> Result<(), Failure> {
    let configured = flags.connection.configure(Some(&flags.timeout))?;
    configured.find_access().await.map_err(Failure::with_doctor)?;
    let client = &configured.client;
    let mut watch = client.watch(flags.job_type.clone());
    if let Some(interval) = flags.interval {
        watch = watch.interval(interval);
    }
    let mut changes = watch.on_trouble(|error| say(format_args!("note: {error}"))).stream();
    if matches!(flags.output, ChangeFormat::Table) {
        print(&HEADER.map(str::to_owned))?;
    }
    while let Some(change) = changes.next().await {
        let change =
            change.map_err(|error| Failure::of_call(&error, client.endpoint()).with_doctor())?;
        match flags.output {
            ChangeFormat::Table => print(&row(&change))?,
            ChangeFormat::Jsonl => {
                let mut out = io::stdout().lock();
                output::json(&mut out, &Told::from(&change))?;
                out.flush()?;
            }
        }
    }
    Ok(())
}

const HEADER: [&str; 5] = ["CHANGE", "ID", "TYPE", "FROM", "STATUS"];
const WIDTHS: [usize; 5] = [8, 18, 19, 7, 7];

fn print(cells: &[String; 5]) -> io::Result<()> {
    let mut out = io::stdout().lock();
    output::columns(&mut out, cells, &WIDTHS)?;
    out.flush()
}

fn row(change: &Change) -> [String; 5] {
    let Told { change: name, from, .. } = Told::from(change);
    let job = change.job();
    [
        name.to_owned(),
        cell(job.id()),
        cell(job.job_type().map(|kind| kind.as_str())),
        cell(from.flatten().map(Open::as_str)),
        cell(job.status().map(Open::as_str)),
    ]
}

/// A change as JSON.
#[derive(Serialize)]
struct Told<'a> {
    change: &'static str,
    /// The statuses of a change between them.
    #[serde(skip_serializing_if = "Option::is_none")]
    from: Option<Option<&'a Open<JobStatus>>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    to: Option<Option<&'a Open<JobStatus>>>,
    job: &'a imagejobs::ImageJob,
}

impl<'a> From<&'a Change> for Told<'a> {
    fn from(change: &'a Change) -> Self {
        let job = change.job();
        let (from, to) = (None, None);
        match change {
            Change::Status { from, .. } => {
                Self { change: "status", from: Some(from.as_ref()), to: Some(job.status()), job }
            }
            Change::Gone(_) => Self { change: "gone", from, to, job },
            _ => Self { change: "appeared", from, to, job },
        }
    }
}
