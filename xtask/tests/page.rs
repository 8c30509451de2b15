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
