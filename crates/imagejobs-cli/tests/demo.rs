//! `imagejobs demo`: the first thing that somebody tries.
#![allow(clippy::unwrap_used, clippy::panic, reason = "what tests share is test code too")]

mod support;

use support::golden::golden;
use support::{closed_pipe, full_device, imagejobs};

/// What it prints, with the port that is another one each time taken out.
fn shown(stdout: &str) -> String {
    let (before, rest) = stdout.split_once("http://127.0.0.1:").unwrap();
    let rest = rest.trim_start_matches(|c: char| c.is_ascii_digit());
    format!("{before}http://127.0.0.1:PORT{rest}")
}

#[test]
fn it_shows_what_happens_and_what_to_try_next() {
    let ended = imagejobs(["demo"]).run();
    assert_eq!(ended.stderr, "");
    golden("demo.txt", &shown(&ended.good()));
}

#[test]
fn its_commands_are_those_by_which_it_was_called() {
    let by_cargo = imagejobs(["demo"]).env("CARGO_MANIFEST_DIR", "crate").run().good();
    let by_name = imagejobs(["demo"]).run().good();
    assert!(by_cargo.contains("\n  cargo run -- serve --jobs 1000\n"), "{by_cargo}");
    assert!(by_name.contains("\n  imagejobs serve --jobs 1000\n"), "{by_name}");
    assert_eq!(shown(&by_cargo).replace("cargo run --", "imagejobs"), shown(&by_name));
}

#[test]
fn the_variables_of_the_client_do_not_matter() {
    let line = imagejobs(["demo"])
        .env("IMAGEJOBS_ENDPOINT", "https://nowhere.invalid")
        .env("IMAGEJOBS_AUTH_TOKEN", "x")
        .env("http_proxy", "http://127.0.0.1:1");
    golden("demo.txt", &shown(&line.run().good()));
}

#[test]
fn a_reader_that_has_gone_ends_it_quietly() {
    let ended = imagejobs(["demo"]).stdout(closed_pipe()).run();
    assert_eq!((ended.code, ended.stderr.as_str()), (Some(0), ""));
}

#[test]
fn a_full_disk_is_told() {
    let Some(full) = full_device() else { return };
    let stderr = imagejobs(["demo"]).stdout(full).run().failed(1);
    assert!(stderr.starts_with("error: cannot write to standard output: "), "{stderr}");
}
