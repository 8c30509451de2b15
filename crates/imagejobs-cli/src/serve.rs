//! `imagejobs serve`: the embedded server, until it is asked to stop.

use std::fmt::Write as _;
use std::fs;
use std::io::{self, Write};

use imagejobs_mock::{Auth, Builder, Server};

use crate::exit::Failure;
use crate::flags::Serve;
use crate::signal::Signals;
use crate::stderr::say;

pub(crate) fn run(flags: &Serve) -> Result<(), Failure> {
    let Serve { listen, jobs, seed, auth, .. } = *flags;
    let server =
        with_keys(Server::builder().listen(listen).seed(seed).jobs(jobs).auth(auth), flags)?;
    // Whoever has read the first line may send a signal at once.
    let stop = Signals::stop()
        .map_err(|error| Failure::other(format!("cannot wait for signals: {error}")))?;
    let server = server.start().map_err(|error| match error.kind() {
        io::ErrorKind::InvalidInput => Failure::usage(error.to_string()),
        _ => Failure::other(format!("cannot listen on {listen}: {error}")),
    })?;
    let mut out = io::stdout().lock();
    write!(out, "{}\n{}", server.url(), exports(&server))?;
    out.flush()?;
    drop(out);
    say(format_args!("serving {jobs} jobs; interrupt to stop"));
    stop.wait();
    Ok(())
}

/// Adds the key pairs of the file, when one is given.
fn with_keys(builder: Builder, flags: &Serve) -> Result<Builder, Failure> {
    let Some(path) = &flags.credentials else { return Ok(builder) };
    fs::read_to_string(path)
        .and_then(|text| builder.credentials_file(&text))
        .map_err(|error| Failure::usage(format!("--credentials {}: {error}", path.display())))
}

/// The lines that point the client at a server, with the credentials that it takes.
fn exports(server: &Server) -> String {
    let keys = server.keys();
    let signed = server.auth() == Auth::Signed;
    let project_id = keys.project().filter(|_| signed).unwrap_or(server.project_id());
    let mut variables =
        vec![("IMAGEJOBS_ENDPOINT", server.url()), ("IMAGEJOBS_PROJECT_ID", project_id)];
    if signed {
        variables.push(("HUAWEICLOUD_SDK_AK", keys.access_key()));
        variables.push(("HUAWEICLOUD_SDK_SK", keys.secret_key()));
        variables.extend(keys.token().map(|token| ("HUAWEICLOUD_SDK_SECURITY_TOKEN", token)));
        variables.push(("HUAWEICLOUD_SDK_PROJECT_ID", project_id));
    } else {
        variables.push(("IMAGEJOBS_AUTH_TOKEN", server.token()));
    }
    variables.iter().fold(String::new(), |mut lines, (name, value)| {
        // Writing into a string cannot fail.
        let _ = writeln!(lines, "export {name}={}", quoted(value));
        lines
    })
}

/// A value as a shell takes it for one word.
fn quoted(value: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || "/:._-+=@%,".contains(c);
    if value.chars().all(plain) {
        return value.to_owned();
    }
    format!("'{}'", value.replace('\'', r"'\''"))
}
