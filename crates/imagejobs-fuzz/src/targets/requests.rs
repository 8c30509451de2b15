//! Raw bytes to the embedded server, over a socket.

use std::collections::BTreeSet;
use std::time::Duration;

use imagejobs_mock::{Auth, Server};
use proptest::collection::vec;
use proptest::prelude::{Just, Strategy, any, prop_oneof};
use proptest::strategy::BoxedStrategy;
use serde_json::Value;

use super::http::{Answered, Connection, answers, exchange};
use crate::Target;
use crate::target::{Check, hold, one_of};

pub(super) const TARGET: Target = Target {
    name: "requests",
    promise: "whatever the embedded server is sent, it answers or closes, and goes on",
    words: &[
        "GET ",
        "POST ",
        "HEAD ",
        " HTTP/1.1\r\n",
        "HTTP/1.0",
        "\r\n\r\n",
        "Host: mock\r\n",
        TOKEN,
        PASSWORD,
        "X-Auth-Token: ",
        "Content-Length: 2\r\n",
        "Transfer-Encoding: chunked\r\n",
        "0\r\n\r\n",
        "Expect: 100-continue\r\n",
        "Connection: close\r\n",
        "/v1/fuzz/image-server-jobs",
        "/v3/auth/tokens",
        "Authorization: SDK-HMAC-SHA256 Access=",
        "job_type=CREATE_SERVER",
        "limit=",
        "offset=",
        "status=",
    ],
    inputs,
    start,
};

const TOKEN: &str = "MIIFuzzToken";
const PASSWORD: &str = "fuzz-password";

fn start() -> Result<Check, String> {
    let server = Server::builder()
        .auth(Auth::Any)
        .token(TOKEN)
        .project_id("fuzz")
        .user("fuzz", PASSWORD, "domain")
        .jobs(25)
        // Nobody waits for the rest of what is sent: it has ended.
        .read_timeout(Duration::from_secs(30))
        .start()
        .map_err(|error| error.to_string())?;
    let mut good = Connection::new(server.addr());
    let asked = format!("{LIST} HTTP/1.1\r\nHost: mock\r\nX-Auth-Token: {TOKEN}\r\n\r\n");
    Ok(Box::new(move |bytes| {
        server.clear_received();
        let came = exchange(server.addr(), bytes)?;
        let of_head = has(bytes, "HEAD ");
        // The interim answer to `Expect` has no length.
        let came = came.strip_prefix(b"HTTP/1.1 100 Continue\r\n\r\n").unwrap_or(&came);
        let answers = answers(came, of_head)?;
        answers.iter().try_for_each(|answer| sound(answer, bytes))?;
        if is_good(bytes) {
            let status = good.ask(bytes)?.status;
            hold!(status == 200, "a good request is answered {status}");
        }
        let after = good.ask(asked.as_bytes())?;
        hold!(after.status == 200, "after it, a good request is answered {}", after.status);
        Ok(())
    }))
}

const LIST: &str = "GET /v1/fuzz/image-server-jobs?job_type=CREATE_SERVER";

fn sound(answer: &Answered, bytes: &[u8]) -> Result<(), String> {
    let Answered { status, is_json, body, .. } = answer;
    hold!((200..600).contains(status), "status {status}");
    let json = serde_json::from_slice::<Value>(body);
    hold!(!is_json || json.is_ok(), "no JSON: {}", body.escape_ascii());
    // The page for people is no JSON and says nothing of the server; nor does its health.
    let public = !is_json || has(bytes, "/-/");
    let allowed = has(bytes, TOKEN) || has(bytes, PASSWORD) || public;
    hold!(*status >= 400 || allowed, "status {status} without credentials");
    Ok(())
}

fn has(bytes: &[u8], text: &str) -> bool {
    bytes.windows(text.len()).any(|part| part == text.as_bytes())
}

/// Whether this is a request that must be answered with a page, to the letter.
fn is_good(bytes: &[u8]) -> bool {
    let rest = std::str::from_utf8(bytes).ok().and_then(|text| text.strip_prefix(LIST));
    let Some((query, head)) = rest.and_then(|rest| rest.split_once(' ')) else { return false };
    if head != format!("HTTP/1.1\r\nHost: mock\r\nX-Auth-Token: {TOKEN}\r\n\r\n") {
        return false;
    }
    let pairs: Vec<_> =
        query.split('&').map(|pair| pair.split_once('=').unwrap_or((pair, ""))).collect();
    let names: BTreeSet<_> = pairs.iter().map(|(name, _)| name).collect();
    let number = |text: &str| {
        let digits =
            (1..=9).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
        text.parse::<u32>().ok().filter(|_| digits)
    };
    let right = |(name, value): &(&str, &str)| match *name {
        "limit" => number(value).is_some_and(|limit| (1..=100).contains(&limit)),
        "offset" => number(value).is_some(),
        "status" => ["WAITING", "RUNNING", "SUCCESS", "FAILED"].contains(value),
        _ => false,
    };
    pairs[0] == ("", "") && pairs[1..].iter().all(right) && names.len() == pairs.len()
}

fn inputs() -> BoxedStrategy<Vec<u8>> {
    let method = prop_oneof![4 => one_of(&["GET"]), 1 => one_of(METHODS)];
    let pair = prop_oneof![
        one_of(PAIRS),
        "(limit|offset|status|job_type)=[ -~]{0,12}",
        "limit=[0-9]{1,3}",
        "offset=[0-9]{1,25}",
    ];
    let query = vec(pair, 0..5).prop_map(|pairs| format!("?{}", pairs.join("&")));
    let header = prop_oneof![
        6 => one_of(HEADERS),
        1 => "[A-Za-z-]{1,12}: [ -~]{0,30}",
        1 => (1_usize..40_000).prop_map(|long| format!("A: {}", "x".repeat(long))),
    ];
    let body = prop_oneof![
        4 => Just(Vec::new()),
        1 => Just(LOGIN.as_bytes().to_vec()),
        1 => Just(b"5\r\nhello\r\n0\r\n\r\n".to_vec()),
        1 => vec(any::<u8>(), 0..40),
    ];
    let whole = (method, one_of(PATHS), query, vec(header, 0..6), body).prop_map(
        |(method, path, query, headers, body)| {
            let headers: String = headers.iter().map(|header| format!("{header}\r\n")).collect();
            let head = format!("{method} {path}{query} HTTP/1.1\r\n{headers}\r\n");
            [head.into_bytes(), body].concat()
        },
    );
    let more = ("&limit=[0-9]{1,3}|&offset=[0-9]{1,9}|&status=FAILED|", "&offset=[0-9]{1,5}|");
    let good = more.prop_map(|(one, two)| {
        format!("{LIST}{one}{two} HTTP/1.1\r\nHost: mock\r\nX-Auth-Token: {TOKEN}\r\n\r\n")
            .into_bytes()
    });
    let few = prop_oneof![5 => whole, 2 => good].boxed();
    prop_oneof![
        8 => few.clone(),
        1 => vec(few, 2..4).prop_map(|all| all.concat()),
        1 => vec(any::<u8>(), 0..80),
    ]
    .boxed()
}

const METHODS: &[&str] = &["POST", "HEAD", "PUT", "get", "OPTIONS", "CONNECT", ""];

const PATHS: &[&str] = &[
    "/v1/fuzz/image-server-jobs",
    "/v1/other/image-server-jobs",
    "/v1/%66uzz/image-server-jobs",
    "/v1//image-server-jobs",
    "/v3/auth/tokens",
    "/v3/projects",
    "/",
    "*",
    "//",
    "http://mock/v1/fuzz/image-server-jobs",
    "/openstack/latest/securitykey",
];

const PAIRS: &[&str] = &[
    "job_type=CREATE_SERVER",
    "limit=10",
    "offset=5",
    "status=FAILED",
    "limit=101",
    "name=cn-north-4",
    "job_type=%43REATE_SERVER",
    "a=%zz",
    "%",
];

const HEADERS: &[&str] = &[
    "Host: mock",
    "X-Auth-Token: MIIFuzzToken",
    "X-Auth-Token: MIIFuzzTokem",
    "Content-Length: 5",
    "Content-Length: -1",
    "Transfer-Encoding: chunked",
    "Connection: close",
    "X-Project-Id: fuzz",
    "Expect: 100-continue",
    "Authorization: SDK-HMAC-SHA256 Access=AK, SignedHeaders=host;x-sdk-date, Signature=00",
    "X-Sdk-Date: 20260101T000000Z",
    "Content-Type: application/json",
];

/// What IAM gives a token for.
const LOGIN: &str = r#"{"auth":{"identity":{"methods":["password"],"password":{"user":
{"name":"fuzz","password":"fuzz-password","domain":{"name":"domain"}}}},
"scope":{"project":{"name":"cn-north-4"}}}}"#;
