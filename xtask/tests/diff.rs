//! `cargo xtask diff`, run on real files and a real git repository.
#![allow(clippy::unwrap_used, reason = "a test that cannot be set up should panic")]

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

use serde_json::Value;
use tempfile::TempDir;

const OLD: &str = "openapi: 3.0.3
info: {title: T, version: '1'}
paths:
  /things:
    get:
      operationId: list
      parameters:
        - {name: limit, in: query, schema: {type: integer, maximum: 100}}
      responses: {'200': {description: d}}
";

/// A folder with `old.yaml`, and the documents that differ from it in one way.
fn folder() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (name, text) in [
        ("old.yaml", OLD.to_owned()),
        ("same.yaml", OLD.to_owned()),
        ("breaking.yaml", OLD.replace("100", "50")),
        ("additive.yaml", OLD.replace("100", "500")),
        ("cosmetic.yaml", OLD.replace("title: T", "title: U")),
        ("opaque.yaml", OLD.replace("{description: d}", "{$ref: 'other.yaml#/A'}")),
    ] {
        fs::write(folder.path().join(name), text).unwrap();
    }
    folder
}

/// Exit code, standard output, standard error.
fn diff(arguments: &[&str], folder: &Path) -> (i32, String, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_xtask"));
    let command = command.arg("--root").arg(folder).arg("diff").args(arguments);
    let output = command.current_dir(folder).output().unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    (output.status.code().unwrap(), text(output.stdout), text(output.stderr))
}

fn git(folder: &Path, arguments: &[&str]) {
    let name = ["-c", "user.name=a", "-c", "user.email=a@b.c", "-c", "commit.gpgsign=false"];
    let mut command = Command::new("git");
    command.current_dir(folder).args(name).args(arguments);
    // The test may itself be run by a hook of git's.
    for variable in ["GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE"] {
        command.env_remove(variable);
    }
    let output = command.output().unwrap();
    assert!(output.status.success(), "{arguments:?}: {output:?}");
}

#[test]
fn the_exit_code_tells_whether_somebody_breaks() {
    let folder = folder();
    for (new, code, last) in [
        ("same.yaml", 0, "old.yaml and same.yaml say the same; semver step: none"),
        ("cosmetic.yaml", 0, "0 breaking, 0 additive, 1 cosmetic; semver step: patch"),
        ("additive.yaml", 0, "0 breaking, 1 additive, 0 cosmetic; semver step: minor"),
        ("breaking.yaml", 1, "1 breaking, 0 additive, 0 cosmetic; semver step: major"),
    ] {
        let (found, out, err) = diff(&["old.yaml", new], folder.path());
        assert_eq!((found, err.as_str()), (code, ""), "{new}");
        assert_eq!(out.lines().last(), Some(last), "{out}");
        let (found, allowed, _) = diff(&["old.yaml", new, "--allow-breaking"], folder.path());
        assert_eq!((found, allowed), (0, out));
    }
}

#[test]
fn a_change_is_told_with_its_places_and_its_operation() {
    let folder = folder();
    let (_, out, _) = diff(&["old.yaml", "breaking.yaml"], folder.path());
    let pointer = "/paths/~1things/get/parameters/0/schema/maximum";
    let expected = format!(
        "breaking, 1:\n  breaking.yaml:8: {pointer}: `maximum` went from 100 to 50 [request-maximum-narrowed]\n    \
         GET /things\n    was old.yaml:8: {pointer}\n1 breaking, 0 additive, 0 cosmetic; semver step: major\n"
    );
    assert_eq!(out, expected);
}

#[test]
fn a_document_cannot_command_the_terminal() {
    let folder = folder();
    let named = OLD.replace("/things", "\"/t\\e[2J\\nbreaking, 9:\"");
    fs::write(folder.path().join("named.yaml"), &named).unwrap();
    let (_, out, _) = diff(&["old.yaml", "named.yaml"], folder.path());
    assert!(!out.contains('\u{1b}') && out.contains("GET /t\\u{1b}[2J\\nbreaking, 9:"), "{out}");
}

#[test]
fn what_was_not_read_is_said() {
    let folder = folder();
    let (code, out, _) = diff(&["opaque.yaml", "opaque.yaml"], folder.path());
    assert_eq!(code, 0);
    assert!(out.contains("not read, opaque.yaml:9: other.yaml#/A\n"), "{out}");
}

#[test]
fn json_is_what_its_schema_describes() {
    let folder = folder();
    let (code, out, _) = diff(&["old.yaml", "breaking.yaml", "-o", "json"], folder.path());
    assert_eq!(code, 1);
    let json: Value = serde_json::from_str(&out).unwrap();
    let change = &json["changes"][0];
    assert_eq!((&json["step"], &json["unread"]), (&"major".into(), &Value::Array(Vec::new())));
    assert_eq!((&change["level"], &change["side"]), (&"breaking".into(), &"request".into()));
    assert_eq!(change["operations"], serde_json::json!(["GET /things"]));
    assert_eq!(change["old"]["line"], 8);

    let (code, out, _) = diff(&["--schema"], folder.path());
    assert_eq!(code, 0);
    let schema: Value = serde_json::from_str(&out).unwrap();
    for (object, described) in [(&json, &schema), (change, &schema["$defs"]["Change"])] {
        let keys = |value: &Value| value.as_object().unwrap().keys().cloned().collect::<Vec<_>>();
        assert_eq!(keys(object), keys(&described["properties"]));
    }
}

#[test]
fn every_kind_is_listed_with_its_level_and_reason() {
    let folder = folder();
    let (code, out, _) = diff(&["--kinds"], folder.path());
    assert_eq!(code, 0);
    let line = out.lines().find(|line| line.starts_with("request-maximum-narrowed ")).unwrap();
    assert!(line.ends_with("  breaking  values that callers send are refused"), "{line}");
    let (_, json, _) = diff(&["--kinds", "-o", "json"], folder.path());
    let json: Value = serde_json::from_str(&json).unwrap();
    assert_eq!(json.as_array().unwrap().len(), out.lines().count());
}

#[test]
fn a_document_of_a_revision_is_read() {
    let folder = folder();
    git(folder.path(), &["init", "--quiet"]);
    fs::create_dir(folder.path().join("spec")).unwrap();
    fs::write(folder.path().join("spec/a.yaml"), OLD).unwrap();
    fs::write(folder.path().join("bytes.yaml"), b"a: b\n\xff").unwrap();
    git(folder.path(), &["add", "."]);
    git(folder.path(), &["commit", "--quiet", "--message", "first"]);
    git(folder.path(), &["tag", "v1"]);
    fs::write(folder.path().join("spec/a.yaml"), OLD.replace("100", "50")).unwrap();

    let (code, out, err) = diff(&["v1:spec/a.yaml", "spec/a.yaml"], folder.path());
    assert_eq!((code, err.as_str()), (1, ""));
    assert!(out.contains("was v1:spec/a.yaml:8: /paths"), "{out}");
    assert_eq!(diff(&["HEAD:spec/a.yaml", "v1:spec/a.yaml"], folder.path()).0, 0);

    // A file of that very name comes first.
    fs::write(folder.path().join("v1:old.yaml"), OLD.replace("100", "500")).unwrap();
    let (code, out, _) = diff(&["v1:old.yaml", "HEAD:old.yaml"], folder.path());
    assert!(code == 1 && out.contains("from 500 to 100"), "{out}");

    for (old, says) in [
        (
            "v2:spec/a.yaml",
            "v2:spec/a.yaml: there is no such file, and git knows no revision \"v2\"",
        ),
        (":spec/a.yaml", ":spec/a.yaml: there is no such file, and git knows no revision \"\""),
        ("v1:spec/b.yaml", "v1:spec/b.yaml: revision \"v1\" has no file \"spec/b.yaml\""),
        ("v1:spec", "v1:spec: revision \"v1\" has no file \"spec\""),
        ("v1:", "v1:: revision \"v1\" has no file \"\""),
        ("v1:bytes.yaml", "v1:bytes.yaml:2: expected UTF-8, found other bytes"),
        (
            "--output=stolen:spec/a.yaml",
            "--output=stolen:spec/a.yaml: there is no such file, and git",
        ),
    ] {
        let (code, out, err) = diff(&["--", old, "old.yaml"], folder.path());
        assert!(code == 1 && out.is_empty(), "{old}: {out}");
        assert!(err.starts_with(&format!("error: {says}")), "{old}: {err}");
        assert_eq!(err.lines().count(), 1, "{err}");
    }
    assert!(!folder.path().join("stolen").exists());
}

#[test]
fn what_cannot_be_compared_prints_nothing_but_the_error() {
    let folder = folder();
    fs::write(folder.path().join("bytes.yaml"), b"a: b\n\xff").unwrap();
    fs::write(folder.path().join("letter.yaml"), "Dear all").unwrap();
    for (arguments, says) in [
        (["missing.yaml", "old.yaml"], "error: missing.yaml: "),
        (["old.yaml", "."], "error: .: "),
        (["old.yaml", "bytes.yaml"], "error: bytes.yaml:2: expected UTF-8, found other bytes"),
        (["old.yaml", "letter.yaml"], "error: letter.yaml:1:1: expected an OpenAPI document"),
        (["HEAD:old.yaml", "old.yaml"], "error: HEAD:old.yaml: there is no such file, and git"),
    ] {
        for more in [&[][..], &["-o", "json", "--allow-breaking"]] {
            let (code, out, err) = diff(&[&arguments[..], more].concat(), folder.path());
            assert!(code == 1 && out.is_empty(), "{arguments:?}: {out}");
            assert!(err.starts_with(says), "{arguments:?}: {err}");
        }
    }
    for arguments in [&[][..], &["old.yaml"], &["--kinds", "a", "b"], &["--kinds", "--schema"]] {
        assert_eq!(diff(arguments, folder.path()).0, 2, "{arguments:?}");
    }
}

#[test]
fn a_reader_that_leaves_is_no_error() {
    let folder = folder();
    let mut child = Command::new(env!("CARGO_BIN_EXE_xtask"))
        .args(["diff", "--kinds"])
        .current_dir(folder.path())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    assert!(output.status.success() && output.stderr.is_empty(), "{output:?}");
}

#[test]
fn help_shows_examples() {
    let folder = folder();
    let (code, out, _) = diff(&["--help"], folder.path());
    assert!(code == 0 && out.contains("cargo xtask diff HEAD:spec/image-jobs.yaml"), "{out}");
}
