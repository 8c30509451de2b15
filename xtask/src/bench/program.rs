//! The programs of the bench crate, and the cores that they keep to.

use std::collections::BTreeMap;
use std::fs;
use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdout, Command, Stdio};
use std::thread;

use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::cargo;

/// The programs, built for speed.
#[derive(Clone, Debug)]
pub(super) struct Programs {
    built: BTreeMap<String, PathBuf>,
    /// Whether the plain progenitor client is among the peers.
    pub(super) progenitor: bool,
    /// Whether each side has a core of its own.
    pub(super) pinned: bool,
}

/// The core of the server, and that of the client.
const CORES: [&str; 2] = ["0", "1"];

impl Programs {
    /// Built as an application is that sets nothing.
    pub(super) fn build(root: &Path, progenitor: bool) -> Result<Self, String> {
        Self::built(root, "bench", progenitor)
    }

    /// Built as the program `imagejobs` is released. Cargo puts them where those of
    /// [`build`](Self::build) are, which are gone then.
    pub(super) fn build_released(root: &Path) -> Result<Self, String> {
        Self::built(root, "release", false)
    }

    fn built(root: &Path, profile: &str, progenitor: bool) -> Result<Self, String> {
        eprintln!("building the programs");
        let mut cargo = cargo::command(root);
        cargo.args(["build", "--quiet", "--profile", profile, "--package", "imagejobs-bench"]);
        cargo.args(["--bins", "--benches", "--message-format", "json-render-diagnostics"]);
        if progenitor {
            cargo.args(["--features", "progenitor"]);
        }
        let built = cargo.stderr(Stdio::inherit()).output();
        let built = built.map_err(|error| format!("cargo: {error}"))?;
        if !built.status.success() {
            return Err("the bench crate does not build".to_owned());
        }
        let messages = String::from_utf8_lossy(&built.stdout);
        let messages = messages.lines().filter_map(|line| serde_json::from_str(line).ok());
        let built = messages.filter_map(|told: Value| {
            let name = told["target"]["name"].as_str()?.to_owned();
            Some((name, told["executable"].as_str()?.into()))
        });
        Ok(Self { built: built.collect(), progenitor, pinned: can_pin() })
    }

    /// A program by its name.
    pub(super) fn path(&self, name: &str) -> Result<&Path, String> {
        self.built.get(name).map(PathBuf::as_path).ok_or_else(|| format!("cargo built no {name}"))
    }

    /// A server of this kind, which is ended with what this gives.
    pub(super) fn serve(&self, kind: &str, flags: &[&str]) -> Result<Server, String> {
        let mut command = self.on(CORES[0], self.path("imagejobs-bench")?);
        Server::begin(command.arg(kind).args(flags))
    }

    /// What a client says when it is done.
    pub(super) fn ask<T: DeserializeOwned>(&self, arguments: &[&str]) -> Result<T, String> {
        let mut command = self.on(CORES[1], self.path("imagejobs-bench")?);
        let text = output(command.args(arguments))?;
        serde_json::from_str(&text).map_err(|error| format!("{arguments:?}: {error}"))
    }

    /// What a program of one function says.
    pub(super) fn run(&self, name: &str, arguments: &[&str]) -> Result<String, String> {
        output(self.on(CORES[1], self.path(name)?).args(arguments))
    }

    fn on(&self, core: &str, program: &Path) -> Command {
        if !self.pinned {
            return Command::new(program);
        }
        let mut command = Command::new("taskset");
        command.args(["--cpu-list", core]).arg(program);
        command
    }
}

/// A server that runs.
#[derive(Debug)]
pub(super) struct Server {
    child: Child,
    pub(super) address: String,
    /// Open as long as it runs: it may say more.
    out: Option<BufReader<ChildStdout>>,
}

impl Server {
    /// Runs a command whose first line tells where it listens.
    pub(super) fn begin(command: &mut Command) -> Result<Self, String> {
        let child = command.stdout(Stdio::piped()).spawn();
        let mut child = child.map_err(|error| format!("the server: {error}"))?;
        let out = child.stdout.take().map(BufReader::new);
        let mut server = Self { child, address: String::new(), out };
        let address = server.next_line()?;
        server.address = address.trim_start_matches("http://").to_owned();
        Ok(server)
    }

    /// What it says next.
    pub(super) fn next_line(&mut self) -> Result<String, String> {
        let mut line = String::new();
        if let Some(out) = &mut self.out {
            out.read_line(&mut line).map_err(|error| format!("the server: {error}"))?;
        }
        Ok(line.trim().to_owned())
    }

    /// How long it was on a processor, in nanoseconds: Linux tells.
    pub(super) fn on_processor(&self) -> Option<u64> {
        let threads = fs::read_dir(format!("/proc/{}/task", self.child.id())).ok()?;
        let nanos = threads.map(|thread| {
            let text = fs::read_to_string(thread.ok()?.path().join("schedstat")).ok()?;
            text.split_whitespace().next()?.parse::<u64>().ok()
        });
        nanos.sum()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // It may have ended by itself; either way it is gone.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// What a command writes to standard output, when it ends well.
pub(super) fn output(command: &mut Command) -> Result<String, String> {
    let name = command.get_program().to_string_lossy().into_owned();
    let output = command.output().map_err(|error| format!("{name}: {error}"))?;
    if !output.status.success() {
        let told = String::from_utf8_lossy(&output.stderr);
        return Err(format!("{name} ended with {}: {}", output.status, told.trim()));
    }
    String::from_utf8(output.stdout).map_err(|error| format!("{name}: {error}"))
}

fn can_pin() -> bool {
    let cores = thread::available_parallelism().map_or(1, usize::from);
    let tried = Command::new("taskset").args(["--cpu-list", "0,1", "true"]).status();
    cores > 1 && tried.is_ok_and(|status| status.success())
}
