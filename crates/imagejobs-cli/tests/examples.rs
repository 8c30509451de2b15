//! The examples that `--help` shows: each is run, word for word.
#![cfg(unix)]
#![allow(clippy::unwrap_used, clippy::panic, reason = "what tests share is test code too")]

mod support;

use std::io::BufRead;
use std::time::Duration;

use imagejobs_mock::{Auth, Job, Lifecycle, Server};
use support::{PROGRAM, command, imagejobs};

/// What an example waits for.
const ID: &str = "702364883651395584";

/// Whatever runs until it is interrupted.
const ENDLESS: [&str; 2] = ["serve", "watch"];

/// The lines below `Examples:`, each with those that it goes on in.
fn examples(of: &str) -> Vec<String> {
    let help = imagejobs(["help", of]).run().good();
    let lines = help.lines().skip_while(|line| *line != "Examples:").skip(1);
    let lines = lines.take_while(|line| line.starts_with("  "));
    lines.fold(Vec::new(), |mut examples: Vec<String>, line| {
        match examples.last_mut().filter(|last| last.ends_with('|')) {
            Some(last) => last.push_str(line),
            None => examples.push(line.trim_start().to_owned()),
        }
        examples
    })
}

/// A server whose jobs end when its clock is moved, but for one that has ended.
fn server() -> Server {
    let hour = Duration::from_secs(60 * 60);
    let life = Lifecycle::mostly_succeeds(hour, hour);
    let server = Server::builder().jobs(30).auth(Auth::Any).lifecycle(life);
    let server = server.start().unwrap();
    for kind in ["CREATE_SERVER", "CREATE_SERVER_IMAGE"] {
        server.add(Job::new(kind).listed_under(kind).id(ID).status("SUCCESS"));
    }
    server
}

#[test]
fn each_example_of_each_command_works() {
    let mut commands = 0;
    let help = imagejobs(["help"]).run().good();
    let listed = help.lines().skip_while(|line| *line != "Commands:").skip(1);
    for name in listed.take_while(|line| !line.is_empty()) {
        let name = name.split_whitespace().next().unwrap();
        let examples = examples(name);
        assert!(!examples.is_empty(), "{name} has no example");
        commands += 1;
        for example in examples {
            run(name, &example);
        }
    }
    assert!(commands >= 10, "{commands} commands");
}

/// Runs a line of a shell in which `imagejobs` is the program, and everything it asks is our server.
fn run(name: &str, example: &str) {
    let has = |tool: &str| {
        let found = command("/bin/sh").env("PATH", "/usr/bin:/bin").arg("-c");
        found.arg(format!("command -v {tool}")).run().code == Some(0)
    };
    if example.contains("| jq") && !has("jq") {
        return;
    }
    let server = server();
    // A port that is free, in place of the example's.
    let example = example.replace("127.0.0.1:8080", "127.0.0.1:0");
    let program = format!("imagejobs() {{ '{PROGRAM}' \"$@\"; }}");
    // What xargs runs is no function of the shell.
    let script = match ENDLESS.contains(&name) {
        true => example.replacen("imagejobs", &format!("exec '{PROGRAM}'"), 1),
        false => format!(
            "{program}\n{}",
            example.replace("xargs imagejobs", &format!("xargs '{PROGRAM}'"))
        ),
    };
    let keys = format!("ak = {}\nsk = {}\n", server.access_key(), server.secret_key());
    let mut line = command("/bin/sh")
        .env("PATH", "/usr/bin:/bin")
        .at(&server)
        .env("HUAWEICLOUD_SDK_REGION_WORKSPACEAPP_CN_NORTH_4", server.url())
        .profile_file(&format!(
            "[basic]\n{keys}[work]\n{keys}project_id = {}\n",
            server.project_id()
        ));
    if example.contains("--region") {
        // At the same place an endpoint would beat a region.
        line = line.env("IMAGEJOBS_ENDPOINT", "");
    }
    let mut running = line.arg("-c").arg(&script).start();
    if example.contains("xargs") {
        // Two calls for the list, then the first look at its jobs.
        assert!(server.wait_for_calls(3));
        server.advance(Duration::from_secs(3 * 60 * 60));
    }
    if ENDLESS.contains(&name) {
        let mut stdout = running.take_stdout();
        let mut first = String::new();
        stdout.read_line(&mut first).unwrap();
        assert!(!first.is_empty(), "{example}");
        running.signal("INT");
        let code = running.end().code;
        assert!(matches!(code, Some(0 | 130)), "{example}: {code:?}");
        return;
    }
    let ended = running.end();
    assert_eq!(ended.code, Some(0), "{example}\n{}", ended.stderr);
}
