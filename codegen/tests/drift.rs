//! What page and document do not agree on is told, on whichever side it is.
#![allow(clippy::unwrap_used, reason = "a test that cannot be set up should panic")]

use imagejobs_codegen::document::Document;
use imagejobs_codegen::drift::{self, Deviations, Drift};
use imagejobs_codegen::page::Page;
use serde_json::{Value, json};

const DOCUMENT: &str = include_str!("../../spec/image-jobs.yaml");
const FACTS: &str = include_str!("../../spec/image-jobs.facts.json");
const DEVIATIONS: &str = include_str!("../../spec/image-jobs.deviations.yaml");

fn compared(facts: &str, document: &str, deviations: &str) -> Drift {
    let page = Page::of_json("facts.json", facts).unwrap();
    let document = Document::parse("document.yaml", document).unwrap();
    let operation = drift::described(&document, page.facts()).unwrap();
    let deviations = Deviations::parse("deviations.yaml", deviations).unwrap();
    drift::compare(page.facts(), &document, &operation, &deviations)
}

/// The names of the facts that differ.
fn differences(facts: &str, document: &str) -> Vec<String> {
    let drift = compared(facts, document, DEVIATIONS);
    drift.differences.iter().map(|difference| difference.name.to_string()).collect()
}

/// The document with one text in place of another, which must stand there once.
fn document(from: &str, to: &str) -> String {
    assert_eq!(DOCUMENT.matches(from).count(), 1, "{from}");
    DOCUMENT.replacen(from, to, 1)
}

#[test]
fn the_document_says_what_the_page_says() {
    let drift = compared(FACTS, DOCUMENT, DEVIATIONS);
    assert_eq!((drift.differences, drift.stale, drift.deviations), (vec![], vec![], 1));
    assert!(drift.compared > 90, "{}", drift.compared);
}

/// Every text, number and mark of the facts in turn.
#[test]
fn no_fact_of_the_page_can_change_unnoticed() {
    let facts: Value = serde_json::from_str(FACTS).unwrap();
    let mut places = Vec::new();
    leaves(&facts, String::new(), &mut places);
    assert!(places.len() > 100, "{}", places.len());
    for place in places {
        let mut changed = facts.clone();
        let leaf = changed.pointer_mut(&place).unwrap();
        *leaf = match &*leaf {
            Value::String(_) if place.ends_with("/in") => json!("form"),
            Value::String(text) => json!(format!("{text}x")),
            Value::Number(number) => json!(number.as_i64().unwrap() + 1),
            Value::Bool(mark) => json!(!mark),
            other => panic!("{place}: {other}"),
        };
        let differences = differences(&changed.to_string(), DOCUMENT);
        assert!(!differences.is_empty(), "{place}");
    }
}

fn leaves(value: &Value, place: String, found: &mut Vec<String>) {
    match value {
        Value::Object(object) => {
            for (key, value) in object {
                leaves(value, format!("{place}/{key}"), found);
            }
        }
        Value::Array(list) => {
            for (index, value) in list.iter().enumerate() {
                leaves(value, format!("{place}/{index}"), found);
            }
        }
        _ => found.push(place),
    }
}

#[test]
fn each_fact_of_the_document_that_differs_is_named() {
    for (from, to, name) in [
        ("      maximum: 100\n", "      maximum: 99\n", "query parameter limit: maximum"),
        ("      maximum: 100\n", "", "query parameter limit: maximum"),
        ("      default: 10\n", "      default: 11\n", "query parameter limit: default"),
        (
            "      maximum: 100\n",
            "      maximum: 100\n      multipleOf: 5\n",
            "query parameter limit: keyword multipleOf",
        ),
        (
            "      name: job_type\n      in: query\n      required: true",
            "      name: job_type\n      in: query\n      required: false",
            "query parameter job_type: mandatory",
        ),
        ("        - DELETE_SERVER\n", "", "query parameter job_type: value DELETE_SERVER"),
        (
            "        - DELETE_SERVER\n",
            "        - DELETE_SERVER\n        - X\n",
            "query parameter job_type: value X",
        ),
        (
            "        sub_jobs_total:\n          type: integer",
            "        sub_jobs_total:\n          type: number",
            "ImageJobInfo.sub_jobs_total: type",
        ),
        (
            "        sub_jobs_total:\n          type: integer",
            "        sub_jobs_total:\n          type: integer\n          format: int64",
            "ImageJobInfo.sub_jobs_total: type",
        ),
        (
            "        sub_jobs_total:\n          type: integer",
            "        sub_jobs_total:\n          nullable: true\n          type: integer",
            "ImageJobInfo.sub_jobs_total: keyword nullable",
        ),
        ("        sub_jobs_total:\n", "        subs:\n", "ImageJobInfo.sub_jobs_total"),
        (
            "      description: One image task.\n",
            "      description: One image task.\n      required: [id]\n",
            "ImageJobInfo.id: mandatory",
        ),
        ("        \"503\":\n", "        \"504\":\n", "status 503"),
        (
            "/v1/{project_id}/image-server-jobs:",
            "/v2/{project_id}/image-server-jobs:",
            "operation: path",
        ),
        ("    get:\n      operationId", "    put:\n      operationId", "operation: method"),
        (
            "        - action: workspace:images:listImageJobs",
            "        - action: workspace:images:listJobs",
            "operation: action workspace:images:listJobs",
        ),
        ("        updated: 2026-05-21", "        updated: 2026-05-22", "page: updated"),
        ("        count: 0\n", "        count: 1\n", "status 200: examples"),
        (
            "          type: array\n",
            "          type: array\n          maxItems: 100\n",
            "status 200, field items: maximum length",
        ),
    ] {
        let names = differences(FACTS, &document(from, to));
        assert!(names.iter().any(|found| found == name), "{to:?}: {names:?}");
    }
}

#[test]
fn a_subject_that_one_side_lacks_is_told_once() {
    let drift =
        compared(FACTS, &document("        sub_jobs_total:\n", "        subs:\n"), DEVIATIONS);
    let told: Vec<_> = drift
        .differences
        .iter()
        .map(|found| {
            (found.name.to_string(), found.page.place.as_deref(), found.document.place.as_deref())
        })
        .collect();
    assert_eq!(
        told,
        [
            (
                "ImageJobInfo.sub_jobs_total".to_owned(),
                Some("/objects/0/fields/5"),
                Some("/components/schemas/ImageJobInfo/properties/begin_time")
            ),
            (
                "ImageJobInfo.subs".to_owned(),
                Some("/objects/0/fields/2"),
                Some("/components/schemas/ImageJobInfo/properties/subs")
            ),
        ]
    );
}

#[test]
fn what_the_page_says_and_nobody_could_read_is_a_difference() {
    let mut facts: Value = serde_json::from_str(FACTS).unwrap();
    facts["unread"] = json!([{ "line": 7, "text": "odd" }]);
    assert_eq!(differences(&facts.to_string(), DOCUMENT), ["page: unread \"odd\""]);
}

#[test]
fn a_deviation_covers_what_it_says_and_nothing_else() {
    let twice = document("        minimum: 0\n", "        minimum: -1\n");
    let drift = compared(FACTS, &twice, DEVIATIONS);
    assert_eq!(drift.differences.len(), 1);
    assert_eq!(
        drift.stale.iter().map(ToString::to_string).collect::<Vec<_>>(),
        [
            "deviations.yaml:5:3: /0: the deviation at \"query parameter offset: minimum\" is stale: \
          page and document do not differ in this way; take it out, or mend it"
        ]
    );
}

#[test]
fn deviations_that_cannot_be_read_are_told_with_their_place() {
    for (text, told) in [
        ("fact: x\n", "d.yaml:1:1: expected a list of deviations"),
        ("- x\n", "d.yaml:1:3: /0: expected a deviation with `fact` and `reason`"),
        ("- fact: x\n", "d.yaml:1:3: /0: expected a deviation to have a `reason` in words"),
        (
            "- fact: x\n  reason: ' '\n",
            "d.yaml:1:3: /0: expected a deviation to have a `reason` in words",
        ),
        ("- reason: x\n", "d.yaml:1:3: /0: expected a deviation to have a `fact` in words"),
        (
            "- fact: x\n  reason: y\n  pages: 1\n",
            "d.yaml:3:3: /0/pages: unknown key `pages`, expected `fact`, `page`, `document`, `reason`",
        ),
        (
            "- fact: x\n  reason: y\n- fact: x\n  reason: z\n",
            "d.yaml:3:3: /1: \"x\" stands here a second time",
        ),
    ] {
        let problems = Deviations::parse("d.yaml", text).unwrap_err();
        assert_eq!(problems.to_string(), told, "{text}");
    }
    for none in ["", "[]\n", "# none\n\n"] {
        assert!(Deviations::parse("d.yaml", none).unwrap().is_empty(), "{none:?}");
    }
}

#[test]
fn facts_that_are_no_facts_are_told_with_their_place() {
    let with = |change: fn(&mut Value)| {
        let mut facts: Value = serde_json::from_str(FACTS).unwrap();
        change(&mut facts);
        Page::of_json("f.json", &serde_json::to_string_pretty(&facts).unwrap())
            .unwrap_err()
            .to_string()
    };
    let extra = with(|facts| facts["parameters"][0]["minmum"] = json!(1));
    assert!(extra.contains(": /parameters/0/minmum: expected nothing but what facts"), "{extra}");
    let wrong = with(|facts| facts["method"] = json!(1));
    assert!(wrong.starts_with("f.json: expected the facts of a page: invalid type"), "{wrong}");
    let none = Page::of_json("f.json", "{").unwrap_err().to_string();
    assert!(none.starts_with("f.json: "), "{none}");
}
