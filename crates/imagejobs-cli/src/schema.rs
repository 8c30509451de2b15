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

/// What `imagejobs watch` prints for each change; with `--fields`, the chosen ones side by side.
#[derive(JsonSchema)]
#[serde(untagged)]
#[expect(
    dead_code,
    reason = "only the schema of it is of use: the output is written piece by piece"
)]
enum Watch {
    Whole(Change),
    Chosen(ImageJob),
}

#[derive(JsonSchema)]
#[serde(tag = "change", rename_all = "lowercase")]
#[expect(
    dead_code,
    reason = "only the schema of it is of use: the output is written piece by piece"
)]
enum Change {
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

/// What has a schema.
pub(crate) const NAMES: [&str; 5] = ["list", "wait", "watch", "doctor", "error"];

/// Which schemas there are.
fn all() -> impl Iterator<Item = (&'static str, Schema)> {
    let schemas =
        [of::<List>(), of::<Wait>(), of::<Watch>(), of::<report::Json>(), of::<ErrorLine>()];
    NAMES.into_iter().zip(schemas)
}

fn of<T: JsonSchema>() -> Schema {
    let settings = SchemaSettings::draft2020_12().for_serialize();
    let mut schema =
        settings.with_transform(AsPrinted).into_generator().into_root_schema_for::<T>();
    schema.insert(
        "$comment".to_owned(),
        "What a service sends in place of a value of the right type is printed as it came.".into(),
    );
    schema
}

/// As it is printed: null where nothing came, and nothing beside the fields.
#[derive(Clone)]
struct AsPrinted;

impl Transform for AsPrinted {
    fn transform(&mut self, schema: &mut Schema) {
        transform_subschemas(self, schema);
        // What follows the first paragraph is for those who read code.
        if let Some(Value::String(text)) = schema.get_mut("description") {
            let end = text.find("\n\n").unwrap_or(text.len());
            text.truncate(end);
        }
        let Some(properties) = schema.get_mut("properties").and_then(Value::as_object_mut) else {
            return;
        };
        let may_be_null = |property: &mut Value| {
            *property = json!({ "anyOf": [property.take(), { "type": "null" }] });
        };
        if properties.contains_key("begin_time") {
            properties.values_mut().for_each(may_be_null);
            // What --fields may choose besides.
            for (name, kind, what) in [
                ("change", "string", "With --fields, of watch: appeared, status or gone."),
                ("from", "string", "With --fields, of watch: the status that was seen before."),
                (
                    "duration",
                    "integer",
                    "With --fields: for how many seconds it has been going on.",
                ),
            ] {
                let schema = json!({ "description": what, "type": [kind, "null"] });
                properties.insert(name.to_owned(), schema);
            }
            schema.insert("minProperties".to_owned(), 1.into());
            schema.insert("additionalProperties".to_owned(), false.into());
        } else if properties.contains_key("items") {
            properties.get_mut("count").into_iter().for_each(may_be_null);
            let names: Vec<_> = properties.keys().cloned().collect();
            schema.insert("required".to_owned(), names.into());
            schema.insert("additionalProperties".to_owned(), false.into());
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
            let Some((_, schema)) = all().find(|(known, _)| known == name) else {
                return Err(Failure::usage(format!("{name:?} prints no JSON"))
                    .help(format!("there are schemas of {}", NAMES.join(", "))));
            };
            json(&mut out, &schema)?;
        }
    }
    out.flush()?;
    Ok(())
}
