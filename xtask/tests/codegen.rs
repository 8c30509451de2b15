//! `cargo xtask codegen`, run on a checkout of its own.
#![allow(clippy::unwrap_used, reason = "a test that cannot be set up should panic")]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use tempfile::TempDir;

const DOCUMENT: &str = "spec/image-jobs.yaml";
const GENERATED: &str = "crates/imagejobs-client/src/generated";
const CLIENT: &str = "crates/imagejobs-client/src/generated/image_jobs.rs";

/// The checkout that holds this test.
fn committed(path: &str) -> String {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    fs::read_to_string(root.join(path)).unwrap()
}

/// A checkout with the document and nothing generated.
struct Checkout(TempDir);

impl Checkout {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir(folder.path().join("spec")).unwrap();
        let checkout = Self(folder);
        for document in [DOCUMENT, "spec/iam.yaml"] {
            checkout.write(document, &committed(document));
        }
        checkout
    }

    fn path(&self, path: &str) -> PathBuf {
        self.0.path().join(path)
    }

    fn write(&self, path: &str, text: &str) {
        fs::write(self.path(path), text).unwrap();
    }

    fn read(&self, path: &str) -> String {
        fs::read_to_string(self.path(path)).unwrap()
    }

    /// Exit code, standard output, standard error.
    fn codegen(&self, flags: &[&str]) -> (i32, String, String) {
        let output = Command::new(env!("CARGO_BIN_EXE_xtask"))
            .arg("codegen")
            .args(flags)
            .arg("--root")
            .arg(self.0.path())
            .output()
            .unwrap();
        let text = |bytes| String::from_utf8(bytes).unwrap();
        (output.status.code().unwrap(), text(output.stdout), text(output.stderr))
    }

    /// Replaces text of the document, which must be there.
    fn edit(&self, old: &str, new: &str) {
        let text = self.read(DOCUMENT);
        assert!(text.contains(old), "{old:?}");
        self.write(DOCUMENT, &text.replacen(old, new, 1));
    }
}

#[test]
fn what_is_committed_is_what_the_documents_generate() {
    let checkout = Checkout::new();
    let (code, out, err) = checkout.codegen(&[]);
    assert_eq!(code, 0, "{err}");
    assert!(out.contains(&format!("wrote {CLIENT}\n")), "{out}");
    assert!(err.contains("load") && err.contains("generate") && err.contains("format"), "{err}");
    for file in ["image_jobs.rs", "iam.rs", "mod.rs"] {
        let path = format!("{GENERATED}/{file}");
        assert_eq!(checkout.read(&path), committed(&path), "{path}");
    }
}

#[test]
fn a_second_run_writes_nothing() {
    let checkout = Checkout::new();
    checkout.codegen(&[]);
    let before = fs::metadata(checkout.path(CLIENT)).unwrap().modified().unwrap();
    let (code, out, _) = checkout.codegen(&[]);
    assert_eq!(code, 0);
    assert!(out.contains(&format!("unchanged {CLIENT}\n")) && !out.contains("wrote"), "{out}");
    assert_eq!(fs::metadata(checkout.path(CLIENT)).unwrap().modified().unwrap(), before);
    assert_eq!(checkout.codegen(&["--check"]).0, 0);
}

#[test]
fn a_check_writes_nothing_and_shows_the_difference_and_the_repair() {
    let checkout = Checkout::new();
    let (code, out, err) = checkout.codegen(&["--check"]);
    assert_eq!(code, 1);
    assert!(!checkout.path(GENERATED).exists());
    assert!(out.contains("+pub struct Client {") || out.contains("+    pub struct"), "{out}");
    assert!(err.contains("cargo xtask codegen"), "{err}");

    checkout.codegen(&[]);
    checkout.edit("maximum: 100", "maximum: 50");
    let (code, out, _) = checkout.codegen(&["--check"]);
    assert_eq!(code, 1);
    assert!(out.contains("\n-    pub type PageSize = ::imagejobs_core::value::Bounded<1, 100>;"));
    assert!(out.contains("\n+    pub type PageSize = ::imagejobs_core::value::Bounded<1, 50>;"));
    assert!(checkout.read(CLIENT).contains("Bounded<1, 100>"));
}

#[test]
fn deleted_broken_and_strange_files_are_repaired() {
    let checkout = Checkout::new();
    checkout.codegen(&[]);
    let good = checkout.read(CLIENT);

    fs::remove_dir_all(checkout.path(GENERATED)).unwrap();
    checkout.codegen(&[]);
    assert_eq!(checkout.read(CLIENT), good);

    fs::write(checkout.path(CLIENT), b"fn broken( \xff\xfe").unwrap();
    assert_eq!(checkout.codegen(&["--check"]).0, 1);
    checkout.codegen(&[]);
    assert_eq!(checkout.read(CLIENT), good);

    fs::remove_file(checkout.path(CLIENT)).unwrap();
    fs::create_dir(checkout.path(CLIENT)).unwrap();
    checkout.codegen(&[]);
    assert_eq!(checkout.read(CLIENT), good);

    let strange = format!("{GENERATED}/old_name.rs");
    checkout.write(&strange, "");
    let (code, out, _) = checkout.codegen(&["--check"]);
    assert!(code == 1 && out.contains(&format!("only committed: {strange}")), "{out}");
    let (_, out, _) = checkout.codegen(&[]);
    assert!(out.contains(&format!("removed {strange}")) && !checkout.path(&strange).exists());
}

#[test]
fn a_broken_document_is_told_with_its_places_and_changes_nothing() {
    let checkout = Checkout::new();
    checkout.codegen(&[]);
    let good = checkout.read(CLIENT);
    checkout.edit("maximum: 100", "maximum: lots");
    checkout.edit("required: true", "requierd: true");
    for flags in [&[][..], &["--check"]] {
        let (code, out, err) = checkout.codegen(flags);
        assert_eq!((code, out.as_str()), (1, ""), "{err}");
        let places: Vec<_> = err.lines().filter(|line| line.starts_with(DOCUMENT)).collect();
        assert!(places.len() >= 2, "{err}");
        assert!(err.contains("/components/parameters/ProjectId"), "{err}");
        assert!(err.contains("/components/schemas/PageSize/maximum: "), "{err}");
        assert!(err.contains("problems; nothing was generated"), "{err}");
    }
    assert_eq!(checkout.read(CLIENT), good);
}

#[test]
fn two_error_types_in_one_operation_are_refused_with_their_place() {
    let checkout = Checkout::new();
    checkout.edit(
        "    Forbidden:\n      description: The caller lacks a permission.\n      content:\n        application/json:\n          schema:\n            $ref: \"#/components/schemas/ErrorResponse\"",
        "    Forbidden:\n      description: The caller lacks a permission.\n      content:\n        application/json:\n          schema:\n            $ref: \"#/components/schemas/ImageJobInfo\"",
    );
    checkout.edit("          examples:\n            failure:\n              $ref: \"#/components/examples/Failure\"\n    NotFound:", "    NotFound:");
    let (code, _, err) = checkout.codegen(&[]);
    assert_eq!(code, 1);
    assert!(err.contains("/get/responses") && !err.contains("panicked"), "{err}");
}

#[test]
fn a_document_that_is_missing_or_no_text_is_told() {
    let checkout = Checkout::new();
    fs::write(checkout.path(DOCUMENT), b"openapi: 3.0.3\ninfo: \xff").unwrap();
    let (code, _, err) = checkout.codegen(&[]);
    assert!(code == 1 && err.contains("spec/image-jobs.yaml:2: expected UTF-8"), "{err}");
    fs::remove_file(checkout.path(DOCUMENT)).unwrap();
    let (code, _, err) = checkout.codegen(&[]);
    assert!(code == 1 && err.contains("spec/image-jobs.yaml: "), "{err}");
}
