use std::cell::RefCell;
use std::time::Duration;

use imagejobs_core::signing;
use imagejobs_mock::{Auth, Keys, Server};
use proptest::prelude::*;

use crate::client::{Client, ask};
use crate::signing::{Call, refused};

fn server() -> Server {
    let builder = Server::builder().manual_time().auth(Auth::Signed).keys(permanent());
    builder.keys(temporary().security_token("sentinel-token")).start().unwrap()
}

fn permanent() -> Keys {
    Keys::new("AKPERMANENT", "sentinel-1")
}

fn temporary() -> Keys {
    Keys::new("AKTEMPORARY", "sentinel-2")
}

#[test]
fn what_is_signed_right_is_answered() {
    let server = server();
    let call = || Call::list(&server);
    let hash = signing_hash(b"{}");
    for (what, call) in [
        ("the least", call().sign(&permanent())),
        ("an unsorted query", call().query("limit=5&job_type=CREATE_SERVER").sign(&permanent())),
        (
            "a query encoded otherwise",
            call().query("z=%7e%7b&job%5ftype=CREATE%5FSERVER&a&B=%c3%a9/:").sign(&permanent()),
        ),
        ("an unsigned User-Agent", call().with("user-agent", "some/1").sign(&permanent())),
        ("a signed User-Agent", call().signing("user-agent", "some/1 (é)").sign(&permanent())),
        ("a header with _, unsigned", call().with("x_custom", "1").sign(&permanent())),
        ("an unsigned header, twice", call().with("a", "1").with("a", "2").sign(&permanent())),
        ("a body", call().body("{}").sign(&permanent())),
        (
            "the body's hash",
            call().signing("x-sdk-content-sha256", &hash).body("{}").sign(&permanent()),
        ),
        (
            "an unsigned body",
            call().signing("x-sdk-content-sha256", "UNSIGNED-PAYLOAD").body("{").sign(&permanent()),
        ),
        ("temporary keys", call().signing("x-security-token", "sentinel-token").sign(&temporary())),
        ("the project", call().signing("x-project-id", server.project_id()).sign(&permanent())),
        ("a token besides", call().with("x-auth-token", "wrong").sign(&permanent())),
    ] {
        let answered = call.ask(&server);
        assert_eq!(answered.status, 200, "{what}: {}", answered.text());
    }
}

fn signing_hash(body: &[u8]) -> String {
    let signable = signing::Signable { method: "", path: "", query: "", headers: &[], body };
    signing::canonical_request(&signable).rsplit('\n').next().unwrap().to_owned()
}

#[test]
fn spaces_and_order_in_the_authorization_do_not_matter() {
    let server = server();
    let call = Call::list(&server);
    let usual = call.authorization(&permanent());
    let (_, parts) = usual.split_once(' ').unwrap();
    let [access, headers, signature]: [&str; 3] =
        parts.split(", ").collect::<Vec<_>>().try_into().unwrap();
    for authorization in [
        format!("SDK-HMAC-SHA256 {access},{headers},{signature}"),
        format!("SDK-HMAC-SHA256   {access} ,\t{headers} ,  {signature}"),
        format!("SDK-HMAC-SHA256 {signature}, {headers}, {access}"),
        usual.replace("SignedHeaders=host;", "SignedHeaders = Host ; "),
    ] {
        let answered = call.clone().with("authorization", &authorization).ask(&server);
        assert_eq!(answered.status, 200, "{authorization}: {}", answered.text());
    }
}

#[test]
fn what_is_signed_wrong_is_refused_with_the_gateways_words() {
    let server = server();
    let call = || Call::list(&server);
    let token = "x-security-token";
    let not_its_token = "decrypt token fail; X-Security-Token is not the one of ak ";
    let twice = "verify aksk signature fail, the header x-a was sent twice";
    for (call, message) in [
        (call(), "verify aksk signature fail; sign the request"),
        (
            call().with("x-auth-token", server.token()),
            "verify aksk signature fail; sign the request",
        ),
        (call().sign(&Keys::new("AKNOBODY", "x")), "ak AKNOBODY not exist"),
        (call().sign(&Keys::new("akpermanent", "x")), "ak akpermanent not exist"),
        (
            call().sign(&Keys::new("AKPERMANENT", "x")),
            "verify aksk signature fail, canonicalRequest:GET|",
        ),
        (call().sign(&temporary()), not_its_token),
        (call().signing(token, "wrong").sign(&temporary()), not_its_token),
        (call().signing(token, "").sign(&permanent()), not_its_token),
        (
            call().with(token, "sentinel-token").with(token, "sentinel-token").sign(&temporary()),
            not_its_token,
        ),
        (
            call().with(token, "sentinel-token").sign(&temporary()),
            "verify aksk signature fail, x-security-token must be a signed header",
        ),
        (
            call().unsigned("host").sign(&permanent()),
            "verify aksk signature fail, host must be a signed header",
        ),
        (
            call().unsigned("x-sdk-date").sign(&permanent()),
            "verify aksk signature fail, x-sdk-date must be a signed header",
        ),
        (call().signing("x-a", "1").signing("x-a", "1").sign(&permanent()), twice),
        (call().signing("x-a", "1").sign(&permanent()).with("x-a", "1"), twice),
        (
            call().set("x-sdk-date", "2026-01-01T00:00:00Z").sign(&permanent()),
            "verify aksk signature fail, x-sdk-date must be a UTC time YYYYMMDDTHHMMSSZ",
        ),
        (
            call()
                .signing("x-sdk-content-sha256", &signing_hash(b""))
                .body("{}")
                .sign(&permanent()),
            "verify aksk signature fail, x-sdk-content-sha256 is not the body's hash",
        ),
        (
            call().sign(&permanent()).with("authorization", "x"),
            "verify aksk signature fail, the header authorization was sent twice",
        ),
    ] {
        let shown = String::from_utf8_lossy(&call.bytes()).into_owned();
        let refusal = refused(&call.ask(&server));
        assert!(refusal.starts_with(message), "{shown}: {refusal}");
        assert!(!refusal.contains("sentinel"), "{refusal}");
    }
}

#[test]
fn an_authorization_that_cannot_be_read_is_refused() {
    let server = server();
    let usual = Call::list(&server).authorization(&permanent());
    for (authorization, what) in [
        (usual.replace("SHA256", "SM3"), "must begin with SDK-HMAC-SHA256"),
        (usual.replace("SHA256 ", "SHA256"), "must begin with SDK-HMAC-SHA256"),
        (usual.replace("Signature", "signature"), "unknown part"),
        (format!("{usual}, Signature=x"), "a part twice"),
        ("SDK-HMAC-SHA256 Access=AKPERMANENT, SignedHeaders=host".to_owned(), "must have Access,"),
        (usual.replace("host;", "host;x-b;"), "the signed header x-b is missing"),
        (usual.replace("host;", "host;HOST;"), "names host twice"),
        (usual.replace("host;", "host;;"), "the signed header  is missing"),
        (usual.replace("host;", "host;x_c;"), "the header x_c has a _"),
        (usual.to_uppercase(), "unknown part"),
        (format!("{usual}0"), "canonicalRequest:"),
        (usual[..usual.len() - 1].to_owned(), "canonicalRequest:"),
        (usual.replace("Signature=", "Signature=,"), "unknown part"),
    ] {
        let call = Call::list(&server).with("x_c", "1").with("authorization", &authorization);
        let refusal = refused(&call.ask(&server));
        assert!(refusal.contains(what), "{authorization}: {refusal}");
    }
}

#[test]
fn a_wrong_signature_shows_the_text_that_should_have_been_signed() {
    let server = server();
    let call = Call::list(&server).query("limit=5&job_type=CREATE_SERVER");
    let call = call.signing("x-security-token", "sentinel-token").with("user-agent", "some");
    let refusal = refused(&call.sign(&Keys::new("AKTEMPORARY", "wrong")).ask(&server));
    let expected = format!(
        "verify aksk signature fail, canonicalRequest:GET|/v1/{}/image-server-jobs/|\
         job_type=CREATE_SERVER&limit=5|host:mock|x-sdk-date:20260101T000000Z|\
         x-security-token:(hidden)||host;x-sdk-date;x-security-token|{}",
        server.project_id(),
        signing_hash(b""),
    );
    assert_eq!(refusal, expected);
}

#[test]
fn a_date_may_be_15_minutes_off_and_no_more() {
    let server = server();
    let now = server.now();
    let ask = |seconds: i64, later: bool| {
        let off = Duration::from_secs(seconds.unsigned_abs());
        let date = if later { now + off } else { now - off };
        let call = Call::list(&server).set("x-sdk-date", &signing::date(date));
        call.sign(&permanent()).ask(&server)
    };
    for later in [false, true] {
        for seconds in [0, 1, 899, 900] {
            assert_eq!(ask(seconds, later).status, 200, "{seconds} {later}");
        }
        for seconds in [901, 3600, 400 * 86_400] {
            let refusal = refused(&ask(seconds, later));
            let words = "calc ak sk signature fail:signature expired, signature time:2";
            assert!(refusal.starts_with(words), "{refusal}");
            assert!(refusal.ends_with(",server time:20260101T000000Z"), "{refusal}");
        }
    }
    let call = Call::list(&server).sign(&permanent());
    server.advance(Duration::from_secs(900));
    assert_eq!(call.ask(&server).status, 200, "the same request may come again");
    server.advance(Duration::from_nanos(1));
    assert!(refused(&call.ask(&server)).starts_with("calc ak sk signature fail"));
}

#[test]
fn a_date_is_judged_when_the_call_arrives() {
    let server = server();
    server.script(imagejobs_mock::Answer::normal().delay(Duration::from_secs(3600)));
    let mut client = Client::new(&server);
    client.send(Call::list(&server).sign(&permanent()).bytes());
    assert!(server.wait_for_calls(1));
    server.advance(Duration::from_secs(3600));
    assert_eq!(client.answer().unwrap().status, 200);
}

/// A request as any client may send it: odd parameters in any order, odd headers, a body.
fn any_call(server: &Server) -> impl Strategy<Value = Call> + use<> {
    let call = Call::list(server);
    let text = "[ -~äß€😀]{0,8}";
    let pairs = proptest::collection::vec(("x[ -~é]{0,5}", text), 0..4);
    let headers = proptest::collection::vec("[ -~é]{0,12}", 0..4);
    let body = proptest::collection::vec(any::<u8>(), 0..20);
    (pairs, headers, body, any::<bool>()).prop_map(move |(pairs, headers, body, first)| {
        let encode =
            |text: &str| text.bytes().map(|byte| format!("%{byte:02x}")).collect::<String>();
        let pairs = pairs.iter().map(|(name, value)| format!("{}={}", encode(name), encode(value)));
        let mut query = pairs.collect::<Vec<_>>();
        query.insert(if first { 0 } else { query.len() }, "job_type=CREATE_SERVER".to_owned());
        let mut call = call.clone().query(&query.join("&")).body(body);
        for (number, value) in headers.iter().enumerate() {
            let name = format!("x-h{number}");
            call = if number == 3 { call.with(&name, value) } else { call.signing(&name, value) };
        }
        call
    })
}

/// Changes one byte of a text to another letter or digit.
fn change(text: &mut String, at: prop::sample::Index, to: char) {
    let places: Vec<_> = text.char_indices().filter(|(_, c)| c.is_ascii_alphanumeric()).collect();
    if !places.is_empty() {
        let (at, _) = places[at.index(places.len())];
        text.replace_range(at..=at, to.encode_utf8(&mut [0; 4]));
    }
}

#[test]
fn a_signature_holds_for_what_was_signed_and_nothing_else() {
    let server = server();
    let client = RefCell::new(Client::new(&server));
    let ask = |call: Call| {
        let mut client = client.borrow_mut();
        client.send(call.bytes());
        client.answer().unwrap()
    };
    let mut runner = prop::test_runner::TestRunner::new(ProptestConfig {
        cases: 400,
        failure_persistence: None,
        ..ProptestConfig::default()
    });
    let changes = (0..6_u8, any::<prop::sample::Index>(), "[0-9A-Za-z]", any::<u8>());
    let outcome = runner.run(&(any_call(&server), changes), |(call, (part, at, to, byte))| {
        let answered = ask(call.clone().sign(&permanent()));
        prop_assert_eq!(answered.status, 200, "{}", answered.text());

        let to = to.chars().next().unwrap();
        let authorization = call.authorization(&permanent());
        let mut changed = call.clone();
        match part {
            0 => change(&mut changed.method, at, to),
            1 => change(&mut changed.path, at, to),
            2 => change(&mut changed.query, at, to),
            3 => {
                let header = at.index(changed.headers.len());
                change(&mut changed.headers[header].1, at, to);
            }
            4 => change(&mut changed.headers[1].1, at, to),
            _ if changed.body.is_empty() => changed.body.push(byte),
            _ => {
                let at = at.index(changed.body.len());
                changed.body[at] = byte;
            }
        }
        let same = changed.canonical() == call.canonical() && changed.method == call.method;
        let answered = ask(changed.with("authorization", &authorization));
        let right = match answered.status {
            200 => same,
            401 => !same,
            // These are looked at before the signature.
            404 => part == 1,
            405 => part == 0,
            _ => false,
        };
        prop_assert!(right, "{} {}", answered.status, answered.text());
        Ok(())
    });
    outcome.unwrap();
}

#[test]
fn a_path_is_signed_as_it_means() {
    let server = Server::builder().project_id("a/b é").start().unwrap();
    for segment in ["a%2Fb%20%C3%A9", "a%2fb%20%c3%a9", "%61%2Fb%20%C3%A9"] {
        let path = format!("/v1/{segment}/image-server-jobs");
        let call = Call::get(&server, &path, "job_type=CREATE_SERVER").sign(server.keys());
        assert_eq!(call.ask(&server).status, 200, "{segment}");
    }
}

#[test]
fn a_header_that_is_not_text_cannot_be_signed() {
    let server = server();
    let call = Call::list(&server).sign(&permanent());
    let bytes = String::from_utf8(call.bytes()).unwrap();
    let bytes = bytes.replace("host;", "host;x-b;").replace("\r\n\r\n", "\r\nX-B: \u{1}\r\n\r\n");
    let bytes: Vec<_> = bytes.bytes().map(|byte| if byte == 1 { 0xff } else { byte }).collect();
    assert!(refused(&ask(&server, bytes)).ends_with("the header x-b is not UTF-8"));
}

const LOCKED: &str = "AK access failed to reach the limit,forbidden.";

/// What the server says to a request signed with these keys; nothing when it is answered.
fn said(server: &Server, keys: &Keys) -> String {
    let answered = Call::list(server).sign(keys).ask(server);
    if answered.status == 200 { String::new() } else { refused(&answered) }
}

#[test]
fn six_failures_in_a_row_lock_a_key_for_five_minutes() {
    let server = server();
    let wrong = Keys::new("AKPERMANENT", "wrong");
    for _ in 0..2 {
        for _ in 0..6 {
            assert!(said(&server, &wrong).starts_with("verify aksk signature fail, canonical"));
        }
        for keys in [permanent(), wrong.clone(), permanent()] {
            assert_eq!(said(&server, &keys), LOCKED);
        }
        assert!(said(&server, &temporary()).starts_with("decrypt token fail"), "another key");
        server.advance(Duration::from_secs(300) - Duration::from_nanos(1));
        assert_eq!(said(&server, &permanent()), LOCKED);
        server.advance(Duration::from_nanos(1));
    }
    assert_eq!(said(&server, &permanent()), "");
}

#[test]
fn a_success_ends_a_row_of_failures() {
    let server = server();
    let wrong = Keys::new("AKPERMANENT", "wrong");
    for _ in 0..3 {
        for _ in 0..5 {
            assert!(said(&server, &wrong).starts_with("verify aksk signature fail, canonical"));
        }
        assert_eq!(said(&server, &permanent()), "");
    }
}

#[test]
fn every_failure_to_authenticate_counts_and_no_other() {
    let server = server();
    let nobody = Keys::new("AKNOBODY", "x");
    for _ in 0..6 {
        assert_eq!(said(&server, &nobody), "ak AKNOBODY not exist");
    }
    assert_eq!(said(&server, &nobody), LOCKED);

    let late = |date| Call::list(&server).set("x-sdk-date", date).sign(&permanent());
    for _ in 0..5 {
        assert!(refused(&late("20251231T000000Z").ask(&server)).contains("signature expired"));
    }
    for _ in 0..10 {
        let unread = Call::list(&server).unsigned("host").sign(&permanent());
        assert!(refused(&unread.ask(&server)).contains("host must be a signed header"));
    }
    let elsewhere = Call::get(&server, "/v1/elsewhere/image-server-jobs", "");
    assert_eq!(elsewhere.sign(&permanent()).ask(&server).status, 403, "authenticated");
    for _ in 0..6 {
        assert!(refused(&late("20251231T000000Z").ask(&server)).contains("signature expired"));
    }
    assert_eq!(said(&server, &permanent()), LOCKED);
    let projects = Call::get(&server, "/v3/projects", "").sign(&permanent());
    assert_eq!(refused(&projects.ask(&server)), LOCKED, "IAM is behind the same gateway");
}
