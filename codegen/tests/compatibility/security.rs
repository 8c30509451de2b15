use crate::{check, document, told};

const SCHEMES: &str = "components:\n  schemas: {A: {type: string}, B: {type: integer}, C: {}}\n  securitySchemes:\n    key: {type: apiKey, in: header, name: X-Key}\n    other: {type: http, scheme: basic}\n";

#[test]
fn whoever_could_call_must_be_able_to() {
    check(&[
        ("root", "", "security: [{key: []}]", &["breaking request-security-added"]),
        ("root", "security: [{key: []}]", "", &["additive request-security-removed"]),
        ("root", "security: [{key: []}]", "security: []", &["additive request-security-removed"]),
        (
            "root",
            "security: [{key: []}]",
            "security: [{key: []}, {}]",
            &["additive request-security-alternative-added"],
        ),
        (
            "root",
            "security: [{key: []}, {}]",
            "security: [{key: []}]",
            &["breaking request-security-added"],
        ),
        (
            "root",
            "security: [{key: []}]",
            "security: [{key: []}, {other: []}]",
            &["additive request-security-alternative-added"],
        ),
        (
            "root",
            "security: [{key: []}, {other: []}]",
            "security: [{key: []}]",
            &["breaking request-security-alternative-removed"],
        ),
        (
            "root",
            "security: [{key: []}]",
            "security: [{other: []}]",
            &[
                "additive request-security-alternative-added",
                "breaking request-security-alternative-removed",
            ],
        ),
        (
            "root",
            "security: [{key: []}]",
            "security: [{key: [], other: []}]",
            &["breaking request-security-scheme-added"],
        ),
        (
            "root",
            "security: [{key: [], other: []}]",
            "security: [{key: []}]",
            &["additive request-security-scheme-removed"],
        ),
        (
            "root",
            "security: [{key: [a]}]",
            "security: [{key: [a, b]}]",
            &["breaking request-security-scope-added"],
        ),
        (
            "root",
            "security: [{key: [a, b]}]",
            "security: [{key: [a]}]",
            &["additive request-security-scope-removed"],
        ),
        (
            "root",
            "security: [{key: [a, b]}]",
            "security: [{key: [b, a]}]",
            &["cosmetic order-changed"],
        ),
        (
            "root",
            "security: [{key: []}, {other: []}]",
            "security: [{other: []}, {key: []}]",
            &["cosmetic order-changed"],
        ),
        (
            "operation",
            "{}".trim_matches(['{', '}']),
            "security: [{key: []}]",
            &["breaking request-security-added"],
        ),
        (
            "operation",
            "security: [{key: []}]",
            "security: [{}]",
            &["additive request-security-removed"],
        ),
    ]);
}

#[test]
fn an_operation_s_own_security_stands_for_the_document_s() {
    let own =
        |security: &str| format!("{}security: [{{key: []}}]\n", document("operation", security));
    let comparison = told(
        &own("operationId: a"),
        &own("{}\n      security: []").replace("      {}\n", "      operationId: a\n"),
    );
    let kinds: Vec<_> = comparison.changes.iter().map(|change| change.kind).collect();
    assert_eq!(kinds, ["request-security-removed"]);
}

#[test]
fn schemes_are_judged_where_they_are_used() {
    let used = |schemes: &str| {
        document("root", "security: [{key: []}]") + "  securitySchemes:\n    " + schemes
    };
    let flow = |flow: &str| used(&format!("key: {{type: oauth2, flows: {flow}}}"));
    let password = "password: {tokenUrl: 'https://a/t', scopes: {a: x}}";
    for (old, new, expected) in [
        (
            used("key: {type: apiKey, in: header, name: A}"),
            used("key: {type: apiKey, in: query, name: A}"),
            "breaking security-scheme-changed",
        ),
        (
            used("key: {type: apiKey, in: header, name: A}"),
            used("key: {type: apiKey, in: header, name: B}"),
            "breaking security-scheme-changed",
        ),
        (
            used("key: {type: http, scheme: basic}"),
            used("key: {type: http, scheme: bearer}"),
            "breaking security-scheme-changed",
        ),
        (
            used("key: {type: http, scheme: Basic}"),
            used("key: {type: http, scheme: basic}"),
            "cosmetic rewritten",
        ),
        (
            used("key: {type: http, scheme: basic, description: a}"),
            used("key: {type: http, scheme: basic}"),
            "cosmetic description-changed",
        ),
        (
            used("key: {type: http, scheme: basic}"),
            used("word: {type: http, scheme: basic}").replace("{key: []}", "{word: []}"),
            "cosmetic component-renamed",
        ),
        (
            flow(&format!("{{{password}}}")),
            flow(&format!("{{{}}}", password.replace("/t", "/u"))),
            "breaking security-scheme-changed",
        ),
        (
            flow(&format!("{{{password}}}")),
            flow(&format!("{{{}}}", password.replace("a: x", "a: x, b: y"))),
            "additive security-scheme-scope-added",
        ),
        (
            flow(&format!("{{{password}}}")),
            flow(&format!("{{{}}}", password.replace("a: x", ""))),
            "breaking security-scheme-scope-removed",
        ),
        (flow(&format!("{{{password}}}")), flow("{}"), "breaking security-scheme-changed"),
        (flow("{}"), flow(&format!("{{{password}}}")), "additive security-scheme-flow-added"),
        (
            document("root", "") + SCHEMES.split_once("C: {}}\n").unwrap().1,
            document("root", "")
                + &SCHEMES.split_once("C: {}}\n").unwrap().1.replace("basic", "bearer"),
            "cosmetic unused-component-changed",
        ),
    ] {
        let comparison = told(&old, &new);
        let found = comparison
            .changes
            .iter()
            .any(|change| format!("{:?} {}", change.level, change.kind).to_lowercase() == expected);
        let worst = comparison.changes.first().map(|change| format!("{:?}", change.level));
        let is_worst = worst.is_some_and(|worst| expected.starts_with(&worst.to_lowercase()));
        assert!(found && is_worst, "{expected}: {comparison:#?}");
    }
}

#[test]
fn servers_are_judged_by_address() {
    let server = |variables: &str| {
        format!("servers: [{{url: 'https://{{r}}.x', variables: {{r: {variables}}}}}]")
    };
    check(&[
        (
            "root",
            "servers: [{url: /a}, {url: /b}]",
            "servers: [{url: /a}]",
            &["breaking server-removed"],
        ),
        (
            "root",
            "servers: [{url: /a}]",
            "servers: [{url: /a}, {url: /b}]",
            &["additive server-added"],
        ),
        (
            "root",
            "servers: [{url: /a}]",
            "servers: [{url: /b}]",
            &["additive server-added", "breaking server-removed"],
        ),
        ("root", "", "servers: [{url: /}]", &["cosmetic rewritten"]),
        ("root", "", "servers: [{url: /a}]", &["additive server-added", "breaking server-removed"]),
        (
            "root",
            "servers: [{url: /a}, {url: /b}]",
            "servers: [{url: /b}, {url: /a}]",
            &["cosmetic order-changed"],
        ),
        (
            "root",
            "servers: [{url: /a, description: x}]",
            "servers: [{url: /a}]",
            &["cosmetic description-changed"],
        ),
        (
            "root",
            &server("{default: a, enum: [a, b]}"),
            &server("{default: a, enum: [a]}"),
            &["breaking server-variable-value-removed"],
        ),
        (
            "root",
            &server("{default: a, enum: [a]}"),
            &server("{default: a, enum: [a, b]}"),
            &["additive server-variable-value-added"],
        ),
        (
            "root",
            &server("{default: a}"),
            &server("{default: a, enum: [a]}"),
            &["breaking server-variable-value-removed"],
        ),
        (
            "root",
            &server("{default: a, enum: [a]}"),
            &server("{default: a}"),
            &["additive server-variable-value-added"],
        ),
        (
            "root",
            &server("{default: a}"),
            &server("{default: b}"),
            &["breaking server-variable-default-changed"],
        ),
        (
            "item",
            "    servers: [{url: /a}, {url: /b}]",
            "    servers: [{url: /a}]",
            &["breaking server-removed"],
        ),
        (
            "operation",
            "servers: [{url: /}]",
            "servers: [{url: /a}]",
            &["additive server-added", "breaking server-removed"],
        ),
    ]);
}
