//! `imagejobs list --all`: every job there is, in each format, while it works and when it fails.
#![allow(clippy::unwrap_used, clippy::panic, reason = "what tests share is test code too")]

mod support;

use std::collections::HashSet;
use std::io::BufRead;

use imagejobs_mock::{Answer, Job, Server};
use support::golden::golden;
use support::{
    CommandLine, Ended, closed_pipe, full_device, has_controls, imagejobs, large_page, list,
    next_line, unsent,
};

const FORMATS: [&str; 4] = ["table", "json", "jsonl", "csv"];

/// All jobs of a type, in one attempt for each call.
fn all(more: &str) -> CommandLine {
    list(&format!("--all --max-attempts=1 {more}"))
}

/// A server with so many jobs of the type that is listed.
fn server_of(jobs: usize) -> Server {
    let server = Server::start().unwrap();
    server.add_all((0..jobs).map(|_| Job::new("CREATE_SERVER").status("RUNNING")));
    server
}

/// The ids that were printed, in their order; of a document in json, whether it is complete.
#[track_caller]
fn printed(format: &str, stdout: &str) -> (Vec<String>, Option<bool>) {
    let id = |job: &serde_json::Value| job["id"].as_str().unwrap().to_owned();
    match format {
        "table" | "csv" => {
            let id = |row: &str| row.split([' ', ',']).next().unwrap().to_owned();
            let rows = stdout.lines().skip(1).map(id);
            (rows.collect(), None)
        }
        "json" => {
            assert!(stdout.ends_with('\n') && stdout.lines().count() == 1, "one line");
            let document: serde_json::Value = serde_json::from_str(stdout).unwrap();
            let jobs = document["items"].as_array().unwrap().iter().map(id).collect();
            (jobs, document["complete"].as_bool())
        }
        _ => {
            let jobs = stdout.lines().map(|line| id(&serde_json::from_str(line).unwrap()));
            (jobs.collect(), None)
        }
    }
}

/// Three pages, which overlap by a job as those of a list at rest do; then nothing more.
fn three_pages() -> Server {
    let server = Server::start().unwrap();
    for jobs in [
        r#"{"id":"1","job_type":"CREATE_SERVER","status":"RUNNING"},{"id":"2","end_time":7}"#,
        "{\"id\":\"2\"},{\"id\":\"\u{9b}3\",\"status\":[\"\u{202e}\",\n0]}",
        "{\"id\":\"\u{9b}3\"},{\"id\":\"a much longer id than those before\",\"sub_jobs_total\":4}",
        r#"{"id":"a much longer id than those before"}"#,
    ] {
        let body = format!(r#"{{"count":4,"items":[{jobs}]}}"#);
        server.script(Answer::status(200).body(body));
    }
    server
}

#[test]
fn every_format_goes_over_all_pages() {
    for format in FORMATS {
        let server = three_pages();
        let ended = all(&format!("-o {format}")).at(&server).run();
        assert_eq!(server.calls(), 4);
        let transcript = ended.transcript();
        assert!(!has_controls(&transcript), "{transcript:?}");
        golden(&format!("all.{format}.txt"), &transcript);
    }
}

#[test]
fn every_job_is_listed_once_in_each_format_with_one_call_at_a_time_and_with_eight() {
    let server = Server::builder().jobs(3_000).start().unwrap();
    let mut first = None;
    for format in FORMATS {
        for concurrency in ["", "--concurrency 1", "--concurrency=8"] {
            let args = format!("list --all --job-type all -o {format} {concurrency}");
            let ended = imagejobs(args.split_whitespace()).at(&server).run();
            assert_eq!(ended.stderr, "");
            let (ids, complete) = printed(format, &ended.good());
            assert_eq!(complete, (format == "json").then_some(true));
            assert_eq!(ids.len(), 3_000);
            assert_eq!(ids.iter().collect::<HashSet<_>>().len(), 3_000);
            assert_eq!(first.get_or_insert_with(|| ids.clone()), &ids);
        }
    }
}

#[test]
fn it_asks_for_what_the_flags_say() {
    let asked = |server: &Server| -> Vec<String> {
        let calls = server.received().into_iter();
        calls.map(|call| call.target.split_once('?').unwrap().1.to_owned()).collect()
    };
    let server = server_of(150);
    all("--status running").at(&server).run().good();
    let page =
        |offset: u64| format!("job_type=CREATE_SERVER&limit=100&offset={offset}&status=RUNNING");
    assert_eq!(asked(&server)[..2], [page(0), page(99)]);

    for all_types in ["all", "ALL", "All"] {
        let server = Server::start().unwrap();
        let ended = imagejobs(["list", "--all", "--job-type", all_types]).at(&server).run();
        assert_eq!((ended.code, ended.stderr.as_str()), (Some(0), "note: no jobs\n"));
        let types = ["CREATE_SERVER", "CREATE_SERVER_IMAGE", "DELETE_SERVER"];
        assert_eq!(asked(&server), types.map(|name| format!("job_type={name}&limit=100&offset=0")));
    }
}

#[test]
fn an_empty_list_has_no_jobs() {
    for format in FORMATS {
        let ended = all(&format!("-o {format}")).at(&server_of(0)).run();
        golden(&format!("all-empty.{format}.txt"), &ended.transcript());
    }
}

#[test]
fn jobs_are_printed_as_soon_as_their_page_has_come() {
    for format in FORMATS {
        let server = server_of(1_000);
        server.script(Answer::normal().times(2));
        server.script(Answer::hang());
        let mut running = all(&format!("-o {format}")).at(&server).start();
        let mut stdout = running.take_stdout();
        match format {
            "table" | "csv" => assert!((0..200).all(|_| !next_line(&mut stdout).is_empty())),
            "jsonl" => assert!((0..199).all(|_| next_line(&mut stdout).ends_with('}'))),
            _ => {
                for _ in 0..199 {
                    let mut job = Vec::new();
                    stdout.read_until(b'}', &mut job).unwrap();
                    assert!(job.ends_with(b"}"));
                }
            }
        }
    }
}

#[test]
fn odd_values_are_numbered_over_all_pages_and_noted_in_few_lines() {
    let server = Server::start().unwrap();
    server.add_all((0..400).map(|number| {
        let job = Job::new("CREATE_SERVER")
            .begin_time(format!("2026-01-01T00:{:02}:00.000Z", number / 60));
        if number < 200 { job.field("status", 7.into()) } else { job }
    }));
    let stderr = all("-o jsonl").at(&server).run().stderr;
    let lines: Vec<_> = stderr.lines().collect();
    assert_eq!(lines.len(), 6, "{stderr}");
    assert!(lines[4].ends_with(" has an unexpected status: 7"), "{stderr}");
    assert_eq!(lines[5], "note: 195 more values are unexpected");
    let number = |line: &str| line.split(' ').nth(2).unwrap().parse::<u64>().unwrap();
    assert!(number(lines[0]) > 100, "they stand on a later page: {stderr}");
}

/// It ended before the end of the list, with this code, after the first jobs of a server.
#[track_caller]
fn ended_midway(format: &str, ended: &Ended, code: i32, jobs: usize) {
    assert_eq!(ended.code, Some(code), "{}", ended.stderr);
    let (ids, complete) = printed(format, &ended.stdout);
    assert_eq!(ids.len(), jobs);
    assert_eq!(complete, (format == "json").then_some(false));
    let note = format!("note: the list is incomplete: {jobs} jobs came\nerror: ");
    assert!(ended.stderr.starts_with(&note), "{}", ended.stderr);
}

#[test]
fn what_came_before_a_failure_is_printed_in_each_format() {
    for format in FORMATS {
        for (status, code, help) in [
            (403, 3, "help: imagejobs doctor checks configuration, clock and credentials\n"),
            (404, 4, "help: check the endpoint "),
            (418, 1, ""),
            (500, 7, "help: the service failed"),
        ] {
            let server = server_of(1_000);
            server.script(Answer::normal().times(3));
            server.script(Answer::status(status).times(100));
            let ended = all(&format!("-o {format}")).at(&server).run().in_words();
            ended_midway(format, &ended, code, 298);
            let told = format!("error: list_image_jobs answered {status}");
            let helps = format != "table" || ended.stderr.contains(help);
            assert!(ended.stderr.contains(&told) && helps, "{}", ended.stderr);
        }
    }
}

#[test]
fn a_call_that_hangs_midway_is_5() {
    let server = server_of(1_000);
    server.script(Answer::normal().times(2));
    server.script(Answer::hang());
    // Long enough for the calls that are answered.
    let ended = all("--timeout 3s -o json").at(&server).run().in_words();
    ended_midway("json", &ended, 5, 199);
}

#[test]
fn a_failure_at_the_first_call_leaves_no_job() {
    for format in FORMATS {
        let stdout = if format == "json" { "{\"items\":[],\"complete\":false}\n" } else { "" };
        let server = server_of(3);
        let line = all(&format!("-o {format}")).at(&server);
        let ended = line.env("IMAGEJOBS_AUTH_TOKEN", "sentinel").run().in_words();
        assert_eq!((ended.code, ended.stdout.as_str()), (Some(3), stdout));
        let begins =
            "note: the list is incomplete: no job came\nerror: list_image_jobs answered 401";
        assert!(ended.stderr.starts_with(begins), "{}", ended.stderr);
    }
}

#[test]
fn nothing_is_printed_before_the_list_begins() {
    for (variable, value, code) in [
        ("IMAGEJOBS_ENDPOINT", "", 2),
        ("IMAGEJOBS_PROJECT_ID", "", 2),
        ("IMAGEJOBS_AUTH_TOKEN", "", 3),
    ] {
        for format in FORMATS {
            unsent(&format!("--all -o {format}")).env(variable, value).run().failed(code);
        }
    }
}

#[test]
fn a_service_whose_pages_prove_no_end_is_1() {
    let server = Server::start().unwrap();
    for id in ["1", "2", "3", "4"] {
        server.script(
            Answer::status(200).body(format!(r#"{{"count":9,"items":[{{"id":"{id}"}}]}}"#)),
        );
    }
    let ended = all("").at(&server).run();
    assert_eq!(ended.code, Some(1), "{ended:?}");
    let help = "help: the service pages in a way that proves no end; -v shows the calls\n";
    assert!(ended.stderr.ends_with(help), "{}", ended.stderr);
    assert!(ended.stderr.contains("error: the service gives one job a page"), "{}", ended.stderr);
}

#[cfg(unix)]
#[test]
fn what_came_before_an_interrupt_is_printed_in_each_format() {
    for format in FORMATS {
        let server = server_of(1_000);
        server.script(Answer::normal().times(2));
        server.script(Answer::hang());
        let mut running = all(&format!("-o {format}")).at(&server).start();
        assert!(server.wait_for_calls(3));
        running.signal("INT");
        let ended = running.end().in_words();
        ended_midway(format, &ended, 130, 199);
        let told = "note: the list is incomplete: 199 jobs came\nerror: interrupted\n";
        assert_eq!(ended.stderr, told);
    }
}

#[cfg(unix)]
#[test]
fn an_interrupt_before_the_first_page_leaves_no_job() {
    for format in FORMATS {
        let stdout = if format == "json" { "{\"items\":[],\"complete\":false}\n" } else { "" };
        let server = server_of(3);
        server.script(Answer::hang());
        let mut running = all(&format!("-o {format}")).at(&server).start();
        assert!(server.wait_for_calls(1));
        running.signal("INT");
        let ended = running.end().in_words();
        assert_eq!((ended.code, ended.stdout.as_str()), (Some(130), stdout));
        assert_eq!(ended.stderr, "note: the list is incomplete: no job came\nerror: interrupted\n");
    }
}

#[cfg(unix)]
#[test]
fn an_interrupt_while_nobody_reads_is_130() {
    for format in ["json", "jsonl"] {
        let server = large_page();
        let mut running = all(&format!("-o {format}")).at(&server).start();
        let mut stdout = running.take_stdout();
        assert!(!stdout.fill_buf().unwrap().is_empty());
        running.signal("INT");
        let ended = running.end().in_words();
        assert_eq!((ended.code, ended.stderr.as_str()), (Some(130), "error: interrupted\n"));
    }
}

#[test]
fn a_reader_that_has_gone_is_0_and_quiet() {
    let server = server_of(1_000);
    for format in FORMATS {
        let ended = all(&format!("-o {format}")).at(&server).stdout(closed_pipe()).run();
        assert_eq!((ended.code, ended.stderr.as_str()), (Some(0), ""), "{format}");
    }
}

#[test]
fn a_reader_that_goes_after_the_first_line_is_0_and_quiet() {
    for format in ["table", "jsonl"] {
        let server = large_page();
        let mut running = all(&format!("-o {format}")).at(&server).start();
        let mut stdout = running.take_stdout();
        assert!(!next_line(&mut stdout).is_empty());
        drop(stdout);
        let ended = running.end();
        assert_eq!((ended.code, ended.stderr.as_str()), (Some(0), ""));
    }
}

#[test]
fn a_full_disk_is_1() {
    let server = server_of(1_000);
    for format in FORMATS {
        let Some(full) = full_device() else { return };
        let ended = all(&format!("-o {format}")).at(&server).stdout(full).run();
        let stderr = ended.in_words().failed(1);
        assert!(stderr.starts_with("error: cannot write to standard output: "), "{stderr}");
    }
}

#[test]
fn a_reader_that_has_gone_hides_no_failure() {
    let server = server_of(0);
    server.script(Answer::status(500));
    let ended = all("-o json").at(&server).stdout(closed_pipe()).run();
    assert_eq!(ended.code, Some(7));
}
