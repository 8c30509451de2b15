//! What goes over the wire, to the byte.
#![allow(clippy::unwrap_used, reason = "a test that cannot be set up should panic")]

mod support;

use imagejobs::{Client, JobStatus, JobType};
use support::listen_once;

const EMPTY: &[u8] = b"HTTP/1.1 200 OK\r\ncontent-length: 12\r\n\r\n{\"items\":[]}";

/// The head that a call sends, as lines.
async fn head(project_id: &str, call: impl AsyncFnOnce(&Client)) -> Vec<String> {
    let (address, heard) = listen_once(EMPTY);
    let endpoint = format!("http://{address}");
    let client = Client::builder().endpoint(endpoint).project_id(project_id).token("MIIToken");
    call(&client.build().unwrap()).await;
    heard.join().unwrap().split("\r\n").map(str::to_owned).collect()
}

#[tokio::test]
async fn a_call_sends_what_the_document_names_and_nothing_else() {
    let head = head("p1", async |client| {
        client.list(JobType::CreateServer).send().await.unwrap();
    })
    .await;
    assert_eq!(head[0], "GET /v1/p1/image-server-jobs?job_type=CREATE_SERVER HTTP/1.1");
    let mut headers: Vec<_> = head[1..].iter().filter(|line| !line.is_empty()).collect();
    headers.sort();
    assert!(headers[1].starts_with("host: 127.0.0.1:"), "{headers:?}");
    headers.remove(1);
    let agent = format!("user-agent: imagejobs/{}", env!("CARGO_PKG_VERSION"));
    assert_eq!(headers, ["accept: application/json", agent.as_str(), "x-auth-token: MIIToken"]);
}

#[tokio::test]
async fn parameters_stand_in_a_fixed_order_whatever_the_order_of_the_calls() {
    let head = head("p1", async |client| {
        let list = client.list(JobType::DeleteServer).status(JobStatus::Failed);
        list.offset(20).limit(100).send().await.unwrap();
    })
    .await;
    assert_eq!(
        head[0],
        "GET /v1/p1/image-server-jobs?job_type=DELETE_SERVER&limit=100&offset=20&status=FAILED \
         HTTP/1.1"
    );
}

#[tokio::test]
async fn every_value_has_its_name_on_the_wire() {
    for (job_type, name) in [
        (JobType::CreateServer, "CREATE_SERVER"),
        (JobType::CreateServerImage, "CREATE_SERVER_IMAGE"),
        (JobType::DeleteServer, "DELETE_SERVER"),
    ] {
        for (status, status_name) in [
            (JobStatus::Waiting, "WAITING"),
            (JobStatus::Running, "RUNNING"),
            (JobStatus::Success, "SUCCESS"),
            (JobStatus::Failed, "FAILED"),
        ] {
            let head = head("p1", async |client| {
                client.list(job_type).status(status).send().await.unwrap();
            })
            .await;
            assert!(
                head[0].contains(&format!("?job_type={name}&status={status_name} ")),
                "{head:?}"
            );
        }
    }
}

#[tokio::test]
async fn a_project_id_is_percent_encoded() {
    let head = head("a b+ü~&=:@", async |client| {
        let list = client.list(JobType::CreateServer).offset(u64::MAX).limit(1);
        list.send().await.unwrap();
    })
    .await;
    assert_eq!(
        head[0],
        "GET /v1/a%20b%2B%C3%BC~%26%3D%3A%40/image-server-jobs\
         ?job_type=CREATE_SERVER&limit=1&offset=18446744073709551615 HTTP/1.1"
    );
}
