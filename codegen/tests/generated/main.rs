//! What a document becomes, and what its overlay refuses.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that cannot be set up should panic")]

mod requests;

use imagejobs_codegen::overlay::{KnownValues, Overlay};
use imagejobs_codegen::targets::Target;
use imagejobs_codegen::{generate, module_list};

const NONE: Overlay = Overlay { types: &[], times: &[], known_values: &[] };

/// A document with one operation: its method and parts, and the schemas.
fn document(operation: &str, schemas: &str) -> String {
    format!(
        "openapi: 3.0.3\n\
         info: {{title: Things, version: '1'}}\n\
         servers:\n- url: https://things.example\n\
         paths:\n  /v1/{{thing_id}}/parts:\n{operation}\n\
         components:\n  securitySchemes:\n    key: {{type: apiKey, in: header, name: X-Key}}\n  schemas:\n{schemas}\n"
    )
}

const GET: &str = "    get:
      operationId: list_parts
      parameters:
      - {name: thing_id, in: path, required: true, schema: {type: string}}
      - {name: size, in: query, schema: {$ref: '#/components/schemas/Size'}}
      - {name: X-Key, in: header, schema: {type: string}}
      responses:
        '200': {description: Parts., content: {application/json: {schema: {$ref: '#/components/schemas/Parts'}}}}
        '404': {description: None., content: {application/json: {schema: {$ref: '#/components/schemas/Oops'}}}}";

const SCHEMAS: &str = "    Size: {type: integer, minimum: 2, maximum: 7}
    State: {type: string, enum: [NEW, OLD]}
    Parts:
      type: object
      properties:
        total: {type: integer}
        parts: {type: array, items: {$ref: '#/components/schemas/Part'}}
        names: {type: array, items: {type: string}}
    Part:
      type: object
      properties:
        name: {type: string}
        made: {type: string, format: date-time}
        sold: {type: string}
        kind: {type: string}
        state: {$ref: '#/components/schemas/State'}
        weight: {type: number}
        broken: {type: boolean}
        whole: {$ref: '#/components/schemas/Part'}
    Oops: {type: object, properties: {why: {type: string}}}";

fn source(overlay: Overlay, text: &str) -> String {
    let target = Target { document: "things.yaml", module: "things", overlay, reference: None };
    // White space is the printer's affair.
    let (source, _) = generate(&target, text).unwrap_or_else(|problems| panic!("{problems}"));
    source.text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn refused(overlay: Overlay, text: &str) -> String {
    let target = Target { document: "things.yaml", module: "things", overlay, reference: None };
    generate(&target, text).map(|(source, _)| source.text).unwrap_err().to_string()
}

/// Whether a source holds a piece of code, however it is broken into lines.
fn holds(text: &str, code: &str) -> bool {
    let bare = |text: &str| text.replace([' ', ','], "");
    bare(text).contains(&bare(code))
}

#[test]
fn responses_are_lenient_and_requests_are_strict() {
    const OVERLAY: Overlay = Overlay {
        types: &[],
        times: &[("Part", "sold")],
        known_values: &[KnownValues {
            schema: "Part",
            property: "kind",
            name: "Kind",
            description: "What it is.",
            values: &["BOLT", "NUT"],
        }],
    };
    let text = source(OVERLAY, &document(GET, SCHEMAS));
    let value = "::imagejobs_core::value::";
    for field in [
        "pub total: {v}Lenient<i64>".to_owned(),
        "pub parts: {v}List<Part>".to_owned(),
        "pub names: {v}List<{v}Text>".to_owned(),
        "pub name: {v}Lenient<{v}Text>".to_owned(),
        "pub made: {v}Lenient<{v}Timestamp>".to_owned(),
        "pub sold: {v}Lenient<{v}Timestamp>".to_owned(),
        "pub kind: {v}Lenient<{v}Open<Kind>>".to_owned(),
        "pub state: {v}Lenient<{v}Open<State>>".to_owned(),
        "pub weight: {v}Lenient<f64>".to_owned(),
        "pub broken: {v}Lenient<bool>".to_owned(),
        "size: Result<Option<{v}Bounded<2, 7>>, String>".to_owned(),
        "pub type Size = {v}Bounded<2, 7>;".to_owned(),
    ] {
        let field = field.replace("{v}", value);
        assert!(holds(&text, &field), "{field}");
    }
    assert!(text.contains("pub enum Kind { /// `BOLT`"), "known values become an enum");
    assert!(text.contains("pub const GLOBAL_ENDPOINT: &str = \"https://things.example\";"));
}

#[test]
fn what_core_does_for_every_operation_is_taken_out() {
    let text = source(NONE, &document(GET, SCHEMAS));
    for gone in ["x_key", "X-Key", "api-version", "progenitor", "reqwest", "404u16", "prelude"] {
        assert!(!text.contains(gone), "{gone}");
    }
    assert!(text.contains("_ => Err(runtime::unexpected(&response))"));
}

#[test]
fn fields_stand_in_the_order_of_the_document() {
    let text = source(NONE, &document(GET, SCHEMAS));
    let part = &text[text.find("pub struct Part {").unwrap()..];
    let part = &part[..part.find("} ").unwrap()];
    let fields = ["name:", "made:", "sold:", "kind:", "state:", "weight:", "broken:", "whole:"];
    let at: Vec<_> =
        fields.iter().map(|field| part.find(&format!("pub {field}")).unwrap()).collect();
    assert!(at.is_sorted(), "{part}");
}

#[test]
fn other_methods_and_bodies_are_generated_and_their_secrets_hidden() {
    let post = "    post:
      operationId: add_part
      x-permissions: [{action: 'things:parts:add'}]
      parameters:
      - {name: thing_id, in: path, required: true, schema: {type: string}}
      requestBody:
        required: true
        content: {application/json: {schema: {$ref: '#/components/schemas/NewPart'}}}
      responses:
        '201': {description: Made., content: {application/json: {schema: {$ref: '#/components/schemas/Made'}}}}";
    let schemas = "    NewPart:
      type: object
      required: [name, pin]
      properties:
        name: {type: string}
        pin: {type: string, format: password}
    Made: {type: object, properties: {id: {type: string}}}";
    let text = source(NONE, &document(post, schemas));
    assert!(text.contains("pub pin: ::imagejobs_core::Secret"), "{text}");
    assert!(text.contains("pub name: ::std::string::String"));
    assert!(text.contains(".post(url)") && text.contains(".json(&body)"));
    assert!(text.contains(
        "Operation::new( \"add_part\", \"/v1/{thing_id}/parts\", &[\"things:parts:add\"], )"
    ));
}

#[test]
fn a_call_that_is_not_sent_is_warned_of() {
    let text = source(NONE, &document(GET, SCHEMAS));
    let told = "#[must_use = \"a call does nothing until it is sent\"] pub struct ListParts<'a> {";
    assert!(text.contains(told), "{text}");
}

#[test]
fn what_cannot_be_read_leniently_is_refused_with_its_place() {
    for (edit, pointer, says) in [
        (
            ("name: {type: string}", "name: {type: string, enum: [A, B]}"),
            "/components/schemas/Part/properties/name",
            "a schema of its own",
        ),
        (
            ("name: {type: string}", "name: {type: object, additionalProperties: {type: string}}"),
            "/components/schemas/Part/properties/name",
            "expected a scalar, a list, or an object",
        ),
        (
            ("Size: {type: integer, minimum: 2, maximum: 7}", "Size: {type: integer}"),
            "/components/schemas/Part",
            "requests are strict and responses are lenient",
        ),
    ] {
        let mut text = document(GET, &SCHEMAS.replacen(edit.0, edit.1, 1));
        if edit.1 == "Size: {type: integer}" {
            let body = "      requestBody: {content: {application/json: {schema: {$ref: '#/components/schemas/Part'}}}}\n      responses:";
            text = text.replacen("    get:", "    put:", 1).replacen("      responses:", body, 1);
        }
        let told = refused(NONE, &text);
        assert!(told.contains(&format!(": {pointer}: ")) && told.contains(says), "{told}");
        assert!(told.starts_with("things.yaml:"), "{told}");
    }
}

#[test]
fn an_overlay_that_names_what_is_not_there_is_refused() {
    const GONE: Overlay = Overlay {
        types: &[("Gone", "imagejobs_core::ProjectId")],
        times: &[("Part", "gone")],
        known_values: &[],
    };
    let told = refused(GONE, &document(GET, SCHEMAS));
    assert!(told.contains("expected a schema Gone: the overlay"), "{told}");
    assert!(
        told.contains("/components/schemas/Part/properties: expected a property gone"),
        "{told}"
    );
}

#[test]
fn the_same_text_gives_the_same_source() {
    let text = document(GET, SCHEMAS);
    assert_eq!(source(NONE, &text), source(NONE, &text));
    let target =
        |module| Target { document: "things.yaml", module, overlay: NONE, reference: None };
    let list = module_list(&[target("one"), target("two")]).text;
    assert!(list.ends_with("#[rustfmt::skip]\npub mod one;\n\n#[rustfmt::skip]\npub mod two;\n"));
}
