//! What is printed in JSON keeps to its JSON Schema, which `imagejobs schema` prints.
#![allow(clippy::unwrap_used, clippy::panic, reason = "what tests share is test code too")]

mod support;

use boon::{Compiler, SchemaIndex, Schemas};
use imagejobs_mock::{Answer, Job, Server};
use serde_json::Value;
use support::{CommandLine, Deserted, imagejobs, list, list_once, next_line, page, server, unsent};

const NAMES: [&str; 5] = ["list", "wait", "watch", "doctor", "error"];

/// The schema that the program prints, read by a validator that is not ours.
struct Schema {
    schemas: Schemas,
    index: SchemaIndex,
}

impl Schema {
    fn of(name: &str) -> Self {
        let text = imagejobs(["schema", name]).run().good();
        assert_eq!(text.lines().count(), 1, "it is one line");
        Self::new(serde_json::from_str(&text).unwrap())
    }

    fn new(schema: Value) -> Self {
        assert_eq!(schema["$schema"], "https://json-schema.org/draft/2020-12/schema");
        let (mut compiler, mut schemas) = (Compiler::new(), Schemas::new());
        compiler.enable_format_assertions();
        compiler.add_resource("schema.json", schema).unwrap();
        let index = compiler.compile("schema.json", &mut schemas).unwrap();
        Self { schemas, index }
    }

    /// Why a value does not keep to it.
    fn refuses(&self, value: &Value) -> Option<String> {
        self.schemas.validate(value, self.index).err().map(|error| error.to_string())
    }

    /// Each line keeps to it, and there are so many.
    #[track_caller]
    fn takes(&self, lines: &str, count: usize) {
        assert_eq!(lines.lines().count(), count, "{lines}");
        for line in lines.lines() {
            let refused = self.refuses(&serde_json::from_str(line).unwrap());
            assert_eq!(refused, None, "{line}");
        }
    }
}

/// Jobs with all fields and with few, in known and unknown statuses.
fn jobs() -> Server {
    let server = Server::builder().frozen_jobs().start().unwrap();
    server.add_all([
        Job::new("CREATE_SERVER").id("1").status("RUNNING"),
        Job::new("CREATE_SERVER").id("2").status("SUCCESS").end_time("2026-03-07T10:05:10.5Z"),
        Job::new("CREATE_SERVER").id("3").status("PAUSED"),
        Job::new("REBUILD_SERVER").id("4").status("FAILED").without("end_time"),
        Job::new("CREATE_SERVER").id("5").without("begin_time").without("sub_jobs_total"),
        Job::new("CREATE_SERVER").id("6").field("status", Value::Null),
    ]);
    server
}

#[test]
fn what_list_prints_keeps_to_its_schema() {
    let schema = Schema::of("list");
    let server = jobs();
    for fields in ["", "--fields id", "--fields duration,status,id,begin_time,sub_jobs_total"] {
        schema.takes(&list(&format!("-o json {fields}")).at(&server).run().good(), 1);
        schema.takes(&list(&format!("-o json --all {fields}")).at(&server).run().good(), 1);
        schema.takes(&list(&format!("-o jsonl {fields}")).at(&server).run().good(), 6);
        schema.takes(&list(&format!("-o jsonl --all {fields}")).at(&server).run().good(), 6);
    }
    let empty = Server::start().unwrap();
    schema.takes(&list("-o json").at(&empty).run().good(), 1);
    schema.takes(&list("-o json --all").at(&empty).run().good(), 1);
    schema.takes(&list("-o json").at(&page(r#"{"items":[{}]}"#)).run().good(), 1);

    let broken = Server::start().unwrap();
    broken.add(Job::new("CREATE_SERVER"));
    broken.script(Answer::status(403).body("{}").times(2));
    let ended = list("-o json --all").at(&broken).run();
    assert_eq!(ended.code, Some(3));
    schema.takes(&ended.stdout, 1);
}

#[test]
fn what_wait_prints_keeps_to_its_schema() {
    let schema = Schema::of("wait");
    let server = jobs();
    for more in ["-o json", "-o jsonl", "-o json --fields id,status,duration"] {
        let args = format!("wait --job-type create-server {more} --interval 1ms 2 4");
        let ended = imagejobs(args.split(' ')).at(&server).run();
        assert_eq!(ended.code, Some(6), "{}", ended.stderr);
        schema.takes(&ended.stdout, 2);
        Schema::of("error").takes(&ended.stderr, 1);
    }
}

/// What is printed of changes of each kind, before an error that stays.
fn changes(more: &str) -> String {
    let server = Server::builder().frozen_jobs().start().unwrap();
    server.add(Job::new("CREATE_SERVER").id("1").status("RUNNING"));
    server.add(Job::new("CREATE_SERVER").id("2").field("status", Value::Null));
    let args = format!("watch --job-type create-server --interval 1ms --max-attempts 1 {more}");
    let mut running = imagejobs(args.split(' ')).at(&server).start();
    let mut lines = running.take_stdout();
    let mut next = || next_line(&mut lines) + "\n";
    let mut printed = next() + &next();
    assert!(server.set_status("1", "PAUSED"));
    printed.push_str(&next());
    assert!(server.remove("2"));
    printed.push_str(&next());
    server.script(Answer::status(403).body("{}"));
    let ended = running.end();
    assert_eq!(ended.code, Some(3), "{}", ended.stderr);
    Schema::of("error").takes(&ended.stderr, 1);
    printed
}

#[test]
fn what_watch_prints_keeps_to_its_schema() {
    let schema = Schema::of("watch");
    for more in ["-o json", "-o jsonl", "-o jsonl --fields change,id,from,status,duration"] {
        let printed = changes(more);
        for kind in ["appeared", "status", "gone"] {
            assert!(printed.contains(&format!("\"change\":\"{kind}\"")), "{kind}: {printed}");
        }
        schema.takes(&printed, 4);
    }
    schema.takes(&changes("-o json --fields from"), 4);
}

#[test]
fn what_doctor_prints_keeps_to_its_schema() {
    let schema = Schema::of("doctor");
    let server = jobs();
    let doctor = |more: &str| imagejobs(["doctor"].into_iter().chain(more.split_whitespace()));
    for (line, code) in [
        (doctor("").at(&server), 0),
        (doctor(""), 2),
        (doctor("--project-id p --endpoint").arg(Deserted::new().url()), 7),
        (doctor("--project-id").arg(server.project_id()).asking(&server).signing(&server), 0),
        (doctor("").at(&server).env("IMAGEJOBS_AUTH_TOKEN", "sentinel"), 3),
    ] {
        let ended = line.arg("-ojson").run();
        assert_eq!(ended.code, Some(code), "{}", ended.stdout);
        schema.takes(&ended.stdout, 1);
        let document: Value = serde_json::from_str(&ended.stdout).unwrap();
        assert_eq!(document["exit_code"], code);
        assert_eq!(document["ok"], code == 0);
    }
    schema.takes(&doctor("-o jsonl").at(&server).run().good(), 7);
}

#[test]
fn every_line_of_an_error_keeps_to_its_schema() {
    let schema = Schema::of("error");
    let answer = |status| server(Answer::status(status).body(r#"{"error_code":"WKS.1"}"#));
    let tried = |line: CommandLine| {
        let ended = line.arg("-ojson").run();
        assert!(ended.code.is_some_and(|code| code > 0), "{ended:?}");
        schema.takes(&ended.stderr, 1);
    };
    tried(list("--bogus"));
    tried(list("").env("IMAGEJOBS_ENDPOINT", "nonsense"));
    tried(list_once("--project-id p --endpoint").arg(Deserted::new().url()));
    tried(unsent("--endpoint").arg(Deserted::new().url()));
    for status in [401, 403, 404, 429, 500, 302] {
        tried(list_once("").at(&answer(status)));
    }
    tried(list_once("--attempt-timeout 1ms").at(&server(Answer::hang())));
    tried(list_once("").at(&page("<html>")));
    tried(list_once("--all").at(&page("<html>")));
}

#[test]
fn a_schema_refuses_what_is_not_printed() {
    for (name, wrong) in [
        ("list", r#"{"items":7}"#),
        ("list", r#"{"items":[],"complete":"yes"}"#),
        ("list", "7"),
        ("wait", "[]"),
        ("watch", r#"{"change":"moved","job":{}}"#),
        ("watch", r#"{"change":"gone","job":7}"#),
        ("watch", r#"{"change":"status","job":{}}"#),
        ("doctor", r#"{"ok":1}"#),
        ("doctor", r#"{"step":"name","state":"fine","details":[],"help":[]}"#),
        ("error", r#"{"error":{}}"#),
        ("error", r#"{"error":"no"}"#),
    ] {
        let refused = Schema::of(name).refuses(&serde_json::from_str(wrong).unwrap());
        assert!(refused.is_some(), "{name} takes {wrong}");
    }
}

#[test]
fn without_a_command_there_are_all_schemas_in_one_object() {
    let all: Value = serde_json::from_str(&imagejobs(["schema"]).run().good()).unwrap();
    let all = all.as_object().unwrap();
    let mut names: Vec<_> = all.keys().map(String::as_str).collect();
    names.sort_unstable();
    let mut known = NAMES;
    known.sort_unstable();
    assert_eq!(names, known);
    for name in NAMES {
        let alone: Value = serde_json::from_str(&imagejobs(["schema", name]).run().good()).unwrap();
        assert_eq!(all[name], alone, "{name}");
    }
}

#[test]
fn a_schema_of_what_prints_no_json_is_refused_with_what_there_is() {
    for name in ["nonsense", "serve", "", "LIST"] {
        assert_eq!(
            imagejobs(["schema", name]).run().failed(2),
            format!(
                "error: {name:?} prints no JSON\n\
                 help: there are schemas of list, wait, watch, doctor, error\n"
            )
        );
    }
}
