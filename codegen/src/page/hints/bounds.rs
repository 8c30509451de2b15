//! The least and the greatest value or length.

use serde_json::Number;

use super::conditions;
use super::labels::Label;
use super::values::Kind;
use crate::page::facts::Field;

/// A bound behind a label such as `Minimum:`. Of a string it is the length.
pub(super) fn labelled(field: &mut Field, kind: Kind, label: Label, text: &str) {
    let Some((number, _)) = leading_number(text) else { return };
    let slot = match (label, kind) {
        (Label::Minimum, Kind::Text) | (Label::MinLength, _) => &mut field.min_length,
        (Label::Maximum, Kind::Text) | (Label::MaxLength, _) => &mut field.max_length,
        (Label::Minimum, _) => &mut field.minimum,
        _ => &mut field.maximum,
    };
    slot.get_or_insert(number);
}

/// Both lengths behind a label: `0 - 100`.
pub(super) fn length(field: &mut Field, text: &str) {
    if let Some((least, most, _)) = span(text) {
        field.min_length.get_or_insert(least);
        field.max_length.get_or_insert(most);
    }
}

/// The range that stands below a label such as `Range`.
pub(super) fn range(field: &mut Field, kind: Kind, text: &str) {
    match span(text.trim_end_matches('.')) {
        Some((least, most, rest)) => set(field, (least, most), is_length(kind, "", rest)),
        None => in_prose(field, kind, text),
    }
}

/// Bounds that a sentence tells.
pub(super) fn in_prose(field: &mut Field, kind: Kind, text: &str) {
    const RANGE: &[&str] = &[
        "ranges from ",
        "ranging from ",
        "range from ",
        "range is from ",
        "range is ",
        "range of ",
        "range: ",
        "ranges between ",
        "value is between ",
        "must be between ",
        "integer from ",
    ];
    const ONE: &[(&str, bool, bool)] = &[
        ("minimum value is ", false, false),
        ("minimum value: ", false, false),
        ("maximum value is ", true, false),
        ("maximum value: ", true, false),
        ("minimum length is ", false, true),
        ("maximum length is ", true, true),
        ("minimum length: ", false, true),
        ("maximum length: ", true, true),
    ];
    if !text.bytes().any(|b| b.is_ascii_digit()) {
        return;
    }
    let lower = text.to_ascii_lowercase();
    for words in RANGE {
        let Some(from) = lower.find(words) else { continue };
        if conditions::is_one_case(&lower, from) {
            continue;
        }
        if let Some((least, most, rest)) = span(&lower[from + words.len()..]) {
            let start = lower[..from].rfind(". ").unwrap_or(0).max(nearest(&lower, from, 60));
            set(field, (least, most), is_length(kind, &lower[start..from], rest));
            return;
        }
    }
    for (words, upper, length) in ONE {
        let found = lower.find(words).filter(|from| !conditions::is_one_case(&lower, *from));
        let Some(from) = found else { continue };
        let Some((number, rest)) = leading_number(&lower[from + words.len()..]) else { continue };
        let length = *length || is_length(kind, "", rest);
        let slot = match (upper, length) {
            (false, false) => &mut field.minimum,
            (true, false) => &mut field.maximum,
            (false, true) => &mut field.min_length,
            (true, true) => &mut field.max_length,
        };
        slot.get_or_insert(number);
    }
    if kind == Kind::Text {
        characters(field, &lower);
    }
}

/// `1 to 64 characters`, `up to 64 characters`.
fn characters(field: &mut Field, lower: &str) {
    let found = lower.find(" character").filter(|at| !conditions::is_one_case(lower, *at));
    let Some(at) = found else { return };
    let start = nearest(lower, at, 40);
    let words: Vec<&str> = lower[start..at].split(' ').collect();
    match words.as_slice() {
        [.., a, "to" | "-" | "–" | "~", b] => {
            if let (Some(least), Some(most)) = (number(a), number(b)) {
                set(field, (least, most), true);
            }
        }
        [.., "to" | "most" | "exceed" | "than" | "maximum" | "max" | "max." | "of", b] => {
            let more =
                lower[start..at].contains("less than") || lower[start..at].contains("at least");
            if let Some(most) = number(b).filter(|_| !more) {
                field.max_length.get_or_insert(most);
            }
        }
        [.., both] => {
            if let Some((least, most, "")) = span(both) {
                set(field, (least, most), true);
            }
        }
        [] => {}
    }
}

fn set(field: &mut Field, (least, most): (Number, Number), length: bool) {
    if length {
        field.min_length.get_or_insert(least);
        field.max_length.get_or_insert(most);
    } else {
        field.minimum.get_or_insert(least);
        field.maximum.get_or_insert(most);
    }
}

/// Whether a range is one of lengths, by the words before and behind it.
fn is_length(kind: Kind, before: &str, behind: &str) -> bool {
    let unit = behind.trim_start();
    let counted =
        unit.starts_with("character") || unit.starts_with("byte") || unit.starts_with("letters");
    matches!(kind, Kind::Text | Kind::Array | Kind::Objects)
        && (before.contains("length") || counted)
}

/// `1 to 100`, `0-5`, `[1, 100]`, and what follows.
pub(super) fn span(text: &str) -> Option<(Number, Number, &str)> {
    let open = text.trim_start();
    let inner = open.strip_prefix(['[', '(']).unwrap_or(open);
    if inner.len() < open.len()
        && let Some((least, most)) = inner.split_once(", ").or_else(|| inner.split_once(','))
        && let (Some(least), Some((most, rest))) = (number(least), leading_number(most))
    {
        return Some((least, most, rest.trim_start_matches([']', ')'])));
    }
    let (least, rest) = leading_number(inner)?;
    let rest = rest.trim_start();
    let separators: &[&str] = &["to ", "-", "–", "—", "~", "and ", "through "];
    let behind = separators.iter().find_map(|mark| rest.strip_prefix(mark))?;
    let (most, rest) = leading_number(behind.trim_start())?;
    Some((least, most, rest.trim_start_matches([']', ')'])))
}

/// The number that a text begins with, and what follows it.
pub(super) fn leading_number(text: &str) -> Option<(Number, &str)> {
    let bytes = text.as_bytes();
    let digit = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_digit);
    let mut end = usize::from(text.starts_with(['-', '+']));
    if !digit(end) {
        return None;
    }
    // A number of more digits than that is no number.
    const LIMIT: usize = 60;
    while end < LIMIT {
        let grouped = bytes.get(end) == Some(&b',')
            && (1..=3).all(|more| digit(end + more))
            && !digit(end + 4);
        let point = bytes.get(end) == Some(&b'.') && digit(end + 1);
        if digit(end) || grouped || point {
            end += 1;
        } else {
            break;
        }
    }
    end += exponent(&text[end..]).filter(|_| text[..end].contains('.')).unwrap_or(0);
    let rest = &text[end..];
    // `2^31`, `1e5`, `12ab`: not understood rather than misunderstood.
    if rest.starts_with(|c: char| c.is_alphanumeric() || matches!(c, '^' | '_' | '*' | '/')) {
        return None;
    }
    Some((number(&text[..end])?, rest))
}

/// The length of what follows a mantissa: `e+108`.
fn exponent(text: &str) -> Option<usize> {
    let signed = text.strip_prefix(['e', 'E'])?;
    let digits = signed.strip_prefix(['+', '-']).unwrap_or(signed);
    let count = digits.bytes().take_while(u8::is_ascii_digit).count();
    (1..=3).contains(&count).then(|| text.len() - digits.len() + count)
}

/// A whole text as a number: exact where 64 bits hold it.
pub(super) fn number(text: &str) -> Option<Number> {
    let plain = text.trim().replace(',', "");
    let plain = plain.strip_prefix('+').unwrap_or(&plain);
    let mantissa = &plain[..plain.find(['e', 'E']).unwrap_or(plain.len())];
    let whole = exponent(&plain[mantissa.len()..]) == Some(plain.len() - mantissa.len());
    let numeric = |b: u8| b.is_ascii_digit() || matches!(b, b'-' | b'.');
    if mantissa.is_empty()
        || plain.len() > 64
        || !mantissa.bytes().all(numeric)
        || !whole && mantissa.len() < plain.len()
    {
        return None;
    }
    if let Ok(number) = plain.parse::<i64>() {
        return Some(number.into());
    }
    if let Ok(number) = plain.parse::<u64>() {
        return Some(number.into());
    }
    plain.parse().ok().and_then(Number::from_f64)
}

/// The character boundary at most `back` bytes before `at`.
fn nearest(text: &str, at: usize, back: usize) -> usize {
    let mut start = at.saturating_sub(back);
    while !text.is_char_boundary(start) {
        start += 1;
    }
    start
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans_are_read_in_every_notation() {
        for text in
            ["1 to 100", "1-100", "1 - 100", "1~100", "[1, 100]", "(1,100]", "1–100", "1 and 100."]
        {
            let (least, most, _) = span(text).unwrap_or_else(|| unreachable!("{text}"));
            assert_eq!((least.as_i64(), most.as_i64()), (Some(1), Some(100)), "{text}");
        }
        assert_eq!(
            span("-5 to -1").map(|(least, most, _)| (least.as_i64(), most.as_i64())),
            Some((Some(-5), Some(-1)))
        );
        assert!(span("2^31 to 5").is_none() && span("1, 100").is_none() && span("1").is_none());
    }

    #[test]
    fn integers_of_64_bits_are_exact() {
        let (least, most, _) =
            span("0 to 18,446,744,073,709,551,615").unwrap_or_else(|| unreachable!());
        assert_eq!((least.as_u64(), most.as_u64()), (Some(0), Some(u64::MAX)));
        assert_eq!(
            number("9007199254740993").and_then(|number| number.as_i64()),
            Some(9_007_199_254_740_993)
        );
    }
}
