//! `cargo xtask lint`, run on documents of our own.
#![allow(clippy::unwrap_used, reason = "a test that cannot be set up should panic")]

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

use imagejobs_codegen::rule::Rule;
use tempfile::TempDir;

const SPEC: &str = "spec/image-jobs.yaml";

/// A checkout that holds the documents.
fn checkout() -> TempDir {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir(folder.path().join("spec")).unwrap();
    for document in [SPEC, "spec/iam.yaml"] {
        fs::copy(root.join(document), folder.path().join(document)).unwrap();
    }
    folder
}

fn edit(folder: &Path, old: &str, new: &str) {
    let file = folder.join(SPEC);
    let text = fs::read_to_string(&file).unwrap();
    assert!(text.contains(old), "{old:?}");
    fs::write(file, text.replacen(old, new, 1)).unwrap();
}

/// The line of a text in the document, counted from 1.
fn line(folder: &Path, text: &str) -> usize {
    let document = fs::read_to_string(folder.join(SPEC)).unwrap();
    document[..document.find(text).unwrap()].lines().count() + 1
}

fn command(arguments: &[&str], folder: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_xtask"));
    command.arg("lint").args(arguments).current_dir(folder);
    command
}

/// Exit code, standard output, standard error.
fn lint(arguments: &[&str], folder: &Path) -> (i32, String, String) {
    let output = command(arguments, folder).output().unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    (output.status.code().unwrap(), text(output.stdout), text(output.stderr))
}

#[test]
fn sound_documents_are_told_as_such() {
    let folder = checkout();
    let said = "spec/image-jobs.yaml: no problems\nspec/iam.yaml: no problems\n";
    assert_eq!(lint(&["--root", "."], folder.path()), (0, said.to_owned(), String::new()));
    let said = format!("{SPEC}: no problems\n");
    assert_eq!(lint(&[SPEC], folder.path()), (0, said, String::new()));
}

#[test]
fn every_problem_is_told_in_the_order_of_the_text_and_counted() {
    let folder = checkout();
    edit(folder.path(), "operationId: list_image_jobs", "operationId: listImageJobs");
    edit(folder.path(), "      description: The project whose tasks are listed.\n", "");
    let id = line(folder.path(), "      operationId: listImageJobs");
    let parameter = line(folder.path(), "    ProjectId:");
    let said = format!(
        "\
spec/image-jobs.yaml:{id}:7: /paths/~1v1~1{{project_id}}~1image-server-jobs/get/operationId: expected snake_case, `list_image_jobs`, found \"listImageJobs\" [operation-ids]
spec/image-jobs.yaml:{parameter}:5: /components/parameters/ProjectId: a parameter needs the field `description` [descriptions]
spec/iam.yaml: no problems
2 problems
"
    );
    assert_eq!(lint(&["--root", "."], folder.path()), (1, said, String::new()));
}

#[test]
fn the_overlay_of_a_document_is_laid_over_a_copy_of_it() {
    let folder = checkout();
    let old = "        begin_time:\n          type: string\n          description: When the task was created.\n";
    edit(folder.path(), old, &old.replace("begin_time", "start_time"));
    let copy = folder.path().join("copy.yaml");
    fs::copy(folder.path().join(SPEC), copy).unwrap();
    let (code, out, _) = lint(&[SPEC], folder.path());
    assert!(code == 1 && out.contains("expected a property begin_time"), "{out}");
    let (code, out, _) = lint(&["copy.yaml"], folder.path());
    assert!(code == 1 && !out.contains("expected a property"), "{out}");
    assert!(out.contains(r#"the schema describes no field "begin_time""#), "{out}");
}

#[test]
fn problems_are_json_for_machines() {
    let folder = checkout();
    edit(folder.path(), "maximum: 100", "maximum: 0");
    let (code, out, _) = lint(&["-o", "json", SPEC], folder.path());
    let problems: serde_json::Value = serde_json::from_str(&out).unwrap();
    assert_eq!(code, 1);
    let bounds = serde_json::json!({
        "file": SPEC,
        "line": line(folder.path(), "      minimum: 1\n"),
        "column": 7,
        "pointer": "/components/schemas/PageSize/minimum",
        "message": "`minimum` is 1, more than `maximum`, which is 0",
        "rule": "bounds",
    });
    assert!(problems.as_array().unwrap().contains(&bounds), "{out}");
    assert_eq!(lint(&["-o", "json", "spec/iam.yaml"], folder.path()).1, "[]\n");
}

#[test]
fn the_rules_are_told_with_their_reasons() {
    let (code, out, _) = lint(&["--rules"], Path::new("."));
    assert_eq!(code, 0);
    let names: Vec<&str> = out
        .lines()
        .filter(|line| !line.starts_with(' '))
        .filter_map(|line| Some(line.split_once(" (")?.0))
        .collect();
    assert_eq!(names, Rule::ALL.iter().map(|rule| rule.name()).collect::<Vec<_>>());
    assert!(out.lines().all(|line| line.len() <= 100), "{out}");
    let (_, out, _) = lint(&["--rules", "-o", "json"], Path::new("."));
    let rules: serde_json::Value = serde_json::from_str(&out).unwrap();
    assert_eq!(rules[0]["rule"], "yaml");
    assert_eq!(rules.as_array().unwrap().len(), Rule::ALL.len());
}

#[test]
fn what_cannot_be_read_is_told() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("bytes.yaml"), b"openapi: 3.0.3\n\xff").unwrap();
    fs::write(folder.path().join("empty.yaml"), "").unwrap();
    fs::write(folder.path().join("open.yaml"), "a: [").unwrap();
    for (arguments, says) in [
        (&["missing.yaml"][..], "error: missing.yaml: "),
        (&["."], "error: .: "),
        (&["bytes.yaml"], "error: bytes.yaml:2: expected UTF-8, found other bytes"),
        (&["--root", "."], "error: spec/image-jobs.yaml: "),
    ] {
        let (code, out, err) = lint(arguments, folder.path());
        assert!(code == 1 && out.is_empty() && err.starts_with(says), "{arguments:?}: {err}");
    }
    let empty =
        "empty.yaml:1:1: the file is empty, expected an OpenAPI document [yaml]\n1 problem\n";
    assert_eq!(lint(&["empty.yaml"], folder.path()), (1, empty.to_owned(), String::new()));
    let (code, out, _) = lint(&["open.yaml"], folder.path());
    assert!(code == 1 && out.contains(" [yaml]\n1 problem\n"), "{out}");
    assert_eq!(lint(&["--rules", "open.yaml"], folder.path()).0, 2);
}

#[test]
fn a_reader_who_leaves_is_no_error() {
    let (reader, writer) = std::io::pipe().unwrap();
    drop(reader);
    let mut child = command(&["--rules"], Path::new("."))
        .stdout(writer)
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut said = String::new();
    std::io::Read::read_to_string(&mut child.stderr.take().unwrap(), &mut said).unwrap();
    assert_eq!((child.wait().unwrap().code(), said.as_str()), (Some(0), ""));
}

#[test]
fn help_shows_examples() {
    let (code, out, _) = lint(&["--help"], Path::new("."));
    assert!(code == 0 && out.contains("cargo xtask lint --rules"), "{out}");
}
