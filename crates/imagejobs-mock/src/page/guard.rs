//! Who may see what the page shows.

use http::StatusCode;
use http::request::Parts;

use crate::control::{self, Control};
use crate::refusal::Refusal;
use crate::site::Site;
use crate::visitor::{self, is_by_address, is_of_another_page};

/// Lets those see it who have the key, where there is one, and else those on this machine. A page of
/// somebody else's in a browser on this machine never does.
pub(super) fn check(site: &Site, head: &Parts) -> Result<(), Refusal> {
    let refused = |status, why: &str| Err(Refusal::new(status, why));
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
        _ => refused(StatusCode::FORBIDDEN, visitor::ASK_BY_ADDRESS),
    }
}
