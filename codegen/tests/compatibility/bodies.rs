use crate::check;

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
