use std::fmt::Write as _;

use imagejobs_codegen::compatibility::Step;

use crate::{check_lines, document, told};

#[test]
fn what_a_reference_leads_to_is_what_counts() {
    check_lines(
        r#"
        request | {$ref: '#/components/schemas/A'} | {type: string} | cosmetic reference-rewritten
        request | {$ref: '#/components/schemas/A'} | {$ref: '#/components/schemas/B'} | breaking request-type-changed, cosmetic reference-rewritten
        request | {$ref: '#/components/schemas/A'} | {type: string, maxLength: 5} | breaking request-max-length-narrowed
        request | {$ref: '#/paths/~1things~1%7Bid%7D/post'} | {$ref: '#/paths/~1things~1%7Bid%7D/post'} | -
        request | {$ref: 'other.yaml#/A'} | {$ref: 'other.yaml#/B'} | breaking request-reference-changed
        request | {$ref: '#/components/schemas/Nothing'} | {type: string} | breaking request-reference-changed
        parameters | {$ref: 'other.yaml#/A'} | {$ref: 'other.yaml#/B'} | additive request-optional-parameter-added, breaking request-parameter-removed
        schemas | {type: string} | {type: integer} | cosmetic unused-component-changed
        schemas | {type: string} | {type: string, description: d} | cosmetic description-changed
        components | - |   headers: {H: {}} | cosmetic component-added
        components |   headers: {H: {}} |   headers: {I: {}} | cosmetic component-renamed
        components |   headers: {H: {}, J: {}} |   headers: {H: {}} | cosmetic component-removed
        "#,
    );
}

#[test]
fn a_component_renamed_everywhere_is_told_once() {
    let old = "openapi: 3.0.3\npaths:\n  /a:\n    get: {responses: {'200': {content: {a/b: {schema: {oneOf: [{$ref: '#/components/schemas/S'}, {$ref: '#/components/schemas/T'}]}}}}}}\ncomponents: {schemas: {S: {type: object, properties: {s: {$ref: '#/components/schemas/S'}, t: {$ref: '#/components/schemas/T'}}}, T: {type: string}}}";
    let new = old
        .replace("schemas/S", "schemas/Sort")
        .replace("{S:", "{Sort:")
        .replace("schemas/T", "schemas/Text")
        .replace(", T:", ", Text:");
    let comparison = told(old, &new);
    let kinds: Vec<_> = comparison.changes.iter().map(|change| change.kind).collect();
    assert_eq!(kinds, ["component-renamed", "component-renamed"], "{comparison:#?}");
}

#[test]
fn what_stands_beside_a_reference_counts_since_version_3_1() {
    let with = |version: &str, schema: &str| document("request", schema).replace("3.0.3", version);
    let (alone, beside) = (
        "{$ref: '#/components/schemas/A'}",
        "{$ref: '#/components/schemas/A', maxLength: 5, description: d}",
    );
    for (version, step) in [("3.0.3", Step::Patch), ("3.1.0", Step::Major)] {
        assert_eq!(told(&with(version, alone), &with(version, beside)).step, step, "{version}");
    }
    let apart = |maximum: u32| {
        with("3.1.0", "{$ref: '#/components/schemas/B', type: string}")
            .replace("{type: integer}", &format!("{{type: integer, maximum: {maximum}}}"))
    };
    assert_eq!(told(&apart(5), &apart(4)).step, Step::Major);
    let circle = document("both", "{$ref: '#/components/schemas/Shared', maxLength: 5}");
    let circle = circle.replace("3.0.3", "3.1.0");
    assert!(told(&circle, &circle).changes.is_empty());
}

#[test]
fn what_was_not_read_is_said() {
    let text = document("request", "{$ref: 'other.yaml#/A'}");
    let comparison = told(&text, &text);
    assert!(comparison.changes.is_empty());
    let unread = &comparison.unread[0];
    assert_eq!((unread.file.as_str(), unread.reference.as_str()), ("new.yaml", "other.yaml#/A"));
    assert_eq!(comparison.unread.len(), 2);
}

#[test]
fn circles_end() {
    let circle = |leaf: &str| {
        format!(
            "{{type: object, properties: {{leaf: {{type: {leaf}}}, inner: {{$ref: '#/components/schemas/Thing'}}}}}}"
        )
    };
    let old = document("schemas", &circle("integer")).replace("post:", "post:\n      requestBody: {content: {a/b: {schema: {$ref: '#/components/schemas/Thing'}}}}");
    let new = old.replace("leaf: {type: integer}", "leaf: {type: string}");
    let comparison = told(&old, &new);
    assert_eq!(comparison.changes.len(), 1, "{comparison:#?}");
    let within = old.replace(
        "inner: {$ref: '#/components/schemas/Thing'}",
        "inner: {allOf: [{$ref: '#/components/schemas/Thing'}]}",
    );
    assert!(!told(&old, &within).changes.is_empty() && told(&within, &within).changes.is_empty());
    let itself = document("schemas", "{$ref: '#/components/schemas/Thing'}");
    assert!(told(&itself, &itself).changes.is_empty());
    let all_of = old.replace(
        "{type: object, properties",
        "{allOf: [{$ref: '#/components/schemas/Thing'}], type: object, properties",
    );
    assert!(!told(&old, &all_of).changes.is_empty());
}

#[test]
fn schemas_that_double_and_long_chains_take_no_time() {
    let build = |leaf: &str, link: &dyn Fn(usize) -> String, length: usize| {
        let mut text = "openapi: 3.0.3\npaths: {/a: {put: {requestBody: {content: {a/b: {schema: {$ref: '#/components/schemas/D0'}}}}}}}\ncomponents:\n  schemas:\n".to_owned();
        for n in 0..length {
            let _ = writeln!(text, "    D{n}: {}", link(n + 1));
        }
        let _ = writeln!(text, "    D{length}: {leaf}");
        text
    };
    let links: [(&dyn Fn(usize) -> String, usize); 4] = [
        (
            &|n| {
                format!(
                    "{{properties: {{a: {{$ref: '#/components/schemas/D{n}'}}, b: {{$ref: '#/components/schemas/D{n}'}}}}}}"
                )
            },
            5_000,
        ),
        (
            &|n| {
                format!(
                    "{{allOf: [{{$ref: '#/components/schemas/D{n}'}}, {{$ref: '#/components/schemas/D{n}'}}]}}"
                )
            },
            200,
        ),
        (
            &|n| {
                format!(
                    "{{allOf: [{{properties: {{a: {{$ref: '#/components/schemas/D{n}'}}}}}}, {{maxLength: {n}}}, {{maxLength: 0}}]}}"
                )
            },
            1_000,
        ),
        (
            &|n| {
                format!(
                    "{{oneOf: [{{$ref: '#/components/schemas/D{n}'}}, {{items: {{$ref: '#/components/schemas/D{n}'}}}}]}}"
                )
            },
            2_000,
        ),
    ];
    for (link, length) in links {
        let comparison =
            told(&build("{type: integer}", link, length), &build("{type: number}", link, length));
        assert!(comparison.changes.iter().any(|change| change.kind == "request-type-widened"));
    }
}
