//! Objects that are not those of OpenAPI 3.0.

use super::Case;

pub(super) const CASES: &[Case] = &[
    Case {
        find: "openapi: 3.0.3",
        replace: "openapi: 3.1.0",
        told: &[
            r#"1:1: /openapi: only OpenAPI 3.0 is read, expected 3.0.x such as 3.0.3, found "3.1.0""#,
        ],
    },
    Case {
        find: "openapi: 3.0.3",
        replace: r#"swagger: "2.0""#,
        told: &["1:1: /swagger: only OpenAPI 3.0 is read, this is Swagger 2.0"],
    },
    Case {
        find: "openapi: 3.0.3",
        replace: "openapi: 3.0",
        told: &["1:1: /openapi: expected a string, found a number; write it in quotes"],
    },
    Case {
        find: "openapi: 3.0.3\n",
        replace: "",
        told: &["1:1: the document needs the field `openapi`"],
    },
    Case {
        find: "title: Jobs",
        replace: "titel: Jobs",
        told: &[
            "2:1: /info: `info` needs the field `title`",
            r#"3:3: /info/titel: `info` has no field "titel"; did you mean `title`?"#,
        ],
    },
    Case {
        find: r#"version: "1""#,
        replace: "version: 1.0",
        told: &["4:3: /info/version: expected a string, found a number; write it in quotes"],
    },
    Case {
        find: "security:\n  - token: []",
        replace: "security: token",
        told: &["11:1: /security: expected a list, found a string"],
    },
    Case {
        find: "in: query",
        replace: "in: body",
        told: &[
            r#"20:11: /paths/~1v1~1{project}~1jobs/get/parameters/1/in: expected one of path, query, header, cookie, found "body""#,
        ],
    },
    Case {
        find: "/v1/{project}/jobs:",
        replace: "v1/{project}/jobs:",
        told: &[
            r#"14:3: /paths/v1~1{project}~1jobs: expected a path that starts with `/`, found "v1/{project}/jobs""#,
        ],
    },
    Case {
        find: r#""404":"#,
        replace: r#""4O4":"#,
        told: &[
            r#"35:9: /paths/~1v1~1{project}~1jobs/get/responses/4O4: expected a status from 100 to 599, a range such as 4XX, or `default`, found "4O4""#,
        ],
    },
    Case {
        find: "    Project:\n",
        replace: "    \"Pro ject\":\n",
        told: &[
            "15:5: /paths/~1v1~1{project}~1jobs/get: `{project}` of the path has no path parameter",
            r##"18:11: /paths/~1v1~1{project}~1jobs/get/parameters/0/$ref: "#/components/parameters/Project" does not exist; did you mean `Pro ject`?"##,
            "37:5: /paths/~1v1~1{project}~1jobs/post: `{project}` of the path has no path parameter",
            r##"40:11: /paths/~1v1~1{project}~1jobs/post/parameters/0/$ref: "#/components/parameters/Project" does not exist; did you mean `Pro ject`?"##,
            r#"56:5: /components/parameters/Pro ject: expected a name of letters, digits, `.`, `_` and `-`, found "Pro ject""#,
        ],
    },
    Case {
        find: "          $ref: \"#/components/schemas/State\"\n",
        replace: "          $ref: \"#/components/schemas/State\"\n          description: How far it is.\n",
        told: &[
            "98:11: /components/schemas/Job/properties/state/description: OpenAPI 3.0 ignores what stands beside `$ref`; remove it",
        ],
    },
    Case {
        find: "maxLength: 8",
        replace: "maxLength: -8",
        told: &[
            "95:11: /components/schemas/Job/properties/id/maxLength: expected a whole number from 0 to 4294967295, found -8",
        ],
    },
    Case {
        find: "type: integer",
        replace: "type: intger",
        told: &[
            r#"22:13: /paths/~1v1~1{project}~1jobs/get/parameters/1/schema/type: expected one of array, boolean, integer, number, object, string, found "intger"; did you mean `integer`?"#,
        ],
    },
    Case {
        find: "          description: The jobs.\n",
        replace: "          $ref: 5\n",
        told: &[
            "28:11: /paths/~1v1~1{project}~1jobs/get/responses/200/$ref: expected a string, found an integer",
            "29:11: /paths/~1v1~1{project}~1jobs/get/responses/200/content: OpenAPI 3.0 ignores what stands beside `$ref`; remove it",
        ],
    },
    Case {
        find: "            application/json:\n              schema:\n                $ref",
        replace: "            application/json:\n              $ref",
        told: &[
            "30:13: /paths/~1v1~1{project}~1jobs/get/responses/200/content/application~1json: a media type needs the field `schema`",
            "31:15: /paths/~1v1~1{project}~1jobs/get/responses/200/content/application~1json/$ref: a media type cannot be a reference",
        ],
    },
    Case {
        find: "          type: string\n          maxLength: 8",
        replace: "          - string",
        told: &["93:9: /components/schemas/Job/properties/id: expected an object, found a list"],
    },
    Case {
        find: "      operationId: create_job\n",
        replace: "",
        told: &[
            "37:5: /paths/~1v1~1{project}~1jobs/post: an operation needs the field `operationId`",
        ],
    },
    Case {
        find: "      type: object\n      properties:\n        code",
        replace: "      type: object\n      additionalProperties: 1\n      properties:\n        code",
        told: &[
            "79:7: /components/schemas/Error/additionalProperties: expected an object, true or false, found an integer",
        ],
    },
    Case {
        find: "description: The jobs.",
        replace: "description: The jobs.\n          headers:\n            X-Total:\n              shema: {type: integer}",
        told: &[
            r#"31:15: /paths/~1v1~1{project}~1jobs/get/responses/200/headers/X-Total/shema: a header has no field "shema"; did you mean `schema`?"#,
        ],
    },
];
