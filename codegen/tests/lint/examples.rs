//! Examples and defaults.

use imagejobs_codegen::rule::Rule;

use super::Case;

pub(super) const CASES: &[Case] = &[
    Case {
        rule: Rule::ExamplesGiven,
        find: "      schema: {type: boolean}\n      example: true\n",
        replace: "      schema: {type: boolean}\n",
        told: &[
            "115:5: /components/parameters/Fresh: a parameter needs an `example`, or `examples` [examples-given]",
        ],
    },
    Case {
        rule: Rule::ExamplesGiven,
        find: "            example: {name: bolt}\n",
        replace: "",
        told: &[
            "68:11: /paths/~1v1~1{shelf_id}~1parts/post/requestBody/content/application~1json: a media type needs an `example`, or `examples` [examples-given]",
        ],
    },
    Case {
        rule: Rule::ExamplesGiven,
        find: "description: What else is to say., example: rusty}",
        replace: "description: What else is to say.}",
        told: &[
            "183:9: /components/schemas/NewPart/properties/note: a scalar schema needs an `example` [examples-given]",
        ],
    },
    Case {
        rule: Rule::ExamplesGiven,
        find: "          schema: {type: string}\n          example: r-1\n",
        replace: "          schema: {type: string}\n",
        told: &[
            "145:9: /components/responses/Parts/headers/X-Request-Id: a header needs an `example`, or `examples` [examples-given]",
        ],
    },
    Case {
        rule: Rule::ExamplesGiven,
        find: "            example: {name: bolt}\n",
        replace: "            examples:\n              one: {summary: A bolt, value: {name: bolt}}\n",
        told: &[],
    },
    Case {
        rule: Rule::ExamplesGiven,
        find: "      value: {total: 1, parts: [{name: bolt}]}\n",
        replace: "",
        told: &[
            "164:5: /components/examples/Parts: an example needs the field `value` [examples-given]",
        ],
    },
    Case {
        rule: Rule::ExamplesGiven,
        find: "      schema: {type: string}\n      example: abc",
        replace: "      schema: {type: string}\n      example: \"\"",
        told: &[
            "140:7: /components/parameters/AuthToken/example: expected an example that shows something, found an empty text [examples-given]",
        ],
    },
    Case {
        rule: Rule::ExampleFields,
        find: "example: {name: bolt}",
        replace: "example: {name: bolt, weigth: 3}",
        told: &[
            r#"71:35: /paths/~1v1~1{shelf_id}~1parts/post/requestBody/content/application~1json/example/weigth: the schema describes no field "weigth"; did you mean `weight`? [example-fields]"#,
        ],
    },
    Case {
        rule: Rule::ExampleFields,
        find: "value: {total: 1, parts: [{name: bolt}]}",
        replace: "value: {total: 1, parts: [{name: bolt, age: 3}]}",
        told: &[
            r#"166:46: /components/examples/Parts/value/parts/0/age: the schema describes no field "age"; did you mean `name`? [example-fields]"#,
        ],
    },
    Case {
        rule: Rule::ExampleFields,
        find: "value: {total: 1, parts: [{name: bolt}]}",
        replace: "value: {total: 1, parts: [{name: bolt, fresh: true}]}",
        told: &[],
    },
    Case {
        rule: Rule::OptionalDefaults,
        find: "      in: query\n      description: How many parts a page",
        replace: "      in: query\n      required: true\n      description: How many parts a page",
        told: &[
            "108:57: /components/parameters/Limit/schema/default: expected no `default`: the parameter is required, so nobody leaves it out [optional-defaults]",
        ],
    },
    Case {
        rule: Rule::OptionalDefaults,
        find: "name: {type: string, description: How the part is called., example: bolt}\n        note",
        replace: "name: {type: string, description: How the part is called., default: nut, example: bolt}\n        note",
        told: &[
            r#"182:68: /components/schemas/NewPart/properties/name/default: expected no `default`: "name" is required, so nobody leaves it out [optional-defaults]"#,
        ],
    },
    Case {
        rule: Rule::OptionalDefaults,
        find: "description: What else is to say.,",
        replace: "description: What else is to say., default: none,",
        told: &[],
    },
];
