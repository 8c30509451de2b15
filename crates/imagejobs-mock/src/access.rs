//! Who calls, and whether the project is theirs.

use http::request::Parts;
use http::{HeaderMap, StatusCode};
use jiff::Timestamp;

use crate::auth::Auth;
use crate::call::Asked;
use crate::failure::Failure;
use crate::identity::{Caller, Identity};
use crate::signed::{self, Signed};

/// Who calls, by the credentials that are taken.
pub(crate) fn authenticate(
    auth: Auth,
    identity: &Identity,
    asked: &Asked<'_>,
) -> Result<Caller, Failure> {
    let headers = &asked.head.headers;
    match auth {
        Auth::None => Ok(Caller::Account),
        Auth::Token => token(identity, headers, asked.arrived, TOKEN_HINT),
        Auth::Signed if signed::is_signed(headers) => signature(identity, asked),
        Auth::Signed => {
            let hint = "verify aksk signature fail; sign the request by SDK-HMAC-SHA256";
            Err(Failure::unauthorized(hint))
        }
        Auth::Any if signed::is_signed(headers) => signature(identity, asked),
        Auth::Any => token(identity, headers, asked.arrived, ANY_HINT),
    }
}

const TOKEN_HINT: &str = "; send a user token in the header X-Auth-Token";
const ANY_HINT: &str = "; sign the request, or send a user token in the header X-Auth-Token";

/// Whether the caller owns the project in the path. Where `X-Project-Id` is sent it must name the
/// same one, unless nobody is asked for anything.
pub(crate) fn authorize(
    auth: Auth,
    identity: &Identity,
    caller: &Caller,
    head: &Parts,
    project_id: &[u8],
) -> Result<(), Failure> {
    let forbidden = |why| {
        let message = format!("The IAM user is not authorized to access the API: {why}");
        Err(Failure::gateway(StatusCode::FORBIDDEN, "APIGW.0302", message))
    };
    if !identity.owns(caller, project_id) {
        return forbidden("the caller does not own the project in the path");
    }
    let mut named = head.headers.get_all("x-project-id").iter();
    if auth != Auth::None && named.any(|named| named.as_bytes() != project_id) {
        return forbidden("X-Project-Id is not the project in the path");
    }
    Ok(())
}

fn token(
    identity: &Identity,
    headers: &HeaderMap,
    now: Timestamp,
    hint: &str,
) -> Result<Caller, Failure> {
    let mut tokens = headers.get_all("x-auth-token").iter();
    let hint = match (tokens.next(), tokens.next()) {
        (Some(token), None) => match identity.token(token.as_bytes(), now) {
            Some(caller) => return Ok(caller),
            None => "",
        },
        (None, _) => hint,
        (Some(_), Some(_)) => "; send the header X-Auth-Token once",
    };
    Err(Failure::unauthorized(format!("decrypt token fail{hint}")))
}

fn signature(identity: &Identity, asked: &Asked<'_>) -> Result<Caller, Failure> {
    let signed = Signed::read(&asked.head.headers)?;
    let ak = signed.access_key;
    if identity.lockout.is_locked(ak, asked.arrived) {
        return Err(Failure::unauthorized("AK access failed to reach the limit,forbidden."));
    }
    let verified = verify(identity, asked, &signed);
    match &verified {
        Ok(_) => identity.lockout.succeeded(ak),
        Err(_) => identity.lockout.failed(ak, asked.arrived),
    }
    verified
}

fn verify(identity: &Identity, asked: &Asked<'_>, signed: &Signed<'_>) -> Result<Caller, Failure> {
    let ak = signed.access_key;
    let Some(found) = identity.keys(ak, asked.arrived) else {
        return Err(Failure::unauthorized(format!("ak {ak} not exist")));
    };
    signed.verify(&found.keys, asked.head, asked.body, asked.arrived)?;
    if found.expired {
        let why = format!("decrypt token fail; the security token of ak {ak} has expired");
        return Err(Failure::unauthorized(why));
    }
    Ok(found.caller())
}
