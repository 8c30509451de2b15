//! Who calls, and whether the project is theirs.

use std::sync::Arc;

use http::request::Parts;
use http::{HeaderMap, StatusCode};
use jiff::Timestamp;

use crate::auth::Auth;
use crate::call::Asked;
use crate::failure::Failure;
use crate::identity::{Caller, Found};
use crate::projects::Holding;
use crate::signed::{self, Signed};
use crate::site::Site;

/// Who calls, by the credentials that are taken.
pub(crate) fn authenticate(auth: Auth, site: &Site, asked: &Asked<'_>) -> Result<Caller, Failure> {
    let headers = &asked.head.headers;
    match auth {
        Auth::None => Ok(Caller::Account),
        Auth::Token => token(site, headers, asked.arrived, TOKEN_HINT),
        Auth::Signed if signed::is_signed(headers) => signature(site, asked),
        Auth::Signed => {
            let hint = "verify aksk signature fail; sign the request by SDK-HMAC-SHA256";
            Err(Failure::unauthorized(hint))
        }
        Auth::Any if signed::is_signed(headers) => signature(site, asked),
        Auth::Any => token(site, headers, asked.arrived, ANY_HINT),
    }
}

const TOKEN_HINT: &str = "; send a user token in the header X-Auth-Token";
const ANY_HINT: &str = "; sign the request, or send a user token in the header X-Auth-Token";

/// The project in the path, when the caller owns it. Where `X-Project-Id` is sent it must name the
/// same one, unless nobody is asked for anything.
pub(crate) fn authorize(
    auth: Auth,
    site: &Site,
    caller: &Caller,
    head: &Parts,
    project_id: &[u8],
) -> Result<Arc<Holding>, Failure> {
    let forbidden = |why| {
        let message = format!("The IAM user is not authorized to access the API: {why}");
        Err(Failure::gateway(StatusCode::FORBIDDEN, "APIGW.0302", message))
    };
    let Some(project) = site.projects.get(project_id).filter(|project| caller.owns(&project.id))
    else {
        return forbidden("the caller does not own the project in the path");
    };
    let mut named = head.headers.get_all("x-project-id").iter();
    if auth != Auth::None && named.any(|named| named.as_bytes() != project_id) {
        return forbidden("X-Project-Id is not the project in the path");
    }
    Ok(project)
}

fn token(site: &Site, headers: &HeaderMap, now: Timestamp, hint: &str) -> Result<Caller, Failure> {
    let mut tokens = headers.get_all("x-auth-token").iter();
    let hint = match (tokens.next(), tokens.next()) {
        (Some(token), None) => {
            let own = || site.projects.by_token(token.as_bytes()).map(Caller::Token);
            match own().or_else(|| site.identity.token(token.as_bytes(), now)) {
                Some(caller) => return Ok(caller),
                None => "",
            }
        }
        (None, _) => hint,
        (Some(_), Some(_)) => "; send the header X-Auth-Token once",
    };
    Err(Failure::unauthorized(format!("decrypt token fail{hint}")))
}

fn signature(site: &Site, asked: &Asked<'_>) -> Result<Caller, Failure> {
    let signed = Signed::read(&asked.head.headers)?;
    let ak = signed.access_key;
    let lockout = &site.identity.lockout;
    if lockout.is_locked(ak, asked.arrived) {
        return Err(Failure::unauthorized("AK access failed to reach the limit,forbidden."));
    }
    let verified = verify(site, asked, &signed);
    match &verified {
        Ok(_) => lockout.succeeded(ak),
        Err(_) => lockout.failed(ak, asked.arrived),
    }
    verified
}

fn verify(site: &Site, asked: &Asked<'_>, signed: &Signed<'_>) -> Result<Caller, Failure> {
    let ak = signed.access_key;
    let of_project = || site.projects.keys(ak).map(|keys| Found { keys, expired: false });
    let Some(found) = site.identity.keys(ak, asked.arrived).or_else(of_project) else {
        return Err(Failure::unauthorized(format!("ak {ak} not exist")));
    };
    signed.verify(&found.keys, asked.head, asked.body, asked.arrived)?;
    if found.expired {
        let why = format!("decrypt token fail; the security token of ak {ak} has expired");
        return Err(Failure::unauthorized(why));
    }
    Ok(found.caller())
}
