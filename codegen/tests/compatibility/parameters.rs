use crate::{check, check_lines};

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
        parameters | {name: p, in: query, content: {a/b: {schema: {type: string}}}} | {name: p, in: query, content: {a/c: {schema: {type: string}}}} | breaking request-parameter-content-changed
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
