//! Where credentials are looked for, in which order.

use std::sync::Arc;

use imagejobs_core::clock::Clock;
use imagejobs_core::credentials::{
    Chain, CredentialsProvider, KeyVariables, Metadata, ProfileFile, TokenVariable,
};
use imagejobs_core::{Error, ProjectId};

use crate::iam::{Iam, PasswordVariables};

/// The variable that replaces the metadata service's address; empty, it switches the service off.
const METADATA: &str = "IMAGEJOBS_METADATA_ENDPOINT";

/// Everywhere, the first found wins.
pub(crate) fn usual(
    iam: &Iam,
    project_id: Option<&ProjectId>,
    clock: Arc<dyn Clock>,
) -> Result<Arc<dyn CredentialsProvider>, Error> {
    let variables = &iam.variables;
    let project_id = project_id.map(|id| id.as_str().to_owned());
    let mut places: Vec<Box<dyn CredentialsProvider>> = vec![
        Box::new(TokenVariable::new(variables, "IMAGEJOBS_AUTH_TOKEN")),
        Box::new(KeyVariables::vendor(variables)),
        Box::new(TokenVariable::terraform(variables)),
        Box::new(KeyVariables::terraform(variables)),
        Box::new(PasswordVariables { iam: iam.clone(), project_id }),
        Box::new(ProfileFile::new(variables)),
    ];
    match (variables.is_set(METADATA), variables.get(METADATA)?) {
        (true, None) => {}
        (_, address) => {
            let metadata = Metadata::new(address.as_deref(), clock);
            let metadata = metadata.map_err(|e| Error::usage(format!("{METADATA}: {e}")))?;
            places.push(Box::new(metadata));
        }
    }
    Ok(Arc::new(Chain::new(places)))
}

/// One section of the profile file, and nowhere else.
pub(crate) fn profile(iam: &Iam, name: String) -> Arc<dyn CredentialsProvider> {
    Arc::new(ProfileFile::named(&iam.variables, name))
}
