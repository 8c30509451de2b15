//! `imagejobs doctor`: each step, what is skipped, and the exit code.
#![allow(clippy::unwrap_used, clippy::panic, reason = "what tests share is test code too")]

mod support;

use std::time::Duration;

use imagejobs_mock::{Answer, Auth, Keys, Metadata, Server};
use support::golden::golden;
use support::{
    CommandLine, Deserted, Ended, closed_pipe, full_device, has_controls, imagejobs, server,
};

fn doctor(more: &str) -> CommandLine {
    imagejobs(["doctor"].into_iter().chain(more.split_whitespace()))
}

/// Compares what it printed, and how it ended, with a golden file. Ports, homes and seconds differ.
#[track_caller]
fn report(name: &str, ended: &Ended, replace: &[(&str, &str)]) {
    let mut transcript = ended.transcript();
    for (text, by) in replace {
        transcript = transcript.replace(text, by);
    }
    assert!(!has_controls(&transcript), "{transcript:?}");
    golden(&format!("doctor-{name}.txt"), &transcript);
}

/// The state of each step, in short: `configuration ok, name ok, …`.
fn states(ended: &Ended) -> Vec<String> {
    let steps = ended.stdout.lines().filter(|line| !line.starts_with(' '));
    steps.map(|line| line.replace(": ", " ")).collect()
}

#[track_caller]
fn assert_states(ended: &Ended, code: i32, expected: [&str; 7]) {
    let names =
        ["configuration", "name", "answer", "clock", "credentials", "project id", "list call"];
    let expected: Vec<_> =
        names.iter().zip(expected).map(|(n, state)| format!("{n} {state}")).collect();
    assert_eq!(states(ended), expected, "{}", ended.stdout);
    assert_eq!(ended.code, Some(code), "{}", ended.stdout);
    assert_eq!(ended.stderr, "");
}

#[test]
fn all_is_well_with_a_token() {
    let server = Server::builder().jobs(9).start().unwrap();
    let ended = doctor("").at(&server).run();
    report("well", &ended, &[(server.url(), "http://127.0.0.1:PORT")]);
    let calls = server.received();
    let [probe, call] = &calls[..] else { panic!("two calls") };
    // Whether the endpoint answers is asked without credentials.
    assert_eq!(probe.header("x-auth-token"), None);
    assert_eq!(call.header("x-auth-token"), Some(server.token()));
    let project = server.project_id();
    let target = format!("/v1/{project}/image-server-jobs?job_type=CREATE_SERVER&limit=1");
    assert_eq!(call.target, target);
}

#[test]
fn every_format_tells_each_step() {
    for format in ["json", "jsonl", "csv"] {
        let server = Server::builder().jobs(9).start().unwrap();
        let ended = doctor(&format!("-o {format} --max-attempts 2")).at(&server).run();
        let port = (server.url(), "http://127.0.0.1:PORT");
        report(&format!("well.{format}"), &ended, &[port]);

        server.script(Answer::status(404).body("{}").times(100));
        let ended = doctor(&format!("-o {format}")).at(&server).run();
        report(&format!("not-found.{format}"), &ended, &[port]);

        let ended = doctor(&format!("-o {format}")).run();
        report(&format!("no-configuration.{format}"), &ended, &[]);
    }
}

#[test]
fn each_value_is_told_with_its_origin() {
    let server = Server::builder().auth(Auth::Signed).start().unwrap();
    let profile = format!(
        "[work]\nak = {}\nsk = {}\nproject_id = {}\n",
        server.access_key(),
        server.secret_key(),
        server.project_id()
    );
    let line = doctor("--profile work --region cn-north-4").profile_file(&profile);
    let home = line.home();
    let ended = line.env("HUAWEICLOUD_SDK_REGION_WORKSPACEAPP_CN_NORTH_4", server.url()).run();
    let port = (server.url(), "http://127.0.0.1:PORT");
    report("profile", &ended, &[port, (&home, "HOME")]);
    assert!(!ended.stdout.contains(server.secret_key()));

    let line = doctor("--endpoint").arg(server.url()).arg("--iam-endpoint").arg(server.url());
    let ended = line.signing(&server).env("HW_REGION_NAME", "cn-north-4").run();
    report("iam", &ended, &[port]);
}

#[test]
fn keys_of_the_metadata_service_are_told_as_such() {
    let server = Server::builder().metadata(Metadata::new()).start().unwrap();
    let line = doctor("--project-id").arg(server.project_id()).asking(&server);
    let ended = line.env("IMAGEJOBS_METADATA_ENDPOINT", server.url()).run();
    assert_states(&ended, 0, ["ok"; 7]);
    assert!(ended.stdout.contains("found in the metadata service at "), "{}", ended.stdout);
}

#[test]
fn a_configuration_that_cannot_be_right_is_2_and_all_else_is_skipped() {
    report("no-configuration", &doctor("").run(), &[]);
    for (line, says) in [
        (doctor("--endpoint a.example"), "--endpoint: "),
        (doctor("--region nowhere"), "--region: the region \"nowhere\" is not known"),
        (doctor("--endpoint http://a.example"), "--allow-http"),
        (doctor("--endpoint https://a.example --project-id a/b"), "--project-id: "),
    ] {
        let ended = line.run();
        let skipped = "skipped";
        assert_states(&ended, 2, ["problem", skipped, skipped, skipped, skipped, skipped, skipped]);
        assert!(ended.stdout.contains(says), "{}", ended.stdout);
    }
}

#[test]
fn a_name_that_does_not_resolve_is_7() {
    // The top-level domain `invalid` is reserved for this.
    let line = doctor("--endpoint https://nowhere.invalid --project-id p");
    let ended = line.env("IMAGEJOBS_AUTH_TOKEN", "t").run();
    assert_states(&ended, 7, ["ok", "problem", "skipped", "skipped", "ok", "ok", "skipped"]);
    assert!(ended.stdout.contains("  nowhere.invalid does not resolve: "), "{}", ended.stdout);
    assert!(ended.stdout.contains("  found in the variable IMAGEJOBS_AUTH_TOKEN\n"));
}

#[test]
fn an_endpoint_that_does_not_answer_is_7_or_5() {
    let nobody = Deserted::new();
    let steps = ["ok", "ok", "problem", "skipped", "ok", "ok", "skipped"];
    let line = doctor("--project-id p --endpoint").arg(nobody.url());
    let ended = line.env("IMAGEJOBS_AUTH_TOKEN", "t").run();
    assert_states(&ended, 7, steps);
    assert!(ended.stdout.contains("  help: check the endpoint http://"), "{}", ended.stdout);

    let silent = server(Answer::hang());
    assert_states(&doctor("--attempt-timeout 100ms").at(&silent).run(), 5, steps);
    assert_eq!(silent.calls(), 1);
}

#[test]
fn a_clock_that_is_off_is_told() {
    for (minutes, token, keys) in
        [(4, "ok", "ok"), (6, "warning", "warning"), (16, "warning", "problem")]
    {
        let server = Server::start().unwrap();
        server.advance(Duration::from_secs(minutes * 60 + 30));
        let ended = doctor("").at(&server).run();
        assert_states(&ended, 0, ["ok", "ok", "ok", token, "ok", "ok", "ok"]);
        let line = doctor("--project-id").arg(server.project_id()).asking(&server);
        let ended = line.signing(&server).run();
        // Signed calls are corrected by the server's clock, so this one works all the same.
        let code = if keys == "problem" { 3 } else { 0 };
        assert_states(&ended, code, ["ok", "ok", "ok", keys, "ok", "ok", "ok"]);
        let told = ended.stdout.contains(" s behind the server's\n");
        assert!(told, "{}", ended.stdout);
    }
    for (date, says) in [
        ("Sun, 06 Nov 1994 08:49:37 GMT", " s ahead of the server's\n"),
        ("soon", "  not compared: the server does not tell the time\n"),
    ] {
        let server = server(Answer::status(200).header("Date", date).body("{}"));
        let ended = doctor("").at(&server).run();
        assert!(ended.stdout.contains(says), "{}", ended.stdout);
    }
}

#[test]
fn credentials_that_are_not_found_or_refused_are_3() {
    let server = Server::start().unwrap();
    let line = || doctor("--project-id p").asking(&server);
    let well = ["ok", "ok", "ok", "ok"];
    let states =
        |rest: [&'static str; 3]| [well[0], well[1], well[2], well[3], rest[0], rest[1], rest[2]];
    let none = line();
    let home = none.home();
    let ended = none.run();
    assert_states(&ended, 3, states(["problem", "skipped", "skipped"]));
    report("no-credentials", &ended, &[(server.url(), "http://127.0.0.1:PORT"), (&home, "HOME")]);

    let half = line().secret("HUAWEICLOUD_SDK_SK", "sentinel").run();
    assert_states(&half, 3, states(["problem", "skipped", "skipped"]));

    for line in [
        line().secret("IMAGEJOBS_AUTH_TOKEN", "sentinel"),
        line().env("HW_ACCESS_KEY", "AK").secret("HW_SECRET_KEY", "sentinel"),
    ] {
        let ended = line.run();
        assert_states(&ended, 3, states(["problem", "ok", "skipped"]));
        assert!(ended.stdout.contains("answered 401"), "{}", ended.stdout);
    }

    let line = doctor("").asking(&server).env("IMAGEJOBS_REGION", "cn-north-4");
    let ended = line.secret("HW_AUTH_TOKEN", "sentinel").run();
    assert_states(&ended, 3, states(["problem", "skipped", "skipped"]));
}

#[test]
fn a_project_that_is_not_found_is_told() {
    let server = Server::builder().region("cn-east-3", "one").region("cn-east-3", "two");
    let server = server.start().unwrap();
    let steps = ["ok", "ok", "ok", "ok", "ok", "problem", "skipped"];
    let line = || doctor("").asking(&server).signing(&server);
    assert_states(&line().env("IMAGEJOBS_REGION", "cn-east-3").run(), 3, steps);
    assert_states(&line().run(), 2, steps);
}

#[test]
fn a_call_that_fails_has_its_exit_code() {
    let keys = Keys::new("AK", "sentinel").project_id("own");
    let server = Server::builder().keys(keys).start().unwrap();
    let line = doctor("--project-id").arg(server.project_id()).asking(&server);
    let ended = line.env("HW_ACCESS_KEY", "AK").secret("HW_SECRET_KEY", "sentinel").run();
    assert_states(&ended, 3, ["ok", "ok", "ok", "ok", "ok", "ok", "problem"]);
    report(
        "forbidden",
        &ended,
        &[
            (server.url(), "http://127.0.0.1:PORT"),
            (server.project_id(), "PROJECT"),
            (request_id(&ended.stdout), "REQUEST"),
        ],
    );

    for (status, code) in [(404, 4), (429, 7), (500, 7), (302, 1), (400, 1)] {
        let answer = Answer::status(status).header("Retry-After", "0");
        let ended = doctor("").at(&support::server(answer)).run();
        assert_states(&ended, code, ["ok", "ok", "ok", "ok", "ok", "ok", "problem"]);
    }
    let ended = doctor("").at(&support::page("<html>Sign in</html>")).run();
    assert_states(&ended, 1, ["ok", "ok", "ok", "ok", "ok", "ok", "problem"]);
}

fn request_id(report: &str) -> &str {
    let (_, rest) = report.split_once("request id ").unwrap();
    rest.split_once(')').unwrap().0
}

#[test]
fn the_first_problem_gives_the_exit_code() {
    let nobody = Deserted::new();
    let ended = doctor("--project-id p --endpoint").arg(nobody.url()).run();
    let skipped = "skipped";
    assert_states(&ended, 7, ["ok", "ok", "problem", skipped, "problem", skipped, skipped]);
}

#[test]
fn control_characters_reach_no_terminal() {
    let body = "{\"error_code\":\"\u{9b}\",\"error_msg\":\"\\u001b[31m\u{202e}\\n\"}";
    let server = server(Answer::status(403).header("x-request-id", "\t").body(body));
    let ended = doctor("--project-id \u{202e}p").at(&server).run();
    assert!(!has_controls(&ended.stdout), "{:?}", ended.stdout);
}

#[test]
fn the_report_is_output_like_any_other() {
    let server = Server::start().unwrap();
    let ended = doctor("").at(&server).stdout(closed_pipe()).run();
    assert_eq!((ended.code, ended.stderr.as_str()), (Some(0), ""));
    let ended = doctor("-v").at(&server).run();
    assert!(ended.stderr.lines().all(|line| line.starts_with("info: ")), "{}", ended.stderr);
    let Some(full) = full_device() else { return };
    let stderr = doctor("").at(&server).stdout(full).run().failed(1);
    assert!(stderr.starts_with("error: cannot write to standard output: "), "{stderr}");
}
