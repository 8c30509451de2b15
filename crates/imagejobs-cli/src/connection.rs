//! Where to ask, as whom, and how long to wait: by flags, and by the variables that stand in for them.
//!
//! A flag beats a variable, and at the same place an endpoint beats a region. What is wrong with a
//! value is told with the name it was given by. Credentials have no flags, because others can see
//! flags: the facade looks for them.

use std::env;
use std::time::Duration;

use clap::builder::NonEmptyStringValueParser;
use clap::{Args, ValueHint};
use imagejobs::{Client, Endpoint, ProjectId, endpoint_variable};

use crate::duration::duration;
use crate::exit::Failure;
use crate::given::{Given, flag, variable};
use crate::report::{Origin, Setting};

/// The flags of a command that asks a service.
#[derive(Debug, Args)]
#[command(next_help_heading = "Connection")]
pub(crate) struct Connection {
    /// The base URL of the service [variable: IMAGEJOBS_ENDPOINT]
    #[arg(long, value_name = "URL", value_parser = NonEmptyStringValueParser::new())]
    #[arg(value_hint = ValueHint::Url)]
    endpoint: Option<String>,

    /// The region whose endpoint to ask [variable: IMAGEJOBS_REGION]
    #[arg(long, value_name = "REGION", value_parser = NonEmptyStringValueParser::new())]
    #[arg(value_hint = ValueHint::Other)]
    region: Option<String>,

    /// The project whose jobs to list [variable: IMAGEJOBS_PROJECT_ID]
    #[arg(long, value_name = "ID", value_parser = NonEmptyStringValueParser::new())]
    #[arg(value_hint = ValueHint::Other)]
    project_id: Option<String>,

    /// Credentials from this section of the profile file only
    #[arg(long, value_name = "NAME", value_parser = NonEmptyStringValueParser::new())]
    #[arg(value_hint = ValueHint::Other)]
    profile: Option<String>,

    /// The base URL of IAM [variable: HUAWEICLOUD_SDK_IAM_ENDPOINT]
    #[arg(long, value_name = "URL", value_parser = NonEmptyStringValueParser::new())]
    #[arg(value_hint = ValueHint::Url)]
    iam_endpoint: Option<String>,

    /// How often to try a call, at least 1 [default: 3]
    #[arg(long, value_name = "N", value_parser = attempts, allow_hyphen_values = true)]
    max_attempts: Option<u32>,

    /// How long one request and its answer may take [default: 60s]
    #[arg(long, value_name = "DURATION", value_parser = duration, allow_hyphen_values = true)]
    attempt_timeout: Option<Duration>,

    /// How long a connection may take [default: 10s]
    #[arg(long, value_name = "DURATION", value_parser = duration, allow_hyphen_values = true)]
    connect_timeout: Option<Duration>,

    /// Lets credentials go over plain http, where others can read them
    #[arg(long)]
    allow_http: bool,
}

/// The limit of a call, for commands that have no other limit.
#[derive(Debug, Args)]
#[command(next_help_heading = "Connection")]
pub(crate) struct CallTimeout {
    /// How long a call may take with all its attempts [default: 2m]
    #[arg(long, value_name = "DURATION", value_parser = duration, allow_hyphen_values = true)]
    timeout: Option<Duration>,
}

/// A client, and who said what it is to ask.
#[derive(Debug)]
pub(crate) struct Configured {
    pub(crate) client: Client,
    endpoint: Option<Given>,
    region: Option<Given>,
    project_id: Option<Given>,
    profile: Option<Given>,
    iam_endpoint: Option<Given>,
    limits: Vec<Setting>,
}

impl Connection {
    /// The client that flags and variables describe.
    pub(crate) fn configure(&self, limit: Option<&CallTimeout>) -> Result<Configured, Failure> {
        let (endpoint, region) = self.place()?;
        let project_id = match flag(&self.project_id, "--project-id") {
            None => variable("IMAGEJOBS_PROJECT_ID")?,
            given => given,
        };
        let profile = flag(&self.profile, "--profile");
        let iam_endpoint = flag(&self.iam_endpoint, "--iam-endpoint");
        for given in [&endpoint, &iam_endpoint].into_iter().flatten() {
            self.refuse_open(&given.parse()?, given.by)?;
        }
        if let Some(given) = &project_id {
            given.parse::<ProjectId>()?;
        }
        if profile.is_none()
            && let Some(given) = variable("IMAGEJOBS_METADATA_ENDPOINT")?
        {
            given.parse::<Endpoint>()?;
        }

        let mut builder = Client::builder().allow_http(self.allow_http);
        if let Some(given) = &endpoint {
            builder = builder.endpoint(&given.value);
        }
        if let Some(given) = &region {
            builder = builder.region(&given.value);
        }
        if let Some(given) = &project_id {
            builder = builder.project_id(&given.value);
        }
        if let Some(given) = &profile {
            builder = builder.profile(&given.value);
        }
        if let Some(given) = &iam_endpoint {
            builder = builder.iam_endpoint(&given.value);
        }
        if let Some(attempts) = self.max_attempts {
            builder = builder.max_attempts(attempts);
        }
        if let Some(limit) = limit.and_then(|limit| limit.timeout) {
            builder = builder.operation_timeout(limit);
        }
        if let Some(limit) = self.attempt_timeout {
            builder = builder.attempt_timeout(limit);
        }
        if let Some(limit) = self.connect_timeout {
            builder = builder.connect_timeout(limit);
        }
        // Of all that was given, only a region has not been read yet.
        let client = builder.build().map_err(|error| match (&endpoint, &region) {
            (None, Some(region)) => region.wrong(error),
            _ => Failure::usage(error.to_string()),
        })?;
        let limits = self.limits(limit);
        Ok(Configured { client, endpoint, region, project_id, profile, iam_endpoint, limits })
    }

    fn limits(&self, call: Option<&CallTimeout>) -> Vec<Setting> {
        let time = |time: Option<Duration>| time.map(|time| format!("{time:?}"));
        let http = self.allow_http.then(|| "allowed to any host".to_owned());
        let attempts = self.max_attempts.map(|attempts| attempts.to_string());
        let call = call.and_then(|limit| limit.timeout);
        vec![
            limit("max_attempts", "--max-attempts", attempts, "3"),
            limit("timeout", "--timeout", time(call), "120s"),
            limit("attempt_timeout", "--attempt-timeout", time(self.attempt_timeout), "60s"),
            limit("connect_timeout", "--connect-timeout", time(self.connect_timeout), "10s"),
            limit("plain_http", "--allow-http", http, "allowed to this machine only"),
        ]
    }

    /// An endpoint, a region, or both: then the region is only asked about at IAM.
    fn place(&self) -> Result<(Option<Given>, Option<Given>), Failure> {
        let (endpoint, region) =
            (flag(&self.endpoint, "--endpoint"), flag(&self.region, "--region"));
        let endpoint = match (endpoint, &region) {
            (None, None) => variable("IMAGEJOBS_ENDPOINT")?,
            (given, _) => given,
        };
        let region = match region {
            None => variable("IMAGEJOBS_REGION")?,
            given => given,
        };
        let region = match region {
            // It comes with the credentials of the environment.
            None if self.profile.is_none() => variable("HW_REGION_NAME")?,
            given => given,
        };
        if endpoint.is_none() && region.is_none() {
            return Err(Failure::usage("neither an endpoint nor a region was given")
                .help("give --endpoint or --region, or set IMAGEJOBS_ENDPOINT or IMAGEJOBS_REGION")
                .help("to try it without a cloud account: imagejobs demo"));
        }
        Ok((endpoint, region))
    }

    fn refuse_open(&self, endpoint: &Endpoint, by: &str) -> Result<(), Failure> {
        if self.allow_http || endpoint.is_encrypted() || endpoint.is_loopback() {
            return Ok(());
        }
        Err(Failure::usage(format!("{by}: credentials would go to {endpoint} unencrypted"))
            .help("use https; or send them all the same, with --allow-http"))
    }
}

impl Configured {
    /// Finds the credentials and the project, so that what goes wrong there is told as such.
    pub(crate) async fn find_access(&self) -> Result<(), Failure> {
        self.client.credentials().await.map_err(|error| Failure::of_credentials(&error))?;
        self.client.project_id().await.map_err(|error| Failure::of_project(&error))?;
        Ok(())
    }

    /// What is asked, within which limits, and who said so.
    pub(crate) fn settings(&self) -> Vec<Setting> {
        let endpoint = said("endpoint", self.endpoint.as_ref()).unwrap_or_else(|| Setting {
            name: "endpoint",
            value: Some(self.client.endpoint().to_string()),
            ..self.of_the_region()
        });
        let or_none = |name, given| {
            said(name, given).unwrap_or(Setting {
                name,
                value: None,
                origin: Origin::None,
                by: None,
            })
        };
        let project_id = said("project_id", self.project_id.as_ref()).unwrap_or_else(|| Setting {
            value: Some("not given; it comes with the credentials, or from IAM".to_owned()),
            ..or_none("project_id", None)
        });
        [endpoint, or_none("region", self.region.as_ref()), project_id]
            .into_iter()
            .chain([said("profile", self.profile.as_ref()).unwrap_or_else(|| Setting {
                value: Some("basic".to_owned()),
                origin: Origin::Default,
                ..or_none("profile", None)
            })])
            .chain([self.iam_endpoint(), self.metadata_endpoint()])
            .chain(self.limits.iter().cloned())
            .collect()
    }

    /// Where IAM is, unless the credentials say otherwise.
    fn iam_endpoint(&self) -> Setting {
        let usual = Setting {
            name: "iam_endpoint",
            value: Some("the region's own".to_owned()),
            origin: Origin::Default,
            by: None,
        };
        let by_flag = said("iam_endpoint", self.iam_endpoint.as_ref());
        by_flag
            .or_else(|| of_variable("iam_endpoint", "HUAWEICLOUD_SDK_IAM_ENDPOINT"))
            .unwrap_or(usual)
    }

    /// Where temporary keys may be found.
    fn metadata_endpoint(&self) -> Setting {
        const VARIABLE: &str = "IMAGEJOBS_METADATA_ENDPOINT";
        let name = "metadata_endpoint";
        if env::var_os(VARIABLE).is_some_and(|value| value.is_empty()) {
            let (value, by) = (Some("switched off".to_owned()), Some(VARIABLE.to_owned()));
            return Setting { name, value, origin: Origin::Variable, by };
        }
        let value = Some("the cloud server's own".to_owned());
        of_variable(name, VARIABLE).unwrap_or(Setting {
            name,
            value,
            origin: Origin::Default,
            by: None,
        })
    }

    /// Whether a flag says where IAM is, which then nobody else does.
    pub(crate) fn has_iam_endpoint(&self) -> bool {
        self.iam_endpoint.is_some()
    }

    /// Who said which project, where a flag or a variable did.
    pub(crate) fn project_id_by(&self) -> Option<&'static str> {
        self.project_id.as_ref().map(|given| given.by)
    }

    fn of_the_region(&self) -> Setting {
        let region = self.region.as_ref().map(|given| given.value.as_str()).unwrap_or_default();
        let variable = endpoint_variable(region);
        let by_it = env::var_os(&variable).is_some_and(|value| !value.is_empty());
        let origin = if by_it { Origin::Variable } else { Origin::Default };
        Setting { name: "endpoint", value: None, origin, by: by_it.then_some(variable) }
    }
}

/// A value, and the flag or the variable that gave it.
fn said(name: &'static str, given: Option<&Given>) -> Option<Setting> {
    let Given { value, by } = given?;
    let origin = if by.starts_with("--") { Origin::Flag } else { Origin::Variable };
    Some(Setting { name, value: Some(value.clone()), origin, by: Some((*by).to_owned()) })
}

/// The value of a variable that the library below reads.
fn of_variable(name: &'static str, by: &'static str) -> Option<Setting> {
    let given = variable(by).ok().flatten()?;
    // What cannot be shown as it is, an error shows where it is used.
    let value = given.parse::<Endpoint>().ok()?.to_string();
    said(name, Some(&Given { value, by }))
}

/// A limit, by its flag or the default.
fn limit(name: &'static str, flag: &str, given: Option<String>, usual: &str) -> Setting {
    let origin = if given.is_some() { Origin::Flag } else { Origin::Default };
    let by = given.is_some().then(|| flag.to_owned());
    Setting { name, value: Some(given.unwrap_or_else(|| usual.to_owned())), origin, by }
}

fn attempts(text: &str) -> Result<u32, String> {
    // The standard library would take a plus sign too.
    let digits = text.bytes().all(|byte| byte.is_ascii_digit());
    let number = text.parse().ok().filter(|number| digits && *number >= 1);
    number.ok_or_else(|| format!("it must be a whole number from 1 to {}", u32::MAX))
}
