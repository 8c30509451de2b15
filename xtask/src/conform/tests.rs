//! The facade's conformance tests, as a process of their own.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use imagejobs_codegen::mutant::Traffic;
use serde_json::Value;

use crate::cargo;

/// The tests, built.
#[derive(Debug)]
pub(crate) struct Tests {
    program: PathBuf,
}

/// What facade and wire say to each fact by its name: nothing, that they agree, or what is wrong.
#[derive(Debug, Default)]
pub(crate) struct Report {
    facts: BTreeMap<String, [Option<Result<(), String>>; 2]>,
}

impl Tests {
    /// Builds them: those of the root, or this checkout's when the root has only documents and code.
    pub(crate) fn build(root: &Path) -> Result<Self, String> {
        let root = if root.join("Cargo.toml").is_file() { root.to_owned() } else { crate::root() };
        let built = cargo::command(&root)
            .args(["test", "--quiet", "--no-run", "--message-format", "json"])
            // As `cargo test --workspace` builds it, so that nothing is built twice.
            .args(["--workspace", "--test", "conformance"])
            .stderr(Stdio::inherit())
            .output()
            .map_err(|error| format!("cargo: {error}"))?;
        let messages = String::from_utf8_lossy(&built.stdout);
        let messages: Vec<Value> =
            messages.lines().filter_map(|line| serde_json::from_str(line).ok()).collect();
        if !built.status.success() {
            let rendered = messages.iter().filter_map(|told| told["message"]["rendered"].as_str());
            eprint!("{}", rendered.collect::<String>());
            return Err("the facade's conformance tests do not build".to_owned());
        }
        let program = messages.iter().find_map(|message| {
            let is_it = message["target"]["name"] == "conformance";
            message["executable"].as_str().filter(|_| is_it)
        });
        let program = program.ok_or("cargo built no conformance tests")?;
        Ok(Self { program: program.into() })
    }

    /// Runs them on the document of a checkout, and with changed traffic.
    pub(crate) fn run(&self, root: &Path, traffic: Option<&Traffic>) -> Result<Report, String> {
        let root = std::path::absolute(root).map_err(|error| error.to_string())?;
        let folder = tempfile::tempdir().map_err(|error| format!("a folder for it: {error}"))?;
        let report = folder.path().join("report.json");
        let mut command = Command::new(&self.program);
        command
            .args(["facade_and_wire_say_what_the_document_says", "--exact"])
            .env("IMAGEJOBS_CONFORMANCE_ROOT", &root)
            .env("IMAGEJOBS_CONFORMANCE_REPORT", &report)
            .env_remove("IMAGEJOBS_CONFORMANCE_TRAFFIC");
        if let Some(traffic) = traffic {
            let json = serde_json::to_string(traffic).map_err(|error| error.to_string())?;
            command.env("IMAGEJOBS_CONFORMANCE_TRAFFIC", json);
        }
        let output = command.output().map_err(|error| format!("the conformance tests: {error}"))?;
        let text = std::fs::read_to_string(&report).map_err(|_| {
            let out = String::from_utf8_lossy(&output.stdout);
            format!("the conformance tests found nothing out:\n{}", out.trim())
        })?;
        Report::read(&text)
    }
}

impl Report {
    fn read(json: &str) -> Result<Self, String> {
        let rows: Vec<Value> =
            serde_json::from_str(json).map_err(|error| format!("the report: {error}"))?;
        let mark = |value: &Value| match value {
            Value::Bool(true) => Some(Ok(())),
            Value::String(wrong) => Some(Err(wrong.clone())),
            _ => None,
        };
        let fact = |row: &Value| row["fact"].as_str().unwrap_or_default().to_owned();
        let facts = rows.iter().map(|row| (fact(row), [mark(&row["facade"]), mark(&row["wire"])]));
        Ok(Self { facts: facts.collect() })
    }

    /// The marks of facade and wire.
    pub(crate) fn marks(&self, fact: &str) -> [Option<Result<(), String>>; 2] {
        self.facts.get(fact).cloned().unwrap_or_default()
    }

    /// The facts that are told.
    pub(crate) fn facts(&self) -> impl Iterator<Item = &str> {
        self.facts.keys().map(String::as_str)
    }
}
