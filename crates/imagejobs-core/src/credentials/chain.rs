use std::fmt;
use std::sync::OnceLock;

use super::{CredentialsProvider, Loading};
use crate::Error;

/// Asks providers in order; the first that has credentials is asked from then on.
///
/// A provider that fails ends the search: half a key pair is a mistake to be told, not a reason to
/// use other credentials silently.
///
/// ```
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// use imagejobs_core::credentials::{
///     Chain, CredentialsProvider, KeyVariables, TokenVariable, Variables,
/// };
///
/// let variables = Variables::new(|name| (name == "HW_AUTH_TOKEN").then(|| "a-token".into()));
/// let chain = Chain::new(vec![
///     Box::new(KeyVariables::vendor(&variables)),
///     Box::new(TokenVariable::terraform(&variables)),
/// ]);
/// let found = chain.load().await?.expect("there is a token");
/// assert_eq!(found.origin, "the variable HW_AUTH_TOKEN");
///
/// let nothing = Chain::new(vec![Box::new(TokenVariable::new(&variables, "MY_TOKEN"))]);
/// let error = nothing.load().await.unwrap_err();
/// assert_eq!(error.to_string(), "no credentials were found in the variable MY_TOKEN");
/// # Ok(())
/// # }
/// ```
#[derive(Debug)]
pub struct Chain {
    providers: Vec<Box<dyn CredentialsProvider>>,
    found: OnceLock<usize>,
}

impl Chain {
    /// A chain of these, in this order.
    #[must_use]
    pub fn new(providers: Vec<Box<dyn CredentialsProvider>>) -> Self {
        Self { providers, found: OnceLock::new() }
    }
}

impl CredentialsProvider for Chain {
    fn load(&self) -> Loading<'_> {
        Box::pin(async {
            if let Some(provider) = self.found.get().and_then(|&at| self.providers.get(at)) {
                return provider.load().await;
            }
            for (at, provider) in self.providers.iter().enumerate() {
                if let Some(credentials) = provider.load().await? {
                    // Two callers at once find the same place.
                    let _ = self.found.set(at);
                    return Ok(Some(credentials));
                }
            }
            Err(Error::credentials(format!("no credentials were found in {}", self.place())))
        })
    }

    fn place(&self) -> String {
        struct Places<'a>(&'a [Box<dyn CredentialsProvider>]);
        impl fmt::Display for Places<'_> {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                for (at, provider) in self.0.iter().enumerate() {
                    f.write_str(if at == 0 { "" } else { ", " })?;
                    f.write_str(&provider.place())?;
                }
                Ok(())
            }
        }
        Places(&self.providers).to_string()
    }
}
