//! With -o json and jsonl an error is one line of JSON on standard error; -q silences all else.
#![allow(clippy::unwrap_used, clippy::panic, reason = "what tests share is test code too")]

mod support;

use imagejobs_mock::{Answer, Job, Server};
use serde_json::{Value, json};
use support::{
    CommandLine, Deserted, Ended, full_device, imagejobs, list, list_once, page, server, unsent,
};

/// The only line of standard error, which is an error in JSON.
#[track_caller]
fn error_line(ended: &Ended) -> Value {
    assert!(ended.stderr.ends_with('\n') && ended.stderr.lines().count() == 1, "{ended:?}");
    let mut line: Value = serde_json::from_str(&ended.stderr).unwrap();
    let error = line["error"].take();
    assert_eq!(line, json!({ "error": null }), "it is alone in its line");
    error
}

/// Each line fails with this code, prints no data, and tells the kind and these facts.
#[track_caller]
fn tells(line: CommandLine, code: i32, kind: &str, facts: [Value; 4], says: &str) {
    let ended = line.run();
    assert_eq!((ended.code, ended.stdout.as_str()), (Some(code), ""), "{}", ended.stderr);
    let mut error = error_line(&ended);
    let message = error["message"].take();
    let [status, service_code, request_id, attempts] = facts;
    let expected = json!({
        "kind": kind, "status": status, "code": service_code, "message": null,
        "request_id": request_id, "attempts": attempts,
    });
    assert_eq!(error, expected, "{message}");
    let message = message.as_str().unwrap();
    assert!(message.contains(says) && !message.contains('\n'), "{message}");
}

const NONE: [Value; 4] = [Value::Null, Value::Null, Value::Null, Value::Null];

/// Facts of an error of which nothing but the attempts is known.
fn tried(attempts: u32) -> [Value; 4] {
    [Value::Null, Value::Null, Value::Null, attempts.into()]
}

#[test]
fn what_cannot_be_right_is_told_in_json_wherever_the_format_stands() {
    for (args, says) in [
        ("-o json --bogus", "unexpected argument '--bogus' found"),
        ("--bogus -o jsonl", "unexpected argument '--bogus' found"),
        ("-ojson --limit 0", "invalid value '0' for '--limit <N>': it must be a whole number"),
        ("--output=jsonl --limit", "a value is required for '--limit <N>'"),
        ("--output json --fields nonsense", "there is no field \"nonsense\""),
        ("-o json --fields change", "\"change\" is a field of changes"),
        ("-o json --all --limit 5", "--limit is for one page"),
        ("-o json --endpoint a.example", "--endpoint: "),
        ("-o json --project-id a/b", "--project-id: "),
        ("-o json -q -v", "cannot be used with"),
    ] {
        tells(unsent(args), 2, "usage", NONE, says);
    }
    for (args, says) in [
        ("list -o json", "required arguments were not provided: --job-type <TYPE>"),
        ("wait -o json --job-type create-server", "<ID>..."),
        ("watch -o json --job-type server", "it must be one of CREATE_SERVER"),
        ("doctor -o json more", "unexpected argument 'more'"),
        ("schema nonsense -o json", "unexpected argument '-o'"),
        ("nonsense -o json", "unrecognized subcommand 'nonsense'"),
    ] {
        tells(imagejobs(args.split(' ')), 2, "usage", NONE, says);
    }
}

#[test]
fn an_error_in_another_format_is_told_in_words() {
    for format in ["table", "csv"] {
        let stderr = unsent(&format!("-o {format} --limit 0")).run().failed(2);
        assert!(stderr.starts_with("error: invalid value '0'"), "{stderr}");
        let stderr = list_once(&format!("-o {format}")).at(&page("<html>")).run().failed(1);
        assert!(stderr.starts_with("error: ") && stderr.contains("\nhelp: "), "{stderr}");
    }
    // Behind the end of the flags there are no flags.
    let stderr = imagejobs("wait --job-type all -- -o json".split(' ')).run().failed(2);
    assert!(stderr.starts_with("error: "), "{stderr}");
}

#[test]
fn an_answer_of_the_service_is_told_with_its_facts() {
    const BODY: &str = r#"{"error_code":"WKS.0001","error_msg":"no such luck"}"#;
    for (status, code, kind) in [
        (401, 3, "unauthorized"),
        (403, 3, "forbidden"),
        (404, 4, "not_found"),
        (429, 7, "throttled"),
        (500, 7, "server"),
        (503, 7, "server"),
        (400, 1, "status"),
    ] {
        for more in ["-o json", "-o jsonl"] {
            let answer = Answer::status(status).header("x-request-id", "req-1").body(BODY);
            let facts = [status.into(), "WKS.0001".into(), "req-1".into(), 1.into()];
            let says = format!("answered {status}");
            tells(list_once(more).at(&server(answer)), code, kind, facts, &says);
        }
    }
    // The last of several attempts is told, with how many there were.
    let answer = Answer::status(500).header("Retry-After", "0").header("x-request-id", "req-1");
    let facts = [500.into(), Value::Null, "req-1".into(), 3.into()];
    tells(list("-o json").at(&server(answer.body("{}"))), 7, "server", facts, "answered 500");
}

#[test]
fn what_went_wrong_without_an_answer_is_told_with_its_attempts() {
    let hangs = || server(Answer::hang());
    let json = |more: &str| list_once(&format!("-o json {more}"));
    tells(json("--attempt-timeout 100ms").at(&hangs()), 5, "timeout", tried(1), "within 100ms");
    tells(json("--timeout 100ms").at(&hangs()), 5, "timeout", tried(1), "within 100ms");
    let nobody = Deserted::new();
    let line = unsent("-o json --endpoint").arg(nobody.url());
    tells(line, 7, "connect", tried(1), "could not connect");
    tells(json("").at(&server(Answer::reset())), 7, "connect", tried(1), "list_image_jobs");
    let html = Answer::status(200).header("x-request-id", "req-1").body("<html>");
    let facts = [200.into(), Value::Null, "req-1".into(), 1.into()];
    tells(json("").at(&server(html)), 1, "decode", facts, "list_image_jobs");
}

#[test]
fn credentials_that_are_not_found_are_told() {
    let line = || list("-o json --project-id p --endpoint https://a.example");
    tells(line(), 3, "credentials", NONE, "IMAGEJOBS_AUTH_TOKEN");
    let half = line().secret("HUAWEICLOUD_SDK_SK", "sentinel");
    tells(half, 3, "credentials", NONE, "HUAWEICLOUD_SDK_AK");
}

#[test]
fn jobs_that_did_not_end_well_are_told_one_a_line() {
    let server = Server::builder().frozen_jobs().start().unwrap();
    for (id, status) in [("bad", "FAILED"), ("on", "RUNNING")] {
        server.add(Job::new("CREATE_SERVER").id(id).status(status));
    }
    let wait = |more: &str| {
        let args = "wait -q -o json --job-type create-server --interval 1ms --grace 1ms";
        imagejobs(args.split(' ').chain(more.split(' '))).at(&server)
    };
    let ended = wait("bad").run();
    // A job that failed is data, too.
    assert_eq!((ended.code, ended.stdout.lines().count()), (Some(6), 1));
    let error = error_line(&ended);
    assert_eq!((&error["kind"], &error["message"]), (&json!("failed"), &json!("job bad failed")));
    tells(wait("never"), 4, "not_found", NONE, "job never ");
    tells(wait("on --timeout 20ms"), 5, "timeout", NONE, "job on did not end within 20ms");

    let ended = wait("bad never").run();
    assert_eq!(ended.code, Some(6));
    let errors = ended.stderr.lines().map(|line| serde_json::from_str::<Value>(line).unwrap());
    let mut kinds: Vec<_> = errors.map(|line| line["error"]["kind"].to_string()).collect();
    kinds.sort_unstable();
    assert_eq!(kinds, ["\"failed\"", "\"not_found\""]);
}

#[cfg(unix)]
#[test]
fn an_interrupt_is_told() {
    for (args, signal) in [
        ("list -o json", "INT"),
        ("list -o json", "TERM"),
        ("list --all -o jsonl", "TERM"),
        ("watch -o json", "INT"),
        ("wait 1 -q -o json", "TERM"),
        ("wait 1 -qojson", "INT"),
    ] {
        let server = server(Answer::hang());
        let args = format!("{args} --job-type create-server");
        let mut running = imagejobs(args.split(' ')).at(&server).start();
        assert!(server.wait_for_calls(1));
        running.signal(signal);
        let ended = running.end();
        assert_eq!((ended.code, ended.stdout.as_str()), (Some(130), ""), "{args}");
        let error = error_line(&ended);
        assert_eq!(error["kind"], "interrupted", "{args}");
        assert!(error["message"].as_str().unwrap().starts_with("interrupted"), "{error}");
    }
}

#[test]
fn an_output_that_cannot_be_written_is_told() {
    let Some(full) = full_device() else { return };
    let server = page(r#"{"items":[]}"#);
    let line = list("-o json").at(&server).stdout(full);
    tells(line, 1, "output", NONE, "cannot write to standard output: ");
}

/// The same command line with and without -q: what it said, and what it still says.
#[track_caller]
fn silenced(line: impl Fn() -> CommandLine, said: &str, still: &str) {
    let loud = line().run();
    assert!(loud.stderr.contains(said), "{said}: {}", loud.stderr);
    for flag in ["-q", "--quiet"] {
        let quiet = line().arg(flag).run();
        assert_eq!((quiet.code, &quiet.stdout), (loud.code, &loud.stdout));
        assert_eq!(quiet.stderr, still, "{flag} {said}");
    }
}

#[test]
fn notes_are_silenced_and_data_is_not() {
    let server = Server::builder().jobs(100).frozen_jobs().start().unwrap();
    silenced(|| list("--limit 2").at(&server), "note: 2 of ", "");
    silenced(|| list("").at(&server).env("COLUMNS", "40"), "note: to fit 40 columns", "");
    silenced(|| list("--offset 9999").at(&server), "note: no jobs at --offset 9999", "");
    let empty = Server::start().unwrap();
    silenced(|| list("--all").at(&empty), "note: no jobs", "");
    let odd = page(r#"{"count":1,"items":[{"id":7}]}"#);
    silenced(|| list("-o json").at(&odd), "note: job 1 has an unexpected id: 7", "");
}

#[test]
fn errors_are_not_silenced() {
    let refused = "error: --limit is for one page, and --all is every page\n\
                   help: leave out --limit; or --all, for one page\n";
    assert_eq!(unsent("--all --limit 5 -q").run().failed(2), refused);

    let broken = || {
        let server = Server::start().unwrap();
        server.add_all((0..300).map(|_| Job::new("CREATE_SERVER")));
        server.script(Answer::normal());
        server.script(Answer::status(418).body("{}").header("x-request-id", "r").times(99));
        server
    };
    let loud = list_once("--all").at(&broken()).run();
    let quiet = list_once("--all -q").at(&broken()).run();
    assert_eq!((loud.code, quiet.code), (Some(1), Some(1)));
    let (note, errors) = loud.stderr.split_once('\n').unwrap();
    assert_eq!(note, "note: the list is incomplete: 100 jobs came");
    assert!(errors.starts_with("error: list_image_jobs answered 418"), "{errors}");
    // Who reads errors alone is told there what there is.
    let errors = errors.replacen('\n', "; the list is incomplete: 100 jobs came\n", 1);
    assert_eq!(quiet.stderr, errors);
}

#[test]
fn progress_is_silenced() {
    let args = "wait --job-type create-server --interval 1ms --max-attempts 1 1";
    for (more, begins) in [("", "1  RUNNING, "), ("-q", "error: ")] {
        let server = Server::builder().frozen_jobs().start().unwrap();
        server.add(Job::new("CREATE_SERVER").id("1").status("RUNNING"));
        let running = imagejobs(args.split(' ').chain(more.split_whitespace()));
        let running = running.at(&server).start();
        assert!(server.wait_for_calls(2));
        assert!(server.set_status("1", "FAILED"));
        let ended = running.end();
        assert_eq!(ended.code, Some(6));
        assert!(ended.stderr.starts_with(begins), "{more}: {}", ended.stderr);
        assert!(ended.stderr.contains("error: job 1 failed\nhelp: "), "{}", ended.stderr);
    }
    for (more, note) in [("", true), ("-q", false)] {
        let server = Server::start().unwrap();
        server.script(Answer::status(503));
        server.script(Answer::status(403).times(9));
        let args = "watch --job-type create-server --interval 1ms --max-attempts 1";
        let line = imagejobs(args.split(' ').chain(more.split_whitespace()));
        let ended = line.at(&server).run();
        assert_eq!(ended.code, Some(3));
        assert_eq!(ended.stderr.starts_with("note: list_image_jobs answered 503"), note);
        assert!(ended.stderr.contains("error: list_image_jobs answered 403"), "{}", ended.stderr);
    }
}

#[test]
fn quiet_and_verbose_do_not_go_together() {
    let stderr = unsent("-q -v").run().failed(2);
    assert!(stderr.starts_with("error: the argument '--quiet' cannot be used with"), "{stderr}");
}
