use std::io::ErrorKind;
use std::time::Duration;

use imagejobs_mock::{Auth, Fault, FaultPlan, Job, Keys, Project, Server, Tenant};

use crate::client::Answered;
use crate::signing::Call;

const LIST: &str = "workspace:images:listImageJobs";

fn call(server: &Server, project: &str) -> Call {
    Call::get(server, &format!("/v1/{project}/image-server-jobs"), "job_type=CREATE_SERVER")
}

/// Asks for the list of a project with its own token.
fn list(server: &Server, project: &Tenant<'_>) -> Answered {
    call(server, project.id()).with("x-auth-token", project.token()).ask(server)
}

fn two() -> Server {
    let (one, two) = (Project::new("one"), Project::new("two"));
    Server::builder().manual_time().project(one).project(two).start().unwrap()
}

#[test]
fn each_project_has_jobs_of_its_own() {
    let server = two();
    let (one, two) = (server.project("one").unwrap(), server.project("two").unwrap());
    let id = two.add(Job::new("CREATE_SERVER"));
    assert_eq!(list(&server, &two).ids(), [&*id]);
    assert_eq!(list(&server, &one).ids(), [""; 0]);
    assert_eq!(server.add(Job::new("CREATE_SERVER")), one.ids("CREATE_SERVER", None)[0]);
    // An id of one project says nothing in the other.
    assert!(!one.remove(&id) && !one.set_status(&id, "FAILED") && !one.update(&id, |job| job));
    assert!(two.set_status(&id, "RUNNING"));
    assert_eq!(two.ids("CREATE_SERVER", Some("RUNNING")), [id]);
}

#[test]
fn generated_jobs_differ_from_project_to_project_and_follow_from_the_seed() {
    let ids = |seed| {
        let few = Project::new("few").jobs(3);
        let builder = Server::builder().seed(seed).jobs(20).project(Project::new("many"));
        let server = builder.project(few).region("cn-east-3", "of a region").start().unwrap();
        let counts =
            ["many", "few", "of a region"].map(|id| server.project(id).unwrap().job_count());
        assert_eq!(counts, [20, 3, 20]);
        ["many", "few", "of a region"]
            .map(|id| server.project(id).unwrap().ids("CREATE_SERVER", None))
            .concat()
    };
    let mut first = ids(1);
    assert_eq!(first, ids(1));
    let all = first.len();
    first.sort_unstable();
    first.dedup();
    assert_eq!(first.len(), all, "no two projects share an id");
    assert!(first.iter().all(|id| id.len() == 18), "{first:?}");
}

#[test]
fn time_is_one_for_all_projects() {
    let server = Server::builder().frozen_jobs().project(Project::new("one")).start().unwrap();
    server.pass(Duration::from_secs(60));
    let two = server.add_project(Project::new("two")).unwrap();
    let way = || imagejobs_mock::Lifecycle::succeeds(Duration::ZERO, Duration::from_secs(60));
    let job = || Job::new("CREATE_SERVER").status("RUNNING").lifecycle(way());
    two.add(job());
    server.add(job());
    let begins =
        |project: &Tenant<'_>| list(&server, project).json()["items"][0]["begin_time"].clone();
    assert_eq!(begins(&two), "2026-01-01T00:01:00.000Z");
    assert_eq!(begins(&two), begins(&server.project("one").unwrap()));
    server.pass(Duration::from_secs(60));
    for id in ["one", "two"] {
        let ended = server.project(id).unwrap().ids("CREATE_SERVER", Some("SUCCESS"));
        assert_eq!(ended.len(), 1, "{id}");
    }
}

#[test]
fn credentials_of_one_project_open_no_other() {
    let pair = Keys::new("AKTWO", "made-up");
    let builder = Server::builder().project(Project::new("one"));
    let server = builder.project(Project::new("two").keys(pair.clone()).token("two's")).start();
    let server = server.unwrap();
    let (one, two) = (server.project("one").unwrap(), server.project("two").unwrap());
    assert_eq!((two.token(), two.keys().access_key()), ("two's", "AKTWO"));
    assert_ne!(one.keys().access_key(), two.keys().access_key());
    for (path, status) in [("one", 403), ("two", 200), ("three", 403)] {
        let signed = call(&server, path).sign(&pair).ask(&server);
        let with_token = call(&server, path).with("x-auth-token", two.token()).ask(&server);
        assert_eq!((signed.status, with_token.status), (status, status), "{path}");
    }
    // The account's own pair opens all.
    for path in ["one", "two"] {
        assert_eq!(call(&server, path).sign(server.keys()).ask(&server).status, 200, "{path}");
    }
    let open = Server::builder().auth(Auth::None).project(Project::new("one")).start().unwrap();
    assert_eq!(call(&open, "one").ask(&open).status, 200);
    assert_eq!(call(&open, "two").ask(&open).status, 403);
}

#[test]
fn a_project_without_the_permission_refuses_everybody_and_says_which() {
    let other = "workspace:images:deleteImage";
    let builder = Server::builder().project(Project::new("one").permissions([other]));
    let server = builder.project(Project::new("two").permissions([other, LIST])).start().unwrap();
    let refused = list(&server, &server.project("one").unwrap());
    assert_eq!(refused.status, 403);
    let told = refused.json();
    assert!(told["error_msg"].as_str().unwrap().contains(LIST), "{told}");
    assert_eq!(list(&server, &server.project("two").unwrap()).status, 200);
}

#[test]
fn each_project_has_a_limit_of_its_own() {
    let minute = Duration::from_secs(60);
    let builder = Server::builder().manual_time().project(Project::new("one").limit(2, minute));
    let server = builder.project(Project::new("two").limit(1, minute)).start().unwrap();
    let (one, two) = (server.project("one").unwrap(), server.project("two").unwrap());
    let statuses =
        |project, calls| (0..calls).map(|_| list(&server, project).status).collect::<Vec<_>>();
    assert_eq!(statuses(&one, 3), [200, 200, 429]);
    assert_eq!(statuses(&two, 2), [200, 429]);
    let told = list(&server, &one).json();
    assert_eq!(told["error_code"], "APIGW.0308");
    assert!(told["error_msg"].as_str().unwrap().ends_with("limit:2,time:1 minute"), "{told}");
    // A call that is refused before it comes to the limit counts for none.
    assert_eq!(call(&server, "one").ask(&server).status, 401);
    server.advance(minute);
    assert_eq!(call(&server, "one").ask(&server).status, 401);
    assert_eq!(statuses(&one, 3), [200, 200, 429]);
}

#[test]
fn faults_meet_the_project_that_they_are_about() {
    let server = two();
    server.set_faults(Some(FaultPlan::new().rule(Fault::status(500).project("two")))).unwrap();
    let status = |id| list(&server, &server.project(id).unwrap()).status;
    assert_eq!((status("one"), status("two")), (200, 500));
}

#[test]
fn iam_knows_a_project_by_its_region() {
    let builder = Server::builder().project(Project::new("one").region("cn-east-3"));
    let server = builder.project(Project::new("two").region("cn-north-4")).start().unwrap();
    let named = |query: &str| {
        let answered = Call::get(&server, "/v3/projects", query).sign(server.keys()).ask(&server);
        let projects = answered.json()["projects"].as_array().unwrap().clone();
        projects.iter().map(|it| it["id"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(named(""), ["one", "two"]);
    assert_eq!(named("name=cn-north-4"), ["two"]);
    assert!(server.remove_project("two"));
    assert_eq!(named("name=cn-north-4"), [""; 0]);
}

#[test]
fn projects_come_and_go_with_what_they_have() {
    let server = two();
    assert!(!server.remove_project("one"), "the server's own stays");
    let (token, keys) = {
        let two = server.project("two").unwrap();
        (two.token().to_owned(), two.keys().clone())
    };
    assert!(server.remove_project("two") && !server.remove_project("two"));
    assert!(server.project("two").is_none());
    let with_token = || call(&server, "two").with("x-auth-token", &token).ask(&server);
    assert_eq!(with_token().status, 401);
    assert_eq!(call(&server, "two").sign(&keys).ask(&server).status, 401);
    let two = server.add_project(Project::new("two")).unwrap();
    assert_eq!((two.token(), two.job_count()), (&*token, 0));
    assert_eq!(with_token().status, 200);
}

#[test]
fn a_project_that_no_server_can_have_is_refused() {
    let pair = || Keys::new("AK", "made-up");
    let second = Duration::from_secs(1);
    let one = || Project::new("one");
    // The pair that a server has when it is given none.
    let account = || Server::start().unwrap().keys().clone();
    for (projects, says) in [
        (vec![Project::new("")], "the project id is empty"),
        (vec![Project::new("a\nb")], "or has a control character"),
        (vec![one(), one()], "there is a project one already"),
        (vec![one().region("")], "project one: the region is empty"),
        (vec![one().token(" a")], "project one: the token is empty or cannot be"),
        (
            vec![one().token("t"), Project::new("two").token("t")],
            "project two: another project has",
        ),
        (vec![one().keys(Keys::new("A K", "sk"))], "project one: the access key must be one word"),
        (vec![one().keys(pair()), Project::new("two").keys(pair())], "have the access key AK"),
        (vec![one(), Project::new("two").keys(pair()).keys(pair())], "have the access key AK"),
        (vec![one().keys(pair()).keys(pair())], "have the access key AK"),
        (
            vec![one().jobs(10_000_001)],
            "project one: jobs is 10000001; it must be at most 10000000",
        ),
        (vec![one(), Project::new("two").keys(account())], "have the access key"),
        (vec![one().limit(0, second)], "project one: limit.calls is 0"),
        (vec![one().limit(1, second / 2)], "limit.window is 500ms; it must be whole seconds"),
    ] {
        let builder = projects.into_iter().fold(Server::builder(), |all, one| all.project(one));
        let error = builder.start().unwrap_err();
        assert_eq!(error.kind(), ErrorKind::InvalidInput);
        assert!(error.to_string().contains(says), "{error}");
    }
    let server = Server::builder().keys(pair()).start().unwrap();
    let error = server.add_project(one().keys(pair())).unwrap_err();
    assert!(error.to_string().contains("have the access key AK"), "{error}");
    assert!(server.add_project(Project::new(server.project_id())).is_err());
}

#[test]
fn a_project_is_read_from_json() {
    let text = r#"{"id": "two", "region": "cn-east-3", "token": "sentinel", "jobs": 4,
        "keys": [{"ak": "AK", "sk": "sentinel", "security_token": "sentinel"}],
        "permissions": [], "limit": {"calls": 3, "window": "2m"}}"#;
    let project: Project = serde_json::from_str(text).unwrap();
    assert!(!format!("{project:?}").contains("sentinel"), "{project:?}");
    let server = Server::builder().project(project).start().unwrap();
    assert_eq!((server.project_id(), server.job_count(), server.token()), ("two", 4, "sentinel"));
    assert_eq!((server.access_key(), server.keys().token()), ("AK", Some("sentinel")));
    assert_eq!(list(&server, &server.project("two").unwrap()).status, 403);
    for (text, says) in [
        ("{}", "the id is missing"),
        (r#"{"id":"a","colour":1}"#, "unknown field `colour`, expected one of `id`, `region`"),
        (r#"{"id":"a","keys":[{"ak":"x"}]}"#, "keys: missing field `sk`"),
        (r#"{"id":"a","keys":"sentinel"}"#, "keys must be a list of objects with ak and sk"),
        (r#"{"id":"a","keys":["sentinel"]}"#, "keys must be a list of objects with ak and sk"),
        (r#"{"id":"a","keys":[{"ak":"x","sk":["sentinel"]}]}"#, "which are texts"),
        (r#"{"id":"a","token":{"sentinel":1}}"#, "the token must be a text"),
        (r#"{"id":"a","jobs":-1}"#, "invalid value: integer `-1`"),
        (r#"{"id":"a","limit":{"calls":1,"window":"soon"}}"#, "\"soon\" must be a duration"),
        (r#"{"id":"a","limit":{"calls":0,"window":"1s"}}"#, "limit.calls is 0"),
    ] {
        let error = serde_json::from_str::<Project>(text).unwrap_err().to_string();
        assert!(error.contains(says) && !error.contains("sentinel"), "{error}");
    }
}

#[test]
fn a_project_that_comes_later_is_as_all_are_by_then() {
    let churn = imagejobs_mock::Churn::per_call().arrivals(1..=1);
    let server = Server::builder().frozen_jobs().churn(churn).page_cap(7).start().unwrap();
    server.set_churn(None);
    server.set_page_cap(Some(2));
    server.set_count(imagejobs_mock::Count::Fixed(99));
    server.pass(Duration::from_secs(60));
    let late = server.add_project(Project::new("late")).unwrap();
    late.add_all((0..5).map(|_| Job::new("CREATE_SERVER")));
    let pages = [list(&server, &late), list(&server, &late)].map(|page| page.json());
    assert_eq!(pages[0], pages[1]);
    assert_eq!((pages[0]["items"].as_array().unwrap().len(), &pages[0]["count"]), (2, &99.into()));
    assert_eq!(pages[0]["items"][0]["begin_time"], "2026-01-01T00:01:00.000Z");
}

#[test]
fn iam_forgets_a_project_that_left() {
    let of_two = Keys::new("AKTWO", "made-up").project_id("two");
    let builder = Server::builder().keys(of_two.clone()).user("ann", "made-up", "acme");
    let builder = builder.project(Project::new("one"));
    let server = builder.project(Project::new("two").region("cn-east-3")).start().unwrap();
    let projects = |call: Call| {
        let answered = call.ask(&server);
        (answered.status, answered.json()["projects"].as_array().map(Vec::len))
    };
    let all = || Call::get(&server, "/v3/projects", "");
    assert_eq!(projects(all().sign(&of_two)), (200, Some(1)));
    let token = |id: &str| {
        let body = serde_json::json!({"auth": {
            "identity": {"methods": ["password"], "password": {"user": {
                "name": "ann", "password": "made-up", "domain": {"name": "acme"},
            }}},
            "scope": {"project": {"id": id}},
        }});
        let mut call = Call::get(&server, "/v3/auth/tokens", "").body(body.to_string());
        call.method = "POST".to_owned();
        let answered = call.ask(&server);
        (answered.status, answered.header("x-subject-token").map(str::to_owned))
    };
    let (status, of_two_token) = token("two");
    assert_eq!(status, 201);
    assert!(server.remove_project("two"));
    assert_eq!(projects(all().sign(&of_two)), (200, Some(0)));
    assert_eq!(token("two").0, 401);
    // The one that is left is in no region, and found by its id all the same.
    assert_eq!(token("one").0, 201);
    server.add_project(Project::new("two")).unwrap();
    let old = of_two_token.unwrap();
    assert_eq!(call(&server, "two").with("x-auth-token", &old).ask(&server).status, 401);
}
