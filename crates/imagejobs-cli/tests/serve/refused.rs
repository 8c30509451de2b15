//! What it cannot begin with, and says so.

use std::net::TcpListener;

use crate::support::imagejobs;

#[test]
fn keys_that_cannot_be_right_are_told() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("keys");
    let path = file.display().to_string();
    let refused = |says: &str| {
        let stderr = imagejobs(["serve", "--credentials", &path]).run().failed(2);
        assert!(stderr.contains(says) && stderr.contains(&path), "{stderr}");
        assert!(!stderr.contains("sentinel"), "{stderr}");
    };
    refused("No such file");
    for (text, says) in [
        ("[one]\nak=A\n", "section [one]: sk is missing"),
        ("[one]\nsk=sentinel\n", "section [one]: ak is missing"),
        ("sentinel\n", "line 1"),
        ("", "section"),
    ] {
        std::fs::write(&file, text).unwrap();
        refused(says);
    }
    let stderr = imagejobs(["serve", "--auth", "maybe"]).run().failed(2);
    assert!(stderr.contains("none") && stderr.contains("signed"), "{stderr}");
}

#[test]
fn projects_that_cannot_be_right_are_told() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("projects.json");
    let path = file.display().to_string();
    let refused = |says: &str| {
        let stderr = imagejobs(["serve", "--projects", &path]).run().failed(2);
        assert!(stderr.contains(says) && stderr.contains(&path), "{stderr}");
        assert!(!stderr.contains("sentinel"), "{stderr}");
    };
    refused("No such file");
    for (text, says) in [
        ("", "EOF while parsing"),
        ("{}", "invalid type: map, expected a sequence at line 1 column 0"),
        ("[]", "the list is empty; it must have a project, such as {\"id\": \"a\"}"),
        ("[{\"id\": \"a\",\n  \"regions\": []}]", "unknown field `regions`, expected one of"),
        ("[{\"jobs\": 1}]", "the id is missing at line 1"),
        (
            "[{\"id\": \"a\", \"keys\": \"sentinel\"}]",
            "keys must be a list of objects with ak and sk",
        ),
    ] {
        std::fs::write(&file, text).unwrap();
        refused(says);
    }
    std::fs::write(&file, "[{\"id\": \"a\"}, {\"id\": \"a\"}]").unwrap();
    let stderr = imagejobs(["serve", "--projects", &path]).run().failed(2);
    assert!(stderr.contains("there is a project a already"), "{stderr}");
}

#[test]
fn a_port_in_use_is_told() {
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    let stderr = imagejobs(["serve", "--listen", &address]).run().failed(1);
    assert!(stderr.starts_with(&format!("error: cannot listen on {address}: ")), "{stderr}");
}

#[test]
fn an_address_of_another_machine_is_told() {
    // 192.0.2.0/24 is for documentation: no machine has it.
    let stderr = imagejobs(["serve", "--listen", "192.0.2.1:0"]).run().failed(1);
    assert!(stderr.starts_with("error: cannot listen on 192.0.2.1:0: "), "{stderr}");
}

#[test]
fn flags_that_cannot_be_right_are_told() {
    const WHOLE: &str = "it must be a whole number from 0 to 18446744073709551615";
    const JOBS: &str = "it must be a whole number from 0 to 10000000";
    const CONNECTIONS: &str = "it must be a whole number from 1 to 18446744073709551615";
    const DURATION: &str = "it must be a duration such as 90, 1.5s, 500ms, 2m or 1h, above 0";
    const ADDRESS: &str = "it must be an IP address and a port, such as 127.0.0.1:8080 or [::1]:0";
    for (flag, value, says) in [
        ("--jobs", "-1", JOBS),
        ("--jobs", "x", JOBS),
        ("--jobs", "", JOBS),
        ("--jobs", "+1", JOBS),
        ("--jobs", "10000001", JOBS),
        ("--jobs", "99999999999999999999999", JOBS),
        ("--seed", "-1", WHOLE),
        ("--seed", "0x1", WHOLE),
        ("--seed", "18446744073709551616", WHOLE),
        ("--max-connections", "0", CONNECTIONS),
        ("--max-connections", "-1", CONNECTIONS),
        ("--max-connections", "many", CONNECTIONS),
        ("--lifecycle", "0", DURATION),
        ("--lifecycle", "0s", DURATION),
        ("--lifecycle", "-5s", DURATION),
        ("--lifecycle", "", DURATION),
        ("--lifecycle", "soon", DURATION),
        ("--lifecycle", "8785h", DURATION),
        ("--lifecycle", "99999999999999999999s", DURATION),
        ("--listen", "localhost:0", ADDRESS),
        ("--listen", "127.0.0.1", ADDRESS),
        ("--listen", "127.0.0.1:65536", ADDRESS),
        ("--listen", "", ADDRESS),
    ] {
        let stderr = imagejobs(["serve", flag, value]).run().failed(2);
        let begins = format!("error: invalid value '{value}' for '{flag} ");
        assert!(stderr.starts_with(&begins) && stderr.contains(says), "{stderr}");
    }
}
