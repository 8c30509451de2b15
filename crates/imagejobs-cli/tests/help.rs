//! What the program says of itself.
#![allow(clippy::unwrap_used, clippy::panic, reason = "what tests share is test code too")]

mod support;

use std::fs;

use support::golden::golden;
use support::{Deserted, closed_pipe, full_device, imagejobs, list};

const COMMANDS: [&str; 10] =
    ["list", "wait", "watch", "doctor", "serve", "demo", "schema", "completions", "man", "help"];
const TOPICS: [&str; 2] = ["credentials", "exit-codes"];

#[test]
fn help_is_the_same_however_it_is_asked_for() {
    let text = imagejobs(["help"]).run().good();
    golden("help.txt", &text);
    for flag in ["-h", "--help"] {
        assert_eq!(imagejobs([flag]).run().good(), text);
    }
    for command in COMMANDS {
        let text = imagejobs(["help", command]).run().good();
        golden(&format!("help-{command}.txt"), &text);
        for flag in ["-h", "--help"] {
            assert_eq!(imagejobs([command, flag]).run().good(), text, "{command} {flag}");
        }
    }
}

#[test]
fn help_fits_a_terminal_of_100_columns() {
    for topic in COMMANDS.into_iter().chain(TOPICS) {
        for line in imagejobs(["help", topic]).run().good().lines() {
            assert!(line.chars().count() <= 100, "{topic}: {line}");
        }
    }
}

#[test]
fn help_without_a_command_fails_but_helps() {
    let nothing: [&str; 0] = [];
    assert_eq!(imagejobs(nothing).run().failed(2), imagejobs(["help"]).run().good());
}

#[test]
fn help_on_something_else_tells_what_there_is() {
    for (topic, shown) in [("nonsense", "nonsense"), ("", ""), ("\u{1b}[31m", "\\u{1b}[31m")] {
        assert_eq!(
            imagejobs(["help", topic]).run().failed(2),
            format!(
                "error: there is no help on \"{shown}\"\n\
                 help: there is help on list, wait, watch, doctor, serve, demo, schema, completions, man, help, \
                 credentials, exit-codes\n"
            )
        );
    }
}

#[test]
fn the_version_is_that_of_the_package() {
    for flag in ["--version", "-V"] {
        let version = format!("imagejobs {}\n", env!("CARGO_PKG_VERSION"));
        assert_eq!(imagejobs([flag]).run().good(), version);
    }
}

/// The table of `help exit-codes`.
fn exit_codes() -> Vec<(String, String)> {
    let text = imagejobs(["help", "exit-codes"]).run().good();
    let rows = text.lines().map(|line| line.trim_start().split_once("  ").unwrap());
    rows.map(|(code, meaning)| (code.to_owned(), meaning.to_owned())).collect()
}

#[test]
fn there_is_a_meaning_to_each_exit_code() {
    let codes: Vec<_> = exit_codes().into_iter().map(|(code, _)| code).collect();
    assert_eq!(codes, ["0", "1", "2", "3", "4", "5", "6", "7", "130"]);
    golden("help-exit-codes.txt", &imagejobs(["help", "exit-codes"]).run().good());
}

#[test]
fn all_places_of_credentials_are_told() {
    let text = imagejobs(["help", "credentials"]).run().good();
    golden("help-credentials.txt", &text);
    // The error of a search names the places that it looked in, in the same order.
    let line = list("--project-id p --endpoint https://a.example");
    let stderr = line.env("IMAGEJOBS_METADATA_ENDPOINT", Deserted::new().url()).run().failed(3);
    let tried = stderr.lines().next().unwrap().split([' ', ',']);
    let mut last = 0;
    for place in tried.filter(|word| word.starts_with(char::is_uppercase) || *word == "metadata") {
        let at = text.find(place).unwrap_or_else(|| panic!("{place} is not told"));
        assert!(at > last, "{place} is told out of order");
        last = at;
    }
}

#[test]
fn the_readme_has_the_same_exit_codes() {
    let readme = concat!(env!("CARGO_MANIFEST_DIR"), "/../../README.md");
    let readme = fs::read_to_string(readme).expect("the workspace has a README.md");
    for (code, meaning) in exit_codes() {
        let row = [code.as_str(), meaning.as_str()];
        let rows = readme.lines().filter(|line| {
            let cells = line.trim().strip_prefix('|').and_then(|line| line.strip_suffix('|'));
            cells.is_some_and(|cells| cells.split('|').map(str::trim).eq(row))
        });
        assert_eq!(rows.count(), 1, "README.md needs one row | {code} | {meaning} |");
    }
}

#[test]
fn help_and_version_end_like_any_other_output() {
    for args in [&["help"][..], &["--help"], &["list", "--help"], &["--version"]] {
        let ended = imagejobs(args).stdout(closed_pipe()).run();
        assert_eq!((ended.code, ended.stderr.as_str()), (Some(0), ""), "{args:?}");
        let Some(full) = full_device() else { return };
        let stderr = imagejobs(args).stdout(full).run().failed(1);
        assert!(stderr.starts_with("error: cannot write to standard output: "), "{stderr}");
    }
}
