//! What operations say of themselves: answers, bodies, permissions, tags, and what they use.

use imagejobs_codegen::rule::Rule;

use super::Case;

pub(super) const CASES: &[Case] = &[
    Case {
        rule: Rule::ErrorAnswers,
        find: "        \"403\":\n          $ref: \"#/components/responses/Failure\"\n        \"500\":\n          $ref: \"#/components/responses/Failure\"\n    post",
        replace: "        \"403\":\n          description: It is not allowed.\n        \"500\":\n          $ref: \"#/components/responses/Failure\"\n    post",
        told: &[
            r##"52:9: /paths/~1v1~1{shelf_id}~1parts/get/responses/403: a second error type in one operation, expected "#/components/schemas/Failure" as under "400", found no content [responses]"##,
            r##"52:9: /paths/~1v1~1{shelf_id}~1parts/get/responses/403: expected the schema of the other failures, "#/components/schemas/Failure" as application/json, found none [error-answers]"##,
        ],
    },
    Case {
        rule: Rule::ErrorAnswers,
        find: "        \"403\":\n          $ref: \"#/components/responses/Failure\"\n        \"500\":\n          $ref: \"#/components/responses/Failure\"\n    post",
        replace: "        \"403\":\n          description: It is not allowed.\n          content:\n            application/json:\n              schema: {$ref: \"#/components/schemas/Failure\"}\n              example: {}\n        \"500\":\n          $ref: \"#/components/responses/Failure\"\n    post",
        told: &[],
    },
    Case {
        rule: Rule::Failures,
        find: "        \"403\":\n          $ref: \"#/components/responses/Failure\"\n        \"500\":\n          $ref: \"#/components/responses/Failure\"\n    post",
        replace: "        \"404\":\n          $ref: \"#/components/responses/Failure\"\n    post",
        told: &[
            "45:7: /paths/~1v1~1{shelf_id}~1parts/get/responses: expected the failures 400, 401, 403 and one of 5xx, missing 403, one of 5xx [failures]",
        ],
    },
    Case {
        rule: Rule::Failures,
        find: r#"        "500":"#,
        replace: r#"        "503":"#,
        told: &[],
    },
    Case {
        rule: Rule::UnusedComponents,
        find: "  schemas:\n    ShelfId:",
        replace: "  schemas:\n    Lid:\n      type: string\n      description: What closes a box.\n      example: round\n    ShelfId:",
        told: &[
            "168:5: /components/schemas/Lid: no operation uses this component, directly or through others [unused-components]",
        ],
    },
    Case {
        rule: Rule::UnusedComponents,
        find: "        - $ref: \"#/components/parameters/Kind\"\n",
        replace: "",
        told: &[
            "120:5: /components/parameters/Kind: no operation uses this component, directly or through others [unused-components]",
        ],
    },
    Case {
        rule: Rule::UnusedComponents,
        find: "          items: {type: string, example: steel}\n        maker",
        replace: "          items: {$ref: \"#/components/schemas/ShelfId\"}\n        maker",
        told: &[],
    },
    Case {
        rule: Rule::PermissionsGiven,
        find: "      x-permissions: []\n",
        replace: "",
        told: &[
            "56:5: /paths/~1v1~1{shelf_id}~1parts/post: an operation needs the field `x-permissions`: a list of actions with their access levels, empty when none are known [permissions-given]",
        ],
    },
    Case {
        rule: Rule::PermissionsGiven,
        find: "access_level: List",
        replace: "access_level: Look",
        told: &[
            r#"36:11: /paths/~1v1~1{shelf_id}~1parts/get/x-permissions/0/access_level: expected one of List, Read, Write, Permission management, Tagging, found "Look" [permissions-given]"#,
        ],
    },
    Case {
        rule: Rule::PermissionsGiven,
        find: "          access_level: List\n",
        replace: "",
        told: &[
            "35:11: /paths/~1v1~1{shelf_id}~1parts/get/x-permissions/0: a permission needs the field `access_level` [permissions-given]",
        ],
    },
    Case {
        rule: Rule::PermissionsGiven,
        find: "          access_level: List\n",
        replace: "          access_level: List\n          scope: all\n",
        told: &[
            r#"37:11: /paths/~1v1~1{shelf_id}~1parts/get/x-permissions/0/scope: a permission has no field "scope" [permissions-given]"#,
        ],
    },
    Case {
        rule: Rule::PermissionsGiven,
        find: "x-permissions: []",
        replace: "x-permissions:\n        - {action: stock:parts:add, access_level: Write}",
        told: &[],
    },
    Case {
        rule: Rule::Tags,
        find: "      operationId: add_part\n      tags: [Stock]",
        replace: "      operationId: add_part",
        told: &[
            "56:5: /paths/~1v1~1{shelf_id}~1parts/post: an operation needs one of the document's `tags` [tags]",
        ],
    },
    Case {
        rule: Rule::Tags,
        find: "      operationId: add_part\n      tags: [Stock]",
        replace: "      operationId: add_part\n      tags: [Stocks]",
        told: &[
            r#"58:14: /paths/~1v1~1{shelf_id}~1parts/post/tags/0: the document declares no tag "Stocks"; did you mean `Stock`? [tags]"#,
        ],
    },
    Case {
        rule: Rule::Tags,
        find: "  - name: Stock\n",
        replace: "  - name: Shelves\n    description: What parts lie on.\n  - name: Stock\n",
        told: &[r#"22:5: /tags/0: no operation has the tag "Shelves" [tags]"#],
    },
    Case {
        rule: Rule::Tags,
        find: "  - name: Stock\n    description",
        replace: "  - name: Stock\n    description: What is there.\n  - name: Stock\n    description",
        told: &[r#"24:5: /tags/1: the tag "Stock" is declared twice [tags]"#],
    },
    Case {
        rule: Rule::Tags,
        find: "tags:\n  - name: Stock\n",
        replace: "tags:\n  - name: Stock\n    externalDocs: {url: https://parts.example/stock}\n",
        told: &[],
    },
    Case {
        rule: Rule::DroppedAnswers,
        find: "        \"204\":\n",
        replace: "        \"302\":\n          description: It is elsewhere.\n        \"204\":\n",
        told: &[
            "73:9: /paths/~1v1~1{shelf_id}~1parts/post/responses/302: the client takes this answer for an unexpected one, whatever is described here; expected a status of 2xx, 4xx or 5xx [dropped-answers]",
        ],
    },
    Case {
        rule: Rule::DroppedAnswers,
        find: "      content:\n        application/json:\n          schema:\n            $ref: \"#/components/schemas/Parts\"",
        replace: "      content:\n        text/plain:\n          schema: {type: string, example: bolt}\n          example: bolt\n        application/json:\n          schema:\n            $ref: \"#/components/schemas/Parts\"",
        told: &[
            r#"150:9: /components/responses/Parts/content/text~1plain: expected application/json alone, found "text/plain" beside it, which the client never reads [dropped-answers]"#,
            "151:11: /components/responses/Parts/content/text~1plain/schema: expected a reference to an object with properties: nothing else is read leniently at the top of a response [lenient]",
        ],
    },
    Case {
        rule: Rule::DroppedAnswers,
        find: "        \"204\":\n",
        replace: "        \"201\":\n          description: It is on the shelf.\n        \"204\":\n",
        told: &[],
    },
    Case {
        rule: Rule::RequiredBodies,
        find: "        required: true\n        content",
        replace: "        content",
        told: &[
            "64:7: /paths/~1v1~1{shelf_id}~1parts/post/requestBody: a request body must be `required: true`: the client always sends it [required-bodies]",
        ],
    },
    Case {
        rule: Rule::RequiredBodies,
        find: "        required: true\n        content",
        replace: "        required: false\n        content",
        told: &[
            "66:9: /paths/~1v1~1{shelf_id}~1parts/post/requestBody/required: a request body must be `required: true`: the client always sends it [required-bodies]",
        ],
    },
    Case {
        rule: Rule::RequiredBodies,
        find: "description: The part to add.\n        required: true",
        replace: "required: true\n        description: The part to add.",
        told: &[],
    },
];
