//! The text of a reference page, against a reading of tables whose rows are short and plain.

use std::collections::BTreeSet;

use imagejobs_codegen::page::{Facts, Field, Page};
use proptest::collection::vec;
use proptest::prelude::{Strategy, any, prop_oneof};
use proptest::strategy::BoxedStrategy;

use crate::Target;
use crate::target::{Check, hold, one_of};

pub(super) const TARGET: Target = Target {
    name: "reference",
    promise: "each row of a reference page is read or told as unread, and its facts survive JSON",
    words: &[
        "\n\nYes\n\nString\n\n",
        "\n\nParameter\n\nType\n\nDescription\n\n",
        "Table 2 Widget\n\n",
        "Array of Widget objects",
        "Response Parameters\n\n",
        "Status code: 200\n\n",
        "Example Responses\n\n",
        "  • ",
        "Minimum: 1",
        "Default: ",
        "The value ranges from 1 to 9.",
        "Enumeration values:",
        "\n\n",
        "Map<String,String>",
        "(Deprecated)",
    ],
    inputs,
    start,
};

fn start() -> Result<Check, String> {
    Ok(Box::new(|bytes| {
        let text = String::from_utf8_lossy(bytes);
        let page = match Page::read("page.txt", &text) {
            Ok(page) => page,
            Err(problem) => {
                hold!(problem.to_string().starts_with("page.txt"), "no file: {problem}");
                return Ok(());
            }
        };
        let facts = page.facts();
        let again = Page::read("page.txt", &text).map_err(|problem| problem.to_string())?;
        hold!(again == page, "read twice, it says something else");
        let json = serde_json::to_string_pretty(facts).map_err(|error| error.to_string())?;
        let written = Page::of_json("facts.json", &json).map_err(|problem| problem.to_string())?;
        hold!(written.facts() == facts, "its facts are others after JSON: {json}");
        let lines = text.lines().count();
        for pointer in pointers(facts) {
            let line = page.line(&pointer);
            hold!(
                line.is_some_and(|line| (1..=lines).contains(&line)),
                "{pointer} at line {line:?}"
            );
        }
        let known = known(facts);
        for name in plain_rows(&text) {
            hold!(known.contains(name), "the row {name} is lost");
        }
        Ok(())
    }))
}

fn pointers(facts: &Facts) -> Vec<String> {
    let list =
        |name: &str, length: usize| (0..length).map(move |at| format!("/{name}/{at}")).collect();
    let lists: [Vec<String>; 5] = [
        list("parameters", facts.parameters.len()),
        list("request_body", facts.request_body.len()),
        list("responses", facts.responses.len()),
        list("objects", facts.objects.len()),
        list("unread", facts.unread.len()),
    ];
    ["/title".to_owned(), "/method".to_owned()].into_iter().chain(lists.concat()).collect()
}

/// Every name that the facts have, and every word that is told as unread.
fn known(facts: &Facts) -> BTreeSet<&str> {
    let parameters = facts.parameters.iter().map(|parameter| &parameter.field);
    let responses =
        facts.responses.iter().flat_map(|response| response.headers.iter().chain(&response.fields));
    let objects = facts.objects.iter().flat_map(|object| &object.fields);
    let fields: Vec<&Field> =
        parameters.chain(&facts.request_body).chain(responses).chain(objects).collect();
    let unread = facts.unread.iter().flat_map(|unread| unread.text.split_whitespace());
    fields.into_iter().map(|field| field.name.as_str()).chain(unread).collect()
}

/// The names in tables of responses that hold nothing but a name, a plain type and a short sentence
/// a row, up to the next section.
fn plain_rows(text: &str) -> Vec<&str> {
    let blocks: Vec<&str> = text.split("\n\n").collect();
    let Some(start) = blocks.windows(7).position(|blocks| {
        blocks[0] == "Response Parameters"
            && blocks[1] == "Status code: 200"
            && blocks[2].starts_with("Table 1 ")
            && blocks[3..6] == ["Parameter", "Type", "Description"]
    }) else {
        return Vec::new();
    };
    // Only on a page that says nothing unusual before.
    if blocks[..start].join("\n\n") != HEAD.trim_end() {
        return Vec::new();
    }
    let rows = &blocks[start + 6..];
    let Some(end) = rows.iter().position(|block| *block == "Example Requests") else {
        return Vec::new();
    };
    let rows: Vec<_> = rows[..end].chunks(3).collect();
    let word = |text: &str| {
        text.starts_with(|c: char| c.is_ascii_lowercase())
            && text.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_')
    };
    let plain = |row: &&[&str]| {
        matches!(**row, [name, kind, told] if word(name)
            && ["String", "Integer", "Boolean"].contains(&kind)
            && TOLD.contains(&told))
    };
    if rows.iter().all(plain) { rows.iter().map(|row| row[0]).collect() } else { Vec::new() }
}

const HEAD: &str = "Listing Widgets\n\nFunction\n\nTells which widgets there are.\n\nURI\n\n\
                    GET /v1/{shop_id}/widgets\n\n";

const TABLE: &str = "Response Parameters\n\nStatus code: 200\n\nTable 1 Response parameters\n\n\
                     Parameter\n\nType\n\nDescription\n\n";

const TOLD: &[&str] =
    &["How many there are.", "The name of it.", "Whether it is on sale.", "Which one."];

const KINDS: &[&str] = &["String", "Integer", "Boolean"];

const ODD_KINDS: &[&str] = &[
    "Array of strings",
    "Array of Part objects",
    "Part object",
    "Long",
    "Map<String,Part>",
    "Object",
    "Date Time",
];

const HINTS: &[&str] = &[
    "Enumeration values:",
    "Minimum: 1",
    "Maximum: 1e400",
    "Default: true",
    "  • A: b",
    "  • 1 - one",
    "The value ranges from 1 to 100. The default value is 10.",
    "Range: 0-99999999999999999999",
    "The length is 1 to 5.",
];

const EXAMPLES: &[&str] =
    &["None", "{\n  \"a\": [1, 2.50, \"\u{7f}\"]\n}", "{}", "[", "{\"a\": 1e400}"];

fn inputs() -> BoxedStrategy<Vec<u8>> {
    let plain = ("[a-z][a-z_]{0,12}", one_of(KINDS), one_of(TOLD))
        .prop_map(|(name, kind, told)| format!("{name}\n\n{kind}\n\n{told}\n\n"));
    let kind = prop_oneof![3 => one_of(KINDS), 2 => one_of(ODD_KINDS), 1 => "[A-Za-z ]{1,12}"];
    let words = prop_oneof![3 => one_of(TOLD), 1 => one_of(HINTS), 1 => any::<String>()];
    let odd = ("[A-Za-z_.-]{1,12}", kind, vec(words, 0..4))
        .prop_map(|(name, kind, told)| format!("{name}\n\n{kind}\n\n{}\n\n", told.join("\n\n")));
    let any_row = prop_oneof![plain.clone(), odd.clone()];
    let rows = prop_oneof![2 => vec(plain.boxed(), 0..8), 3 => vec(any_row.boxed(), 0..8)];
    let part = vec(odd, 0..3).prop_map(|rows| {
        format!("Table 2 Part\n\nParameter\n\nType\n\nDescription\n\n{}", rows.concat())
    });
    let more = prop_oneof![3 => one_of(&[""]), 1 => part];
    let example = prop_oneof![
        3 => one_of(EXAMPLES),
        1 => (1_usize..140).prop_map(|deep| format!("{}{}", "[".repeat(deep), "]".repeat(deep))),
        1 => any::<String>().prop_map(|text| serde_json::json!({ "a": text }).to_string()),
    ];
    (rows, more, example)
        .prop_map(|(rows, more, example)| {
            let examples = format!("Example Requests\n\nNone\n\nExample Responses\n\n{example}");
            let end = "Status Codes\n\n200\n";
            format!("{HEAD}{TABLE}{}{more}{examples}\n\n{end}", rows.concat()).into_bytes()
        })
        .boxed()
}
