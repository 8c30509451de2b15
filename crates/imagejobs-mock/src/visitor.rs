//! What the headers of a call say of a browser: whether somebody else's page makes it.

use std::net::IpAddr;

use http::uri::Authority;
use http::{HeaderMap, header};

/// What a call must do that is not [by address](is_by_address).
pub(crate) const ASK_BY_ADDRESS: &str =
    "ask by the server's address, such as http://127.0.0.1:8080, or by the name localhost";

/// Whether another page than the server's own makes the call, as the browser tells.
pub(crate) fn is_of_another_page(headers: &HeaderMap) -> bool {
    let site = headers.get("sec-fetch-site").map(|site| site.as_bytes());
    let own = [&b"same-origin"[..], b"none"];
    headers.contains_key(header::ORIGIN) || site.is_some_and(|site| !own.contains(&site))
}

/// Whether the server is asked by a name that nobody else can let lead to it.
pub(crate) fn is_by_address(headers: &HeaderMap) -> bool {
    let host = headers.get(header::HOST).and_then(|host| host.to_str().ok());
    let Some(authority) = host.and_then(|host| host.parse::<Authority>().ok()) else {
        return false;
    };
    let host = authority.host();
    let address = host.trim_start_matches('[').trim_end_matches(']');
    host.eq_ignore_ascii_case("localhost") || address.parse::<IpAddr>().is_ok()
}
