//! Every rule for a document, broken once: what is told, to the letter.
//!
//! A case edits a sound document.

mod names;
mod parameters;
mod paths;
mod references;
mod responses;
mod schemas;
mod servers;
mod shape;
mod values;
mod yaml;

use imagejobs_codegen::document::{Document, Position};

const SOUND: &str = include_str!("sound.yaml");
const SPEC: &str = include_str!("../../../spec/image-jobs.yaml");

/// An edit of the sound document, and the lines that it must be answered with after the file's name.
struct Case {
    find: &'static str,
    replace: &'static str,
    told: &'static [&'static str],
}

fn told(text: &str) -> Vec<String> {
    match Document::parse("api.yaml", text) {
        Ok(_) => Vec::new(),
        Err(problems) => problems.to_string().lines().map(str::to_owned).collect(),
    }
}

fn edited(text: &str, find: &str, replace: &str) -> String {
    assert!(text.contains(find), "nothing to edit: {find}");
    text.replacen(find, replace, 1)
}

fn check(cases: &[Case]) {
    for Case { find, replace, told: expected } in cases {
        let expected: Vec<String> =
            expected.iter().map(|line| format!("api.yaml:{line}")).collect();
        assert_eq!(told(&edited(SOUND, find, replace)), expected, "{find:?} became {replace:?}");
    }
}

#[test]
fn broken_yaml_is_told_with_line_and_column() {
    check(yaml::CASES);
}

#[test]
fn a_wrong_shape_is_told_with_what_was_expected() {
    check(shape::CASES);
}

#[test]
fn a_reference_that_leads_nowhere_is_told() {
    check(references::CASES);
}

#[test]
fn names_that_rust_cannot_tell_apart_are_told() {
    check(names::CASES);
}

#[test]
fn a_broken_path_is_told() {
    check(paths::CASES);
}

#[test]
fn a_broken_parameter_is_told() {
    check(parameters::CASES);
}

#[test]
fn what_an_operation_cannot_take_or_answer_is_told() {
    check(responses::CASES);
}

#[test]
fn broken_servers_and_security_are_told() {
    check(servers::CASES);
}

#[test]
fn a_schema_without_sense_is_told() {
    check(schemas::CASES);
}

#[test]
fn a_value_that_does_not_fit_is_told() {
    check(values::CASES);
}

#[test]
fn several_problems_are_told_together_in_the_order_of_the_text() {
    let edits = [
        ("title: Jobs", "titel: Jobs"),
        ("in: query", "in: body"),
        (r#"schemas/Jobs""#, r#"schemas/Jobz""#),
        ("required: [id]", "required: [uid]"),
        ("- token: []", "- other: []"),
    ];
    let text =
        edits.iter().fold(SOUND.to_owned(), |text, (find, replace)| edited(&text, find, replace));
    let expected = [
        "api.yaml:2:1: /info: `info` needs the field `title`",
        r#"api.yaml:3:3: /info/titel: `info` has no field "titel"; did you mean `title`?"#,
        r#"api.yaml:12:5: /security/0/other: there is no security scheme "other""#,
        r#"api.yaml:20:11: /paths/~1v1~1{project}~1jobs/get/parameters/1/in: expected one of path, query, header, cookie, found "body""#,
        r##"api.yaml:32:17: /paths/~1v1~1{project}~1jobs/get/responses/200/content/application~1json/schema/$ref: "#/components/schemas/Jobz" does not exist; did you mean `Job`?"##,
        r#"api.yaml:91:18: /components/schemas/Job/required/0: "uid" is not a property; did you mean `id`?"#,
        r#"api.yaml:98:7: /components/schemas/Job/example: the example does not fit the schema: the required field "uid" is missing"#,
    ];
    assert_eq!(told(&text), expected);
}

#[test]
fn the_documents_of_the_repository_have_no_problems() {
    assert_eq!(told(SOUND), [""; 0]);
    assert_eq!(told(SPEC), [""; 0]);
}

#[test]
fn what_is_legal_is_not_told() {
    let next = "        next:\n          $ref: '#/components/schemas/Job'\n        id:\n";
    for (find, replace) in [
        ("openapi", "\u{feff}openapi"),
        ("3.0.3", "3.0.10"),
        ("\"200\":", "200:"),
        ("\"404\":", "\"302\":\n          description: Elsewhere.\n        \"404\":"),
        ("title: Jobs", "title: Jobs\n  x-note: [1, {a: b}]"),
        ("title: Jobs", "title: !!str 5"),
        ("title: Jobs", "title: &title Jobs\n  description: *title"),
        ("title: Jobs", "title: |\n    Jobs: all\n    of them"),
        ("        id:\n", next),
        ("          maxLength: 8", "          maxLength: 8\n          nullable: true"),
        ("description: Created.", "description: Created.\n          links: {}"),
        (
            "    post:",
            "    parameters:\n      - {name: limit, in: query, schema: {type: string}}\n    post:",
        ),
        ("        - RUNNING", "        - RUNNING\n        - run-ning\n        - run_ning!"),
        ("required: [id]", "required: [id]\n      additionalProperties: {type: string}"),
    ] {
        assert_eq!(told(&edited(SOUND, find, replace)), [""; 0], "{find:?} became {replace:?}");
    }
}

#[test]
fn a_document_tells_where_its_nodes_are() {
    let document = Document::parse("api.yaml", SOUND).expect("the document is sound");
    let pointer = "/components/schemas/State/enum/1";
    assert_eq!(document.file(), "api.yaml");
    assert_eq!(document.json().pointer(pointer).and_then(|value| value.as_str()), Some("RUNNING"));
    assert_eq!(document.position(pointer), Some(Position { line: 105, column: 11 }));
    assert_eq!(document.position("/paths/~1v1~1{project}~1jobs/get").map(|at| at.line), Some(15));
    assert_eq!(document.position("/nowhere"), None);
    let problem = document.problem("/info/nothing", "is missing");
    assert_eq!(problem.to_string(), "api.yaml:2:1: /info/nothing: is missing");
}

#[test]
fn a_file_without_a_document_is_told() {
    for text in ["", "\n", "# nothing\n", "\u{feff}"] {
        assert_eq!(
            told(text),
            ["api.yaml:1:1: the file is empty, expected an OpenAPI document"],
            "{text:?}"
        );
    }
    assert_eq!(told("- a"), ["api.yaml:1:1: expected an object, found a list"]);
}
