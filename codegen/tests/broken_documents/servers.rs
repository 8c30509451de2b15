//! Servers and security.

use super::Case;

pub(super) const CASES: &[Case] = &[
    Case {
        find: "- token: []",
        replace: "- tokn: []",
        told: &[
            r#"12:5: /security/0/tokn: there is no security scheme "tokn"; did you mean `token`?"#,
        ],
    },
    Case {
        find: "- token: []",
        replace: "- token: [read]",
        told: &[
            "12:5: /security/0/token: expected an empty list, a scheme of type apiKey has no scopes",
        ],
    },
    Case {
        find: "      in: header\n      name: X-Token\n",
        replace: "",
        told: &[
            "51:5: /components/securitySchemes/token: a security scheme of type apiKey needs the field `in`",
            "51:5: /components/securitySchemes/token: a security scheme of type apiKey needs the field `name`",
        ],
    },
    Case {
        find: "https://{region}.example.com",
        replace: "https://{regoin}.example.com",
        told: &[
            "6:5: /servers/0/url: `{regoin}` is not among the `variables`",
            "8:7: /servers/0/variables/region: `{region}` does not stand in the `url`",
        ],
    },
    Case {
        find: "https://{region}.example.com",
        replace: "https://{region.example.com",
        told: &["6:5: /servers/0/url: expected `{name}`, found `{` without `}` after it"],
    },
    Case {
        find: "default: north",
        replace: "default: east",
        told: &[
            r#"9:9: /servers/0/variables/region/default: expected a value of the `enum`, found "east""#,
        ],
    },
    Case {
        find: "enum: [north, south]",
        replace: "enum: []",
        told: &[
            "10:9: /servers/0/variables/region/enum: expected at least one value, found an empty list",
        ],
    },
];
