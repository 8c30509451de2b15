use std::ffi::OsString;
use std::fmt;
use std::sync::Arc;

use super::{Credentials, CredentialsProvider, Keys, Kind, Loading};
use crate::{AuthToken, Error};

/// Where variables are read: the process's environment, or what a test says.
///
/// ```
/// use imagejobs_core::credentials::Variables;
///
/// let variables = Variables::new(|name| (name == "EMPTY").then(Default::default));
/// assert!(variables.is_set("EMPTY"));
/// assert_eq!(variables.get("EMPTY")?, None);
/// // Those of the process:
/// let variables = Variables::default();
/// # let _ = variables;
/// # Ok::<(), imagejobs_core::Error>(())
/// ```
#[derive(Clone)]
pub struct Variables(Arc<Read>);

type Read = dyn Fn(&str) -> Option<OsString> + Send + Sync;

impl Variables {
    /// The variables that a function knows.
    pub fn new(read: impl Fn(&str) -> Option<OsString> + Send + Sync + 'static) -> Self {
        Self(Arc::new(read))
    }

    /// Whether a variable is there, be it empty.
    #[must_use]
    pub fn is_set(&self, name: &str) -> bool {
        (self.0)(name).is_some()
    }

    /// A variable's value. An empty variable counts as unset.
    ///
    /// # Errors
    /// When the value is not UTF-8. The error names the variable.
    pub fn get(&self, name: &str) -> Result<Option<String>, Error> {
        match (self.0)(name).map(OsString::into_string) {
            None => Ok(None),
            Some(Ok(value)) => Ok(Some(value).filter(|value| !value.is_empty())),
            Some(Err(_)) => Err(Error::usage(format!("the variable {name} is not UTF-8"))),
        }
    }
}

impl Default for Variables {
    /// The process's environment.
    fn default() -> Self {
        Self::new(|name| std::env::var_os(name))
    }
}

impl fmt::Debug for Variables {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Variables")
    }
}

/// A token in a variable.
///
/// ```
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// use imagejobs_core::credentials::{CredentialsProvider, TokenVariable, Variables};
///
/// let variables = Variables::new(|name| match name {
///     "MY_TOKEN" | "HW_AUTH_TOKEN" => Some("a-token".into()),
///     "HW_PROJECT_ID" => Some("0123456789abcdef0123456789abcdef".into()),
///     _ => None,
/// });
/// let alone = TokenVariable::new(&variables, "MY_TOKEN").load().await?.unwrap();
/// assert_eq!(alone.project_id, None);
/// let terraform = TokenVariable::terraform(&variables).load().await?.unwrap();
/// assert_eq!(terraform.project_id.as_deref(), Some("0123456789abcdef0123456789abcdef"));
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug)]
pub struct TokenVariable {
    variables: Variables,
    name: &'static str,
    project_id: Option<&'static str>,
    region: Option<&'static str>,
}

impl TokenVariable {
    /// The variable of this name, alone.
    #[must_use]
    pub fn new(variables: &Variables, name: &'static str) -> Self {
        Self { variables: variables.clone(), name, project_id: None, region: None }
    }

    /// `HW_AUTH_TOKEN`, with `HW_PROJECT_ID` and `HW_REGION_NAME`, as Terraform's users have them.
    #[must_use]
    pub fn terraform(variables: &Variables) -> Self {
        Self {
            project_id: Some("HW_PROJECT_ID"),
            region: Some("HW_REGION_NAME"),
            ..Self::new(variables, "HW_AUTH_TOKEN")
        }
    }

    fn find(&self) -> Result<Option<Credentials>, Error> {
        let Some(token) = self.variables.get(self.name)? else { return Ok(None) };
        let token = AuthToken::new(token).map_err(|error| error.at(self.place()))?;
        let mut credentials = Credentials::new(Kind::Token(token), self.place());
        let read = |name: Option<&str>| name.map_or(Ok(None), |name| self.variables.get(name));
        credentials.project_id = read(self.project_id)?;
        credentials.region = read(self.region)?;
        Ok(Some(credentials))
    }
}

impl CredentialsProvider for TokenVariable {
    fn load(&self) -> Loading<'_> {
        Box::pin(async { self.find() })
    }

    fn place(&self) -> String {
        format!("the variable {}", self.name)
    }
}

/// A key pair in variables, with what belongs to it.
///
/// ```
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// use imagejobs_core::credentials::{CredentialsProvider, KeyVariables, Variables};
///
/// let variables = Variables::new(|name| (name == "HUAWEICLOUD_SDK_AK").then(|| "AK".into()));
/// assert!(KeyVariables::terraform(&variables).load().await?.is_none());
/// // Half a pair is a mistake.
/// let error = KeyVariables::vendor(&variables).load().await.unwrap_err();
/// assert_eq!(
///     error.to_string(),
///     "the variable HUAWEICLOUD_SDK_AK is set, but HUAWEICLOUD_SDK_SK is not",
/// );
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug)]
pub struct KeyVariables {
    variables: Variables,
    access_key: &'static str,
    secret_key: &'static str,
    security_token: &'static str,
    project_id: &'static str,
    region: Option<&'static str>,
}

impl KeyVariables {
    /// `HUAWEICLOUD_SDK_AK` and `HUAWEICLOUD_SDK_SK`, with `HUAWEICLOUD_SDK_SECURITY_TOKEN` and
    /// `HUAWEICLOUD_SDK_PROJECT_ID`, as for the vendor's SDKs.
    #[must_use]
    pub fn vendor(variables: &Variables) -> Self {
        Self {
            variables: variables.clone(),
            access_key: "HUAWEICLOUD_SDK_AK",
            secret_key: "HUAWEICLOUD_SDK_SK",
            security_token: "HUAWEICLOUD_SDK_SECURITY_TOKEN",
            project_id: "HUAWEICLOUD_SDK_PROJECT_ID",
            region: None,
        }
    }

    /// `HW_ACCESS_KEY` and `HW_SECRET_KEY`, with `HW_SECURITY_TOKEN`, `HW_PROJECT_ID` and
    /// `HW_REGION_NAME`, as Terraform's users have them.
    #[must_use]
    pub fn terraform(variables: &Variables) -> Self {
        Self {
            variables: variables.clone(),
            access_key: "HW_ACCESS_KEY",
            secret_key: "HW_SECRET_KEY",
            security_token: "HW_SECURITY_TOKEN",
            project_id: "HW_PROJECT_ID",
            region: Some("HW_REGION_NAME"),
        }
    }

    fn find(&self) -> Result<Option<Credentials>, Error> {
        let variables = &self.variables;
        let pair = (variables.get(self.access_key)?, variables.get(self.secret_key)?);
        let missing = |set: &str, missing: &str| {
            Err(Error::credentials(format!("the variable {set} is set, but {missing} is not")))
        };
        let (access_key, secret_key) = match pair {
            (None, None) => return Ok(None),
            (Some(_), None) => return missing(self.access_key, self.secret_key),
            (None, Some(_)) => return missing(self.secret_key, self.access_key),
            (Some(access_key), Some(secret_key)) => (access_key, secret_key),
        };
        let keys = Keys::new(access_key, secret_key, variables.get(self.security_token)?)
            .map_err(|error| error.at(self.place()))?;
        let mut credentials = Credentials::new(Kind::Keys(keys), self.place());
        credentials.project_id = variables.get(self.project_id)?;
        credentials.region = self.region.map_or(Ok(None), |name| variables.get(name))?;
        Ok(Some(credentials))
    }
}

impl CredentialsProvider for KeyVariables {
    fn load(&self) -> Loading<'_> {
        Box::pin(async { self.find() })
    }

    fn place(&self) -> String {
        format!("the variables {} and {}", self.access_key, self.secret_key)
    }
}
