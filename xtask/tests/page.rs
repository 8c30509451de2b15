//! `cargo xtask page`, run on pages of our own.
#![allow(clippy::unwrap_used, reason = "a test that cannot be set up should panic")]

use std::fs;
use std::path::Path;
use std::process::Command;

const PAGE: &str = "Listing Widgets\n\nURI\n\nGET /v1/widgets?size={size}\n\nTable 1 Query Parameters\n\n\
    Parameter\n\nMandatory\n\nType\n\nDescription\n\nsize\n\nNo\n\nInteger\n\n\
    How many. The value ranges from 1 to 100. The default value is 10.\n\nResponse Parameters\n\nNone\n";

/// Exit code, standard output, standard error.
fn page(arguments: &[&str], folder: &Path) -> (i32, String, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_xtask"));
    let output = command.arg("page").args(arguments).current_dir(folder).output().unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    (output.status.code().unwrap(), text(output.stdout), text(output.stderr))
}

#[test]
fn the_facts_of_a_page_are_json() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("page.txt"), PAGE).unwrap();
    let (code, out, err) = page(&["facts", "page.txt"], folder.path());
    assert_eq!((code, err.as_str()), (0, ""));
    let facts: serde_json::Value = serde_json::from_str(&out).unwrap();
    let size = serde_json::json!({
        "in": "query", "name": "size", "type": "Integer", "mandatory": false,
        "minimum": 1, "maximum": 100, "default": 10,
    });
    assert_eq!(facts["parameters"], serde_json::json!([size]));
    assert_eq!(
        (&facts["path"], &facts["updated"]),
        (&"/v1/widgets".into(), &serde_json::Value::Null)
    );
}

#[test]
fn the_schema_names_every_key() {
    let (code, out, _) = page(&["facts", "--schema"], Path::new("."));
    assert_eq!(code, 0);
    let schema: serde_json::Value = serde_json::from_str(&out).unwrap();
    let keys = [
        "title",
        "updated",
        "method",
        "path",
        "actions",
        "parameters",
        "request_body",
        "responses",
        "objects",
        "statuses",
        "examples",
        "unread",
    ];
    for key in keys {
        assert!(schema["properties"].get(key).is_some(), "{key}");
    }
}

#[test]
fn what_cannot_be_read_is_told() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("empty.txt"), "").unwrap();
    fs::write(folder.path().join("bytes.txt"), b"Title\n\n\xff").unwrap();
    fs::write(folder.path().join("other.txt"), "A letter\n\nDear all").unwrap();
    for (file, says) in [
        ("missing.txt", "error: missing.txt: "),
        (".", "error: .: "),
        ("empty.txt", "error: empty.txt: expected a reference page, found nothing but blanks"),
        ("bytes.txt", "error: bytes.txt:3: expected UTF-8, found other bytes"),
        ("other.txt", "error: other.txt: expected a reference page: looked for a line with method"),
    ] {
        let (code, out, err) = page(&["facts", file], folder.path());
        assert!(code == 1 && out.is_empty() && err.starts_with(says), "{file}: {err}");
        assert_eq!(err.lines().count(), 1, "{err}");
    }
    assert_eq!(page(&["facts"], folder.path()).0, 2);
    assert_eq!(page(&["facts", "--schema", "page.txt"], folder.path()).0, 2);
}

#[test]
fn help_shows_an_example() {
    let (code, out, _) = page(&["facts", "--help"], Path::new("."));
    assert!(code == 0 && out.contains("cargo xtask page facts page.txt"), "{out}");
}

/// A checkout with the documents, and a page that the document says the same as, but for its limit.
fn checkout(maximum: u32) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let spec = Path::new(env!("CARGO_MANIFEST_DIR")).join("../spec");
    fs::create_dir(folder.path().join("spec")).unwrap();
    for entry in fs::read_dir(spec).unwrap() {
        let entry = entry.unwrap();
        fs::copy(entry.path(), folder.path().join("spec").join(entry.file_name())).unwrap();
    }
    let page = format!(
        "Listing Widgets\n\nURI\n\nGET /v1/{{project_id}}/image-server-jobs\n\n\
         Table 1 Query Parameters\n\nParameter\n\nMandatory\n\nType\n\nDescription\n\nlimit\n\nNo\n\n\
         Integer\n\nThe value ranges from 1 to {maximum}. The default value is 10.\n\n\
         Response Parameters\n\nNone\n"
    );
    fs::write(folder.path().join("page.txt"), page).unwrap();
    folder
}

#[test]
fn the_committed_facts_are_those_of_the_document() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let (code, out, err) = page(&["check"], &root);
    assert_eq!((code, err.as_str()), (0, ""), "{out}");
    assert!(out.starts_with("spec/image-jobs.yaml says what spec/image-jobs.facts.json says: "));
}

#[test]
fn a_difference_has_the_pages_line_and_the_documents_pointer() {
    let folder = checkout(50);
    let (code, out, err) = page(&["check", "page.txt", "--root", "."], folder.path());
    assert_eq!(code, 1);
    let limit = "page.txt:17: query parameter limit: maximum: the page says 50, the document says 100 \
                 at spec/image-jobs.yaml:";
    let line = out.lines().find(|line| line.starts_with(limit)).unwrap();
    assert!(line.ends_with(": /components/schemas/PageSize/maximum"), "{line}");
    let lacking =
        "page.txt:5: query parameter status: the page does not say it, the document says so";
    assert!(out.lines().any(|line| line.starts_with(lacking)), "{out}");
    assert!(!out.contains("limit: minimum") && !out.contains("limit: default"), "{out}");
    assert!(err.ends_with(
        "help: change the document, or list a difference that is meant in \
         spec/image-jobs.deviations.yaml\n"
    ));
}

#[test]
fn update_rewrites_the_committed_facts() {
    let folder = checkout(50);
    let (code, out, _) = page(&["check", "page.txt", "--update", "--root", "."], folder.path());
    assert_eq!(code, 1);
    assert!(out.starts_with("wrote spec/image-jobs.facts.json\n"), "{out}");
    let (_, facts, _) = page(&["facts", "page.txt"], folder.path());
    let written = fs::read_to_string(folder.path().join("spec/image-jobs.facts.json")).unwrap();
    assert_eq!(facts, written);
    let (code, out, _) = page(&["check", "--root", "."], folder.path());
    assert_eq!(code, 1);
    let limit = "query parameter limit: maximum: the page says 50, the document says 100";
    let line = out.lines().find(|line| line.contains(limit)).unwrap();
    assert!(line.starts_with("spec/image-jobs.facts.json:"), "{line}");
}

#[test]
fn what_cannot_be_compared_is_told() {
    for (arguments, file, text, told) in [
        (&["check", "none.txt"][..], "", "", "error: none.txt: No such file"),
        (&["check", "page.txt"], "page.txt", "Hello", "error: page.txt: expected a reference page"),
        (
            &["check", "--update"],
            "",
            "",
            "error: the following required arguments were not provided",
        ),
        (&["check"], "spec/image-jobs.facts.json", "{", "error: spec/image-jobs.facts.json: EOF"),
        (&["check"], "spec/image-jobs.yaml", "a: b: c", "error: spec/image-jobs.yaml:1:5: "),
        (
            &["check"],
            "spec/image-jobs.deviations.yaml",
            "x",
            "error: spec/image-jobs.deviations.yaml:1:1: ",
        ),
    ] {
        let folder = checkout(100);
        if !file.is_empty() {
            fs::write(folder.path().join(file), text).unwrap();
        }
        let (code, out, err) = page(&[arguments, &["--root", "."]].concat(), folder.path());
        assert_eq!((code != 0, out.as_str()), (true, ""), "{arguments:?}");
        assert!(err.starts_with(told), "{arguments:?} {file}: {err}");
    }
}
