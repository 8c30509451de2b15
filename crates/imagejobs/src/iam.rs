//! What is asked of IAM: a token for a user's password, and the project of a region.

use std::sync::Arc;

use imagejobs_client::iam::types::{
    Auth, CreateTokenRequest, Domain, Identity, Method, PasswordMethod, Scope, ScopeProject, User,
};
use imagejobs_client::iam::{Client, ENDPOINTS, GLOBAL_ENDPOINT};
use imagejobs_core::credentials::{Credentials, CredentialsProvider, Kind, Loading, Variables};
use imagejobs_core::{AuthToken, Endpoint, Error, ProjectId, Secret, Transport, escape_controls};

/// Where IAM answers, and how it is reached.
#[derive(Clone, Debug)]
pub(crate) struct Iam {
    /// Connections, limits and time of the client that asks.
    pub(crate) transport: Transport,
    pub(crate) given: Option<Endpoint>,
    pub(crate) region: Option<String>,
    pub(crate) variables: Variables,
}

/// An endpoint of IAM; what is wrong with it is told as IAM's.
pub(crate) fn endpoint(text: &str) -> Result<Endpoint, Error> {
    text.parse().map_err(|error| Error::usage(format!("for IAM, {error}")))
}

impl Iam {
    /// The endpoint: given or from the profile, from the environment, of the region, global.
    pub(crate) fn endpoint(&self, profile: Option<&str>) -> Result<Endpoint, Error> {
        if let Some(given) = &self.given {
            return Ok(given.clone());
        }
        let named = match profile {
            None => self.variables.get("HUAWEICLOUD_SDK_IAM_ENDPOINT")?,
            profile => profile.map(str::to_owned),
        };
        let regional = || {
            let region = self.region.as_deref()?;
            ENDPOINTS.iter().find(|(known, _)| *known == region).map(|(_, endpoint)| *endpoint)
        };
        endpoint(named.as_deref().or_else(regional).unwrap_or(GLOBAL_ENDPOINT))
    }

    /// The id of the project that a region has, for these credentials.
    pub(crate) async fn project_id(
        &self,
        credentials: &Credentials,
        region: &str,
    ) -> Result<ProjectId, Error> {
        let endpoint = self.endpoint(credentials.iam_endpoint.as_deref())?;
        let provider: Arc<dyn CredentialsProvider> = Arc::new(credentials.clone());
        let client = Client::new(self.transport.to(endpoint, Some(provider))?);
        let answer = client.list_projects().name(region).send().await?;
        let found: Vec<&str> = answer
            .projects
            .iter()
            .filter_map(|project| project.get()?.id.get())
            .map(|id| id.as_str())
            .collect();
        match found[..] {
            [id] => ProjectId::try_from(id),
            [] => Err(Error::credentials(format!(
                "IAM knows no project of the region {:?}; give the project id",
                escape_controls(region)
            ))),
            _ => Err(Error::credentials(format!(
                "IAM knows {} projects of the region {:?}: {}; give the id of one of them",
                found.len(),
                escape_controls(region),
                escape_controls(&found.join(", ")),
            ))),
        }
    }
}

/// `HW_USER_NAME`, `HW_PASSWORD` and `HW_DOMAIN_NAME`, exchanged at IAM for a token.
#[derive(Debug)]
pub(crate) struct PasswordVariables {
    pub(crate) iam: Iam,
    /// The project that the token is asked for, where it is known.
    pub(crate) project_id: Option<String>,
}

const NAME: &str = "HW_USER_NAME";
const PASSWORD: &str = "HW_PASSWORD";
const DOMAIN: &str = "HW_DOMAIN_NAME";

impl PasswordVariables {
    async fn find(&self) -> Result<Option<Credentials>, Error> {
        let variables = &self.iam.variables;
        let (name, password) = (variables.get(NAME)?, variables.get(PASSWORD)?);
        if name.is_none() && password.is_none() {
            return Ok(None);
        }
        let missing = |missing: &str| {
            let set = if name.is_some() { NAME } else { PASSWORD };
            Error::credentials(format!("the variable {set} is set, but {missing} is not"))
        };
        let user = name.clone().ok_or_else(|| missing(NAME))?;
        let password = password.map(Secret::from).ok_or_else(|| missing(PASSWORD))?;
        let domain = variables.get(DOMAIN)?.ok_or_else(|| missing(DOMAIN))?;
        let project_id = match &self.project_id {
            Some(id) => Some(id.clone()),
            None => variables.get("HW_PROJECT_ID")?,
        };
        if project_id.is_none() && self.iam.region.is_none() {
            return Err(Error::credentials(format!(
                "the user of {NAME} needs a region or a project id to get a token for"
            )));
        }
        let scope = ScopeProject {
            name: if project_id.is_none() { self.iam.region.clone() } else { None },
            id: project_id,
        };
        let user = User { name: user, password, domain: Domain { name: domain } };
        let identity =
            Identity { methods: vec![Method::Password], password: PasswordMethod { user } };
        let request =
            CreateTokenRequest { auth: Auth { identity, scope: Scope { project: scope } } };
        let client = Client::new(self.iam.transport.to(self.iam.endpoint(None)?, None)?);
        let call = client.create_token().nocatalog("true").body(request);
        let answer = call.send().await.map_err(|error| {
            if error.is_unauthorized() {
                error.note(format!("the password came from {}", self.place()))
            } else {
                error
            }
        })?;
        let token = answer.header("x-subject-token").ok_or_else(|| {
            Error::credentials("IAM answered without a token in the header X-Subject-Token")
        })?;
        let token = AuthToken::new(token)
            .map_err(|error| Error::credentials(format!("IAM gave a token, but {error}")))?;
        let mut credentials = Credentials::new(Kind::Token(token), self.place());
        let about = answer.token.get();
        // Without a readable end, the token is used until it is refused.
        credentials.expires_at = about.and_then(|about| about.expires_at.get()?.to_system_time());
        credentials.project_id =
            about.and_then(|about| about.project.get()?.id.get()).map(|id| id.as_str().to_owned());
        credentials.region.clone_from(&self.iam.region);
        Ok(Some(credentials))
    }
}

impl CredentialsProvider for PasswordVariables {
    fn load(&self) -> Loading<'_> {
        Box::pin(self.find())
    }

    fn place(&self) -> String {
        format!("the variables {NAME}, {PASSWORD} and {DOMAIN}")
    }
}
