//! Paths, and what codegen supports of them.

use super::Case;

pub(super) const CASES: &[Case] = &[
    Case {
        find: "/v1/{project}/jobs:",
        replace: "/v1/{project/jobs:",
        told: &[
            "14:3: /paths/~1v1~1{project~1jobs: expected `{name}`, found `{` without `}` after it",
        ],
    },
    Case {
        find: "/v1/{project}/jobs:",
        replace: "/v1/{}/jobs:",
        told: &["14:3: /paths/~1v1~1{}~1jobs: expected a name between braces, found `{}`"],
    },
    Case {
        find: "/v1/{project}/jobs:",
        replace: "/v1/project}/jobs:",
        told: &[
            "14:3: /paths/~1v1~1project}~1jobs: expected `{name}`, found `}` without `{` before it",
        ],
    },
    Case {
        find: "/v1/{project}/jobs:",
        replace: "/v1/{id}/jobs:",
        told: &[
            "15:5: /paths/~1v1~1{id}~1jobs/get: `{id}` of the path has no path parameter",
            "18:11: /paths/~1v1~1{id}~1jobs/get/parameters/0: the path has no `{project}` for this path parameter",
            "37:5: /paths/~1v1~1{id}~1jobs/post: `{id}` of the path has no path parameter",
            "40:11: /paths/~1v1~1{id}~1jobs/post/parameters/0: the path has no `{project}` for this path parameter",
        ],
    },
    Case {
        find: "/v1/{project}/jobs:",
        replace: "/v1/{project}/{project}/jobs:",
        told: &[
            "14:3: /paths/~1v1~1{project}~1{project}~1jobs: `{project}` stands in the path twice",
        ],
    },
    Case {
        find: "/v1/{project}/jobs:",
        replace: "/v1//{project}/jobs?all:",
        told: &[
            "14:3: /paths/~1v1~1~1{project}~1jobs?all: a path must not hold a query (`?`)",
            "14:3: /paths/~1v1~1~1{project}~1jobs?all: a path must not hold an empty segment (`//`)",
        ],
    },
    Case {
        find: "components:\n",
        replace: "  /v1/{id}/jobs: {}\ncomponents:\n",
        told: &[
            r#"49:3: /paths/~1v1~1{id}~1jobs: only the names of its parameters differ from "/v1/{project}/jobs""#,
        ],
    },
    Case {
        find: "/v1/{project}/jobs:\n",
        replace: "/v1/{project}/jobs:\n    $ref: x\n    servers: []\n",
        told: &[
            "15:5: /paths/~1v1~1{project}~1jobs/$ref: `$ref` of a path is not supported",
            "16:5: /paths/~1v1~1{project}~1jobs/servers: `servers` of a path is not supported",
        ],
    },
];
