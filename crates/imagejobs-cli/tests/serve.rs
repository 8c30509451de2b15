//! `imagejobs serve`: what it prints, what it serves, how it ends.
#![allow(clippy::unwrap_used, clippy::panic, reason = "what tests share is test code too")]

mod support;

use std::io::{BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::process::ChildStdout;

use support::{
    CommandLine, PROGRAM, Running, closed_pipe, command, full_device, imagejobs, next_line,
};

/// A server that has told where it is.
struct Serving {
    running: Running,
    stdout: BufReader<ChildStdout>,
    url: String,
    exports: String,
}

fn serve(more: &str) -> Serving {
    served(more, 3)
}

/// A server that tells so many exports.
fn served(more: &str, exports: usize) -> Serving {
    serving(imagejobs(["serve"].into_iter().chain(more.split_whitespace())), exports)
}

fn serving(line: CommandLine, exports: usize) -> Serving {
    let mut running = line.start();
    let mut stdout = running.take_stdout();
    let url = next_line(&mut stdout);
    let exports = (0..exports).map(|_| next_line(&mut stdout) + "\n").collect();
    Serving { running, stdout, url, exports }
}

impl Serving {
    /// What the client prints that a shell points at the server.
    fn list(&self, job_type: &str) -> String {
        let script = "eval \"$1\"; exec \"$2\" list --job-type \"$3\" --limit 100 -o json";
        let mut shell = command("sh").arg("-c").arg(script).arg("sh");
        for arg in [self.exports.as_str(), PROGRAM, job_type] {
            shell = shell.arg(arg);
        }
        shell.env("PATH", std::env::var_os("PATH").unwrap_or_default()).run().good()
    }

    /// The exports without the endpoint, which is another one each time.
    fn identity(&self) -> &str {
        self.exports.split_once('\n').unwrap().1
    }
}

#[test]
fn the_first_line_is_the_base_url_and_the_exports_follow() {
    let server = serve("");
    let port: u16 = server.url.strip_prefix("http://127.0.0.1:").unwrap().parse().unwrap();
    assert_ne!(port, 0);
    let lines: Vec<_> = server.exports.lines().collect();
    assert_eq!(lines[0], format!("export IMAGEJOBS_ENDPOINT={}", server.url));
    assert!(lines[1].starts_with("export IMAGEJOBS_PROJECT_ID="), "{lines:?}");
    assert!(lines[2].starts_with("export IMAGEJOBS_AUTH_TOKEN="), "{lines:?}");
}

#[test]
fn its_exports_point_the_client_at_it() {
    let server = serve("--jobs 40");
    let page: serde_json::Value = serde_json::from_str(&server.list("create-server")).unwrap();
    assert!(page["count"].as_u64().unwrap() > 5, "{page}");
}

#[test]
fn it_exports_what_its_authentication_needs() {
    for auth in ["none", "token", "any"] {
        let server = serve(&format!("--jobs 20 --auth {auth}"));
        assert!(server.exports.contains("export IMAGEJOBS_AUTH_TOKEN="), "{}", server.exports);
        server.list("CREATE_SERVER");
    }
    let server = served("--jobs 20 --auth signed", 5);
    for name in ["HUAWEICLOUD_SDK_AK", "HUAWEICLOUD_SDK_SK", "HUAWEICLOUD_SDK_PROJECT_ID"] {
        assert!(server.exports.contains(&format!("export {name}=")), "{}", server.exports);
    }
    assert!(!server.exports.contains("AUTH_TOKEN"), "{}", server.exports);
    server.list("CREATE_SERVER");
}

#[test]
fn it_takes_the_keys_of_a_profile_file() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("keys");
    let text = "[one]\nak = AKONE\nsk = it's $a \"made up\" key\nproject_id = p-one\n\
                [two]\nak=AKTWO\nsk=s2\nsecurity_token=st2\n";
    std::fs::write(&file, text).unwrap();
    let flags = format!("--jobs 20 --auth signed --credentials {}", file.display());
    let server = served(&flags, 5);
    assert!(server.exports.contains("export IMAGEJOBS_PROJECT_ID=p-one\n"), "{}", server.exports);
    assert!(server.exports.contains("export HUAWEICLOUD_SDK_AK=AKONE\n"), "{}", server.exports);
    server.list("CREATE_SERVER");
    let two = imagejobs(["list", "--job-type", "CREATE_SERVER", "--endpoint", &server.url])
        .env("HW_ACCESS_KEY", "AKTWO")
        .env("HW_SECRET_KEY", "s2")
        .env("HW_SECURITY_TOKEN", "st2")
        .env("HW_PROJECT_ID", "p-one");
    two.run().good();
}

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
fn the_same_seed_makes_the_same_server() {
    let servers = ["7", "7", "8"].map(|seed| serve(&format!("--jobs 60 --seed {seed}")));
    let [one, two, other] = &servers;
    assert_eq!(one.identity(), two.identity());
    assert_ne!(one.identity(), other.identity());
    for job_type in ["CREATE_SERVER", "CREATE_SERVER_IMAGE", "DELETE_SERVER"] {
        let jobs = one.list(job_type);
        assert_eq!(jobs, two.list(job_type));
        assert_ne!(jobs, other.list(job_type));
    }
}

#[test]
fn it_may_have_no_jobs() {
    let server = serve("--jobs 0");
    assert_eq!(server.list("CREATE_SERVER"), "{\"count\":0,\"items\":[]}\n");
}

#[cfg(unix)]
#[test]
fn it_ends_well_when_it_is_asked_to_stop() {
    for signal in ["INT", "TERM"] {
        let mut server = serve("--jobs 3");
        server.running.signal(signal);
        let ended = server.running.end();
        assert_eq!(ended.code, Some(0), "{signal}: {ended:?}");
        assert!(["", "serving 3 jobs; interrupt to stop\n"].contains(&ended.stderr.as_str()));
    }
}

#[test]
fn with_a_lifecycle_there_is_a_job_to_wait_for_in_every_type() {
    let server = serve("--jobs 0 --lifecycle 1h");
    for job_type in ["CREATE_SERVER", "CREATE_SERVER_IMAGE", "DELETE_SERVER"] {
        let page = server.list(job_type);
        assert!(page.starts_with("{\"count\":1,") && page.contains("WAITING"), "{page}");
    }
}

#[test]
fn with_a_lifecycle_the_jobs_end_by_themselves() {
    let server = serve("--jobs 30 --lifecycle 1ms");
    let unfinished = |page: &str| page.contains("WAITING") || page.contains("RUNNING");
    while unfinished(&server.list("CREATE_SERVER")) {}
}

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

/// What it answers to a call of the control API.
fn control(server: &Serving, call: &str, header: &str, body: &str) -> String {
    let mut socket = TcpStream::connect(server.url.strip_prefix("http://").unwrap()).unwrap();
    let head = format!("{call} HTTP/1.1\r\nHost: mock\r\nConnection: close\r\n{header}");
    write!(socket, "{head}Content-Length: {}\r\n\r\n{body}", body.len()).unwrap();
    let mut answer = String::new();
    socket.read_to_string(&mut answer).unwrap();
    answer
}

#[test]
fn with_control_other_programs_make_jobs_and_without_it_they_do_not() {
    let job = r#"{"job_type":"DELETE_SERVER","id":"made","status":"RUNNING"}"#;
    let server = serve("--jobs 0 --control");
    assert!(control(&server, "POST /-/jobs", "", job).ends_with(r#"{"ids":["made"]}"#));
    assert!(server.list("DELETE_SERVER").contains("made"));

    let server = serve("--jobs 0");
    assert!(control(&server, "GET /-/health", "", "").starts_with("HTTP/1.1 200 "));
    assert!(control(&server, "POST /-/jobs", "", job).contains("imagejobs serve --control"));

    let anywhere = ["serve", "--control", "--listen", "0.0.0.0:0"];
    let stderr = imagejobs(anywhere).run().failed(2);
    assert!(stderr.contains("can be controlled with a key only"), "{stderr}");
    let line = imagejobs(["serve", "--control"]).secret("IMAGEJOBS_CONTROL_KEY", "made-up-key");
    let server = serving(line, 3);
    assert!(control(&server, "GET /-/time", "", "").starts_with("HTTP/1.1 401 "));
    let key = "X-Control-Key: made-up-key\r\n";
    assert!(control(&server, "GET /-/time", key, "").starts_with("HTTP/1.1 200 "));
}

#[cfg(unix)]
#[test]
fn with_v_each_call_is_told_and_what_became_of_it() {
    let mut server = serve("--jobs 0 --control -v --faults outage");
    control(&server, "GET /-/health", "", "");
    control(&server, "GET /v1/p/image-server-jobs?job_type=all", "X-Auth-Token: sentinel\r\n", "");
    server.running.signal("INT");
    let ended = server.running.end();
    let told: Vec<_> = ended.stderr.lines().filter(|line| line.starts_with("info: ")).collect();
    let jobs = "info: GET /v1/p/image-server-jobs?job_type=all 503";
    assert_eq!(told, ["info: GET /-/health 200", jobs], "{}", ended.stderr);
    assert!(!ended.stderr.contains("sentinel"));
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

#[cfg(unix)]
#[test]
fn it_tells_how_the_jobs_move_and_what_fails() {
    for (flags, says) in [
        (
            "--jobs 0 --lifecycle 1h",
            "serving 3 jobs, which wait 3600s, run 3600s and end; \
             one of each type arrives every 3600s; interrupt to stop\n",
        ),
        (
            "--jobs 0 --lifecycle 500ms",
            "serving 3 jobs, which wait 500ms, run 500ms and end; \
             one of each type arrives every 1s; interrupt to stop\n",
        ),
        (
            "--jobs 3 --faults slow --faults flaky",
            "serving 3 jobs, with faults: slow, flaky; interrupt to stop\n",
        ),
        (
            "--jobs 0 --churn",
            "serving 3 jobs, which wait 10s, run 10s and end; \
             in every second up to one of each type arrives and up to one leaves; \
             interrupt to stop\n",
        ),
    ] {
        let mut server = serve(flags);
        server.running.signal("INT");
        let ended = server.running.end();
        assert_eq!(ended.code, Some(0), "{flags}: {ended:?}");
        // The number differs when the machine is so slow that a second went by meanwhile.
        let (stderr, says) = (ended.stderr.split_once(','), says.split_once(','));
        assert!(stderr.is_none() || stderr.map(|it| it.1) == says.map(|it| it.1), "{ended:?}");
    }
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

#[test]
fn a_reader_that_has_gone_ends_it_quietly() {
    let ended = imagejobs(["serve"]).stdout(closed_pipe()).run();
    assert_eq!((ended.code, ended.stderr.as_str()), (Some(0), ""));
}

#[test]
fn a_full_disk_is_told() {
    let Some(full) = full_device() else { return };
    let stderr = imagejobs(["serve"]).stdout(full).run().failed(1);
    assert!(stderr.starts_with("error: cannot write to standard output: "), "{stderr}");
}

#[test]
fn standard_output_has_nothing_else() {
    let server = serve("--jobs 5");
    server.list("CREATE_SERVER");
    let Serving { running, mut stdout, .. } = server;
    drop(running);
    let mut rest = String::new();
    stdout.read_to_string(&mut rest).unwrap();
    assert_eq!(rest, "");
}
