use crate::{check, check_lines, told};

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
fn a_path_is_known_without_the_names_of_its_parameters() {
    let path = |name: &str, second: &str| {
        format!(
            "  /x/{{{name}}}/y:\n    get:\n      parameters: [{{name: {name}, in: path, required: true, schema: {{type: {second}}}}}]\n      responses: {{}}"
        )
    };
    check(&[
        (
            "paths",
            &path("a", "string"),
            &path("b", "string"),
            &["cosmetic path-parameter-renamed", "cosmetic rewritten"],
        ),
        (
            "paths",
            &path("a", "string"),
            &path("b", "integer"),
            &[
                "breaking request-type-changed",
                "cosmetic path-parameter-renamed",
                "cosmetic rewritten",
            ],
        ),
    ]);
}

#[test]
fn parameters_are_judged_as_callers_send_them() {
    check_lines(
        r#"
        parameters | {name: p, in: query} | {name: q2, in: query} | additive request-optional-parameter-added, breaking request-parameter-removed
        parameters | {name: q, in: cookie} | {name: q, in: cookie, required: true} | breaking request-parameter-became-required
        parameters | {name: p, in: query, required: true} | {name: p, in: query} | additive request-parameter-became-optional
        parameters | {name: p, in: query} | {name: p, in: header} | breaking request-parameter-moved
        parameters | {name: P, in: header} | {name: p, in: header} | cosmetic rewritten
        parameters | {name: p, in: query, schema: {type: array}} | {name: p, in: query, style: pipeDelimited, schema: {type: array}} | breaking request-parameter-style-changed
        parameters | {name: p, in: query, schema: {type: array}} | {name: p, in: query, explode: false, schema: {type: array}} | breaking request-parameter-explode-changed
        parameters | {name: p, in: query} | {name: p, in: query, explode: true, style: form} | cosmetic rewritten, cosmetic rewritten
        parameters | {name: p, in: query, allowEmptyValue: true} | {name: p, in: query} | breaking request-parameter-empty-value-refused
        parameters | {name: p, in: query} | {name: p, in: query, allowEmptyValue: true} | additive request-parameter-empty-value-allowed
        parameters | {name: p, in: query, allowReserved: true} | {name: p, in: query} | breaking request-parameter-reserved-refused
        parameters | {name: p, in: query} | {name: p, in: query, allowReserved: true} | additive request-parameter-reserved-allowed
        parameters | {name: p, in: query, schema: {type: string}} | {name: p, in: query, content: {application/json: {schema: {type: string}}}} | breaking request-parameter-content-changed
        parameters | {name: p, in: query, content: {application/json: {schema: {type: string}}}} | {name: p, in: query, content: {application/json: {schema: {type: integer}}}} | breaking request-type-changed
        parameters | {name: p, in: query} | {name: p, in: query, schema: {type: string}} | breaking request-schema-added
        parameters | {name: p, in: query} | {name: p, in: query, deprecated: true} | additive request-parameter-deprecated
        parameters | {name: p, in: query, deprecated: true} | {name: p, in: query} | additive request-parameter-reactivated
        parameters | {name: p, in: query, description: a} | {name: p, in: query, description: b} | cosmetic description-changed
        parameter | {type: string, default: a} | {type: string, default: b} | breaking request-parameter-default-changed
        parameter | {type: string} | {type: string, default: b} | breaking request-parameter-default-added
        parameter | {type: string, default: b} | {type: string} | breaking request-parameter-default-removed
        parameter | {type: string, enum: [a, b]} | {type: string, enum: [a]} | breaking request-enum-value-removed
        parameter | {type: integer, maximum: 100} | {type: integer, maximum: 50} | breaking request-maximum-narrowed
        parameter | {type: integer, maximum: 100} | {type: integer, maximum: 500} | additive request-maximum-widened
        parameter | {type: array, items: {type: integer}} | {type: array, items: {type: number}} | additive request-type-widened
        "#,
    );
}

#[test]
fn a_path_s_parameters_are_its_operations() {
    let item = |parameters: &str, operation: &str| {
        format!(
            "  /p:\n    parameters: [{parameters}]\n    get: {{parameters: [{operation}], responses: {{}}}}"
        )
    };
    let (p, required) = ("{name: p, in: query}", "{name: p, in: query, required: true}");
    check(&[
        ("paths", &item("", p), &item(p, ""), &["cosmetic rewritten", "cosmetic rewritten"]),
        ("paths", &item(p, ""), &item("", ""), &["breaking request-parameter-removed"]),
        (
            "paths",
            &item("", ""),
            &item(required, ""),
            &["breaking request-required-parameter-added"],
        ),
        ("paths", &item("", ""), &item("", p), &["additive request-optional-parameter-added"]),
        ("paths", &item(p, p), &item(required, p), &["cosmetic rewritten"]),
        (
            "paths",
            &item(p, ""),
            &item(p, required),
            &["breaking request-parameter-became-required"],
        ),
    ]);
}

#[test]
fn bodies_are_judged_by_need_and_media_type() {
    let body = |content: &str| format!("requestBody: {{content: {{{content}}}}}");
    let json = body("application/json: {schema: {type: string}}");
    check(&[
        ("body", "", &json, &["additive request-optional-body-added"]),
        (
            "body",
            "",
            "requestBody: {required: true, content: {}}",
            &["breaking request-required-body-added"],
        ),
        ("body", &json, "", &["breaking request-body-removed"]),
        (
            "body",
            "requestBody: {content: {}}",
            "requestBody: {required: true, content: {}}",
            &["breaking request-body-became-required"],
        ),
        (
            "body",
            "requestBody: {required: true, content: {}}",
            "requestBody: {content: {}}",
            &["additive request-body-became-optional"],
        ),
        (
            "body",
            &json,
            &body("text/plain: {schema: {type: string}}"),
            &["additive request-media-type-added", "breaking request-media-type-removed"],
        ),
        (
            "body",
            &json,
            &body("'application/*': {schema: {type: string}}"),
            &["additive request-media-type-widened"],
        ),
        (
            "body",
            &body("'application/*': {schema: {type: string}}"),
            &json,
            &["breaking request-media-type-narrowed"],
        ),
        (
            "body",
            &json,
            &body("Application/JSON: {schema: {type: string}}"),
            &["cosmetic rewritten", "cosmetic rewritten"],
        ),
        ("body", &json, &body("application/json: {}"), &["additive request-schema-removed"]),
        ("body", &body("application/json: {}"), &json, &["breaking request-schema-added"]),
        (
            "body",
            &body("a/b: {encoding: {p: {contentType: a/b}}}"),
            &body("a/b: {encoding: {p: {contentType: a/c}}}"),
            &["breaking request-encoding-changed"],
        ),
        (
            "body",
            &body("a/b: {example: 1}"),
            &body("a/b: {example: 2}"),
            &["cosmetic example-changed"],
        ),
    ]);
}

#[test]
fn responses_are_judged_by_status() {
    let header = |text: &str| format!("'200': {{description: d, headers: {{X-A: {text}}}}}");
    check(&[
        (
            "responses",
            "{'200': {description: d}, '201': {description: d}}",
            "{'200': {description: d}}",
            &["breaking response-success-status-removed"],
        ),
        (
            "responses",
            "{'200': {description: d}}",
            "{'200': {description: d}, '201': {description: d}}",
            &["additive response-success-status-added"],
        ),
        (
            "responses",
            "{'200': {description: d}, '404': {description: d}}",
            "{'200': {description: d}}",
            &["additive response-failure-status-removed"],
        ),
        (
            "responses",
            "{'200': {description: d}}",
            "{'200': {description: d}, 4XX: {description: d}}",
            &["additive response-failure-status-added"],
        ),
        (
            "responses",
            "{'200': {description: d}, default: {description: d}}",
            "{'200': {description: d}}",
            &["additive response-failure-status-removed"],
        ),
        (
            "responses",
            "{default: {description: d}, '400': {description: d}}",
            "{'400': {description: d}}",
            &["breaking response-success-status-removed"],
        ),
        (
            "responses",
            "{'200': {description: d}}",
            "{2XX: {description: d}}",
            &["additive response-success-status-added", "breaking response-success-status-removed"],
        ),
        (
            "responses",
            "{'200': {description: d}}",
            "{'200': {description: e}}",
            &["cosmetic description-changed"],
        ),
        (
            "responses",
            "{'200': {content: {a/b: {}, a/c: {}}}}",
            "{'200': {content: {a/b: {}}}}",
            &["breaking response-media-type-removed"],
        ),
        (
            "responses",
            "{'200': {content: {a/b: {}}}}",
            "{'200': {content: {a/b: {}, a/c: {}}}}",
            &["additive response-media-type-added"],
        ),
        (
            "responses",
            "{'200': {content: {a/b: {}}}}",
            "{'200': {content: {'a/*': {}}}}",
            &["breaking response-media-type-widened"],
        ),
        (
            "responses",
            "{'200': {content: {a/b: {schema: {}}}}}",
            "{'200': {content: {a/b: {}}}}",
            &["breaking response-schema-removed"],
        ),
        (
            "responses",
            &header("{}"),
            "'200': {description: d}",
            &["breaking response-optional-header-removed"],
        ),
        (
            "responses",
            &header("{required: true}"),
            "'200': {description: d}",
            &["breaking response-required-header-removed"],
        ),
        (
            "responses",
            "'200': {description: d}",
            &header("{}"),
            &["additive response-header-added"],
        ),
        (
            "responses",
            &header("{required: true}"),
            &header("{}"),
            &["breaking response-header-became-optional"],
        ),
        (
            "responses",
            &header("{}"),
            &header("{required: true}"),
            &["additive response-header-became-required"],
        ),
        (
            "responses",
            &header("{schema: {type: string}}"),
            &header("{schema: {type: integer}}"),
            &["breaking response-type-changed"],
        ),
        (
            "responses",
            &header("{schema: {type: string}}"),
            &header("{explode: true, schema: {type: string}}"),
            &["breaking response-header-style-changed"],
        ),
        (
            "responses",
            &header("{schema: {}}"),
            &header("{content: {a/b: {}}}"),
            &["breaking response-header-content-changed"],
        ),
        (
            "responses",
            &header("{}"),
            &header("{deprecated: true}"),
            &["additive response-header-deprecated"],
        ),
        (
            "responses",
            &header("{deprecated: true}"),
            &header("{}"),
            &["additive response-header-reactivated"],
        ),
        (
            "responses",
            &header("{}"),
            "'200': {description: d, headers: {x-a: {}}}",
            &["cosmetic rewritten", "cosmetic rewritten"],
        ),
        (
            "responses",
            "'200': {links: {l: {operationId: make}}}",
            "'200': {}",
            &["breaking response-link-removed"],
        ),
        (
            "responses",
            "'200': {}",
            "'200': {links: {l: {operationId: make}}}",
            &["additive response-link-added"],
        ),
        (
            "responses",
            "'200': {links: {l: {operationId: make}}}",
            "'200': {links: {l: {operationId: other}}}",
            &["breaking response-link-changed"],
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
