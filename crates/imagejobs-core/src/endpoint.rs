//! Where a service answers: scheme, host and port, nothing else.

use std::fmt;
use std::str::FromStr;

use url::{Host, Url};

use crate::{Error, escape_controls};

/// The base URL of a service: `http` or `https`, a host, perhaps a port.
///
/// A path, a query, a fragment or user information is refused rather than dropped; a lone trailing
/// `/` is fine.
///
/// ```
/// use imagejobs_core::Endpoint;
///
/// let endpoint: Endpoint = "https://appstream.cn-north-4.myhuaweicloud.com/".parse()?;
/// assert_eq!(endpoint.as_str(), "https://appstream.cn-north-4.myhuaweicloud.com");
/// assert!("https://example.com/v1".parse::<Endpoint>().is_err());
/// # Ok::<(), imagejobs_core::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Endpoint {
    base: String,
    host: String,
    port: u16,
    encrypted: bool,
    loopback: bool,
}

impl Endpoint {
    /// The base URL, without a trailing `/`.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.base
    }

    /// The host.
    #[must_use]
    pub fn host(&self) -> &str {
        &self.host
    }

    /// The port, the scheme's own where none was given.
    #[must_use]
    pub fn port(&self) -> u16 {
        self.port
    }

    /// The host, and the port unless it is the scheme's own: what the header `Host` says.
    #[must_use]
    pub fn authority(&self) -> &str {
        self.base.split_once("://").map_or("", |(_, authority)| authority)
    }

    /// Whether what is sent there is encrypted.
    #[must_use]
    pub fn is_encrypted(&self) -> bool {
        self.encrypted
    }

    /// Whether the host is this machine: `localhost`, `127.0.0.0/8` or `::1`.
    #[must_use]
    pub fn is_loopback(&self) -> bool {
        self.loopback
    }
}

impl FromStr for Endpoint {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        let refuse = |text: &str, why: &str| {
            Error::usage(format!(
                "the endpoint {:?} {why}; an endpoint looks like https://appstream.cn-north-4.myhuaweicloud.com",
                escape_controls(without_user(text))
            ))
        };
        if text.is_empty() {
            return Err(refuse(text, "is empty"));
        }
        // The URL parser drops white space and line breaks; an endpoint that holds some is a mistake.
        if text.contains(|c: char| c.is_whitespace() || c.is_control()) {
            return Err(refuse(text, "holds white space"));
        }
        let url = Url::parse(text).map_err(|error| match error {
            url::ParseError::RelativeUrlWithoutBase => refuse(text, "has no scheme"),
            error => refuse(text, &format!("is not a URL ({error})")),
        })?;
        if !matches!(url.scheme(), "http" | "https") {
            // `localhost:8080` parses as the scheme `localhost`.
            return Err(refuse(text, "does not begin with http:// or https://"));
        }
        if !url.username().is_empty() || url.password().is_some() {
            return Err(refuse(text, "was given with user information before the host"));
        }
        let host = url.host().ok_or_else(|| refuse(text, "has no host"))?;
        // A `?` or `#` may be followed by nothing: the parser still reports it, and so do we.
        if url.query().is_some() || url.fragment().is_some() {
            let bare = text.split(['?', '#']).next().unwrap_or_default();
            return Err(refuse(bare, "was given with a query or fragment"));
        }
        // The parser resolves dot segments and turns `\` into `/`, so the text itself is asked.
        let after_authority = text
            .split_once("://")
            .and_then(|(_, rest)| rest.split_once(['/', '\\']))
            .map(|(_, path)| path);
        if url.path() != "/" || after_authority.is_some_and(|path| !path.is_empty()) {
            return Err(refuse(text, "has a path"));
        }
        let (host_text, port) = (host.to_string(), url.port_or_known_default().unwrap_or(0));
        let loopback = match host {
            Host::Domain(name) => name == "localhost",
            Host::Ipv4(address) => address.is_loopback(),
            Host::Ipv6(address) => address.is_loopback(),
        };
        Ok(Self {
            base: url.as_str().trim_end_matches('/').to_owned(),
            host: host_text,
            port,
            encrypted: url.scheme() == "https",
            loopback,
        })
    }
}

/// What stands before an `@` may be a password: it is not repeated.
fn without_user(text: &str) -> &str {
    text.rsplit_once('@').map_or(text, |(_, host)| host)
}

impl fmt::Display for Endpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.base)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_endpoint_is_scheme_host_and_port() {
        for (text, base, loopback) in [
            ("https://example.com", "https://example.com", false),
            ("HTTPS://Example.com:443/", "https://example.com", false),
            ("http://127.0.0.1:8080", "http://127.0.0.1:8080", true),
            ("http://127.9.9.9", "http://127.9.9.9", true),
            ("http://[::1]:8080/", "http://[::1]:8080", true),
            ("http://localhost:1", "http://localhost:1", true),
            ("http://localhost.example.com", "http://localhost.example.com", false),
            ("http://0.0.0.0", "http://0.0.0.0", false),
        ] {
            let endpoint: Endpoint = text.parse().unwrap();
            assert_eq!((endpoint.as_str(), endpoint.is_loopback()), (base, loopback), "{text}");
        }
    }

    #[test]
    fn whatever_would_be_dropped_is_refused() {
        for (text, why) in [
            ("", "is empty"),
            ("example.com", "has no scheme"),
            ("localhost:8080", "does not begin with http"),
            ("ftp://example.com", "does not begin with http"),
            ("https://", "is not a URL"),
            ("https://exa mple.com", "holds white space"),
            ("https://example.com\n", "holds white space"),
            ("https://example.com/v1", "has a path"),
            ("https://example.com//", "has a path"),
            ("https://example.com/.", "has a path"),
            ("https://example.com/..", "has a path"),
            ("https://example.com\\x", "has a path"),
            ("https://example.com?", "with a query"),
            ("https://example.com/?a=b", "with a query"),
            ("https://example.com#x", "with a query or fragment"),
            ("https://user@example.com", "with user information"),
        ] {
            let error = text.parse::<Endpoint>().unwrap_err();
            assert!(error.is_usage());
            assert!(error.to_string().contains(why), "{text:?}: {error}");
        }
    }

    #[test]
    fn a_password_in_an_endpoint_is_not_repeated() {
        for text in [
            "https://user:sentinel@example.com",
            "https://user:sentinel@exa mple.com",
            "user:sentinel@example.com",
            "ftp://sentinel@example.com",
            "https://sentinel@",
            "https://example.com?token=sentinel",
        ] {
            let error = text.parse::<Endpoint>().unwrap_err();
            assert!(!error.to_string().contains("sentinel"), "{error}");
        }
    }
}
