use std::{env, fs};

/// Compares a text with the file of this name in `tests/golden`, or with `UPDATE_GOLDEN=1` writes
/// the file.
#[track_caller]
pub(crate) fn golden(name: &str, actual: &str) {
    let path = format!("{}/tests/golden/{name}", env!("CARGO_MANIFEST_DIR"));
    if env::var_os("UPDATE_GOLDEN").is_some_and(|update| update == "1") {
        fs::write(&path, actual).unwrap();
        return;
    }
    let expected = fs::read_to_string(&path).unwrap_or_else(|error| panic!("{path}: {error}"));
    assert!(
        expected == actual,
        "{name} should be\n{expected}\nbut is\n{actual}\nIf that is right: UPDATE_GOLDEN=1 cargo test -p imagejobs-cli"
    );
}
