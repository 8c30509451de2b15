//! How the program ends.

use std::fmt::Write as _;
use std::io;
use std::time::Duration;

use clap::error::ErrorKind;
use imagejobs::{Endpoint, Error, WaitError, escape_controls};
use schemars::JsonSchema;
use serde::Serialize;

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
    facts: Box<Facts>,
}

/// What a program reads of an error; `-o json` and `jsonl` print it.
#[derive(Clone, Debug, Default, Serialize, JsonSchema)]
pub(crate) struct Facts {
    /// What kind of error it is.
    kind: &'static str,
    /// The status that the service answered with.
    status: Option<u16>,
    /// The service's code, such as WKS.0001.
    code: Option<String>,
    /// What happened, in words.
    message: String,
    /// The service's name of the call, for its support.
    request_id: Option<String>,
    /// How often the call was tried; null where there was no call.
    attempts: Option<u32>,
}

/// A line of JSON on standard error.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct ErrorLine {
    error: Facts,
}

impl Failure {
    fn new(code: u8, kind: &'static str, what: impl Into<String>) -> Self {
        let facts = Box::new(Facts { kind, ..Facts::default() });
        Self { code, what: Some(what.into()), help: Vec::new(), facts }
    }

    pub(crate) fn other(what: impl Into<String>) -> Self {
        Self::new(1, "other", what)
    }

    pub(crate) fn usage(what: impl Into<String>) -> Self {
        Self::new(2, "usage", what)
    }

    pub(crate) fn unreachable(what: impl Into<String>) -> Self {
        Self::new(7, "connect", what)
    }

    /// Time that is up before anything is known.
    pub(crate) fn late(what: &str, limit: Duration) -> Self {
        Self::new(5, "timeout", format!("finding {what} did not end within {limit:?}"))
            .help("wait longer with --timeout")
    }

    /// The exit code of an interrupt.
    pub(crate) const INTERRUPTED: u8 = 130;

    pub(crate) fn interrupted() -> Self {
        Self::new(Self::INTERRUPTED, "interrupted", "interrupted")
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
        let (code, kind) = class(error);
        let facts = Facts {
            kind,
            status: error.status(),
            code: error.code().map(str::to_owned),
            message: String::new(),
            request_id: error.request_id().map(str::to_owned),
            attempts: Some(error.attempts()).filter(|attempts| *attempts > 0),
        };
        Self { code, what: Some(error.to_string()), help, facts: Box::new(facts) }
    }

    /// A job that did not end as it should.
    pub(crate) fn of_job(code: u8, kind: &'static str, error: &WaitError) -> Self {
        Self::new(code, kind, error.to_string())
    }

    /// Credentials that a service would refuse.
    pub(crate) fn refused(what: impl Into<String>) -> Self {
        Self::new(3, "credentials", what)
    }

    /// Flags that the parser refuses, in its words: the first paragraph says what is wrong, the
    /// others what to do.
    pub(crate) fn told_by(refusal: &clap::Error) -> Self {
        let helps = ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand;
        if refusal.kind() == helps && !stderr::voice().json {
            // There is nowhere to say that standard error cannot be written to.
            let _ = refusal.print();
            return Self::silent(2);
        }
        if refusal.kind() == helps {
            return Self::usage("no command was given");
        }
        let text = refusal.render().to_string();
        let line = |paragraph: &str| {
            let words = paragraph.split([' ', '\n']).filter(|word| !word.is_empty());
            escape_controls(&words.collect::<Vec<_>>().join(" ")).into_owned()
        };
        let mut paragraphs = text.split("\n\n").map(line);
        let what = paragraphs.next().unwrap_or_default();
        let what = what.strip_prefix("error: ").unwrap_or(&what);
        paragraphs.filter(|paragraph| !paragraph.is_empty()).fold(
            Self::usage(what),
            |failure, help| {
                let help = help.strip_prefix("tip: ").unwrap_or(&help);
                failure.help(help.trim_end_matches('.'))
            },
        )
    }

    /// One that was told elsewhere.
    pub(crate) fn silent(code: u8) -> Self {
        Self { code, what: None, help: Vec::new(), facts: Box::default() }
    }

    pub(crate) fn help(mut self, help: impl Into<String>) -> Self {
        self.help.push(help.into());
        self
    }

    /// Says what there is in spite of it.
    pub(crate) fn beside(mut self, rest: &str) -> Self {
        self.what = self.what.map(|what| format!("{what}; {rest}"));
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

    /// Tells what happened on standard error; not what to do about it.
    pub(crate) fn tell_what(&self) {
        let Some(what) = &self.what else { return };
        if !stderr::voice().json {
            return stderr::error(what);
        }
        let error = Facts { message: what.clone(), ..(*self.facts).clone() };
        // Facts are texts and numbers, which JSON has.
        stderr::say(serde_json::to_string(&ErrorLine { error }).unwrap_or_default());
    }

    /// Tells it on standard error, and gives the exit code.
    pub(crate) fn tell(self) -> u8 {
        self.tell_what();
        if !stderr::voice().json {
            self.help.iter().for_each(stderr::help);
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
        Self::new(1, "output", format!("cannot write to standard output: {error}"))
    }
}

/// The exit code, and the kind.
fn class(error: &Error) -> (u8, &'static str) {
    if error.is_usage() {
        (2, "usage")
    } else if error.is_credentials() {
        (3, "credentials")
    } else if error.is_unauthorized() {
        (3, "unauthorized")
    } else if error.is_forbidden() {
        (3, "forbidden")
    } else if error.is_not_found() {
        (4, "not_found")
    } else if error.is_timeout() {
        (5, "timeout")
    } else if error.is_connect() {
        (7, "connect")
    } else if error.is_throttled() {
        (7, "throttled")
    } else if error.is_server() {
        (7, "server")
    } else if error.is_decode() {
        (1, "decode")
    } else if error.is_incomplete() {
        (1, "incomplete")
    } else {
        (1, "status")
    }
}
