//! Schemas that make no sense, or that the generator cannot take.

use super::Case;

pub(super) const CASES: &[Case] = &[
    Case {
        find: "          type: string\n          maxLength: 8",
        replace: "          type: array",
        told: &[
            "93:9: /components/schemas/Job/properties/id: a schema of type array needs the field `items`",
            "98:9: /components/schemas/Job/example/id: the example does not fit the schema: expected a list, found a string",
        ],
    },
    Case {
        find: "          type: string\n          maxLength: 8",
        replace: "          type: string\n          maximum: 5",
        told: &[
            "95:11: /components/schemas/Job/properties/id/maximum: `maximum` does not apply to the type string",
        ],
    },
    Case {
        find: "          type: string\n          maxLength: 8",
        replace: "          maximum: 5",
        told: &[
            "94:11: /components/schemas/Job/properties/id/maximum: a schema with `maximum` must state its `type`",
        ],
    },
    Case {
        find: "          type: string\n          maxLength: 8",
        replace: "          type: boolean\n          format: yes-no",
        told: &[
            "95:11: /components/schemas/Job/properties/id/format: `format` does not apply to the type boolean",
            "99:9: /components/schemas/Job/example/id: the example does not fit the schema: expected a boolean, found a string",
        ],
    },
    Case {
        find: "          type: string\n          maxLength: 8",
        replace: "          nullable: true",
        told: &[
            "94:11: /components/schemas/Job/properties/id/nullable: a schema with `nullable` must state its `type`",
        ],
    },
    Case {
        find: "          type: string\n          maxLength: 8",
        replace: "          type: string\n          minLength: 8\n          maxLength: 4",
        told: &[
            "95:11: /components/schemas/Job/properties/id/minLength: `minLength` is 8, more than `maxLength`, which is 4",
            "100:9: /components/schemas/Job/example/id: the example does not fit the schema: expected at least 8 characters, found 3",
        ],
    },
    Case {
        find: "          type: string\n          maxLength: 8",
        replace: "          type: string\n          x-i:\n        n:\n          type: integer\n          exclusiveMinimum: true",
        told: &[
            "98:11: /components/schemas/Job/properties/n/exclusiveMinimum: `exclusiveMinimum` needs `minimum` beside it",
        ],
    },
    Case {
        find: "          type: string\n          maxLength: 8",
        replace: "          type: string\n        n:\n          type: integer\n          minimum: 5\n          maximum: 4\n          multipleOf: 0",
        told: &[
            "97:11: /components/schemas/Job/properties/n/minimum: `minimum` is 5, more than `maximum`, which is 4",
            "99:11: /components/schemas/Job/properties/n/multipleOf: expected a number above 0, found 0",
        ],
    },
    Case {
        find: "required: [id]",
        replace: "required: [idd, state, state]",
        told: &[
            r#"91:18: /components/schemas/Job/required/0: "idd" is not a property; did you mean `id`?"#,
            r#"91:30: /components/schemas/Job/required/2: "state" is listed twice"#,
            r#"98:7: /components/schemas/Job/example: the example does not fit the schema: the required field "idd" is missing"#,
        ],
    },
    Case {
        find: "          type: string\n          maxLength: 8",
        replace: "          type: string\n          enum: []",
        told: &[
            "95:11: /components/schemas/Job/properties/id/enum: expected at least one value, found an empty list",
        ],
    },
    Case {
        find: "          type: string\n          maxLength: 8",
        replace: "          type: string\n          enum: [j-1, j-1, 5]",
        told: &[
            r#"95:23: /components/schemas/Job/properties/id/enum/1: "j-1" is listed twice"#,
            "95:28: /components/schemas/Job/properties/id/enum/2: expected a string, found an integer",
        ],
    },
    Case {
        find: "          type: string\n          maxLength: 8",
        replace: "          enum: [j-1, 5]",
        told: &[
            "94:23: /components/schemas/Job/properties/id/enum/1: expected a string, found an integer",
        ],
    },
    Case {
        find: "          type: string\n          maxLength: 8",
        replace: "          type: string\n        list:\n          type: array\n          items: {}\n          enum: [[]]",
        told: &[
            "98:11: /components/schemas/Job/properties/list/enum: a list of values is supported for strings, numbers and booleans only",
        ],
    },
    Case {
        find: "          type: string\n          maxLength: 8",
        replace: "          oneOf: []",
        told: &[
            "94:11: /components/schemas/Job/properties/id/oneOf: expected at least one schema, found an empty list",
        ],
    },
    Case {
        find: "          type: string\n          maxLength: 8",
        replace: "          oneOf:\n            - type: string\n          anyOf:\n            - type: string",
        told: &[
            "96:11: /components/schemas/Job/properties/id/anyOf: `anyOf` beside `oneOf` is not supported",
        ],
    },
    Case {
        find: "          type: string\n          maxLength: 8",
        replace: "          not:\n            type: integer",
        told: &["94:11: /components/schemas/Job/properties/id/not: `not` is not supported"],
    },
    Case {
        find: "          type: string\n          maxLength: 8",
        replace: "          type: string\n        n:\n          type: integer\n          items: {}",
        told: &[
            "97:11: /components/schemas/Job/properties/n/items: `items` does not apply to the type integer",
        ],
    },
    Case {
        find: "    State:\n",
        replace: "    Leaf:\n      allOf:\n        - $ref: \"#/components/schemas/Tree\"\n        - type: object\n          properties:\n            up: {$ref: \"#/components/schemas/Leaf\"}\n    Tree:\n      type: object\n      properties:\n        up: {$ref: \"#/components/schemas/Tree\"}\n    State:\n",
        told: &[
            r#"101:5: /components/schemas/Leaf: two parts declare "up" with different references, which is not supported"#,
        ],
    },
];
