//! Rows against the program: exit code, standard output that holds only data, standard error of
//! one line and its advice, and an end within the limits of time and memory.

use std::time::Duration;

use crate::certificates::trusted;
use crate::row::{Ask, Promise, Row};
use crate::server::{Server, TOKEN};
use crate::support::{CommandLine, Ended, PROGRAM, command, has_controls};

/// What the program may allocate, in KiB: with its code it stays below 64 MiB then.
const MEMORY: u32 = 48 << 10;

/// However a server behaves, the program has ended by then: no row has higher limits of its own.
const HANG: Duration = Duration::from_secs(60);

pub(crate) fn play(row: &Row) {
    let formats: &[_] = match (&row.promise, row.ask) {
        // What is printed must be right in any format.
        (Promise::Jobs { .. }, Ask::Page) if !row.in_one_format => &["jsonl", "json", "table"],
        _ => &["jsonl"],
    };
    for format in formats {
        let server = Server::start(row.server.clone());
        let ended = line(row, format, &server).start().end_within(HANG);
        let told = format!("{}, -o {format}", row.name);
        let ended = ended.unwrap_or_else(|| panic!("{told}: it hangs")).in_words();
        decent(row, &ended, &told);
        kept(&row.promise, row.ask, &ended, format, &told);
        assert_eq!(server.elsewhere(), 0, "{told}: another server was asked");
        if let Some(requests) = row.requests {
            assert_eq!(server.requests(), requests, "{told}: requests");
        }
    }
}

fn line(row: &Row, format: &str, server: &Server) -> CommandLine {
    let mut arguments = match row.ask {
        Ask::Page => "list --job-type create-server".to_owned(),
        Ask::All => "list --job-type create-server --all".to_owned(),
        Ask::Wait => {
            let limit = row.wait_limit().as_secs();
            let soon = "--interval 1ms --grace 1ms";
            format!("wait --job-type create-server --timeout {limit}s {soon} 1")
        }
    };
    arguments += &format!(" -o {format} --max-attempts {}", row.max_attempts);
    for (flag, limit) in
        [("--attempt-timeout", row.attempt_limit), ("--connect-timeout", row.connect_limit)]
    {
        if let Some(limit) = limit {
            arguments += &format!(" {flag} {limit}ms");
        }
    }
    let mut line = limited(arguments.split(' '));
    if row.over_tls {
        let authority = format!("{}/authority.pem", line.home());
        std::fs::write(&authority, trusted()).unwrap();
        line = line.env("SSL_CERT_FILE", authority);
    }
    line.env("IMAGEJOBS_ENDPOINT", server.url(row.over_tls))
        .env("IMAGEJOBS_PROJECT_ID", "p")
        .secret("IMAGEJOBS_AUTH_TOKEN", TOKEN)
}

/// The program, which cannot allocate more than it may.
fn limited<'a>(arguments: impl Iterator<Item = &'a str>) -> CommandLine {
    if cfg!(not(target_os = "linux")) {
        return arguments.fold(command(PROGRAM), CommandLine::arg);
    }
    let shell = command("/bin/sh").arg("-c").arg(format!("ulimit -d {MEMORY}; exec \"$0\" \"$@\""));
    arguments.fold(shell.arg(PROGRAM), CommandLine::arg)
}

/// What holds for every row.
fn decent(row: &Row, ended: &Ended, told: &str) {
    let Ended { stdout, stderr, .. } = ended;
    assert!(!stderr.contains("panicked"), "{told}: {stderr}");
    assert!(!has_controls(stdout) && !has_controls(stderr), "{told}: {stdout:?} {stderr:?}");
    assert!(stderr.len() < 16 << 10, "{told}: {} bytes on standard error", stderr.len());
    let starts = ["error: ", "help: ", "note: "];
    let waits = row.ask == Ask::Wait;
    for line in stderr.lines() {
        let ours = starts.iter().any(|start| line.starts_with(start)) || waits;
        assert!(ours, "{told}: {stderr}");
    }
}

/// A page as it is printed; what is odd in it stands there as it came.
#[derive(serde::Deserialize)]
struct Page<'a> {
    #[serde(borrow)]
    items: Vec<&'a serde_json::value::RawValue>,
}

fn kept(promise: &Promise, ask: Ask, ended: &Ended, format: &str, told: &str) {
    let Ended { code, stdout, stderr } = ended;
    match promise {
        Promise::Jobs { jobs, printed, noted } => {
            assert_eq!(*code, Some(0), "{told}: {stderr}");
            let count = match format {
                "jsonl" => stdout.lines().count(),
                "table" => stdout.lines().count() - 1,
                _ => {
                    let page: Page<'_> = serde_json::from_str(stdout).unwrap();
                    page.items.len()
                }
            };
            assert_eq!(count, *jobs, "{told}: {stdout}{stderr}");
            for words in printed.iter().filter(|_| format != "table") {
                assert!(stdout.contains(words), "{told}: {words:?} is not in {stdout}");
            }
            for words in *noted {
                assert!(stderr.contains(words), "{told}: {words:?} is not in {stderr}");
            }
        }
        Promise::Fails { how, words } => {
            assert_eq!(*code, Some(how.code()), "{told}: {stdout}{stderr}");
            assert!(ask != Ask::Page || stdout.is_empty(), "{told}: {stdout}");
            let errors: Vec<_> = stderr.lines().filter(|l| l.starts_with("error: ")).collect();
            let [error] = errors[..] else { panic!("{told}: not one error: {stderr}") };
            for words in *words {
                assert!(error.contains(words), "{told}: {words:?} is not in {stderr}");
            }
        }
        Promise::Either(promises) => {
            let fitting = promises.iter().find(|promise| match promise {
                Promise::Fails { how, .. } => *code == Some(how.code()),
                _ => *code == Some(0),
            });
            let fitting = fitting.unwrap_or_else(|| panic!("{told}: {code:?} {stderr}"));
            kept(fitting, ask, ended, format, told);
        }
    }
}
