//! An answer that is no page: a line with the status and the credentials of the call, header lines,
//! an empty line, the body. Whatever it echoes, no secret is told.

use std::error::Error as _;

use imagejobs::Error;
use imagejobs_mock::Answer;
use percent_encoding::percent_decode_str;
use proptest::collection::vec;
use proptest::prelude::{Just, Strategy, any, prop_oneof};
use proptest::sample::select;
use proptest::strategy::BoxedStrategy;
use serde_json::Value;

use super::service::Service;
use crate::Target;
use crate::target::{Check, hold};

pub(super) const TARGET: Target = Target {
    name: "failure",
    promise: "an answer that is no page is one line of error with its status and without a secret",
    words: &[
        TOKEN,
        SECRET,
        SECURITY,
        "error_code",
        "error_msg",
        "errorCode",
        "message",
        "request_id",
        "x-request-id: ",
        "location: ",
        "content-encoding: ",
        "retry-after: ",
        "\n\n",
        "<html>",
    ],
    inputs,
    start,
};

/// Secrets with every character that JSON may write otherwise.
const TOKEN: &str = "MIIC/token\"of\\the+fuzz=";
const SECRET: &str = "secret/key\"of\\the+fuzz=";
const SECURITY: &str = "security/token\"of\\the+fuzz=";

/// How long a line of error may be: few parts of at most 4 KiB.
const LONGEST: usize = 20 << 10;

fn start() -> Result<Check, String> {
    let token = Service::start(|client| client.token(TOKEN))?;
    let keys = Service::start(|client| client.keys("AKFUZZ", SECRET, Some(SECURITY.to_owned())))?;
    Ok(Box::new(move |input| {
        let Some(failure) = Failure::read(input) else { return Ok(()) };
        let (service, secrets) = if failure.signed {
            (&keys, [SECRET, SECURITY].as_slice())
        } else {
            (&token, [TOKEN].as_slice())
        };
        let mut answer = Answer::status(failure.status).body(failure.body.to_vec());
        for (name, value) in &failure.headers {
            answer = answer.header(name, value);
        }
        match service.answered(answer) {
            Ok(_) if failure.status == 200 => Ok(()),
            Ok(_) => Err(format!("{} is read as a page", failure.status)),
            Err(error) => told(&error, &failure, secrets),
        }
    }))
}

fn told(error: &Error, failure: &Failure<'_>, secrets: &[&str]) -> Result<(), String> {
    hold!(error.status() == Some(failure.status), "status {:?}", error.status());
    let line = error.to_string();
    hold!(line.len() <= LONGEST, "a line of {} bytes", line.len());
    let unseen = |c: char| c.is_control() || "\u{2028}\u{2029}\u{202e}\u{2066}".contains(c);
    hold!(!line.contains(unseen), "a control character in {line:?}");
    let mut texts = vec![("Display", line), ("Debug", format!("{error:?} {error:#?}"))];
    let parts = [
        ("code", error.code()),
        ("message", error.message()),
        ("request id", error.request_id()),
        ("excerpt", error.body_excerpt()),
    ];
    texts.extend(parts.into_iter().filter_map(|(part, text)| Some((part, text?.to_owned()))));
    let body = error.body().unwrap_or_default();
    texts.push(("body", String::from_utf8_lossy(body).into_owned()));
    let mut source = error.source();
    while let Some(next) = source {
        texts.push(("source", format!("{next} {next:?}")));
        source = next.source();
    }
    for (part, text) in &texts {
        for secret in secrets {
            hold!(!shows(text, secret), "{secret} is in the {part}: {text:?}");
        }
    }
    let came = unescaped(&unescaped(&String::from_utf8_lossy(failure.body)));
    let came = percent_decode_str(&came).decode_utf8_lossy().replace('\\', "");
    // A text that is a secret but for its backslashes may go, too.
    let echoes = secrets.iter().any(|secret| came.contains(&secret.replace('\\', "")));
    // These have no body.
    if matches!(failure.status, 204 | 304) || echoes {
        return Ok(());
    }
    hold!(body == failure.body, "the body is kept as {body:?}");
    let code = serde_json::from_slice::<Value>(failure.body).ok();
    let code = code.as_ref().and_then(|body| body["error_code"].as_str());
    hold!(
        code.is_none_or(|code| code.is_empty() || error.code() == Some(code)),
        "not code {code:?}"
    );
    Ok(())
}

/// Whether a text shows a secret, as it is or as JSON may write it, or JSON in a string of JSON.
fn shows(text: &str, secret: &str) -> bool {
    let once = unescaped(text);
    let twice = unescaped(&once);
    [text, once.as_str(), twice.as_str()].iter().any(|text| text.contains(secret))
}

/// The text with each escape of JSON as what it stands for.
fn unescaped(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('\\') {
        plain.push_str(before);
        let code = after.strip_prefix('u').and_then(|code| code.get(..4));
        let code = code.filter(|code| code.bytes().all(|byte| byte.is_ascii_hexdigit()));
        let character = code.and_then(|code| u32::from_str_radix(code, 16).ok());
        if let Some(character) = character.and_then(char::from_u32) {
            plain.push(character);
            rest = &after[5..];
        } else if let Some(escaped) = after.chars().next().filter(|c| "\"\\/".contains(*c)) {
            plain.push(escaped);
            rest = &after[1..];
        } else {
            plain.push('\\');
            rest = after;
        }
    }
    plain.push_str(rest);
    plain
}

#[derive(Debug)]
struct Failure<'i> {
    status: u16,
    signed: bool,
    headers: Vec<(&'i str, &'i str)>,
    body: &'i [u8],
}

impl<'i> Failure<'i> {
    fn read(input: &'i [u8]) -> Option<Self> {
        let end = input.windows(2).position(|bytes| bytes == b"\n\n").unwrap_or(input.len());
        let body = input.get(end + 2..).unwrap_or_default();
        let mut lines = std::str::from_utf8(&input[..end]).ok()?.lines();
        let first = lines.next()?;
        let (status, credentials) = first.split_once(' ').unwrap_or((first, "token"));
        let status = status.parse().ok().filter(|status| (200..1000).contains(status))?;
        let headers: Vec<_> = lines.filter_map(|line| line.split_once(": ")).collect();
        headers.iter().all(sendable).then_some(Self {
            status,
            signed: credentials == "keys",
            headers,
            body,
        })
    }
}

/// Whether an answer can carry a header and stay the answer that it is.
fn sendable((name, value): &(&str, &str)) -> bool {
    let word = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-';
    let framing = ["content-length", "transfer-encoding", "connection", "upgrade", "trailer"];
    !name.is_empty()
        && name.bytes().all(word)
        && !framing.iter().any(|known| name.eq_ignore_ascii_case(known))
        && value.bytes().all(|byte| matches!(byte, b' '..=b'~'))
}

fn inputs() -> BoxedStrategy<Vec<u8>> {
    let status = prop_oneof![
        6 => select(vec![200, 201, 204, 302, 400, 401, 403, 404, 408, 429, 500, 502, 503, 504]),
        1 => 200_u16..1000,
    ];
    let credentials = select(vec!["token", "keys"]);
    let names = vec![
        "x-request-id",
        "x-iam-trace-id",
        "location",
        "content-encoding",
        "content-type",
        "retry-after",
        "date",
        "www-authenticate",
        "server",
    ];
    let header = (select(names), echo()).prop_map(|(name, value)| format!("{name}: {value}\n"));
    let body = prop_oneof![
        4 => report(),
        1 => echo(),
        1 => echo().prop_map(|echo| format!("<html>{echo}</html>")),
        1 => echo().prop_map(|echo| format!("\"{echo}\"")),
        1 => any::<String>(),
    ];
    (status, credentials, vec(header, 0..4), body)
        .prop_map(|(status, credentials, headers, body)| {
            format!("{status} {credentials}\n{}\n{body}", headers.concat()).into_bytes()
        })
        .boxed()
}

/// JSON in one of the shapes of a failure.
fn report() -> BoxedStrategy<String> {
    let code = select(vec!["error_code", "errorCode", "code", "request_id", "count"]);
    let message = select(vec!["error_msg", "errorMsg", "message", "request_id", "items"]);
    let nested = select(vec!["", "error", "a/b"]);
    (code, message, echo(), echo(), nested)
        .prop_map(|(code, message, one, two, nested)| {
            let object = format!("{{\"{code}\":\"{one}\",\"{message}\":\"{two}\"}}");
            if nested.is_empty() { object } else { format!("{{\"{nested}\":{object}}}") }
        })
        .boxed()
}

/// Words that often hold a secret, written in one of many ways.
fn echo() -> BoxedStrategy<String> {
    let secret = select(vec![TOKEN, SECRET, SECURITY]);
    let way = vec(0_u8..8, 40);
    let written = (secret, way, 0_u8..4).prop_map(|(secret, ways, how)| match how {
        0 => secret.to_owned(),
        1 => quoted(secret),
        2 => quoted(&quoted(secret)),
        _ => secret.chars().zip(ways).map(|(c, way)| escaped(c, way)).collect(),
    });
    prop_oneof![
        1 => Just("WKS.0001".to_owned()),
        1 => "[ -~]{0,30}",
        2 => ("[a-z =:|/]{0,6}", written, "[a-z |&]{0,6}")
            .prop_map(|(before, secret, after)| format!("{before}{secret}{after}")),
    ]
    .boxed()
}

fn quoted(text: &str) -> String {
    let json = Value::from(text).to_string();
    json[1..json.len() - 1].to_owned()
}

fn escaped(character: char, way: u8) -> String {
    let code = u32::from(character);
    match (character, way) {
        (_, 0) => format!("\\u{code:04x}"),
        (_, 1) => format!("\\u{code:04X}"),
        ('/' | '"' | '\\', 2..=5) => format!("\\{character}"),
        ('"' | '\\', _) => format!("\\{character}"),
        _ => character.to_string(),
    }
}
