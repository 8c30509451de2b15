//! Tables: how they fit, in which zone their times are, and in which colours.
#![allow(clippy::unwrap_used, clippy::panic, reason = "what tests share is test code too")]

mod support;

use imagejobs_mock::{Job, Server};
use support::golden::golden;
use support::{CommandLine, imagejobs, list};

const WIDTHS: [&str; 3] = ["120", "80", "40"];

/// Jobs of each type and status. Those that go on have no begin time: how long they have been going
/// on would differ each day, and so would the width that it takes.
fn server() -> Server {
    let server = Server::builder().frozen_jobs().start().unwrap();
    for (id, job_type, status, begin, end) in [
        ("702364883651395584", "CREATE_SERVER", "SUCCESS", "08:00:00.001", "10:05:10.5"),
        ("702364883651395585", "CREATE_SERVER", "FAILED", "07:00:00.020", "07:00:31.020"),
        ("702364883651395586", "CREATE_SERVER_IMAGE", "SUCCESS", "06:59:00.300", "07:03:00.300"),
        (
            "702364883651395587",
            "DELETE_SERVER",
            "REMOVED_AND_NEVER_HEARD_OF",
            "05:00:00",
            "05:00:09",
        ),
    ] {
        let job = Job::new(job_type).id(id).status(status).sub_jobs_total(12);
        let [begin, end] = [begin, end].map(|time| format!("2026-03-07T{time}Z"));
        server.add(job.begin_time(begin).end_time(end));
    }
    for (id, job_type, status) in [
        ("702364883651395588", "CREATE_SERVER", "RUNNING"),
        ("702364883651395589", "CREATE_SERVER_IMAGE", "WAITING"),
    ] {
        let job = Job::new(job_type).id(id).status(status).begin_time("2026-03-07T00:00:00Z");
        server.add(job.without("begin_time"));
    }
    server
}

#[track_caller]
fn shows(name: &str, line: CommandLine) {
    let server = server();
    let ended = line.at(&server).run();
    assert_eq!(ended.code, Some(0), "{ended:?}");
    golden(&format!("table-{name}.txt"), &ended.transcript());
}

/// The widest line of a table.
fn widest(stdout: &str) -> usize {
    stdout.lines().map(|line| line.chars().count()).max().unwrap()
}

#[test]
fn a_table_fits_the_columns_there_are_and_tells_what_it_left_out() {
    for columns in WIDTHS {
        for (name, line) in [
            ("one-type", list("")),
            ("all", imagejobs("list --job-type all --all".split(' '))),
            ("fields", list("--fields id,status,begin_time,duration")),
            ("all-fields", list("--all --fields end_time,id,job_type,sub_jobs_total,status")),
        ] {
            shows(&format!("{name}-{columns}"), line.env("COLUMNS", columns));
        }
    }
}

#[test]
fn no_line_is_wider_than_the_columns_there_are() {
    let server = server();
    // Each width where little fits, and every seventh of the others.
    for columns in (1..10_usize).chain((10..=130).step_by(7)) {
        for args in
            ["list --job-type all --all", "list --job-type delete-server --fields status,id"]
        {
            let line = imagejobs(args.split(' ')).env("COLUMNS", columns.to_string());
            let stdout = line.at(&server).run().good();
            assert!(widest(&stdout) <= columns, "{columns}: {stdout}");
        }
    }
}

#[test]
fn columns_that_are_no_number_set_no_limit() {
    let server = server();
    let usual = list("").at(&server).run();
    assert!(widest(&usual.stdout) > 100, "{}", usual.stdout);
    for columns in ["", "0", "-1", "wide", "80x25"] {
        let ended = list("").env("COLUMNS", columns).at(&server).run();
        assert_eq!((&ended.stdout, &ended.stderr), (&usual.stdout, &usual.stderr), "{columns}");
    }
}

#[test]
fn only_a_table_is_cut_to_the_columns_there_are() {
    let server = server();
    for format in ["json", "jsonl", "csv"] {
        let line = || list(&format!("-o {format}")).at(&server);
        let narrow = line().env("COLUMNS", "20").run();
        assert_eq!((narrow.stdout, narrow.stderr), (line().run().good(), String::new()));
    }
}

#[test]
fn times_are_in_the_zone_of_tz_or_with_utc_in_none() {
    let fields = "--fields id,begin_time,end_time";
    for (name, zone, more) in [
        ("zone-east", "<+08>-8", ""),
        ("zone-west", "EST5EDT,M3.2.0,M11.1.0", ""),
        ("zone-utc", "<+08>-8", "--utc"),
        ("zone-none", "UTC0", ""),
    ] {
        shows(name, list(&format!("{fields} {more}")).env("TZ", zone));
    }
    // Without their offsets, a note tells how to read them.
    for (name, zone) in [("zone-east-80", "<+08>-8"), ("zone-west-80", "EST5EDT,M3.2.0,M11.1.0")] {
        shows(name, list("").env("TZ", zone).env("COLUMNS", "80"));
    }
    // Programs get the times as they came.
    for format in ["json", "jsonl", "csv"] {
        let server = server();
        let there = list(&format!("-o {format}")).env("TZ", "<+08>-8").at(&server).run().good();
        assert_eq!(there, list(&format!("-o {format} --utc")).at(&server).run().good());
        assert!(there.contains("2026-03-07T08:00:00.001Z"), "{there}");
    }
}

#[test]
fn a_job_that_goes_on_is_told_with_how_long_it_has() {
    for begin in ["2022-03-07T10:40:43.858Z", "2026-01-01T00:00:00Z"] {
        let server = Server::builder().frozen_jobs().start().unwrap();
        for (id, status) in [("1", "RUNNING"), ("2", "WAITING")] {
            server.add(Job::new("CREATE_SERVER").id(id).status(status).begin_time(begin));
        }
        let line = list("--fields id,status,duration").at(&server);
        golden("table-going-on.txt", &line.run().transcript());
        // A program gets whole seconds.
        let csv = list("-o csv --fields duration,id").at(&server).run().good();
        let rows: Vec<_> = csv.lines().skip(1).map(|row| row.split_once(',').unwrap()).collect();
        assert!(rows.iter().all(|(seconds, _)| seconds.parse::<u64>().is_ok()), "{csv}");
        assert_eq!(rows.len(), 2);
    }
}

#[test]
fn a_job_from_the_future_has_been_going_on_for_no_time() {
    let server = Server::builder().frozen_jobs().start().unwrap();
    let job = Job::new("CREATE_SERVER").id("1").status("RUNNING");
    server.add(job.begin_time("9999-01-01T00:00:00Z"));
    let stdout = list("--fields id,duration").at(&server).run().good();
    assert_eq!(stdout, "ID  DURATION\n1   running for 0 s\n");
}

/// What begins a colour.
const ESCAPE: char = '\u{1b}';

#[test]
fn colours_are_where_a_flag_or_a_variable_wants_them() {
    for (more, variables, colours) in [
        // Into a pipe.
        ("", &[][..], false),
        ("--color auto", &[], false),
        ("--color always", &[], true),
        ("--color never", &[], false),
        ("", &[("CLICOLOR_FORCE", "1")], true),
        ("", &[("CLICOLOR_FORCE", "0")], false),
        ("", &[("CLICOLOR_FORCE", "")], false),
        ("", &[("NO_COLOR", "1")], false),
        ("", &[("NO_COLOR", "1"), ("CLICOLOR_FORCE", "1")], false),
        ("", &[("NO_COLOR", ""), ("CLICOLOR_FORCE", "1")], true),
        ("--color always", &[("NO_COLOR", "1")], true),
        ("--color never", &[("CLICOLOR_FORCE", "1")], false),
        ("--color=auto", &[("CLICOLOR_FORCE", "1")], true),
        ("--color always", &[("TERM", "dumb")], true),
    ] {
        let server = server();
        let line = || {
            let line = list(&format!("--limit 2 {more}")).at(&server);
            variables.iter().fold(line, |line, (name, value)| line.env(name, value))
        };
        let ended = line().run();
        assert_eq!(ended.code, Some(0));
        for text in [&ended.stdout, &ended.stderr] {
            assert!(!text.is_empty());
            assert_eq!(text.contains(ESCAPE), colours, "{more} {variables:?}: {text:?}");
        }
        // An error, too.
        let stderr = line().arg("--project-id").arg("other").run().failed(3);
        assert_eq!(stderr.contains(ESCAPE), colours, "{more} {variables:?}: {stderr:?}");
    }
}

#[test]
fn colours_change_nothing_but_colours() {
    let server = server();
    let plain = list("--color never").env("COLUMNS", "80").at(&server).run();
    let coloured = list("--color always").env("COLUMNS", "80").at(&server).run();
    let without_colours = |text: &str| {
        let mut parts = text.split(ESCAPE);
        let first = parts.next().unwrap().to_owned();
        parts.fold(first, |text, part| text + part.split_once('m').unwrap().1)
    };
    assert_eq!(without_colours(&coloured.stdout), plain.stdout);
    assert_eq!(without_colours(&coloured.stderr), plain.stderr);
    golden("table-coloured.txt", &coloured.transcript().replace(ESCAPE, "ESC"));
}

#[test]
fn only_a_table_has_colours() {
    let server = server();
    for format in ["json", "jsonl", "csv"] {
        let stdout = list(&format!("--color always -o {format}")).at(&server).run().good();
        assert!(!stdout.contains(ESCAPE), "{stdout:?}");
    }
    for args in ["schema", "man", "completions bash", "help"] {
        let line = || imagejobs(args.split(' '));
        assert_eq!(line().arg("--color=always").run().good(), line().run().good(), "{args}");
    }
}

#[test]
fn a_report_has_the_colours_of_its_states() {
    let server = server();
    let line = imagejobs("doctor --color always".split(' ')).at(&server);
    let stdout = line.env("IMAGEJOBS_AUTH_TOKEN", "sentinel").run().stdout;
    for state in ["name: \u{1b}[32mok\u{1b}[0m\n", "credentials: \u{1b}[31mproblem\u{1b}[0m\n"] {
        assert!(stdout.contains(state), "{stdout:?}");
    }
}

#[test]
fn a_colour_that_there_is_not_is_refused() {
    let stderr = imagejobs("list --color pink".split(' ')).run().failed(2);
    assert!(stderr.contains("[possible values: auto, always, never]"), "{stderr}");
}
