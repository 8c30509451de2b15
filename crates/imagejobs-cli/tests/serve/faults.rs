//! Servers whose calls fail by a plan.

use crate::serve;
use crate::support::imagejobs;

/// The exit codes of so many calls to a server with these flags.
fn calls(flags: &str, calls: usize) -> Vec<Option<i32>> {
    let server = serve(flags);
    let exports: Vec<_> = server.exports.lines().filter_map(|line| line.split_once('=')).collect();
    let call = |_| {
        let list = ["list", "--job-type", "CREATE_SERVER", "--max-attempts", "1"];
        let names = exports.iter().map(|(name, value)| (name.trim_start_matches("export "), value));
        let list = names.fold(imagejobs(list), |list, (name, value)| list.env(name, value));
        list.run().code
    };
    (0..calls).map(call).collect()
}

#[test]
fn with_faults_calls_fail_by_name_or_by_a_file() {
    assert!(calls("--faults outage", 3).iter().all(|code| *code != Some(0)));
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("plan.json");
    std::fs::write(&file, r#"{"rules": [{"every": 3, "status": 503}]}"#).unwrap();
    let failed = |flags: &str| -> Vec<_> {
        let codes = calls(&format!("{flags} {}", file.display()), 6);
        codes.iter().map(|code| *code != Some(0)).collect()
    };
    assert_eq!(failed("--faults"), [false, false, true, false, false, true]);
    // Plans compose.
    assert_eq!(failed("--faults outage --faults"), [true; 6]);
}

#[test]
fn with_the_same_seed_the_same_calls_fail() {
    let failed = |seed: u64| calls(&format!("--faults hostile --seed {seed}"), 12);
    let first = failed(3);
    assert!(first.iter().any(|code| *code != Some(0)), "{first:?}");
    assert_eq!(failed(3), first);
    assert_ne!(failed(4), first);
}

#[test]
fn the_plans_that_have_a_name_are_listed() {
    let listed = imagejobs(["serve", "--faults", "help"]).run().good();
    for name in ["flaky", "outage", "throttled", "slow", "hostile"] {
        let begins = format!("{name} ");
        assert_eq!(listed.lines().filter(|line| line.starts_with(&begins)).count(), 1, "{listed}");
    }
    assert!(listed.lines().all(|line| line.chars().count() <= 100), "{listed}");
    // The example is a plan.
    let example = listed.lines().skip_while(|line| !line.starts_with("  {")).take(5);
    let example: String = example.collect();
    assert!(example.parse::<imagejobs_mock::FaultPlan>().is_ok(), "{example}");
    let told = |field: &&&str| !listed.contains(**field);
    let fields = ["nth", "every", "calls", "rate", "query", "project", "status", "headers", "body"];
    let more = ["html", "throttle", "reset_after", "truncate_after", "endless", "drip", "date"];
    let untold: Vec<_> = fields.iter().chain(&more).filter(told).collect();
    assert!(untold.is_empty(), "{untold:?}");
}

#[test]
fn plans_that_make_no_sense_are_told() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("plan.json");
    let path = file.display().to_string();
    let refused = |plan: &str, says: &str| {
        let stderr = imagejobs(["serve", "--faults", "slow", "--faults", plan]).run().failed(2);
        assert!(stderr.starts_with(&format!("error: --faults {plan}: {says}")), "{stderr}");
        stderr
    };
    let stderr = refused("flakey", "No such file");
    assert!(
        stderr.contains(
            "it must be one of flaky, outage, throttled, slow, hostile, help, or a file in JSON"
        ),
        "{stderr}"
    );
    for (text, says) in [
        ("", "the plan at line 1, column 1 is not JSON: EOF"),
        ("{\"rules\": [{}]}", "rules[0] at line 1, column 12 does not say what happens"),
        (
            "{\"rules\": [\n  {\"rate\": 2, \"reset\": true}\n]}",
            "rules[0].rate at line 2, column 12 is 2; it must be a number from 0 to 1\n",
        ),
    ] {
        std::fs::write(&file, text).unwrap();
        refused(&path, says);
    }
}
