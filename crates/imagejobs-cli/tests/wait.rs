//! `imagejobs wait`: how it ends, what it prints, and what it tells meanwhile.
#![allow(clippy::unwrap_used, clippy::panic, reason = "what tests share is test code too")]

mod support;

use imagejobs_mock::{Answer, Job, Server};
use support::golden::golden;
use support::{CommandLine, closed_pipe, imagejobs};

/// Waits for these jobs, looking again almost at once.
fn wait(ids: &[&str], more: &str) -> CommandLine {
    let args = "wait --job-type create-server --max-attempts 1 --interval 1ms --grace 1ms";
    imagejobs(args.split(' ').chain(more.split_whitespace()).chain(ids.iter().copied()))
}

/// A server with jobs in these statuses.
fn server(jobs: &[(&str, &str)]) -> Server {
    let server = Server::builder().frozen_jobs().start().unwrap();
    server.add_all(jobs.iter().map(|(id, status)| {
        Job::new("CREATE_SERVER").id(*id).status(*status).begin_time("2026-01-01T00:00:00.000Z")
    }));
    server
}

#[test]
fn every_format_has_one_line_for_each_job_that_ended() {
    let jobs = [("1", "SUCCESS"), ("2", "FAILED"), ("3", "SUCCESS"), ("4", "RUNNING")];
    for format in ["table", "json", "jsonl", "csv"] {
        let server = server(&jobs);
        // One look tells of all of them, and there is no second one.
        let more = format!("-o {format} --interval 1h --grace 1h");
        let ended = wait(&["1", "2", "3"], &more).at(&server).run();
        golden(&format!("wait.{format}.txt"), &ended.transcript());
        assert_eq!(server.calls(), 1);
    }
}

#[test]
fn waiting_running_and_unknown_statuses_are_pending_and_told_as_they_change() {
    let server = server(&[("1", "WAITING")]);
    let running = wait(&["1"], "").at(&server).start();
    for status in ["RUNNING", "PAUSED", "SUCCESS"] {
        let calls = server.calls() + 2;
        assert!(server.wait_for_calls(calls));
        assert!(server.set_status("1", status));
    }
    let ended = running.end();
    let told: Vec<_> = ended.stderr.lines().map(|line| line.split(',').next().unwrap()).collect();
    assert_eq!(told, ["1  WAITING", "1  RUNNING", "1  PAUSED"]);
    assert!(ended.good().starts_with("1                   CREATE_SERVER        SUCCESS  "));
}

#[test]
fn the_exit_code_is_that_of_the_worst_end() {
    let jobs = [("good", "SUCCESS"), ("bad", "FAILED"), ("on", "RUNNING"), ("bad too", "FAILED")];
    for (ids, more, code) in [
        (&["good"][..], "", 0),
        (&["good", "bad"], "", 6),
        (&["good", "never"], "", 4),
        (&["good", "on"], "--timeout 20ms", 5),
        (&["good", "bad", "never"], "", 6),
        (&["bad", "on", "good"], "--any", 0),
        (&["bad", "bad too"], "--any", 6),
        (&["bad", "never"], "--any", 6),
        (&["never"], "--any", 4),
    ] {
        let ended = wait(ids, more).at(&server(&jobs)).run();
        assert_eq!(ended.code, Some(code), "{ids:?} {more}: {}", ended.stderr);
    }
}

#[test]
fn a_job_that_leaves_the_list_is_gone() {
    let server = server(&[("1", "RUNNING"), ("2", "RUNNING")]);
    let running = wait(&["1"], "").at(&server).start();
    assert!(server.wait_for_calls(2));
    assert!(server.remove("1"));
    let stderr = running.end().failed(4);
    let gone = "error: job 1 is gone from the list; it was last RUNNING\nhelp: ";
    assert!(stderr.contains(gone), "{stderr}");
}

#[test]
fn an_error_that_stays_ends_the_wait_and_is_told_once() {
    let server = server(&[("1", "RUNNING"), ("2", "RUNNING")]);
    server.script(Answer::status(503));
    server.script(Answer::status(403));
    let stderr = wait(&["1", "2"], "").at(&server).run().failed(3);
    assert!(stderr.starts_with("1  not seen yet; the last look failed: "), "{stderr}");
    assert_eq!(stderr.matches("error: ").count(), 1, "{stderr}");
    assert!(
        stderr.ends_with("help: imagejobs doctor checks configuration, clock and credentials\n")
    );
}

#[test]
fn time_is_up_even_while_a_call_hangs() {
    let server = server(&[]);
    server.script(Answer::hang().times(100));
    let stderr = wait(&["1"], "--timeout 20ms").at(&server).run().failed(5);
    assert!(stderr.contains("error: job 1 did not end within 20ms; it was never seen\n"));
}

#[cfg(unix)]
#[test]
fn an_interrupt_ends_it_at_once() {
    let server = server(&[("1", "SUCCESS"), ("2", "RUNNING")]);
    server.script(Answer::normal());
    server.script(Answer::hang());
    let mut running = wait(&["1", "2"], "").at(&server).start();
    assert!(server.wait_for_calls(2));
    running.signal("INT");
    let ended = running.end();
    assert_eq!(ended.code, Some(130));
    assert_eq!(ended.stdout.lines().count(), 1);
    assert!(ended.stderr.ends_with("error: interrupted\n"), "{}", ended.stderr);
}

#[test]
fn what_cannot_be_waited_for_is_told() {
    let server = server(&[]);
    for args in [
        "wait --job-type create-server",
        "wait 1",
        "wait --job-type all 1",
        "wait --job-type create-server --timeout 0 1",
        "wait --job-type create-server --interval never 1",
        "wait --job-type create-server -o xml 1",
    ] {
        let stderr = imagejobs(args.split(' ')).at(&server).run().failed(2);
        assert!(stderr.starts_with("error: "), "{args}: {stderr}");
    }
    let stderr = wait(&[""], "").at(&server).run().failed(2);
    assert!(stderr.contains("a value is required for '<ID>...'"), "{stderr}");
    assert_eq!(server.calls(), 0);
}

#[test]
fn a_reader_that_has_gone_changes_nothing_of_how_it_ends() {
    let jobs = [("good", "SUCCESS"), ("bad", "FAILED"), ("on", "RUNNING")];
    for (ids, more, code) in
        [(&["good"][..], "", 0), (&["good", "bad"], "", 6), (&["good", "on"], "--timeout 20ms", 5)]
    {
        let ended = wait(ids, more).at(&server(&jobs)).stdout(closed_pipe()).run();
        assert_eq!(ended.code, Some(code), "{ids:?}: {}", ended.stderr);
    }
}

#[test]
fn the_time_limit_holds_for_finding_access_too() {
    let iam = Server::start().unwrap();
    iam.script(Answer::hang().times(100));
    let ended = wait(&["1"], "--timeout 20ms --region cn-north-4").asking(&iam).signing(&iam).run();
    let stderr = ended.failed(5);
    assert!(stderr.starts_with("error: finding credentials and project did not end within 20ms"));
}
