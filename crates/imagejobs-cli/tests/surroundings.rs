//! Odd surroundings: whatever is missing around the program, it ends as it should.
#![allow(clippy::unwrap_used, clippy::panic, reason = "what tests share is test code too")]

mod support;

use std::fs;

use imagejobs_mock::{Answer, Job, Server};
use support::{CommandLine, Ended, PROGRAM, closed_pipe, command, imagejobs, list, page};
use tempfile::TempDir;

/// Each command, and how it ends with [`server`]: a watch, with an error that stays.
const COMMANDS: [(&str, i32); 11] = [
    ("list --job-type create-server", 0),
    ("list --job-type all --all -o json", 0),
    ("wait --job-type create-server 1", 0),
    ("wait --job-type create-server -o json 1 2", 6),
    ("watch --job-type create-server --max-attempts 1 --interval 1ms", 3),
    ("doctor", 0),
    ("doctor -o json", 0),
    ("schema", 0),
    ("completions bash", 0),
    ("man", 0),
    ("man man1", 0),
];

fn server(args: &str) -> Server {
    let server = Server::builder().frozen_jobs().start().unwrap();
    for (id, status) in [("1", "SUCCESS"), ("2", "FAILED")] {
        let job = Job::new("CREATE_SERVER").id(id).status(status);
        server.add(job.begin_time("2026-01-01T00:00:00.000Z"));
    }
    if args.starts_with("watch") {
        // Whether one call shows the whole list or two.
        server.script(Answer::normal().times(2));
        server.script(Answer::status(403).body("{}").header("x-request-id", "r").times(99));
    }
    server
}

/// Runs each command in its usual surroundings and in odd ones: how it ends stays the same.
fn in_odd_surroundings(
    odd: impl Fn(CommandLine) -> CommandLine,
    check: impl Fn(&str, &Ended, &Ended),
) {
    for (args, code) in COMMANDS {
        let run = |odd: &dyn Fn(CommandLine) -> CommandLine| {
            let server = server(args);
            let mut ended = odd(imagejobs(args.split(' ')).at(&server)).run();
            // Ports differ.
            for text in [&mut ended.stdout, &mut ended.stderr] {
                *text = text.replace(server.url(), "http://127.0.0.1:PORT");
            }
            ended
        };
        let usual = run(&|line| line);
        assert_eq!(usual.code, Some(code), "{args}: {}", usual.stderr);
        let ended = run(&odd);
        assert!(!ended.stderr.contains("panicked"), "{args}: {}", ended.stderr);
        check(args, &usual, &ended);
    }
}

/// Nothing is printed otherwise, and it ends alike.
fn the_same(args: &str, usual: &Ended, ended: &Ended) {
    assert_eq!(ended.code, usual.code, "{args}: {}", ended.stderr);
    assert_eq!(ended.stdout, usual.stdout, "{args}");
    assert_eq!(ended.stderr, usual.stderr, "{args}");
}

#[test]
fn a_locale_changes_neither_data_nor_codes() {
    in_odd_surroundings(|line| line.env("LC_ALL", "C"), the_same);
    in_odd_surroundings(|line| line.env("LC_ALL", "nonsense").env("LANG", "\u{9b}"), the_same);
}

#[test]
fn without_a_home_all_goes_well() {
    in_odd_surroundings(|line| line.without("HOME"), the_same);
    in_odd_surroundings(|line| line.env("HOME", ""), the_same);
    in_odd_surroundings(|line| line.env("HOME", "/dev/null/nowhere"), the_same);
}

#[test]
fn a_home_stays_as_it_is_and_may_be_read_only() {
    let home = TempDir::new().unwrap();
    let mut permissions = fs::metadata(home.path()).unwrap().permissions();
    permissions.set_readonly(true);
    fs::set_permissions(home.path(), permissions).unwrap();
    in_odd_surroundings(|line| line.env("HOME", home.path()), the_same);
    assert_eq!(fs::read_dir(home.path()).unwrap().count(), 0);
}

#[test]
fn without_a_home_credentials_are_looked_for_elsewhere() {
    let line = list("-o json --project-id p --endpoint https://a.example").without("HOME");
    let stderr = line.run().failed(3);
    assert!(stderr.contains("\"kind\":\"credentials\""), "{stderr}");
    let line = imagejobs("doctor --project-id p --endpoint https://nowhere.invalid".split(' '));
    let ended = line.without("HOME").run();
    assert_eq!(ended.code, Some(7), "{}", ended.stdout);
    assert!(ended.stdout.contains("\ncredentials: problem\n"), "{}", ended.stdout);
    let server = Server::start().unwrap();
    let profile = list("--profile work").asking(&server).without("HOME").run().failed(3);
    assert!(profile.starts_with("error: "), "{profile}");
}

#[test]
fn a_reader_of_the_output_that_has_gone_ends_it_well() {
    in_odd_surroundings(
        |line| line.stdout(closed_pipe()),
        |args, usual, ended| {
            // The jobs that are waited for end all the same, and nobody reads of changes.
            let code = if args.starts_with("watch") { Some(0) } else { usual.code };
            assert_eq!(ended.code, code, "{args}: {}", ended.stderr);
            let says = if args.starts_with("wait") { usual.stderr.as_str() } else { "" };
            assert_eq!(ended.stderr, says, "{args}");
        },
    );
}

#[test]
fn a_reader_of_the_errors_that_has_gone_changes_nothing() {
    in_odd_surroundings(
        |line| line.stderr(closed_pipe()),
        |args, usual, ended| {
            assert_eq!((ended.code, &ended.stdout), (usual.code, &usual.stdout), "{args}");
        },
    );
    in_odd_surroundings(
        |line| line.stdout(closed_pipe()).stderr(closed_pipe()),
        |args, usual, ended| {
            let code = if args.starts_with("watch") { Some(0) } else { usual.code };
            assert_eq!(ended.code, code, "{args}");
        },
    );
}

/// The program behind a shell that closes what it would write to.
#[cfg(unix)]
#[test]
fn closed_outputs_are_written_to_without_harm() {
    for closed in [">&-", "2>&-", ">&- 2>&-", "<&- >&- 2>&-"] {
        for (args, code) in COMMANDS {
            let server = server(args);
            let script = format!("exec \"$0\" \"$@\" {closed}");
            let line = command("sh").arg("-c").arg(script).arg(PROGRAM).at(&server);
            let ended = args.split(' ').fold(line, CommandLine::arg).run();
            assert_eq!(ended.code, Some(code), "{args} {closed}: {}", ended.stderr);
            assert!(!ended.stderr.contains("panicked"), "{args} {closed}: {}", ended.stderr);
        }
    }
}

#[test]
fn a_cut_is_marked_as_the_locale_can_show_it() {
    let long = format!(r#"{{"count":1,"items":[{{"id":"{}","status":7}}]}}"#, "x".repeat(60));
    for (variables, mark) in [
        (&[][..], "…"),
        (&[("LC_ALL", "C")], "..."),
        (&[("LC_ALL", "POSIX"), ("LANG", "de_DE.UTF-8")], "..."),
        (&[("LC_ALL", "C.UTF-8"), ("LANG", "C")], "…"),
        (&[("LC_ALL", ""), ("LC_CTYPE", "en_US.utf8"), ("LANG", "C")], "…"),
        (&[("LC_CTYPE", "de_DE.ISO-8859-1"), ("LANG", "de_DE.UTF-8")], "..."),
        (&[("LANG", "zh_CN.GB18030")], "..."),
    ] {
        let server = page(long.as_str());
        let line =
            || variables.iter().fold(list("").at(&server), |l, (name, value)| l.env(name, value));
        let ended = line().run();
        let cut = format!("{}{mark}  ", "x".repeat(40));
        assert!(ended.stdout.contains(&cut), "{variables:?}: {}", ended.stdout);
        let narrow = line().env("COLUMNS", "30").run();
        let cut = format!("{}{mark}\n", "x".repeat(30 - mark.chars().count()));
        assert!(narrow.stdout.contains(&cut), "{variables:?}: {}", narrow.stdout);
        for ended in [ended, narrow] {
            let ascii = ended.stdout.is_ascii() && ended.stderr.is_ascii();
            assert_eq!(ascii, mark == "...", "{variables:?}: {ended:?}");
        }
    }
}
