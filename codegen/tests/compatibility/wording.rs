use crate::{check, check_lines};

#[test]
fn what_the_wire_does_not_show_is_told_as_cosmetic() {
    check_lines(
        r#"
        info | {title: T, version: '1'} | {title: U, version: '2'} | cosmetic info-changed, cosmetic info-changed
        openapi | 3.0.3 | 3.0.4 | cosmetic openapi-version-changed
        root | tags: [{name: a}] | tags: [{name: b}] | cosmetic tags-changed
        root | tags: [{name: a}, {name: b}] | tags: [{name: b}, {name: a}] | cosmetic tags-changed
        root | externalDocs: {url: a} | externalDocs: {url: b} | cosmetic external-docs-changed
        root | x-any: 1 | x-any: 2 | cosmetic extension-changed
        root | whatever: 1 | whatever: 2 | cosmetic rewritten
        operation | tags: [a] | tags: [b] | cosmetic tags-changed, cosmetic tags-changed
        operation | summary: a | description: a | cosmetic description-changed, cosmetic description-changed
        operation | x-any: {a: 1} | x-any: {a: 2} | cosmetic extension-changed
        request | {type: string, title: a} | {type: string, title: b} | cosmetic description-changed
        request | {type: string, example: a} | {type: string, example: b} | cosmetic example-changed
        request | {type: string, enum: [a, b]} | {type: string, enum: [b, a]} | cosmetic order-changed
        request | {required: [a, b]} | {required: [b, a]} | cosmetic order-changed
        request | {type: string} | {type: [string]} | cosmetic rewritten
        request | {type: string} | {type: string, nullable: false, minLength: 0} | cosmetic rewritten, cosmetic rewritten
        request | {type: integer, maximum: 5} | {type: integer, maximum: 5.0} | cosmetic rewritten
        request | {type: object} | {type: object, additionalProperties: true} | cosmetic rewritten
        request | {type: object, properties: {description: {type: string}}} | {type: object, properties: {description: {type: integer}}} | breaking request-type-changed
        request | {type: object, properties: {a: {description: b}}} | {type: object, properties: {a: {description: c, type: string}}} | breaking request-type-narrowed, cosmetic description-changed
        parameters | {name: p, in: query} | {name: p, in: query, required: false} | cosmetic rewritten
        "#,
    );
}

#[test]
fn the_order_of_parameters_is_told() {
    let (p, r) = ("{name: p, in: query}", "{name: r, in: query}");
    let list = |parameters: &str| {
        format!("  /p: {{get: {{parameters: [{parameters}], responses: {{}}}}}}")
    };
    check(&[
        (
            "paths",
            &list(&format!("{p}, {r}")),
            &list(&format!("{r}, {p}")),
            &["cosmetic order-changed"],
        ),
        (
            "paths",
            &list(&format!("{p}, {r}")),
            &list(&format!("{r}, {p}, {{name: s, in: query}}")),
            &["additive request-optional-parameter-added", "cosmetic order-changed"],
        ),
    ]);
}
