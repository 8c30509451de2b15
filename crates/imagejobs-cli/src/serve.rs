//! `imagejobs serve`: the embedded server, until it is asked to stop.

use std::fmt::Write as _;
use std::fs;
use std::io::{self, Write};
use std::time::Duration;

use imagejobs::JobType;
use imagejobs_mock::{Auth, Builder, Churn, Job, Lifecycle, Project, Server, Tenant};

use crate::exit::Failure;
use crate::faults;
use crate::flags::Serve;
use crate::given::variable;
use crate::signal::Signals;
use crate::stderr::{inform, note};

pub(crate) fn run(flags: &Serve) -> Result<(), Failure> {
    if faults::is_help(&flags.faults) {
        return faults::help();
    }
    let Serve { listen, jobs, seed, auth, max_connections, .. } = *flags;
    let server = Server::builder().listen(listen).seed(seed).jobs(jobs).auth(auth);
    let mut server = with_keys(server.max_connections(max_connections), flags)?;
    server = projects(flags)?.into_iter().fold(server, Builder::project);
    let movement = Movement::of(flags);
    if let Some(movement) = movement {
        server = movement.begin(server);
    }
    if flags.control {
        server = match variable("IMAGEJOBS_CONTROL_KEY")? {
            Some(key) => server.control_key(key.value),
            None => server.control(),
        };
    }
    if let Some(plan) = faults::composed(&flags.faults)? {
        server = server.faults(plan);
    }
    // Whoever has read the first line may send a signal at once.
    let mut stop = Signals::stop()
        .map_err(|error| Failure::other(format!("cannot wait for signals: {error}")))?;
    let server = server.start().map_err(|error| match error.kind() {
        io::ErrorKind::InvalidInput => Failure::usage(error.to_string()),
        _ => Failure::other(format!("cannot listen on {listen}: {error}")),
    })?;
    if let Some(movement) = movement {
        movement.have_some_unfinished(&server);
    }
    let mut out = io::stdout().lock();
    write!(out, "{}\n{}", server.url(), exports(&server))?;
    out.flush()?;
    drop(out);
    let movement = movement.map(Movement::told).unwrap_or_default();
    let projects = server.projects();
    let jobs = projects.iter().map(Tenant::job_count).sum::<usize>();
    let among = match projects.len() {
        1 => String::new(),
        projects => format!(" in {projects} projects"),
    };
    let faults = faults::told(&flags.faults);
    inform(format_args!("serving {jobs} jobs{among}{movement}{faults}; interrupt to stop"));
    drop(projects);
    stop.wait();
    end(server, stop);
    Ok(())
}

/// How long calls in flight may take to end.
const GRACE: Duration = Duration::from_secs(5);

/// Lets the calls in flight end. The next signal ends the process with them.
fn end(server: Server, signals: Signals) {
    signals.end_at_next();
    let number = |calls| if calls == 1 { "1 call".to_owned() } else { format!("{calls} calls") };
    match server.close() {
        0 => {}
        calls => {
            let calls = number(calls);
            note(format_args!(
                "waiting for {calls} in flight, {GRACE:?} at most; interrupt to end now"
            ));
        }
    }
    match server.shutdown(GRACE) {
        0 => {}
        calls => note(format_args!("cut off {} after {GRACE:?}", number(calls))),
    }
}

/// How the jobs move, when they do.
#[derive(Clone, Copy)]
struct Movement {
    /// How long a job waits, and then runs.
    each: Duration,
    churn: bool,
}

impl Movement {
    fn of(flags: &Serve) -> Option<Self> {
        let usual = flags.churn.then_some(Duration::from_secs(10));
        flags.lifecycle.or(usual).map(|each| Self { each, churn: flags.churn })
    }

    fn begin(self, builder: Builder) -> Builder {
        let churn = Churn::every(self.turns()).lifecycle(self.lifecycle());
        builder.lifecycle(self.lifecycle()).churn(if self.churn {
            churn.arrivals(0..=1).departures(0..=1)
        } else {
            churn.arrivals(1..=1)
        })
    }

    fn lifecycle(self) -> Lifecycle {
        Lifecycle::mostly_succeeds(self.each, self.each)
    }

    /// How often jobs arrive. A short lifecycle is no reason to fill the memory.
    fn turns(self) -> Duration {
        let second = Duration::from_secs(1);
        if self.churn { second } else { self.each.max(second) }
    }

    /// Adds a job to each type that has none to wait for.
    fn have_some_unfinished(self, server: &Server) {
        for kind in JobType::ALL.iter().map(|kind| kind.as_str()) {
            let none = |status| server.ids(kind, Some(status)).is_empty();
            if none("WAITING") && none("RUNNING") {
                server.add(Job::new(kind).lifecycle(self.lifecycle()));
            }
        }
    }

    fn told(self) -> String {
        let (each, turns) = (self.each, self.turns());
        let arrive = if self.churn {
            "in every second up to one of each type arrives and up to one leaves".to_owned()
        } else {
            format!("one of each type arrives every {turns:?}")
        };
        format!(", which wait {each:?}, run {each:?} and end; {arrive}")
    }
}

/// Adds the key pairs of the file, when one is given.
fn with_keys(builder: Builder, flags: &Serve) -> Result<Builder, Failure> {
    let Some(path) = &flags.credentials else { return Ok(builder) };
    fs::read_to_string(path)
        .and_then(|text| builder.credentials_file(&text))
        .map_err(|error| Failure::usage(format!("--credentials {}: {error}", path.display())))
}

/// The projects of the file, when one is given.
fn projects(flags: &Serve) -> Result<Vec<Project>, Failure> {
    let Some(path) = &flags.projects else { return Ok(Vec::new()) };
    let wrong = |what: String| Failure::usage(format!("--projects {}: {what}", path.display()));
    let text = fs::read_to_string(path).map_err(|error| wrong(error.to_string()))?;
    let projects: Vec<Project> = serde_json::from_str(text.trim_start_matches('\u{feff}'))
        .map_err(|error| wrong(error.to_string()))?;
    if projects.is_empty() {
        return Err(wrong(
            "the list is empty; it must have a project, such as {\"id\": \"a\"}".into(),
        ));
    }
    Ok(projects)
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
