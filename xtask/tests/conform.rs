//! `cargo xtask conform` and `cargo xtask mutants`, on this checkout and on a changed copy of it.
#![allow(clippy::unwrap_used, reason = "a test that cannot be set up should panic")]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// Exit code, standard output, standard error.
fn xtask(arguments: &[&str], root: &Path) -> (i32, String, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_xtask"));
    let output = command.args(arguments).arg("--root").arg(root).output().unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    (output.status.code().unwrap(), text(output.stdout), text(output.stderr))
}

/// The documents and the generated code, one text of a file in place of another.
fn copy(file: &str, from: &str, to: &str) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    for part in ["spec", "crates/imagejobs-client/src/generated"] {
        fs::create_dir_all(folder.path().join(part)).unwrap();
        for entry in fs::read_dir(root().join(part)).unwrap() {
            let path = Path::new(part).join(entry.unwrap().file_name());
            fs::copy(root().join(&path), folder.path().join(&path)).unwrap();
        }
    }
    let file = folder.path().join(file);
    let text = fs::read_to_string(&file).unwrap();
    assert_eq!(text.matches(from).count(), 1, "{from}");
    fs::write(file, text.replacen(from, to, 1)).unwrap();
    folder
}

#[test]
fn every_side_says_what_the_document_says() {
    let (code, out, err) = xtask(&["conform"], &root());
    assert_eq!(code, 0, "{out}{err}");
    let limit = "ok    ok    ok      ok    query parameter limit: maximum = 100\n";
    assert!(out.contains(limit), "{out}");
    assert!(out.ends_with("; 0 marks missing\n"), "{out}");
}

#[test]
fn a_changed_document_needs_no_rebuild_to_be_noticed_on_every_side() {
    let folder = copy("spec/image-jobs.yaml", "      maximum: 100\n", "      maximum: 50\n");
    let (code, out, err) = xtask(&["conform", "--quiet"], folder.path());
    assert_eq!(code, 1, "{out}{err}");
    let row = "NO    NO    NO      NO    query parameter limit: maximum = 50\n      \
               page: the page says 100, the document says 50\n      \
               code: the document says 50, the code 100\n      \
               facade: the document says 50, the facade 100\n      \
               wire: the server answers 200 to 51\n";
    assert!(out.contains(row), "{out}");
    assert!(!out.contains("query parameter offset"), "{out}");
    assert_eq!(err, "error: the sides do not say the same\n");
}

#[test]
fn what_no_side_can_have_is_a_missing_mark() {
    let secret = "    userToken:\n      type: apiKey\n      in: header\n      name: X-Auth-Token\n";
    let other = "    userToken:\n      type: apiKey\n      in: header\n      name: X-Auth-Tokens\n";
    let folder = copy("spec/image-jobs.yaml", secret, other);
    let (code, out, _) = xtask(&["conform", "--quiet"], folder.path());
    assert_eq!(code, 1);
    assert!(
        out.contains("security scheme userToken: scheme = \"header X-Auth-Tokens\"\n"),
        "{out}"
    );
}

#[test]
fn a_document_that_cannot_be_read_is_told_with_its_place() {
    let folder = copy("spec/image-jobs.yaml", "      maximum: 100\n", "      maximum: 0\n");
    let (code, out, err) = xtask(&["conform"], folder.path());
    assert_eq!((code, out.as_str()), (1, ""));
    assert!(err.contains("spec/image-jobs.yaml:"), "{err}");
    assert!(err.contains("/components/schemas/PageSize"), "{err}");
}

#[test]
fn mutants_of_every_side_are_noticed() {
    let (code, out, err) = xtask(&["mutants", "--sample", "10", "--verbose"], &root());
    assert_eq!(code, 0, "{out}{err}");
    assert!(out.ends_with("spec/image-jobs.yaml: 10 of 10 noticed\n"), "{out}");
    for side in [" document: ", " facts: ", " code: ", " traffic: "] {
        assert!(out.contains(side), "{side}: {out}");
    }
}

#[test]
fn mutants_are_many_and_can_be_chosen() {
    let (code, out, _) = xtask(&["mutants", "--list"], &root());
    assert_eq!(code, 0);
    assert!(out.lines().count() > 500);
    let (code, out, err) = xtask(&["mutants", "--only", "no such thing"], &root());
    assert_eq!((code, out.as_str()), (1, ""));
    assert_eq!(
        err,
        "error: spec/image-jobs.yaml: no change has this text; `--list` shows them all\n"
    );
}
