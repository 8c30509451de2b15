//! `imagejobs list`: what it asks for, and what it says beside the jobs.
#![allow(clippy::unwrap_used, clippy::panic, reason = "what tests share is test code too")]

mod support;

use imagejobs_mock::{Job, Server};
use support::{imagejobs, list, page};

/// The target of the only call that a server got.
#[track_caller]
fn asked(server: &Server) -> String {
    let [call] = &server.received()[..] else { panic!("one call") };
    assert_eq!(call.method, "GET");
    call.target.split_once('?').unwrap().1.to_owned()
}

#[test]
fn it_asks_for_what_the_flags_say() {
    for (flags, query) in [
        ("", "job_type=CREATE_SERVER"),
        ("--status failed", "job_type=CREATE_SERVER&status=FAILED"),
        ("--limit 100 --offset 0", "job_type=CREATE_SERVER&limit=100&offset=0"),
        ("--limit=1 --offset=007", "job_type=CREATE_SERVER&limit=1&offset=7"),
        ("--offset 18446744073709551615", "job_type=CREATE_SERVER&offset=18446744073709551615"),
        (
            "--status WAITING --limit 5 --offset 3 -o json",
            "job_type=CREATE_SERVER&limit=5&offset=3&status=WAITING",
        ),
        ("--timeout 90 --attempt-timeout 1.5m --connect-timeout 30s", "job_type=CREATE_SERVER"),
    ] {
        let server = Server::start().unwrap();
        list(flags).at(&server).run().good();
        assert_eq!(asked(&server), query, "{flags}");
    }
}

#[test]
fn values_are_taken_in_both_spellings() {
    for (job_type, asked_for) in [
        ("CREATE_SERVER", "CREATE_SERVER"),
        ("create-server", "CREATE_SERVER"),
        ("Create_Server", "CREATE_SERVER"),
        ("create-server-image", "CREATE_SERVER_IMAGE"),
        ("delete-server", "DELETE_SERVER"),
    ] {
        let server = Server::start().unwrap();
        imagejobs(["list", "--job-type", job_type]).at(&server).run().good();
        assert_eq!(asked(&server), format!("job_type={asked_for}"));
    }
}

#[test]
fn a_flag_beats_a_variable() {
    let (by_flag, by_variable) = (Server::start().unwrap(), Server::start().unwrap());
    list("--project-id mine --endpoint").arg(by_flag.url()).at(&by_variable).run();
    assert_eq!(by_variable.calls(), 0);
    assert!(by_flag.received()[0].target.starts_with("/v1/mine/"));
}

#[test]
fn a_region_given_by_flag_beats_an_endpoint_given_by_variable() {
    let (here, there) = (Server::start().unwrap(), Server::start().unwrap());
    let variable = "HUAWEICLOUD_SDK_REGION_WORKSPACEAPP_CN_NORTH_4";
    let line = || list("--region cn-north-4").at(&there).env(variable, here.url());
    line().run().good();
    assert_eq!((here.calls(), there.calls()), (1, 0));
    line().arg("--endpoint").arg(there.url()).run().good();
    assert_eq!((here.calls(), there.calls()), (1, 1));
}

#[test]
fn an_endpoint_beats_a_region_at_the_same_place() {
    let server = Server::start().unwrap();
    list("").at(&server).env("IMAGEJOBS_REGION", "nowhere").run().good();
    assert_eq!(server.calls(), 1);
}

#[test]
fn an_empty_variable_counts_as_unset() {
    let server = Server::start().unwrap();
    list("--endpoint").arg(server.url()).at(&server).env("IMAGEJOBS_ENDPOINT", "").run().good();
    let variable = "HUAWEICLOUD_SDK_REGION_WORKSPACEAPP_CN_NORTH_4";
    list("")
        .at(&server)
        .env("IMAGEJOBS_ENDPOINT", "")
        .env("IMAGEJOBS_REGION", "cn-north-4")
        .env(variable, server.url())
        .run()
        .good();
    assert_eq!(server.calls(), 2);
}

#[test]
fn a_proxy_of_the_environment_does_not_see_calls_to_this_machine() {
    let (server, proxy) = (Server::start().unwrap(), Server::start().unwrap());
    let line = list("").at(&server).env("http_proxy", proxy.url()).env("all_proxy", proxy.url());
    line.run().good();
    assert_eq!((server.calls(), proxy.calls()), (1, 0));
}

#[test]
fn jobs_are_told_newest_first_with_a_note_on_the_rest() {
    let server = Server::builder().jobs(100).start().unwrap();
    let total = list("-o json").at(&server).run().good();
    let total: serde_json::Value = serde_json::from_str(&total).unwrap();
    let total = total["count"].as_u64().unwrap();
    let notes = |more: &str| list(more).at(&server).run().stderr;
    assert_eq!(notes(""), format!("note: 10 of {total} jobs; the next are at --offset 10\n"));
    assert_eq!(
        notes("--limit 5 --offset 20 -o jsonl"),
        format!("note: 5 of {total} jobs; the next are at --offset 25\n")
    );
    // The answer itself has the count.
    assert_eq!(notes("-o json"), "");
    assert_eq!(notes("--limit 100"), "");
    assert_eq!(
        notes("--offset 500"),
        format!("note: no jobs at --offset 500; there are {total}\n")
    );

    let lines = list("--limit 100 -o jsonl").at(&server).run().good();
    let begins = lines.lines().map(|line| {
        let job: serde_json::Value = serde_json::from_str(line).unwrap();
        job["begin_time"].as_str().unwrap().to_owned()
    });
    let begins = begins.collect::<Vec<_>>();
    assert_eq!(begins.len() as u64, total);
    assert!(begins.is_sorted_by(|newer, older| newer >= older));
}

#[test]
fn a_count_that_counts_nothing_is_not_believed() {
    let jobs = |jobs: usize| vec![r#"{"id":"1"}"#; jobs].join(",");
    for (count, shown, note) in [
        ("0", 10, "note: 10 jobs; there may be more at --offset 10\n"),
        ("null", 10, "note: 10 jobs; there may be more at --offset 10\n"),
        ("-1", 10, "note: 10 jobs; there may be more at --offset 10\n"),
        ("0", 9, ""),
        ("10", 10, ""),
        (
            "9223372036854775807",
            1,
            "note: 1 of 9223372036854775807 jobs; the next are at --offset 1\n",
        ),
        ("0", 0, "note: no jobs\n"),
    ] {
        let body = format!(r#"{{"count":{count},"items":[{}]}}"#, jobs(shown));
        assert_eq!(list("").at(&page(body)).run().stderr, note, "{count} {shown}");
    }
}

#[test]
fn a_page_of_100_jobs_is_printed_whole() {
    let server = Server::start().unwrap();
    server.add_all((0..150).map(|_| Job::new("CREATE_SERVER")));
    let stdout = list("--limit 100").at(&server).run().good();
    assert_eq!(stdout.lines().count(), 101);
}
