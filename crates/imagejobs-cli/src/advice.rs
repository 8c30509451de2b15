//! What to do about an error, one line each.

use imagejobs::{Endpoint, Error};

const PROJECT: &str = "give --project-id, or set IMAGEJOBS_PROJECT_ID";

/// What to do about a call that failed.
pub(crate) fn on_call(error: &Error, endpoint: &Endpoint) -> Vec<String> {
    if error.is_credentials() {
        on_credentials(error)
    } else if error.is_unauthorized() {
        refused()
    } else if error.is_forbidden() {
        lines(&["check the project id, and ask for the permission of the call"])
    } else if error.is_not_found() {
        vec![format!("check the endpoint {endpoint}, and the project id")]
    } else if error.retry_after().is_some() {
        lines(&["call again then, or let the program wait: --timeout and --max-attempts limit it"])
    } else if error.is_throttled() {
        lines(&["wait a little and call again"])
    } else if error.is_timeout() {
        vec![
            "--attempt-timeout limits one request and its answer, --timeout the whole call"
                .to_owned(),
            format!("the endpoint is {endpoint}"),
        ]
    } else if error.is_connect() {
        vec![format!("check the endpoint {endpoint}, the network, and the proxy variables")]
    } else if error.is_server() {
        lines(&["the service failed; call again, and give the request id to its support"])
    } else if error.is_decode() {
        let excerpt = error.body_excerpt().filter(|excerpt| !excerpt.is_empty());
        let begins = excerpt.map(|excerpt| format!("the answer begins with {excerpt}"));
        begins.into_iter().chain([format!("check the endpoint {endpoint}")]).collect()
    } else if error.is_incomplete() && error.is_retryable() {
        lines(&["call again; with a higher --concurrency the list is read faster"])
    } else if error.is_incomplete() {
        lines(&["the service pages in a way that proves no end; -v shows the calls"])
    } else if error.status().is_some_and(|status| (300..400).contains(&status)) {
        vec![format!("check the endpoint {endpoint}")]
    } else {
        Vec::new()
    }
}

/// What to do about credentials that were not found, or are no good.
pub(crate) fn on_credentials(error: &Error) -> Vec<String> {
    if error.is_credentials() {
        lines(&[
            "set IMAGEJOBS_AUTH_TOKEN to a user token of IAM, or HUAWEICLOUD_SDK_AK and \
             HUAWEICLOUD_SDK_SK to a key pair",
            "all places, in their order: imagejobs help credentials",
        ])
    } else if error.is_unauthorized() {
        lines(&["IAM refused the user: check HW_USER_NAME, HW_PASSWORD and HW_DOMAIN_NAME"])
    } else if error.is_usage() {
        Vec::new()
    } else {
        lines(&["IAM was asked for a token: check --iam-endpoint, --region and the network"])
    }
}

/// What to do about a project id that was not found.
pub(crate) fn on_project(error: &Error) -> Vec<String> {
    let mut advice = lines(&[PROJECT]);
    if error.is_unauthorized() {
        advice.extend(refused());
    } else if error.is_usage() {
        advice.extend(lines(&["or give --region, whose project IAM knows"]));
    } else if !error.is_credentials() {
        advice
            .extend(lines(&["IAM was asked for it: check --iam-endpoint, --region, the network"]));
    }
    advice
}

fn refused() -> Vec<String> {
    lines(&[
        "a token lives 24 hours, and one from a region's IAM is valid in that region only",
        "a key pair that is refused more than five times in a row is locked for five minutes",
    ])
}

fn lines(lines: &[&str]) -> Vec<String> {
    lines.iter().map(|line| (*line).to_owned()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_that_changed_too_fast_is_to_be_read_faster() {
        let endpoint = "https://a.example".parse().unwrap();
        let advice = on_call(&Error::changed_too_fast("it did"), &endpoint);
        assert_eq!(advice, ["call again; with a higher --concurrency the list is read faster"]);
    }
}
