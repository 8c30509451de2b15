//! Descriptions and summaries.

use imagejobs_codegen::rule::Rule;

use super::Case;

pub(super) const CASES: &[Case] = &[
    Case {
        rule: Rule::Descriptions,
        find: "  description: Keeps parts.\n",
        replace: "",
        told: &["2:1: /info: `info` needs the field `description` [descriptions]"],
    },
    Case {
        rule: Rule::Descriptions,
        find: "      description: Puts a part on a shelf.\n",
        replace: "",
        told: &[
            "56:5: /paths/~1v1~1{shelf_id}~1parts/post: an operation needs the field `description` [descriptions]",
        ],
    },
    Case {
        rule: Rule::Descriptions,
        find: "      summary: Add a part\n",
        replace: "",
        told: &[
            "56:5: /paths/~1v1~1{shelf_id}~1parts/post: an operation needs the field `summary` [descriptions]",
        ],
    },
    Case {
        rule: Rule::Descriptions,
        find: "description: How many parts to skip.",
        replace: r#"description: "  ""#,
        told: &[
            "131:7: /components/parameters/Offset/description: expected a text, found an empty one [descriptions]",
        ],
    },
    Case {
        rule: Rule::Descriptions,
        find: "description: How many parts to skip.",
        replace: "description: The offset.",
        told: &[
            r#"131:7: /components/parameters/Offset/description: expected more than the name "offset", found it repeated [descriptions]"#,
        ],
    },
    Case {
        rule: Rule::Descriptions,
        find: "description: What a part is used for.",
        replace: "description: Kind.",
        told: &[
            r#"174:7: /components/schemas/Kind/description: expected more than the name "Kind", found it repeated [descriptions]"#,
        ],
    },
    Case {
        rule: Rule::Descriptions,
        find: "note: {type: string, description: What else is to say.,",
        replace: "note: {type: string,",
        told: &[
            "183:9: /components/schemas/NewPart/properties/note: a schema needs the field `description` [descriptions]",
        ],
    },
    Case {
        rule: Rule::Descriptions,
        find: "    description: What is in stock.\n",
        replace: "",
        told: &["22:5: /tags/0: a tag needs the field `description` [descriptions]"],
    },
    Case {
        rule: Rule::Descriptions,
        find: "      description: A request that is signed.\n",
        replace: "",
        told: &[
            "90:5: /components/securitySchemes/signedRequest: a security scheme needs the field `description` [descriptions]",
        ],
    },
    Case {
        rule: Rule::Descriptions,
        find: "        description: The region that is asked.\n",
        replace: "",
        told: &[
            "17:7: /servers/1/variables/region: a server variable needs the field `description` [descriptions]",
        ],
    },
    Case {
        rule: Rule::Descriptions,
        find: "    description: The addresses of the regions.\n",
        replace: "",
        told: &["14:5: /servers/1: a server needs the field `description` [descriptions]"],
    },
    Case {
        rule: Rule::Descriptions,
        find: "          description: The number of the call.\n",
        replace: "",
        told: &[
            "145:9: /components/responses/Parts/headers/X-Request-Id: a header needs the field `description` [descriptions]",
        ],
    },
    Case {
        rule: Rule::Descriptions,
        find: "        description: The part to add.\n",
        replace: "",
        told: &[
            "64:7: /paths/~1v1~1{shelf_id}~1parts/post/requestBody: a request body needs the field `description` [descriptions]",
        ],
    },
    Case {
        rule: Rule::Descriptions,
        find: "      summary: A shelf with one part\n",
        replace: "",
        told: &[
            "164:5: /components/examples/Parts: an example needs the field `summary` [descriptions]",
        ],
    },
    Case {
        rule: Rule::Descriptions,
        find: "      description: Puts a part on a shelf.",
        replace: "      description: Add a part.",
        told: &[
            "60:7: /paths/~1v1~1{shelf_id}~1parts/post/description: expected more than the summary, found it repeated [descriptions]",
        ],
    },
    Case {
        rule: Rule::Descriptions,
        find: "description: How many parts to skip.",
        replace: "description: The offset to start from.",
        told: &[],
    },
    Case {
        rule: Rule::Descriptions,
        find: "license: {name: MIT, url: https://spdx.org",
        replace: r#"license: {name: "", url: ftp://spdx.org"#,
        told: &[
            "7:13: /info/license/name: expected a text, found an empty one [descriptions]",
            r#"7:23: /info/license/url: expected an address with https://, found "ftp://spdx.org/licenses/MIT.html" [descriptions]"#,
        ],
    },
    Case {
        rule: Rule::Wording,
        find: "description: How many parts to skip.",
        replace: "description: how many parts to skip",
        told: &[
            r#"131:7: /components/parameters/Offset/description: expected a capital at the start, found "how many parts to skip" [wording]"#,
            r#"131:7: /components/parameters/Offset/description: expected a full stop at the end, found "how many parts to skip" [wording]"#,
        ],
    },
    Case {
        rule: Rule::Wording,
        find: "summary: Add a part",
        replace: "summary: Add a part.",
        told: &[
            r#"59:7: /paths/~1v1~1{shelf_id}~1parts/post/summary: expected no full stop at the end, found "Add a part." [wording]"#,
        ],
    },
    Case {
        rule: Rule::Wording,
        find: "description: How many parts to skip.",
        replace: r#"description: "`0` skips none.""#,
        told: &[],
    },
];
