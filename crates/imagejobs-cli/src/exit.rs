//! How the program ends.

use std::fmt::Write as _;
use std::io;
use std::time::Duration;

use imagejobs::{Endpoint, Error};

use crate::{advice, stderr};

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

    pub(crate) fn unreachable(what: impl Into<String>) -> Self {
        Self { code: 7, ..Self::other(what) }
    }

    /// Time that is up before anything is known.
    pub(crate) fn late(what: &str, limit: Duration) -> Self {
        let what = format!("finding {what} did not end within {limit:?}");
        Self { code: 5, ..Self::other(what) }.help("wait longer with --timeout")
    }

    /// The exit code of an interrupt.
    pub(crate) const INTERRUPTED: u8 = 130;

    pub(crate) fn interrupted() -> Self {
        Self { code: Self::INTERRUPTED, ..Self::other("interrupted") }
    }

    /// A call that went wrong.
    pub(crate) fn of_call(error: &Error, endpoint: &Endpoint) -> Self {
        Self::of(error, advice::on_call(error, endpoint))
    }

    /// Credentials that were not found, or are no good.
    pub(crate) fn of_credentials(error: &Error) -> Self {
        Self::of(error, advice::on_credentials(error))
    }

    /// A project id that was not found.
    pub(crate) fn of_project(error: &Error) -> Self {
        Self::of(error, advice::on_project(error))
    }

    fn of(error: &Error, help: Vec<String>) -> Self {
        Self { code: code(error), what: Some(error.to_string()), help }
    }

    /// Credentials that a service would refuse.
    pub(crate) fn refused(what: impl Into<String>) -> Self {
        Self { code: 3, ..Self::other(what) }
    }

    /// Flags that the parser refuses, in its words.
    pub(crate) fn told_by(refusal: &clap::Error) -> Self {
        // There is nowhere to say that standard error cannot be written to.
        let _ = refusal.print();
        Self::silent(2)
    }

    /// One that was told elsewhere.
    pub(crate) fn silent(code: u8) -> Self {
        Self { code, what: None, help: Vec::new() }
    }

    pub(crate) fn help(mut self, help: impl Into<String>) -> Self {
        self.help.push(help.into());
        self
    }

    /// Adds where to look for the cause of what is a matter of access.
    pub(crate) fn with_doctor(self) -> Self {
        if self.code != 3 {
            return self;
        }
        self.help("imagejobs doctor checks configuration, clock and credentials")
    }

    /// The exit code, what happened, and what to do about it.
    pub(crate) fn into_parts(self) -> (u8, Option<String>, Vec<String>) {
        (self.code, self.what, self.help)
    }

    /// Tells it on standard error, and gives the exit code.
    pub(crate) fn tell(self) -> u8 {
        if let Some(what) = self.what {
            stderr::say(format_args!("error: {what}"));
        }
        for help in self.help {
            stderr::say(format_args!("help: {help}"));
        }
        self.code
    }
}

/// A reader that has gone away has read enough: that is no failure.
impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Self {
        if error.kind() == io::ErrorKind::BrokenPipe {
            return Self::silent(0);
        }
        Self::other(format!("cannot write to standard output: {error}"))
    }
}

fn code(error: &Error) -> u8 {
    if error.is_usage() {
        2
    } else if error.is_credentials() || error.is_unauthorized() || error.is_forbidden() {
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
