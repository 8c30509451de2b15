//! How the program ends.

use std::fmt::Write as _;
use std::io;

use imagejobs::{Endpoint, Error};

use crate::stderr;

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

    /// A call that went wrong.
    pub(crate) fn of_call(error: &Error, endpoint: &Endpoint) -> Self {
        Self { code: code(error), what: Some(error.to_string()), help: advice(error, endpoint) }
    }

    /// Flags that the parser refuses, in its words.
    pub(crate) fn told_by(refusal: &clap::Error) -> Self {
        // There is nowhere to say that standard error cannot be written to.
        let _ = refusal.print();
        Self::silent(2)
    }

    fn silent(code: u8) -> Self {
        Self { code, what: None, help: Vec::new() }
    }

    pub(crate) fn help(mut self, help: impl Into<String>) -> Self {
        self.help.push(help.into());
        self
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

/// What to do about a call that failed.
fn advice(error: &Error, endpoint: &Endpoint) -> Vec<String> {
    let advice = |lines: &[&str]| lines.iter().map(|line| (*line).to_owned()).collect();
    if error.is_unauthorized() {
        advice(&[
            "the token was refused; get a new one from IAM and set IMAGEJOBS_AUTH_TOKEN",
            "a token from a region's IAM is valid in that region only",
        ])
    } else if error.is_forbidden() {
        advice(&["check the project id, and ask for the permission of the call"])
    } else if error.is_not_found() {
        vec![format!("check the endpoint {endpoint}, and the project id")]
    } else if error.is_throttled() {
        advice(&["wait a little and call again"])
    } else if error.is_timeout() {
        vec![
            "--attempt-timeout limits one request and its answer, --timeout the whole call"
                .to_owned(),
            format!("the endpoint is {endpoint}"),
        ]
    } else if error.is_connect() {
        vec![format!("check the endpoint {endpoint}, the network, and the proxy variables")]
    } else if error.is_server() {
        advice(&["the service failed; call again, and give the request id to its support"])
    } else if error.is_decode() {
        let excerpt = error.body_excerpt().filter(|excerpt| !excerpt.is_empty());
        let begins = excerpt.map(|excerpt| format!("the answer begins with {excerpt}"));
        begins.into_iter().chain([format!("check the endpoint {endpoint}")]).collect()
    } else if error.status().is_some_and(|status| (300..400).contains(&status)) {
        vec![format!("check the endpoint {endpoint}")]
    } else {
        Vec::new()
    }
}
