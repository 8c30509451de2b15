//! What the bodies and parameters of requests become.

use super::{NONE, document, holds, refused, source};

/// A document with a post of one body and some parameters more, and the schemas.
fn post(parameters: &str, schemas: &str) -> String {
    let operation = format!(
        "    post:
      operationId: add_part
      parameters:
      - {{$ref: '#/components/parameters/Key'}}
      - {{name: thing_id, in: path, required: true, schema: {{type: string}}}}
{parameters}      requestBody:
        required: true
        content: {{application/json: {{schema: {{$ref: '#/components/schemas/NewPart'}}}}}}
      responses:
        '201': {{description: Made., content: {{application/json: {{schema: {{$ref: '#/components/schemas/Made'}}}}}}}}
        '400': {{description: Bad., content: {{application/json: {{schema: {{$ref: '#/components/schemas/Oops'}}}}}}}}"
    );
    let more = "  parameters:\n    Key: {name: X-Key, in: header, schema: {$ref: '#/components/schemas/Key'}}\n  schemas:\n    Key: {type: string, format: password}\n    Oops: {type: object, properties: {pin: {type: string, format: password}}}\n";
    document(&operation, schemas).replacen("  schemas:\n", more, 1)
}

const PIN: &str = "    Pin: {type: string, format: password, description: A pin.}\n";
const MADE: &str = "    Made: {type: object, properties: {id: {type: string}}}";

/// The source of a request's body, by its properties.
fn body(properties: &str) -> String {
    let new_part = format!("    NewPart:\n      type: object\n      properties:\n{properties}");
    source(NONE, &post("", &format!("{PIN}{new_part}{MADE}")))
}

#[test]
fn a_secret_of_a_body_is_hidden_wherever_it_stands() {
    let (secret, option) = ("::imagejobs_core::Secret", "::std::option::Option");
    let alias = format!("/// A pin. pub type Pin = {secret};");
    for (property, field) in [
        ("{type: string, format: password}", format!("it: {option}<{secret}>")),
        ("{type: string, format: password, default: x}", format!("it: {option}<{secret}>")),
        ("{type: string, format: password, nullable: true}", format!("it: {option}<{secret}>")),
        ("{$ref: '#/components/schemas/Pin'}", format!("it: {option}<{secret}>")),
        (
            "{nullable: true, allOf: [{$ref: '#/components/schemas/Pin'}, {maxLength: 9}]}",
            format!("it: {option}<{secret}>"),
        ),
        (
            "{type: array, items: {type: string, format: password}}",
            format!("it: ::std::vec::Vec<{secret}>"),
        ),
        (
            "{type: array, items: {$ref: '#/components/schemas/Pin'}}",
            format!("it: ::std::vec::Vec<{secret}>"),
        ),
        (
            "{type: object, additionalProperties: {type: string, format: password}}",
            format!("it: ::std::collections::HashMap<::std::string::String, {secret}>"),
        ),
        (
            "{type: object, properties: {deep: {type: object, required: [pin], properties: {pin: {type: string, format: password}}}}}",
            format!("pub struct NewPartItDeep {{ pub pin: {secret} }}"),
        ),
        (
            "{allOf: [{type: object, properties: {pin: {$ref: '#/components/schemas/Pin'}}}, {type: object, properties: {name: {type: string}}}]}",
            format!("pub pin: {option}<{secret}>"),
        ),
    ] {
        let text = body(&format!("        it: {property}\n"));
        assert!(holds(&text, &field), "{property} is no {field}");
        assert!(!property.contains("Pin") || holds(&text, &alias), "{property}");
    }
}

#[test]
fn a_secret_outside_of_a_body_is_refused_with_its_place() {
    let made = "    Made: {type: object, properties: {id: {type: string}, more: {$ref: '#/components/schemas/More'}}}\n    More: {type: object, properties: {pin: PROPERTY}}";
    let new_part =
        "    NewPart: {type: object, properties: {pin: {$ref: '#/components/schemas/Pin'}}}\n";
    let parameter = "/paths/~1v1~1{thing_id}~1parts/post/parameters/2/schema";
    let property = "/components/schemas/More/properties/pin";
    for (place, schema, pointer) in [
        ("query", "{type: string, format: password}", parameter),
        ("query", "{$ref: '#/components/schemas/Pin'}", parameter),
        ("header", "{allOf: [{$ref: '#/components/schemas/Pin'}]}", parameter),
        ("made", "{type: string, format: password}", property),
        ("made", "{$ref: '#/components/schemas/Pin'}", property),
        (
            "made",
            "{type: array, items: {$ref: '#/components/schemas/Pin'}}",
            "/components/schemas/More/properties/pin/items",
        ),
    ] {
        let (parameters, made, says) = if place == "made" {
            (
                String::new(),
                made.replace("PROPERTY", schema),
                "in a response: a value of a response",
            )
        } else {
            let parameters = format!("      - {{name: pin, in: {place}, schema: {schema}}}\n");
            (parameters, MADE.to_owned(), "in a parameter: addresses and headers are seen")
        };
        let told = refused(NONE, &post(&parameters, &format!("{PIN}{new_part}{made}")));
        assert!(told.contains(&format!(": {pointer}: expected no secret")), "{told}");
        assert!(told.contains(says) && told.lines().count() == 1, "{told}");
    }
}

#[test]
fn a_number_of_a_request_with_both_bounds_keeps_them() {
    let v = "::imagejobs_core::value::Bounded";
    for (schema, typ) in [
        ("{type: integer, minimum: 1, maximum: 100, default: 10}", format!("{v}<1, 100>")),
        (
            "{type: integer, format: int64, minimum: 0, maximum: 4294967295}",
            format!("{v}<0, 4294967295>"),
        ),
        (
            "{type: integer, minimum: -1, exclusiveMinimum: true, maximum: 4294967296, exclusiveMaximum: true}",
            format!("{v}<0, 4294967295>"),
        ),
        ("{type: integer, minimum: 5, maximum: 5}", format!("{v}<5, 5>")),
        ("{allOf: [{type: integer, minimum: 1}, {maximum: 9}]}", format!("{v}<1, 9>")),
        (
            "{nullable: true, allOf: [{type: integer, minimum: 1, maximum: 9}, {maximum: 5}]}",
            format!("{v}<1, 5>"),
        ),
        ("{$ref: '#/components/schemas/Alias'}", format!("{v}<2, 7>")),
        ("{type: integer, minimum: 0}", "u64".to_owned()),
        ("{type: integer, maximum: 9}", "i64".to_owned()),
    ] {
        let schemas = format!(
            "    Size: {{type: integer, minimum: 2, maximum: 7}}\n    Alias: {{$ref: '#/components/schemas/Size'}}\n    NewPart: {{type: object, required: [it, list], properties: {{it: {schema}, list: {{type: array, items: {schema}}}}}}}\n{MADE}"
        );
        let parameters = format!(
            "      - {{name: may, in: query, schema: {schema}}}\n      - {{name: must, in: query, required: true, schema: {schema}}}\n"
        );
        let text = source(NONE, &post(&parameters, &schemas));
        let in_body = |typ: &str| match schema.contains("nullable") {
            true => format!("::std::option::Option<{typ}>"),
            false => typ.to_owned(),
        };
        for field in [
            format!("pub it: {}", in_body(&typ)),
            format!("pub list: ::std::vec::Vec<{}>", in_body(&typ)),
            format!("may: Result<Option<{typ}>, String>"),
            format!("must: Result<{typ}, String>"),
        ] {
            assert!(holds(&text, &field), "{schema} is no {field}");
        }
    }
}

#[test]
fn bounds_that_no_type_can_keep_are_refused_with_their_place() {
    for (schema, keyword, says) in [
        (
            "minimum: -1, maximum: 9",
            "/minimum",
            "expected bounds from 0 to 4294967295, but the least number is -1",
        ),
        ("minimum: 1, maximum: 4294967296", "/maximum", "but the greatest number is 4294967296"),
        (
            "minimum: 0.5, maximum: 9",
            "/minimum",
            "expected a whole number from 0 to 4294967295, found 0.5",
        ),
        (
            "minimum: 5, exclusiveMinimum: true, maximum: 6, exclusiveMaximum: true",
            "/minimum",
            "expected a whole number between the bounds, found none: the least would be 6, the greatest 5",
        ),
        (
            "minimum: 0, maximum: 9, multipleOf: 3",
            "/multipleOf",
            "leave it out and describe the steps",
        ),
    ] {
        let schema = format!("{{type: integer, {schema}}}");
        let new_part =
            format!("    NewPart: {{type: object, properties: {{it: {schema}}}}}\n{MADE}");
        let parameters = format!("      - {{name: size, in: query, schema: {schema}}}\n");
        let told = refused(NONE, &post(&parameters, &new_part));
        for place in [
            "/paths/~1v1~1{thing_id}~1parts/post/parameters/2/schema",
            "/components/schemas/NewPart/properties/it",
        ] {
            let line = told.lines().find(|line| line.contains(&format!(": {place}{keyword}: ")));
            assert!(line.is_some_and(|line| line.contains(says)), "{told}");
        }
        assert_eq!(told.lines().count(), 2, "{told}");
    }
}

#[test]
fn what_a_merge_would_uncover_is_refused() {
    for property in ["{type: string, format: password}", "{type: integer, minimum: 1, maximum: 9}"]
    {
        let new_part = format!(
            "    NewPart:\n      allOf:\n      - {{type: object, properties: {{it: {property}}}}}\n      - {{type: object, properties: {{it: {{description: Again.}}}}}}\n{MADE}"
        );
        let told = refused(NONE, &post("", &new_part));
        assert!(
            told.contains(": /components/schemas/NewPart: expected it in one part only"),
            "{told}"
        );
    }
    let number =
        "    NewPart: {type: object, properties: {it: {type: integer, format: password}}}\n";
    let told = refused(NONE, &post("", &format!("{number}{MADE}")));
    assert!(told.contains("/properties/it/format: expected a secret of type string"), "{told}");
}
