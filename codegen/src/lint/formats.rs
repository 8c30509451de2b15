//! Texts that fit their schema.
//!
//! The generated code reads a default of these formats when it runs, and stops if it cannot.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use serde_json::{Map, Value};

use super::quoted;

/// What was expected of a text, when it does not fit. Patterns are not tried.
pub(super) fn unfit_text(schema: &Map<String, Value>, text: &str) -> Option<String> {
    let bound = |name: &str| schema.get(name).and_then(Value::as_u64);
    let length = text.chars().count() as u64;
    if let Some(low) = bound("minLength").filter(|low| length < *low) {
        return Some(format!("expected at least {low} characters, found {length}"));
    }
    if let Some(high) = bound("maxLength").filter(|high| length > *high) {
        return Some(format!("expected at most {high} characters, found {length}"));
    }
    let (fits, expected) = match schema.get("format")?.as_str()? {
        "uuid" => (is_uuid(text), "a UUID"),
        "date" => (is_date(text), "a date such as 2022-03-07"),
        "date-time" => (is_date_time(text), "a time such as 2022-03-07T10:40:43Z"),
        "ip" => (text.parse::<IpAddr>().is_ok(), "an IP address"),
        "ipv4" => (text.parse::<Ipv4Addr>().is_ok(), "an IPv4 address"),
        "ipv6" => (text.parse::<Ipv6Addr>().is_ok(), "an IPv6 address"),
        _ => return None,
    };
    (!fits).then(|| format!("expected {expected}, found {}", quoted(text)))
}

fn is_uuid(text: &str) -> bool {
    follows(text, "xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx")
}

fn is_date(text: &str) -> bool {
    let number = |from: usize, to: usize| text.get(from..to)?.parse::<u8>().ok();
    follows(text, "dddd-dd-dd")
        && number(5, 7).is_some_and(|month| (1..=12).contains(&month))
        && number(8, 10).is_some_and(|day| (1..=31).contains(&day))
}

pub(super) fn is_date_time(text: &str) -> bool {
    let Some((date, time)) = text.split_once(['T', 't', ' ']) else {
        return false;
    };
    let Some(zone_at) = time.find(['Z', 'z', '+', '-']) else {
        return false;
    };
    let (clock, zone) = time.split_at(zone_at);
    let (clock, fraction) = clock.split_once('.').unwrap_or((clock, "0"));
    is_date(date)
        && follows(clock, "dd:dd:dd")
        && !fraction.is_empty()
        && fraction.bytes().all(|b| b.is_ascii_digit())
        && (zone.eq_ignore_ascii_case("z") || follows(&zone[1..], "dd:dd"))
}

/// Whether a text has the form of a picture: `d` is a digit, `x` a hexadecimal one.
fn follows(text: &str, picture: &str) -> bool {
    text.len() == picture.len()
        && text.bytes().zip(picture.bytes()).all(|(b, p)| match p {
            b'd' => b.is_ascii_digit(),
            b'x' => b.is_ascii_hexdigit(),
            _ => b == p,
        })
}
