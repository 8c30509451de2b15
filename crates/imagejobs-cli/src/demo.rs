//! `imagejobs demo`: the whole way, from an embedded server to an answered query.

use std::env;
use std::io::{self, Write};

use imagejobs::{Client, ImageJob, JobStatus, JobType};
use imagejobs_mock::{Job, Server};

use crate::exit::Failure;
use crate::output::{Field, Layout, Record, Table, Times};
use crate::stderr;

pub(crate) async fn run() -> Result<(), Failure> {
    let server = Server::builder()
        .jobs(30)
        .start()
        .map_err(|error| Failure::other(format!("cannot start the embedded server: {error}")))?;
    server.add(
        Job::new("createServer")
            .listed_under(JobType::CreateServer.as_str())
            .status("PAUSED")
            .begin_time("2026-01-01T00:00:00.000Z"),
    );
    let client = client(&server, server.token())?;
    let mut out = io::stdout().lock();
    writeln!(out, "An embedded server answers at {}.\n", server.url())?;

    let list = client.list(JobType::CreateServer).limit(5);
    let page = list.send().await.map_err(|error| Failure::of_call(&error, client.endpoint()))?;
    show_call(&mut out, &server)?;
    show(&mut out, page.items())?;
    writeln!(
        out,
        "\nThese are the newest {} of {} jobs. No document has a status PAUSED, nor a type\n\
         createServer in its list of types: both are kept, and printed as they came.\n",
        page.items().len(),
        page.count().unwrap_or_default(),
    )?;

    let list = client.list(JobType::CreateServerImage).status(JobStatus::Failed);
    let page = list.send().await.map_err(|error| Failure::of_call(&error, client.endpoint()))?;
    show_call(&mut out, &server)?;
    show(&mut out, page.items())?;

    let stranger = self::client(&server, "not-a-good-token")?;
    if let Err(error) = stranger.list(JobType::DeleteServer).send().await {
        writeln!(out, "\nWith a wrong token the same client says:\n  {error}")?;
    }
    let program = program();
    write!(
        out,
        "\nNext, keep a server running in one terminal:\n  \
           {program} serve --jobs 1000\n\
         paste the export lines that it prints into another one, and ask it:\n  \
           {program} list --job-type create-server-image --status running\n  \
           {program} list --job-type CREATE_SERVER --limit 100 -o jsonl\n\
         Everything else: {program} help\n"
    )?;
    out.flush()?;
    Ok(())
}

fn client(server: &Server, token: &str) -> Result<Client, Failure> {
    Client::builder()
        .endpoint(server.url())
        .project_id(server.project_id())
        .token(token)
        .build()
        .map_err(|error| Failure::other(error.to_string()))
}

fn show(out: &mut impl Write, jobs: &[ImageJob]) -> io::Result<()> {
    let mut table = Table::new(Field::SENT, false, Times::new(false), Layout::OnePage);
    table.write(out, &jobs.iter().map(Record::from).collect::<Vec<_>>())?;
    table.cut().iter().for_each(stderr::note);
    Ok(())
}

fn show_call(out: &mut impl Write, server: &Server) -> io::Result<()> {
    match server.received().last() {
        Some(call) => writeln!(out, "{} {}", call.method, call.target),
        None => Ok(()),
    }
}

/// How the program was called, so that the lines it prints can be pasted: `cargo run` tells itself
/// by this variable.
fn program() -> &'static str {
    if env::var_os("CARGO_MANIFEST_DIR").is_some() { "cargo run --" } else { "imagejobs" }
}
