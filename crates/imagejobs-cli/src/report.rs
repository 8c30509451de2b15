//! What `doctor` found, step by step, on standard output.

use std::io::{self, Write};

use imagejobs::escape_controls;

use crate::exit::Failure;

/// The steps, in their order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Step {
    Configuration,
    Name,
    Answer,
    Clock,
    Credentials,
    ProjectId,
    ListCall,
}

impl Step {
    const ALL: [Self; 7] = [
        Self::Configuration,
        Self::Name,
        Self::Answer,
        Self::Clock,
        Self::Credentials,
        Self::ProjectId,
        Self::ListCall,
    ];

    fn name(self) -> &'static str {
        match self {
            Self::Configuration => "configuration",
            Self::Name => "name",
            Self::Answer => "answer",
            Self::Clock => "clock",
            Self::Credentials => "credentials",
            Self::ProjectId => "project id",
            Self::ListCall => "list call",
        }
    }
}

/// Tells each step as soon as it is known.
#[derive(Debug, Default)]
pub(crate) struct Report {
    /// The exit code of the first step that failed.
    code: Option<u8>,
}

impl Report {
    pub(crate) fn ok(&mut self, step: Step, details: &[String]) -> Result<(), Failure> {
        write(step, "ok", details, &[])
    }

    pub(crate) fn warning(&mut self, step: Step, what: String, help: &str) -> Result<(), Failure> {
        write(step, "warning", &[what], &[help.to_owned()])
    }

    pub(crate) fn problem(&mut self, step: Step, failure: Failure) -> Result<(), Failure> {
        let (code, what, help) = failure.into_parts();
        self.code.get_or_insert(code);
        write(step, "problem", what.as_slice(), &help)
    }

    pub(crate) fn skipped(&mut self, step: Step) -> Result<(), Failure> {
        write(step, "skipped", &[], &[])
    }

    /// Skips this step and all that follow.
    pub(crate) fn skipped_from(&mut self, first: Step) -> Result<(), Failure> {
        Step::ALL.into_iter().filter(|step| *step >= first).try_for_each(|step| self.skipped(step))
    }

    /// How the program ends.
    pub(crate) fn end(self) -> Result<(), Failure> {
        self.code.map_or(Ok(()), |code| Err(Failure::silent(code)))
    }
}

fn write(step: Step, state: &str, details: &[String], help: &[String]) -> Result<(), Failure> {
    let mut text = format!("{}: {state}\n", step.name());
    for detail in details {
        text.push_str(&format!("  {}\n", escape_controls(detail)));
    }
    for help in help {
        text.push_str(&format!("  help: {}\n", escape_controls(help)));
    }
    let mut out = io::stdout().lock();
    out.write_all(text.as_bytes())?;
    out.flush()?;
    Ok(())
}
