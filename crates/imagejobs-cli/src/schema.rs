//! `imagejobs schema`: the JSON Schema of whatever is printed in JSON.

use std::io::{self, Write};

use imagejobs::{ImageJob, JobStatus, Open, Page};
use schemars::generate::SchemaSettings;
use schemars::transform::{Transform, transform_subschemas};
use schemars::{JsonSchema, Schema};
use serde_json::{Map, Value, json};

use crate::exit::{ErrorLine, Failure};
use crate::flags::Schema as Flags;
use crate::output::json;
use crate::report;

/// What `imagejobs list` prints: with `-o json` one page, or with `--all` all jobs; with `-o jsonl` a
/// job a line.
#[derive(JsonSchema)]
#[serde(untagged)]
#[expect(
    dead_code,
    reason = "only the schema of it is of use: the output is written piece by piece"
)]
enum List {
    Page(Page),
    All(All),
    Line(ImageJob),
}

/// All jobs, as far as they came.
#[derive(JsonSchema)]
#[expect(
    dead_code,
    reason = "only the schema of it is of use: the output is written piece by piece"
)]
struct All {
    /// The jobs, in the order of the service.
    items: Vec<ImageJob>,
    /// Whether these are all.
    complete: bool,
}

/// What `imagejobs wait` prints for each job that ended.
#[derive(JsonSchema)]
#[serde(transparent)]
#[expect(
    dead_code,
    reason = "only the schema of it is of use: the output is written piece by piece"
)]
struct Wait(ImageJob);

/// What `imagejobs watch` prints for each change.
#[derive(JsonSchema)]
#[serde(tag = "change", rename_all = "lowercase")]
#[expect(
    dead_code,
    reason = "only the schema of it is of use: the output is written piece by piece"
)]
enum Watch {
    /// A job is there that was not.
    Appeared { job: ImageJob },
    /// A job has another status.
    Status {
        /// The status that was seen before.
        from: Option<Open<JobStatus>>,
        /// The status that is seen now.
        to: Option<Open<JobStatus>>,
        job: ImageJob,
    },
    /// Two whole lists in a row did not hold a job; it is as it was seen last.
    Gone { job: ImageJob },
}

/// What has a schema, and which.
fn all() -> [(&'static str, Schema); 5] {
    [
        ("list", of::<List>()),
        ("wait", of::<Wait>()),
        ("watch", of::<Watch>()),
        ("doctor", of::<report::Json>()),
        ("error", of::<ErrorLine>()),
    ]
}

fn of<T: JsonSchema>() -> Schema {
    let settings = SchemaSettings::draft2020_12().for_serialize();
    let mut schema =
        settings.with_transform(MayBeNull).into_generator().into_root_schema_for::<T>();
    schema.insert(
        "$comment".to_owned(),
        "What a service sends in place of a value of the right type is printed as it came.".into(),
    );
    schema
}

/// A job has every field, and null where nothing came.
#[derive(Clone)]
struct MayBeNull;

impl Transform for MayBeNull {
    fn transform(&mut self, schema: &mut Schema) {
        transform_subschemas(self, schema);
        // What follows the first paragraph is for those who read code.
        if let Some(Value::String(text)) = schema.get_mut("description") {
            let end = text.find("\n\n").unwrap_or(text.len());
            text.truncate(end);
        }
        let is_job =
            schema.get("properties").and_then(Value::as_object).is_some_and(|properties| {
                properties.contains_key("begin_time") || properties.contains_key("count")
            });
        let properties = schema.get_mut("properties").and_then(Value::as_object_mut);
        for (name, property) in properties.into_iter().flatten().filter(|_| is_job) {
            if name != "items" {
                *property = json!({ "anyOf": [property.take(), { "type": "null" }] });
            }
        }
    }
}

pub(crate) fn run(flags: &Flags) -> Result<(), Failure> {
    let mut out = io::stdout().lock();
    match &flags.of {
        None => {
            let named = all().map(|(name, schema)| (name.to_owned(), schema.to_value()));
            json(&mut out, &Map::from_iter(named))?;
        }
        Some(name) => {
            let known = all();
            let Some((_, schema)) = known.iter().find(|(known, _)| known == name) else {
                let names: Vec<_> = known.iter().map(|(name, _)| *name).collect();
                return Err(Failure::usage(format!("{name:?} prints no JSON"))
                    .help(format!("there are schemas of {}", names.join(", "))));
            };
            json(&mut out, schema)?;
        }
    }
    out.flush()?;
    Ok(())
}
