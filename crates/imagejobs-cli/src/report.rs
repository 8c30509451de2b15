//! What `doctor` found, step by step, on standard output.

use std::io::{self, Write};

use console::Style;
use imagejobs::{escape_controls, without_controls};
use schemars::JsonSchema;
use serde::Serialize;

use crate::exit::Failure;
use crate::flags::Format;
use crate::output::json;

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

/// What a step came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub(crate) enum State {
    Ok,
    Warning,
    Problem,
    Skipped,
}

impl State {
    fn name(self) -> &'static str {
        match self {
            Self::Ok => "ok",
            Self::Warning => "warning",
            Self::Problem => "problem",
            Self::Skipped => "skipped",
        }
    }
}

/// A step, and what was found.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct Told {
    step: &'static str,
    state: State,
    details: Vec<String>,
    /// What to do about it.
    help: Vec<String>,
}

/// A value that a call would use.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub(crate) struct Setting {
    pub(crate) name: &'static str,
    /// Nothing secret; null where there is none.
    pub(crate) value: Option<String>,
    pub(crate) origin: Origin,
    /// The flag, the variable, or the place where the credentials were found.
    pub(crate) by: Option<String>,
}

/// Who said so.
#[derive(Clone, Copy, Debug, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Origin {
    Flag,
    Variable,
    Profile,
    /// It came with other credentials than a profile's.
    Credentials,
    /// IAM was asked.
    Iam,
    Default,
    /// There is none.
    None,
}

impl Setting {
    /// As a line for people.
    fn line(&self) -> String {
        let name = self.name.replace('_', " ").replace("iam", "IAM");
        let value = self.value.as_deref().unwrap_or("none");
        match (&self.by, self.origin) {
            (Some(by), _) => format!("{name}: {value}, by {by}"),
            (None, Origin::Default) => format!("{name}: {value}, the default"),
            (None, _) => format!("{name}: {value}"),
        }
    }
}

/// All of it, as `-o json` prints it.
#[derive(Debug, Default, Serialize, JsonSchema)]
pub(crate) struct Document {
    /// Whether a call would work.
    ok: bool,
    exit_code: u8,
    settings: Vec<Setting>,
    steps: Vec<Told>,
}

/// What `imagejobs doctor` prints: with `-o json` all of it, with `-o jsonl` a step a line.
#[derive(JsonSchema)]
#[serde(untagged)]
#[expect(dead_code, reason = "only the schema of it is of use: each form is written by itself")]
pub(crate) enum Json {
    All(Document),
    Line(Told),
}

/// Tells each step as soon as it is known, but in JSON all of them at the end.
#[derive(Debug)]
pub(crate) struct Report {
    format: Format,
    /// The exit code of the first step that failed.
    code: Option<u8>,
    settings: Vec<Setting>,
    steps: Vec<Told>,
}

impl Report {
    pub(crate) fn new(format: Format) -> Self {
        Self { format, code: None, settings: Vec::new(), steps: Vec::new() }
    }

    /// The step of the values that a call would use.
    pub(crate) fn configuration(&mut self, settings: Vec<Setting>) -> Result<(), Failure> {
        let lines: Vec<_> = settings.iter().map(Setting::line).collect();
        self.settings = settings;
        self.ok(Step::Configuration, &lines)
    }

    /// Tells a value that was found since, in JSON in place of what was known of it.
    pub(crate) fn found(&mut self, setting: Setting) {
        self.settings.retain(|known| known.name != setting.name);
        self.settings.push(setting);
    }

    pub(crate) fn ok(&mut self, step: Step, details: &[String]) -> Result<(), Failure> {
        self.tell(step, State::Ok, details.to_vec(), Vec::new())
    }

    pub(crate) fn warning(&mut self, step: Step, what: String, help: &str) -> Result<(), Failure> {
        self.tell(step, State::Warning, vec![what], vec![help.to_owned()])
    }

    pub(crate) fn problem(&mut self, step: Step, failure: Failure) -> Result<(), Failure> {
        let (code, what, help) = failure.into_parts();
        self.code.get_or_insert(code);
        self.tell(step, State::Problem, what.into_iter().collect(), help)
    }

    pub(crate) fn skipped(&mut self, step: Step) -> Result<(), Failure> {
        self.tell(step, State::Skipped, Vec::new(), Vec::new())
    }

    /// Skips this step and all that follow.
    pub(crate) fn skipped_from(&mut self, first: Step) -> Result<(), Failure> {
        Step::ALL.into_iter().filter(|step| *step >= first).try_for_each(|step| self.skipped(step))
    }

    /// How the program ends.
    pub(crate) fn end(self) -> Result<(), Failure> {
        let Self { format, code, settings, steps } = self;
        if format == Format::Json {
            let exit_code = code.unwrap_or_default();
            let mut out = io::stdout().lock();
            json(&mut out, &Document { ok: code.is_none(), exit_code, settings, steps })?;
            out.flush()?;
        }
        code.map_or(Ok(()), |code| Err(Failure::silent(code)))
    }

    fn tell(
        &mut self,
        step: Step,
        state: State,
        details: Vec<String>,
        help: Vec<String>,
    ) -> Result<(), Failure> {
        let first = self.steps.is_empty();
        let told = Told { step: step.name(), state, details, help };
        let mut out = io::stdout().lock();
        match self.format {
            Format::Table => told.write(&mut out)?,
            Format::Jsonl => json(&mut out, &told)?,
            Format::Csv => {
                let mut rows = csv::Writer::from_writer(&mut out);
                if first {
                    rows.write_record(["step", "state", "details", "help"])
                        .map_err(io::Error::from)?;
                }
                let [details, help] = [&told.details, &told.help]
                    .map(|lines| without_controls(&lines.join("; ")).into_owned());
                rows.write_record([told.step, state.name(), &details, &help])
                    .map_err(io::Error::from)?;
                rows.flush()?;
            }
            Format::Json => {}
        }
        out.flush()?;
        self.steps.push(told);
        Ok(())
    }
}

impl Told {
    fn write(&self, out: &mut impl Write) -> io::Result<()> {
        let style = match self.state {
            State::Ok => Style::new().green(),
            State::Warning => Style::new().yellow(),
            State::Problem => Style::new().red(),
            State::Skipped => Style::new().dim(),
        };
        let mut text = format!("{}: {}\n", self.step, style.apply_to(self.state.name()));
        for detail in &self.details {
            text.push_str(&format!("  {}\n", escape_controls(detail)));
        }
        for help in &self.help {
            text.push_str(&format!("  help: {}\n", escape_controls(help)));
        }
        out.write_all(text.as_bytes())
    }
}
