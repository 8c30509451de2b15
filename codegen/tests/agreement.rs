//! The committed code says what its document says, and a change of either is told by its name.
#![allow(clippy::unwrap_used, reason = "a test that cannot be set up should panic")]

use std::collections::BTreeMap;

use imagejobs_codegen::agreement::{self, Mark};
use imagejobs_codegen::claim::{Claims, operations};
use imagejobs_codegen::document::Document;
use imagejobs_codegen::targets::TARGETS;

const DOCUMENT: &str = include_str!("../../spec/image-jobs.yaml");
const CODE: &str = include_str!("../../crates/imagejobs-client/src/generated/image_jobs.rs");

/// The marks by the names of their facts.
fn marks(document: &str, code: &str) -> BTreeMap<String, Mark> {
    let document = Document::parse("image-jobs.yaml", document).unwrap();
    let operation = operations(&document).remove(0);
    let claims = Claims::of_document(&document, &operation);
    let code = Claims::of_code("image_jobs.rs", code, "list_image_jobs").unwrap();
    let marks = agreement::marks(&claims, &code, &TARGETS[0]);
    marks.into_iter().map(|(name, mark)| (name.to_string(), mark)).collect()
}

fn differing(document: &str, code: &str) -> Vec<String> {
    let marks = marks(document, code).into_iter();
    marks.filter(|(_, mark)| *mark != Mark::Agrees).map(|(name, _)| name).collect()
}

#[test]
fn the_committed_code_says_what_the_document_says() {
    assert_eq!(differing(DOCUMENT, CODE), [""; 0]);
    assert!(marks(DOCUMENT, CODE).len() > 80);
}

#[test]
fn each_fact_that_the_code_says_differently_is_named() {
    for (from, to, name) in [
        ("QueryParam::new(\"job_type\"", "QueryParam::new(\"type\"", "query parameter job_type"),
        ("QueryParam::new(\"job_type\"", "QueryParam::new(\"type\"", "query parameter type"),
        (
            ".query(&QueryParam::new(\"offset\", &offset))",
            ".query(&QueryParam::new(\"offset\", &limit))",
            "query parameter offset: maximum",
        ),
        (
            "offset: Result<Option<u64>",
            "offset: Result<Option<i64>",
            "query parameter offset: minimum",
        ),
        (
            "limit: Result<Option<::imagejobs_core::value::Bounded<1, 100>>",
            "limit: Result<Option<::imagejobs_core::value::Bounded<1, 99>>",
            "query parameter limit: maximum",
        ),
        (
            "limit: Result<Option<::imagejobs_core::value::Bounded<1, 100>>",
            "limit: Result<Option<String>",
            "query parameter limit: type",
        ),
        (
            "job_type: Result<types::JobType",
            "job_type: Result<types::JobKind",
            "query parameter job_type: value BUILD_IMAGE",
        ),
        (
            "job_type: Result<types::JobType",
            "job_type: Result<Option<types::JobType>",
            "query parameter job_type: mandatory",
        ),
        ("\"/v1/{}/image-server-jobs\"", "\"/v2/{}/image-server-jobs\"", "operation: path"),
        (
            "\"/v1/{project_id}/image-server-jobs\",",
            "\"/v2/{project_id}/image-server-jobs\",",
            "operation: path",
        ),
        (".get(url)", ".post(url)", "operation: method"),
        ("\"list_image_jobs\",", "\"list_jobs\",", "operation: id"),
        (
            "\"workspace:images:listImageJobs\"]",
            "\"workspace:images:list\"]",
            "operation: action workspace:images:listImageJobs",
        ),
        ("200u16", "202u16", "status 200"),
        (
            "from_static(\"application/json\")",
            "from_static(\"text/json\")",
            "status 200: media type",
        ),
        (
            "Result<ResponseValue<types::ListImageJobsResponse>, Error>",
            "Result<ResponseValue<types::ImageJobInfo>, Error>",
            "status 200, field count",
        ),
        (
            "pub sub_jobs_total: ::imagejobs_core::value::Lenient<i64>",
            "pub sub_jobs: ::imagejobs_core::value::Lenient<i64>",
            "ImageJobInfo.sub_jobs_total",
        ),
        (
            "pub sub_jobs_total: ::imagejobs_core::value::Lenient<i64>",
            "pub sub_jobs_total: ::imagejobs_core::value::Lenient<bool>",
            "ImageJobInfo.sub_jobs_total: type",
        ),
        (
            "        pub sub_jobs_total",
            "        #[serde(rename = \"subs\")]\n        pub sub_jobs_total",
            "ImageJobInfo.subs",
        ),
        (
            "pub items: ::imagejobs_core::value::List<ImageJobInfo>",
            "pub items: ::imagejobs_core::value::List<ErrorResponse>",
            "status 200, field items: type",
        ),
        ("pub error_code", "pub code", "schema ErrorResponse: property error_code"),
        (
            "#[serde(rename = \"WAITING\")]",
            "#[serde(rename = \"PENDING\")]",
            "ImageJobInfo.status: value WAITING",
        ),
        (
            "Self::Waiting => f.write_str(\"WAITING\")",
            "Self::Waiting => f.write_str(\"WAIT\")",
            "query parameter status: value WAITING",
        ),
        (
            "\"WAITING\" => Ok(Self::Waiting)",
            "\"WAIT\" => Ok(Self::Waiting)",
            "query parameter status: value WAIT (in part)",
        ),
        (
            "(\"cn-north-4\", \"https://appstream.cn-north-4.",
            "(\"cn-north-4\", \"https://workspace.cn-north-4.",
            "region cn-north-4: endpoint",
        ),
        ("(\"cn-north-4\", ", "(\"cn-north-5\", ", "region cn-north-5: endpoint"),
        ("pub type PageSize", "pub type PagesSize", "schema PageSize"),
    ] {
        assert_eq!(CODE.matches(from).count(), 1, "{from}");
        let names = differing(DOCUMENT, &CODE.replacen(from, to, 1));
        assert!(names.iter().any(|found| found == name), "{to}: {names:?}");
    }
}

#[test]
fn code_that_differs_in_no_fact_is_no_copy_of_what_is_generated() {
    for (document, code, told) in [
        (DOCUMENT.to_owned(), CODE.to_owned(), None),
        (
            DOCUMENT.to_owned(),
            CODE.replacen("///The id of the task.", "///The id of a task.", 1),
            Some(
                "the document generates other code: -        ///The id of a task. / \
                  +        ///The id of the task.",
            ),
        ),
    ] {
        let (name, mark) = agreement::whole(&TARGETS[0], &document, &code).unwrap();
        assert_eq!(name.to_string(), "module image_jobs");
        match told {
            None => assert_eq!(mark, Mark::Agrees),
            Some(told) => assert_eq!(mark, Mark::Differs(told.to_owned())),
        }
    }
}

/// What a document that is not ours claims of its first operation or its second, edited.
fn claimed(operation: usize, find: &str, replace: &str) -> Vec<String> {
    const PARTS: &str = include_str!("lint/sound.yaml");
    assert!(PARTS.contains(find), "nothing to edit: {find}");
    let document = Document::parse("parts.yaml", &PARTS.replacen(find, replace, 1)).unwrap();
    let claims = Claims::of_document(&document, &operations(&document)[operation]);
    claims.iter().map(|(name, claim)| format!("{name} = {}", claim.value)).collect()
}

#[test]
fn what_other_documents_say_is_claimed_under_its_name() {
    let (list, add) = (claimed(0, "", ""), claimed(1, "", ""));
    for (claims, fact) in [
        (&list, "operation POST /v1/{shelf_id}/parts = true"),
        (&list, "header parameter X-Auth-Token: mandatory = false"),
        (&list, "status 200, header X-Request-Id: type = \"string\""),
        (&list, "status 400: examples = [{\"code\":\"P.1\"}]"),
        (&list, "Part.kind: value NUT = \"NUT\""),
        (&list, "security scheme userToken: scheme = \"header X-Auth-Token\""),
        (&add, "operation GET /v1/{shelf_id}/parts = true"),
        (&add, "request field name: mandatory = true"),
        (&add, "request field note: mandatory = false"),
        (&add, "request field labels: type = \"array of string\""),
    ] {
        assert!(claims.iter().any(|claim| claim == fact), "{fact}: {claims:#?}");
    }
}

#[test]
fn what_comes_to_a_document_is_a_claim_that_comes() {
    const WEIGHT: &str = "weight: {type: number, description: The weight in grams., example: 1.5}";
    const ID: &str = "operationId: add";
    const FRESH: &str = "description: Only parts that came";
    const HEADER: &str = "description: The number of the call.\n";
    const BODY: &str = "$ref: \"#/components/schemas/NewPart\"\n            example: {name: bolt}";
    for (operation, find, replace, come) in [
        (1, ID, "deprecated: true\n      operationId: add", vec!["operation: deprecated = true"]),
        (
            0,
            FRESH,
            "deprecated: true\n      allowEmptyValue: true\n      description: Only parts that came",
            vec![
                "query parameter fresh: deprecated = true",
                "query parameter fresh: keyword allowEmptyValue = true",
            ],
        ),
        (
            0,
            HEADER,
            "required: true\n          deprecated: true\n          description: The number.\n",
            vec![
                "status 200, header X-Request-Id: deprecated = true",
                "status 200, header X-Request-Id: keyword required = true",
            ],
        ),
        (
            1,
            WEIGHT,
            "weight: {type: number, format: double}",
            vec![
                "request field weight: type = \"double\"",
                "schema NewPart: property weight = \"double\"",
            ],
        ),
        (
            1,
            WEIGHT,
            "weight: {description: Anything.}",
            vec![
                "request field weight: type = \"any\"",
                "schema NewPart: property weight = \"any\"",
            ],
        ),
        (
            1,
            WEIGHT,
            "weight: {type: object, additionalProperties: {type: string, minLength: 2}}",
            vec![
                "request field weight: type = \"map of string\"",
                "request field weight: minimum length = 2",
                "schema NewPart: property weight = \"map of string\"",
            ],
        ),
        (
            1,
            BODY,
            "type: array\n              items: {type: string, maxLength: 3}",
            vec![
                "request field (body): type = \"array of string\"",
                "request field (body): maximum length = 3",
            ],
        ),
    ] {
        let before = claimed(operation, "", "");
        let mut after = claimed(operation, find, replace);
        after.retain(|claim| !before.contains(claim));
        assert_eq!(after, come, "{replace}");
    }
}

#[test]
fn what_is_no_rust_is_told() {
    let problem = Claims::of_code("image_jobs.rs", "fn fn", "list_image_jobs").unwrap_err();
    assert!(problem.to_string().starts_with("image_jobs.rs: expected Rust: "), "{problem}");
}
