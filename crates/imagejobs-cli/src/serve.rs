//! `imagejobs serve`: the embedded server, until it is asked to stop.

use std::io::{self, Write};

use imagejobs_mock::Server;

use crate::exit::Failure;
use crate::flags::Serve;
use crate::signal;

pub(crate) fn run(flags: &Serve) -> Result<(), Failure> {
    let Serve { listen, jobs, seed } = *flags;
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
    eprintln!("serving {jobs} jobs; interrupt to stop");
    tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .and_then(|runtime| runtime.block_on(signal::stop()))
        .map_err(|error| Failure::other(format!("cannot wait for signals: {error}")))
}

/// The lines that point the client at a server.
pub(crate) fn exports(server: &Server) -> String {
    format!(
        "export IMAGEJOBS_ENDPOINT={}\nexport IMAGEJOBS_PROJECT_ID={}\nexport IMAGEJOBS_AUTH_TOKEN={}\n",
        server.url(),
        server.project_id(),
        server.token(),
    )
}
