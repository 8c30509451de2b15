//! Addresses, and who is let in.

use imagejobs_codegen::rule::Rule;

use super::Case;

pub(super) const CASES: &[Case] = &[
    Case {
        rule: Rule::Authentication,
        find: "security:\n  - userToken: []\n  - signedRequest: []\n",
        replace: "",
        told: &[
            "26:5: /paths/~1v1~1{shelf_id}~1parts/get: an operation needs the field `security`, or the document one for all [authentication]",
            "53:5: /paths/~1v1~1{shelf_id}~1parts/post: an operation needs the field `security`, or the document one for all [authentication]",
            "82:5: /components/securitySchemes/userToken: no operation uses this component, directly or through others [unused-components]",
            "87:5: /components/securitySchemes/signedRequest: no operation uses this component, directly or through others [unused-components]",
        ],
    },
    Case {
        rule: Rule::Authentication,
        find: "  - signedRequest: []\n",
        replace: "  - signedRequest: []\n  - {}\n",
        told: &[
            "27:5: /security/2: expected a scheme, found `{}`, which makes the others optional [authentication]",
        ],
    },
    Case {
        rule: Rule::Authentication,
        find: "  - userToken: []\n  - signedRequest: []",
        replace: "  - userToken: []\n    signedRequest: []",
        told: &[
            "25:5: /security/0: expected one scheme in each requirement, found several: the client sends a token or a signature, not both [authentication]",
        ],
    },
    Case {
        rule: Rule::Authentication,
        find: "  - userToken: []\n  - signedRequest: []",
        replace: "  - userToken: []",
        told: &[
            r#"24:1: /security: expected every scheme of the document, missing "signedRequest": the client sends what its caller has, whatever stands here [authentication]"#,
            "89:5: /components/securitySchemes/signedRequest: no operation uses this component, directly or through others [unused-components]",
        ],
    },
    Case {
        rule: Rule::Authentication,
        find: "security:\n  - userToken: []\n  - signedRequest: []",
        replace: "security: []",
        told: &[
            "24:1: /security: expected a requirement, found an empty list, which lets everybody in [authentication]",
            "83:5: /components/securitySchemes/userToken: no operation uses this component, directly or through others [unused-components]",
            "88:5: /components/securitySchemes/signedRequest: no operation uses this component, directly or through others [unused-components]",
        ],
    },
    Case {
        rule: Rule::Authentication,
        find: "      operationId: add_part",
        replace: "      security: []\n      operationId: add_part",
        told: &[
            "57:7: /paths/~1v1~1{shelf_id}~1parts/post/security: expected a requirement, found an empty list: only an operation that takes a secret in its body, to exchange it for a token, goes without [authentication]",
        ],
    },
    Case {
        rule: Rule::Authentication,
        find: "name: X-Auth-Token\n      description: A token of a user.",
        replace: "name: X-Token\n      description: A token of a user.",
        told: &[
            r#"88:7: /components/securitySchemes/userToken/name: expected a scheme that the client has, an apiKey in the header X-Auth-Token or http with the scheme SDK-HMAC-SHA256, found "X-Token" [authentication]"#,
        ],
    },
    Case {
        rule: Rule::Authentication,
        find: "scheme: SDK-HMAC-SHA256",
        replace: "scheme: basic",
        told: &[
            r#"92:7: /components/securitySchemes/signedRequest/scheme: expected a scheme that the client has, an apiKey in the header X-Auth-Token or http with the scheme SDK-HMAC-SHA256, found "basic" [authentication]"#,
        ],
    },
    Case {
        rule: Rule::Authentication,
        find: "      in: header\n      required: false",
        replace: "      in: header\n      required: true",
        told: &[
            "137:7: /components/parameters/AuthToken/required: expected `required: false`: the client sends the token by a security scheme, and none when it signs [authentication]",
        ],
    },
    Case {
        rule: Rule::Authentication,
        find: "      operationId: add_part",
        replace: "      security:\n        - signedRequest: []\n        - userToken: []\n      operationId: add_part",
        told: &[],
    },
    Case {
        rule: Rule::Endpoints,
        find: "url: https://parts.{region}.example",
        replace: "url: http://parts.{region}.example",
        told: &[
            r#"14:5: /servers/1/url: expected an address with https://, found "http://parts.{region}.example" [endpoints]"#,
        ],
    },
    Case {
        rule: Rule::Endpoints,
        find: "url: https://parts.{region}.example",
        replace: "url: https://parts.{region}.example/v1",
        told: &[
            r#"14:5: /servers/1/url: expected https:// and a host alone, found "https://parts.{region}.example/v1" [endpoints]"#,
        ],
    },
    Case {
        rule: Rule::Endpoints,
        find: "enum: [north-1, south-1]",
        replace: "enum: [north-1, south-1, north-1]",
        told: &[
            r#"20:34: /servers/1/variables/region/enum/2: "north-1" is in line 20 already [endpoints]"#,
        ],
    },
    Case {
        rule: Rule::Endpoints,
        find: "        enum: [north-1, south-1]\n",
        replace: "",
        told: &[
            "17:7: /servers/1/variables/region: the region needs an `enum`: the regions are not guessed [endpoints]",
        ],
    },
    Case {
        rule: Rule::Endpoints,
        find: "  - url: https://parts.example\n    description: The address for all regions.\n",
        replace: "  - url: https://parts.example\n    description: The address for all regions.\n  - url: https://parts.other\n    description: The other address for all regions.\n",
        told: &[
            "14:5: /servers/1/url: a second address for all regions, which the client would drop [endpoints]",
        ],
    },
    Case {
        rule: Rule::Endpoints,
        find: "servers:\n  - url: https://parts.example\n    description: The address for all regions.\n  - url: https://parts.{region}.example\n    description: The addresses of the regions.\n    variables:\n      region:\n        description: The region that is asked.\n        default: north-1\n        enum: [north-1, south-1]\n",
        replace: "",
        told: &["1:1: the document needs `servers`, an address at least [endpoints]"],
    },
    Case {
        rule: Rule::Endpoints,
        find: "url: https://parts.{region}.example\n    description: The addresses of the regions.\n    variables:\n",
        replace: "url: https://parts.{region}.{zone}.example\n    description: The addresses of the regions.\n    variables:\n      zone: {description: The part of the region., default: a, enum: [a]}\n",
        told: &[
            "14:5: /servers/1/url: expected no variable but `{region}`, found `{zone}`: the client makes an endpoint of each region, and knows no other variable [endpoints]",
        ],
    },
    Case {
        rule: Rule::Endpoints,
        find: "enum: [north-1, south-1]",
        replace: "enum: [north-1, South 1]",
        told: &[
            r#"20:25: /servers/1/variables/region/enum/1: expected a region such as cn-north-4, found "South 1" [endpoints]"#,
        ],
    },
    Case {
        rule: Rule::Endpoints,
        find: "enum: [north-1, south-1]",
        replace: "enum: [north-1, south-1, west-1]",
        told: &[],
    },
];
