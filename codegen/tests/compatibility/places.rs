use imagejobs_codegen::compatibility::{Contract, Level, Side, Step};

use crate::told;

const OLD: &str = "openapi: 3.0.3
info: {title: T, version: '1'}
paths:
  /things:
    get:
      parameters:
        - name: limit
          in: query
          schema:
            type: integer
            maximum: 100
      responses: {'200': {description: d}}
";

#[test]
fn a_change_says_where_and_from_what_to_what() {
    let comparison = told(OLD, &format!("# A line more.\n{}", OLD.replace("100", "50")));
    let change = &comparison.changes[0];
    assert_eq!((change.level, change.side), (Level::Breaking, Side::Request));
    assert_eq!(change.operations, ["GET /things"]);
    let (old, new) = (change.old.as_ref().unwrap(), change.new.as_ref().unwrap());
    let pointer = "/paths/~1things/get/parameters/0/schema/maximum";
    assert_eq!((old.pointer.as_str(), old.line), (pointer, 11));
    assert_eq!((new.pointer.as_str(), new.line), (pointer, 12));
    assert_eq!(change.message, "`maximum` went from 100 to 50");
}

#[test]
fn what_is_gone_has_no_place_in_the_new_document() {
    let comparison = told(OLD, &OLD.replace("  /things:", "  /others:"));
    let gone = &comparison.changes[0];
    assert!(gone.new.is_none() && gone.old.as_ref().unwrap().line == 5, "{gone:?}");
    let came = &comparison.changes[1];
    assert!(came.old.is_none() && came.new.as_ref().unwrap().line == 5, "{came:?}");
}

#[test]
fn the_worst_change_decides_the_step() {
    let step = |old: &str, new: &str| told(OLD, &OLD.replace(old, new)).step;
    assert_eq!(step("100", "100"), Step::None);
    assert_eq!(step("title: T", "title: U"), Step::Patch);
    assert_eq!(step("100", "101"), Step::Minor);
    assert_eq!(step("100", "99"), Step::Major);
}

#[test]
fn json_is_read_like_yaml() {
    let json = r#"{"openapi": "3.0.3", "info": {"title": "T", "version": "1"}, "paths": {"/things": {"get":
        {"parameters": [{"name": "limit", "in": "query", "schema": {"type": "integer", "maximum": 100}}],
         "responses": {"200": {"description": "d"}}}}}}"#;
    assert!(told(OLD, json).changes.is_empty());
}

#[test]
fn what_is_no_openapi_3_document_is_told() {
    for (text, says) in [
        ("", "api.yaml:1:1: the file is empty, expected an OpenAPI document"),
        ("a letter", "api.yaml:1:1: expected an OpenAPI document, found a string"),
        ("a: b", "api.yaml:1:1: expected an OpenAPI document, found no field `openapi`"),
        (
            "swagger: '2.0'",
            "api.yaml:1:1: /swagger: expected an OpenAPI 3 document, found Swagger; convert it first",
        ),
        ("openapi: 3.0", "api.yaml:1:1: /openapi: expected a string such as 3.0.3, found a number"),
        (
            "openapi: 2.0.0",
            "api.yaml:1:1: /openapi: expected version 3 of OpenAPI such as 3.0.3, found \"2.0.0\"",
        ),
        ("openapi: 3.0.3\npaths: []", "api.yaml:2:1: /paths: expected an object, found a list"),
        ("openapi: [", "api.yaml:1:11: expected a value"),
    ] {
        let problems = Contract::parse("api.yaml", text).unwrap_err().to_string();
        assert!(problems.starts_with(says), "{text}: {problems}");
    }
}
