use crate::{check, told};

#[test]
fn operations_come_go_and_are_renamed() {
    let get = "  /a: {get: {operationId: a, responses: {}}}";
    check(&[
        ("paths", get, "", &["breaking operation-removed"]),
        ("paths", "", get, &["additive operation-added"]),
        (
            "paths",
            "  /a: {get: {operationId: a, deprecated: true, responses: {}}}",
            "",
            &["breaking operation-removed"],
        ),
        (
            "paths",
            get,
            "  /a: {put: {operationId: a, responses: {}}}",
            &["additive operation-added", "breaking operation-removed"],
        ),
        (
            "paths",
            get,
            "  /b: {get: {operationId: a, responses: {}}}",
            &["additive operation-added", "breaking operation-removed"],
        ),
        ("paths", "", "  /a: {summary: s}", &["cosmetic rewritten"]),
        (
            "operation",
            "operationId: make",
            "operationId: build",
            &["breaking operation-id-changed"],
        ),
        (
            "operation",
            "operationId: make",
            "summary: s",
            &["breaking operation-id-removed", "cosmetic description-changed"],
        ),
        (
            "operation",
            "summary: s",
            "operationId: make",
            &["additive operation-id-added", "cosmetic description-changed"],
        ),
        ("operation", "deprecated: false", "deprecated: true", &["additive operation-deprecated"]),
        ("operation", "deprecated: true", "deprecated: false", &["additive operation-reactivated"]),
        (
            "operation",
            "x-permissions: [{action: a, access_level: List}]",
            "x-permissions: [{action: a, access_level: List}, {action: b}]",
            &["breaking request-permission-added"],
        ),
        (
            "operation",
            "x-permissions: [{action: a}, {action: b}]",
            "x-permissions: [{action: a}]",
            &["additive request-permission-removed"],
        ),
        (
            "operation",
            "x-permissions: [{action: a, access_level: List}]",
            "x-permissions: [{action: a, access_level: Read}]",
            &["cosmetic extension-changed"],
        ),
    ]);
}

#[test]
fn in_a_callback_the_rules_change_places() {
    let callback =
        |operation: &str| format!("callbacks: {{c: {{'{{$url}}': {{post: {operation}}}}}}}");
    let body = |schema: &str| {
        callback(&format!(
            "{{requestBody: {{content: {{a/b: {{schema: {schema}}}}}}}, responses: {{}}}}"
        ))
    };
    let answer = |schema: &str| {
        callback(&format!("{{responses: {{'200': {{content: {{a/b: {{schema: {schema}}}}}}}}}}}"))
    };
    check(&[
        (
            "operation",
            &body("{type: integer}"),
            &body("{type: number}"),
            &["breaking response-type-widened"],
        ),
        (
            "operation",
            &body("{type: number}"),
            &body("{type: integer}"),
            &["additive response-type-narrowed"],
        ),
        (
            "operation",
            &answer("{type: integer}"),
            &answer("{type: number}"),
            &["additive request-type-widened"],
        ),
        ("operation", &callback("{}"), "", &["breaking callback-removed"]),
        ("operation", "", &callback("{}"), &["additive callback-added"]),
        (
            "operation",
            &callback("{responses: {'200': {}}}"),
            &callback("{responses: {}}"),
            &["breaking callback-changed"],
        ),
        (
            "operation",
            &callback("{responses: {}}"),
            &callback("{parameters: [{name: h, in: header}], responses: {}}"),
            &["additive callback-extended"],
        ),
        (
            "root",
            "webhooks: {w: {post: {requestBody: {content: {a/b: {schema: {type: integer}}}}}}}",
            "webhooks: {w: {post: {requestBody: {content: {a/b: {schema: {type: string}}}}}}}",
            &["breaking response-type-changed"],
        ),
        ("root", "webhooks: {w: {post: {}}}", "", &["breaking callback-removed"]),
    ]);
}

#[test]
fn a_change_names_all_operations_that_it_reaches() {
    let old = "openapi: 3.0.3\npaths:\n  /a:\n    get: {responses: {'200': {content: {a/b: {schema: {$ref: '#/components/schemas/S'}}}}}}\n    put: {responses: {}}\n  /b:\n    get: {responses: {'200': {content: {a/b: {schema: {type: array, items: {$ref: '#/components/schemas/S'}}}}}}}\ncomponents: {schemas: {S: {type: object, properties: {s: {type: integer}}}}}";
    let comparison = told(old, &old.replace("integer", "string"));
    assert_eq!(comparison.changes.len(), 1, "{comparison:?}");
    assert_eq!(comparison.changes[0].operations, ["GET /a", "GET /b"]);
}
