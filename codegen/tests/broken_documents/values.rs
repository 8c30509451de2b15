//! Defaults and examples that do not fit.

use super::Case;

pub(super) const CASES: &[Case] = &[
    Case {
        find: "example: 10",
        replace: "example: 101",
        told: &[
            "25:11: /paths/~1v1~1{project}~1jobs/get/parameters/1/example: the example does not fit the schema: expected at most 100, found 101",
        ],
    },
    Case {
        find: "example: 10",
        replace: r#"example: "10""#,
        told: &[
            "25:11: /paths/~1v1~1{project}~1jobs/get/parameters/1/example: the example does not fit the schema: expected an integer, found a string",
        ],
    },
    Case {
        find: "example: 10",
        replace: "example: 10\n          examples: {}",
        told: &[
            "26:11: /paths/~1v1~1{project}~1jobs/get/parameters/1/examples: expected either `example` or `examples`, found both",
        ],
    },
    Case {
        find: "maximum: 100",
        replace: "maximum: 100\n            default: 0",
        told: &[
            "25:13: /paths/~1v1~1{project}~1jobs/get/parameters/1/schema/default: the default does not fit the schema: expected at least 1, found 0",
        ],
    },
    Case {
        find: "id: j-1",
        replace: "id: job-number-1",
        told: &[
            "99:9: /components/schemas/Job/example/id: the example does not fit the schema: expected at most 8 characters, found 12",
        ],
    },
    Case {
        find: "        id: j-1\n        state: WAITING",
        replace: "        state: DONE",
        told: &[
            r#"98:7: /components/schemas/Job/example: the example does not fit the schema: the required field "id" is missing"#,
            r#"99:9: /components/schemas/Job/example/state: the example does not fit the schema: expected one of "WAITING", "RUNNING", found "DONE""#,
        ],
    },
    Case {
        find: "code: J.1",
        replace: "code: 1",
        told: &[
            "70:13: /components/responses/Failure/content/application~1json/examples/failure: the example does not fit the schema: /code: expected a string, found an integer",
        ],
    },
    Case {
        find: "          type: string\n          maxLength: 8",
        replace: "          type: string\n          format: date\n          default: yesterday",
        told: &[
            r#"96:11: /components/schemas/Job/properties/id/default: the default does not fit the schema: expected a date such as 2022-03-07, found "yesterday""#,
            r#"100:9: /components/schemas/Job/example/id: the example does not fit the schema: expected a date such as 2022-03-07, found "j-1""#,
        ],
    },
    Case {
        find: "          type: string\n          maxLength: 8",
        replace: "          type: string\n          format: uuid\n          default: 0f0f0f0f-0f0f-0f0f-0f0f-0F0F0F0F0F0F",
        told: &[
            r#"100:9: /components/schemas/Job/example/id: the example does not fit the schema: expected a UUID, found "j-1""#,
        ],
    },
    Case {
        find: "          type: string\n          maxLength: 8",
        replace: "          type: string\n        tags:\n          type: array\n          maxItems: 1\n          uniqueItems: true\n          items:\n            type: string\n          default: [a, 5]",
        told: &[
            "101:11: /components/schemas/Job/properties/tags/default: the default does not fit the schema: expected at most 1 entries, found 2",
            "101:24: /components/schemas/Job/properties/tags/default/1: the default does not fit the schema: expected a string, found an integer",
        ],
    },
    Case {
        find: "          type: string\n          maxLength: 8",
        replace: "          type: string\n        none:\n          type: object\n          additionalProperties: false\n          default: {a: 1}",
        told: &[
            r#"98:21: /components/schemas/Job/properties/none/default/a: the default does not fit the schema: expected no field "a""#,
        ],
    },
    Case {
        find: "          type: string\n          maxLength: 8",
        replace: "          type: string\n        some:\n          oneOf:\n            - type: string\n            - type: integer\n          default: true",
        told: &[
            "99:11: /components/schemas/Job/properties/some/default: the default does not fit the schema: it fits none of the schemas of `oneOf`",
        ],
    },
    Case {
        find: "          type: string\n          maxLength: 8",
        replace: "          type: string\n        some:\n          oneOf:\n            - type: number\n            - type: integer\n          default: 5",
        told: &[
            "99:11: /components/schemas/Job/properties/some/default: the default does not fit the schema: it fits 2 of the schemas of `oneOf`, expected one",
        ],
    },
    Case {
        find: "          type: string\n          maxLength: 8",
        replace: "          type: string\n        some:\n          type: string\n          nullable: true\n          default: null\n        other:\n          type: string\n          default: null",
        told: &[
            "101:11: /components/schemas/Job/properties/other/default: the default does not fit the schema: expected a string, found null",
        ],
    },
    Case {
        find: "        id: j-1\n        state: WAITING",
        replace: "        id: j-1\n        state: 5",
        told: &[
            "100:9: /components/schemas/Job/example/state: the example does not fit the schema: expected a string, found an integer",
        ],
    },
    Case {
        find: "example: 10",
        replace: "examples:\n            one:\n              value: 0",
        told: &[
            "27:15: /paths/~1v1~1{project}~1jobs/get/parameters/1/examples/one/value: the example does not fit the schema: expected at least 1, found 0",
        ],
    },
];
