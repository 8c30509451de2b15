//! Plans as JSON, and those that make no sense.

use std::time::Duration;

use imagejobs_mock::{Fault, FaultPlan, Latency};

const SECOND: Duration = Duration::from_secs(1);

/// A plan with all that a plan can have.
fn whole() -> FaultPlan {
    FaultPlan::new()
        .seed(u64::MAX)
        .rule(Fault::status(503).header("Retry-After", "1").body("\"é\"\n").nth(1).every(2))
        .rule(Fault::html().calls(5..=8).rate(0.25).query("a", "b").query("c", ""))
        .rule(Fault::throttle(10, 90 * SECOND).project("p").also_iam())
        .rule(Fault::reset().latency(Latency::Fixed(Duration::from_nanos(1))))
        .rule(Fault::normal().reset_after(0).drip(1, SECOND / 3))
        .rule(Fault::normal().truncate_after(9).latency(Latency::Uniform(SECOND, 2 * SECOND)))
        .rule(Fault::normal().endless().content_type("text/plain").date("-2h"))
        .rule(Fault::normal().latency(Latency::Exponential(SECOND)).calls(..3))
}

#[test]
fn a_plan_that_is_written_is_read_again() {
    let text = serde_json::to_string_pretty(&whole()).unwrap();
    assert_eq!(text.parse(), Ok(whole()), "{text}");
    assert_eq!(serde_json::from_str::<FaultPlan>(&text).unwrap(), whole());
}

#[test]
fn a_body_that_is_no_text_is_sent_as_it_stands() {
    let plan = r#"{"rules": [{"status": 500, "body": {"error_code": 1.50}}]}"#;
    let right = FaultPlan::new().rule(Fault::status(500).body(r#"{"error_code": 1.50}"#));
    assert_eq!(plan.parse(), Ok(right));
}

#[test]
fn a_plan_that_makes_no_sense_is_refused_with_its_place() {
    const TIME: &str = "a duration such as 90, 1.5s, 500ms, 2m or 1h, above 0 and at most 8784h";
    for (rule, path, what) in [
        // What is no rule.
        ("[]", "", "is a list; it must be an object, which is a rule"),
        (r#"{"evry": 3}"#, "evry", "is no field; it must be one of nth, every, calls, rate"),
        (r#"{"nth": 1, "nth": 2}"#, "nth", "is given twice; give it once"),
        (r#"{"every": 3}"#, "", "does not say what happens; it must have one of status, html"),
        // Which calls.
        (r#"{"reset": true, "nth": 0}"#, "nth", "is 0; it must be a whole number from 1 up"),
        (r#"{"reset": true, "every": 0}"#, "every", "is 0; it must be a whole number from 1 up"),
        (r#"{"reset": true, "every": "3"}"#, "every", r#"is "3"; it must be a whole number"#),
        (r#"{"reset": true, "every": -1}"#, "every", "is -1; it must be a whole number"),
        (r#"{"reset": true, "rate": 1.5}"#, "rate", "is 1.5; it must be a number from 0 to 1"),
        (r#"{"reset": true, "rate": -0.1}"#, "rate", "is -0.1; it must be a number from 0 to 1"),
        (r#"{"reset": true, "rate": "1"}"#, "rate", r#"is "1"; it must be a number from 0 to 1"#),
        (r#"{"reset": true, "calls": {}}"#, "calls", "is empty; it must have from, to or both"),
        (r#"{"reset": true, "calls": {"from": 0}}"#, "calls.from", "is 0; it must be"),
        (r#"{"reset": true, "calls": {"from": 3, "to": 2}}"#, "calls.to", "is 2; it must be 3"),
        (
            r#"{"reset": true, "calls": {"till": 2}}"#,
            "calls.till",
            "is no field; it must be one of from, to",
        ),
        (r#"{"reset": true, "query": {"a": 1}}"#, "query.a", "is 1; it must be a text"),
        (r#"{"reset": true, "query": {"": "1"}}"#, "query", "has an empty name"),
        (
            r#"{"reset": true, "project": ""}"#,
            "project",
            "is empty; it must be the id of a project",
        ),
        (r#"{"reset": true, "also": "me"}"#, "also", r#"is "me"; it must be "iam""#),
        // What happens.
        (r#"{"status": 42}"#, "status", "is 42; it must be a status from 200 to 999"),
        (r#"{"status": 100000}"#, "status", "is 100000; it must be a status from 200 to 999"),
        (r#"{"reset": false}"#, "reset", "is false; it must be true; leave it out otherwise"),
        (r#"{"reset": true, "status": 503}"#, "reset", "excludes status; leave one of them out"),
        (r#"{"reset": true, "drip": {"bytes": 1, "every": "1s"}}"#, "reset", "excludes drip"),
        (r#"{"status": 500, "html": true}"#, "status", "excludes html; leave one of them out"),
        (r#"{"html": true, "body": ""}"#, "body", "excludes html; leave one of them out"),
        (r#"{"truncate_after": 1, "reset_after": 1}"#, "reset_after", "excludes truncate_after"),
        (r#"{"truncate_after": 1, "endless": true}"#, "truncate_after", "excludes endless"),
        (r#"{"truncate_after": -1}"#, "truncate_after", "is -1; it must be a whole number from 0"),
        (r#"{"date": "x", "headers": {"DATE": "y"}}"#, "date", "excludes date in headers"),
        (
            r#"{"date": "-2 hours"}"#,
            "date",
            &format!(r#"is "-2 hours"; it must be a date, or a sign and {TIME}"#),
        ),
        (r#"{"content_type": "\n"}"#, "content_type", "has characters that no header can have"),
        (r#"{"headers": {"a b": "c"}}"#, "headers", r#"has the name "a b", which is none"#),
        (r#"{"headers": {"A": "\n"}}"#, "headers", "has a value of A that no header can have"),
        (r#"{"drip": {"bytes": 0, "every": "1s"}}"#, "drip.bytes", "is 0; it must be a whole"),
        (r#"{"drip": {"bytes": 1}}"#, "drip", "has no every; it must be an object with bytes and"),
        (r#"{"throttle": {"calls": 0, "window": "1s"}}"#, "throttle.calls", "is 0; it must be"),
        (
            r#"{"throttle": {"calls": 1, "window": "1.5s"}}"#,
            "throttle.window",
            "is 1.5s; it must be whole seconds",
        ),
        (
            r#"{"throttle": {"calls": 1, "window": 60}}"#,
            "throttle.window",
            &format!("is 60; it must be {TIME}"),
        ),
        // How late.
        (r#"{"latency": "1s"}"#, "latency", "is \"1s\"; it must be an object with one of fixed"),
        (r#"{"latency": {"normal": "1s"}}"#, "latency.normal", "is no field; it must be one of"),
        (
            r#"{"latency": {"fixed": "soon"}}"#,
            "latency.fixed",
            &format!("is \"soon\"; it must be {TIME}"),
        ),
        (r#"{"latency": {"fixed": "0s"}}"#, "latency.fixed", "is \"0s\"; it must be a duration"),
        (
            r#"{"latency": {"uniform": ["1s"]}}"#,
            "latency.uniform",
            "has 1 values; it must be a list of two",
        ),
        (
            r#"{"latency": {}}"#,
            "latency",
            "has none of its kinds, or several; it must be an object with",
        ),
        (r#"{"latency": {"uniform": ["2s", "1s"]}}"#, "latency.uniform[1]", "is 1s; it must be 2s"),
        (r#"{"latency": {"uniform": ["2s", "x"]}}"#, "latency.uniform[1]", "is \"x\"; it must be"),
    ] {
        let text = format!("{{\n  \"rules\": [\n    {{\"status\": 503}},\n{rule}\n  ]\n}}");
        let error = text.parse::<FaultPlan>().unwrap_err();
        let dot = if path.is_empty() { "" } else { "." };
        let path = format!("rules[1]{dot}{path}");
        let (line, column) = error.place().unwrap();
        assert_eq!((error.path(), line), (path.as_str(), 4), "{rule}: {error}");
        let begins = format!("{path} at line 4, column {column} {what}");
        assert!(error.to_string().starts_with(&begins), "{rule}: {error}");
        // The column is that of the value.
        let value = &text.lines().nth(3).unwrap()[column - 1..];
        let key = path.rsplit('.').next().unwrap().trim_end_matches("[1]");
        let before = &rule[..rule.len() - value.len()];
        assert!(before.is_empty() || before.contains(&format!("\"{key}\": ")), "{rule}: {value}");

        // Read by way of serde it is the same, without a place; what comes twice is lost then.
        if what.starts_with("is given twice") {
            continue;
        }
        let error = serde_json::from_str::<FaultPlan>(&text).unwrap_err().to_string();
        assert!(error.starts_with(&format!("{path} {what}")), "{rule}: {error}");
    }
}

#[test]
fn what_is_no_plan_is_refused() {
    for (text, message) in [
        ("", "the plan at line 1, column 1 is not JSON: EOF while parsing a value"),
        ("{\"rules\": [\n{]}", "the plan at line 2, column 2 is not JSON: "),
        ("{\"é\": x}", "the plan at line 1, column 7 is not JSON: expected value"),
        ("[]", "the plan at line 1, column 1 is a list; it must be an object with rules"),
        ("{}", "the plan at line 1, column 1 has no rules; it must have a list of them"),
        ("{\"rules\": []}", "rules at line 1, column 11 is empty; it must have one rule at least"),
        ("{\"seed\": -1}", "seed at line 1, column 10 is -1; it must be a whole number from 0 up"),
        ("{\"é\": 1}", "é at line 1, column 7 is no field; it must be one of seed, rules"),
        ("{\"rules\": 7}", "rules at line 1, column 11 is 7; it must be a list of rules"),
    ] {
        let error = text.parse::<FaultPlan>().unwrap_err().to_string();
        assert!(error.starts_with(message), "{text}: {error}");
    }
    // However deep it is.
    let deep = format!("{{\"rules\": {}", "[".repeat(100_000));
    assert!(deep.parse::<FaultPlan>().is_err());
}

#[test]
fn a_text_with_a_slip_is_a_plan_or_is_refused_at_a_place_that_it_has() {
    let text = serde_json::to_string_pretty(&whole()).unwrap();
    let mut refused = 0;
    for (at, character) in text.char_indices() {
        let (before, behind) = (&text[..at], &text[at + character.len_utf8()..]);
        let slips = ["", "{", "]", "\"", ":", "0", "-", "é", "\\", "\n"];
        let slips = slips.map(|slip| format!("{before}{slip}{behind}")).into_iter();
        for slip in slips.chain([before.to_owned()]) {
            let Err(error) = slip.parse::<FaultPlan>() else { continue };
            let (line, column) = error.place().unwrap();
            let columns = slip.split('\n').nth(line - 1).unwrap().chars().count();
            assert!((1..=columns + 1).contains(&column), "{error}:\n{slip}");
            refused += 1;
        }
    }
    assert!(refused > 5_000, "{refused}");
}
