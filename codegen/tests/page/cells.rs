//! Cells that are unlike those of other rows.

use imagejobs_codegen::page::Field;

use crate::layout::{ASKED, Layout, TOLD, row};

type Told<'f> = (&'f str, Option<&'f str>, Option<bool>);

fn told(fields: &[Field]) -> Vec<Told<'_>> {
    let told = |field| {
        let Field { name, kind, mandatory, .. }: &Field = field;
        (name.as_str(), kind.as_deref(), *mandatory)
    };
    fields.iter().map(told).collect()
}

#[test]
fn a_body_without_names_has_a_dash_for_one() {
    for (kind, description) in
        [("String", ""), ("String", "-"), ("File", "The widget."), ("Array of strings", "All.")]
    {
        let facts = Layout::response(&[row(["-", kind, description])])
            .block("Status code: 400")
            .table("Response body parameters", TOLD, &[row(["code", "String", "What is wrong."])])
            .end()
            .facts();
        assert_eq!(told(&facts.responses[0].fields), [("-", Some(kind), None)], "{description}");
        assert_eq!(facts.responses[1].fields.len(), 1);
        assert_eq!(facts.unread, [], "{kind}");
    }
    let dashes =
        [row(["id", "String", "-"]), row(["file", "String", "-"]), row(["url", "String", "-"])];
    let facts = Layout::response(&dashes).end().facts();
    let names = ["id", "file", "url"].map(|name| (name, Some("String"), None));
    assert_eq!(told(&facts.responses[0].fields), names);
}

#[test]
fn a_mark_may_have_remarks_in_paragraphs_of_their_own() {
    let rows = [
        row(["id", "No", "NOTE:", "Either this or the name must be given.", "String", "Which."]),
        row(["size", "Yes", "Needed for all but the smallest.", "Integer", "How big."]),
        row(["zone", "Mandatory if there are many zones.", "String", "Where."]),
        row(["rack", "It is optional in one zone.", "It is no use in two.", "String", "Where."]),
        row(["lift", "No", "Note", "It needs a rack.", "Boolean", "Whether there is one."]),
        // A type that is not known is no remark, and what follows is no type.
        row(["part", "No", "PART", "Widget object"]),
        row(["last", "No", "String", "Last."]),
    ];
    let facts =
        Layout::new().block("Request Parameters").table("Request body", ASKED, &rows).end().facts();
    let expected = [
        ("id", Some("String"), Some(false)),
        ("size", Some("Integer"), Some(true)),
        ("zone", Some("String"), None),
        ("rack", Some("String"), None),
        ("lift", Some("Boolean"), Some(false)),
        ("part", Some("PART"), Some(false)),
        ("last", Some("String"), Some(false)),
    ];
    assert_eq!(told(&facts.request_body), expected);
}

#[test]
fn a_type_may_go_on_in_the_next_paragraph() {
    for (parts, whole) in [
        (["Array of", "Widget objects"], "Array of Widget objects"),
        (["Map<String,", "Array<String>>"], "Map<String, Array<String>>"),
    ] {
        let facts = Layout::response(&[
            row(["id", "String", "Which."]),
            row(["items", parts[0], parts[1], "All of them."]),
            row(["tags", parts[0], parts[1]]),
        ])
        .end()
        .facts();
        let expected = [
            ("id", Some("String"), None),
            ("items", Some(whole), None),
            ("tags", Some(whole), None),
        ];
        assert_eq!(told(&facts.responses[0].fields), expected);
    }
}

#[test]
fn a_type_may_be_worded_in_other_ways() {
    for kind in [
        "Table 4",
        "Table4 Fields of the widget that is made",
        "objects",
        "Date Time",
        "List data structure",
        "Data structure",
        "Dictionary data structure. For details, see Table 4.",
    ] {
        let facts =
            Layout::response(&[row(["spec", kind, "What to make."]), row(["id", "String", ""])])
                .end()
                .facts();
        let expected = [("spec", Some(kind), None), ("id", Some("String"), None)];
        assert_eq!(told(&facts.responses[0].fields), expected);
    }
}

#[test]
fn what_heads_a_part_of_a_description_is_no_name() {
    let parts = |what| ["Definition", what, "Constraints", "N/A", "Range", "N/A"];
    let mut rows = [row(["scale", "Yes", "Scale object"]), row(["first", "No", "Integer"])];
    for (row, what) in rows.iter_mut().zip(["Scale objects", "No. of the first widget"]) {
        row.extend(parts(what).map(str::to_owned));
    }
    let facts =
        Layout::new().block("Request Parameters").table("Request body", ASKED, &rows).end().facts();
    let expected =
        [("scale", Some("Scale object"), Some(true)), ("first", Some("Integer"), Some(false))];
    assert_eq!(told(&facts.request_body), expected);
}

#[test]
fn a_name_that_stands_where_its_type_should_is_told() {
    let rows = [
        row(["id", "String", "Which."]),
        row(["main_host", "main_host", "Where it is."]),
        row(["size", "Integer", "How big."]),
    ];
    let facts = Layout::response(&rows).end().facts();
    let texts: Vec<_> = facts.unread.iter().map(|unread| unread.text.as_str()).collect();
    assert_eq!(texts, ["main_host | main_host"]);
}
