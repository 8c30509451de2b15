//! `imagejobs serve`: the embedded server, until it is asked to stop.

use std::io::{self, Write};

use imagejobs_mock::Server;

use crate::exit::Failure;
use crate::flags::Serve;
use crate::signal::Signals;
use crate::stderr::say;

pub(crate) fn run(flags: &Serve) -> Result<(), Failure> {
    let Serve { listen, jobs, seed } = *flags;
    // Whoever has read the first line may send a signal at once.
    let stop = Signals::stop()
        .map_err(|error| Failure::other(format!("cannot wait for signals: {error}")))?;
    let server = Server::builder()
        .listen(listen)
        .seed(seed)
        .jobs(jobs)
        .start()
        .map_err(|error| Failure::other(format!("cannot listen on {listen}: {error}")))?;
    let mut out = io::stdout().lock();
    write!(out, "{}\n{}", server.url(), exports(&server))?;
    out.flush()?;
    drop(out);
    say(format_args!("serving {jobs} jobs; interrupt to stop"));
    stop.wait();
    Ok(())
}

/// The lines that point the client at a server.
fn exports(server: &Server) -> String {
    format!(
        "export IMAGEJOBS_ENDPOINT={}\nexport IMAGEJOBS_PROJECT_ID={}\nexport IMAGEJOBS_AUTH_TOKEN={}\n",
        server.url(),
        server.project_id(),
        server.token(),
    )
}
