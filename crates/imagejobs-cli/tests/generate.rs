//! What is made of the command line itself: completions of shells, and manual pages.
#![allow(clippy::unwrap_used, clippy::panic, reason = "what tests share is test code too")]

mod support;

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use support::{closed_pipe, full_device, imagejobs};
use tempfile::TempDir;

const COMMANDS: [&str; 10] =
    ["list", "wait", "watch", "doctor", "serve", "demo", "schema", "completions", "man", "help"];
const SHELLS: [&str; 5] = ["bash", "zsh", "fish", "powershell", "elvish"];

fn completions(shell: &str) -> String {
    imagejobs(["completions", shell]).run().good()
}

/// Whether a text has a word, which is no part of another.
fn has_word(text: &str, word: &str) -> bool {
    text.split(|c: char| !c.is_ascii_alphanumeric()).any(|found| found == word)
}

/// Runs a shell, where it is found.
fn shell(name: &str, args: &[&str], script: &Path) -> Option<Output> {
    let ended = Command::new(name).args(args).arg(script).output();
    ended.map_err(|error| assert_eq!(error.kind(), std::io::ErrorKind::NotFound, "{name}")).ok()
}

#[test]
fn the_completions_of_each_shell_know_all_commands_and_flags() {
    for shell in SHELLS {
        let script = completions(shell);
        for command in COMMANDS {
            assert!(has_word(&script, command), "{shell} lacks {command}");
        }
        for flag in ["job-type", "fields", "utc", "color", "max-attempts", "lifecycle", "grace"] {
            assert!(script.contains(flag), "{shell} lacks {flag}");
        }
    }
}

#[test]
fn shells_read_their_completions() {
    let folder = TempDir::new().unwrap();
    for name in ["bash", "zsh", "fish"] {
        let script = folder.path().join(name);
        fs::write(&script, completions(name)).unwrap();
        let Some(ended) = shell(name, &["-n"], &script) else { continue };
        let stderr = String::from_utf8_lossy(&ended.stderr);
        assert!(ended.status.success() && stderr.is_empty(), "{name}: {stderr}");
        // What is no script is noticed.
        fs::write(&script, "if (\n").unwrap();
        assert!(!shell(name, &["-n"], &script).unwrap().status.success(), "{name}");
    }
}

#[test]
fn bash_completes_commands_flags_and_values() {
    let folder = TempDir::new().unwrap();
    let script = folder.path().join("complete.bash");
    for (words, completed) in [
        ("wa", &["wait", "watch"][..]),
        ("list --fie", &["--fields"]),
        ("list --output j", &["json", "jsonl"]),
        ("doctor -o c", &["csv"]),
        ("completions f", &["fish"]),
        ("list --job-type a", &["all"]),
        ("wait --job-type D", &["DELETE_SERVER"]),
        ("list --status R", &["RUNNING"]),
        ("list --fields st", &["status"]),
        ("schema w", &["wait", "watch"]),
        ("help ex", &["exit-codes"]),
        ("--color n", &["never"]),
    ] {
        let ask = "COMP_CWORD=$((${#COMP_WORDS[@]} - 1))\n\
                   word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD - 1]}\n\
                   _imagejobs imagejobs \"$word\" \"$before\" 2>/dev/null\n\
                   printf '%s\\n' \"${COMPREPLY[@]}\"\n";
        let script_text = format!("{}\nCOMP_WORDS=(imagejobs {words})\n{ask}", completions("bash"));
        fs::write(&script, script_text).unwrap();
        let Some(ended) = shell("bash", &["--norc"], &script) else { return };
        let stdout = String::from_utf8(ended.stdout).unwrap();
        assert_eq!(stdout.lines().collect::<Vec<_>>(), completed, "{words}");
    }
}

#[test]
fn a_shell_that_is_not_known_is_refused() {
    let stderr = imagejobs(["completions", "tcsh"]).run().failed(2);
    assert!(stderr.starts_with("error: invalid value 'tcsh' for '<SHELL>'"), "{stderr}");
    assert!(SHELLS.iter().all(|shell| stderr.contains(shell)), "{stderr}");
    imagejobs(["completions"]).run().failed(2);
}

/// The lines of a section, as they are read.
fn section(page: &str, title: &str) -> Vec<String> {
    let lines = page.lines().map(|line| line.replace('"', ""));
    let lines = lines.skip_while(|line| *line != format!(".SH {title}")).skip(1);
    let lines = lines.take_while(|line| !line.starts_with(".SH ")).filter(|line| {
        assert!(!line.starts_with('\''), "a quote would be a request: {line}");
        !line.starts_with('.')
    });
    lines.map(|line| line.replace("\\-", "-").replace("\\&", "").trim().to_owned()).collect()
}

#[track_caller]
fn is_a_page(page: &str, name: &str) {
    assert!(page.contains(&format!(".TH {name} 1 ")), "{name}");
    let [what] = &section(page, "NAME")[..] else { panic!("{name} has no name") };
    assert!(what.starts_with(&format!("{name} - ")), "{what}");
    assert!(!section(page, "SYNOPSIS").is_empty(), "{name}");
    let codes = imagejobs(["help", "exit-codes"]).run().good();
    let codes: Vec<_> = codes.lines().map(str::trim).collect();
    assert!(codes.len() > 8);
    assert_eq!(section(page, "EXIT STATUS"), codes, "{name}");
}

#[test]
fn the_manual_page_tells_what_help_tells() {
    let page = imagejobs(["man"]).run().good();
    is_a_page(&page, "imagejobs");
    for command in COMMANDS {
        assert!(page.contains(&format!("imagejobs\\-{command}(1)")), "{command}");
    }
    let credentials = imagejobs(["help", "credentials"]).run().good();
    let credentials: Vec<_> = credentials.lines().map(str::trim).collect();
    assert_eq!(section(&page, "CREDENTIALS"), credentials);
}

#[test]
fn there_is_a_page_for_each_command_in_a_folder_that_is_made() {
    let home = TempDir::new().unwrap();
    let folder = home.path().join("made").join("man1");
    // Twice: what is there is written anew.
    for _ in 0..2 {
        let stdout = imagejobs(["man"]).arg(&folder).run().good();
        let names = std::iter::once("imagejobs".to_owned())
            .chain(COMMANDS.iter().map(|command| format!("imagejobs-{command}")));
        let paths = names.clone().map(|name| folder.join(format!("{name}.1")));
        let told: Vec<_> = stdout.lines().map(Path::new).collect();
        assert_eq!(told, paths.clone().collect::<Vec<_>>());
        for (name, path) in names.zip(paths) {
            is_a_page(&fs::read_to_string(&path).unwrap(), &name);
        }
        assert_eq!(fs::read_dir(&folder).unwrap().count(), COMMANDS.len() + 1);
    }
    let alone = imagejobs(["man"]).run().good();
    assert_eq!(fs::read_to_string(folder.join("imagejobs.1")).unwrap(), alone);
}

#[test]
fn a_page_of_a_command_has_its_flags_and_examples() {
    let folder = TempDir::new().unwrap();
    imagejobs(["man"]).arg(folder.path()).run().good();
    let page = fs::read_to_string(folder.path().join("imagejobs-list.1")).unwrap();
    for text in ["\\-\\-job\\-type", "\\-\\-fields", "imagejobs list", "NO_COLOR"] {
        assert!(page.contains(text), "{text}: {page}");
    }
}

#[test]
fn a_folder_that_cannot_be_written_is_named() {
    let home = TempDir::new().unwrap();
    let file = home.path().join("file");
    fs::write(&file, "").unwrap();
    let below = file.join("man1");
    // A page cannot be written where a folder is.
    let taken = home.path().join("taken");
    fs::create_dir_all(taken.join("imagejobs.1")).unwrap();
    for (folder, named) in
        [(&file, file.clone()), (&below, below.clone()), (&taken, taken.join("imagejobs.1"))]
    {
        let stderr = imagejobs(["man"]).arg(folder).run().failed(1);
        let begins = format!("error: cannot write {}: ", named.display());
        assert!(stderr.starts_with(&begins), "{stderr}");
        assert_eq!(stderr.lines().count(), 1);
    }
}

#[test]
fn what_is_generated_is_output_like_any_other() {
    for args in ["completions zsh", "man", "man man1", "schema", "schema list"] {
        let line = || imagejobs(args.split(' '));
        let ended = line().stdout(closed_pipe()).run();
        assert_eq!((ended.code, ended.stderr.as_str()), (Some(0), ""), "{args}");
        let Some(full) = full_device() else { return };
        let stderr = line().stdout(full).run().failed(1);
        assert!(stderr.starts_with("error: cannot write to standard output: "), "{stderr}");
    }
}
