//! Request signing by the algorithm `SDK-HMAC-SHA256`.
//!
//! What is signed is a text, the canonical request, that both sides build from the request and never
//! send. When a signature is refused, the two texts differ: so the text is a function of its own
//! here, [`canonical_request`], and can be looked at. The client and the embedded server's verifier
//! build it by the same function, each from what it has: a request's parts as they are on the wire.
//!
//! ```text
//! GET                                       method
//! /v1/p/image-server-jobs/                  path: decoded, encoded anew, ends with /
//! job_type=CREATE_SERVER                    query: sorted, encoded anew
//! host:example.com                          signed headers, by name
//! x-sdk-date:20260521T080910Z
//!                                           (an empty line)
//! host;x-sdk-date                           their names
//! e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855   SHA-256 of the body, hex
//! ```
//!
//! ```
//! use std::time::{Duration, SystemTime};
//!
//! use imagejobs_core::Secret;
//! use imagejobs_core::signing::{
//!     ALGORITHM, DATE_HEADER, Signable, authorization, canonical_request, date, parse_date,
//!     signature,
//! };
//!
//! let now = date(SystemTime::UNIX_EPOCH + Duration::from_secs(784_111_777));
//! assert_eq!(now, "19941106T084937Z");
//! assert!(parse_date(&now).is_some());
//!
//! let request = Signable {
//!     method: "GET",
//!     path: "/v1/p/image-server-jobs",
//!     query: "job_type=CREATE_SERVER",
//!     headers: &[("host", "example.com"), (DATE_HEADER, &now)],
//!     body: b"",
//! };
//! let text = canonical_request(&request);
//! assert!(text.starts_with("GET\n/v1/p/image-server-jobs/\njob_type=CREATE_SERVER\n"));
//!
//! let secret = Secret::from("made-up".to_owned());
//! let header = authorization("AKEXAMPLE", &secret, &now, &request);
//! assert!(header.starts_with(ALGORITHM));
//! assert!(header.ends_with(&signature(&secret, &now, &text)));
//! ```
//!
//! Source: the vendor's signer, by the vectors that it produced.

use std::borrow::Cow;
use std::time::SystemTime;

use hmac::{Hmac, KeyInit, Mac};
use percent_encoding::{percent_decode_str, utf8_percent_encode};
use sha2::{Digest, Sha256};

use crate::Secret;
use crate::text::RESERVED;

/// The algorithm's name, which the header `Authorization` begins with.
pub const ALGORITHM: &str = "SDK-HMAC-SHA256";

/// The header that holds the time of signing, `YYYYMMDDTHHMMSSZ` in UTC.
pub const DATE_HEADER: &str = "x-sdk-date";

/// The header that stands for the body's hash where a body is not signed.
///
/// ```
/// use imagejobs_core::signing::{CONTENT_HEADER, Signable, canonical_request};
///
/// let headers = [(CONTENT_HEADER, "UNSIGNED-PAYLOAD")];
/// let request = Signable { method: "PUT", path: "/", query: "", headers: &headers, body: b"{}" };
/// assert!(canonical_request(&request).ends_with("\nUNSIGNED-PAYLOAD"));
/// ```
pub const CONTENT_HEADER: &str = "x-sdk-content-sha256";

/// SHA-256 of an empty body.
const NOTHING: &str = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

/// What is signed of a request.
#[derive(Clone, Copy, Debug)]
pub struct Signable<'a> {
    /// The method, such as `GET`.
    pub method: &'a str,
    /// The path as it is on the wire.
    pub path: &'a str,
    /// The query as it is on the wire, without `?`.
    pub query: &'a str,
    /// The headers to sign. Names with `_` are left out.
    pub headers: &'a [(&'a str, &'a str)],
    /// The body.
    pub body: &'a [u8],
}

/// The text that is signed, see [the module](self).
#[must_use]
pub fn canonical_request(request: &Signable<'_>) -> String {
    let headers = signed_headers(request.headers);
    canonical(request, &headers, &names(&headers))
}

fn canonical(request: &Signable<'_>, headers: &[(Cow<'_, str>, &str)], names: &str) -> String {
    let mut text = String::with_capacity(1024);
    text.push_str(request.method);
    text.make_ascii_uppercase();
    text.push('\n');
    push_path(&mut text, request.path);
    text.push('\n');
    push_query(&mut text, request.query);
    for (name, value) in headers {
        for part in ["\n", name, ":", value] {
            text.push_str(part);
        }
    }
    for part in ["\n\n", names, "\n"] {
        text.push_str(part);
    }
    let told = headers.iter().find(|(name, _)| name == CONTENT_HEADER);
    match told {
        _ if request.body.is_empty() => text.push_str(NOTHING),
        Some((_, hash)) => text.push_str(hash),
        None => text.push_str(&hex(&Sha256::digest(request.body))),
    }
    text
}

/// The value of the header `Authorization` for a request that is signed with these keys.
///
/// The request must hold the header [`DATE_HEADER`] with this date.
#[must_use]
pub fn authorization(
    access_key: &str,
    secret_key: &Secret,
    date: &str,
    request: &Signable<'_>,
) -> String {
    let headers = signed_headers(request.headers);
    let names = names(&headers);
    let signature = signature(secret_key, date, &canonical(request, &headers, &names));
    format!("{ALGORITHM} Access={access_key}, SignedHeaders={names}, Signature={signature}")
}

/// The signature of a canonical request, hexadecimal.
#[must_use]
pub fn signature(secret_key: &Secret, date: &str, canonical_request: &str) -> String {
    let hashed = hex(&Sha256::digest(canonical_request));
    let mut mac = Hmac::<Sha256>::new_from_slice(secret_key.expose().as_bytes())
        .expect("HMAC takes a key of any length");
    for part in [ALGORITHM, "\n", date, "\n", &hashed] {
        mac.update(part.as_bytes());
    }
    hex(&mac.finalize().into_bytes())
}

/// A time as [`DATE_HEADER`] has it.
#[must_use]
pub fn date(time: SystemTime) -> String {
    let time = jiff::Timestamp::try_from(time).unwrap_or(jiff::Timestamp::UNIX_EPOCH);
    time.strftime("%Y%m%dT%H%M%SZ").to_string()
}

/// The time of a [`DATE_HEADER`], or `None` when it is not in that form.
#[must_use]
pub fn parse_date(date: &str) -> Option<SystemTime> {
    let form = date.len() == 16 && date.ends_with('Z');
    let time = jiff::civil::DateTime::strptime("%Y%m%dT%H%M%SZ", date).ok().filter(|_| form)?;
    jiff::tz::Offset::UTC.to_timestamp(time).ok()?.try_into().ok()
}

/// The whole path is decoded first, so that an encoded `/` separates segments too.
fn push_path(text: &mut String, path: &str) {
    let decoded = percent_decode_str(path).decode_utf8_lossy();
    for (index, segment) in decoded.split('/').enumerate() {
        if index > 0 {
            text.push('/');
        }
        text.extend(utf8_percent_encode(segment, RESERVED));
    }
    if !text.ends_with('/') {
        text.push('/');
    }
}

/// The pairs are sorted as they mean, before they are encoded anew.
fn push_query(text: &mut String, query: &str) {
    let decode = |text| percent_decode_str(text).decode_utf8_lossy();
    let mut pairs: Vec<_> = query
        .split('&')
        .filter(|pair| !pair.is_empty())
        .map(|pair| pair.split_once('=').unwrap_or((pair, "")))
        .map(|(name, value)| (decode(name), decode(value)))
        .collect();
    pairs.sort();
    for (index, (name, value)) in pairs.iter().enumerate() {
        if index > 0 {
            text.push('&');
        }
        text.extend(utf8_percent_encode(name, RESERVED));
        text.push('=');
        text.extend(utf8_percent_encode(value, RESERVED));
    }
}

fn signed_headers<'a>(headers: &[(&'a str, &'a str)]) -> Vec<(Cow<'a, str>, &'a str)> {
    let small = |name: &'a str| {
        let as_it_is = !name.bytes().any(|byte| byte.is_ascii_uppercase());
        if as_it_is { Cow::Borrowed(name) } else { Cow::Owned(name.to_ascii_lowercase()) }
    };
    let mut signed: Vec<_> = headers
        .iter()
        .filter(|(name, _)| !name.contains('_'))
        .map(|(name, value)| (small(name), value.trim()))
        .collect();
    signed.sort();
    signed
}

fn names(headers: &[(Cow<'_, str>, &str)]) -> String {
    headers.iter().map(|(name, _)| &**name).collect::<Vec<_>>().join(";")
}

fn hex(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    let mut hex = String::with_capacity(bytes.len() * 2);
    for byte in bytes {
        for half in [byte >> 4, byte & 0xf] {
            hex.push(char::from(DIGITS[usize::from(half)]));
        }
    }
    hex
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    fn canonical(path: &str, query: &str, headers: &[(&str, &str)]) -> Vec<String> {
        let request = Signable { method: "GET", path, query, headers, body: b"" };
        canonical_request(&request).split('\n').map(str::to_owned).collect()
    }

    #[test]
    fn a_path_is_decoded_before_it_is_encoded() {
        for (path, expected) in [
            ("/v1/p", "/v1/p/"),
            ("/v1/p/", "/v1/p/"),
            ("/", "/"),
            ("", "/"),
            ("/a%2Fb", "/a/b/"),
            ("/a%2fb%252F", "/a/b%252F/"),
            ("/a b%20c+~*", "/a%20b%20c%2B~%2A/"),
            ("/%C3%BC/ü", "/%C3%BC/%C3%BC/"),
        ] {
            assert_eq!(canonical(path, "", &[])[1], expected, "{path}");
        }
    }

    #[test]
    fn a_query_is_sorted_before_it_is_encoded() {
        for (query, expected) in [
            ("b=1&a=2", "a=2&b=1"),
            ("a=b&a=B&a=", "a=&a=B&a=b"),
            // Encoded, `%7B` stands before `a`; as they mean, `{` stands behind it.
            ("%7B=1&a=1", "a=1&%7B=1"),
            ("a=%7E&a=z&a=%C3%BC", "a=z&a=~&a=%C3%BC"),
            ("a&b=c=d", "a=&b=c%3Dd"),
            ("a=+", "a=%2B"),
            ("", ""),
        ] {
            assert_eq!(canonical("/", query, &[])[2], expected, "{query}");
        }
    }

    #[test]
    fn headers_are_sorted_trimmed_and_those_with_an_underscore_left_out() {
        let headers = [
            ("X-Sdk-Date", "20260521T080910Z"),
            ("x_custom", "1"),
            ("User-Agent", "  imagejobs/0.1.0 "),
            ("Host", "h:1"),
        ];
        assert_eq!(
            canonical("/", "", &headers)[3..8],
            [
                "host:h:1",
                "user-agent:imagejobs/0.1.0",
                "x-sdk-date:20260521T080910Z",
                "",
                "host;user-agent;x-sdk-date"
            ]
        );
    }

    #[test]
    fn dates_are_read_as_they_are_written() {
        let time = SystemTime::UNIX_EPOCH + Duration::from_secs(1_779_350_950);
        assert_eq!(date(time), "20260521T080910Z");
        assert_eq!(parse_date("20260521T080910Z"), Some(time));
        for wrong in ["", "2026-05-21T08:09:10Z", "20260521T080910", "20261321T080910Z", "x"] {
            assert_eq!(parse_date(wrong), None, "{wrong}");
        }
    }

    /// Values of the example in the module's documentation, computed with Python's hmac and hashlib.
    #[test]
    fn a_request_is_signed_as_other_implementations_do() {
        let headers = [("host", "example.com"), ("x-sdk-date", "20260521T080910Z")];
        let request = Signable {
            method: "GET",
            path: "/v1/p/image-server-jobs",
            query: "job_type=CREATE_SERVER",
            headers: &headers,
            body: b"",
        };
        let secret = Secret::from("made-up-secret".to_owned());
        assert_eq!(
            authorization("AKEXAMPLE", &secret, "20260521T080910Z", &request),
            "SDK-HMAC-SHA256 Access=AKEXAMPLE, SignedHeaders=host;x-sdk-date, Signature=a902f63bb86607e58434cb85e96653c5f499281a139c608289314e5a9c769eb2"
        );
    }
}
