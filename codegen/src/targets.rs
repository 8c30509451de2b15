//! What is generated from what: one row a document.

use crate::overlay::{KnownValues, Overlay};

/// The folder that holds the generated code, below the repository's root.
pub const GENERATED: &str = "crates/imagejobs-client/src/generated";

/// A document, what is laid over it, and the module that it becomes.
#[derive(Debug)]
pub struct Target {
    /// The document's path below the repository's root.
    pub document: &'static str,
    /// The generated module's name.
    pub module: &'static str,
    /// What a client needs beyond what the document says.
    pub overlay: Overlay,
    /// The reference page that the document is written from, where there is one.
    pub reference: Option<Reference>,
}

/// What is kept of a reference page, by its path below the repository's root.
#[derive(Debug)]
pub struct Reference {
    /// The page's facts.
    pub facts: &'static str,
    /// Where the document says something else, on purpose.
    pub deviations: &'static str,
}

/// Every document.
pub const TARGETS: &[Target] = &[
    Target {
        document: "spec/image-jobs.yaml",
        module: "image_jobs",
        overlay: Overlay {
            types: &[("ProjectId", "imagejobs_core::ProjectId")],
            times: &[("ImageJobInfo", "begin_time"), ("ImageJobInfo", "end_time")],
            // The page lists no values for the type of a reported job, and its example is in no list.
            known_values: &[KnownValues {
                schema: "ImageJobInfo",
                property: "job_type",
                name: "JobKind",
                description: "The type of an image task, as the service reports it: the three that can \
                          be asked for, and four more. Source: the response enum of the vendor's SDK.",
                values: &[
                    "CREATE_SERVER",
                    "CREATE_SERVER_IMAGE",
                    "DELETE_SERVER",
                    "BUILD_IMAGE",
                    "GENERATE_IMAGE",
                    "DELETE_IMAGE_BUILD_SERVER",
                    "DELETE_IMAGE",
                ],
            }],
        },
        reference: Some(Reference {
            facts: "spec/image-jobs.facts.json",
            deviations: "spec/image-jobs.deviations.yaml",
        }),
    },
    Target {
        document: "spec/iam.yaml",
        module: "iam",
        overlay: Overlay { types: &[], times: &[], known_values: &[] },
        reference: None,
    },
];
