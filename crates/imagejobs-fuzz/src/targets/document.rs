//! An OpenAPI document: the loader, the lint, the overlay and the generator.

use imagejobs_codegen::document::Document;
use imagejobs_codegen::overlay::Overlay;
use imagejobs_codegen::problem::Problems;
use imagejobs_codegen::targets::Target as Generated;
use imagejobs_codegen::{generate, lint};
use proptest::collection::vec;
use proptest::prelude::{Strategy, any, prop_oneof};
use proptest::strategy::BoxedStrategy;

use crate::Target;
use crate::target::{Check, hold, one_of};

pub(super) const TARGET: Target = Target {
    name: "document",
    promise: "a document is generated from, or told wrong with places that exist",
    words: &[
        "type: object",
        "type: string",
        "type: array",
        "$ref: \"#/components/schemas/Widget\"",
        "enum: [A, B]",
        "nullable: true",
        "allOf:",
        "oneOf:",
        "format: date-time",
        "minimum: 0",
        "maximum: 5",
        "pattern: \"^a$\"",
        "default: x",
        "required: [a]",
        "additionalProperties: false",
        "  ",
        "    ",
        "\n",
        "- ",
        "&a",
        "*a",
        "<<: *a",
        "|",
        ">-",
        "? ",
        "!!str",
        "'",
        "parameters:",
    ],
    inputs,
    start,
};

const NAME: &str = "fuzz.yaml";

static PLAIN: Generated = Generated {
    document: NAME,
    module: "fuzz",
    overlay: Overlay { types: &[], times: &[], known_values: &[] },
    reference: None,
};

fn start() -> Result<Check, String> {
    Ok(Box::new(|bytes| {
        let Ok(text) = std::str::from_utf8(bytes) else { return Ok(()) };
        let parsed = Document::parse(NAME, text);
        if let Err(problems) = &parsed {
            placed(problems, text, None)?;
        }
        let document = parsed.as_ref().ok();
        let linted = lint(NAME, text, &PLAIN.overlay);
        if let Err(problems) = &linted {
            placed(problems, text, document)?;
        }
        hold!(linted.is_err() || document.is_some(), "lint passes what cannot be loaded");
        match (generate(&PLAIN, text), document) {
            (Ok((source, _)), Some(_)) => {
                let again = generate(&PLAIN, text).map(|(source, _)| source.text);
                hold!(again.as_ref() == Ok(&source.text), "generated twice, it differs");
            }
            (Ok(_), None) => return Err("generated from what cannot be loaded".to_owned()),
            (Err(problems), document) => {
                placed(&problems, text, document)?;
                hold!(linted.is_err(), "lint passes what cannot be generated from: {problems}");
            }
        }
        Ok(())
    }))
}

/// Whether each problem stands at a place of the text.
fn placed(problems: &Problems, text: &str, document: Option<&Document>) -> Result<(), String> {
    // As YAML ends lines.
    let text = text.replace("\r\n", "\n");
    let lines: Vec<&str> = text.split(['\n', '\r']).collect();
    for problem in problems {
        let (Some(line), Some(column)) = (problem.line(), problem.column()) else {
            return Err(format!("no place: {problem}"));
        };
        let length = lines.get(line - 1).map(|line| line.chars().count());
        hold!(length.is_some_and(|length| column <= length + 1), "no such place: {problem}");
        let told = problem.to_string();
        hold!(!told.contains(['\n', '\r', '\u{1b}']), "not one line: {told:?}");
        hold!(told.len() < 4_000, "{} bytes of a problem: {told:.200}", told.len());
        if let (Some(document), Some(pointer)) = (document, problem.pointer()) {
            let above = pointer.rsplit_once('/').map_or("", |(above, _)| above);
            let exists = |pointer| document.json().pointer(pointer).is_some();
            hold!(exists(pointer) || exists(above), "no such pointer: {problem}");
        }
    }
    Ok(())
}

fn inputs() -> BoxedStrategy<Vec<u8>> {
    let name = || prop_oneof![4 => one_of(NAMES), 1 => "[a-zA-Z_0-9.-]{1,8}"];
    let keyword = prop_oneof![
        one_of(KEYWORDS),
        (name(), any::<i64>()).prop_map(|(name, value)| format!("{name}: {value}")),
    ];
    let schema = vec(keyword, 0..4).prop_map(|keywords| format!("{{{}}}", keywords.join(", ")));
    let property =
        (name(), schema.clone()).prop_map(|(name, schema)| format!("        {name}: {schema}\n"));
    let place = one_of(&["query", "path", "header", "cookie"]);
    let parameter =
        (name(), place, any::<bool>(), schema).prop_map(|(name, place, required, schema)| {
            let says = format!("in: {place}, required: {required}, description: One.");
            format!("        - {{name: {name}, {says}, schema: {schema}}}\n")
        });
    let status = prop_oneof![4 => one_of(&["200"]), 1 => one_of(&["204", "default", "2XX", "700"])];
    (vec(property, 0..4), vec(parameter, 0..3), status)
        .prop_map(|(properties, parameters, status)| {
            let list = |key: &str, lines: Vec<String>| {
                if lines.is_empty() { String::new() } else { format!("{key}{}", lines.concat()) }
            };
            let text = SHOP.replace("STATUS", &status);
            let text = text.replace("PARAMETERS", &list("      parameters:\n", parameters));
            text.replace("PROPERTIES", &list("      properties:\n", properties)).into_bytes()
        })
        .boxed()
}

const NAMES: &[&str] = &["id", "kind", "size", "type", "Widget", "self"];

const KEYWORDS: &[&str] = &[
    "type: string",
    "type: integer",
    "type: boolean",
    "type: number",
    "type: object",
    "type: array",
    "format: int32",
    "format: date-time",
    "format: password",
    "minimum: 0",
    "maximum: 100",
    "minLength: 3",
    "maxLength: 1",
    "nullable: true",
    "enum: [A, b, A]",
    "enum: []",
    "default: A",
    "example: 5",
    "items: {type: string}",
    "$ref: '#/components/schemas/Widget'",
    "$ref: '#/components/schemas/Missing'",
    "allOf: [{$ref: '#/components/schemas/Widget'}]",
    "additionalProperties: true",
    "pattern: '['",
    "description: A thing.",
    "readOnly: true",
    "x-rust-type: {}",
    "uniqueItems: true",
    "multipleOf: 0",
];

const SHOP: &str = "\
openapi: 3.0.3
info: {title: Shop, version: v1}
paths:
  /v1/widgets:
    get:
      operationId: listWidgets
PARAMETERS      responses:
        'STATUS':
          description: The widgets.
          content:
            application/json:
              schema:
                $ref: '#/components/schemas/Widget'
components:
  schemas:
    Widget:
      type: object
      description: A widget.
PROPERTIES";
