//! Which project the calls are for, where nobody said so.

use imagejobs_core::credentials::{Credentials, Kind};
use imagejobs_core::{Error, ProjectId, Transport};
use tokio::sync::Mutex;

use crate::iam::Iam;

/// A project id that was given, or that is found when it is first needed.
#[derive(Debug)]
pub(crate) struct Project {
    given: Option<ProjectId>,
    iam: Iam,
    /// What IAM said, and of whom it was asked.
    looked_up: Mutex<Option<(String, ProjectId)>>,
}

impl Project {
    pub(crate) fn new(given: Option<ProjectId>, iam: Iam) -> Self {
        Self { given, iam, looked_up: Mutex::default() }
    }

    pub(crate) async fn id(&self, transport: &Transport) -> Result<ProjectId, Error> {
        if let Some(id) = &self.given {
            return Ok(id.clone());
        }
        let Some(credentials) = transport.credentials().await? else {
            return Err(Error::usage("no project id was given"));
        };
        if let Some(id) = &credentials.project_id {
            return ProjectId::try_from(id.as_str())
                .map_err(|error| Error::credentials(format!("{}: {error}", credentials.origin)));
        }
        let region = self.iam.region.as_deref().or(credentials.region.as_deref());
        let region = region.ok_or_else(|| {
            Error::usage("no project id was given, and no region to look it up by at IAM")
        })?;
        // Whoever comes while it is looked up waits here for the answer.
        let mut looked_up = self.looked_up.lock().await;
        let asker = asker(&credentials);
        if let Some((of, id)) = &*looked_up
            && *of == asker
        {
            return Ok(id.clone());
        }
        let id = self.iam.project_id(&credentials, region).await?;
        *looked_up = Some((asker, id.clone()));
        Ok(id)
    }
}

/// Whose answer it is: the access key's, or that of the place where the token came from.
fn asker(credentials: &Credentials) -> String {
    match &credentials.kind {
        Kind::Keys(keys) => keys.access_key().to_owned(),
        _ => credentials.origin.clone(),
    }
}
