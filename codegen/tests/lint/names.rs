//! Names of operations, components and types.

use imagejobs_codegen::rule::Rule;

use super::Case;

pub(super) const CASES: &[Case] = &[
    Case {
        rule: Rule::OperationIds,
        find: "operationId: add_part",
        replace: "operationId: addPart",
        told: &[
            r#"57:7: /paths/~1v1~1{shelf_id}~1parts/post/operationId: expected snake_case, `add_part`, found "addPart" [operation-ids]"#,
        ],
    },
    Case {
        rule: Rule::OperationIds,
        find: "operationId: add_part",
        replace: "operationId: add_part_2",
        told: &[],
    },
    Case {
        rule: Rule::ComponentNames,
        find: "      name: weight\n",
        replace: "      name: mass\n",
        told: &[
            r#"109:5: /components/parameters/Weight: expected a name that ends in that of the parameter "mass", such as Mass, found "Weight" [component-names]"#,
        ],
    },
    Case {
        rule: Rule::ComponentNames,
        find: "      name: weight\n",
        replace: "      name: X-Weight\n",
        told: &[],
    },
    Case {
        rule: Rule::ComponentNames,
        find: "        maker:\n          $ref: \"#/components/schemas/Maker\"\n    Maker:\n",
        replace: "        maker:\n          $ref: \"#/components/schemas/part_maker\"\n    part_maker:\n",
        told: &[
            r#"194:5: /components/schemas/part_maker: expected a name in UpperCamelCase, found "part_maker" [component-names]"#,
        ],
    },
    Case {
        rule: Rule::ComponentNames,
        find: "        maker:\n          $ref: \"#/components/schemas/Maker\"\n    Maker:\n",
        replace: "        maker:\n          $ref: \"#/components/schemas/PartMaker\"\n    PartMaker:\n",
        told: &[],
    },
    Case {
        rule: Rule::NamedSchemas,
        find: "        maker:\n          $ref: \"#/components/schemas/Maker\"",
        replace: "        other: {type: object, description: Who sold it., properties: {town: {type: string, description: Where they are., example: York}}}\n        maker:\n          $ref: \"#/components/schemas/Maker\"",
        told: &[
            "192:9: /components/schemas/NewPart/properties/other: expected an object as a component of its own, referred to by `#/components/schemas/<name>`, found it inline [named-schemas]",
        ],
    },
    Case {
        rule: Rule::NamedSchemas,
        find: "note: {type: string, description: What else is to say., example: rusty}",
        replace: "note: {type: string, description: What else is to say., enum: [rusty], example: rusty}",
        told: &[
            "183:9: /components/schemas/NewPart/properties/note: expected a list of values as a component of its own, referred to by `#/components/schemas/<name>`, found it inline [named-schemas]",
        ],
    },
    Case {
        rule: Rule::NamedSchemas,
        find: "        maker:\n          $ref: \"#/components/schemas/Maker\"",
        replace: "        seller:\n          $ref: \"#/components/schemas/Maker\"\n        maker:\n          $ref: \"#/components/schemas/Maker\"",
        told: &[],
    },
    Case {
        rule: Rule::NamedValues,
        find: "enum: [BOLT, NUT]",
        replace: r#"enum: [BOLT, NUT, ""]"#,
        told: &[
            r#"175:25: /components/schemas/Kind/enum/2: expected a value without blanks around it, and not empty, found "" [named-values]"#,
        ],
    },
    Case {
        rule: Rule::NamedValues,
        find: "enum: [BOLT, NUT]",
        replace: "enum: [BOLT, NUT, LOCK NUT]",
        told: &[],
    },
    Case {
        rule: Rule::TypedSchemas,
        find: "note: {type: string, description: What else is to say., example: rusty}",
        replace: "note: {description: What else is to say., example: rusty}",
        told: &[
            "183:9: /components/schemas/NewPart/properties/note: a schema needs the field `type` [typed-schemas]",
        ],
    },
    Case {
        rule: Rule::TypedSchemas,
        find: "note: {type: string, description: What else is to say., example: rusty}",
        replace: "note: {type: boolean, description: Whether it is rusty., example: true}",
        told: &[],
    },
];
