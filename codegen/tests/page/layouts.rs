//! Tables that are laid out in unusual ways.

use imagejobs_codegen::page::{Facts, Field, Location, Parameter};

use crate::layout::{ASKED, Layout, TOLD, row};

type Told<'f> = (Location, &'f str, Option<&'f str>, Option<bool>);

fn parameters(facts: &Facts) -> Vec<Told<'_>> {
    let rows = facts.parameters.iter().map(|Parameter { location, field }| {
        (*location, field.name.as_str(), field.kind.as_deref(), field.mandatory)
    });
    rows.collect()
}

#[test]
fn columns_may_stand_in_another_order_and_have_other_headings() {
    let cases: &[(&[&str], &[&str])] = &[
        (&["Name", "Mandatory", "Type", "Description"], &["size", "Yes", "Integer", "How big."]),
        (
            &["Parameter", "Type", "Mandatory", "Description"],
            &["size", "Integer", "Yes", "How big."],
        ),
        (&["Field", "Data Type", "Required", "Remarks"], &["size", "Integer", "Y", "How big."]),
        (
            &["Parameter", "Location", "Mandatory", "Type", "Description"],
            &["size", "query", "Yes", "Integer", "How big."],
        ),
        (
            &["Parameter", "Mandatory", "Type", "Default Value", "Description"],
            &["size", "Yes", "Integer", "5", "How big."],
        ),
        (
            &["Parameter", "Mandatory", "Type", "Description", "Example Value"],
            &["size", "Yes", "Integer", "How big.", "5"],
        ),
        (
            &["Parameter", "Mandatory", "Type", "Whatever Else", "Description"],
            &["size", "Yes", "Integer", "5", "How big."],
        ),
        (
            &["Parameter", "Type", "Description", "Mandatory"],
            &["size", "Integer", "How big.", "Yes"],
        ),
        (
            &["Parameter", "Description", "Mandatory", "Type"],
            &["size", "How big.", "Yes", "Integer"],
        ),
        (
            &["Parameter", "Mandatory (Yes/No)", "Type", "Description"],
            &["size", "Mandatory", "Integer", "How big."],
        ),
        (&["Parameter", "Mandatory", "String", "Description"], &["size", "Yes", "Integer", "Big?"]),
    ];
    for (headings, cells) in cases {
        let rows: Vec<_> = ["size", "weight"]
            .iter()
            .map(|name| cells.iter().map(|cell| cell.replace("size", name)).collect())
            .collect();
        let facts = Layout::new().table("Query Parameters", headings, &rows).end().facts();
        let query = |name| (Location::Query, name, Some("Integer"), Some(true));
        assert_eq!(parameters(&facts), [query("size"), query("weight")], "{headings:?}");
        assert_eq!(facts.unread, [], "{headings:?}");
    }
}

#[test]
fn cells_may_be_empty_or_vague() {
    let rows = [
        row(["a", "Yes", "String", ""]),
        row(["b", "", "Integer", "A mark is missing."]),
        row(["c", "Yes", "", "There is no type here at all."]),
        row(["d", "-", "Long", ""]),
        row(["e", "No (but see below)", "String", "Remarked."]),
        row(["tags.", "Yes", "String", ""]),
        row(["the name", "Yes", "Strange kind", ""]),
        row(["f", "Yes", "Array of strings", "Last."]),
    ];
    let facts = Layout::new().table("Query Parameters", ASKED, &rows).end().facts();
    let read: Vec<_> =
        parameters(&facts).into_iter().map(|(_, name, kind, mark)| (name, kind, mark)).collect();
    let expected = [
        ("a", Some("String"), Some(true)),
        ("b", Some("Integer"), None),
        ("c", None, Some(true)),
        ("d", Some("Long"), None),
        ("e", Some("String"), Some(false)),
        ("tags.", Some("String"), Some(true)),
        ("the name", Some("Strange kind"), Some(true)),
        ("f", Some("Array of strings"), Some(true)),
    ];
    assert_eq!(read, expected);
}

#[test]
fn captions_tell_where_parameters_are_sent() {
    let rows = [row(["size", "Yes", "Integer", "How big."])];
    for (caption, location) in [
        ("Path Parameters", Location::Path),
        ("URI parameters", Location::Query),
        ("Query parameters", Location::Query),
        ("Request header parameters", Location::Header),
        ("Parameters in the request header", Location::Header),
        ("FormData parameters", Location::Form),
        ("Form data", Location::Form),
    ] {
        let page = Layout::new().block("Request Parameters").table(caption, ASKED, &rows).end();
        assert_eq!(
            parameters(&page.facts()),
            [(location, "size", Some("Integer"), Some(true))],
            "{caption}"
        );
    }
    for caption in ["Request body parameters", "Request parameters", "Parameters", ""] {
        let page = Layout::new().block("Request Parameters").table(caption, ASKED, &rows).end();
        assert_eq!(page.facts().request_body.len(), 1, "{caption}");
    }
    let placed = row(["shop_id", "Yes", "String", "The shop."]);
    let facts = Layout::new()
        .table("Parameter description", ASKED, &[placed.clone(), rows[0].clone()])
        .end()
        .facts();
    let locations: Vec<_> = parameters(&facts).iter().map(|parameter| parameter.0).collect();
    assert_eq!(locations, [Location::Path, Location::Query]);
    let header = row(["x-auth-token", "Yes", "String", "Who asks."]);
    let facts = Layout::new().table("Request parameters", ASKED, &[header, placed]).end().facts();
    let locations: Vec<_> = parameters(&facts).iter().map(|parameter| parameter.0).collect();
    assert_eq!(locations, [Location::Header, Location::Path]);
}

#[test]
fn names_of_objects_may_read_like_other_captions() {
    let names = [
        "request_header",
        "PathInfo",
        "query",
        "response",
        "Response",
        "formData",
        "os-key",
        "body",
    ];
    for name in names {
        let kind = format!("Array of {name} objects");
        let facts = Layout::response(&[row(["items", &kind, "All."])])
            .table(name, TOLD, &[row(["id", "String", "Which."])])
            .end()
            .facts();
        assert_eq!(facts.objects.len(), 1, "{name}");
        assert_eq!((facts.objects[0].name.as_str(), facts.responses[0].fields.len()), (name, 1));
    }
}

#[test]
fn an_object_with_other_fields_is_another() {
    let (id, size) = (row(["id", "String", "Which."]), row(["size", "Integer", "How big."]));
    let facts = Layout::response(&[row(["item", "Item object", ""])])
        .table("Item", TOLD, std::slice::from_ref(&id))
        .block("Status code: 201")
        .table("Item", TOLD, std::slice::from_ref(&id))
        .table("Item", TOLD, &[id.clone(), size.clone()])
        .table("Item", TOLD, std::slice::from_ref(&size))
        .table("Item", TOLD, &[id, size])
        .end()
        .facts();
    let names: Vec<_> = facts.objects.iter().map(|object| object.name.as_str()).collect();
    assert_eq!(names, ["Item", "Item (2)", "Item (3)"]);
}

#[test]
fn a_table_may_go_on_below_a_second_caption() {
    let facts = Layout::response(&[row(["item", "Item object", ""])])
        .table("Item", TOLD, &[row(["id", "String", "Which."])])
        .table("Item (continued)", TOLD, &[row(["size", "Integer", "How big."])])
        .end()
        .facts();
    assert_eq!(facts.objects.len(), 1);
    assert_eq!(facts.objects[0].fields.len(), 2);
}

#[test]
fn a_row_that_cannot_be_placed_is_told_with_its_line() {
    let page = Layout::response(&[
        row(["id", "String", "Which."]),
        row(["Just how big it is, with many words in its name", "Integer", ""]),
    ]);
    let facts = page.clone().end().facts();
    assert_eq!(facts.unread.len(), 1, "{:?}", facts.unread);
    let line = page.0.lines().position(|line| line.starts_with("Just")).unwrap() + 1;
    assert_eq!(facts.unread[0].line, line);
    assert_eq!(facts.unread[0].text, "Just how big it is, with many words in its name | Integer");

    let page = Layout::new()
        .block("Request Parameters")
        .table("Sizes", &["Small One", "Big One"], &[row(["1", "2"])])
        .end();
    let told: Vec<_> = page.facts().unread.into_iter().map(|unread| unread.text).collect();
    assert_eq!(told, ["Table 1 Sizes", "Small One", "Big One", "1", "2"]);

    let cookies = [row(["crumb", "Yes", "String", "Sweet."])];
    let facts = Layout::new()
        .block("Request Parameters")
        .table("Cookie parameters", ASKED, &cookies)
        .end()
        .facts();
    assert_eq!(facts.unread[0].text, "crumb | Yes | String");
}

#[test]
fn a_table_may_stand_inside_a_list() {
    let page = Layout::response(&[
        row(["id", "String", "Which."]),
        row(["size", "Integer", "• 1: small"]),
    ]);
    let (before, table) = page.0.split_at(page.0.find("Table 1").unwrap());
    let indented: String = table.lines().map(|line| format!("    {line}\n")).collect();
    let facts = Layout(format!("{before}{indented}")).end().facts();
    assert_eq!(facts.responses[0].fields.len(), 2);
}

#[test]
fn a_table_inside_a_row_is_an_object() {
    let inner = |above: &str, caption: &str| {
        let table = Layout::default().block(caption).blocks(TOLD).blocks(&["id", "Long", "Which."]);
        let table: String = table.0.lines().map(|line| format!("        {line}\n")).collect();
        let above = if above.is_empty() { String::new() } else { format!("      • {above}\n\n") };
        above + &table
    };
    let page = Layout::response(&[row(["item", "Item object", "What there is."])]).0
        + &inner("item.maker", "")
        + &inner("", "Table 2 Seller")
        + &inner("", "");
    let facts = Layout(page).blocks(&["size", "Integer", "How big."]).end().facts();
    let names = |fields: &[Field]| -> Vec<_> { fields.iter().map(|f| f.name.clone()).collect() };
    assert_eq!(names(&facts.responses[0].fields), ["item", "size"]);
    let objects: Vec<_> =
        facts.objects.iter().map(|object| (object.name.as_str(), names(&object.fields))).collect();
    let id = || vec!["id".to_owned()];
    assert_eq!(objects, [("item.maker", id()), ("Seller", id()), ("item", id())]);
    assert_eq!(facts.unread, []);
}

#[test]
fn other_ends_of_lines_and_trailing_blanks_change_nothing() {
    let page = Layout::response(&[
        row(["id", "String", "Which."]),
        row(["size", "Integer", "• 1: small"]),
    ])
    .end();
    let facts = page.facts();
    let windows = Layout(format!("\u{feff}{}", page.0.replace('\n', "\r\n")));
    assert_eq!(windows.facts(), facts);
    assert_eq!(Layout(page.0.replace('\n', "  \t\n")).facts(), facts);
    assert_eq!(Layout(page.0.replace("\n\n", "\n\n\n \n")).facts(), facts);
}
