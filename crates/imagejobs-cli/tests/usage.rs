//! What cannot be right ends with 2, before anything is sent, and says what would be right.

mod support;

use imagejobs_mock::Server;
use support::{CommandLine, imagejobs, list, unsent};

#[test]
fn flags_that_cannot_be_right_are_refused() {
    const TYPE: &str =
        "it must be one of CREATE_SERVER, CREATE_SERVER_IMAGE, DELETE_SERVER, or all";
    const STATUS: &str = "it must be one of WAITING, RUNNING, SUCCESS, FAILED";
    const LIMIT: &str = "it must be a whole number from 1 to 100";
    const OFFSET: &str = "it must be a whole number from 0 to 18446744073709551615";
    const CONCURRENCY: &str = "it must be a whole number from 1 to 64";
    const ATTEMPTS: &str = "it must be a whole number from 1 to 4294967295";
    const DURATION: &str =
        "it must be a duration such as 90, 1.5s, 500ms, 2m or 1h, above 0 and at most 8784h";
    for (flag, values, says) in [
        ("--job-type", &["BUILD_IMAGE", "createServer", "CREATE", "", " CREATE_SERVER"][..], TYPE),
        ("--status", &["PAUSED", "", "RUNNING,FAILED"], STATUS),
        ("--limit", &["0", "101", "x", "-1", "", "+5", "1.5", "99999999999999999999"], LIMIT),
        ("--offset", &["-1", "x", "", "+1", "1e3", "18446744073709551616"], OFFSET),
        ("--concurrency", &["0", "65", "-1", "x", "", "+8", "1.5"], CONCURRENCY),
        ("--max-attempts", &["0", "-1", "x", "", "+3", "1.5", "4294967296"], ATTEMPTS),
        ("--timeout", &["0", "x", "-1", "", "5d", "1 s", "1e400", "inf", "9999h"], DURATION),
        ("--attempt-timeout", &["0ms", "-1s", "1..5s", "s"], DURATION),
        ("--connect-timeout", &["-0", "10sec", "NaN"], DURATION),
        ("--output", &["yaml", "JSON", ""], "[possible values: table, json, jsonl, csv]"),
    ] {
        for value in values {
            let line = imagejobs(["list", flag, value]);
            let line =
                if flag == "--job-type" { line } else { line.arg("--job-type=DELETE_SERVER") };
            let stderr = line.run().failed(2);
            let begins = format!("error: invalid value '{value}' for '{flag} ");
            assert!(stderr.starts_with(&begins) || value.is_empty(), "{stderr}");
            assert!(stderr.contains(flag) && stderr.contains(says), "{flag} {value:?}: {stderr}");
        }
    }
}

#[test]
fn flags_that_do_not_go_together_are_refused() {
    let whole = "list --job-type all";
    for (args, stderr) in [
        (
            "--all --limit 5",
            "error: --limit is for one page, and --all is every page\n\
             help: leave out --limit; or --all, for one page\n",
        ),
        (
            "--offset=0 --all --concurrency 8",
            "error: --offset is for one page, and --all is every page\n\
             help: leave out --offset; or --all, for one page\n",
        ),
        (
            "--concurrency 8",
            "error: --concurrency is for --all: one page is one call\n\
             help: add --all, or leave out --concurrency\n",
        ),
    ] {
        assert_eq!(unsent(args).run().failed(2), stderr, "{args}");
    }
    for more in ["", " --limit 5", " --concurrency 8"] {
        assert_eq!(
            imagejobs(format!("{whole}{more}").split(' ')).run().failed(2),
            "error: --job-type all is for --all: one page is of one type\n\
             help: add --all, or name one of CREATE_SERVER, CREATE_SERVER_IMAGE, DELETE_SERVER\n"
        );
    }
}

#[test]
fn a_command_line_that_cannot_be_right_is_refused() {
    for (args, says) in [
        (&["nonsense"][..], "unrecognized subcommand 'nonsense'"),
        (&["list"], "--job-type <TYPE>"),
        (&["list", "--job-type"], "a value is required for '--job-type <TYPE>'"),
        (&["list", "--job-type", "CREATE_SERVER", "more"], "unexpected argument 'more'"),
        (
            &["list", "--job-type", "CREATE_SERVER", "--nonsense"],
            "unexpected argument '--nonsense'",
        ),
        (&["list", "--token", "x"], "unexpected argument '--token'"),
        (
            &["list", "--endpoint", "", "--job-type", "CREATE_SERVER"],
            "a value is required for '--endpoint <URL>'",
        ),
        (
            &["list", "--region", "", "--job-type", "CREATE_SERVER"],
            "a value is required for '--region <REGION>'",
        ),
        (
            &["list", "--profile", "", "--job-type", "CREATE_SERVER"],
            "a value is required for '--profile <NAME>'",
        ),
        (
            &["list", "--iam-endpoint=", "--job-type", "CREATE_SERVER"],
            "a value is required for '--iam-endpoint <URL>'",
        ),
        (&["doctor", "more"], "unexpected argument 'more'"),
        (
            &["list", "--project-id=", "--job-type", "CREATE_SERVER"],
            "a value is required for '--project-id <ID>'",
        ),
        (&["demo", "more"], "unexpected argument 'more'"),
        (&["serve", "more"], "unexpected argument 'more'"),
        (&["help", "list", "more"], "unexpected argument 'more'"),
    ] {
        let stderr = imagejobs(args).run().failed(2);
        assert!(stderr.starts_with("error: ") && stderr.contains(says), "{args:?}: {stderr}");
    }
}

#[test]
fn values_that_cannot_be_right_are_told_under_the_name_they_were_given_by() {
    for (variable, flag, value, says) in [
        (
            "IMAGEJOBS_ENDPOINT",
            "--endpoint",
            "https://a.example/v1",
            "has a path; an endpoint looks like https://",
        ),
        ("IMAGEJOBS_ENDPOINT", "--endpoint", "a.example", "has no scheme"),
        ("IMAGEJOBS_ENDPOINT", "--endpoint", "ftp://a.example", "does not begin with http"),
        ("IMAGEJOBS_ENDPOINT", "--endpoint", "https://a.example?x", "query"),
        ("IMAGEJOBS_ENDPOINT", "--endpoint", "https://u:hidden@a.example", "user information"),
        ("IMAGEJOBS_ENDPOINT", "--endpoint", " ", "holds white space"),
        (
            "IMAGEJOBS_ENDPOINT",
            "--endpoint",
            "http://a.example",
            "credentials would go to http://a.example unencrypted\nhelp: use https; or send them all the same, with --allow-http\n",
        ),
        (
            "IMAGEJOBS_METADATA_ENDPOINT",
            "--iam-endpoint",
            "https://a.example/v3",
            "has a path; an endpoint looks like https://",
        ),
        ("IMAGEJOBS_METADATA_ENDPOINT", "--iam-endpoint", "a.example", "has no scheme"),
        ("IMAGEJOBS_PROJECT_ID", "--project-id", "a/b", "holds '/'"),
        ("IMAGEJOBS_PROJECT_ID", "--project-id", "..", "would change the path"),
    ] {
        for (line, by) in
            [(unsent("").env(variable, value), variable), (unsent("").arg(flag).arg(value), flag)]
        {
            let stderr = line.run().failed(2);
            assert!(stderr.starts_with(&format!("error: {by}: ")), "{stderr}");
            assert!(stderr.contains(says) && !stderr.contains("hidden"), "{says}: {stderr}");
        }
    }
}

#[test]
fn an_unknown_region_is_answered_with_the_known_ones() {
    let region = |line: CommandLine| line.run().failed(2);
    let no_endpoint = unsent("").env("IMAGEJOBS_ENDPOINT", "").env("IMAGEJOBS_REGION", "nowhere");
    for (stderr, by) in [
        (region(no_endpoint), "IMAGEJOBS_REGION"),
        (region(unsent("--region nowhere")), "--region"),
    ] {
        let begins = format!("error: {by}: the region \"nowhere\" is not known; known are ");
        assert!(stderr.starts_with(&begins) && stderr.contains("cn-north-4"), "{stderr}");
    }
}

#[test]
fn what_is_missing_is_told_with_how_to_give_it() {
    for (missing, stderr) in [
        (
            "IMAGEJOBS_ENDPOINT",
            "error: neither an endpoint nor a region was given\n\
             help: give --endpoint or --region, or set IMAGEJOBS_ENDPOINT or IMAGEJOBS_REGION\n\
             help: to try it without a cloud account: imagejobs demo\n",
        ),
        (
            "IMAGEJOBS_PROJECT_ID",
            "error: no project id was given, and no region to look it up by at IAM\n\
             help: give --project-id, or set IMAGEJOBS_PROJECT_ID\n\
             help: or give --region, whose project IAM knows\n",
        ),
    ] {
        assert_eq!(unsent("").env(missing, "").run().failed(2), stderr);
    }
    let nothing = list("").run().failed(2);
    assert!(nothing.starts_with("error: neither an endpoint nor a region"), "{nothing}");
}

#[cfg(unix)]
#[test]
fn what_is_not_utf8_is_refused() {
    for variable in ["IMAGEJOBS_ENDPOINT", "IMAGEJOBS_PROJECT_ID", "IMAGEJOBS_METADATA_ENDPOINT"] {
        assert_eq!(
            unsent("").env(variable, support::not_utf8()).run().failed(2),
            format!("error: {variable}: the value is not UTF-8\n")
        );
    }
    assert_eq!(
        unsent("").env("IMAGEJOBS_AUTH_TOKEN", support::not_utf8()).run().failed(2),
        "error: the variable IMAGEJOBS_AUTH_TOKEN is not UTF-8\n"
    );
    let region = unsent("").env("IMAGEJOBS_ENDPOINT", "");
    assert_eq!(
        region.env("IMAGEJOBS_REGION", support::not_utf8()).run().failed(2),
        "error: IMAGEJOBS_REGION: the value is not UTF-8\n"
    );
    for flag in ["--project-id", "--limit", "--job-type"] {
        let stderr = imagejobs(["list", flag]).arg(support::not_utf8()).run().failed(2);
        assert!(stderr.starts_with("error: invalid UTF-8"), "{stderr}");
    }
}

#[test]
fn nothing_is_sent_when_something_cannot_be_right() {
    let server = Server::start().unwrap();
    for more in [
        "--limit 0",
        "--offset -1",
        "--project-id a/b",
        "--status x",
        "--timeout 0",
        "--all --limit 1",
    ] {
        list(more).at(&server).run().failed(2);
    }
    assert_eq!(server.calls(), 0);
}
