//! What the facade says: the JSON Schemas of its types, its bounds, its parsers and its regions.

use imagejobs::client::image_jobs::ENDPOINTS;
use imagejobs::client::image_jobs::types::{ErrorResponse, ListImageJobsResponse};
use imagejobs::credentials::Variables;
use imagejobs::{Client, ImageJob, JobStatus, JobType, PageSize, ProjectId};
use imagejobs_codegen::claim::{Aspect, Claim, Claims, Name, Subject, without_width};
use imagejobs_codegen::page::Location;
use schemars::{Schema, schema_for};
use serde_json::Value;

use crate::Marks;

pub(crate) fn marks(claims: &Claims) -> Marks {
    let mut marks = Marks::new();
    for (name, claim) in claims {
        if let Some(mark) = mark(name, claim) {
            marks.insert(name.clone(), mark);
        }
    }
    for name in beside(claims) {
        marks.insert(name, Err("only the facade has it".to_owned()));
    }
    marks
}

/// `None` where the facade has no say.
fn mark(name: &Name, claim: &Claim) -> Option<Result<(), String>> {
    match &name.subject {
        Subject::Parameter(Location::Query, parameter) => match name.aspect {
            // What the server does without a value is seen on the wire alone.
            Aspect::Default => None,
            Aspect::Mandatory => Some(is(&claim.value, &(parameter == "job_type").into())),
            _ => Some(typed(parameter_schema(parameter), name, claim)),
        },
        Subject::Parameter(Location::Path, parameter) => match name.aspect {
            Aspect::Mandatory => None,
            _ => Some(typed(parameter_schema(parameter), name, claim)),
        },
        Subject::ResponseField(status, field) if status.starts_with('2') => {
            Some(typed(property(&schema_for!(ListImageJobsResponse), field), name, claim))
        }
        Subject::ResponseField(_, field) => {
            Some(typed(property(&schema_for!(ErrorResponse), field), name, claim))
        }
        Subject::Field(_, field) => match &name.aspect {
            Aspect::Value(value) if field == "status" => {
                let known = value.parse::<JobStatus>().is_ok_and(|known| known.as_str() == value);
                Some(known.then_some(()).ok_or("the facade does not know it".to_owned()))
            }
            _ => Some(typed(property(&schema_for!(ImageJob), field), name, claim)),
        },
        Subject::Region(region) => Some(
            endpoint(region)
                .and_then(|endpoint| is(&claim.value, &endpoint.trim_end_matches('/').into())),
        ),
        Subject::OtherOperation(_) => Some(Err("the facade does not have it".to_owned())),
        _ => None,
    }
}

/// The schema of what the facade takes for a parameter.
fn parameter_schema(parameter: &str) -> Option<Value> {
    let schema: Schema = match parameter {
        "job_type" => schema_for!(JobType),
        "status" => schema_for!(JobStatus),
        "limit" => schema_for!(PageSize),
        "offset" => schema_for!(u64),
        "project_id" if ProjectId::try_from("p1").is_ok() => schema_for!(String),
        _ => return None,
    };
    Some(schema.to_value())
}

/// The schema of a property, in which references are looked up.
fn property(schema: &Schema, field: &str) -> Option<Value> {
    let root = schema.as_value();
    let object = resolved(root, root);
    let property = object["properties"].get(field)?;
    let mut property = resolved(root, property).clone();
    property["$defs"] = root["$defs"].clone();
    Some(property)
}

fn resolved<'s>(root: &'s Value, schema: &'s Value) -> &'s Value {
    match schema["$ref"].as_str().and_then(|target| target.strip_prefix('#')) {
        Some(target) => root.pointer(target).unwrap_or(schema),
        None => schema,
    }
}

/// Whether a schema says what is claimed.
fn typed(schema: Option<Value>, name: &Name, claim: &Claim) -> Result<(), String> {
    let Some(schema) = schema else {
        return Err("the facade does not have it".to_owned());
    };
    match &name.aspect {
        Aspect::Exists => Ok(()),
        Aspect::Type => {
            let claimed = claim.value.as_str().map(without_width).unwrap_or_default();
            is(&claimed.into(), &kind(&schema, &schema["$defs"]).into())
        }
        Aspect::Value(_) => {
            let listed = listed(&schema).contains(&&claim.value);
            listed.then_some(()).ok_or("the facade does not know it".to_owned())
        }
        Aspect::Minimum => {
            is(&claim.value, &schema["minimum"]).and_then(|()| refused(name, claim, -1))
        }
        Aspect::Maximum => {
            is(&claim.value, &schema["maximum"]).and_then(|()| refused(name, claim, 1))
        }
        _ => Err("nothing in the facade holds it".to_owned()),
    }
}

/// Whether the parser of a parameter takes its bound and refuses what is beyond.
fn refused(name: &Name, claim: &Claim, beyond: i64) -> Result<(), String> {
    let bound = claim.value.as_i64().ok_or("it is no whole number")?;
    let takes = |value: i64| match &name.subject {
        Subject::Parameter(_, parameter) if parameter == "limit" => {
            PageSize::try_from(value).is_ok()
        }
        _ => u64::try_from(value).is_ok(),
    };
    match (takes(bound), takes(bound + beyond)) {
        (true, false) => Ok(()),
        (false, _) => Err(format!("the facade refuses {bound}")),
        (true, true) => Err(format!("the facade takes {}", bound + beyond)),
    }
}

/// The values of an enum's schema, which has one constant a value where values are described.
fn listed(schema: &Value) -> Vec<&Value> {
    let described = schema["oneOf"].as_array().into_iter().flatten();
    let described = described.filter_map(|value| value.get("const"));
    schema["enum"].as_array().into_iter().flatten().chain(described).collect()
}

/// A schema's type, as claims have it.
fn kind(schema: &Value, definitions: &Value) -> String {
    if let Some(name) = schema["$ref"].as_str().and_then(|target| target.strip_prefix("#/$defs/")) {
        let target = &definitions[name];
        return match target["type"].as_str() {
            Some("object") => name.to_owned(),
            _ => kind(target, definitions),
        };
    }
    let plain = match &schema["type"] {
        Value::Null if listed(schema).iter().any(|value| value.is_string()) => "string",
        Value::String(plain) => plain.as_str(),
        Value::Array(several) => {
            several.iter().filter_map(Value::as_str).find(|kind| *kind != "null").unwrap_or("any")
        }
        _ => "any",
    };
    match plain {
        "array" => format!("array of {}", kind(&schema["items"], definitions)),
        plain => plain.to_owned(),
    }
}

/// Where the facade finds a region.
fn endpoint(region: &str) -> Result<String, String> {
    let client = Client::builder()
        .region(region)
        .project_id("p1")
        .token("token")
        .variables(Variables::new(|_| None))
        .build()
        .map_err(|error| error.to_string())?;
    Ok(client.endpoint().to_string())
}

/// What the facade has and the document does not.
fn beside(claims: &Claims) -> Vec<Name> {
    let mut beside = Vec::new();
    let mut check = |subject: &Subject, aspect: Aspect| {
        let name = Name { subject: subject.clone(), aspect };
        if claims.get(&name).is_none() {
            beside.push(name);
        }
    };
    for parameter in ["job_type", "status", "limit", "offset"] {
        let subject = Subject::Parameter(Location::Query, parameter.to_owned());
        check(&subject, Aspect::Exists);
        let schema = parameter_schema(parameter).unwrap_or_default();
        for value in listed(&schema).into_iter().filter_map(Value::as_str) {
            check(&subject, Aspect::Value(value.to_owned()));
        }
        for (aspect, bound) in [(Aspect::Minimum, "minimum"), (Aspect::Maximum, "maximum")] {
            if schema.get(bound).is_some() {
                check(&subject, aspect);
            }
        }
    }
    for subject in claims.subjects() {
        if let Subject::Field(_, field) = subject
            && field == "status"
        {
            for status in JobStatus::ALL {
                check(subject, Aspect::Value(status.as_str().to_owned()));
            }
        }
    }
    let object = claims.subjects().into_iter().find_map(|subject| match subject {
        Subject::Field(object, _) => Some(object.clone()),
        _ => None,
    });
    let schema = schema_for!(ImageJob).to_value();
    for field in resolved(&schema, &schema)["properties"].as_object().into_iter().flatten() {
        let object = object.clone().unwrap_or_default();
        check(&Subject::Field(object, field.0.clone()), Aspect::Exists);
    }
    for (region, _) in ENDPOINTS {
        check(&Subject::Region((*region).to_owned()), Aspect::Endpoint);
    }
    beside
}

/// Whether the facade says what is claimed.
fn is(claimed: &Value, said: &Value) -> Result<(), String> {
    if claimed == said || claimed.as_f64().is_some_and(|number| said.as_f64() == Some(number)) {
        return Ok(());
    }
    Err(format!("the document says {claimed}, the facade {said}"))
}
