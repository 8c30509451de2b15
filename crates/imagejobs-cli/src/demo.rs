//! `imagejobs demo`: the whole way, from an embedded server to an answered query.

use std::io::{self, Write};

use imagejobs::{Client, JobStatus, JobType};
use imagejobs_mock::{Job, Server};

use crate::exit::Failure;
use crate::flags::Demo;
use crate::{block_on, output};

pub(crate) fn run(_: &Demo) -> Result<(), Failure> {
    let server = Server::builder()
        .jobs(30)
        .start()
        .map_err(|error| Failure::other(format!("cannot start the embedded server: {error}")))?;
    // A value that no document names: the service's own reference page has it in its example.
    server.add(
        Job::new("createServer").listed_under(JobType::CreateServer.as_str()).status("PAUSED"),
    );
    let client = Client::builder()
        .endpoint(server.url())
        .project_id(server.project_id())
        .token(server.token())
        .build()?;
    let mut out = io::stdout().lock();
    writeln!(out, "An embedded server answers at {}.\n", server.url())?;

    let page = block_on(async { Ok(client.list(JobType::CreateServer).limit(5).send().await?) })?;
    show_call(&mut out, &server)?;
    output::table(&mut out, page.items())?;
    let count = page.count().unwrap_or_default();
    writeln!(
        out,
        "\nThese are the newest {} of {count} jobs. The type createServer and the status",
        page.items().len()
    )?;
    writeln!(out, "PAUSED are in no document; they are kept, and printed as they came.\n")?;

    let list = client.list(JobType::CreateServerImage).status(JobStatus::Failed);
    let page = block_on(async { Ok(list.send().await?) })?;
    show_call(&mut out, &server)?;
    output::table(&mut out, page.items())?;

    let stranger = Client::builder()
        .endpoint(server.url())
        .project_id(server.project_id())
        .token("not-a-good-token")
        .build()?;
    let refused = block_on(async { Ok(stranger.list(JobType::DeleteServer).send().await) })?;
    if let Err(error) = refused {
        writeln!(out, "\nWith a wrong token the same client says:\n  {error}")?;
    }
    write!(
        out,
        "\nNext, keep a server running in one terminal:\n  \
           cargo run -- serve --jobs 1000\n\
         paste the export lines that it prints into another one, and ask it:\n  \
           cargo run -- list --job-type create-server-image --status running\n  \
           cargo run -- list --job-type CREATE_SERVER --limit 100 -o jsonl\n\
         Everything else: cargo run -- --help\n"
    )?;
    out.flush()?;
    Ok(())
}

fn show_call(out: &mut impl Write, server: &Server) -> io::Result<()> {
    match server.received().last() {
        Some(call) => writeln!(out, "{} {}", call.method, call.target),
        None => Ok(()),
    }
}
