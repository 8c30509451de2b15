//! `SDK-HMAC-SHA256` once more, byte by byte, from the platform's description of it.

use hmac::{Hmac, KeyInit, Mac};
use sha2::{Digest, Sha256};

use super::Call;

pub(super) fn authorization(call: &Call, access: &str) -> String {
    let mut headers = call.signed();
    headers.sort();
    let names = headers.iter().map(|(name, _)| *name).collect::<Vec<_>>().join(";");
    let mut text = b"GET\n".to_vec();
    text.extend(path(call.path().as_bytes()));
    text.push(b'\n');
    text.extend(query(&call.query));
    text.push(b'\n');
    for (name, value) in &headers {
        text.extend(format!("{name}:{}\n", value.trim_matches(' ')).into_bytes());
    }
    text.extend(format!("\n{names}\n{}", hex(&Sha256::digest(&call.body))).into_bytes());
    let sign = format!("SDK-HMAC-SHA256\n{}\n{}", call.date, hex(&Sha256::digest(&text)));
    let mut mac =
        Hmac::<Sha256>::new_from_slice(&call.secret).expect("HMAC takes a key of any length");
    mac.update(sign.as_bytes());
    let signature = hex(&mac.finalize().into_bytes());
    format!("SDK-HMAC-SHA256 Access={access}, SignedHeaders={names}, Signature={signature}")
}

/// Decoded as a whole, so that an encoded slash is one; a slash at the end.
fn path(raw: &[u8]) -> Vec<u8> {
    let mut path: Vec<u8> = decoded(raw)
        .iter()
        .flat_map(|&byte| if byte == b'/' { vec![byte] } else { encoded(byte) })
        .collect();
    if path.last() != Some(&b'/') {
        path.push(b'/');
    }
    path
}

fn query(raw: &[u8]) -> Vec<u8> {
    let mut pairs: Vec<(Vec<u8>, Vec<u8>)> = raw
        .split(|byte| *byte == b'&')
        .filter(|pair| !pair.is_empty())
        .map(|pair| {
            let at = pair.iter().position(|byte| *byte == b'=').unwrap_or(pair.len());
            (decoded(&pair[..at]), decoded(pair.get(at + 1..).unwrap_or_default()))
        })
        .collect();
    pairs.sort();
    let all = |text: &[u8]| text.iter().flat_map(|byte| encoded(*byte)).collect::<Vec<u8>>();
    let pairs = pairs.iter().map(|(name, value)| [all(name), all(value)].join(&b'='));
    pairs.collect::<Vec<_>>().join(&b'&')
}

/// What the codes stand for; what is no UTF-8 becomes replacement characters.
fn decoded(raw: &[u8]) -> Vec<u8> {
    let mut plain = Vec::new();
    let mut at = 0;
    while at < raw.len() {
        match raw.get(at..at + 3).and_then(code) {
            Some(byte) => {
                plain.push(byte);
                at += 3;
            }
            None => {
                plain.push(raw[at]);
                at += 1;
            }
        }
    }
    String::from_utf8_lossy(&plain).into_owned().into_bytes()
}

fn code(three: &[u8]) -> Option<u8> {
    let digit = |byte: u8| char::from(byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok());
    (three[0] == b'%').then_some(())?;
    Some(digit(three[1])? * 16 + digit(three[2])?)
}

fn encoded(byte: u8) -> Vec<u8> {
    if byte.is_ascii_alphanumeric() || b"-_.~".contains(&byte) {
        vec![byte]
    } else {
        format!("%{byte:02X}").into_bytes()
    }
}

/// Whether every `%` begins a code.
pub(super) fn is_encoded(raw: &[u8]) -> bool {
    let percents = raw.iter().filter(|byte| **byte == b'%').count();
    raw.windows(3).filter(|three| code(three).is_some()).count() == percents
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
