//! Which project the calls are for, where nobody said so.

use std::sync::atomic::{AtomicU64, Ordering};

use imagejobs_core::credentials::{Credentials, Kind};
use imagejobs_core::{Error, ProjectId, Transport};
use tokio::sync::Mutex;

use crate::iam::Iam;

/// A project id that was given, or that is found when it is first needed.
#[derive(Debug)]
pub(crate) struct Project {
    given: Option<ProjectId>,
    iam: Iam,
    looked_up: Mutex<Option<LookedUp>>,
    /// How often a look-up ended, so that a caller who waited knows that it was done for it.
    ended: AtomicU64,
}

/// What IAM said, and of whom it was asked.
#[derive(Debug)]
struct LookedUp {
    asker: String,
    found: Result<ProjectId, Error>,
}

impl Project {
    pub(crate) fn new(given: Option<ProjectId>, iam: Iam) -> Self {
        Self { given, iam, looked_up: Mutex::default(), ended: AtomicU64::new(0) }
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
        // Seldom needed, and large: every call would carry its room.
        Box::pin(self.look_up(&credentials, region)).await
    }

    /// Whoever comes while it is looked up waits for the answer, and shares it even when it is an
    /// error.
    async fn look_up(&self, credentials: &Credentials, region: &str) -> Result<ProjectId, Error> {
        let ended = self.ended.load(Ordering::Acquire);
        let mut looked_up = self.looked_up.lock().await;
        let asker = asker(credentials);
        if let Some(known) = looked_up.as_ref().filter(|known| known.asker == asker)
            && (known.found.is_ok() || self.ended.load(Ordering::Acquire) != ended)
        {
            return known.found.clone();
        }
        let found = self.iam.project_id(credentials, region).await;
        self.ended.fetch_add(1, Ordering::AcqRel);
        *looked_up = Some(LookedUp { asker, found: found.clone() });
        found
    }
}

/// Whose answer it is: the access key's, or that of the place where the token came from.
fn asker(credentials: &Credentials) -> String {
    match &credentials.kind {
        Kind::Keys(keys) => keys.access_key().to_owned(),
        _ => credentials.origin.clone(),
    }
}
