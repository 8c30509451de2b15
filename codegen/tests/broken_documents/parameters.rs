//! Parameters, and what codegen supports of them.

use super::Case;

pub(super) const CASES: &[Case] = &[
    Case {
        find: "in: query",
        replace: "in: cookie",
        told: &[
            "20:11: /paths/~1v1~1{project}~1jobs/get/parameters/1/in: cookie parameters are not supported",
        ],
    },
    Case {
        find: "in: query",
        replace: "in: query\n          style: deepObject",
        told: &[
            "21:11: /paths/~1v1~1{project}~1jobs/get/parameters/1/style: only the style form is supported in query, found deepObject",
        ],
    },
    Case {
        find: "          schema:\n            type: integer\n            minimum: 1\n            maximum: 100\n          example: 10\n",
        replace: "          content:\n            application/json:\n              schema:\n                type: integer\n",
        told: &[
            "21:11: /paths/~1v1~1{project}~1jobs/get/parameters/1/content: `content` of a parameter is not supported; use `schema`",
        ],
    },
    Case {
        find: "          schema:\n            type: integer\n            minimum: 1\n            maximum: 100\n          example: 10\n",
        replace: "",
        told: &[
            "19:11: /paths/~1v1~1{project}~1jobs/get/parameters/1: a parameter needs the field `schema`",
        ],
    },
    Case {
        find: "type: integer\n            minimum: 1\n            maximum: 100\n          example: 10",
        replace: "type: array\n            items:\n              type: string",
        told: &[
            "21:11: /paths/~1v1~1{project}~1jobs/get/parameters/1/schema: expected a string, a number or a boolean, a parameter of type array is not supported",
        ],
    },
    Case {
        find: "type: integer\n            minimum: 1\n            maximum: 100\n          example: 10",
        replace: "description: Anything.",
        told: &[
            "21:11: /paths/~1v1~1{project}~1jobs/get/parameters/1/schema: expected a schema of type string, integer, number or boolean",
        ],
    },
    Case {
        find: "      required: true\n",
        replace: "",
        told: &["56:5: /components/parameters/Project: a path parameter must be `required: true`"],
    },
    Case {
        find: "required: true",
        replace: "required: false",
        told: &[
            "59:7: /components/parameters/Project/required: a path parameter must be `required: true`",
        ],
    },
    Case {
        find: "- name: limit\n          in: query",
        replace: "- name: X Limit\n          in: header",
        told: &[
            r#"19:11: /paths/~1v1~1{project}~1jobs/get/parameters/1/name: expected a header name (RFC 9110, token), found "X Limit""#,
        ],
    },
    Case {
        find: "- name: limit\n          in: query",
        replace: "- name: authorization\n          in: header",
        told: &[
            "19:11: /paths/~1v1~1{project}~1jobs/get/parameters/1/name: OpenAPI ignores a parameter Authorization; describe it by a security scheme",
        ],
    },
    Case {
        find: "          example: 10\n",
        replace: "          example: 10\n        - {name: limit, in: query, schema: {type: string}}\n",
        told: &[
            r#"26:11: /paths/~1v1~1{project}~1jobs/get/parameters/2: the query parameter "limit" is listed twice"#,
        ],
    },
    Case {
        find: "          example: 10\n",
        replace: "          example: 10\n          allowReserved: true\n",
        told: &[
            "26:11: /paths/~1v1~1{project}~1jobs/get/parameters/1/allowReserved: `allowReserved` is not supported",
        ],
    },
];
