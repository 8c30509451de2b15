//! `imagejobs watch`: the changes of lists, as they come.
#![allow(clippy::unwrap_used, clippy::panic, reason = "what tests share is test code too")]

mod support;

use std::io::BufRead;

use imagejobs_mock::{Answer, Job, Server};
use support::golden::golden;
use support::{CommandLine, imagejobs, next_line};

fn watch(more: &str) -> CommandLine {
    let args = format!("watch --max-attempts 1 --interval 1ms {more}");
    imagejobs(args.split_whitespace())
}

fn server() -> Server {
    let server = Server::builder().frozen_jobs().start().unwrap();
    for (id, job_type) in [("1", "CREATE_SERVER"), ("2", "DELETE_SERVER")] {
        let job = Job::new(job_type).id(id).begin_time("2026-01-01T00:00:00.000Z");
        server.add(job.status("RUNNING"));
    }
    server
}

#[test]
fn changes_are_told_as_they_come_and_each_once() {
    let server = server();
    let mut running = watch("--job-type all").at(&server).start();
    let mut lines = running.take_stdout();
    let mut next = || next_line(&mut lines);
    assert_eq!(next(), "CHANGE    ID                  TYPE                 FROM     STATUS");
    assert_eq!(next(), "appeared  1                   CREATE_SERVER        -        RUNNING");
    assert_eq!(next(), "appeared  2                   DELETE_SERVER        -        RUNNING");
    assert!(server.set_status("2", "SUCCESS"));
    assert_eq!(next(), "status    2                   DELETE_SERVER        RUNNING  SUCCESS");
    assert!(server.remove("1"));
    assert_eq!(next(), "gone      1                   CREATE_SERVER        -        RUNNING");
    let calls = server.calls();
    assert!(server.wait_for_calls(calls + 20));
    server.add(Job::new("CREATE_SERVER_IMAGE").id("3"));
    assert_eq!(next(), "appeared  3                   CREATE_SERVER_IMAGE  -        WAITING");
}

#[cfg(unix)]
#[test]
fn json_lines_hold_the_jobs_and_an_interrupt_ends_it() {
    let server = server();
    let mut running = watch("--job-type create-server -o jsonl").at(&server).start();
    let mut lines = running.take_stdout();
    let job = |status: &str, end: &str| {
        format!(
            r#"{{"id":"1","job_type":"CREATE_SERVER","begin_time":"2026-01-01T00:00:00.000Z","end_time":{end},"status":"{status}","sub_jobs_total":1}}"#
        )
    };
    let appeared = format!(r#"{{"change":"appeared","job":{}}}"#, job("RUNNING", "null"));
    assert_eq!(next_line(&mut lines), appeared);
    assert!(server.set_status("1", "FAILED"));
    let failed = job("FAILED", r#""2026-01-01T00:00:00.000Z""#);
    let status = format!(r#"{{"change":"status","from":"RUNNING","to":"FAILED","job":{failed}}}"#);
    assert_eq!(next_line(&mut lines), status);
    assert!(server.remove("1"));
    assert_eq!(next_line(&mut lines), format!(r#"{{"change":"gone","job":{failed}}}"#));
    running.signal("INT");
    let ended = running.end();
    let ended = ended.in_words();
    assert_eq!((ended.code, ended.stderr.as_str()), (Some(130), "error: interrupted\n"));
    assert!(lines.fill_buf().unwrap().is_empty());
}

#[cfg(unix)]
#[test]
fn every_format_has_one_line_for_each_change() {
    let chosen = "--fields change,id,from,status,begin_time";
    for (name, more) in [
        ("table", "-o table"),
        ("json", "-o json"),
        ("jsonl", "-o jsonl"),
        ("csv", "-o csv"),
        ("fields.table", chosen),
        ("fields.json", &format!("{chosen} -o json")),
        ("fields.csv", &format!("{chosen} -o csv")),
    ] {
        let server = server();
        let mut running = watch(&format!("--job-type all --utc {more}")).at(&server).start();
        let mut lines = running.take_stdout();
        let mut stdout = String::new();
        let mut next = |lines_more: usize| {
            for _ in 0..lines_more {
                stdout.push_str(&next_line(&mut lines));
                stdout.push('\n');
            }
        };
        // A header, and the jobs that are there.
        next(if more.contains("json") { 2 } else { 3 });
        assert!(server.set_status("2", "PAUSED"));
        next(1);
        assert!(server.remove("1"));
        next(1);
        running.signal("INT");
        let ended = running.end();
        let transcript = format!("{stdout}{}", ended.transcript());
        golden(&format!("watch.{name}.txt"), &transcript);
    }
}

#[test]
fn trouble_is_noted_and_an_error_that_stays_ends_it() {
    let server = server();
    server.script(Answer::status(503));
    server.script(Answer::status(403));
    let stderr = watch("--job-type all -o jsonl").at(&server).run().in_words().failed(3);
    assert!(stderr.starts_with("note: list_image_jobs answered 503"), "{stderr}");
    assert!(stderr.contains("\nerror: list_image_jobs answered 403"), "{stderr}");
}

#[test]
fn what_cannot_be_watched_is_told() {
    for (args, says) in [
        ("watch", "--job-type <TYPE>"),
        ("watch --job-type server", "it must be one of"),
        ("watch --job-type all --interval 0", "it must be a duration"),
        ("watch --job-type all -o yaml", "[possible values: table, json, jsonl, csv]"),
    ] {
        let stderr = imagejobs(args.split(' ')).at(&server()).run().failed(2);
        assert!(stderr.contains(says), "{args}: {stderr}");
    }
}
