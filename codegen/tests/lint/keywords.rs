//! What would be dropped in silence, or needs what the client does not have.

use imagejobs_codegen::rule::Rule;

use super::Case;

pub(super) const CASES: &[Case] = &[
    Case {
        rule: Rule::Crates,
        find: "note: {type: string,",
        replace: r#"note: {type: string, pattern: "^[a-z]+$","#,
        told: &[
            "183:30: /components/schemas/NewPart/properties/note/pattern: `pattern` needs the crate regress in a request, which the client does not have; leave it out, and say it in the description [crates]",
        ],
    },
    Case {
        rule: Rule::Crates,
        find: "note: {type: string, description: What else is to say., example: rusty}",
        replace: r#"note: {type: string, format: date, description: When it was bought., example: "2022-03-07"}"#,
        told: &[
            "183:30: /components/schemas/NewPart/properties/note/format: `format` needs the crate chrono in a request, which the client does not have; leave it out, and say it in the description [crates]",
        ],
    },
    Case {
        rule: Rule::Crates,
        find: "note: {type: string, description: What else is to say., example: rusty}",
        replace: "notes: {type: array, description: What else is to say., items: {type: array, description: Words., items: {allOf: [{description: Anything.}]}}}",
        told: &[
            "1:1: the code would need `serde_json`, which the client does not have; find the schema that it is generated for [crates]",
        ],
    },
    Case {
        rule: Rule::Crates,
        find: "note: {type: string, description: What else is to say., example: rusty}",
        replace: "note: {type: string, minLength: 2, description: What else is to say., example: rusty}",
        told: &[],
    },
    Case {
        rule: Rule::Extensions,
        find: "  title: Parts",
        replace: "  x-note: 1\n  title: Parts",
        told: &[r#"3:3: /info/x-note: nobody reads the extension "x-note" [extensions]"#],
    },
    Case {
        rule: Rule::Extensions,
        find: "operationId: add_part",
        replace: "operationId: add_part\n      x-permission: []",
        told: &[
            r#"58:7: /paths/~1v1~1{shelf_id}~1parts/post/x-permission: nobody reads the extension "x-permission"; did you mean `x-permissions`? [extensions]"#,
        ],
    },
    Case {
        rule: Rule::Extensions,
        find: "      description: What a part is used for.\n",
        replace: "      description: What a part is used for.\n      x-closed: 5\n",
        told: &[
            "175:7: /components/schemas/Kind/x-closed: expected true or false, found an integer [extensions]",
        ],
    },
    Case {
        rule: Rule::Extensions,
        find: "    ShelfId:\n      type: string\n",
        replace: "    ShelfId:\n      type: string\n      x-closed: true\n",
        told: &[
            "170:7: /components/schemas/ShelfId/x-closed: only a schema with `enum` can be closed [extensions]",
        ],
    },
    Case {
        rule: Rule::Extensions,
        find: "operationId: add_part",
        replace: "operationId: add_part\n      x-reference-page: {title: Adding a Part}",
        told: &[
            "58:7: /paths/~1v1~1{shelf_id}~1parts/post/x-reference-page: a reference page needs the field `updated` [extensions]",
        ],
    },
    Case {
        rule: Rule::Extensions,
        find: "operationId: add_part",
        replace: "operationId: add_part\n      x-reference-page: [Adding a Part]",
        told: &[
            "58:7: /paths/~1v1~1{shelf_id}~1parts/post/x-reference-page: expected an object, found a list [extensions]",
        ],
    },
    Case {
        rule: Rule::Extensions,
        find: "operationId: add_part",
        replace: "operationId: add_part\n      x-reference-page: {title: \" \", updated: 2024, author: A}",
        told: &[
            r#"58:26: /paths/~1v1~1{shelf_id}~1parts/post/x-reference-page/title: expected a text, found an empty one [extensions]"#,
            r#"58:38: /paths/~1v1~1{shelf_id}~1parts/post/x-reference-page/updated: expected a string, found an integer [extensions]"#,
            r#"58:53: /paths/~1v1~1{shelf_id}~1parts/post/x-reference-page/author: a reference page has no field "author" [extensions]"#,
        ],
    },
    Case {
        rule: Rule::Extensions,
        find: "paths:\n",
        replace: "paths:\n  x-a: 1\n",
        told: &[r#"28:3: /paths/x-a: nobody reads the extension "x-a" [extensions]"#],
    },
    Case {
        rule: Rule::Extensions,
        find: "  title: Parts",
        replace: "  x-permissions: []\n  title: Parts",
        told: &[
            "3:3: /info/x-permissions: `x-permissions` is read of an operation only, found it elsewhere [extensions]",
        ],
    },
    Case {
        rule: Rule::Extensions,
        find: "operationId: add_part",
        replace: "operationId: add_part\n      x-reference-page: {title: Adding a Part, updated: \"2024-05-06\"}",
        told: &[],
    },
    Case {
        rule: Rule::Extensions,
        find: "      description: What a part is used for.\n",
        replace: "      description: What a part is used for.\n      x-closed: true\n",
        told: &[],
    },
    Case {
        rule: Rule::DroppedKeywords,
        find: "      operationId: add_part",
        replace: "      deprecated: true\n      operationId: add_part",
        told: &[
            "57:7: /paths/~1v1~1{shelf_id}~1parts/post/deprecated: `deprecated` of an operation leaves no trace in the client; leave it out, and say it in the description [dropped-keywords]",
        ],
    },
    Case {
        rule: Rule::DroppedKeywords,
        find: "      name: fresh\n",
        replace: "      name: fresh\n      allowEmptyValue: true\n",
        told: &[
            "117:7: /components/parameters/Fresh/allowEmptyValue: `allowEmptyValue` of a parameter leaves no trace in the client; leave it out, and say it in the description [dropped-keywords]",
        ],
    },
    Case {
        rule: Rule::DroppedKeywords,
        find: "description: What else is to say.,",
        replace: "description: What else is to say., readOnly: true,",
        told: &[
            "183:65: /components/schemas/NewPart/properties/note/readOnly: `readOnly` leaves no trace in the client's request; leave it out, and say it in the description [dropped-keywords]",
        ],
    },
    Case {
        rule: Rule::DroppedKeywords,
        find: "note: {type: string,",
        replace: "note: {type: string, nullable: true,",
        told: &[
            "183:30: /components/schemas/NewPart/properties/note/nullable: `nullable` leaves no trace in the client's request; leave it out, and say it in the description [dropped-keywords]",
        ],
    },
    Case {
        rule: Rule::DroppedKeywords,
        find: "total: {type: integer,",
        replace: "total: {type: integer, minimum: 0,",
        told: &[
            "203:32: /components/schemas/Parts/properties/total/minimum: `minimum` leaves no trace in the client, which reads responses leniently; leave it out, and say it in the description [dropped-keywords]",
        ],
    },
    Case {
        rule: Rule::DroppedKeywords,
        find: "schema: {type: number}",
        replace: "schema: {type: number, minimum: 0}",
        told: &[
            "113:30: /components/parameters/Weight/schema/minimum: `minimum` leaves no trace in the client's parameter; leave it out, and say it in the description [dropped-keywords]",
        ],
    },
    Case {
        rule: Rule::DroppedKeywords,
        find: "    Offset:\n      name: offset\n      in: query\n      description: How many parts to skip.\n      schema: {type: integer}",
        replace: "    Offset:\n      name: offset\n      in: query\n      description: How many parts to skip.\n      schema: {type: integer, maximum: 9}",
        told: &[
            "132:31: /components/parameters/Offset/schema/maximum: `maximum` leaves no trace in the client without the other bound, except `minimum` of 0 or 1; give both, or say it in the description [dropped-keywords]",
        ],
    },
    Case {
        rule: Rule::DroppedKeywords,
        find: "code: {type: string,",
        replace: "code: {type: string, maxLength: 9,",
        told: &[
            "226:30: /components/schemas/Failure/properties/code/maxLength: `maxLength` leaves no trace in the client, which does not read this by its schema; leave it out, and say it in the description [dropped-keywords]",
        ],
    },
    Case {
        rule: Rule::DroppedKeywords,
        find: "      scheme: SDK-HMAC-SHA256\n",
        replace: "      scheme: SDK-HMAC-SHA256\n      bearerFormat: JWT\n",
        told: &[
            "93:7: /components/securitySchemes/signedRequest/bearerFormat: `bearerFormat` says nothing of a scheme of type http; leave it out [dropped-keywords]",
        ],
    },
    Case {
        rule: Rule::DroppedKeywords,
        find: "      schema: {type: string}\n      example: abc",
        replace: "      schema: {type: string, maxLength: 9}\n      example: abc",
        told: &[
            "139:30: /components/parameters/AuthToken/schema/maxLength: `maxLength` leaves no trace in the client, which does not read this by its schema; leave it out, and say it in the description [dropped-keywords]",
        ],
    },
    Case {
        rule: Rule::DroppedKeywords,
        find: "description: What else is to say.,",
        replace: "description: What else is to say., readOnly: false, minLength: 3,",
        told: &[],
    },
    Case {
        rule: Rule::DroppedKeywords,
        find: "          schema: {type: string}\n          example: r-1",
        replace: "          required: true\n          schema: {type: string}\n          example: r-1",
        told: &[
            "147:11: /components/responses/Parts/headers/X-Request-Id/required: `required` of a header leaves no trace in the client; leave it out, and say it in the description [dropped-keywords]",
        ],
    },
];
