//! Secrets in the texts of a server, which echoes them as it likes.
//!
//! A gateway that refuses a signature repeats the signed headers, mostly inside JSON, where any
//! character may stand as an escape, or inside a URL. So a secret is looked for in every way that
//! these write its characters, and in JSON that stands as a text in JSON.

use std::borrow::Cow;

/// The text with each place taken out where the secret stands, however it is written.
pub(super) fn redacted<'a>(text: Cow<'a, str>, secret: &str) -> Cow<'a, str> {
    let (mut clean, mut kept, mut at) = (String::new(), 0, 0);
    let bytes = text.as_bytes();
    let begins = |byte: &u8| secret.as_bytes().first() == Some(byte) || b"\\%".contains(byte);
    while let Some(ahead) = bytes[at..].iter().position(begins) {
        at += ahead;
        match written(&bytes[at..], secret) {
            Some(length) => {
                clean.push_str(&text[kept..at]);
                clean.push_str("redacted");
                at += length;
                kept = at;
            }
            // What does not begin with a run of backslashes does not begin within it.
            None => at += backslashes(&bytes[at..]).max(1),
        }
    }
    if kept == 0 {
        return text;
    }
    clean.push_str(&text[kept..]);
    Cow::Owned(clean)
}

/// How many bytes of this beginning are the secret.
fn written(text: &[u8], secret: &str) -> Option<usize> {
    let mut at = 0;
    let mut escaped = false;
    for (index, character) in secret.char_indices() {
        let run = backslashes(&text[at..]);
        at += run;
        if character == '\\' {
            let behind = &text[at..];
            // Where the secret goes on like an escape, the text may be the secret as it is.
            let plain = secret[index..].starts_with("\\u005");
            let json = (run > 0 && !plain).then(|| in_json(behind, '\\')).flatten();
            if let Some(length) = json.or_else(|| in_a_url(behind, '\\').filter(|_| run == 0)) {
                at += length;
                escaped = false;
                continue;
            }
            // A run of them is one, or several that are escaped.
            if run == 0 && !escaped {
                return None;
            }
            escaped = true;
            continue;
        }
        escaped |= run > 0;
        let text = &text[at..];
        let plain = || {
            let mut bytes = [0; 4];
            let plain = character.encode_utf8(&mut bytes).as_bytes();
            text.starts_with(plain).then_some(plain.len())
        };
        let json = escaped.then(|| in_json(text, character)).flatten();
        at += json.or_else(|| in_a_url(text, character)).or_else(plain)?;
        escaped = false;
    }
    Some(at)
}

fn backslashes(text: &[u8]) -> usize {
    text.iter().take_while(|byte| **byte == b'\\').count()
}

/// The length of a character as JSON may write it, behind a backslash: `u002f`.
fn in_json(text: &[u8], character: char) -> Option<usize> {
    let mut at = 0;
    for unit in character.encode_utf16(&mut [0; 2]) {
        at += backslashes(&text[at..]);
        let digits = text[at..].strip_prefix(b"u")?.get(..4)?;
        at += (hexadecimal(digits)? == u32::from(*unit)).then_some(5)?;
    }
    Some(at)
}

/// The length of a character as a URL may write it: `%2f`.
fn in_a_url(text: &[u8], character: char) -> Option<usize> {
    let mut at = 0;
    for byte in character.encode_utf8(&mut [0; 4]).bytes() {
        let digits = text[at..].strip_prefix(b"%")?.get(..2)?;
        at += (hexadecimal(digits)? == u32::from(byte)).then_some(3)?;
    }
    Some(at)
}

fn hexadecimal(digits: &[u8]) -> Option<u32> {
    digits.iter().try_fold(0, |value, digit| Some(value * 16 + char::from(*digit).to_digit(16)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECRET: &str = r#"a/+ü\"𝄞=%\\"#;

    fn clean(text: &str) -> String {
        redacted(text.into(), SECRET).into_owned()
    }

    #[test]
    fn a_secret_is_found_however_it_is_written() {
        let json = serde_json::to_string(SECRET).unwrap();
        let twice = serde_json::to_string(&json).unwrap();
        let escapes: String = SECRET.encode_utf16().map(|unit| format!("\\u{unit:04X}")).collect();
        let percent: String = SECRET.bytes().map(|byte| format!("%{byte:02x}")).collect();
        for written in [
            SECRET.to_owned(),
            json,
            twice,
            escapes,
            percent,
            SECRET.replace('/', "\\/"),
            SECRET.replace('ü', "\\u00fc"),
        ] {
            let text = clean(&format!("ü{written}ü{written}"));
            assert_eq!(text.replace(['"', '\\'], ""), "üredactedüredacted", "{written}");
        }
    }

    #[test]
    fn a_text_of_backslashes_takes_no_longer_than_another() {
        // Each looked at to the end of them all, it would take hours.
        let text = "\\".repeat(4 << 20);
        assert!(matches!(redacted(text.as_str().into(), SECRET), Cow::Borrowed(_)));
    }

    #[test]
    fn other_texts_stay_as_they_came() {
        for text in ["", "a", r"a/+ü\", r"\u0061", "%61", "ü\\", "\\u00e", "a/+"] {
            assert!(matches!(redacted(text.into(), SECRET), Cow::Borrowed(_)), "{text}");
        }
    }
}
