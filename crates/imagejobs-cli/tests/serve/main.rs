//! `imagejobs serve`: what it prints, what it serves, how it ends.
#![allow(clippy::unwrap_used, clippy::panic, reason = "what tests share is test code too")]

mod faults;
mod moving;
mod projects;
mod refused;
#[cfg(unix)]
mod stopping;
#[path = "../support/mod.rs"]
mod support;

use std::io::{BufReader, Read, Write};
use std::net::TcpStream;
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

/// What it answers to a call of the control API.
fn control(server: &Serving, call: &str, header: &str, body: &str) -> String {
    let mut socket = TcpStream::connect(server.url.strip_prefix("http://").unwrap()).unwrap();
    let head = format!("{call} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n{header}");
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
    let jobs = "info: GET /v1/p/image-server-jobs?job_type=all 503, by rule 1";
    assert_eq!(told, ["info: GET /-/health 200", jobs], "{}", ended.stderr);
    assert!(!ended.stderr.contains("sentinel"));
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

#[test]
fn quiet_says_nothing_at_all() {
    let mut server = serve("-q --jobs 3 --faults slow");
    server.running.signal("TERM");
    assert_eq!(server.running.end().stderr, "");
}
