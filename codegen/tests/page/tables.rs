//! Rows that are rendered are read back, whatever stands in their cells.

use imagejobs_codegen::page::{Field, Location};
use proptest::prelude::*;
use proptest::sample::select;

use crate::layout::{ASKED, Layout, Row, TOLD};

const NAMES: &[&str] = &[
    "id",
    "name",
    "type",
    "status",
    "X-Auth-Token",
    "x-request-id",
    "Content-Type",
    "[items]",
    "date",
    "url",
    "list",
    "file",
    "Name",
    "Type",
    "Status",
    "os:key",
    "tags[n].key",
    "meta.total",
    "$ref",
    "_self",
    "createdAt",
    "ID",
    "range",
    "default",
    "uuid",
    "number",
    "4xx",
    "response",
    "no",
    "a",
    "{key}",
    "enterprise_project_id",
    "Location",
    "Response",
    "Description",
];

const TYPES: &[&str] = &[
    "String",
    "Integer",
    "Long",
    "Boolean",
    "Object",
    "Float",
    "Double",
    "Number",
    "Array",
    "Array of strings",
    "Array of Widget objects",
    "Widget object",
    "Map<String,String>",
    "Map<String,Array<String>>",
    "Map<String, Widget>",
    "Array of integers",
    "Array<Array<String>>",
    "Array of Map<String,String> objects",
    "String Array",
    "String(64)",
    "BigDecimal",
    "File",
    "Array of objects",
    "List<Widget>",
    "string",
    "integer",
    "Array of long objects",
    "Enum",
    "os-volume object",
    "Array of Array<Widget> objects",
];

const PARAGRAPHS: &[&str] = &[
    "How many there are.",
    "Weight of the widget",
    "Port number",
    "Widgets of the list",
    "• RED: it is red",
    "• BLUE",
    "Default: 5",
    "Minimum: 1",
    "Maximum: 10",
    "Enumeration values:",
    "Range",
    "N/A",
    "Constraints",
    "None",
    "Definition",
    "Default Value",
    "RED: it is red",
    "The value ranges from 1 to 100. The default value is 10.",
    "Table 3 says more of it.",
    "Options:",
    "Status of the response: see the table below",
    "Array Length: 0 - 10",
    "{ \"widget\" : 5 }",
];

/// Descriptions of one word, which may read like a name, a type or a heading.
const WORDS: &[&str] =
    &["count", "widget", "Response", "URI", "Status Code", "Remark", "host", "type"];

fn description() -> impl Strategy<Value = Vec<&'static str>> {
    prop_oneof![
        select(WORDS).prop_map(|word| vec![word]),
        prop::collection::vec(select(PARAGRAPHS), 0..5),
    ]
}

/// A row's name, type and mark.
type Told = (String, String, Option<bool>);

fn fields(mandatory: bool) -> impl Strategy<Value = Vec<Told>> {
    let marks = if mandatory { any::<bool>().prop_map(Some).boxed() } else { Just(None).boxed() };
    let field = (select(NAMES), select(TYPES), marks)
        .prop_map(|(name, kind, mandatory)| (name.to_owned(), kind.to_owned(), mandatory));
    prop::collection::vec(field, 1..8)
}

fn rows(fields: &[Told], paragraphs: &[Vec<&'static str>]) -> Vec<Row> {
    let row = |((name, kind, mandatory), description): (&Told, &Vec<&str>)| {
        let mark = mandatory.map(|mandatory| if mandatory { "Yes" } else { "No" });
        let short = [Some(name.as_str()), mark, Some(kind)].into_iter().flatten();
        short.chain(description.iter().copied()).map(str::to_owned).collect()
    };
    fields.iter().zip(paragraphs.iter().cycle()).map(row).collect()
}

fn told(fields: &[Field]) -> Vec<Told> {
    let told = |field: &Field| {
        (field.name.clone(), field.kind.clone().unwrap_or_default(), field.mandatory)
    };
    fields.iter().map(told).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, cases: 400, ..ProptestConfig::default() })]

    #[test]
    fn every_row_is_read_back(
        path in fields(true),
        query in fields(true),
        headers in fields(true),
        body in fields(true),
        item in fields(true),
        answer in fields(false),
        answered in fields(false),
        nested in fields(false),
        paragraphs in prop::collection::vec(description(), 1..20),
    ) {
        let rows = |fields: &[Told]| rows(fields, &paragraphs);
        let page = Layout::new()
            .table("Path Parameters", ASKED, &rows(&path))
            .table("Query Parameters", ASKED, &rows(&query))
            .block("Request Parameters")
            .table("Request header parameters", ASKED, &rows(&headers))
            .table("Request body parameters", ASKED, &rows(&body))
            .table("Item", ASKED, &rows(&item))
            .blocks(&["Response Parameters", "Status code: 200"])
            .table("Response header parameters", TOLD, &rows(&answered))
            .table("Response body parameters", TOLD, &rows(&answer))
            .table("Widget", TOLD, &rows(&nested))
            .block("Status code: 404")
            .table("Response body parameters", TOLD, &rows(&nested))
            .end();
        let facts = page.facts();
        let parameters = |location: Location| -> Vec<Field> {
            let here = facts.parameters.iter().filter(|parameter| parameter.location == location);
            here.map(|parameter| parameter.field.clone()).collect()
        };
        prop_assert_eq!(told(&parameters(Location::Path)), path.clone());
        prop_assert_eq!(told(&parameters(Location::Query)), query.clone());
        prop_assert_eq!(told(&parameters(Location::Header)), headers.clone());
        prop_assert_eq!(told(&facts.request_body), body.clone());
        prop_assert_eq!(told(&facts.objects[0].fields), item.clone());
        prop_assert_eq!(told(&facts.objects[1].fields), nested.clone());
        prop_assert_eq!(told(&facts.responses[0].headers), answered.clone());
        prop_assert_eq!(told(&facts.responses[0].fields), answer.clone());
        prop_assert_eq!(told(&facts.responses[1].fields), nested.clone());
        prop_assert_eq!(&facts.statuses, &["200", "404"]);
    }
}
