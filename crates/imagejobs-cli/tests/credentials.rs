//! Where credentials and the project id come from, and what is told when there are none.
#![allow(clippy::unwrap_used, clippy::panic, reason = "what tests share is test code too")]

mod support;

use imagejobs_mock::{Answer, Auth, Keys, Metadata, Server};
use support::{CommandLine, Deserted, list, list_once, page, server};

/// What is told with every error of credentials.
const HELP: &str = "\
help: set IMAGEJOBS_AUTH_TOKEN to a user token of IAM, or HUAWEICLOUD_SDK_AK and HUAWEICLOUD_SDK_SK to a key pair
help: all places, in their order: imagejobs help credentials
help: imagejobs doctor checks configuration, clock and credentials
";

/// The last call's credentials, in short.
#[track_caller]
fn sent(server: &Server) -> String {
    let calls = server.received();
    let call = calls.last().expect("a call");
    match (call.header("x-auth-token"), call.header("authorization")) {
        (Some(token), None) => token.to_owned(),
        (None, Some(signed)) => {
            let rest = signed.strip_prefix("SDK-HMAC-SHA256 Access=").unwrap();
            rest.split_once(',').unwrap().0.to_owned()
        }
        other => panic!("{other:?}"),
    }
}

#[test]
fn the_first_place_that_has_credentials_is_used() {
    let places: [(&[(&str, &str)], &str); 5] = [
        (&[("IMAGEJOBS_AUTH_TOKEN", "first")], "first"),
        (&[("HUAWEICLOUD_SDK_AK", "second"), ("HUAWEICLOUD_SDK_SK", "s")], "second"),
        (&[("HW_AUTH_TOKEN", "third")], "third"),
        (&[("HW_ACCESS_KEY", "fourth"), ("HW_SECRET_KEY", "s")], "fourth"),
        (&[], "sixth"),
    ];
    for (at, (_, expected)) in places.iter().enumerate() {
        let server = page("{}");
        let line = list("--project-id p").asking(&server);
        let line = line.profile_file("[basic]\nak = sixth\nsk = s\n");
        let variables = places[at..].iter().flat_map(|(variables, _)| *variables);
        variables.fold(line, |line, (name, value)| line.env(name, value)).run().good();
        assert_eq!(sent(&server), *expected);
    }
}

#[test]
fn each_kind_of_credentials_is_accepted() {
    let server = Server::builder()
        .keys(Keys::new("AK1", "secret-1"))
        .keys(Keys::new("AK2", "secret-2").security_token("token-2"))
        .user("jane", "password-1", "acme")
        .metadata(Metadata::new())
        .start()
        .unwrap();
    let line = || list("").asking(&server).env("IMAGEJOBS_PROJECT_ID", server.project_id());
    for line in [
        line().secret("IMAGEJOBS_AUTH_TOKEN", server.token()),
        line().env("HUAWEICLOUD_SDK_AK", "AK1").secret("HUAWEICLOUD_SDK_SK", "secret-1"),
        line()
            .env("HW_ACCESS_KEY", "AK2")
            .secret("HW_SECRET_KEY", "secret-2")
            .secret("HW_SECURITY_TOKEN", "token-2"),
        user(line()),
        line().profile_file("[basic]\nak: AK1\nsk: secret-1\n"),
        line().env("IMAGEJOBS_METADATA_ENDPOINT", server.url()),
    ] {
        line.run().good();
    }
}

/// The user of the server above.
fn user(line: CommandLine) -> CommandLine {
    line.env("HW_USER_NAME", "jane")
        .secret("HW_PASSWORD", "password-1")
        .env("HW_DOMAIN_NAME", "acme")
}

#[test]
fn a_profile_that_is_asked_for_is_used_whatever_the_environment_says() {
    let server = Server::builder().auth(Auth::Signed).start().unwrap();
    let profile = format!(
        "[basic]\nak = other\nsk = other\n[work]\nak = {}\nsk = {}\nproject_id = {}\n",
        server.access_key(),
        server.secret_key(),
        server.project_id()
    );
    list("--profile work")
        .asking(&server)
        .profile_file(&profile)
        .env("IMAGEJOBS_AUTH_TOKEN", "two words")
        .env("HUAWEICLOUD_SDK_AK", "half")
        .env("IMAGEJOBS_METADATA_ENDPOINT", "no address")
        .run()
        .good();
    assert_eq!(sent(&server), server.access_key());
}

#[test]
fn a_profile_that_cannot_be_used_is_told_with_its_place() {
    for (text, says) in [
        (None, "the profile file FILE cannot be read: No such file or directory (os error 2)"),
        (
            Some("[basic]\nak=a\nsk=sentinel\n"),
            "there is no the profile [work] of FILE; it has basic",
        ),
        (Some("[work]\nsk=sentinel\n"), "the profile [work] of FILE has no ak"),
        (
            Some("[work]\nsentinel\n"),
            "the profile file FILE, line 2: expected [section], or key = value",
        ),
    ] {
        let mut line = list("--profile work --project-id p --endpoint https://a.example");
        let file = format!("{}/.huaweicloud/credentials", line.home());
        if let Some(text) = text {
            line = line.profile_file(text);
        }
        let stderr = line.run().failed(3);
        let (error, help) = stderr.split_once('\n').unwrap();
        if !says.starts_with("there is no") {
            assert_eq!(error.replace(&file, "FILE"), format!("error: {says}"));
        }
        assert_eq!(help, HELP);
        assert!(!stderr.contains("sentinel"), "{stderr}");
    }
}

#[test]
fn where_nothing_was_found_is_told() {
    let nobody = Deserted::new();
    let line = list("--project-id p --endpoint https://a.example")
        .env("IMAGEJOBS_AUTH_TOKEN", "")
        .env("IMAGEJOBS_METADATA_ENDPOINT", nobody.url());
    let file = format!("{}/.huaweicloud/credentials", line.home());
    assert_eq!(
        line.run().failed(3),
        format!(
            "error: no credentials were found in the variable IMAGEJOBS_AUTH_TOKEN, the variables \
             HUAWEICLOUD_SDK_AK and HUAWEICLOUD_SDK_SK, the variable HW_AUTH_TOKEN, the variables \
             HW_ACCESS_KEY and HW_SECRET_KEY, the variables HW_USER_NAME, HW_PASSWORD and \
             HW_DOMAIN_NAME, the profile file {file}, the metadata service at {}\n{HELP}",
            nobody.url()
        )
    );
}

#[test]
fn a_metadata_service_that_is_switched_off_is_not_named() {
    let stderr = list("--project-id p --endpoint https://a.example").run().failed(3);
    assert!(!stderr.contains("metadata"), "{stderr}");
}

#[test]
fn half_of_a_pair_is_an_error_that_names_the_other_half() {
    for (variables, set, missing) in [
        (&["HUAWEICLOUD_SDK_AK"][..], "HUAWEICLOUD_SDK_AK", "HUAWEICLOUD_SDK_SK"),
        (&["HUAWEICLOUD_SDK_SK"], "HUAWEICLOUD_SDK_SK", "HUAWEICLOUD_SDK_AK"),
        (&["HW_ACCESS_KEY"], "HW_ACCESS_KEY", "HW_SECRET_KEY"),
        (&["HW_SECRET_KEY", "HW_SECURITY_TOKEN"], "HW_SECRET_KEY", "HW_ACCESS_KEY"),
        (&["HW_USER_NAME"], "HW_USER_NAME", "HW_PASSWORD"),
        (&["HW_PASSWORD"], "HW_PASSWORD", "HW_USER_NAME"),
        (&["HW_USER_NAME", "HW_PASSWORD"], "HW_USER_NAME", "HW_DOMAIN_NAME"),
    ] {
        let line = list("--project-id p --endpoint https://a.example");
        let line = variables.iter().fold(line, |line, name| line.secret(name, "sentinel"));
        assert_eq!(
            line.run().failed(3),
            format!("error: the variable {set} is set, but {missing} is not\n{HELP}")
        );
    }
}

#[test]
fn a_token_that_cannot_be_sent_is_told_and_not_shown() {
    for (token, what) in [
        ("sentinel\n", "a line break at byte 8"),
        ("sen tinel", "white space at byte 3"),
        (" ", "white space at byte 0"),
        ("sentinel\u{7f}", "a control character at byte 8"),
        ("sentinelü", "a character outside ASCII at byte 8"),
        ("\u{1b}[31msentinel", "a control character at byte 0"),
    ] {
        for variable in ["IMAGEJOBS_AUTH_TOKEN", "HW_AUTH_TOKEN"] {
            let line = list("--project-id p --endpoint https://a.example").env(variable, token);
            assert_eq!(
                line.run().failed(3),
                format!(
                    "error: the variable {variable}: the token holds {what}; a token is one word of \
                     visible ASCII\n{HELP}"
                )
            );
        }
    }
}

#[test]
fn refused_credentials_are_told_with_their_origin() {
    let server = Server::start().unwrap();
    let line = || list("--project-id p").asking(&server);
    for (line, origin) in [
        (line().secret("IMAGEJOBS_AUTH_TOKEN", "sentinel"), "the variable IMAGEJOBS_AUTH_TOKEN"),
        (
            line().env("HUAWEICLOUD_SDK_AK", "ak").secret("HUAWEICLOUD_SDK_SK", "sentinel"),
            "the variables HUAWEICLOUD_SDK_AK and HUAWEICLOUD_SDK_SK",
        ),
    ] {
        let stderr = line.run().failed(3);
        assert!(stderr.contains("answered 401 Unauthorized"), "{stderr}");
        assert!(stderr.contains(&format!("(the credentials came from {origin}; ")), "{stderr}");
        assert!(
            stderr
                .ends_with("help: imagejobs doctor checks configuration, clock and credentials\n")
        );
    }
}

#[test]
fn a_password_that_iam_refuses_is_told_as_such() {
    let server = Server::builder().user("jane", "password-2", "acme").start().unwrap();
    let line = list("").asking(&server).env("IMAGEJOBS_REGION", "cn-north-4");
    let stderr = user(line).run().failed(3);
    assert!(stderr.starts_with("error: create_token answered 401 Unauthorized"), "{stderr}");
    assert!(stderr.contains("help: IAM refused the user: check HW_USER_NAME, "), "{stderr}");
    assert_eq!(server.calls(), 1);
}

#[test]
fn an_iam_that_cannot_be_reached_is_7() {
    let (server, nobody) = (Server::start().unwrap(), Deserted::new());
    let line = user(list_once("--project-id p --iam-endpoint").arg(nobody.url()).asking(&server));
    let stderr = line.run().failed(7);
    assert!(stderr.starts_with("error: create_token could not connect: "), "{stderr}");
    assert!(stderr.contains("\nhelp: IAM was asked for a token: check --iam-endpoint"), "{stderr}");
    assert_eq!(server.calls(), 0);
}

#[test]
fn an_iam_that_fails_is_asked_as_often_as_the_flag_says() {
    for (flags, calls) in [("", 3), ("--max-attempts 2", 2)] {
        let (server, iam) =
            (Server::start().unwrap(), server(Answer::status(503).header("Retry-After", "0")));
        let line = list(flags).asking(&server).arg("--iam-endpoint").arg(iam.url());
        user(line.env("IMAGEJOBS_PROJECT_ID", "p")).run().failed(7);
        assert_eq!((iam.calls(), server.calls()), (calls, 0));
    }
}

#[test]
fn the_project_id_comes_from_the_nearest_place() {
    let path = |server: &Server| {
        let calls = server.received();
        calls.last().unwrap().target.split('/').nth(2).unwrap().to_owned()
    };
    let signed = |more: &str, server: &Server| {
        list(more).asking(server).signing(server).env("HUAWEICLOUD_SDK_PROJECT_ID", "theirs")
    };
    for (more, variable, expected) in [
        ("--project-id flag", "variable", "flag"),
        ("", "variable", "variable"),
        ("", "", "theirs"),
    ] {
        let server = page("{}");
        signed(more, &server).env("IMAGEJOBS_PROJECT_ID", variable).run().good();
        assert_eq!(path(&server), expected);
    }
    let server = Server::builder().region("cn-east-3", "of-the-region").start().unwrap();
    let line = || list("").asking(&server).signing(&server);
    for line in [
        line().env("IMAGEJOBS_REGION", "cn-east-3"),
        line().env("HW_REGION_NAME", "cn-east-3"),
        line().arg("--endpoint").arg(server.url()).arg("--region=cn-east-3"),
    ] {
        line.run().good();
        assert_eq!(path(&server), "of-the-region");
    }
}

#[test]
fn a_region_with_no_or_several_projects_is_3() {
    let server = Server::builder().region("cn-east-3", "one").region("cn-east-3", "two");
    let server = server.start().unwrap();
    for (region, says) in [
        ("cn-east-3", "IAM knows 2 projects of the region \"cn-east-3\": one, two; give the id"),
        ("cn-south-1", "IAM knows no project of the region \"cn-south-1\"; give the project id"),
    ] {
        let line = list("").asking(&server).signing(&server).env("IMAGEJOBS_REGION", region);
        let stderr = line.run().failed(3);
        assert!(stderr.starts_with(&format!("error: {says}")), "{stderr}");
        let help = "\nhelp: give --project-id, or set IMAGEJOBS_PROJECT_ID\n";
        assert!(stderr.contains(help), "{stderr}");
    }
}

#[test]
fn no_project_id_and_no_region_is_2() {
    let server = Server::start().unwrap();
    assert_eq!(
        list("").asking(&server).secret("IMAGEJOBS_AUTH_TOKEN", "sentinel").run().failed(2),
        "error: no project id was given, and no region to look it up by at IAM\n\
         help: give --project-id, or set IMAGEJOBS_PROJECT_ID\n\
         help: or give --region, whose project IAM knows\n"
    );
    assert_eq!(server.calls(), 0);
}
