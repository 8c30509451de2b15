//! Plain scalars by the core schema of YAML 1.2.

use serde_json::{Number, Value};

/// What a plain scalar means.
///
/// # Errors
///
/// A number that JSON cannot hold as it is written.
pub(super) fn resolve(text: &str) -> Result<Value, String> {
    match text {
        "" | "~" | "null" | "Null" | "NULL" => return Ok(Value::Null),
        "true" | "True" | "TRUE" => return Ok(Value::Bool(true)),
        "false" | "False" | "FALSE" => return Ok(Value::Bool(false)),
        _ => {}
    }
    if is_integer(text) {
        return integer(text);
    }
    if matches!(text, ".nan" | ".NaN" | ".NAN") || is_infinite(text) {
        return Err(format!("expected a finite number, found {text}"));
    }
    if is_float(text) {
        let number = text.parse().ok().and_then(Number::from_f64);
        return number.map(Value::Number).ok_or_else(|| {
            format!("the number {} is too large; write it in quotes if it is text", shortened(text))
        });
    }
    Ok(Value::String(text.to_owned()))
}

/// Whether a plain scalar is an integer in decimal, octal (`0o`) or hexadecimal (`0x`).
pub(super) fn is_integer(text: &str) -> bool {
    if let Some(digits) = text.strip_prefix("0o") {
        return !digits.is_empty() && digits.bytes().all(|b| matches!(b, b'0'..=b'7'));
    }
    if let Some(digits) = text.strip_prefix("0x") {
        return !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_hexdigit());
    }
    let digits = without_sign(text);
    !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit())
}

fn integer(text: &str) -> Result<Value, String> {
    let parsed = if let Some(digits) = text.strip_prefix("0o") {
        u64::from_str_radix(digits, 8).ok().map(Number::from)
    } else if let Some(digits) = text.strip_prefix("0x") {
        u64::from_str_radix(digits, 16).ok().map(Number::from)
    } else {
        let unsigned = text.parse::<u64>().ok().map(Number::from);
        unsigned.or_else(|| text.parse::<i64>().ok().map(Number::from))
    };
    parsed.map(Value::Number).ok_or_else(|| {
        format!(
            "the integer {} does not fit in 64 bits; write it in quotes if it is text",
            shortened(text)
        )
    })
}

fn is_infinite(text: &str) -> bool {
    matches!(without_sign(text), ".inf" | ".Inf" | ".INF")
}

/// `[-+]? ( \. [0-9]+ | [0-9]+ ( \. [0-9]* )? ) ( [eE] [-+]? [0-9]+ )?`
fn is_float(text: &str) -> bool {
    let (mantissa, exponent) = match without_sign(text).split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, Some(without_sign(exponent))),
        None => (without_sign(text), None),
    };
    let is_digits = |text: &str| text.bytes().all(|b| b.is_ascii_digit());
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    is_digits(whole)
        && is_digits(fraction)
        && !(whole.is_empty() && fraction.is_empty())
        && exponent.is_none_or(|exponent| !exponent.is_empty() && is_digits(exponent))
}

fn without_sign(text: &str) -> &str {
    text.strip_prefix(['+', '-']).unwrap_or(text)
}

fn shortened(text: &str) -> String {
    match text.char_indices().nth(40) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}
