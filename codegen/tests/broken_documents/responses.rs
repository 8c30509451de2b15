//! Operations, what they take and what they answer.

use super::Case;

pub(super) const CASES: &[Case] = &[
    Case {
        find: "\"404\":\n          $ref: \"#/components/responses/Failure\"",
        replace: "\"404\":\n          description: Not found.",
        told: &[
            r##"35:9: /paths/~1v1~1{project}~1jobs/get/responses/404: a second error type in one operation, expected "#/components/schemas/Error" as under "400", found no content"##,
        ],
    },
    Case {
        find: "\"404\":\n          $ref: \"#/components/responses/Failure\"",
        replace: "\"404\":\n          description: Not found.\n          content:\n            application/json:\n              schema:\n                $ref: \"#/components/schemas/Job\"",
        told: &[
            r##"35:9: /paths/~1v1~1{project}~1jobs/get/responses/404: a second error type in one operation, expected "#/components/schemas/Error" as under "400", found "#/components/schemas/Job""##,
        ],
    },
    Case {
        find: r#""400":"#,
        replace: "\"202\":\n          description: Later.\n        \"400\":",
        told: &[
            r##"33:9: /paths/~1v1~1{project}~1jobs/get/responses/202: a second success type in one operation, expected "#/components/schemas/Jobs" as under "200", found no content"##,
        ],
    },
    Case {
        find: r#""204":"#,
        replace: r#""404":"#,
        told: &[
            "46:7: /paths/~1v1~1{project}~1jobs/post/responses: expected a response with a status from 200 to 299",
        ],
    },
    Case {
        find: r#""404":"#,
        replace: "default:",
        told: &[
            "35:9: /paths/~1v1~1{project}~1jobs/get/responses/default: `default` is not supported; list the statuses",
        ],
    },
    Case {
        find: r#""404":"#,
        replace: "4XX:",
        told: &[
            "35:9: /paths/~1v1~1{project}~1jobs/get/responses/4XX: a range of statuses is not supported; list the statuses",
        ],
    },
    Case {
        find: "\"204\":\n          description: Created.",
        replace: "\"204\":\n          description: Created.\n          content:\n            text/plain:\n              schema:\n                type: string",
        told: &[
            r#"49:11: /paths/~1v1~1{project}~1jobs/post/responses/204/content: expected application/json, found "text/plain""#,
        ],
    },
    Case {
        find: "            application/json:\n              schema:\n                $ref: \"#/components/schemas/Jobs\"",
        replace: "            application/json: {}",
        told: &[
            "30:13: /paths/~1v1~1{project}~1jobs/get/responses/200/content/application~1json: a media type needs the field `schema`",
        ],
    },
    Case {
        find: "          application/json:\n            schema:\n              $ref: \"#/components/schemas/Job\"\n",
        replace: "          application/json:\n            schema:\n              $ref: \"#/components/schemas/Job\"\n            encoding: {}\n",
        told: &[
            "46:13: /paths/~1v1~1{project}~1jobs/post/requestBody/content/application~1json/encoding: `encoding` is not supported",
        ],
    },
    Case {
        find: "          application/json:\n            schema:\n              $ref: \"#/components/schemas/Job\"\n",
        replace: "          text/plain:\n            schema:\n              $ref: \"#/components/schemas/Job\"\n",
        told: &[
            r#"42:9: /paths/~1v1~1{project}~1jobs/post/requestBody/content: expected application/json, found "text/plain""#,
        ],
    },
    Case {
        find: "      requestBody:\n        content:\n",
        replace: "      requestBody:\n        content:\n          text/plain:\n            schema:\n              type: string\n",
        told: &[
            "42:9: /paths/~1v1~1{project}~1jobs/post/requestBody/content: expected application/json alone, several media types are not supported",
        ],
    },
    Case {
        find: "      operationId: create_job\n",
        replace: "      operationId: create_job\n      callbacks: {}\n      servers: []\n",
        told: &[
            "39:7: /paths/~1v1~1{project}~1jobs/post/callbacks: `callbacks` of an operation is not supported",
            "40:7: /paths/~1v1~1{project}~1jobs/post/servers: `servers` of an operation is not supported",
        ],
    },
    Case {
        find: "      operationId: create_job\n",
        replace: "      operationId: create_job\n      x-dropshot-websocket: {}\n",
        told: &[
            "39:7: /paths/~1v1~1{project}~1jobs/post/x-dropshot-websocket: changes the generated method, which is not supported",
        ],
    },
    Case {
        find: "      operationId: create_job\n",
        replace: "      operationId: create_job\n      x-permissions:\n        - action: Jobs:create\n        - access: w\n        - 5\n",
        told: &[
            r#"40:11: /paths/~1v1~1{project}~1jobs/post/x-permissions/0/action: expected an action such as workspace:images:listImageJobs, found "Jobs:create""#,
            "41:11: /paths/~1v1~1{project}~1jobs/post/x-permissions/1: a permission needs the field `action`",
            "42:11: /paths/~1v1~1{project}~1jobs/post/x-permissions/2: expected an object, found an integer",
        ],
    },
    Case {
        find: "      operationId: create_job\n",
        replace: "      operationId: create_job\n      x-permissions: jobs\n",
        told: &[
            "39:7: /paths/~1v1~1{project}~1jobs/post/x-permissions: expected a list, found a string",
        ],
    },
    Case {
        find: r#""204":"#,
        replace: "\"101\":\n          description: Upgraded.\n        \"204\":",
        told: &[
            "47:9: /paths/~1v1~1{project}~1jobs/post/responses/101: a change of protocol is not supported",
        ],
    },
];
