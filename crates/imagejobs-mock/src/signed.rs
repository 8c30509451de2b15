//! A signed request, read and verified.
//!
//! The server builds the canonical request from what came over the wire, by the same function as
//! the client, and compares signatures. It takes no list of headers for granted: what
//! `SignedHeaders` names is what is signed. `x-sdk-date` and `host` must be among it, and
//! `x-security-token` where there is one.

use std::hint::black_box;

use http::request::Parts;
use http::{HeaderMap, header};
use imagejobs_core::signing::{self, ALGORITHM, CONTENT_HEADER, DATE_HEADER, Signable};
use jiff::{SignedDuration, Timestamp};

use crate::failure::Failure;
use crate::keys::Keys;
use crate::received::is_secret;

/// How far a date may be off.
const TOLERANCE: SignedDuration = SignedDuration::from_mins(15);

/// The value that stands for the hash of a body that is not signed.
const UNSIGNED_PAYLOAD: &str = "UNSIGNED-PAYLOAD";

/// What the header `Authorization` says.
#[derive(Debug)]
pub(crate) struct Signed<'a> {
    pub(crate) access_key: &'a str,
    headers: Vec<(&'a str, &'a str)>,
    date: &'a str,
    signature: &'a str,
}

/// Whether a request claims to be signed.
pub(crate) fn is_signed(headers: &HeaderMap) -> bool {
    headers.get_all(header::AUTHORIZATION).iter().any(|value| value.as_bytes().starts_with(b"SDK-"))
}

impl<'a> Signed<'a> {
    /// Reads the header, and the headers that it names. The failure says what is wrong with them.
    pub(crate) fn read(headers: &'a HeaderMap) -> Result<Self, Failure> {
        let authorization = once(headers, header::AUTHORIZATION.as_str())?;
        let rest = authorization.strip_prefix(ALGORITHM).filter(|rest| rest.starts_with(' '));
        let Some(rest) = rest else {
            return Err(malformed(&format!(
                "the header Authorization must begin with {ALGORITHM}"
            )));
        };
        let [mut access_key, mut names, mut signature] = [None; 3];
        for part in rest.split(',') {
            let (name, value) = part.split_once('=').unwrap_or((part, ""));
            let slot = match name.trim() {
                "Access" => &mut access_key,
                "SignedHeaders" => &mut names,
                "Signature" => &mut signature,
                _ => return Err(malformed("the header Authorization has an unknown part")),
            };
            if slot.replace(value.trim()).is_some() {
                return Err(malformed("the header Authorization has a part twice"));
            }
        }
        let (Some(access_key), Some(names), Some(signature)) = (access_key, names, signature)
        else {
            return Err(malformed(
                "the header Authorization must have Access, SignedHeaders and Signature",
            ));
        };
        let headers = values(headers, names)?;
        let value = |wanted| headers.iter().find(|(name, _)| *name == wanted);
        let Some((_, date)) = value(DATE_HEADER) else {
            return Err(malformed(&format!("{DATE_HEADER} must be a signed header")));
        };
        if value("host").is_none() {
            return Err(malformed("host must be a signed header"));
        }
        Ok(Self { access_key, date: date.trim(), signature, headers })
    }

    /// Whether these keys signed this request, at a time that is not far from `now`.
    pub(crate) fn verify(
        &self,
        keys: &Keys,
        head: &Parts,
        body: &[u8],
        now: Timestamp,
    ) -> Result<(), Failure> {
        self.verify_token(keys, &head.headers)?;
        self.verify_date(now)?;
        let request = Signable {
            method: head.method.as_str(),
            path: head.uri.path(),
            query: head.uri.query().unwrap_or(""),
            headers: &self.headers,
            body,
        };
        self.verify_content(&request)?;
        let expected =
            signing::signature(keys.secret(), self.date, &signing::canonical_request(&request));
        if equal(expected.as_bytes(), self.signature.as_bytes()) {
            return Ok(());
        }
        Err(Failure::unauthorized(format!(
            "verify aksk signature fail, canonicalRequest:{}",
            self.shown(&request)
        )))
    }

    fn verify_token(&self, keys: &Keys, headers: &HeaderMap) -> Result<(), Failure> {
        let mut sent = headers.get_all("x-security-token").iter();
        let shown = (sent.next(), sent.next());
        let right = match (keys.token(), shown) {
            (None, (None, _)) => return Ok(()),
            (Some(token), (Some(sent), None)) => equal(token.as_bytes(), sent.as_bytes()),
            _ => false,
        };
        if !right {
            let ak = self.access_key;
            return Err(Failure::unauthorized(format!(
                "decrypt token fail; X-Security-Token is not the one of ak {ak}"
            )));
        }
        if self.headers.iter().any(|(name, _)| *name == "x-security-token") {
            return Ok(());
        }
        Err(malformed("x-security-token must be a signed header"))
    }

    fn verify_date(&self, now: Timestamp) -> Result<(), Failure> {
        let date = signing::parse_date(self.date).and_then(|date| Timestamp::try_from(date).ok());
        let Some(date) = date else {
            return Err(malformed(&format!("{DATE_HEADER} must be a UTC time YYYYMMDDTHHMMSSZ")));
        };
        if now.duration_since(date).abs() <= TOLERANCE {
            return Ok(());
        }
        Err(Failure::unauthorized(format!(
            "calc ak sk signature fail:signature expired, signature time:{},server time:{}",
            self.date,
            now.strftime("%Y%m%dT%H%M%SZ"),
        )))
    }

    /// A hash that stands in for the body's must be the body's, unless it says that there is none.
    fn verify_content(&self, request: &Signable<'_>) -> Result<(), Failure> {
        let told = self.headers.iter().find(|(name, _)| *name == CONTENT_HEADER);
        let Some((_, told)) = told else { return Ok(()) };
        let bare = signing::canonical_request(&Signable { headers: &[], ..*request });
        let hash = bare.rsplit('\n').next().unwrap_or("");
        if request.body.is_empty() || [UNSIGNED_PAYLOAD, hash].contains(&told.trim()) {
            return Ok(());
        }
        Err(malformed(&format!("{CONTENT_HEADER} is not the body's hash")))
    }

    /// The canonical request as the gateway shows it, without the values that are secrets.
    fn shown(&self, request: &Signable<'_>) -> String {
        let hidden =
            |&(name, value)| if is_secret(name) { (name, "(hidden)") } else { (name, value) };
        let headers: Vec<_> = self.headers.iter().map(hidden).collect();
        let request = Signable { headers: &headers, ..*request };
        signing::canonical_request(&request).replace('\n', "|")
    }
}

/// The signed headers, each of which must have come once.
fn values<'a>(headers: &'a HeaderMap, names: &'a str) -> Result<Vec<(&'a str, &'a str)>, Failure> {
    let mut values: Vec<(&str, &str)> = Vec::new();
    for name in names.split(';').map(str::trim) {
        if name.contains('_') {
            return Err(malformed(&format!("the header {name} has a _ and cannot be signed")));
        }
        // The map's own spelling, which is in lower case.
        let known = headers.keys().find(|known| known.as_str().eq_ignore_ascii_case(name));
        let name = known.map_or(name, |known| known.as_str());
        if values.iter().any(|(listed, _)| *listed == name) {
            return Err(malformed(&format!("SignedHeaders names {name} twice")));
        }
        values.push((name, once(headers, name)?));
    }
    Ok(values)
}

/// The text of a header that must have come once.
fn once<'a>(headers: &'a HeaderMap, name: &str) -> Result<&'a str, Failure> {
    let mut values = headers.get_all(name).iter();
    match (values.next(), values.next()) {
        (None, _) => Err(malformed(&format!("the signed header {name} is missing"))),
        (Some(_), Some(_)) => Err(malformed(&format!("the header {name} was sent twice"))),
        (Some(value), None) => std::str::from_utf8(value.as_bytes())
            .map_err(|_| malformed(&format!("the header {name} is not UTF-8"))),
    }
}

fn malformed(what: &str) -> Failure {
    Failure::unauthorized(format!("verify aksk signature fail, {what}"))
}

/// Whether two texts are equal, in a time that tells nothing about where they differ.
pub(crate) fn equal(one: &[u8], other: &[u8]) -> bool {
    let differences = one.iter().zip(other).fold(0, |seen, (a, b)| seen | (a ^ b));
    one.len() == other.len() && black_box(differences) == 0
}
