//! The query of a listing: read, checked, complained about.

use std::borrow::Cow;
use std::fmt;

use imagejobs_client::image_jobs::types::{JobStatus, JobType, PageSize};

use crate::failure::shown;

/// What a request asks for.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Listing {
    pub(crate) job_type: JobType,
    pub(crate) status: Option<JobStatus>,
    pub(crate) offset: u64,
    pub(crate) limit: usize,
}

impl Listing {
    /// Reads the query as it was sent. The error is a sentence that names the parameter, what it
    /// got and what would be right.
    pub(crate) fn from_query(query: &str) -> Result<Self, String> {
        let given = Given::collect(query, false)?;
        Ok(Self {
            job_type: given.job_type()?,
            status: given.status()?,
            offset: given.offset()?,
            limit: given.limit()?,
        })
    }
}

/// What the page for people and the control API ask for.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct View {
    pub(crate) project: Option<String>,
    pub(crate) job_type: Option<JobType>,
    pub(crate) status: Option<JobStatus>,
    pub(crate) offset: u64,
    pub(crate) limit: usize,
}

impl View {
    /// Reads the query as it was sent; the error is like that of a listing.
    pub(crate) fn from_query(query: &str) -> Result<Self, String> {
        if !is_encoded(query) {
            return Err(Garbled::Encoding.what("the query", query));
        }
        let given = Given::collect(query, true)?;
        if let Some(other) = given.other {
            let other = shown(other);
            return Err(format!(
                "there is no parameter {other}; there are project, job_type, status, offset and limit"
            ));
        }
        Ok(Self {
            project: given.project.as_deref().map(str::to_owned),
            job_type: given.job_type.is_some().then(|| given.job_type()).transpose()?,
            status: given.status()?,
            offset: given.offset()?,
            limit: given.limit()?,
        })
    }
}

/// The documented parameters, decoded. Others are ignored, whatever they are.
#[derive(Default)]
struct Given<'q> {
    /// Of the control API and the page alone.
    project: Option<Cow<'q, str>>,
    /// The first that is none of these, as it was sent.
    other: Option<&'q str>,
    job_type: Option<Cow<'q, str>>,
    status: Option<Cow<'q, str>>,
    offset: Option<Cow<'q, str>>,
    limit: Option<Cow<'q, str>>,
}

impl<'q> Given<'q> {
    fn collect(query: &'q str, with_project: bool) -> Result<Self, String> {
        let mut given = Self::default();
        for pair in query.split('&').filter(|pair| !pair.is_empty()) {
            let (raw_name, raw_value) = pair.split_once('=').unwrap_or((pair, ""));
            let Ok(name) = decode(raw_name) else { continue };
            let slot = match &*name {
                "project" if with_project => &mut given.project,
                "job_type" => &mut given.job_type,
                "status" => &mut given.status,
                "offset" => &mut given.offset,
                "limit" => &mut given.limit,
                _ => {
                    given.other.get_or_insert(raw_name);
                    continue;
                }
            };
            let value = decode(raw_value).map_err(|garbled| garbled.what(&name, raw_value))?;
            if let Some(first) = slot {
                return Err(format!(
                    "{name} is given twice, as {} and as {}; give it once",
                    shown(first),
                    shown(&value)
                ));
            }
            *slot = Some(value);
        }
        Ok(given)
    }

    fn job_type(&self) -> Result<JobType, String> {
        let right = || one_of(JobType::ALL);
        let Some(value) = &self.job_type else {
            return Err(format!("job_type is missing; it must be {}", right()));
        };
        value.parse::<JobType>().ok().ok_or_else(|| wrong("job_type", value, &right()))
    }

    fn status(&self) -> Result<Option<JobStatus>, String> {
        let Some(value) = &self.status else { return Ok(None) };
        value
            .parse::<JobStatus>()
            .ok()
            .map(Some)
            .ok_or_else(|| wrong("status", value, &one_of(JobStatus::ALL)))
    }

    fn offset(&self) -> Result<u64, String> {
        let Some(value) = &self.offset else { return Ok(0) };
        natural(value).ok_or_else(|| wrong("offset", value, "an integer from 0 up"))
    }

    fn limit(&self) -> Result<usize, String> {
        let Some(value) = &self.limit else { return Ok(10) };
        match natural(value).map(PageSize::try_from) {
            Some(Ok(limit)) => Ok(limit.get() as usize),
            _ => {
                let (min, max) = (PageSize::MIN, PageSize::MAX);
                Err(wrong("limit", value, &format!("an integer from {min} to {max}")))
            }
        }
    }
}

/// Whether one of the parameters has this name and this value.
pub(crate) fn has(query: &str, name: &str, value: &str) -> bool {
    query.split('&').any(|pair| {
        let (raw_name, raw_value) = pair.split_once('=').unwrap_or((pair, ""));
        decode(raw_name).is_ok_and(|decoded| decoded == name)
            && decode(raw_value).is_ok_and(|decoded| decoded == value)
    })
}

/// The value of the first parameter of this name, where both can be decoded.
pub(crate) fn first<'q>(query: &'q str, name: &str) -> Option<Cow<'q, str>> {
    let pairs = query.split('&').map(|pair| pair.split_once('=').unwrap_or((pair, "")));
    let mut named = pairs.filter(|(raw, _)| decode(raw).is_ok_and(|decoded| decoded == name));
    decode(named.next()?.1).ok()
}

/// Why a text cannot be decoded.
#[derive(Clone, Copy, Debug)]
enum Garbled {
    Encoding,
    Text,
}

impl Garbled {
    fn what(self, name: &str, raw: &str) -> String {
        format!("{name} is {}, which is not {self}", shown(raw))
    }
}

impl fmt::Display for Garbled {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Encoding => "valid percent-encoding; write % as %25",
            Self::Text => "UTF-8; encode it as UTF-8",
        })
    }
}

/// Decodes a name or a value: `+` is a space.
fn decode(raw: &str) -> Result<Cow<'_, str>, Garbled> {
    if !raw.contains(['%', '+']) {
        return Ok(Cow::Borrowed(raw));
    }
    if !is_encoded(raw) {
        return Err(Garbled::Encoding);
    }
    if raw.contains('+') {
        let spaced = raw.replace('+', " ");
        let decoded = percent_encoding::percent_decode_str(&spaced).decode_utf8();
        return decoded.map(|text| Cow::Owned(text.into_owned())).map_err(|_| Garbled::Text);
    }
    percent_encoding::percent_decode_str(raw).decode_utf8().map_err(|_| Garbled::Text)
}

/// Decodes a segment of the path, which may be any bytes. The error is a sentence that names it.
pub(crate) fn segment(name: &str, raw: &str) -> Result<Vec<u8>, String> {
    if !is_encoded(raw) {
        return Err(Garbled::Encoding.what(name, raw));
    }
    Ok(Cow::from(percent_encoding::percent_decode_str(raw)).into_owned())
}

/// Whether every `%` begins the code of a byte.
fn is_encoded(raw: &str) -> bool {
    let is_code = |rest: &str| {
        let code = rest.as_bytes().get(..2);
        code.is_some_and(|digits| digits.iter().all(u8::is_ascii_hexdigit))
    };
    raw.split('%').skip(1).all(is_code)
}

/// Reads any run of digits; one too long for a `u64` is as good as its greatest value.
fn natural(text: &str) -> Option<u64> {
    let digits = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    digits.then(|| text.parse().unwrap_or(u64::MAX))
}

fn wrong(name: &str, value: &str, right: &str) -> String {
    if value.is_empty() {
        format!("{name} is empty; it must be {right}")
    } else {
        format!("{name} is {}; it must be {right}", shown(value))
    }
}

fn one_of(values: &[impl AsRef<str>]) -> String {
    let names: Vec<&str> = values.iter().map(AsRef::as_ref).collect();
    format!("one of {}", names.join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn defaults_hold_for_what_is_not_given() {
        let listing = Listing::from_query("job_type=DELETE_SERVER").unwrap();
        let expected =
            Listing { job_type: JobType::DeleteServer, status: None, offset: 0, limit: 10 };
        assert_eq!(listing, expected);
    }

    #[test]
    fn names_and_values_are_decoded() {
        let listing = Listing::from_query("&job%5Ftype=CREATE%5fSERVER&&offset=%31%30&").unwrap();
        assert_eq!((listing.job_type, listing.offset), (JobType::CreateServer, 10));
    }

    #[test]
    fn any_run_of_digits_is_an_offset() {
        for (digits, offset) in [
            ("0", 0),
            ("0007", 7),
            ("18446744073709551615", u64::MAX),
            ("9999999999999999999999999999999999999999", u64::MAX),
            ("0000000000000000000000000000000000000005", 5),
        ] {
            let listing = Listing::from_query(&format!("job_type=CREATE_SERVER&offset={digits}"));
            assert_eq!(listing.unwrap().offset, offset, "{digits}");
        }
    }

    #[test]
    fn a_long_value_is_clipped_between_characters() {
        let message = Listing::from_query(&format!("job_type={}", "é".repeat(500))).unwrap_err();
        assert!(message.len() < 300 && message.contains('…'), "{message}");
    }
}
