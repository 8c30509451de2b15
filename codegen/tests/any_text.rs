//! Whatever text is loaded, it is answered: with a document or with problems, never with a panic.

use std::fmt::Write as _;

use imagejobs_codegen::document::Document;
use proptest::prelude::{ProptestConfig, proptest};

const SPEC: &str = include_str!("../../spec/image-jobs.yaml");

fn told(text: &str) -> String {
    match Document::parse("api.yaml", text) {
        Ok(_) => String::new(),
        Err(problems) => problems.to_string(),
    }
}

#[test]
fn a_line_may_go_or_come_twice_or_move() {
    let lines: Vec<&str> = SPEC.lines().collect();
    for index in 0..lines.len() {
        for with in [
            vec![],
            vec![lines[index], lines[index]],
            vec![&lines[index][lines[index].len().min(1)..]],
            vec!["  ", lines[index]],
            vec!["- x", lines[index]],
            vec!["$ref: '#/components/schemas/JobType'", lines[index]],
            vec![lines[(index * 7 + 3) % lines.len()]],
            vec![lines[(index * 13 + 5) % lines.len()], lines[index]],
        ] {
            let mut edited = lines.clone();
            edited.splice(index..=index, with);
            told(&edited.join("\n"));
        }
    }
}

#[test]
fn any_scalar_may_stand_anywhere() {
    let values = [
        "",
        "null",
        "5",
        "-1",
        "1.5",
        "true",
        "[]",
        "{}",
        "[[]]",
        "{a: {}}",
        "'*'",
        "&a [*a]",
        "|",
        "'{'",
        "18446744073709551616",
        "$ref",
        "{$ref: '#/components/schemas/JobType'}",
        "{$ref: 5}",
    ];
    for (index, (at, _)) in SPEC.match_indices(": ").enumerate() {
        let end = SPEC[at..].find('\n').map_or(SPEC.len(), |end| at + end);
        // A third of the values each: all of them take half a minute and tell no more.
        for value in values.iter().skip(index % 3).step_by(3) {
            told(&format!("{}: {value}{}", &SPEC[..at], &SPEC[end..]));
        }
    }
}

#[test]
fn a_character_may_be_any_other() {
    let others = [
        '\t', '{', '}', ':', '"', '\'', '&', '*', '-', '\0', '\r', 'é', '#', '\u{feff}', ' ', '\n',
        '5',
    ];
    for (index, (at, old)) in SPEC.char_indices().enumerate().step_by(7) {
        let new = others[index / 7 % others.len()];
        told(&format!("{}{new}{}", &SPEC[..at], &SPEC[at + old.len_utf8()..]));
    }
}

#[test]
fn a_control_character_is_told_on_its_line_however_lines_end() {
    for (text, place) in [("a: 1\r\u{17}", "2:1"), ("a\r\n\n\ré\u{17}", "4:2"), ("\u{17}", "1:1")]
    {
        let told = told(text);
        assert!(told.starts_with(&format!("api.yaml:{place}: the control ")), "{text:?}: {told}");
    }
}

#[test]
fn what_is_missing_at_the_end_is_told_at_the_end() {
    for (text, place) in
        [("{", "1:2"), ("a: [1,\r\n é", "2:3"), ("a: {\n", "2:1"), ("[\r[", "2:2"), ("? ", "1:3")]
    {
        let told = told(text);
        let last = told.lines().last().unwrap_or_default();
        assert!(last.starts_with(&format!("api.yaml:{place}: ")), "{text:?}: {told}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_text_is_answered(text in "\\PC*") {
        told(&text);
    }

    #[test]
    fn any_run_of_marks_is_answered(text in "([-?:,\\[\\]{}#&*!|>'\"%@ \n\ta0]|\\$ref|---|\\.\\.\\.|: |- ){0,80}") {
        told(&text);
    }
}

#[test]
fn nesting_ends_at_a_limit() {
    for deep in [
        "- ".repeat(100_000),
        "[".repeat(100_000),
        "{a: ".repeat(100_000),
        "? ".repeat(100_000),
        "- ".repeat(129) + "x",
        (0..100_000).fold(String::new(), |mut text, depth| {
            let _ = writeln!(text, "{}a:", " ".repeat(depth.min(200)));
            text
        }),
    ] {
        assert!(!told(&deep).is_empty());
    }
    let told = told(&("- ".repeat(129) + "x"));
    assert!(told.ends_with("nested more than 128 levels deep"), "{told}");
}

#[test]
fn aliases_do_not_multiply() {
    let mut text = "a0: &a0 [x, x, x, x, x, x, x, x, x]\n".to_owned();
    for level in 1..30 {
        let aliases = vec![format!("*a{}", level - 1); 9].join(", ");
        let _ = writeln!(text, "a{level}: &a{level} [{aliases}]");
    }
    assert!(told(&text).contains("aliases make the document more than"));
}

#[test]
fn a_long_chain_of_schemas_is_refused() {
    let base = include_str!("broken_documents/sound.yaml");
    for link in ["{$ref: '#/components/schemas/N'}", "{allOf: [{$ref: '#/components/schemas/N'}]}"]
    {
        let mut text = base.to_owned();
        for n in 0..20_000 {
            let link = link.replace('N', &format!("C{}", n + 1));
            let _ = writeln!(text, "    C{n}: {link}");
        }
        text.push_str("    C20000: {type: string}\n");
        assert!(
            told(&text).contains("32 others or more")
                || told(&text).contains("more than 32 levels")
        );
    }
}

#[test]
fn schemas_that_double_are_let_pass() {
    let mut text = include_str!("broken_documents/sound.yaml").to_owned();
    for n in 0..30 {
        let next = format!("{{$ref: '#/components/schemas/D{}'}}", n + 1);
        let _ = writeln!(text, "    D{n}: {{allOf: [{next}, {next}], example: x}}");
    }
    text.push_str("    D30: {type: string}\n");
    assert_eq!(told(&text), "");
}

#[test]
fn every_problem_of_a_large_document_is_told() {
    let mut text = include_str!("broken_documents/sound.yaml").to_owned();
    for n in 0..20_000 {
        let _ = writeln!(
            text,
            "    Big{n}:\n      type: object\n      required: [nam{n}]\n      properties:\n        name{n}: {{type: string, maxLength: -1}}"
        );
    }
    let told = told(&text);
    assert_eq!(told.lines().count(), 40_000);
}
