use std::{env, fs};

/// Compares a text with the file of this name in `tests/golden`, or with `UPDATE_GOLDEN=1` writes
/// the file.
#[track_caller]
pub(crate) fn golden(name: &str, actual: &str) {
    let actual = at_any_time(actual);
    let path = format!("{}/tests/golden/{name}", env!("CARGO_MANIFEST_DIR"));
    if env::var_os("UPDATE_GOLDEN").is_some_and(|update| update == "1") {
        fs::write(&path, &actual).unwrap();
        return;
    }
    let expected = fs::read_to_string(&path).unwrap_or_else(|error| panic!("{path}: {error}"));
    assert!(
        expected == actual,
        "{name} should be\n{expected}\nbut is\n{actual}\nIf that is right: UPDATE_GOLDEN=1 cargo test -p imagejobs-cli"
    );
}

/// The text without how long something has been going on, which differs each time.
fn at_any_time(text: &str) -> String {
    let line = |line: &str| {
        let told = ["running for ", "waiting for "].into_iter().find_map(|told| {
            let (before, time) = line.split_once(told)?;
            let is_time = time.starts_with(|c: char| c.is_ascii_digit());
            is_time.then(|| format!("{before}{told}A WHILE\n"))
        });
        told.unwrap_or_else(|| line.to_owned())
    };
    text.split_inclusive('\n').map(line).collect()
}
