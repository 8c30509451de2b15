//! What stands around the tables.

use imagejobs_codegen::page::Page;
use serde_json::json;

use crate::layout::{ASKED, Layout, TOLD, row};

const ID: [&str; 3] = ["id", "String", "Which."];

#[test]
fn a_page_without_tables_has_empty_lists() {
    let page =
        Layout::new().blocks(&["Request Parameters", "None", "Response Parameters", "None"]).end();
    assert_eq!(
        serde_json::to_value(page.facts()).unwrap(),
        json!({
            "title": "Listing Widgets", "updated": null, "method": "GET",
            "path": "/v1/{shop_id}/widgets", "actions": [], "parameters": [], "request_body": [],
            "responses": [], "objects": [], "statuses": ["200"], "examples": [], "unread": [],
        })
    );
}

#[test]
fn the_date_may_stand_above_or_below_the_title() {
    let page = Layout::response(&[row(ID)]).0;
    for text in [
        format!("Updated on 2026-01-02 GMT+08:00\n\n{page}"),
        page.replacen("Function", "Updated on 2026-01-02 GMT+08:00\n\nFunction", 1),
    ] {
        let facts = Layout(text).facts();
        assert_eq!(facts.updated.as_deref(), Some("2026-01-02 GMT+08:00"));
        assert_eq!(facts.title, "Listing Widgets");
    }
}

#[test]
fn a_path_has_neither_host_nor_query() {
    for (line, method, path) in [
        ("POST /v1/things?size={size}", "POST", "/v1/things"),
        ("DELETE https://{endpoint}/v1/things/{id}", "DELETE", "/v1/things/{id}"),
        ("PUT {endpoint}/v1/things", "PUT", "/v1/things"),
        ("GET  /", "GET", "/"),
        ("URI: Get /v1/things", "GET", "/v1/things"),
        ("PATCH/v1/things", "PATCH", "/v1/things"),
        ("POST\n\n/v1/things", "POST", "/v1/things"),
    ] {
        let text = Layout::response(&[row(ID)]).0.replace("GET /v1/{shop_id}/widgets", line);
        let facts = Layout(text).facts();
        assert_eq!((facts.method.as_str(), facts.path.as_str()), (method, path));
    }
}

#[test]
fn statuses_are_those_of_sections_and_of_the_table() {
    let facts = Layout::response(&[row(ID)])
        .block("Status code: 202")
        .table("Response header parameters", TOLD, &[row(["x-id", "String", "Which."])])
        .block("Status code: 204")
        .block("None")
        .blocks(&["Status Codes", "Status Code", "Description", "200", "Fine.", "409", "Conflict"])
        .blocks(&["500 Internal Server Error", "It broke."])
        .facts();
    assert_eq!(facts.statuses, ["200", "202", "204", "409", "500"]);
    let answers: Vec<_> = facts
        .responses
        .iter()
        .map(|answer| (answer.status.as_str(), answer.headers.len(), answer.fields.len()))
        .collect();
    assert_eq!(answers, [("200", 0, 1), ("202", 1, 0), ("204", 0, 0)]);
}

#[test]
fn statuses_may_stand_in_a_table_that_a_sentence_tells_of() {
    let facts = Layout::response(&[row(["id", "String", "Which."])])
        .blocks(&["Status Codes", "Table 2 lists what is answered.", "Table 2 Status codes"])
        .blocks(&["Status Code", "Status", "Description", "200", "OK", "Fine."])
        .blocks(&["404", "Not Found", "There is none."])
        .facts();
    assert_eq!(facts.statuses, ["200", "404"]);
    assert_eq!(facts.unread, []);
}

#[test]
fn a_table_under_no_status_is_what_a_success_answers() {
    let page = Layout::new().block("Response Parameters").table(
        "Response body parameters",
        TOLD,
        &[row(ID)],
    );
    assert_eq!(page.facts().responses[0].status, "default");
    assert_eq!(page.end().facts().responses[0].status, "200");
}

#[test]
fn a_rows_own_action_is_told_from_those_beside_it() {
    let head = [
        "Authorization Information",
        "Roles may be needed.",
        "Action",
        "Access Level",
        "Alias",
        "Dependencies",
    ];
    let rows = [
        "shop:widgets:list",
        "List",
        "shop:widgets:get",
        "store:boxes:get",
        "shop:widgets:count",
        "Read",
        "-",
        "-",
    ];
    let text = Layout::response(&[row(ID)]).0;
    let middle = Layout::default().blocks(&head).blocks(&rows).0;
    let facts = Layout(text.replacen("URI\n", &format!("{middle}URI\n"), 1)).facts();
    assert_eq!(facts.actions, ["shop:widgets:list", "shop:widgets:count"]);
}

#[test]
fn examples_are_the_json_of_responses() {
    let facts = Layout::response(&[row(ID)])
        .blocks(&[
            "Example Requests",
            "{ \"asked\" : true }",
            "Example Responses",
            "Status code: 200",
            "Fine.",
        ])
        .block("{\n  \"n\" : 9007199254740993,\n  \"list\" : [ 1, 2, ],\n}")
        .blocks(&["• One in a list", "[ {", "} ]", "Status code: 404", "None"])
        .blocks(&[
            "Status code: 500",
            "{ \"broken : 1 }",
            "Status Codes",
            "Status Code",
            "Description",
            "200",
            "Fine.",
        ])
        .facts();
    let examples = serde_json::to_value(&facts.examples).unwrap();
    let number = json!({"status": "200", "body": {"n": 9_007_199_254_740_993_i64, "list": [1, 2]}});
    assert_eq!(examples, json!([number, {"status": "200", "body": [{}]}]));
    assert_eq!(facts.unread.len(), 1);
    assert_eq!(facts.unread[0].text, "{ \"broken : 1 }");
}

#[test]
fn every_fact_has_its_line() {
    let page = Layout::new()
        .table("Path Parameters", ASKED, &[row(["shop_id", "Yes", "String", "The shop."])])
        .blocks(&["Response Parameters", "Status code: 200"])
        .table(
            "Response body parameters",
            TOLD,
            &[row(["count", "Integer", "Total."]), row(["items", "Array of Item objects", ""])],
        )
        .table("Item", TOLD, &[row(ID)])
        .end();
    let read = Page::read("page.txt", &page.0).unwrap();
    let line =
        |start: &str| page.0.lines().position(|line| line.starts_with(start)).map(|line| line + 1);
    for (pointer, start) in [
        ("/title", "Listing"),
        ("/method", "GET"),
        ("/path", "GET"),
        ("/parameters/0", "shop_id"),
        ("/parameters/0/mandatory", "shop_id"),
        ("/responses/0", "Status code: 200"),
        ("/responses/0/fields/1/type", "items"),
        ("/objects/0", "Table 1 Item"),
        ("/objects/0/fields/0", "id"),
        ("/statuses/0", "Status code: 200"),
    ] {
        assert_eq!(read.line(pointer), line(start), "{pointer}");
    }
    assert_eq!(read.line("/nothing"), None);
}

#[test]
fn facts_are_read_back_from_their_json() {
    let facts = Layout::response(&[row(["size", "Integer", "Minimum: 1"]), row(ID)]).end().facts();
    let json = serde_json::to_string(&facts).unwrap();
    assert_eq!(serde_json::from_str::<imagejobs_codegen::page::Facts>(&json).unwrap(), facts);
}
