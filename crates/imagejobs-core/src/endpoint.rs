//! Where a service answers: scheme, host and port, nothing else.

use std::fmt;
use std::str::FromStr;

use url::{Host, Url};

use crate::{Error, escape_controls};

/// The base URL of a service: `http` or `https`, a host, perhaps a port.
///
/// A path, a query, a fragment or user information is refused rather than dropped, and so is a host
/// that the URL parser would read as another one (`127.1`); a lone trailing `/` is fine.
///
/// ```
/// use imagejobs_core::Endpoint;
///
/// let endpoint: Endpoint = "https://appstream.cn-north-4.myhuaweicloud.com/".parse()?;
/// assert_eq!(endpoint.as_str(), "https://appstream.cn-north-4.myhuaweicloud.com");
/// assert!("https://example.com/v1".parse::<Endpoint>().is_err());
///
/// let here: Endpoint = "http://127.0.0.1:8080".parse()?;
/// assert_eq!((here.host(), here.port(), here.authority()), ("127.0.0.1", 8080, "127.0.0.1:8080"));
/// assert!(here.is_loopback() && !here.is_encrypted());
/// # Ok::<(), imagejobs_core::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Endpoint {
    base: String,
    url: Url,
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

    /// The URL of a path and query below it, percent-encoded already. Its host is not parsed anew,
    /// which would take as long as all the rest of sending.
    pub(crate) fn at(&self, target: &str) -> Url {
        let (path, query) = target.split_once('?').map_or((target, None), |(p, q)| (p, Some(q)));
        let mut url = self.url.clone();
        url.set_path(path);
        url.set_query(query);
        url
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
        let refuse = |why: &str| Err(refusal(text, why));
        if text.is_empty() {
            return refuse("is empty");
        }
        // First of all: what stands before it may be a password, and is not repeated.
        if has_user(text) {
            return refuse("was given with user information before the host");
        }
        // The URL parser drops white space and line breaks; an endpoint that holds some is a mistake.
        if text.contains(|c: char| c.is_whitespace() || c.is_control()) {
            return refuse("holds white space");
        }
        if text.contains(is_invisible) {
            return refuse("holds an invisible character");
        }
        // The URL parser would do without the slashes.
        let Some((scheme, rest)) = text.split_once("://") else {
            let colon = text.contains(':');
            return refuse(if colon { NOT_HTTP } else { "has no scheme" });
        };
        if !["http", "https"].iter().any(|known| scheme.eq_ignore_ascii_case(known)) {
            return refuse(NOT_HTTP);
        }
        if rest.contains(['?', '#']) {
            return refuse("was given with a query or fragment");
        }
        // The URL parser takes it for a slash.
        if rest.contains('\\') {
            return refuse("holds a backslash");
        }
        // The URL parser resolves dot segments, so the text itself is asked.
        let (authority, path) = rest.split_once('/').unwrap_or((rest, ""));
        if authority.is_empty() {
            return refuse("has no host");
        }
        if !path.is_empty() {
            return refuse("has a path");
        }
        let url = Url::parse(text).map_err(|e| refusal(text, &format!("is not a URL ({e})")))?;
        let host = url.host().ok_or_else(|| refusal(text, "has no host"))?;
        let written = match authority.rsplit_once(':') {
            Some((_, "")) => return refuse("has a colon without a port"),
            Some((written, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => written,
            _ => authority,
        };
        if url.port() == Some(0) {
            return refuse("has the port 0");
        }
        let same = match &host {
            // What is beyond ASCII becomes so by IDNA.
            Host::Domain(name) if written.is_ascii() => written.eq_ignore_ascii_case(name),
            Host::Domain(_) => !written.contains('%'),
            Host::Ipv4(address) => written.parse() == Ok(*address),
            Host::Ipv6(address) => written.trim_matches(['[', ']']).parse() == Ok(*address),
        };
        if !same {
            return refuse(&format!("would be read as the host {host}"));
        }
        let (host_text, port) = (host.to_string(), url.port_or_known_default().unwrap_or(0));
        let loopback = match host {
            Host::Domain(name) => name == "localhost",
            Host::Ipv4(address) => address.is_loopback(),
            Host::Ipv6(address) => address.is_loopback(),
        };
        Ok(Self {
            base: url.as_str().trim_end_matches('/').to_owned(),
            url: url.clone(),
            host: host_text,
            port,
            encrypted: url.scheme() == "https",
            loopback,
        })
    }
}

const NOT_HTTP: &str = "does not begin with http:// or https://";

/// Shows nothing of a text with an `@`, and no query: either may hold a secret.
fn refusal(text: &str, why: &str) -> Error {
    let shown = text.split(['?', '#']).next().unwrap_or_default();
    let shown =
        if has_user(text) { String::new() } else { format!(" {:?}", escape_controls(shown)) };
    Error::usage(format!(
        "the endpoint{shown} {why}; an endpoint looks like https://appstream.cn-north-4.myhuaweicloud.com"
    ))
}

/// Whether there is an `@`, or what becomes one in a host.
fn has_user(text: &str) -> bool {
    text.contains(['@', '\u{fe6b}', '\u{ff20}']) || text.contains("%40")
}

/// What Unicode calls default-ignorable: characters that nobody sees, such as a zero-width space.
fn is_invisible(character: char) -> bool {
    matches!(
        character,
        '\u{ad}'
            | '\u{34f}'
            | '\u{61c}'
            | '\u{115f}'..='\u{1160}'
            | '\u{17b4}'..='\u{17b5}'
            | '\u{180b}'..='\u{180f}'
            | '\u{200b}'..='\u{200f}'
            | '\u{202a}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}'
            | '\u{3164}'
            | '\u{fe00}'..='\u{fe0f}'
            | '\u{feff}'
            | '\u{ffa0}'
            | '\u{fff0}'..='\u{fffb}'
            | '\u{1bca0}'..='\u{1bca3}'
            | '\u{1d173}'..='\u{1d17a}'
            | '\u{e0000}'..='\u{e0fff}'
    )
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
            ("http://[0:0:0:0:0:0:0:1]", "http://[::1]", true),
            ("https://Bücher.example", "https://xn--bcher-kva.example", false),
        ] {
            let endpoint: Endpoint = text.parse().unwrap();
            assert_eq!((endpoint.as_str(), endpoint.is_loopback()), (base, loopback), "{text}");
        }
    }

    #[test]
    fn a_target_stands_below_it_as_it_is() {
        for base in ["https://example.com", "http://127.0.0.1:8080", "https://Bücher.example/"] {
            let endpoint: Endpoint = base.parse().unwrap();
            for target in
                ["/v1/p%20%2F%252e/jobs", "/v1/a?b%20c=x%2Bz%26&d=%C3%BC~", "/v1/...?a=/../"]
            {
                let url = endpoint.at(target);
                assert_eq!(url.as_str(), format!("{endpoint}{target}"));
                assert_eq!(Ok(url), Url::parse(&format!("{endpoint}{target}")));
            }
        }
    }

    #[test]
    fn whatever_would_be_dropped_is_refused() {
        for (text, why) in [
            ("", "is empty"),
            ("example.com", "has no scheme"),
            ("localhost:8080", "does not begin with http"),
            ("ftp://example.com", "does not begin with http"),
            ("https://", "has no host"),
            ("https:///example.com", "has no host"),
            ("https:example.com", "does not begin with http"),
            ("https:/example.com", "does not begin with http"),
            ("https:\\\\example.com\\.", "does not begin with http"),
            ("https://\\example.com", "holds a backslash"),
            ("https://@example.com", "with user information"),
            ("https://user%40example.com", "with user information"),
            ("https://example.com:0", "has the port 0"),
            ("https://example.com:00/", "has the port 0"),
            ("https://example.com:", "a colon without a port"),
            ("https://example.com:65536", "is not a URL"),
            ("https://exam\u{200b}ple.com", "an invisible character"),
            ("https://exam\u{ad}ple.com", "an invisible character"),
            ("https://ex%61mple.com", "as the host example.com"),
            ("https://\u{fc}%61.com", "as the host xn--"),
            ("http://127.1", "as the host 127.0.0.1"),
            ("http://0x7f000001:80", "as the host 127.0.0.1"),
            ("http://\u{ff11}27.0.0.1", "as the host 127.0.0.1"),
            ("https://exa mple.com", "holds white space"),
            ("https://example.com\n", "holds white space"),
            ("https://example.com/v1", "has a path"),
            ("https://example.com//", "has a path"),
            ("https://example.com/.", "has a path"),
            ("https://example.com/..", "has a path"),
            ("https://example.com\\x", "holds a backslash"),
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
            "https://sentinel@user@example.com",
            "https://user:sen?tinel@example.com/sentinel@",
            "https:sentinel@example.com",
            "https://user:sentinel%40example.com",
            "https://sentinel\u{ff20}example.com",
            "https://sentinel\u{fe6b}exam\u{200b}ple.com",
            "https://exa mple.com#sentinel",
            "https://example.com?token=sentinel",
        ] {
            let error = text.parse::<Endpoint>().unwrap_err();
            assert!(!error.to_string().contains("sentinel"), "{error}");
        }
    }
}
