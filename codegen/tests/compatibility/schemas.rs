use crate::{check, check_lines};

#[test]
fn a_request_may_be_widened_and_not_narrowed() {
    check_lines(
        r#"
        request | {type: integer} | {type: number} | additive request-type-widened
        request | {type: number} | {type: integer} | breaking request-type-narrowed
        request | {type: string} | {type: integer} | breaking request-type-changed
        request | {type: integer} | {} | additive request-type-widened
        request | {type: string, format: date} | {type: string} | additive request-format-widened
        request | {type: string} | {type: string, format: date} | breaking request-format-narrowed
        request | {type: string, format: date} | {type: string, format: uuid} | breaking request-format-changed
        request | {type: integer, format: int32} | {type: integer, format: int64} | additive request-format-widened
        request | {type: integer, format: int64} | {type: integer, format: int32} | breaking request-format-narrowed
        request | {type: string} | {type: string, nullable: true} | additive request-became-nullable
        request | {type: string, nullable: true} | {type: string} | breaking request-became-not-nullable
        request | {type: string, enum: [a, b]} | {type: string, enum: [a]} | breaking request-enum-value-removed
        request | {type: string, enum: [a]} | {type: string, enum: [a, b]} | additive request-enum-value-added
        request | {type: string} | {type: string, enum: [a]} | breaking request-became-enum
        request | {type: string, enum: [a]} | {type: string} | additive request-enum-lifted
        request | {type: string, x-extensible-enum: [a, b]} | {type: string, x-extensible-enum: [a]} | breaking request-enum-value-removed
        request | {type: integer, minimum: 1} | {type: integer, minimum: 2} | breaking request-minimum-narrowed
        request | {type: integer, minimum: 2} | {type: integer, minimum: 1} | additive request-minimum-widened
        request | {type: integer} | {type: integer, minimum: 1} | breaking request-minimum-narrowed
        request | {type: integer, maximum: 9} | {type: integer, maximum: 8} | breaking request-maximum-narrowed
        request | {type: integer, maximum: 9} | {type: integer} | additive request-maximum-widened
        request | {type: integer, maximum: 9} | {type: integer, maximum: 9, exclusiveMaximum: true} | breaking request-maximum-narrowed
        request | {type: integer, minimum: 9, exclusiveMinimum: true} | {type: integer, minimum: 9} | additive request-minimum-widened
        request | {type: integer, exclusiveMinimum: 3} | {type: integer, exclusiveMinimum: 4} | breaking request-minimum-narrowed
        request | {type: integer, maximum: many} | {type: integer, maximum: few} | breaking request-bound-changed
        request | {type: integer, multipleOf: 2} | {type: integer, multipleOf: 4} | breaking request-multiple-of-narrowed
        request | {type: integer, multipleOf: 4} | {type: integer, multipleOf: 2} | additive request-multiple-of-widened
        request | {type: integer, multipleOf: 4} | {type: integer, multipleOf: 6} | breaking request-multiple-of-changed
        request | {type: integer} | {type: integer, multipleOf: 2} | breaking request-multiple-of-narrowed
        request | {type: integer, multipleOf: 2} | {type: integer} | additive request-multiple-of-widened
        request | {type: string, minLength: 1} | {type: string, minLength: 2} | breaking request-min-length-narrowed
        request | {type: string, minLength: 1} | {type: string} | additive request-min-length-widened
        request | {type: string, maxLength: 5} | {type: string, maxLength: 4} | breaking request-max-length-narrowed
        request | {type: string, maxLength: 5} | {type: string, maxLength: 6} | additive request-max-length-widened
        request | {type: string} | {type: string, maxLength: 6} | breaking request-max-length-narrowed
        request | {type: string} | {type: string, pattern: a} | breaking request-pattern-added
        request | {type: string, pattern: a} | {type: string} | additive request-pattern-removed
        request | {type: string, pattern: a} | {type: string, pattern: b} | breaking request-pattern-changed
        request | {type: string, pattern: a} | {type: string, pattern: '.*'} | additive request-pattern-removed
        request | {type: array, items: {}, minItems: 1} | {type: array, items: {}, minItems: 2} | breaking request-min-items-narrowed
        request | {type: array, items: {}, maxItems: 2} | {type: array, items: {}, maxItems: 1} | breaking request-max-items-narrowed
        request | {type: array, items: {}, maxItems: 1} | {type: array, items: {}, maxItems: 2} | additive request-max-items-widened
        request | {type: array, items: {}} | {type: array, items: {}, uniqueItems: true} | breaking request-unique-items-set
        request | {type: array, items: {}, uniqueItems: true} | {type: array, items: {}} | additive request-unique-items-unset
        request | {type: array, items: {type: string}} | {type: array, items: {type: integer}} | breaking request-type-changed
        request | {type: array} | {type: array, items: {type: integer}} | breaking request-items-added
        request | {type: object, minProperties: 1} | {type: object, minProperties: 2} | breaking request-min-properties-narrowed
        request | {type: object, maxProperties: 1} | {type: object, maxProperties: 2} | additive request-max-properties-widened
        request | {type: object, contains: {}} | {type: object} | additive request-keyword-removed
        request | {type: object, unheardOf: 1} | {type: object, unheardOf: 2} | breaking request-keyword-changed
        request | {type: string, const: a} | {type: string, const: b} | additive request-enum-value-added, breaking request-enum-value-removed
        request | {type: object, xml: {name: a}} | {type: object, xml: {name: b}} | breaking request-xml-changed
        request | {type: string, default: a} | {type: string, default: b} | additive request-default-changed
        request | true | false | breaking request-schema-changed
        "#,
    );
}

#[test]
fn a_response_may_be_narrowed_and_not_widened() {
    check_lines(
        r#"
        response | {type: integer} | {type: number} | breaking response-type-widened
        response | {type: number} | {type: integer} | additive response-type-narrowed
        response | {type: string} | {type: boolean} | breaking response-type-changed
        response | {type: string, format: date} | {type: string} | breaking response-format-widened
        response | {type: integer, format: int32} | {type: integer, format: int64} | breaking response-format-widened
        response | {type: string} | {type: string, nullable: true} | breaking response-became-nullable
        response | {type: string, nullable: true} | {type: string} | additive response-became-not-nullable
        response | {type: string} | {type: [string, 'null']} | breaking response-became-nullable
        response | {type: integer, maximum: 9} | {type: integer, maximum: 10} | breaking response-maximum-widened
        response | {type: integer, maximum: 9} | {type: integer} | breaking response-maximum-widened
        response | {type: integer, maximum: 9} | {type: integer, maximum: 8} | additive response-maximum-narrowed
        response | {type: string, minLength: 2} | {type: string, minLength: 1} | breaking response-min-length-widened
        response | {type: array, items: {}, minItems: 2} | {type: array, items: {}} | breaking response-min-items-widened
        response | {type: string, pattern: a} | {type: string} | breaking response-pattern-removed
        response | {type: string} | {type: string, pattern: a} | additive response-pattern-added
        response | {type: array, items: {type: string}} | {type: array, items: {}} | breaking response-type-widened
        response | {type: string, default: a} | {type: string} | additive response-default-removed
        response | {const: a} | {const: b} | breaking response-closed-enum-value-added, additive response-enum-value-removed
        response | {const: a} | {} | breaking response-closed-enum-lifted
        response | {} | {const: a} | additive response-became-enum
        "#,
    );
}

#[test]
fn an_enum_of_a_response_is_open_unless_it_is_closed() {
    check_lines(
        r#"
        response | {type: string, enum: [a]} | {type: string, enum: [a, b]} | additive response-enum-value-added
        response | {type: string, enum: [a], x-closed: true} | {type: string, enum: [a, b], x-closed: true} | breaking response-closed-enum-value-added
        response | {type: string, enum: [a], x-closed: false} | {type: string, enum: [a, b], x-closed: false} | additive response-enum-value-added
        response | {type: string, enum: [a, b]} | {type: string, enum: [a]} | additive response-enum-value-removed
        response | {type: string, enum: [a, b], x-closed: true} | {type: string, enum: [a], x-closed: true} | additive response-enum-value-removed
        response | {type: string, enum: [a], x-closed: true} | {type: string, enum: [a]} | breaking response-enum-opened
        response | {type: string, enum: [a]} | {type: string, enum: [a], x-closed: true} | additive response-enum-closed
        response | {type: string, enum: [a]} | {type: string} | additive response-enum-lifted
        response | {type: string, enum: [a], x-closed: true} | {type: string, x-closed: true} | breaking response-closed-enum-lifted
        response | {type: string} | {type: string, enum: [a]} | additive response-became-enum
        request | {type: string, enum: [a], x-closed: true} | {type: string, enum: [a]} | cosmetic extension-changed
        request | {type: string, enum: [a], x-closed: true} | {type: string, enum: [a, b], x-closed: true} | additive request-enum-value-added
        "#,
    );
}

#[test]
fn properties_are_judged_by_side() {
    let a = "{type: object, properties: {a: {type: string}}}";
    let ab = "{type: object, properties: {a: {type: string}, b: {type: string}}}";
    let ab_required =
        "{type: object, required: [b], properties: {a: {type: string}, b: {type: string}}}";
    let a_required = "{type: object, required: [a], properties: {a: {type: string}}}";
    let a_read_only = "{type: object, properties: {a: {type: string, readOnly: true}}}";
    let a_read_only_number = "{type: object, properties: {a: {type: number, readOnly: true}}}";
    let a_required_read_only =
        "{type: object, required: [a], properties: {a: {type: string, readOnly: true}}}";
    let a_write_only = "{type: object, properties: {a: {type: string, writeOnly: true}}}";
    let a_deprecated = "{type: object, properties: {a: {type: string, deprecated: true}}}";
    check(&[
        ("request", ab, a, &["breaking request-property-removed"]),
        ("response", ab, a, &["breaking response-property-removed"]),
        ("response", ab_required, a, &["breaking response-property-removed"]),
        ("request", a, ab, &["additive request-property-added"]),
        ("response", a, ab, &["additive response-property-added"]),
        ("request", a, ab_required, &["breaking request-required-property-added"]),
        ("response", a, ab_required, &["additive response-required-property-added"]),
        ("request", a, a_required, &["breaking request-property-became-required"]),
        ("response", a, a_required, &["additive response-property-became-required"]),
        ("request", a_required, a, &["additive request-property-became-optional"]),
        ("response", a_required, a, &["breaking response-property-became-optional"]),
        (
            "request",
            "{type: object}",
            "{type: object, required: [z]}",
            &["breaking request-property-became-required"],
        ),
        ("request", a, a_read_only, &["breaking request-property-withdrawn"]),
        ("response", a, a_read_only, &["cosmetic rewritten"]),
        ("response", a, a_write_only, &["breaking response-property-withdrawn"]),
        ("request", a, a_write_only, &["cosmetic rewritten"]),
        ("request", a_read_only, a, &["additive request-property-opened"]),
        (
            "request",
            a_required_read_only,
            a_required,
            &["breaking request-required-property-opened"],
        ),
        ("response", a_write_only, a, &["additive response-property-opened"]),
        ("request", a_read_only, a_read_only_number, &["cosmetic rewritten"]),
        ("response", a_read_only_number, a_read_only, &["breaking response-type-changed"]),
        ("request", a_read_only, a_required_read_only, &["cosmetic rewritten"]),
        ("request", a, a_deprecated, &["additive request-property-deprecated"]),
        ("response", a_deprecated, a, &["additive response-property-reactivated"]),
        (
            "request",
            "{type: object}",
            "{type: object, additionalProperties: false}",
            &["breaking request-additional-properties-refused"],
        ),
        (
            "response",
            "{type: object}",
            "{type: object, additionalProperties: false}",
            &["additive response-additional-properties-refused"],
        ),
        (
            "request",
            "{type: object, additionalProperties: false}",
            "{type: object}",
            &["additive request-additional-properties-allowed"],
        ),
        (
            "response",
            "{type: object, additionalProperties: false}",
            "{type: object}",
            &["additive response-additional-properties-allowed"],
        ),
        (
            "request",
            "{type: object}",
            "{type: object, additionalProperties: {type: string}}",
            &["breaking request-additional-properties-narrowed"],
        ),
        (
            "response",
            "{type: object, additionalProperties: {type: string}}",
            "{type: object, additionalProperties: true}",
            &["breaking response-additional-properties-widened"],
        ),
        (
            "response",
            "{type: object, additionalProperties: {type: string}}",
            "{type: object, additionalProperties: false}",
            &["breaking response-map-removed"],
        ),
        (
            "request",
            "{type: object, additionalProperties: {type: string}}",
            "{type: object, additionalProperties: {type: integer}}",
            &["breaking request-type-changed"],
        ),
    ]);
}

#[test]
fn alternatives_are_judged_by_side() {
    let (a, b, c) = (
        "{$ref: '#/components/schemas/A'}",
        "{$ref: '#/components/schemas/B'}",
        "{$ref: '#/components/schemas/C'}",
    );
    let list = |key: &str, members: &[&str]| format!("{{{key}: [{}]}}", members.join(", "));
    let told = |place: &str, old: String, new: String, expected: &[&str]| {
        check(&[(place, &old, &new, expected)]);
    };
    for (key, kind) in [("oneOf", "one-of"), ("anyOf", "any-of")] {
        let added = |side: &str, level: &str| format!("{level} {side}-{kind}-added");
        told("request", list(key, &[a]), list(key, &[a, b]), &[&added("request", "additive")]);
        told("response", list(key, &[a]), list(key, &[a, b]), &[&added("response", "breaking")]);
        let removed = |side: &str, level: &str| format!("{level} {side}-{kind}-removed");
        told("request", list(key, &[a, b]), list(key, &[b]), &[&removed("request", "breaking")]);
        told("response", list(key, &[a, b]), list(key, &[b]), &[&removed("response", "additive")]);
        told("request", list(key, &[a, b]), list(key, &[b, a]), &["cosmetic order-changed"]);
        let new = format!("breaking request-{kind}-introduced");
        told("request", "{}".to_owned(), list(key, &[a]), &[&new]);
        let gone = format!("breaking response-{kind}-lifted");
        told("response", list(key, &[a]), "{}".to_owned(), &[&gone]);
        told(
            "request",
            list(key, &["{type: string, maxLength: 3}", a]),
            list(key, &[a, "{type: string, maxLength: 2}"]),
            &["breaking request-max-length-narrowed"],
        );
    }
    told(
        "request",
        list("allOf", &[c]),
        list("allOf", &[c, a]),
        &["breaking request-all-of-added"],
    );
    told(
        "request",
        list("allOf", &[c]),
        list("allOf", &[c, "{properties: {x: {}}}"]),
        &["additive request-property-added", "breaking request-all-of-added"],
    );
    told(
        "response",
        list("allOf", &[c, "{properties: {x: {}}}"]),
        list("allOf", &[c]),
        &["breaking response-all-of-removed", "breaking response-property-removed"],
    );
    told(
        "request",
        list("allOf", &[c, "{required: [c]}"]),
        list("allOf", &[c]),
        &["additive request-all-of-removed", "additive request-property-became-optional"],
    );
    told(
        "request",
        "{not: {type: string}}".to_owned(),
        "{}".to_owned(),
        &["additive request-not-removed"],
    );
    told(
        "response",
        "{not: {type: string}}".to_owned(),
        "{}".to_owned(),
        &["breaking response-not-removed"],
    );
    told(
        "request",
        "{not: {type: string}}".to_owned(),
        "{not: {type: integer}}".to_owned(),
        &["breaking request-not-changed"],
    );
    told(
        "request",
        "{}".to_owned(),
        "{not: {type: integer}}".to_owned(),
        &["breaking request-not-added"],
    );
}

#[test]
fn all_of_and_its_members_written_out_are_the_same() {
    let written_out = "{type: object, required: [c], properties: {c: {type: string}}}";
    check(&[
        (
            "request",
            "{allOf: [{$ref: '#/components/schemas/C'}, {required: [c]}]}",
            written_out,
            &["cosmetic rewritten"; 4],
        ),
        (
            "response",
            "{$ref: '#/components/schemas/A'}",
            "{allOf: [{$ref: '#/components/schemas/A'}], description: d}",
            &["cosmetic reference-rewritten"],
        ),
        // Members that contradict each other stay apart.
        (
            "request",
            "{allOf: [{maxLength: 1}, {maxLength: 2}]}",
            "{allOf: [{maxLength: 1}, {maxLength: 3}]}",
            &["additive request-max-length-widened"],
        ),
    ]);
}

#[test]
fn a_discriminator_is_judged_by_its_values() {
    let one_of = "oneOf: [{$ref: '#/components/schemas/A'}, {$ref: '#/components/schemas/C'}]";
    let with = |discriminator: &str| format!("{{{one_of}, discriminator: {discriminator}}}");
    let plain = with("{propertyName: p}");
    let other = with("{propertyName: q}");
    let named = with("{propertyName: p, mapping: {a: '#/components/schemas/A', C: C}}");
    let more = with("{propertyName: p, mapping: {a: '#/components/schemas/A', C: C, z: C}}");
    let swapped = with("{propertyName: p, mapping: {a: '#/components/schemas/C', C: A}}");
    let none = format!("{{{one_of}}}");
    check(&[
        ("request", &none, &plain, &["breaking request-discriminator-added"]),
        ("response", &none, &plain, &["additive response-discriminator-added"]),
        ("response", &plain, &none, &["breaking response-discriminator-removed"]),
        ("response", &plain, &other, &["breaking response-discriminator-property-changed"]),
        (
            "request",
            &plain,
            &named,
            &[
                "additive request-discriminator-value-added",
                "breaking request-discriminator-value-removed",
            ],
        ),
        ("request", &named, &more, &["additive request-discriminator-value-added"]),
        ("response", &named, &more, &["breaking response-discriminator-value-added"]),
        ("request", &more, &named, &["breaking request-discriminator-value-removed"]),
        (
            "request",
            &named,
            &swapped,
            &[
                "breaking request-discriminator-value-changed",
                "breaking request-discriminator-value-changed",
            ],
        ),
    ]);
}

#[test]
fn what_both_sides_reach_is_told_for_each() {
    check_lines(
        r#"
        both | {type: integer} | {type: number} | additive request-type-widened, breaking response-type-widened
        both | {type: string, enum: [a]} | {type: string, enum: [a, b]} | additive request-enum-value-added, additive response-enum-value-added
        both | {type: string, enum: [a, b]} | {type: string, enum: [a]} | additive response-enum-value-removed, breaking request-enum-value-removed
        both | {type: object, properties: {a: {}}} | {type: object, properties: {a: {readOnly: true}}} | breaking request-property-withdrawn
        "#,
    );
}
