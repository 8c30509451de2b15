//! Where to ask and how long to wait, by flags and by the variables that stand in for them.
//!
//! A flag beats a variable, and at the same place an endpoint beats a region. What is wrong with a
//! value is told with the name it was given by.

use std::env;
use std::time::Duration;

use clap::Args;
use clap::builder::NonEmptyStringValueParser;
use imagejobs::{Client, ClientBuilder, Endpoint, ProjectId};

use crate::exit::Failure;

const TOKEN: &str = "IMAGEJOBS_AUTH_TOKEN";

/// The flags of a command that asks a service.
#[derive(Debug, Args)]
#[command(next_help_heading = "Connection")]
pub(crate) struct Connection {
    /// The base URL of the service [variable: IMAGEJOBS_ENDPOINT]
    #[arg(long, value_name = "URL", value_parser = NonEmptyStringValueParser::new())]
    endpoint: Option<String>,

    /// The region whose endpoint to ask [variable: IMAGEJOBS_REGION]
    #[arg(long, value_name = "REGION", value_parser = NonEmptyStringValueParser::new())]
    region: Option<String>,

    /// The project whose jobs to list [variable: IMAGEJOBS_PROJECT_ID]
    #[arg(long, value_name = "ID", value_parser = NonEmptyStringValueParser::new())]
    project_id: Option<String>,

    /// How long the whole call may take [default: 2m]
    #[arg(long, value_name = "DURATION", value_parser = duration, allow_hyphen_values = true)]
    timeout: Option<Duration>,

    /// How long one request and its answer may take [default: 60s]
    #[arg(long, value_name = "DURATION", value_parser = duration, allow_hyphen_values = true)]
    attempt_timeout: Option<Duration>,

    /// How long a connection may take [default: 10s]
    #[arg(long, value_name = "DURATION", value_parser = duration, allow_hyphen_values = true)]
    connect_timeout: Option<Duration>,

    /// Lets the token go over plain http, where others can read it
    #[arg(long)]
    allow_http: bool,
}

impl Connection {
    /// The client that flags and variables describe.
    pub(crate) fn client(&self) -> Result<Client, Failure> {
        let place = self.place()?;
        let mut builder = place.set(Client::builder().allow_http(self.allow_http));
        builder = builder.project_id(self.project_id()?).token(token()?);
        if let Place::Endpoint(endpoint, by) = &place {
            self.refuse_open(endpoint, by)?;
        }
        if let Some(limit) = self.timeout {
            builder = builder.operation_timeout(limit);
        }
        if let Some(limit) = self.attempt_timeout {
            builder = builder.attempt_timeout(limit);
        }
        if let Some(limit) = self.connect_timeout {
            builder = builder.connect_timeout(limit);
        }
        // Of all that was given, only a region has not been read yet.
        builder.build().map_err(|error| match &place {
            Place::Region(region) => region.wrong(error),
            Place::Endpoint(..) => Failure::usage(error.to_string()),
        })
    }

    fn place(&self) -> Result<Place, Failure> {
        let endpoint = |given: Given| match given.value.parse::<Endpoint>() {
            Ok(endpoint) => Ok(Place::Endpoint(endpoint, given.by)),
            Err(error) => Err(given.wrong(error)),
        };
        if let Some(given) = flag(&self.endpoint, "--endpoint") {
            return endpoint(given);
        }
        if let Some(given) = flag(&self.region, "--region") {
            return Ok(Place::Region(given));
        }
        if let Some(given) = variable("IMAGEJOBS_ENDPOINT")? {
            return endpoint(given);
        }
        if let Some(given) = variable("IMAGEJOBS_REGION")? {
            return Ok(Place::Region(given));
        }
        Err(Failure::usage("neither an endpoint nor a region was given")
            .help("give --endpoint or --region, or set IMAGEJOBS_ENDPOINT or IMAGEJOBS_REGION")
            .help("to try it without a cloud account: imagejobs demo"))
    }

    fn project_id(&self) -> Result<String, Failure> {
        let given = match flag(&self.project_id, "--project-id") {
            Some(given) => Some(given),
            None => variable("IMAGEJOBS_PROJECT_ID")?,
        };
        let given = given.ok_or_else(|| {
            Failure::usage("no project id was given")
                .help("give --project-id, or set IMAGEJOBS_PROJECT_ID")
        })?;
        match ProjectId::try_from(given.value.clone()) {
            Ok(_) => Ok(given.value),
            Err(error) => Err(given.wrong(error)),
        }
    }

    fn refuse_open(&self, endpoint: &Endpoint, by: &str) -> Result<(), Failure> {
        if self.allow_http || endpoint.is_encrypted() || endpoint.is_loopback() {
            return Ok(());
        }
        Err(Failure::usage(format!("{by}: the token would go to {endpoint} unencrypted"))
            .help("use https; or send it all the same, with --allow-http"))
    }
}

/// Whom to ask.
enum Place {
    Endpoint(Endpoint, &'static str),
    Region(Given),
}

impl Place {
    fn set(&self, builder: ClientBuilder) -> ClientBuilder {
        match self {
            Self::Endpoint(endpoint, _) => builder.endpoint(endpoint.as_str()),
            Self::Region(region) => builder.region(region.value.as_str()),
        }
    }
}

/// A value, and the flag or variable that gave it.
struct Given {
    value: String,
    by: &'static str,
}

impl Given {
    fn wrong(&self, error: imagejobs::Error) -> Failure {
        Failure::usage(format!("{}: {error}", self.by))
    }
}

fn flag(value: &Option<String>, by: &'static str) -> Option<Given> {
    value.clone().map(|value| Given { value, by })
}

/// A variable's value. An empty variable counts as unset.
fn variable(by: &'static str) -> Result<Option<Given>, Failure> {
    match env::var(by) {
        Ok(value) if value.is_empty() => Ok(None),
        Ok(value) => Ok(Some(Given { value, by })),
        Err(env::VarError::NotPresent) => Ok(None),
        Err(env::VarError::NotUnicode(_)) => {
            Err(Failure::usage(format!("{by}: the value is not UTF-8")))
        }
    }
}

/// The token, which has no flag: others can see flags. It is in no error.
fn token() -> Result<String, Failure> {
    let Some(given) = variable(TOKEN)? else {
        return Err(Failure::no_credentials("no credentials were found")
            .help("set IMAGEJOBS_AUTH_TOKEN to a user token of IAM"));
    };
    match given.value.bytes().position(|byte| !byte.is_ascii_graphic()) {
        None => Ok(given.value),
        Some(at) => Err(Failure::usage(format!(
            "{TOKEN}: the token holds white space, a control character or a character outside \
             ASCII at byte {at}; a token is one word of visible ASCII"
        ))),
    }
}

/// `90`, `1.5`, `500ms`, `2m`: more than nothing, at most a year.
fn duration(text: &str) -> Result<Duration, String> {
    let seconds = match text.find(|c: char| !c.is_ascii_digit() && c != '.') {
        None => Some((text, 1.0)),
        Some(at) => match &text[at..] {
            "ms" => Some((&text[..at], 1e-3)),
            "s" => Some((&text[..at], 1.0)),
            "m" | "min" => Some((&text[..at], 60.0)),
            "h" => Some((&text[..at], 3600.0)),
            _ => None,
        },
    };
    seconds
        .and_then(|(number, unit)| Some(number.parse::<f64>().ok()? * unit))
        .filter(|seconds| *seconds > 0.0 && *seconds <= 366.0 * 86_400.0)
        .and_then(|seconds| Duration::try_from_secs_f64(seconds).ok())
        .filter(|duration| !duration.is_zero())
        .ok_or_else(|| {
            "it must be a duration such as 90, 1.5s, 500ms, 2m or 1h, above 0 and at most 8784h"
                .to_owned()
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_are_read_as_people_write_them() {
        for (text, milliseconds) in
            [("90", 90_000), ("1.5s", 1_500), ("500ms", 500), ("2m", 120_000), ("1h", 3_600_000)]
        {
            assert_eq!(duration(text), Ok(Duration::from_millis(milliseconds)), "{text}");
        }
        for text in
            ["", "0", "0s", "-1", "1e9h", "ten", "5 s", "s", "1..5", "1d", "inf", "9999999h"]
        {
            assert!(duration(text).is_err(), "{text:?}");
        }
    }
}
