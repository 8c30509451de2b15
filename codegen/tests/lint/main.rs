//! Every rule, kept and broken: what lint tells, to the letter, with the rule's name.
//!
//! A case edits a sound document. A case that is told nothing shows what a rule lets pass.
#![allow(clippy::unwrap_used, reason = "a test that cannot be set up should panic")]

mod documents;
mod examples;
mod keywords;
mod names;
mod operations;
mod security;
mod texts;

use std::collections::HashSet;

use imagejobs_codegen::lint;
use imagejobs_codegen::overlay::Overlay;
use imagejobs_codegen::rule::{Group, Rule};
use imagejobs_codegen::targets::TARGETS;

const SOUND: &str = include_str!("sound.yaml");
const NONE: Overlay = Overlay { types: &[], times: &[], known_values: &[] };

/// An edit of the sound document, the rule that it is about, and the lines that it is answered with
/// after the file's name.
struct Case {
    rule: Rule,
    find: &'static str,
    replace: &'static str,
    told: &'static [&'static str],
}

const HOUSE: [&[Case]; 6] = [
    names::CASES,
    texts::CASES,
    examples::CASES,
    operations::CASES,
    security::CASES,
    keywords::CASES,
];

fn told(text: &str, overlay: &Overlay) -> Vec<String> {
    let problems = lint("parts.yaml", text, overlay).err();
    let line = |problem: &imagejobs_codegen::problem::Problem| {
        format!("{problem} [{}]", problem.rule().unwrap().name())
    };
    problems.iter().flatten().map(line).collect()
}

fn check(cases: &[Case]) {
    for Case { rule, find, replace, told: expected } in cases {
        assert!(SOUND.contains(find), "nothing to edit: {find}");
        let text = SOUND.replacen(find, replace, 1);
        let expected: Vec<String> =
            expected.iter().map(|line| format!("parts.yaml:{line}")).collect();
        assert_eq!(told(&text, &NONE), expected, "{rule:?}: {find:?} became {replace:?}");
    }
}

#[test]
fn what_codegen_refuses_is_told_with_its_rule() {
    check(documents::CASES);
}

#[test]
fn what_the_house_asks_beyond_that_is_told_with_its_rule() {
    HOUSE.iter().for_each(|cases| check(cases));
}

#[test]
fn what_the_overlay_names_must_be_there() {
    const MISSING: Overlay =
        Overlay { types: &[], times: &[("Part", "bought")], known_values: &[] };
    assert_eq!(
        told(SOUND, &MISSING),
        ["parts.yaml:212:7: /components/schemas/Part/properties: expected a property bought: the \
          overlay of this document names it [overlay]"]
    );
    const THERE: Overlay = Overlay { types: &[], times: &[("Part", "name")], known_values: &[] };
    assert_eq!(
        told(SOUND, &THERE),
        [
            "parts.yaml:213:68: /components/schemas/Part/properties/name/example: expected a time such \
          as 2022-03-07T10:40:43Z, found \"bolt\": the overlay of this document reads it as one \
          [overlay]"
        ]
    );
    let text = SOUND.replace("example: bolt", "example: '2022-03-07T10:40:43Z'");
    assert_eq!(told(&text, &THERE), [""; 0]);
}

#[test]
fn a_schema_that_is_a_type_of_ours_keeps_nothing_else() {
    const OURS: Overlay = Overlay {
        types: &[("ShelfId", "imagejobs_core::ProjectId")],
        times: &[],
        known_values: &[],
    };
    let text =
        SOUND.replacen("The number of a shelf.", "The number of a shelf.\n      maxLength: 9", 1);
    assert_eq!(told(&text, &NONE), [""; 0]);
    assert_eq!(
        told(&text, &OURS),
        [
            "parts.yaml:171:7: /components/schemas/ShelfId/maxLength: `maxLength` leaves no trace in \
          the client, which has a type of its own for this schema; leave it out, and say it in the \
          description [dropped-keywords]"
        ]
    );
}

#[test]
fn an_operation_that_takes_a_secret_may_be_open_to_all() {
    let text = SOUND
        .replacen(
            "      operationId: add_part",
            "      security: []\n      operationId: add_part",
            1,
        )
        .replacen(
            "description: What else is to say.",
            "description: The word., format: password",
            1,
        );
    assert_eq!(told(&text, &NONE), [""; 0]);
}

#[test]
fn every_rule_is_broken_by_one_case_and_kept_by_another() {
    let cases = || documents::CASES.iter().chain(HOUSE.into_iter().flatten());
    let tells = |case: &&Case| {
        let name = format!("[{}]", case.rule.name());
        case.told.iter().any(|line| line.ends_with(&name))
    };
    let broken: HashSet<Rule> = cases().filter(tells).map(|case| case.rule).collect();
    let kept: HashSet<Rule> =
        cases().filter(|case| case.told.is_empty()).map(|case| case.rule).collect();
    // The overlay's own test stands above.
    for rule in Rule::ALL.iter().filter(|rule| **rule != Rule::Overlay) {
        assert!(broken.contains(rule) && kept.contains(rule), "{rule:?}");
    }
    assert!(documents::CASES.iter().all(|case| case.rule.group() == Group::Document));
    assert!(HOUSE.into_iter().flatten().all(|case| case.rule.group() == Group::House));
}

#[test]
fn the_documents_of_the_repository_keep_every_rule() {
    let documents =
        [include_str!("../../../spec/image-jobs.yaml"), include_str!("../../../spec/iam.yaml")];
    assert_eq!(TARGETS.len(), documents.len());
    for (target, text) in TARGETS.iter().zip(documents) {
        assert_eq!(told(text, &target.overlay), [""; 0], "{}", target.document);
    }
}

#[test]
fn any_line_may_go_or_move() {
    let lines: Vec<&str> = SOUND.lines().collect();
    for index in (0..lines.len()).step_by(2) {
        for with in [
            vec![],
            vec!["      x-anything: {}", lines[index]],
            vec!["    $ref: '#/components/schemas/Part'", lines[index]],
            vec![lines[(index * 7 + 3) % lines.len()]],
        ] {
            let mut edited = lines.clone();
            edited.splice(index..=index, with);
            told(&edited.join("\n"), &NONE);
        }
    }
}

#[test]
fn nothing_is_told_of_a_document_that_cannot_be_read_but_that() {
    assert_eq!(
        told("a: [", &NONE).len(),
        1,
        "a syntax error stands alone, because nothing after it can be judged"
    );
    assert_eq!(
        told("swagger: '2.0'", &NONE),
        ["parts.yaml:1:1: /swagger: only OpenAPI 3.0 is read, this is Swagger 2.0 \
          [openapi-version]"]
    );
}
