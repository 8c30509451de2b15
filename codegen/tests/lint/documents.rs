//! Rules that codegen asks for, too; their cases to the letter stand in `broken_documents`.

use imagejobs_codegen::rule::Rule;

use super::Case;

pub(super) const CASES: &[Case] = &[
    Case {
        rule: Rule::Yaml,
        find: "title: Parts",
        replace: "title: Parts\n  title: Bolts",
        told: &["4:3: /info/title: the key is given twice, here and in line 3; keep one [yaml]"],
    },
    Case { rule: Rule::Yaml, find: "title: Parts", replace: r#"title: "Parts""#, told: &[] },
    Case {
        rule: Rule::Version,
        find: "openapi: 3.0.3",
        replace: "openapi: 3.1.0",
        told: &[
            r#"1:1: /openapi: only OpenAPI 3.0 is read, expected 3.0.x such as 3.0.3, found "3.1.0" [openapi-version]"#,
        ],
    },
    Case { rule: Rule::Version, find: "openapi: 3.0.3", replace: "openapi: 3.0.4", told: &[] },
    Case {
        rule: Rule::Shape,
        find: "required: true\n        content",
        replace: "requierd: true\n        required: true\n        content",
        told: &[
            r#"66:9: /paths/~1v1~1{shelf_id}~1parts/post/requestBody/requierd: a request body has no field "requierd"; did you mean `required`? [shape]"#,
        ],
    },
    Case {
        rule: Rule::Shape,
        find: "      operationId: add_part\n",
        replace: "",
        told: &[
            "56:5: /paths/~1v1~1{shelf_id}~1parts/post: an operation needs the field `operationId` [shape]",
        ],
    },
    Case { rule: Rule::Shape, find: "title: Parts", replace: r#"title: "5""#, told: &[] },
    Case {
        rule: Rule::References,
        find: r#"schemas/Maker""#,
        replace: r#"schemas/Makers""#,
        told: &[
            r##"193:11: /components/schemas/NewPart/properties/maker/$ref: "#/components/schemas/Makers" does not exist; did you mean `Maker`? [references]"##,
            "194:5: /components/schemas/Maker: no operation uses this component, directly or through others [unused-components]",
        ],
    },
    Case {
        rule: Rule::References,
        find: "        maker:\n",
        replace: "        other:\n          $ref: \"#/components/schemas/Maker\"\n        maker:\n",
        told: &[],
    },
    Case {
        rule: Rule::Compositions,
        find: "    Maker:\n      type: object",
        replace: "    Maker:\n      allOf: []\n      type: object",
        told: &[
            "195:7: /components/schemas/Maker/allOf: expected at least one schema, found an empty list [compositions]",
        ],
    },
    Case {
        rule: Rule::Compositions,
        find: "    Maker:\n      type: object",
        replace: "    Maker:\n      allOf:\n        - {type: object, properties: {town: {type: string, description: Where they are., example: York}}}\n      type: object",
        told: &[],
    },
    Case {
        rule: Rule::RustNames,
        find: "operationId: add_part",
        replace: "operationId: list_parts",
        told: &[
            r#"57:7: /paths/~1v1~1{shelf_id}~1parts/post/operationId: "list_parts" is in line 30 already; an id is unique [rust-names]"#,
        ],
    },
    Case {
        rule: Rule::RustNames,
        find: "operationId: add_part",
        replace: "operationId: put_part",
        told: &[],
    },
    Case {
        rule: Rule::Paths,
        find: "/v1/{shelf_id}/parts:",
        replace: "/v1/{shelf}/parts:",
        told: &[
            "29:5: /paths/~1v1~1{shelf}~1parts/get: `{shelf}` of the path has no path parameter [paths]",
            "38:11: /paths/~1v1~1{shelf}~1parts/get/parameters/0: the path has no `{shelf_id}` for this path parameter [paths]",
            "56:5: /paths/~1v1~1{shelf}~1parts/post: `{shelf}` of the path has no path parameter [paths]",
            "63:11: /paths/~1v1~1{shelf}~1parts/post/parameters/0: the path has no `{shelf_id}` for this path parameter [paths]",
        ],
    },
    Case {
        rule: Rule::Paths,
        find: "/v1/{shelf_id}/parts:",
        replace: "/v2/{shelf_id}/parts:",
        told: &[],
    },
    Case {
        rule: Rule::Parameters,
        find: "      name: fresh\n      in: query",
        replace: "      name: fresh\n      in: cookie",
        told: &[
            "117:7: /components/parameters/Fresh/in: cookie parameters are not supported [parameters]",
        ],
    },
    Case {
        rule: Rule::Parameters,
        find: "      name: fresh\n      in: query",
        replace: "      name: fresh\n      in: query\n      style: form",
        told: &[],
    },
    Case {
        rule: Rule::Payloads,
        find: "application/json:\n            schema:\n              $ref: \"#/components/schemas/NewPart\"",
        replace: "text/plain:\n            schema:\n              $ref: \"#/components/schemas/NewPart\"",
        told: &[
            r#"67:9: /paths/~1v1~1{shelf_id}~1parts/post/requestBody/content: expected application/json, found "text/plain" [payloads]"#,
        ],
    },
    Case {
        rule: Rule::Payloads,
        find: "      content:\n        application/json:\n          schema:\n            $ref: \"#/components/schemas/Parts\"",
        replace: "      content:\n        application/json; charset=utf-8:\n          schema:\n            $ref: \"#/components/schemas/Parts\"",
        told: &[],
    },
    Case {
        rule: Rule::Responses,
        find: r#""204":"#,
        replace: "default:",
        told: &[
            "72:7: /paths/~1v1~1{shelf_id}~1parts/post/responses: expected a response with a status from 200 to 299 [responses]",
            "73:9: /paths/~1v1~1{shelf_id}~1parts/post/responses/default: `default` is not supported; list the statuses [responses]",
        ],
    },
    Case { rule: Rule::Responses, find: r#""204":"#, replace: r#""202":"#, told: &[] },
    Case {
        rule: Rule::Operations,
        find: "operationId: add_part",
        replace: "operationId: add_part\n      servers: []",
        told: &[
            "58:7: /paths/~1v1~1{shelf_id}~1parts/post/servers: `servers` of an operation is not supported [operations]",
        ],
    },
    Case {
        rule: Rule::Operations,
        find: "operationId: add_part",
        replace: "operationId: add_part\n      externalDocs: {url: https://parts.example/add}",
        told: &[],
    },
    Case {
        rule: Rule::Permissions,
        find: "action: stock:parts:list",
        replace: "action: list",
        told: &[
            r#"35:11: /paths/~1v1~1{shelf_id}~1parts/get/x-permissions/0/action: expected an action such as workspace:images:listImageJobs, found "list" [permissions]"#,
        ],
    },
    Case {
        rule: Rule::Permissions,
        find: "action: stock:parts:list",
        replace: "action: stock:parts:listAll",
        told: &[],
    },
    Case {
        rule: Rule::Keywords,
        find: "schema: {type: boolean}",
        replace: "schema: {type: boolean, maxLength: 5}",
        told: &[
            "119:31: /components/parameters/Fresh/schema/maxLength: `maxLength` does not apply to the type boolean [keywords]",
        ],
    },
    Case {
        rule: Rule::Keywords,
        find: "schema: {type: boolean}\n      example: true",
        replace: "schema: {type: string, maxLength: 5}\n      example: today",
        told: &[],
    },
    Case {
        rule: Rule::Bounds,
        find: "minimum: 1, maximum: 100, default: 10",
        replace: "minimum: 20, maximum: 10",
        told: &[
            "107:31: /components/parameters/Limit/schema/minimum: `minimum` is 20, more than `maximum`, which is 10 [bounds]",
            "108:7: /components/parameters/Limit/example: the example does not fit the schema: expected at least 20, found 10 [examples]",
        ],
    },
    Case {
        rule: Rule::Bounds,
        find: "minimum: 1, maximum: 100, default: 10",
        replace: "minimum: 10, maximum: 10",
        told: &[],
    },
    Case {
        rule: Rule::Required,
        find: "required: [name]",
        replace: "required: [nome]",
        told: &[
            r#"71:13: /paths/~1v1~1{shelf_id}~1parts/post/requestBody/content/application~1json/example: the example does not fit the schema: the required field "nome" is missing [examples]"#,
            r#"180:18: /components/schemas/NewPart/required/0: "nome" is not a property; did you mean `name`? [required]"#,
        ],
    },
    Case {
        rule: Rule::Required,
        find: "required: [name]",
        replace: "required: [name, maker]",
        told: &[
            r#"71:13: /paths/~1v1~1{shelf_id}~1parts/post/requestBody/content/application~1json/example: the example does not fit the schema: the required field "maker" is missing [examples]"#,
        ],
    },
    Case { rule: Rule::Required, find: "required: [name]", replace: "required: []", told: &[] },
    Case {
        rule: Rule::Enums,
        find: "enum: [BOLT, NUT]",
        replace: "enum: [BOLT, NUT, 5]",
        told: &[
            "175:25: /components/schemas/Kind/enum/2: expected a string, found an integer [enums]",
        ],
    },
    Case {
        rule: Rule::Enums,
        find: "enum: [BOLT, NUT]",
        replace: "enum: [BOLT, NUT, PIN]",
        told: &[],
    },
    Case {
        rule: Rule::Examples,
        find: "example: {name: bolt}",
        replace: "example: {name: bolt, count: many}",
        told: &[
            "71:35: /paths/~1v1~1{shelf_id}~1parts/post/requestBody/content/application~1json/example/count: the example does not fit the schema: expected an integer, found a string [examples]",
        ],
    },
    Case {
        rule: Rule::Examples,
        find: "example: {name: bolt}",
        replace: "example: {name: bolt, count: 2}",
        told: &[],
    },
    Case {
        rule: Rule::Defaults,
        find: "maximum: 100, default: 10",
        replace: "maximum: 100, default: 101",
        told: &[
            "107:57: /components/parameters/Limit/schema/default: the default does not fit the schema: expected at most 100, found 101 [defaults]",
        ],
    },
    Case {
        rule: Rule::Defaults,
        find: "maximum: 100, default: 10",
        replace: "maximum: 100, default: 100",
        told: &[],
    },
    Case {
        rule: Rule::Servers,
        find: "default: north-1",
        replace: "default: west-1",
        told: &[
            r#"19:9: /servers/1/variables/region/default: expected a value of the `enum`, found "west-1" [servers]"#,
        ],
    },
    Case { rule: Rule::Servers, find: "default: north-1", replace: "default: south-1", told: &[] },
    Case {
        rule: Rule::Security,
        find: "security:\n  - userToken: []",
        replace: "security:\n  - token: []",
        told: &[
            r#"24:1: /security: expected every scheme of the document, missing "userToken": the client sends what its caller has, whatever stands here [authentication]"#,
            r#"25:5: /security/0/token: there is no security scheme "token" [security]"#,
            "85:5: /components/securitySchemes/userToken: no operation uses this component, directly or through others [unused-components]",
        ],
    },
    Case {
        rule: Rule::Security,
        find: "security:\n  - userToken: []\n  - signedRequest: []",
        replace: "security:\n  - signedRequest: []\n  - userToken: []",
        told: &[],
    },
    Case {
        rule: Rule::Secrets,
        find: "      description: Only parts that came today.\n      schema: {type: boolean}\n      example: true",
        replace: "      description: Only parts that came today.\n      schema: {type: string, format: password}\n      example: a",
        told: &[
            "119:7: /components/parameters/Fresh/schema: expected no secret (`format: password`) in a parameter: addresses and headers are seen and logged on their way; a secret belongs in a request body, a credential in a security scheme [secrets]",
        ],
    },
    Case {
        rule: Rule::Secrets,
        find: "description: What else is to say.",
        replace: "description: What else is to say., format: password",
        told: &[],
    },
    Case {
        rule: Rule::Lenient,
        find: "        fresh: {type: boolean, description: Whether it came today., example: true}\n        kind:",
        replace: "        fresh: {type: boolean, description: Whether it came today., example: true}\n        maker: {$ref: \"#/components/schemas/Maker\"}\n        kind:",
        told: &[
            "194:5: /components/schemas/Maker: expected a schema of requests or of responses, found one of both: requests are strict and responses are lenient, so give each its own [lenient]",
        ],
    },
    Case {
        rule: Rule::Lenient,
        find: "        fresh: {type: boolean, description: Whether it came today., example: true}\n        kind:",
        replace: "        whole: {$ref: \"#/components/schemas/Part\"}\n        kind:",
        told: &[],
    },
    Case {
        rule: Rule::Lenient,
        find: "            $ref: \"#/components/schemas/Parts\"\n          examples:\n            one:\n              $ref: \"#/components/examples/Parts\"",
        replace: "            type: array\n            items: {$ref: \"#/components/schemas/Part\"}\n          example: []",
        told: &[
            "151:11: /components/responses/Parts/content/application~1json/schema: expected a reference to an object with properties: nothing else is read leniently at the top of a response [lenient]",
            "163:5: /components/examples/Parts: no operation uses this component, directly or through others [unused-components]",
            "198:5: /components/schemas/Parts: no operation uses this component, directly or through others [unused-components]",
        ],
    },
    Case {
        rule: Rule::BoundedNumbers,
        find: "minimum: 1, maximum: 100, default: 10",
        replace: "minimum: -1, maximum: 100",
        told: &[
            "107:31: /components/parameters/Limit/schema/minimum: expected bounds from 0 to 4294967295, but the least number is -1: with both bounds it becomes a type that holds no other; narrow this bound or leave one out [bounded-numbers]",
        ],
    },
    Case {
        rule: Rule::BoundedNumbers,
        find: "minimum: 1, maximum: 100, default: 10",
        replace: "minimum: 0, maximum: 4294967295",
        told: &[],
    },
    Case {
        rule: Rule::Generator,
        find: "    Maker:\n      type: object\n      description: Who made a part.\n      properties:\n        name: {type: string, description: How the maker is called., example: Smith}",
        replace: "    Maker:\n      description: Who made a part.\n      oneOf:\n        - {type: string, example: Smith}\n        - {type: integer, example: 5}",
        told: &[
            "1:1: progenitor's code has changed: there is no schema for the enum Maker [generator]",
        ],
    },
    Case {
        rule: Rule::Generator,
        find: "    Maker:\n      type: object\n      description: Who made a part.\n      properties:\n        name: {type: string, description: How the maker is called., example: Smith}",
        replace: "    Maker: {type: string, description: Who made a part., example: Smith}",
        told: &[],
    },
];
