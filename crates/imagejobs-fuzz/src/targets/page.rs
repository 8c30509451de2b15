//! The body of a page against a reading of its own: one that knows JSON, but no leniency.

use std::collections::HashSet;
use std::fmt;

use imagejobs::{ImageJob, Page};
use imagejobs_mock::Answer;
use proptest::collection::vec;
use proptest::prelude::{Just, Strategy, any, prop_oneof};
use proptest::sample::select;
use proptest::strategy::BoxedStrategy;
use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};
use serde_json::value::RawValue;

use super::service::Service;
use crate::Target;
use crate::target::{Check, hold};

pub(super) const TARGET: Target = Target {
    name: "page",
    promise: "whatever a page holds, its jobs are read, and written again as they came",
    words: &[
        "\"items\"",
        "\"count\"",
        "\"id\"",
        "\"status\"",
        "\"error_code\"",
        "RUNNING",
        "{}",
        "[]",
    ],
    inputs,
    start,
};

const FIELDS: [&str; 6] = ["id", "job_type", "begin_time", "end_time", "status", "sub_jobs_total"];

/// More values than a list may have.
const MOST: usize = 20_000;

fn start() -> Result<Check, String> {
    let service = Service::start(|client| client.token("MIIExampleToken"))?;
    Ok(Box::new(move |body| {
        let read = service.answered(Answer::status(200).body(body.to_vec()));
        match (read, Object::of(body)) {
            (Ok(page), Some(object)) => same(&page, &object),
            (Ok(_), None) => {
                // A byte-order mark may be skipped.
                hold!(body.starts_with(MARK), "read what is no JSON object");
                Ok(())
            }
            (Err(error), object) => {
                hold!(error.status() == Some(200), "the status is gone: {error}");
                let may_fail = object.is_none_or(|object| !object.is_page() || tells(body));
                hold!(may_fail, "refused a page: {error}");
                Ok(())
            }
        }
    }))
}

/// Whether a body may tell of an error, by words that none of a page has.
fn tells(body: &[u8]) -> bool {
    let text = String::from_utf8_lossy(body);
    // An escape may stand for any character of these.
    ["error_code", "errorCode", "\\u"].iter().any(|word| text.contains(word))
        || (text.contains("code") && (text.contains("message") || text.contains("Msg")))
        || (text.contains("code") && text.contains("error_msg"))
}

const MARK: &[u8] = "\u{feff}".as_bytes();

fn same(page: &Page, object: &Object<'_>) -> Result<(), String> {
    let items = object.items().unwrap_or_default();
    hold!(page.items().len() == items.len(), "{} of {} jobs", page.items().len(), items.len());
    let count = object.get("count").and_then(|json| integer(json.get()));
    hold!(page.count() == count, "count {:?}, not {count:?}", page.count());
    page.items().iter().zip(&items).try_for_each(|(job, json)| same_job(job, json.get()))
}

fn same_job(job: &ImageJob, json: &str) -> Result<(), String> {
    let written = serde_json::to_string(job).map_err(|error| error.to_string())?;
    let told: Vec<_> = job.odd().collect();
    let Some(object) = Object::of(json.as_bytes()).filter(|object| !object.is_odd()) else {
        hold!(written == json, "{json} is written as {written}");
        let odd = json != "null" && json != "\"\"";
        hold!(told.iter().any(|told| told.1 == json) == odd, "{json} is told as {told:?}");
        return Ok(());
    };
    let written = Object::of(written.as_bytes()).ok_or("a job is written as no object")?.values();
    for name in FIELDS {
        let json = object.get(name).map_or("null", RawValue::get);
        let again = written.iter().find(|(known, _)| known == name).map(|(_, json)| json.as_str());
        let text = serde_json::from_str::<String>(json).ok();
        let same = match &text {
            Some(text) => {
                again.and_then(|again| serde_json::from_str(again).ok()).as_ref() == Some(text)
            }
            None => again == Some(json),
        };
        hold!(same, "{name} {json} is written as {again:?}");
        let read = match name {
            "id" => job.id(),
            "job_type" => job.job_type().map(|kind| kind.as_str()),
            "begin_time" => job.begin_time().map(|time| time.as_str()),
            "end_time" => job.end_time().map(|time| time.as_str()),
            "status" => job.status().map(|status| status.as_str()),
            _ => {
                let number = integer(json);
                hold!(
                    job.sub_jobs_total() == number,
                    "{json} is read as {:?}",
                    job.sub_jobs_total()
                );
                continue;
            }
        };
        // No time is written as an empty text.
        let text = text.filter(|text| !(text.is_empty() && name.ends_with("_time")));
        hold!(read == text.as_deref(), "{name} {json} is read as {read:?}");
    }
    Ok(())
}

/// A whole number; there is none below zero that is zero.
fn integer(json: &str) -> Option<i64> {
    json.parse().ok().filter(|_| json != "-0")
}

/// A JSON object, key by key, with values as they came.
struct Object<'j>(Vec<(String, &'j RawValue)>);

impl<'j> Object<'j> {
    fn of(json: &'j [u8]) -> Option<Self> {
        serde_json::from_str(std::str::from_utf8(json).ok()?).ok()
    }

    fn get(&self, name: &str) -> Option<&'j RawValue> {
        self.0.iter().find(|(known, _)| known == name).map(|(_, value)| *value)
    }

    fn values(&self) -> Vec<(String, String)> {
        self.0.iter().map(|(name, value)| (name.clone(), value.get().to_owned())).collect()
    }

    /// Whether a key that has a meaning stands there twice.
    fn says_twice(&self, names: &[&str]) -> bool {
        let mut seen = HashSet::new();
        let known = self.0.iter().filter(|(name, _)| names.contains(&name.as_str()));
        known.into_iter().any(|(name, _)| !seen.insert(name))
    }

    fn is_odd(&self) -> bool {
        self.says_twice(&FIELDS)
    }

    fn items(&self) -> Option<Vec<&'j RawValue>> {
        serde_json::from_str::<Option<_>>(self.get("items").map_or("null", RawValue::get)).ok()?
    }

    /// Whether it must be read: it has a list of jobs or none.
    fn is_page(&self) -> bool {
        let absent = self.get("items").is_none_or(|json| json.get() == "null");
        let list = absent || self.items().is_some_and(|items| items.len() <= MOST);
        list && !self.says_twice(&["count", "items"])
    }
}

impl<'de: 'j, 'j> Deserialize<'de> for Object<'j> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Pairs;

        impl<'de> Visitor<'de> for Pairs {
            type Value = Object<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Object<'de>, A::Error> {
                let mut pairs = Vec::new();
                while let Some(pair) = map.next_entry()? {
                    pairs.push(pair);
                }
                Ok(Object(pairs))
            }
        }

        deserializer.deserialize_map(Pairs)
    }
}

fn inputs() -> BoxedStrategy<Vec<u8>> {
    let blank = select(vec!["", "", "", " ", "\r\n", "\t"]);
    let job = vec((select(FIELDS.to_vec()), value()), 0..8).prop_map(|fields| {
        let fields = fields.iter().map(|(name, value)| format!("\"{name}\":{value}"));
        format!("{{{}}}", fields.collect::<Vec<_>>().join(","))
    });
    let item = prop_oneof![6 => job, 1 => value()];
    let items = prop_oneof![
        9 => vec(item, 0..6).prop_map(|items| format!("[{}]", items.join(", "))),
        1 => value(),
    ];
    let more =
        prop_oneof![5 => Just(String::new()), 1 => value().prop_map(|v| format!("\"more\":{v},"))];
    (blank.clone(), more, value(), items, blank)
        .prop_map(|(before, more, count, items, after)| {
            format!("{before}{{{more}\"count\":{count},\"items\":{items}}}{after}").into_bytes()
        })
        .boxed()
}

fn value() -> BoxedStrategy<String> {
    let fixed = [
        "null",
        "true",
        "0",
        "-0",
        "10",
        "1.0",
        "1e3",
        "702364883651395584",
        "9223372036854775807",
        "9223372036854775808",
        "-9223372036854775809",
        "1.50e400",
        "\"\"",
        "\"702364883651395584\"",
        "\"RUNNING\"",
        "\"CREATE_SERVER\"",
        "\"2022-03-07T10:39:49.61Z\"",
        "\"\\ud83d\\ude00\"",
        "\"\\ud800\"",
        "\"a\\/b\\u0000\"",
        "{}",
        "[]",
        "[[{}]]",
        "{\"id\":\"1\",\"id\":\"2\"}",
        "{\"a\": [1]}",
    ];
    prop_oneof![
        4 => select(fixed.to_vec()).prop_map(str::to_owned),
        1 => any::<i64>().prop_map(|number| number.to_string()),
        1 => any::<String>().prop_map(|text| serde_json::Value::from(text).to_string()),
        1 => (0_usize..300).prop_map(|deep| format!("{}{}", "[".repeat(deep), "]".repeat(deep))),
    ]
    .boxed()
}
