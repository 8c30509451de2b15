//! A request that core signs against the embedded server's verifier, and both against a signer by
//! hand.
//!
//! An input is a line with a number that picks one bit, and by how many seconds the signer's clock
//! is ahead; the segment of the path and the query; header lines; an empty line; the body.

mod by_hand;

use std::time::{Duration, SystemTime};

use imagejobs_core::Secret;
use imagejobs_core::signing::{self, Signable};
use imagejobs_mock::{Auth, Keys, Server};
use proptest::collection::vec;
use proptest::prelude::{Just, Strategy, any, prop_oneof};
use proptest::sample::select;
use proptest::strategy::BoxedStrategy;

use super::http::{Answered, Connection};
use crate::Target;
use crate::target::{Check, hold, one_of};

pub(super) const TARGET: Target = Target {
    name: "signature",
    promise: "what core signs is verified, and refused when one bit of it is another",
    words: &[
        "%2F",
        "%7e",
        "%7E",
        "%25",
        "%C3%BC",
        "&",
        "=",
        "+",
        "a=1",
        "job_type=CREATE_SERVER",
        "x-a: 1\n",
        "\n\n",
    ],
    inputs,
    start,
};

const ACCESS: &str = "AKFUZZ";
const SECRET: &str = "made-up-secret";

/// How far a signer's clock may be off, in seconds.
const TOLERANCE: i64 = 15 * 60;

fn start() -> Result<Check, String> {
    let server = Server::builder().manual_time().auth(Auth::Signed).keys(Keys::new(ACCESS, SECRET));
    let server = server.start().map_err(|error| error.to_string())?;
    let mut verifier = Verifier { connection: Connection::new(server.addr()), server };
    Ok(Box::new(move |input| {
        Call::read(input, verifier.server.now()).map_or(Ok(()), |call| call.judge(&mut verifier))
    }))
}

struct Verifier {
    server: Server,
    connection: Connection,
}

impl Verifier {
    /// Whether the server takes the signature, whatever it says to the rest of the call.
    fn takes(&mut self, call: &Call, authorization: &str) -> Result<bool, String> {
        self.server.clear_received();
        let Answered { status, body, .. } = self.connection.ask(&call.bytes(authorization))?;
        let body = String::from_utf8_lossy(&body);
        match status {
            200 | 403 => Ok(true),
            400 if body.contains("WKS.0001") => Ok(true),
            401 if body.contains("APIGW.0301") && !body.contains("reach the limit") => Ok(false),
            _ => Err(format!("status {status}: {body}")),
        }
    }
}

#[derive(Clone, Debug)]
struct Call {
    /// Which bit is changed.
    bit: usize,
    ahead: i64,
    date: String,
    segment: Vec<u8>,
    query: Vec<u8>,
    headers: Vec<(String, Vec<u8>)>,
    body: Vec<u8>,
    secret: Vec<u8>,
}

impl Call {
    fn read(input: &[u8], now: SystemTime) -> Option<Self> {
        let end = input.windows(2).position(|bytes| bytes == b"\n\n")?;
        let mut lines = std::str::from_utf8(&input[..end]).ok()?.split('\n');
        let (bit, ahead) = lines.next()?.split_once(' ')?;
        let ahead: i64 = ahead.parse().ok().filter(|ahead: &i64| ahead.abs() < 1 << 32)?;
        let apart = Duration::from_secs(ahead.unsigned_abs());
        let time = if ahead < 0 { now - apart } else { now + apart };
        let (segment, query) = lines.next()?.split_once('?')?;
        let headers = lines.map(|line| {
            let (name, value) = line.split_once(": ")?;
            Some((name.to_owned(), value.as_bytes().to_vec()))
        });
        let call = Self {
            bit: bit.parse().ok()?,
            ahead,
            date: signing::date(time),
            segment: segment.into(),
            query: query.into(),
            headers: headers.collect::<Option<_>>()?,
            body: input[end + 2..].to_vec(),
            secret: SECRET.into(),
        };
        call.is_http().then_some(call)
    }

    /// Whether it can be sent as it is, and comes as far as to the verifier.
    fn is_http(&self) -> bool {
        let url = |byte: &u8| byte.is_ascii_alphanumeric() || b"-._~!$&'()*+,;=:@%".contains(byte);
        let mut names: Vec<_> = self.headers.iter().map(|(name, _)| name).collect();
        names.sort();
        let own = |name: &&String| {
            name.strip_prefix("x-").is_some_and(|rest| {
                let word =
                    rest.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit());
                word && !rest.is_empty()
            })
        };
        !self.segment.is_empty()
            && self.segment.iter().all(url)
            && by_hand::is_encoded(&self.segment)
            && self.query.iter().all(|byte| url(byte) || b"/?".contains(byte))
            && names.iter().all(own)
            && names.windows(2).all(|pair| pair[0] != pair[1])
            && names.len() < 50
            && self
                .headers
                .iter()
                .all(|(_, value)| value.iter().all(|byte| matches!(byte, b' '..=b'~')))
            && self.date.bytes().all(|byte| byte.is_ascii_graphic())
            && std::str::from_utf8(&self.secret).is_ok()
    }

    fn judge(&self, verifier: &mut Verifier) -> Result<(), String> {
        let authorization = self.authorization();
        hold!(authorization == by_hand::authorization(self, ACCESS), "another signature by hand");
        let taken = verifier.takes(self, &authorization)?;
        let in_time = self.ahead.abs() <= TOLERANCE;
        hold!(taken == in_time, "{}s ahead, and taken: {taken}", self.ahead);

        let (changed, sent) = self.changed(&authorization);
        if changed.is_http() {
            let by_hand = by_hand::authorization(&changed, ACCESS);
            hold!(
                changed.authorization() == by_hand,
                "another signature by hand, with a bit changed"
            );
            let sent = if changed.secret == self.secret { sent } else { by_hand.clone() };
            let same =
                sent == by_hand && changed.date == self.date && changed.secret == self.secret;
            let taken = verifier.takes(&changed, &sent)?;
            hold!(
                taken == (same && in_time),
                "with a bit changed, taken: {taken}\n{changed:?}\n{sent}"
            );
        }
        // Too many refusals in a row would lock the key.
        let fresh = Self::read(b"0 0\np?\n\n", verifier.server.now()).ok_or("no call")?;
        hold!(verifier.takes(&fresh, &fresh.authorization())?, "a usual call is refused");
        Ok(())
    }

    /// The call with one bit changed in what is signed, or in the signature.
    fn changed(&self, authorization: &str) -> (Self, String) {
        let (mut call, mut sent) = (self.clone(), authorization.to_owned().into_bytes());
        let signature = sent.len() - 64;
        let mut date = call.date.into_bytes();
        let mut parts: Vec<&mut [u8]> = vec![
            &mut call.segment,
            &mut call.query,
            &mut call.body,
            &mut call.secret,
            &mut date,
            &mut sent[signature..],
        ];
        parts.extend(call.headers.iter_mut().map(|(_, value)| value.as_mut_slice()));
        let bytes: usize = parts.iter().map(|part| part.len()).sum();
        let mut at = self.bit / 8 % bytes;
        for part in parts {
            if let Some(byte) = part.get_mut(at) {
                *byte ^= 1 << (self.bit % 8);
                break;
            }
            at -= part.len();
        }
        // What is no text any more is no date, and not sent.
        call.date = String::from_utf8(date).unwrap_or_else(|_| " ".to_owned());
        match String::from_utf8(sent) {
            Ok(sent) if sent.bytes().all(|byte| byte.is_ascii_graphic() || byte == b' ') => {
                let whole = !sent[signature..].contains([',', '=', ' ']);
                (call, if whole { sent } else { authorization.to_owned() })
            }
            _ => (call, authorization.to_owned()),
        }
    }

    fn path(&self) -> String {
        format!("/v1/{}/image-server-jobs", String::from_utf8_lossy(&self.segment))
    }

    fn signed(&self) -> Vec<(&str, &str)> {
        let mut headers = vec![("host", "mock"), ("x-sdk-date", self.date.as_str())];
        // Values are ASCII.
        headers.extend(
            self.headers.iter().map(|(name, value)| {
                (name.as_str(), std::str::from_utf8(value).unwrap_or_default())
            }),
        );
        headers
    }

    fn authorization(&self) -> String {
        let secret = Secret::from(String::from_utf8_lossy(&self.secret).into_owned());
        let signable = Signable {
            method: "GET",
            path: &self.path(),
            query: &String::from_utf8_lossy(&self.query),
            headers: &self.signed(),
            body: &self.body,
        };
        signing::authorization(ACCESS, &secret, &self.date, &signable)
    }

    fn bytes(&self, authorization: &str) -> Vec<u8> {
        let query = String::from_utf8_lossy(&self.query);
        let mut head = format!("GET {}?{query} HTTP/1.1\r\n", self.path());
        for (name, value) in self.signed().into_iter().chain([("authorization", authorization)]) {
            head.push_str(&format!("{name}: {value}\r\n"));
        }
        head.push_str(&format!("content-length: {}\r\n\r\n", self.body.len()));
        [head.into_bytes(), self.body.clone()].concat()
    }
}

fn inputs() -> BoxedStrategy<Vec<u8>> {
    let ahead = prop_oneof![
        6 => Just(0_i64),
        1 => select(vec![900, 901, -900, -901]),
        1 => -100_000_i64..100_000,
    ];
    let piece = || {
        prop_oneof![
            4 => "[A-Za-z0-9._~-]{1,6}",
            2 => any::<u8>().prop_map(|byte| format!("%{byte:02X}")),
            1 => any::<u8>().prop_map(|byte| format!("%{byte:02x}")),
            1 => one_of(&["%2F", "%252F", "%C3%BC", "%7E", "+", "*", "!", "(", "@", ":"]),
        ]
    };
    let segment = vec(piece(), 1..5).prop_map(|pieces| pieces.concat());
    let pair = (vec(piece(), 0..3), select(vec!["=", "=", "=", "", "=="]), vec(piece(), 0..3))
        .prop_map(|(name, equals, value)| format!("{}{equals}{}", name.concat(), value.concat()));
    let query = vec(pair, 0..6).prop_map(|pairs| pairs.join("&"));
    let header =
        ("x-[a-z]{1,4}", "[ -~]{0,12}").prop_map(|(name, value)| format!("{name}: {value}\n"));
    let body = prop_oneof![2 => Just(Vec::new()), 1 => vec(any::<u8>(), 0..30)];
    (any::<u16>(), ahead, segment, query, vec(header, 0..4), body)
        .prop_map(|(bit, ahead, segment, query, headers, body)| {
            let head = format!("{bit} {ahead}\n{segment}?{query}\n{}\n", headers.concat());
            [head.into_bytes(), body].concat()
        })
        .boxed()
}
