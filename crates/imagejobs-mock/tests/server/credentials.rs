use imagejobs_mock::{Auth, Keys, Server};

use crate::signing::Call;

#[test]
fn keys_own_their_project_or_all_of_the_servers() {
    let (permanent, other) = (Keys::new("AK1", "one"), Keys::new("AK2", "two").project_id("other"));
    let builder = Server::builder().region("cn-east-3", "east");
    let server = builder.keys(permanent.clone()).keys(other.clone()).start().unwrap();
    let path = |project: &str| format!("/v1/{project}/image-server-jobs");
    let own = server.project_id();
    for (project, keys, named, status) in [
        (own, permanent.clone(), own, 200),
        ("other", permanent.clone(), "other", 200),
        ("east", permanent.clone(), "east", 200),
        ("nobodys", permanent.clone(), "nobodys", 403),
        (own, permanent.clone(), "other", 403),
        ("other", other.clone(), "other", 200),
        (own, other.clone(), own, 403),
        ("other", other, own, 403),
    ] {
        let call = Call::get(&server, &path(project), "job_type=CREATE_SERVER");
        let call = call.signing("x-project-id", named).sign(&keys);
        let answered = call.ask(&server);
        assert_eq!(answered.status, status, "{project} {keys:?} {named}: {}", answered.text());
        if status == 403 {
            assert_eq!(answered.json()["error_code"], "APIGW.0302");
        }
    }
}

#[test]
fn each_kind_of_server_takes_its_credentials() {
    for (auth, nothing, token, signed) in [
        (Auth::None, 200, 200, 200),
        (Auth::Token, 401, 200, 401),
        (Auth::Signed, 401, 401, 200),
        (Auth::Any, 401, 200, 200),
    ] {
        let server = Server::builder().auth(auth).start().unwrap();
        let call = || Call::list(&server);
        assert_eq!(call().ask(&server).status, nothing, "{auth}");
        let with_token = call().with("x-auth-token", server.token());
        assert_eq!(with_token.ask(&server).status, token, "{auth}");
        assert_eq!(call().sign(server.keys()).ask(&server).status, signed, "{auth}");
        let elsewhere = Call::get(&server, "/v1/elsewhere/image-server-jobs", "");
        let elsewhere = elsewhere.with("x-auth-token", server.token()).sign(server.keys());
        assert_eq!(elsewhere.ask(&server).status, 403, "{auth}");
    }
}

#[test]
fn the_first_keys_follow_from_the_seed_or_the_file() {
    let keys = |seed| {
        let server = Server::builder().seed(seed).start().unwrap();
        (server.access_key().to_owned(), server.secret_key().to_owned())
    };
    assert_eq!(keys(1), keys(1));
    assert!(keys(1).0 != keys(2).0 && keys(1).1 != keys(2).1);
    assert_eq!((keys(1).0.len(), keys(1).1.len()), (20, 40));

    let file = "[one]\nak=AK1\nsk=sentinel\nproject_id=p1\n[two]\nak=AK2\nsk=sentinel-2\n";
    let server = Server::builder().credentials_file(file).unwrap().start().unwrap();
    let first = server.keys();
    assert_eq!((server.access_key(), server.secret_key()), ("AK1", "sentinel"));
    assert_eq!((first.token(), first.project()), (None, Some("p1")));
    assert_eq!(Call::list(&server).sign(&Keys::new("AK2", "sentinel-2")).ask(&server).status, 200);
    let builder = Server::builder().credentials_file(file).unwrap();
    assert!(!format!("{builder:?} {server:?} {first:?}").contains("sentinel"));
}

#[test]
fn keys_that_no_request_can_carry_are_refused() {
    let keys = Keys::new("AK", "sk");
    for (keys, what) in [
        (vec![Keys::new("", "sk")], "the access key must be one word"),
        (vec![Keys::new("A K", "sk")], "the access key must be one word"),
        (vec![Keys::new("A,K", "sk")], "the access key must be one word"),
        (vec![Keys::new("AK", "")], "the secret key is empty"),
        (vec![keys.clone().security_token("a\nb")], "the security token must be one word"),
        (vec![keys.clone().project_id("")], "the project id is empty"),
        (vec![keys.clone(), keys], "two key pairs have the access key AK"),
    ] {
        let builder = keys.into_iter().fold(Server::builder(), |builder, keys| builder.keys(keys));
        let error = builder.start().unwrap_err();
        assert_eq!(error.kind(), std::io::ErrorKind::InvalidInput);
        assert!(error.to_string().starts_with(what), "{error}");
    }
    assert!(Server::builder().credentials_file("[basic]\nak=AK").is_err());
}
