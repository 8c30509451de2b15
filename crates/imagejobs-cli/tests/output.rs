//! What `list` prints, however odd the answer.

mod support;

use support::golden::golden;
use support::{has_controls, list, page};

/// The same answer in each format, notes included.
#[track_caller]
fn in_each_format(name: &str, body: &str) {
    for format in ["table", "json", "jsonl", "csv"] {
        let ended = list(&format!("-o {format}")).at(&page(body)).run();
        let transcript = ended.transcript();
        assert!(!has_controls(&transcript), "{transcript:?}");
        golden(&format!("{name}.{format}.txt"), &transcript);
    }
}

#[test]
fn the_example_of_the_reference_page_is_one_job_although_its_count_is_0() {
    in_each_format(
        "example",
        r#"{"count" : 0, "items" : [ {"id" : "1", "job_type" : "createServer",
            "begin_time" : "2022-03-07T10:40:43.858Z", "end_time" : "2022-03-07T10:40:43.858Z",
            "status" : "WAITING", "sub_jobs_total" : 10} ]}"#,
    );
}

#[test]
fn what_is_missing_or_null_is_a_dash_or_null() {
    in_each_format(
        "missing",
        r#"{"count":5,"items":[{},null,{"id":null,"job_type":null,"begin_time":null,"end_time":null,
            "status":null,"sub_jobs_total":null},{"id":"4","end_time":"","status":""},
            {"id":"702364883651395584","job_type":"CREATE_SERVER","status":"RUNNING"}]}"#,
    );
}

#[test]
fn unknown_values_are_printed_as_they_came() {
    in_each_format(
        "unknown",
        r#"{"count":2,"items":[{"id":"00012","job_type":"REBUILD_SERVER","status":"PAUSED",
            "begin_time":"soon","end_time":"2022-03-07T10:40:43.858123456+08:00",
            "sub_jobs_total":-1,"more":{"a":[1]}},{"id":"ünï 映像","job_type":" ","status":"success"}]}"#,
    );
}

#[test]
fn values_of_the_wrong_type_are_printed_as_they_came_and_noted() {
    in_each_format(
        "odd",
        r#"{"count":"7","items":[{"id":702364883651395584702364883651395584,"job_type":["CREATE_SERVER"],
            "begin_time":1.50e400,"end_time":false,"status":{"is":"RUNNING"},"sub_jobs_total":"10"},
            7,[1,2],"job"]}"#,
    );
}

#[test]
fn an_empty_page_has_no_jobs() {
    in_each_format("empty", r#"{"count":0,"items":[]}"#);
}

#[test]
fn control_characters_of_a_server_reach_no_terminal() {
    // Escape sequences as JSON escapes and as raw C1 controls, line breaks, overrides of direction.
    in_each_format(
        "controls",
        concat!(
            r#"{"count":2,"items":[{"id":"\u001b]0;title\u0007","job_type":"CREATE\nSERVER","#,
            r#""begin_time":"a\tb\r","end_time":"\u0000","status":"\u001b[31mRED\u001b[0m"},"#,
            "{\"id\":\"\u{9b}31m\",\"job_type\":\"\u{202e}REVRES\u{2069}\",\"begin_time\":\"\u{2028}\",",
            "\"end_time\":[\"\u{9b}2J\",\n\t\"\u{7f}\u{200f}\"],\"status\":\"\u{85}\"}]}"
        ),
    );
}

#[test]
fn json_means_what_the_server_said_controls_included() {
    let body =
        "{\"count\":1,\"items\":[{\"id\":\"\u{9b}\\u001b\u{202e}\",\"status\":[\"\u{7f}\"]}]}";
    for format in ["json", "jsonl"] {
        let stdout = list(&format!("-o {format}")).at(&page(body)).run().good();
        let value: serde_json::Value = serde_json::from_str(&stdout).unwrap();
        let job = if format == "json" { &value["items"][0] } else { &value };
        assert_eq!(job["id"], "\u{9b}\u{1b}\u{202e}");
        assert_eq!(job["status"][0], "\u{7f}");
    }
}

#[test]
fn json_has_these_fields_in_this_order() {
    let body = r#"{"more":1,"items":[{"status":"a","sub_jobs_total":2,"end_time":"b","id":"c","job_type":"d","begin_time":"e","x":0}],"count":9}"#;
    let job = r#"{"id":"c","job_type":"d","begin_time":"e","end_time":"b","status":"a","sub_jobs_total":2}"#;
    let json = list("-o json").at(&page(body)).run().good();
    assert_eq!(json, format!("{{\"count\":9,\"items\":[{job}]}}\n"));
    assert_eq!(list("-o jsonl").at(&page(body)).run().good(), format!("{job}\n"));
}

#[test]
fn nesting_as_deep_as_it_comes_is_printed() {
    let deep = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
    for body in [
        format!(r#"{{"items":[],"more":{deep}}}"#),
        format!(r#"{{"items":[{{"id":"1","more":{deep}}}]}}"#),
        format!(r#"{{"items":[{{"id":{deep}}}]}}"#),
        format!(r#"{{"items":[{deep}]}}"#),
        format!(r#"{{"items":{deep}}}"#),
        format!(r#"{{"count":{deep}}}"#),
    ] {
        for format in ["table", "json", "jsonl", "csv"] {
            let ended = list(&format!("-o {format}")).at(&page(body.as_str())).run();
            assert_eq!(ended.code, Some(0), "{}", ended.stderr);
            assert!(format != "table" || ended.stdout.len() < 1000);
            assert!(ended.stderr.len() < 1000, "a note is short");
        }
    }
    let body = format!(r#"{{"items":[{{"id":{deep}}}]}}"#);
    assert!(list("-o jsonl").at(&page(body)).run().good().contains(&deep));
}

#[test]
fn one_long_value_does_not_widen_every_row() {
    let jobs = format!(r#"{{"id":"{}"}}{}"#, "x".repeat(1 << 20), ",{}".repeat(10_000));
    let stdout = list("").at(&page(format!(r#"{{"items":[{jobs}]}}"#))).run().good();
    assert!(stdout.len() < 2_000_000, "{} bytes", stdout.len());
    assert_eq!(stdout.lines().count(), 10_002);
}

#[test]
fn many_odd_values_are_noted_in_few_lines() {
    let body = format!(r#"{{"items":[0{}]}}"#, ",0".repeat(9_999));
    let stderr = list("-o json").at(&page(body)).run().stderr;
    assert_eq!(stderr.lines().count(), 6, "{stderr}");
    assert!(stderr.ends_with("note: 9995 more values are unexpected\n"), "{stderr}");
}
