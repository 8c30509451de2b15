use std::io;
use std::path::PathBuf;

use super::{Credentials, CredentialsProvider, Keys, Kind, Loading, Profiles, Variables};
use crate::{Error, escape_controls};

/// A section of the profile file: `~/.huaweicloud/credentials`, or where the variable
/// `HUAWEICLOUD_SDK_CREDENTIALS_FILE` says.
#[derive(Clone, Debug)]
pub struct ProfileFile {
    variables: Variables,
    /// A profile that was asked for must be there.
    asked: Option<String>,
}

impl ProfileFile {
    /// The section `[basic]`, if it is there.
    #[must_use]
    pub fn new(variables: &Variables) -> Self {
        Self { variables: variables.clone(), asked: None }
    }

    /// The section of this name, which must be there.
    #[must_use]
    pub fn named(variables: &Variables, profile: impl Into<String>) -> Self {
        Self { variables: variables.clone(), asked: Some(profile.into()) }
    }

    fn path(&self) -> Result<Option<PathBuf>, Error> {
        if let Some(path) = self.variables.get("HUAWEICLOUD_SDK_CREDENTIALS_FILE")? {
            return Ok(Some(path.into()));
        }
        let home = match self.variables.get("HOME")? {
            None => self.variables.get("USERPROFILE")?,
            home => home,
        };
        Ok(home.map(|home| PathBuf::from(home).join(".huaweicloud").join("credentials")))
    }

    fn find(&self) -> Result<Option<Credentials>, Error> {
        let name = self.asked.as_deref().unwrap_or("basic");
        let Some(path) = self.path()? else {
            return match self.asked {
                None => Ok(None),
                Some(_) => Err(Error::credentials(
                    "there is no home folder to look for a profile file in; set \
                     HUAWEICLOUD_SDK_CREDENTIALS_FILE",
                )),
            };
        };
        let shown = escape_controls(&path.display().to_string()).into_owned();
        let text = match std::fs::read(&path) {
            Ok(bytes) => String::from_utf8(bytes).map_err(|_| {
                Error::credentials(format!("the profile file {shown} is not UTF-8"))
            })?,
            Err(error) if error.kind() == io::ErrorKind::NotFound && self.asked.is_none() => {
                return Ok(None);
            }
            Err(error) => {
                return Err(Error::credentials(format!(
                    "the profile file {shown} cannot be read: {error}"
                )));
            }
        };
        let profiles = Profiles::parse(&text)
            .map_err(|error| Error::credentials(format!("the profile file {shown}, {error}")))?;
        let place = format!("profile [{}] of {shown}", escape_controls(name));
        let Some(profile) = profiles.get(name) else {
            if self.asked.is_none() {
                return Ok(None);
            }
            let known: Vec<_> =
                profiles.iter().map(|p| escape_controls(p.name()).into_owned()).collect();
            return Err(Error::credentials(format!(
                "there is no {place}; it has {}",
                if known.is_empty() { "none".to_owned() } else { known.join(", ") }
            )));
        };
        let place = format!("the {place}");
        let (access_key, secret_key) = match (profile.get("ak"), profile.get("sk")) {
            (Some(access_key), Some(secret_key)) => (access_key, secret_key),
            (None, None) if self.asked.is_none() => return Ok(None),
            (access_key, _) => {
                let missing = if access_key.is_none() { "ak" } else { "sk" };
                return Err(Error::credentials(format!("{place} has no {missing}")));
            }
        };
        let token = profile.get("security_token").map(str::to_owned);
        let keys = Keys::new(access_key, secret_key, token).map_err(|error| error.at(&place))?;
        let mut credentials = Credentials::new(Kind::Keys(keys), place);
        credentials.project_id = profile.get("project_id").map(str::to_owned);
        credentials.iam_endpoint = profile.get("iam_endpoint").map(str::to_owned);
        Ok(Some(credentials))
    }
}

impl CredentialsProvider for ProfileFile {
    fn load(&self) -> Loading<'_> {
        Box::pin(async { self.find() })
    }

    fn place(&self) -> String {
        match self.path() {
            Ok(Some(path)) => format!("the profile file {}", path.display()),
            _ => "the profile file".to_owned(),
        }
    }
}
