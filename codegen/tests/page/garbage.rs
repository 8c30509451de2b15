//! Whatever is read, it is answered, and soon.

use std::fmt::Write as _;

use imagejobs_codegen::page::Page;
use proptest::prelude::*;

use crate::layout::{Layout, row};

fn told(text: &str) -> Result<Page, String> {
    Page::read("page.txt", text).map_err(|problem| problem.to_string())
}

#[test]
fn what_is_no_page_is_told_with_what_was_looked_for() {
    for (text, says) in [
        ("", "found nothing but blanks"),
        (" \r\n\t\n", "found nothing but blanks"),
        ("URI\n\nGET /v1/things", "looked for its title"),
        (
            "Things\n\nURI\n\nThere is none.",
            "looked for a line with method and path, such as \"GET /v1/",
        ),
        ("Things\n\nGET /v1/things", "looked for a table of parameters, and for a section"),
        ("{\"openapi\": \"3.0.3\"}", "looked for a line with method and path"),
    ] {
        let error = told(text).unwrap_err();
        assert!(error.starts_with("page.txt: expected a reference page"), "{error}");
        assert!(error.contains(says), "{error}");
    }
}

#[test]
fn any_line_may_go_or_come_twice_or_move() {
    let page = Layout::response(&[
        row(["id", "String", "Which."]),
        row(["size", "Integer", "• 1: small"]),
    ])
    .end()
    .0;
    let lines: Vec<&str> = page.lines().collect();
    for index in 0..lines.len() {
        for with in [
            vec![],
            vec![lines[index], lines[index]],
            vec![lines[index], "", lines[index]],
            vec!["• ", lines[index]],
            vec!["        ", lines[index]],
            vec![lines[(index * 7 + 3) % lines.len()], "", lines[index]],
        ] {
            let mut edited = lines.clone();
            edited.splice(index..=index, with);
            let _ = told(&edited.join("\n"));
        }
    }
}

#[test]
fn facts_with_any_character_survive_json() {
    let odd = "\u{7f}\u{85}\u{feff}\u{2028}\u{fffe}\u{1f600}\\u0000";
    let example =
        format!("{{\"a{odd}\": \"{odd}\", \"b\": {}1{}}}", "[".repeat(99), "]".repeat(99));
    let rows = [row(["id", "String", odd]), row(["size", odd, "How large."])];
    let page = Layout::response(&rows).blocks(&["Example Responses", &example]).0;
    let facts = told(&page).unwrap().into_facts();
    assert_eq!(facts.examples.len(), 1);
    let json = serde_json::to_string_pretty(&facts).unwrap();
    assert_eq!(Page::of_json("facts.json", &json).unwrap().facts(), &facts);
}

#[test]
fn an_example_is_as_deep_as_facts_can_be_read_again() {
    for (deep, examples, unread) in [(100, 1, 0), (101, 0, 1), (120, 0, 1), (200, 0, 1)] {
        let example = format!("{}{}", "[".repeat(deep), "]".repeat(deep));
        let page = Layout::response(&[]).blocks(&["Example Responses", &example]).0;
        let facts = told(&page).unwrap().into_facts();
        assert_eq!((facts.examples.len(), facts.unread.len()), (examples, unread), "{deep}");
        let json = serde_json::to_string_pretty(&facts).unwrap();
        assert_eq!(Page::of_json("facts.json", &json).unwrap().facts(), &facts);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_text_is_answered(text in "\\PC*") {
        let _ = told(&text);
        let _ = told(&format!("{}{text}", Layout::response(&[row(["id", "String", &text])]).0));
    }

    #[test]
    fn any_run_of_blocks_is_answered(blocks in prop::collection::vec(prop::sample::select(BLOCKS), 0..60)) {
        let text = format!("{}{}", Layout::new().0, blocks.join("\n\n"));
        let _ = told(&text);
    }
}

const BLOCKS: &[&str] = &[
    "String",
    "Yes",
    "No",
    "id",
    "Parameter",
    "Type",
    "Mandatory",
    "Description",
    "Name",
    "Table 1 X",
    "Table 2 Response body parameters",
    "Table 1",
    "Status code: 200",
    "Status code:",
    "Status Codes",
    "200",
    "Response Parameters",
    "Example Responses",
    "None",
    "  • A: b",
    "    • c",
    "{",
    "}",
    "[1,",
    "Default:",
    "Minimum: 1",
    "Range",
    "N/A",
    "Enumeration values:",
    "é: ü",
    "The value ranges from ",
    "default value is ",
    "•",
    "Updated on ",
    "Authorization Information",
    "a:b:c",
    "\u{200b}",
    "-",
];

/// Pages and garbage of some megabytes: what took more than linear time would not end.
#[test]
fn size_does_no_harm() {
    let head = Layout::response(&[]).0;
    let page = |body: String| format!("{head}{body}");
    let many = |count: usize, write: &dyn Fn(&mut String, usize)| {
        (0..count).fold(String::new(), |mut text, index| {
            write(&mut text, index);
            text
        })
    };
    let rows = many(20_000, &|text, n| {
        let _ = write!(text, "a{n}\n\nString\n\nSize. The value ranges from 1 to {n}.\n\n");
    });
    let objects = many(20_000, &|text, n| {
        let _ = write!(text, "Table 1 X\n\nParameter\n\nType\n\nDescription\n\na{n}\n\nString\n\n");
    });
    let deep = many(3_000, &|text, n| {
        let _ = write!(text, "{}• v{n}: x\n\n", " ".repeat(n));
    });
    let nested = many(1_200, &|text, n| {
        for cell in ["Parameter", "Type", "Description", "id", "String"] {
            let _ = write!(text, "{}{cell}\n\n", " ".repeat(n + 1));
        }
    });
    for (text, rows) in [
        (page(rows), 20_000),
        (page(format!("id\n\nString\n\n{nested}")), 1),
        (page("a\n\nArray of\n\n".repeat(50_000)), 0),
        (page(objects), 0),
        (page(format!("id\n\nString\n\n{deep}")), 1),
        (page(format!("id\n\nString\n\n{}", "default value is ".repeat(300_000))), 1),
        (page(format!("id\n\nString\n\n{}", "x".repeat(5_000_000))), 1),
        (page(format!("id\n\nString\n\nExample Responses\n\n{}", "[".repeat(5_000_000))), 1),
        (page(format!("id\n\nString\n\nExample Responses\n\n{}", "{\n\n".repeat(300_000))), 1),
        (page("Yes\n\nString\n\n".repeat(50_000)), 0),
        (page("Table 1 X\n\nAbc\n\nDef\n\n".repeat(30_000)), 0),
        (page("Response\n\nRequest\n\n".repeat(50_000)), 0),
    ] {
        let read = told(&text).unwrap();
        assert_eq!(
            read.facts().responses[0].fields.len(),
            rows,
            "{}",
            &text[head.len()..head.len() + 40]
        );
    }
    for text in [
        "\0".repeat(5_000_000),
        "x".repeat(5_000_000),
        "• ".repeat(2_000_000),
        "\n".repeat(1_000_000),
    ] {
        assert!(told(&text).is_err());
    }
}
