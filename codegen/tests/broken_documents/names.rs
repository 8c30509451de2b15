//! Names that are missing, or that Rust cannot tell apart.

use super::Case;

pub(super) const CASES: &[Case] = &[
    Case {
        find: "operationId: create_job",
        replace: "operationId: list_jobs",
        told: &[
            r#"38:7: /paths/~1v1~1{project}~1jobs/post/operationId: "list_jobs" is in line 16 already; an id is unique"#,
        ],
    },
    Case {
        find: "operationId: create_job",
        replace: "operationId: listJobs",
        told: &[
            r#"38:7: /paths/~1v1~1{project}~1jobs/post/operationId: in Rust this would be `list_jobs`, as "list_jobs" in line 16 is already"#,
        ],
    },
    Case {
        find: "operationId: create_job",
        replace: r#"operationId: """#,
        told: &[
            r#"38:7: /paths/~1v1~1{project}~1jobs/post/operationId: expected a name such as list_jobs, found """#,
        ],
    },
    Case {
        find: "    State:\n      type: string",
        replace: "    job:\n      type: string\n    State:\n      type: string",
        told: &[
            r#"101:5: /components/schemas/job: in Rust this would be `Job`, as "Job" is already"#,
        ],
    },
    Case {
        find: "        code:\n          type: string",
        replace: "        code:\n          type: string\n        Code:\n          type: string",
        told: &[
            r#"82:9: /components/schemas/Error/properties/Code: in Rust this would be `code`, as "code" is already"#,
        ],
    },
    Case {
        find: "        - WAITING\n        - RUNNING",
        replace: "        - WAITING\n        - waiting",
        told: &[
            r#"105:11: /components/schemas/State/enum/1: in Rust "waiting" would be the variant `Waiting`, as "WAITING" is already"#,
        ],
    },
    Case {
        find: "- name: limit",
        replace: "- name: Project",
        told: &[
            r#"19:11: /paths/~1v1~1{project}~1jobs/get/parameters/1: in Rust the parameter "Project" would be `project`, as "project" is already"#,
        ],
    },
    Case {
        find: "        - $ref: \"#/components/parameters/Project\"\n      requestBody",
        replace: "        - $ref: \"#/components/parameters/Project\"\n        - {name: Body, in: query, schema: {type: string}}\n      requestBody",
        told: &[
            r#"41:11: /paths/~1v1~1{project}~1jobs/post/parameters/1: in Rust the parameter "Body" would be `body`, as "the request body" is already"#,
        ],
    },
];
