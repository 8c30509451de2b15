//! Which endpoint answers in a region.

use imagejobs_client::image_jobs::ENDPOINTS;
use imagejobs_core::credentials::Variables;
use imagejobs_core::{Error, escape_controls};

/// The endpoint of a region: what the environment says, else what the document says.
pub(crate) fn endpoint(region: &str, variables: &Variables) -> Result<String, Error> {
    let plain = region.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
    let name = endpoint_variable(region);
    if plain && !region.is_empty() {
        // A comma list names endpoints in order of preference.
        let given = variables.get(&name)?.unwrap_or_default();
        let first = given.split(',').map(str::trim).find(|endpoint| !endpoint.is_empty());
        if let Some(endpoint) = first {
            return Ok(endpoint.to_owned());
        }
        if let Some((_, endpoint)) = ENDPOINTS.iter().find(|(known, _)| *known == region) {
            return Ok((*endpoint).to_owned());
        }
    }
    let mut known: Vec<_> = ENDPOINTS.iter().map(|(region, _)| *region).collect();
    known.sort_unstable();
    let or_set = if plain { format!(", or set {name}") } else { String::new() };
    Err(Error::usage(format!(
        "the region {:?} is not known; known are {}. Give an endpoint instead{or_set}",
        escape_controls(region),
        known.join(", "),
    )))
}

/// The variable that names another endpoint for a region, as for the vendor's SDK.
///
/// ```
/// let name = imagejobs::endpoint_variable("cn-north-4");
/// assert_eq!(name, "HUAWEICLOUD_SDK_REGION_WORKSPACEAPP_CN_NORTH_4");
/// ```
#[must_use]
pub fn endpoint_variable(region: &str) -> String {
    let region = region.to_ascii_uppercase().replace('-', "_");
    format!("HUAWEICLOUD_SDK_REGION_WORKSPACEAPP_{region}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_region_answers_where_the_document_says() {
        let none = Variables::new(|_| None);
        let endpoint = |region| endpoint(region, &none).unwrap();
        assert_eq!(endpoint("cn-north-4"), "https://appstream.cn-north-4.myhuaweicloud.com");
        assert_eq!(endpoint("af-north-1"), "https://workspace.af-north-1.myhuaweicloud.com");
    }

    #[test]
    fn the_environment_names_another_endpoint_even_for_an_unknown_region() {
        let variables = Variables::new(|name| {
            (name == "HUAWEICLOUD_SDK_REGION_WORKSPACEAPP_MY_OWN_1")
                .then(|| " https://a.example , https://b.example".into())
        });
        assert_eq!(endpoint("my-own-1", &variables).unwrap(), "https://a.example");
    }

    #[test]
    fn an_unknown_region_is_told_the_known_ones() {
        for region in ["", "nowhere", "CN-NORTH-4", "a b", "../x"] {
            let error = endpoint(region, &Variables::new(|_| Some("".into()))).unwrap_err();
            assert!(error.is_usage() && error.to_string().contains("cn-north-4"), "{error}");
        }
    }
}
