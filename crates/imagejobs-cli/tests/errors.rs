//! How `list` fails: exit codes, and texts that say what to do.

mod support;

use std::io::BufRead;

use imagejobs_mock::{Answer, Server};
use support::{
    Deserted, Ended, closed_pipe, full_device, has_controls, large_page, list, list_once,
    next_line, page, server, unsent,
};

#[test]
fn a_status_has_its_exit_code() {
    for (status, code, advice) in [
        (400, 1, ""),
        (401, 3, "help: a token lives 24 hours"),
        (403, 3, "help: check the project id, and ask for the permission of the call"),
        (404, 4, "help: check the endpoint "),
        (405, 1, ""),
        (408, 1, ""),
        (418, 1, ""),
        (429, 7, "help: wait a little and call again"),
        (500, 7, "help: the service failed; call again, and give the request id to its support"),
        (502, 7, "help: the service failed"),
        (503, 7, "help: the service failed"),
        (504, 7, "help: the service failed"),
    ] {
        let body = r#"{"error_code":"WKS.0001","error_msg":"no such luck"}"#;
        let reply = Answer::status(status).header("x-request-id", "req-1").body(body);
        let stderr = list_once("").at(&server(reply)).run().failed(code);
        assert!(
            stderr.starts_with(&format!("error: list_image_jobs answered {status}")),
            "{stderr}"
        );
        for word in ["WKS.0001 no such luck", "request id req-1)\n", advice] {
            assert!(stderr.contains(word), "{word}: {stderr}");
        }
    }
}

#[test]
fn a_wrong_token_and_a_wrong_project_are_3() {
    let server = Server::start().unwrap();
    let stderr = list("").at(&server).env("IMAGEJOBS_AUTH_TOKEN", "sentinel").run().failed(3);
    assert!(stderr.contains("answered 401") && !stderr.contains("sentinel"), "{stderr}");
    let stderr = list("--project-id other").at(&server).run().failed(3);
    assert!(stderr.contains("permission workspace:images:listImageJobs"), "{stderr}");
}

#[test]
fn a_server_that_never_answers_is_5() {
    for (flag, says) in [
        ("--attempt-timeout", "error: list_image_jobs an attempt did not end within 100ms\n"),
        ("--timeout", "error: list_image_jobs the operation did not end within 100ms\n"),
    ] {
        let server = server(Answer::hang());
        let stderr = list_once(&format!("{flag} 100ms")).at(&server).run().failed(5);
        let advice = format!(
            "help: --attempt-timeout limits one request and its answer, --timeout the whole call\n\
             help: the endpoint is {}\n",
            server.url()
        );
        assert_eq!(stderr, format!("{says}{advice}"));
    }
}

#[test]
fn nobody_there_is_7() {
    let nobody = Deserted::new();
    let stderr = unsent("--endpoint").arg(nobody.url()).run().failed(7);
    let (error, help) = stderr.split_once('\n').unwrap();
    assert!(error.starts_with("error: list_image_jobs could not connect: "), "{stderr}");
    let endpoint = nobody.url();
    assert_eq!(
        help,
        format!("help: check the endpoint {endpoint}, the network, and the proxy variables\n")
    );
}

#[test]
fn an_answer_that_breaks_off_is_7() {
    for answer in [
        Answer::status(200).body(r#"{"items":[]}"#).truncate_after(5).into(),
        Answer::status(200).body(r#"{"items":[]}"#).reset_after(0).into(),
        Answer::reset(),
        Answer::raw(""),
        Answer::raw("HTTP/1.1 200 OK\r\ncont"),
        Answer::raw("HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nc\r\n{\"items\":[]}\r\n"),
        Answer::raw("nonsense\r\n\r\n"),
        // A head as long as an answer may be all in all.
        Answer::raw(format!("HTTP/1.1 200 OK\r\nx-long: {}\r\n\r\n", "x".repeat(2_000_000))),
    ] {
        let stderr = list_once("").at(&server(answer)).run().failed(7);
        assert!(stderr.contains("help: check the endpoint http://127.0.0.1:"), "{stderr}");
        assert!(stderr.len() < 1000, "{stderr}");
    }
}

#[test]
fn a_long_head_is_read() {
    let long = "x".repeat(100_000);
    let answer = format!("HTTP/1.1 200 OK\r\nx-long: {long}\r\ncontent-length: 2\r\n\r\n{{}}");
    list("").at(&server(Answer::raw(answer))).run().good();
}

#[test]
fn an_answer_that_is_no_page_is_1_and_shown() {
    for (body, says) in [
        ("", "empty body"),
        ("<!DOCTYPE html><title>Sign in</title>", "HTML"),
        ("no json", "cannot be read"),
        ("{\"items\":[{\"id\":\"1\"}", "cannot be read"),
        ("[]", "cannot be read"),
        ("null", "cannot be read"),
        ("{\"items\":{}}", "cannot be read"),
    ] {
        let server = page(body);
        let stderr = list("").at(&server).run().failed(1);
        let lines: Vec<_> = stderr.lines().collect();
        assert!(lines[0].starts_with("error: ") && lines[0].contains(says), "{stderr}");
        let endpoint = format!("help: check the endpoint {}", server.url());
        let shown = format!("help: the answer begins with {body}");
        if body.is_empty() {
            assert_eq!(lines[1..], [endpoint]);
        } else {
            assert_eq!(lines[1..], [shown, endpoint]);
        }
    }
}

#[test]
fn a_long_answer_is_cut_in_its_error() {
    let stderr = list("").at(&page(format!("<html>{}", "x".repeat(1 << 20)))).run().failed(1);
    assert!(stderr.len() < 1000, "{} bytes", stderr.len());
    let deep = "[".repeat(100_000) + &"]".repeat(100_000);
    assert!(list("").at(&page(deep)).run().failed(1).len() < 1000);
    let large = format!(r#"{{"items":[],"more":"{}"}}"#, "x".repeat(8 << 20));
    let stderr = list("").at(&page(large)).run().failed(1);
    assert!(stderr.contains("more than 8388608 bytes"), "{stderr}");
}

#[test]
fn a_redirect_is_1_and_not_followed() {
    let elsewhere = Server::start().unwrap();
    let location = format!("{}/?token=x", elsewhere.url());
    let server = server(Answer::status(302).header("location", location));
    let stderr = list("").at(&server).run().failed(1);
    assert!(stderr.contains("redirects are not followed"), "{stderr}");
    assert!(stderr.contains(&format!("help: check the endpoint {}", server.url())), "{stderr}");
    assert_eq!(elsewhere.calls(), 0);
}

#[test]
fn control_characters_of_a_server_reach_no_terminal() {
    let evil = "\u{1b}[31m\u{9b}2J\u{202e}\u{7}\u{7f}";
    let json = r#"{"error_code":"\u001b[31m","error_msg":"two\nlines\u202e\u009b","request_id":"\u001b]0;x\u0007"}"#;
    let head = "HTTP/1.1 500 \u{9b}\r\nx-request-id: \u{9b}31m\u{202e}\r\n";
    for answer in [
        Answer::status(500).body(json).into(),
        Answer::status(403).body(json).into(),
        Answer::status(200).body(evil).into(),
        Answer::status(200).body(format!("<html>{evil}")).into(),
        Answer::status(404).body(evil).into(),
        Answer::raw(format!("{head}content-length: {}\r\n\r\n{json}", json.len())),
        Answer::raw(format!("{head}content-length: 2\r\n\r\n{{}}")),
        Answer::raw(
            "HTTP/1.1 302 Found\r\nlocation: http://a\u{9b}\u{202e}\r\ncontent-length: 0\r\n\r\n",
        ),
        Answer::raw(format!("HTTP/1.1 200 OK\r\n{evil}: x\r\n\r\n")),
    ] {
        let Ended { code, stdout, stderr } = list_once("").at(&server(answer)).run();
        assert!(code.is_some_and(|code| code != 0) && stdout.is_empty());
        assert!(!has_controls(&stderr), "{stderr:?}");
        for line in stderr.lines() {
            assert!(line.starts_with("error: ") || line.starts_with("help: "), "{stderr}");
        }
    }
}

#[cfg(unix)]
#[test]
fn an_interrupt_while_a_server_hangs_is_130() {
    let server = server(Answer::hang());
    let mut running = list("").at(&server).start();
    assert!(server.wait_for_calls(1));
    running.signal("INT");
    assert_eq!(running.end().failed(130), "error: interrupted\n");
}

#[cfg(unix)]
#[test]
fn an_interrupt_while_nobody_reads_is_130() {
    let server = large_page();
    let mut running = list("-o jsonl").at(&server).start();
    let mut stdout = running.take_stdout();
    assert!(!stdout.fill_buf().unwrap().is_empty());
    running.signal("INT");
    let ended = running.end().in_words();
    assert_eq!((ended.code, ended.stderr.as_str()), (Some(130), "error: interrupted\n"));
}

#[test]
fn a_reader_that_has_gone_is_0_and_quiet() {
    let server = Server::builder().jobs(100).start().unwrap();
    for format in ["table", "json", "jsonl", "csv"] {
        let line = list(&format!("-o {format}")).at(&server).stdout(closed_pipe());
        let ended = line.run();
        assert_eq!((ended.code, ended.stderr.as_str()), (Some(0), ""), "{format}");
    }
}

#[test]
fn a_reader_that_goes_after_the_first_line_is_0_and_quiet() {
    let jobs = vec![format!(r#"{{"id":"{}"}}"#, "x".repeat(1000)); 1000].join(",");
    let server = page(format!(r#"{{"count":1000,"items":[{jobs}]}}"#));
    let mut running = list("-o jsonl").at(&server).start();
    let mut stdout = running.take_stdout();
    assert!(next_line(&mut stdout).starts_with("{\"id\":"));
    drop(stdout);
    let ended = running.end();
    assert_eq!((ended.code, ended.stderr.as_str()), (Some(0), ""));
}

#[test]
fn a_full_disk_is_1() {
    let server = Server::builder().jobs(10).start().unwrap();
    for format in ["table", "json", "jsonl", "csv"] {
        let Some(full) = full_device() else { return };
        let ended = list(&format!("-o {format}")).at(&server).stdout(full).run();
        let stderr = ended.in_words().failed(1);
        assert!(stderr.starts_with("error: cannot write to standard output: "), "{stderr}");
    }
}

#[test]
fn a_standard_error_that_cannot_be_written_to_changes_nothing() {
    let server = Server::builder().jobs(100).start().unwrap();
    let stdout = list("").at(&server).stderr(closed_pipe()).run().good();
    assert_eq!(stdout.lines().count(), 11);
    let nobody = Deserted::new();
    unsent("--endpoint").arg(nobody.url()).stderr(closed_pipe()).run().failed(7);
    unsent("--limit 0").stderr(closed_pipe()).run().failed(2);
    let Some(full) = full_device() else { return };
    list("").at(&server).stderr(full).run().good();
}
