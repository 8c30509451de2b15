use std::fs::File;
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};

use zeroize::Zeroizing;

use super::{Credentials, CredentialsProvider, Keys, Kind, Loading, Profiles, Variables};
use crate::{Error, escape_controls};

/// How large the file may be.
const MOST: u64 = 1 << 20;

/// A section of the profile file: `~/.huaweicloud/credentials`, or where the variable
/// `HUAWEICLOUD_SDK_CREDENTIALS_FILE` says.
///
/// ```
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// use imagejobs_core::credentials::{CredentialsProvider, ProfileFile, Variables};
///
/// let variables = Variables::new(|name| (name == "HOME").then(|| "/no/such/home".into()));
/// // The section `[basic]` may be missing, one that was asked for must be there.
/// assert!(ProfileFile::new(&variables).load().await?.is_none());
/// let error = ProfileFile::named(&variables, "staging").load().await.unwrap_err();
/// assert!(error.is_credentials());
/// # Ok(())
/// # }
/// ```
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
        let failed = |what: &str| Error::credentials(format!("the profile file {shown}{what}"));
        let bytes = match read(&path) {
            Ok(bytes) => bytes,
            Err(error) if is_absence(&error) && self.asked.is_none() => return Ok(None),
            Err(error) => return Err(failed(&format!(" cannot be read: {error}"))),
        };
        if bytes.len() as u64 > MOST {
            return Err(failed(&format!(" is larger than {MOST} bytes")));
        }
        let text = std::str::from_utf8(&bytes).map_err(|_| failed(" is not UTF-8"))?;
        let profiles = Profiles::parse(text).map_err(|error| failed(&format!(", {error}")))?;
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

/// The file's bytes, or one more than there may be. They are wiped, and never moved while they grow.
fn read(path: &Path) -> io::Result<Zeroizing<Vec<u8>>> {
    let file = File::open(path)?;
    let size = file.metadata()?.len().clamp(4 << 10, MOST + 1);
    let mut bytes = Zeroizing::new(Vec::with_capacity(usize::try_from(size).unwrap_or(0)));
    file.take(MOST + 1).read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// Whether there is no file, nor a folder that it could be in.
fn is_absence(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory)
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

#[cfg(test)]
mod tests {
    use super::*;

    fn variables(name: &'static str, value: &Path) -> Variables {
        let value = value.as_os_str().to_owned();
        Variables::new(move |asked| (asked == name).then(|| value.clone()))
    }

    #[test]
    fn a_home_that_is_no_folder_has_no_file() {
        // The running test program is certainly there, and no folder.
        let home = variables("HOME", &std::env::current_exe().unwrap());
        assert!(ProfileFile::new(&home).find().unwrap().is_none());
        let error = ProfileFile::named(&home, "basic").find().unwrap_err();
        assert!(error.to_string().contains("cannot be read"), "{error}");
    }

    #[test]
    fn a_file_of_one_mebibyte_is_read_and_a_larger_one_is_not() {
        let name = format!("imagejobs-core-{}-large-profile", std::process::id());
        let path = std::env::temp_dir().join(name);
        let file = ProfileFile::new(&variables("HUAWEICLOUD_SDK_CREDENTIALS_FILE", &path));
        let mut text = "[basic]\nak = AK\nsk = sentinel\n#".to_owned();
        text.extend(std::iter::repeat_n('x', (1 << 20) - text.len()));
        std::fs::write(&path, &text).unwrap();
        let whole = file.find();
        std::fs::write(&path, text + "x").unwrap();
        let larger = file.find();
        std::fs::remove_file(&path).unwrap();
        assert!(whole.unwrap().is_some());
        let error = larger.unwrap_err().to_string();
        let place = format!("the profile file {} is larger than 1048576 bytes", path.display());
        assert!(error.contains(&place) && !error.contains("sentinel"), "{error}");
    }
}
