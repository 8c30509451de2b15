//! References that lead nowhere.

use super::Case;

pub(super) const CASES: &[Case] = &[
    Case {
        find: r#"schemas/Jobs""#,
        replace: r#"schemas/Jobz""#,
        told: &[
            r##"32:17: /paths/~1v1~1{project}~1jobs/get/responses/200/content/application~1json/schema/$ref: "#/components/schemas/Jobz" does not exist; did you mean `Job`?"##,
        ],
    },
    Case {
        find: r##""#/components/schemas/Jobs""##,
        replace: r#""other.yaml#/Jobs""#,
        told: &[
            r#"32:17: /paths/~1v1~1{project}~1jobs/get/responses/200/content/application~1json/schema/$ref: expected a reference of the form `#/components/schemas/<name>`, found "other.yaml#/Jobs""#,
        ],
    },
    Case {
        find: r##""#/components/schemas/Jobs""##,
        replace: r##""#/components/responses/Failure""##,
        told: &[
            r##"32:17: /paths/~1v1~1{project}~1jobs/get/responses/200/content/application~1json/schema/$ref: expected a reference of the form `#/components/schemas/<name>`, found "#/components/responses/Failure""##,
        ],
    },
    Case {
        find: "    State:\n      type: string\n      enum:\n        - WAITING\n        - RUNNING\n",
        replace: "    State:\n      $ref: \"#/components/schemas/Loop\"\n    Loop:\n      $ref: \"#/components/schemas/State\"\n",
        told: &[
            "102:7: /components/schemas/State/$ref: the reference leads back to itself: State → Loop → State",
            "104:7: /components/schemas/Loop/$ref: the reference leads back to itself: Loop → State → Loop",
        ],
    },
    Case {
        find: "    State:\n      type: string\n      enum:\n        - WAITING\n        - RUNNING\n",
        replace: "    State:\n      allOf:\n        - $ref: \"#/components/schemas/Loop\"\n    Loop:\n      oneOf:\n        - $ref: \"#/components/schemas/State\"\n",
        told: &[
            "104:5: /components/schemas/Loop: the schema is composed of itself: Loop → State → Loop",
        ],
    },
];
