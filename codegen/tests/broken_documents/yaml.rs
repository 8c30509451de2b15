//! YAML that cannot be read, or not as a document.

use super::Case;

pub(super) const CASES: &[Case] = &[
    Case {
        find: "title: Jobs",
        replace: "\ttitle: Jobs",
        told: &[
            "4:3: expected a key in the column of the keys above; check the indentation and the quotes (while parsing a block mapping, did not find expected key)",
        ],
    },
    Case {
        find: r#"version: "1""#,
        replace: r#"version: "1"#,
        told: &[
            "4:12: expected the closing quote, or a continued line indented deeper than its key (invalid indentation in quoted scalar)",
        ],
    },
    Case {
        find: "      type: apiKey",
        replace: "     type: apiKey\n        oops: 1",
        told: &[
            "53:13: expected no `:` here; quote the text, or check the indentation (mapping values are not allowed in this context)",
        ],
    },
    Case {
        find: "title: Jobs",
        replace: "title: Jobs: all",
        told: &[
            "3:14: expected no `:` here; quote the text, or check the indentation (mapping values are not allowed in this context)",
        ],
    },
    Case {
        find: "enum: [north, south]",
        replace: "enum: [north, south",
        told: &[
            "11:9: expected no `:` here; quote the text, or close the bracket above (illegal placement of ':' indicator)",
        ],
    },
    Case {
        find: "title: Jobs",
        replace: "title: Jobs\n  title: More",
        told: &["4:3: /info/title: the key is given twice, here and in line 3; keep one"],
    },
    Case {
        find: "title: Jobs",
        replace: "title: Jobs\n  ? [a]\n  : b",
        told: &["4:5: /info: expected a string as key, found a list"],
    },
    Case {
        find: "title: Jobs",
        replace: "title: Jobs\n  ~: b",
        told: &["4:3: /info: expected a string as key, found null; write it in quotes"],
    },
    Case {
        find: "title: Jobs",
        replace: "title: Jobs\n  true: b",
        told: &["4:3: /info: expected a string as key, found a boolean; write it in quotes"],
    },
    Case {
        find: "title: Jobs",
        replace: "title: Jobs\n  <<: {a: b}",
        told: &["4:3: /info: merge keys (`<<`) are not supported; write the fields out"],
    },
    Case {
        find: "title: Jobs",
        replace: "title: *unknown",
        told: &[
            "3:10: expected an alias to an anchor that is defined above (while parsing node, found unknown anchor)",
        ],
    },
    Case {
        find: "title: Jobs",
        replace: "title: Jobs\n  x-a: &a [*a]",
        told: &["4:12: /info/x-a/0: the alias stands within the value that it names"],
    },
    Case {
        find: "title: Jobs",
        replace: "title: !date Jobs",
        told: &["3:10: /info/title: tags other than `!!str` are not supported; remove it"],
    },
    Case {
        find: "example: 10",
        replace: "example: 123456789012345678901234567890",
        told: &[
            "25:20: /paths/~1v1~1{project}~1jobs/get/parameters/1/example: the integer 123456789012345678901234567890 does not fit in 64 bits; write it in quotes if it is text",
        ],
    },
    Case {
        find: "example: 10",
        replace: "example: .nan",
        told: &[
            "25:20: /paths/~1v1~1{project}~1jobs/get/parameters/1/example: expected a finite number, found .nan",
        ],
    },
    Case {
        find: "example: 10",
        replace: "example: 1e999",
        told: &[
            "25:20: /paths/~1v1~1{project}~1jobs/get/parameters/1/example: the number 1e999 is too large; write it in quotes if it is text",
        ],
    },
    Case {
        find: "components:",
        replace: "---\ncomponents:",
        told: &["49:1: a second YAML document starts here, expected only one in the file"],
    },
    Case {
        find: "title: Jobs",
        replace: "title: Jo\u{7}bs",
        told: &["3:12: the control character U+0007 is not allowed; remove it"],
    },
];
