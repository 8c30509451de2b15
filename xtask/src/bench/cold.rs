//! What it costs to build on the facade, and what the program weighs.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::Instant;

use serde_json::Value;

use super::figure::Figures;
use super::machine;
use super::program::output;
use super::{Effort, median};
use crate::cargo;
use crate::files::{self, told};

/// A small program, outside the workspace.
struct Small {
    name: &'static str,
    dependencies: String,
    main: &'static str,
}

const ON_THE_FACADE: &str = r#"use imagejobs::{Client, Error, JobType};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    let client = Client::builder().region("cn-north-4").build()?;
    let page = client.list(JobType::CreateServer).send().await?;
    for job in page.items() {
        println!("{}", job.id().unwrap_or("-"));
    }
    Ok(())
}
"#;

const ON_REQWEST: &str = r#"#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let _ = rustls::crypto::ring::default_provider().install_default();
    let url = "https://appstream.cn-north-4.myhuaweicloud.com/v1/0/image-server-jobs";
    let text = reqwest::get(url).await?.text().await?;
    let page: serde_json::Value = serde_json::from_str(&text)?;
    for job in page["items"].as_array().into_iter().flatten() {
        println!("{}", job["id"]);
    }
    Ok(())
}
"#;

/// Builds both programs from nothing, one after the other in each round.
pub(super) fn builds(root: &Path, effort: Effort, got: &mut Figures) -> Result<(), String> {
    let root = std::path::absolute(root).map_err(|error| error.to_string())?;
    let facade = root.join("crates/imagejobs");
    let tokio = r#"tokio = { version = "1", features = ["macros", "rt"] }"#;
    let small = [
        Small {
            name: "on-the-facade",
            dependencies: format!("imagejobs = {{ path = {facade:?} }}\n{tokio}\n"),
            main: ON_THE_FACADE,
        },
        Small {
            name: "on-reqwest",
            dependencies: format!(
                "{tokio}\n\
                 reqwest = {{ version = \"0.13\", default-features = false, features = [\"rustls-no-provider\"] }}\n\
                 rustls = {{ version = \"0.23\", default-features = false, features = [\"ring\", \"std\", \"tls12\"] }}\n\
                 serde_json = \"1\"\n"
            ),
            main: ON_REQWEST,
        },
    ];
    let mut ratios = Vec::new();
    let mut more = 0.0;
    for round in 1..=effort.builds {
        eprintln!("build: round {round}");
        let (facade, crates) = small[0].built(&root)?;
        let (reqwest, fewer) = small[1].built(&root)?;
        eprintln!("build: {facade:.1} s and {crates} crates, {reqwest:.1} s and {fewer} crates");
        ratios.push(facade / reqwest);
        more = crates as f64 - fewer as f64;
    }
    got.add("build-time", median(&mut ratios));
    got.add("build-crates", more);
    Ok(())
}

impl Small {
    /// How many seconds it takes to build, and how many crates are built for it.
    fn built(&self, root: &Path) -> Result<(f64, usize), String> {
        let folder = tempfile::tempdir().map_err(|error| format!("a folder for it: {error}"))?;
        let write = |name: &str, text: &str| {
            files::write_changed(&folder.path().join(name), text).map_err(|e| told(name, &e))
        };
        write(
            "Cargo.toml",
            &format!(
                "[package]\nname = \"{}\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\n[workspace]\n\n[dependencies]\n{}",
                self.name, self.dependencies
            ),
        )?;
        write("src/main.rs", self.main)?;
        // The same versions as here.
        write("Cargo.lock", &files::text(root, "Cargo.lock")?)?;
        let cargo = |task| {
            let mut cargo = cargo::command(folder.path());
            cargo.arg(task);
            cargo.env("CARGO_TARGET_DIR", folder.path().join("target")).stderr(Stdio::inherit());
            cargo
        };
        // What has to be fetched is no part of the build.
        output(cargo("fetch").args(["--quiet", "--target", &machine::target()?]))?;
        let begun = Instant::now();
        let messages = output(cargo("build").args(["--quiet", "--message-format", "json"]))?;
        let seconds = begun.elapsed().as_secs_f64();
        let messages = messages.lines().filter_map(|line| serde_json::from_str(line).ok());
        let crates: BTreeSet<String> = messages
            .filter(|told: &Value| told["reason"] == "compiler-artifact")
            .filter_map(|told| Some(told["package_id"].as_str()?.to_owned()))
            .collect();
        Ok((seconds, crates.len() - 1))
    }
}

/// The released program.
pub(super) fn program(root: &Path) -> Result<PathBuf, String> {
    eprintln!("binary: building it");
    let mut cargo = cargo::command(root);
    cargo.args(["build", "--quiet", "--release", "--package", "imagejobs-cli"]);
    cargo.args(["--message-format", "json-render-diagnostics"]);
    let messages = output(cargo.stderr(Stdio::inherit()))?;
    let mut messages = messages.lines().filter_map(|line| serde_json::from_str::<Value>(line).ok());
    let program = messages.find_map(|told| Some(told["executable"].as_str()?.to_owned()));
    program.map(PathBuf::from).ok_or_else(|| "cargo built no program".to_owned())
}

/// Its size.
pub(super) fn binary(program: &Path, got: &mut Figures) -> Result<(), String> {
    let size = fs::metadata(program).map_err(|error| format!("the program: {error}"))?.len();
    got.add("binary", size as f64 / 1e6);
    Ok(())
}
