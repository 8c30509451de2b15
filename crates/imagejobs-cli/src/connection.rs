//! Where to ask, as whom, and how long to wait: by flags, and by the variables that stand in for them.
//!
//! A flag beats a variable, and at the same place an endpoint beats a region. What is wrong with a
//! value is told with the name it was given by. Credentials have no flags, because others can see
//! flags: the facade looks for them.

use std::env;
use std::time::Duration;

use clap::Args;
use clap::builder::NonEmptyStringValueParser;
use imagejobs::{Client, Endpoint, ProjectId, endpoint_variable};

use crate::duration::duration;
use crate::exit::Failure;
use crate::given::{Given, flag, variable};

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

    /// Credentials from this section of the profile file only
    #[arg(long, value_name = "NAME", value_parser = NonEmptyStringValueParser::new())]
    profile: Option<String>,

    /// The base URL of IAM [variable: HUAWEICLOUD_SDK_IAM_ENDPOINT]
    #[arg(long, value_name = "URL", value_parser = NonEmptyStringValueParser::new())]
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
        Ok(Configured { client, endpoint, region, project_id, profile, iam_endpoint })
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

    /// What is asked, and who said so; one line each.
    pub(crate) fn told(&self) -> Vec<String> {
        let told = |what: &str, given: &Option<Given>| {
            given.as_ref().map(|given| format!("{what}: {}, by {}", given.value, given.by))
        };
        let endpoint = told("endpoint", &self.endpoint).unwrap_or_else(|| {
            format!("endpoint: {}, {}", self.client.endpoint(), self.of_the_region())
        });
        let region = told("region", &self.region).unwrap_or_else(|| "region: none".to_owned());
        let project_id = told("project id", &self.project_id).unwrap_or_else(|| {
            "project id: not given; it comes with the credentials, or from IAM".to_owned()
        });
        [endpoint, region, project_id]
            .into_iter()
            .chain(told("profile", &self.profile))
            .chain(told("IAM endpoint", &self.iam_endpoint))
            .collect()
    }

    /// Who said which project, where a flag or a variable did.
    pub(crate) fn project_id_by(&self) -> Option<&'static str> {
        self.project_id.as_ref().map(|given| given.by)
    }

    fn of_the_region(&self) -> String {
        let region = self.region.as_ref().map(|given| given.value.as_str()).unwrap_or_default();
        let variable = endpoint_variable(region);
        match env::var_os(&variable) {
            Some(value) if !value.is_empty() => format!("by {variable}"),
            _ => "the region's default".to_owned(),
        }
    }
}

fn attempts(text: &str) -> Result<u32, String> {
    // The standard library would take a plus sign too.
    let digits = text.bytes().all(|byte| byte.is_ascii_digit());
    let number = text.parse().ok().filter(|number| digits && *number >= 1);
    number.ok_or_else(|| format!("it must be a whole number from 1 to {}", u32::MAX))
}
