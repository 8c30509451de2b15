//! What the HTTP client says went wrong, in our words.

use crate::Error;
use crate::runtime::Operation;

/// An error of the HTTP client, which keeps the URL to itself and its reasons in its sources.
pub(super) fn failed(operation: &'static Operation, error: reqwest::Error) -> Error {
    let error = error.without_url();
    if error.is_builder() {
        return Error::usage(format!("the request cannot be built: {}", reasons(&error)));
    }
    let what = match () {
        () if error.is_connect() && error.is_timeout() => "could not connect within the limit",
        () if error.is_connect() => "could not connect",
        () if error.is_timeout() => return Error::client_timeout().of(operation),
        () if error.is_body() || error.is_decode() => "broke off before the answer was complete",
        () => "got no answer",
    };
    let reasons = reasons(&error);
    let what = if reasons.is_empty() { what.to_owned() } else { format!("{what}: {reasons}") };
    Error::connect(operation, what, error)
}

/// The innermost reason, which says more than those around it: `connection refused`.
pub(super) fn reasons(error: &dyn std::error::Error) -> String {
    let mut innermost = error.source();
    while let Some(next) = innermost.and_then(std::error::Error::source) {
        innermost = Some(next);
    }
    let told = innermost.map(ToString::to_string).unwrap_or_default();
    crate::escape_controls(&told).into_owned()
}
