//! Who may see what the page shows.

use std::net::IpAddr;

use http::request::Parts;
use http::uri::Authority;
use http::{HeaderMap, StatusCode, header};

use super::Refusal;
use crate::control::{self, Control};
use crate::site::Site;

/// Lets those see it who have the key, where there is one, and else those on this machine. A page of
/// somebody else's in a browser on this machine never does.
pub(super) fn check(site: &Site, head: &Parts) -> Result<(), Refusal> {
    let refused = |status, why: &str| Err(Refusal { status, why: why.to_owned() });
    if is_of_another_page(&head.headers) {
        return refused(StatusCode::FORBIDDEN, "only the server's own page in a browser sees this");
    }
    match &site.control {
        Control::Key(key) if control::shows(head, key) => Ok(()),
        Control::Key(_) => refused(StatusCode::UNAUTHORIZED, control::SHOW_KEY),
        _ if !site.is_local => refused(
            StatusCode::FORBIDDEN,
            "other machines reach this server, so what it does is shown with a key only: set one \
             with Builder::control_key, or imagejobs serve --control and IMAGEJOBS_CONTROL_KEY; or \
             let it listen on 127.0.0.1",
        ),
        _ if is_by_address(&head.headers) => Ok(()),
        _ => refused(
            StatusCode::FORBIDDEN,
            "ask by the server's address, such as http://127.0.0.1:8080, or by the name localhost",
        ),
    }
}

fn is_of_another_page(headers: &HeaderMap) -> bool {
    let site = headers.get("sec-fetch-site").map(|site| site.as_bytes());
    let own = [&b"same-origin"[..], b"none"];
    headers.contains_key(header::ORIGIN) || site.is_some_and(|site| !own.contains(&site))
}

/// Whether the server is asked by a name that nobody else can let lead to it.
fn is_by_address(headers: &HeaderMap) -> bool {
    let host = headers.get(header::HOST).and_then(|host| host.to_str().ok());
    let Some(authority) = host.and_then(|host| host.parse::<Authority>().ok()) else {
        return false;
    };
    let host = authority.host();
    let address = host.trim_start_matches('[').trim_end_matches(']');
    host.eq_ignore_ascii_case("localhost") || address.parse::<IpAddr>().is_ok()
}
