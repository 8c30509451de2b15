//! How the program ends.

use std::fmt::Write as _;
use std::io;
use std::process::ExitCode;

use imagejobs::Error;

/// The exit codes, for people: README and `imagejobs help exit-codes` show this table.
pub(crate) const TABLE: &[(u8, &str)] = &[
    (0, "done"),
    (1, "any other error"),
    (2, "usage: a flag, a variable or a value that cannot be right"),
    (3, "no usable credentials, or the service answered 401 or 403"),
    (4, "not found"),
    (5, "time is up"),
    (6, "a job failed"),
    (7, "unreachable, throttled, or 5xx after all attempts"),
    (130, "interrupted"),
];

/// The table as text, one code a line.
pub(crate) fn table() -> String {
    TABLE.iter().fold(String::new(), |mut text, (code, meaning)| {
        // Writing into a string cannot fail.
        let _ = writeln!(text, "{code:>3}  {meaning}");
        text
    })
}

/// Why the program does not end with 0, and what to do about it.
#[derive(Debug)]
pub(crate) struct Failure {
    code: u8,
    what: Option<String>,
    help: Vec<String>,
}

impl Failure {
    pub(crate) fn other(what: impl Into<String>) -> Self {
        Self { code: 1, what: Some(what.into()), help: Vec::new() }
    }

    pub(crate) fn usage(what: impl Into<String>) -> Self {
        Self { code: 2, ..Self::other(what) }
    }

    pub(crate) fn no_credentials(what: impl Into<String>) -> Self {
        Self { code: 3, ..Self::other(what) }
    }

    pub(crate) fn interrupted() -> Self {
        Self { code: 130, ..Self::other("interrupted") }
    }

    pub(crate) fn help(mut self, help: impl Into<String>) -> Self {
        self.help.push(help.into());
        self
    }

    /// Tells it on standard error.
    pub(crate) fn tell(self) -> ExitCode {
        let mut text = String::new();
        if let Some(what) = self.what {
            let _ = writeln!(text, "error: {what}");
        }
        for help in self.help {
            let _ = writeln!(text, "help: {help}");
        }
        // There is nowhere to say that standard error cannot be written to.
        let _ = io::Write::write_all(&mut io::stderr(), text.as_bytes());
        ExitCode::from(self.code)
    }
}

/// A reader that has gone away has read enough: that is no failure.
impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Self {
        if error.kind() == io::ErrorKind::BrokenPipe {
            return Self { code: 0, what: None, help: Vec::new() };
        }
        Self::other(format!("cannot write to standard output: {error}"))
    }
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        let failure = Self { code: code(&error), what: Some(error.to_string()), help: Vec::new() };
        match () {
            () if error.is_unauthorized() => failure
                .help("the token was refused; get a new one from IAM and set IMAGEJOBS_AUTH_TOKEN")
                .help("a token from a region's IAM is valid in that region only"),
            () if error.is_forbidden() => {
                failure.help("check --project-id, and ask for the permission of the call")
            }
            () if error.is_not_found() => {
                failure.help("check the endpoint or region, and the project id")
            }
            () if error.is_throttled() => failure.help("wait a little and call again"),
            () if error.is_timeout() => failure.help(
                "--attempt-timeout limits one request and its answer, --timeout the whole call",
            ),
            () if error.is_connect() => {
                failure.help("check the endpoint or region, the network, and the proxy variables")
            }
            () if error.is_server() => failure
                .help("the service failed; call again, and give the request id to its support"),
            () if error.is_decode() => match error.body_excerpt() {
                None | Some("") => failure.help("check the endpoint"),
                Some(excerpt) => failure.help(format!("the answer begins with {excerpt}")),
            },
            () => failure,
        }
    }
}

fn code(error: &Error) -> u8 {
    if error.is_usage() {
        2
    } else if error.is_unauthorized() || error.is_forbidden() {
        3
    } else if error.is_not_found() {
        4
    } else if error.is_timeout() {
        5
    } else if error.is_connect() || error.is_throttled() || error.is_server() {
        7
    } else {
        1
    }
}
