//! `-v`: what the calls do, on standard error, and no secret.
#![allow(clippy::unwrap_used, clippy::panic, reason = "what tests share is test code too")]

mod support;

use imagejobs_mock::{Answer, Keys, Metadata, Server};
use support::{Ended, list};

/// The lines of standard error without the port and the times, which differ.
fn told(ended: &Ended) -> String {
    let mut told = String::new();
    for line in ended.stderr.lines() {
        let words = line.split(' ').map(|word| match word.split_once(['=']) {
            Some(("host", _)) => "host=HOST",
            Some(("duration", _)) => "duration=TIME",
            _ => word,
        });
        told.push_str(&words.collect::<Vec<_>>().join(" "));
        told.push('\n');
    }
    told
}

const CALL: &str = "list_image_jobs GET /v1/{project_id}/image-server-jobs host=HOST";
const ATTEMPT: &str = "GET /v1/{project_id}/image-server-jobs host=HOST";

#[test]
fn one_v_tells_each_call_in_a_line() {
    let server = Server::start().unwrap();
    server.script(Answer::status(503).header("Retry-After", "0").times(2));
    let ended = list("-o json -v").at(&server).run();
    assert_eq!(told(&ended), format!("info: {CALL} status=200 duration=TIME resends=2\n"));
    assert_eq!(ended.stdout, "{\"count\":0,\"items\":[]}\n");
    let host = server.url().strip_prefix("http://").unwrap();
    assert!(ended.stderr.contains(&format!(" host={host} ")), "{}", ended.stderr);

    server.script(Answer::status(404));
    let ended = list("--verbose").at(&server).run();
    let line = format!("info: {CALL} status=404 duration=TIME resends=0 error=404\nerror: ");
    assert!(told(&ended).starts_with(&line), "{}", ended.stderr);

    server.script(Answer::reset());
    let ended = list("-v --max-attempts 1").at(&server).run();
    let line = format!("info: {CALL} duration=TIME resends=0 error=connect\nerror: ");
    assert!(told(&ended).starts_with(&line), "{}", ended.stderr);
}

#[test]
fn two_tell_attempts_and_waits_too() {
    let server = Server::start().unwrap();
    server.script(Answer::status(503).header("Retry-After", "0"));
    let ended = list("-o json -vv").at(&server).run();
    assert_eq!(
        told(&ended),
        format!(
            "debug: attempt 1 {ATTEMPT} status=503 duration=TIME error=503\n\
             debug: trying again attempt=1 wait=0ns\n\
             debug: attempt 2 {ATTEMPT} status=200 duration=TIME\n\
             info: {CALL} status=200 duration=TIME resends=1\n"
        )
    );
}

#[test]
fn calls_to_iam_are_told_too() {
    let server = Server::start().unwrap();
    let line = list("-o json -v").asking(&server).signing(&server);
    let ended = line.env("IMAGEJOBS_REGION", "cn-north-4").run();
    assert_eq!(
        told(&ended),
        format!(
            "info: list_projects GET /v3/projects host=HOST status=200 duration=TIME resends=0\n\
             info: {CALL} status=200 duration=TIME resends=0\n"
        )
    );
}

#[test]
fn it_stands_before_or_after_the_command_and_without_it_nothing_is_told() {
    let server = Server::start().unwrap();
    for args in [&["-v", "list"][..], &["list", "-v"]] {
        let line = support::imagejobs(args).arg("--job-type=CREATE_SERVER").arg("--output=json");
        assert!(line.at(&server).run().stderr.starts_with("info: list_image_jobs "));
    }
    assert_eq!(list("-o json").at(&server).run().stderr, "");
}

#[test]
fn no_secret_is_told_at_any_level() {
    let server = Server::builder()
        .token("sentinel-token")
        .keys(Keys::new("AK1", "sentinel-secret").security_token("sentinel-security"))
        .user("jane", "sentinel-password", "acme")
        .metadata(Metadata::new())
        .start()
        .unwrap();
    let failing = || {
        server.script(Answer::status(503).header("Retry-After", "0"));
        server.script(Answer::status(401));
    };
    for flag in ["-v", "-vv", "-vvv"] {
        let line = || list(flag).asking(&server).env("IMAGEJOBS_REGION", "cn-north-4");
        let lines = || {
            [
                line().env("IMAGEJOBS_AUTH_TOKEN", "sentinel-token"),
                line()
                    .env("HW_ACCESS_KEY", "AK1")
                    .env("HW_SECRET_KEY", "sentinel-secret")
                    .env("HW_SECURITY_TOKEN", "sentinel-security"),
                line()
                    .env("HW_ACCESS_KEY", "AK1")
                    .env("HW_SECRET_KEY", "sentinel-wrong")
                    .env("HW_SECURITY_TOKEN", "sentinel-security"),
                line()
                    .env("HW_USER_NAME", "jane")
                    .env("HW_PASSWORD", "sentinel-password")
                    .env("HW_DOMAIN_NAME", "acme"),
                line()
                    .env("HW_USER_NAME", "jane")
                    .env("HW_PASSWORD", "sentinel-wrong")
                    .env("HW_DOMAIN_NAME", "acme"),
                line().env("IMAGEJOBS_METADATA_ENDPOINT", server.url()),
            ]
        };
        for (at, (good, bad)) in lines().into_iter().zip(lines()).enumerate() {
            let good = good.run();
            failing();
            let bad = bad.run();
            server.clear_script();
            assert_eq!(good.code, Some(if at == 2 || at == 4 { 3 } else { 0 }), "{}", good.stderr);
            for ended in [good, bad] {
                let output = format!("{}{}", ended.stdout, ended.stderr);
                // Without credentials, as from a metadata service that fails, nothing is called.
                assert!(output.contains("info: ") || at == 5, "{output}");
                assert!(!output.contains("sentinel"), "{output}");
                for issued in issued(&server) {
                    assert!(!output.contains(&issued), "{issued}: {output}");
                }
            }
        }
    }
}

/// Tokens and signatures that went over the wire.
fn issued(server: &Server) -> Vec<String> {
    let names = ["x-auth-token", "x-security-token", "x-metadata-token"];
    let calls = server.received();
    let tokens = calls.iter().flat_map(|call| names.map(|name| call.header(name)));
    let signatures = calls.iter().map(|call| {
        call.header("authorization")
            .and_then(|header| header.rsplit_once("Signature="))
            .map(|p| p.1)
    });
    tokens.chain(signatures).flatten().map(str::to_owned).collect()
}

#[test]
fn what_is_signed_is_told_at_three() {
    let server = Server::start().unwrap();
    let line = |flag| list(flag).asking(&server).signing(&server).env("IMAGEJOBS_PROJECT_ID", "p");
    let says = "trace: signing canonical_request=GET\\n/v1/p/image-server-jobs/\\n";
    assert!(line("-vvv").run().stderr.contains(says));
    assert!(!line("-vv").run().stderr.contains("trace: "));
}
